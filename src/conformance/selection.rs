//! Which cases are run.

use super::{
    case::{Case, Level},
    cases,
};

/// Some of the cases.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    sections: Vec<String>,
    cases: Vec<String>,
    without: Vec<String>,
    level: Option<Level>,
    shard: Option<(usize, usize)>,
}

impl Selection {
    /// Every case.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Only cases of a document or section, such as `rfc4511` or `rfc4511/4.5`; of one more where it was called before.
    #[must_use]
    pub fn section(mut self, section: impl Into<String>) -> Self {
        self.sections.push(section.into());
        self
    }

    /// Only the case with this id; of one more where it was called before.
    #[must_use]
    pub fn case(mut self, id: impl Into<String>) -> Self {
        self.cases.push(id.into());
        self
    }

    /// Not the case with this id, nor another for which it was called before: one that a server does not survive, say.
    #[must_use]
    pub fn without(mut self, id: impl Into<String>) -> Self {
        self.without.push(id.into());
        self
    }

    /// Only cases at least as binding as this.
    #[must_use]
    pub fn level(mut self, least: Level) -> Self {
        self.level = Some(least);
        self
    }

    /// Only one part of so many, counted from 1: several machines then run all.
    ///
    /// # Errors
    ///
    /// A sentence, where the part is none of them.
    pub fn shard(mut self, part: usize, of: usize) -> Result<Self, String> {
        if part == 0 || part > of {
            return Err(format!(
                "part {part} of {of} does not exist; the first is 1"
            ));
        }
        self.shard = Some((part, of));
        Ok(self)
    }

    /// The cases, in the order of the documents.
    #[must_use]
    pub fn chosen(&self) -> Vec<&'static Case> {
        let all = cases().filter(|case| self.takes(case));
        match self.shard {
            None => all.collect(),
            Some((part, of)) => all.skip(part - 1).step_by(of).collect(),
        }
    }

    /// Sections and ids that no case has.
    #[must_use]
    pub fn unknown(&self) -> Vec<&str> {
        let known = |section: &&String| !cases().any(|case| is_within(case, section));
        let named = |id: &&String| !cases().any(|case| case.id == **id);
        let sections = self.sections.iter().filter(known);
        let ids = self.cases.iter().chain(&self.without).filter(named);
        sections.chain(ids).map(String::as_str).collect()
    }

    fn takes(&self, case: &Case) -> bool {
        let section =
            self.sections.is_empty() || self.sections.iter().any(|own| is_within(case, own));
        let id = self.cases.is_empty() || self.cases.iter().any(|own| own == case.id);
        let without = self.without.iter().any(|own| own == case.id);
        section && id && !without && self.level.is_none_or(|least| case.level <= least)
    }
}

/// Whether a case is of a section or of one below.
fn is_within(case: &Case, section: &str) -> bool {
    let rest = case.id.strip_prefix(section.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.starts_with(['/', '.']))
}
