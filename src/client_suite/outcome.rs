//! What an application says that came of its task.

use std::fmt;

/// What came of a task, as the application sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It is done; with what was found, where the task was to find something.
    Done(Vec<Found>),
    /// It could not or would not be done: an error, a refusal, a login that failed. In the application's own words.
    Refused(String),
    /// The application was still at it when its time was over.
    Unfinished(String),
    /// The application broke down: a panic, a signal.
    Crashed(String),
    /// The application has nothing for such a task.
    Unable(String),
}

/// An entry that an application found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its DN, as the application has it.
    pub dn: String,
    /// Its attributes, each with its values.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Found {
    /// An entry without attributes.
    pub fn new(dn: impl Into<String>) -> Self {
        Self {
            dn: dn.into(),
            attributes: Vec::new(),
        }
    }

    /// Adds a value of an attribute.
    ///
    /// ```
    /// use ldaplab::client_suite::Found;
    ///
    /// let ada = Found::new("uid=ada,dc=example,dc=org").value("uid", "ada").value("cn", "Ada").value("cn", "Ada N.");
    /// assert_eq!(ada.attributes[1].1.len(), 2);
    /// ```
    #[must_use]
    pub fn value(mut self, description: &str, value: impl Into<Vec<u8>>) -> Self {
        self.push(description, value.into());
        self
    }

    pub(super) fn push(&mut self, description: &str, value: Vec<u8>) {
        let same = |name: &str| name.eq_ignore_ascii_case(description);
        match self.attributes.iter_mut().find(|(name, _)| same(name)) {
            Some((_, values)) => values.push(value),
            None => self.attributes.push((description.to_owned(), vec![value])),
        }
    }

    /// The values under a description, whatever the case of its letters.
    pub(super) fn values(&self, description: &str) -> Option<&[Vec<u8>]> {
        let same = |name: &str| name.eq_ignore_ascii_case(description);
        let found = self.attributes.iter().find(|(name, _)| same(name));
        found.map(|(_, values)| values.as_slice())
    }
}

impl Outcome {
    /// `done`, `refused`, `unfinished`, `crashed` or `unable`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Refused(_) => "refused",
            Self::Unfinished(_) => "unfinished",
            Self::Crashed(_) => "crashed",
            Self::Unable(_) => "unable",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |f: &mut fmt::Formatter<'_>, what: &str, why: &str| match why.is_empty() {
            true => f.write_str(what),
            false => write!(f, "{what}: {why}"),
        };
        match self {
            Self::Done(found) if found.is_empty() => f.write_str("done, with no entry"),
            Self::Done(found) => {
                let names: Vec<&str> = found.iter().map(|one| one.dn.as_str()).collect();
                write!(f, "done, with {}", names.join("; "))
            }
            Self::Refused(why) => words(f, "an error", why),
            Self::Unfinished(why) => words(f, "still at it", why),
            Self::Crashed(why) => words(f, "it broke down", why),
            Self::Unable(why) => words(f, "it has nothing for this", why),
        }
    }
}
