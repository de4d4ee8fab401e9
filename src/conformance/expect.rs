//! Every legal reaction to a step, and the judge.

use super::{answer::Answer, names::Names};
use crate::{
    directory::Dn,
    wire::{control::Control, request::PartialAttribute, response::SearchEntry},
};

/// A look at what came that no other field can say: a reason where it is not legal.
pub(super) type Look = fn(&Answer, &Names) -> Result<(), String>;

/// What is legal. Fields that are not set are not looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expect {
    codes: &'static [u32],
    /// Whether success is not legal, whatever else is.
    refused: bool,
    /// Whether it is legal that the server ends the connection instead, with a notice or without.
    close: bool,
    /// Whether an answer is legal at all.
    answer: bool,
    matched: Option<&'static str>,
    entries: Option<&'static [&'static str]>,
    ordered: bool,
    count: Option<(usize, usize)>,
    references: Option<(usize, usize)>,
    has: &'static [(&'static str, &'static [&'static str])],
    exactly: Option<&'static [&'static str]>,
    lacks: &'static [&'static str],
    no_values: bool,
    control: Option<&'static str>,
    look: Option<Look>,
}

const NOTHING: Expect = Expect {
    codes: &[],
    refused: false,
    close: false,
    answer: true,
    matched: None,
    entries: None,
    ordered: false,
    count: None,
    references: None,
    has: &[],
    exactly: None,
    lacks: &[],
    no_values: false,
    control: None,
    look: None,
};

/// A result with one of these codes.
pub(super) const fn code(codes: &'static [u32]) -> Expect {
    Expect { codes, ..NOTHING }
}

/// Any result at all.
pub(super) const fn any_code() -> Expect {
    NOTHING
}

/// Any result but success.
pub(super) const fn refused() -> Expect {
    Expect {
        refused: true,
        ..NOTHING
    }
}

/// `success`.
pub(super) const fn success() -> Expect {
    code(&[0])
}

/// The server ends the connection; a notice of disconnection (RFC 4511 section 4.4.1) may come first.
pub(super) const fn closed() -> Expect {
    Expect {
        close: true,
        answer: false,
        ..NOTHING
    }
}

impl Expect {
    /// Or else the server ends the connection, with a notice of disconnection or without.
    pub(super) const fn or_closed(mut self) -> Self {
        self.close = true;
        self
    }

    /// matchedDN is this name; `""` for none.
    pub(super) const fn matched(mut self, dn: &'static str) -> Self {
        self.matched = Some(dn);
        self
    }

