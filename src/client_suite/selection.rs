//! Which cases are put to an application.

use super::{case::Case, cases};
use crate::conformance::Level;

/// Some of the cases.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    areas: Vec<String>,
    cases: Vec<String>,
    level: Option<Level>,
}

impl Selection {
    /// Every case.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Only cases of an area, such as `references`; of one more where it was called before.
    #[must_use]
    pub fn area(mut self, area: impl Into<String>) -> Self {
        self.areas.push(area.into());
        self
    }

    /// Only the case with this id; of one more where it was called before.
    #[must_use]
    pub fn case(mut self, id: impl Into<String>) -> Self {
        self.cases.push(id.into());
        self
    }

    /// Only cases at least as binding as this.
    #[must_use]
    pub fn level(mut self, least: Level) -> Self {
        self.level = Some(least);
        self
    }

    /// The cases, in the order of the tables.
    #[must_use]
    pub fn chosen(&self) -> Vec<&'static Case> {
        cases().filter(|case| self.takes(case)).collect()
    }

    /// Areas and ids that no case has.
    #[must_use]
    pub fn unknown(&self) -> Vec<&str> {
        let areas = self.areas.iter();
        let areas = areas.filter(|area| !cases().any(|case| case.area() == **area));
        let ids = self.cases.iter();
        let ids = ids.filter(|id| !cases().any(|case| case.id == **id));
        areas.chain(ids).map(String::as_str).collect()
    }

    pub(super) fn takes(&self, case: &Case) -> bool {
        let area = self.areas.is_empty() || self.areas.iter().any(|area| area == case.area());
        let id = self.cases.is_empty() || self.cases.iter().any(|id| id == case.id);
        area && id && self.level.is_none_or(|least| case.level <= least)
    }
}