    /// Just these entries come, in any order.
    pub(super) const fn entries(mut self, dns: &'static [&'static str]) -> Self {
        self.entries = Some(dns);
        self
    }

    /// Just these entries come, in this order.
    pub(super) const fn in_order(mut self, dns: &'static [&'static str]) -> Self {
        self.entries = Some(dns);
        self.ordered = true;
        self
    }

    /// So many entries come.
    pub(super) const fn count(mut self, least: usize, most: usize) -> Self {
        self.count = Some((least, most));
        self
    }

    /// So many search references come.
    pub(super) const fn references(mut self, least: usize, most: usize) -> Self {
        self.references = Some((least, most));
        self
    }

    /// Each entry has these attributes with at least these values, octet for octet; names of entries by their meaning.
    pub(super) const fn has(
        mut self,
        attributes: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        self.has = attributes;
        self
    }

    /// Each entry has just these attributes, in any order.
    pub(super) const fn exactly(mut self, attributes: &'static [&'static str]) -> Self {
        self.exactly = Some(attributes);
        self
    }

    /// No entry has any of these attributes.
    pub(super) const fn lacks(mut self, attributes: &'static [&'static str]) -> Self {
        self.lacks = attributes;
        self
    }

    /// No attribute has a value.
    pub(super) const fn no_values(mut self) -> Self {
        self.no_values = true;
        self
    }

    /// The final message carries this control.
    pub(super) const fn control(mut self, oid: &'static str) -> Self {
        self.control = Some(oid);
        self
    }

    /// And this look finds nothing wrong.
    pub(super) const fn look(mut self, look: Look) -> Self {
        self.look = Some(look);
        self
    }

    /// Why an answer is not legal; `Ok` if it is.
    pub(super) fn judge(&self, answer: &Answer, names: &Names) -> Result<(), String> {
        if let Some(stray) = answer.stray.first() {
            return Err(format!(
                "a message came that nothing had asked for: {stray}"
            ));
        }
        let Some(result) = answer.result() else {
            return self.judge_end(answer);
        };
        if !self.answer {
            return Err(format!(
                "an answer came ({}) where the connection was to end",
                result.code
            ));
        }
        let number = result.code.0;
        if !self.codes.is_empty() && !self.codes.contains(&number) {
            let wanted: Vec<String> = self.codes.iter().map(u32::to_string).collect();
            return Err(format!(
                "the result is {}, legal is {}",
                result.code,
                wanted.join(" or ")
            ));
        }
        if self.refused && number == 0 {
            return Err("the result is success (0), legal is any refusal".to_owned());
        }
        if let Some(wanted) = self.matched {
            let wanted = names.fill(wanted);
            let got = String::from_utf8_lossy(&result.matched_dn);
            if !same_dn(&wanted, &got) {
                return Err(format!("matchedDN is `{got}`, legal is `{wanted}`"));
            }
        }
        self.judge_entries(&answer.entries(), names)?;
        let references = answer.references().len();
        if let Some((least, most)) = self.references
            && !(least..=most).contains(&references)
        {
            return Err(format!(
                "{references} search references came, legal are {least} to {most}"
            ));
        }
        if let Some(oid) = self.control
            && Control::find(answer.controls(), oid).is_none()
        {
            return Err(format!("the answer lacks the control {oid}"));
        }
        self.look.map_or(Ok(()), |look| look(answer, names))
    }

    /// No result came.
    fn judge_end(&self, answer: &Answer) -> Result<(), String> {
        if !answer.closed {
            return Err("no answer came within the time of the case".to_owned());
        }
        if !self.close {
            return Err("the server ended the connection instead of answering".to_owned());
        }
        Ok(())
    }

    fn judge_entries(&self, entries: &[&SearchEntry], names: &Names) -> Result<(), String> {
        let got: Vec<String> = (entries.iter())
            .map(|entry| String::from_utf8_lossy(&entry.dn).into_owned())
            .collect();
        if let Some(wanted) = self.entries {
            let wanted: Vec<String> = wanted.iter().map(|dn| names.fill(dn)).collect();
            let (mut own, mut others) = (keys(&got), keys(&wanted));
            if !self.ordered {
                own.sort_unstable();
                others.sort_unstable();
            }
            if own != others {
                return Err(format!("the entries are {got:?}, legal are {wanted:?}"));
            }
        }
        if let Some((least, most)) = self.count
            && !(least..=most).contains(&got.len())
        {
            return Err(format!(
                "{} entries came, legal are {least} to {most}",
                got.len()
            ));
        }
        for entry in entries {
            self.judge_entry(entry, names)
                .map_err(|why| format!("`{}`: {why}", String::from_utf8_lossy(&entry.dn)))?;
        }
        Ok(())
    }

    fn judge_entry(&self, entry: &SearchEntry, names: &Names) -> Result<(), String> {
        let find = |name: &str| {
            let mut all = entry.attributes.iter();
            all.find(|own| own.description.eq_ignore_ascii_case(name))
        };
        let mut seen: Vec<String> = Vec::new();
        for attribute in &entry.attributes {
            let name = attribute.description.to_ascii_lowercase();
            if seen.contains(&name) {
                return Err(format!("`{}` stands twice", attribute.description));
            }
            seen.push(name);
        }
        for (name, values) in self.has {
            let own = find(name).ok_or_else(|| format!("`{name}` is missing"))?;
            for value in *values {
                let filled = names.fill(value);
                // A value that is the name of an entry may be written as the server writes names.
                let is_name = *value != filled;
                let value = filled;
                let same = |own: &Vec<u8>| {
                    let text = String::from_utf8_lossy(own);
                    *own == value.as_bytes() || is_name && same_dn(&text, &value)
                };
                if !own.values.iter().any(same) {
                    return Err(format!(
                        "`{name}` lacks the value `{value}`: {}",
                        shown(own)
                    ));
                }
            }
        }
        if let Some(wanted) = self.exactly {
            let mut wanted: Vec<String> =
                wanted.iter().map(|own| own.to_ascii_lowercase()).collect();
            wanted.sort_unstable();
            seen.sort_unstable();
            if seen != wanted {
                return Err(format!("the attributes are {seen:?}, legal are {wanted:?}"));
            }
        }
        if let Some(name) = self.lacks.iter().find(|name| find(name).is_some()) {
            return Err(format!("`{name}` came"));
        }
        if self.no_values
            && let Some(own) = entry.attributes.iter().find(|own| !own.values.is_empty())
        {
            return Err(format!("`{}` has values", own.description));
        }
        Ok(())
    }
}

fn shown(attribute: &PartialAttribute) -> String {
    format!("{attribute:?}")
}

/// Whether two names are the same; text that is no DN is compared as it is.
pub(super) fn same_dn(one: &str, other: &str) -> bool {
    match (Dn::parse(one), Dn::parse(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

fn keys(dns: &[String]) -> Vec<String> {
    let key =
        |dn: &String| Dn::parse(dn).map_or_else(|_| dn.clone(), |dn| dn.normalized().to_owned());
    dns.iter().map(key).collect()
}
