//! An entry as a filter sees it: stored attributes and those that are worked out.

use std::{borrow::Cow, cell::RefCell};

use crate::{
    directory::{
        attribute::AttributeDescription,
        dit::Dit,
        dn::Dn,
        entry::{Attribute, Entry},
        filter::{self, Item},
    },
    dsa::agent::Dsa,
    vendor::Constructed,
};

/// A filter of more names has the rest looked at each time: so long a list is slower to search.
const NAMES: usize = 32;

/// A constructed attribute with its values.
type WorkedOut<'a> = (Constructed, Vec<Cow<'a, [u8]>>);

/// An entry in one version of the directory.
pub(crate) struct Subject<'a> {
    dsa: &'a Dsa,
    dit: &'a Dit,
    entry: &'a Entry,
    secrets: bool,
    questions: Option<&'a Questions>,
    /// What was worked out of the entry.
    worked_out: RefCell<Vec<WorkedOut<'a>>>,
}

/// What the names of a filter mean, found out once for all entries that it is put to, and what an index settled.
#[derive(Debug, Default)]
pub(super) struct Questions {
    settled: Option<Item>,
    /// By where the name lies in the filter, which lives longer.
    names: RefCell<Vec<(usize, Name)>>,
}

#[derive(Debug)]
struct Name {
    constructed: Option<Constructed>,
    hidden: bool,
    /// Whether a description is meant, by its number in the directory.
    means: Vec<Option<bool>>,
}

impl Questions {
    pub(super) fn new(settled: Option<Item>) -> Self {
        Self {
            settled,
            names: RefCell::default(),
        }
    }

    fn with<T>(
        &self,
        subject: &Subject<'_>,
        attribute: &str,
        then: impl FnOnce(&mut Name) -> T,
    ) -> T {
        let lies = attribute.as_ptr().addr();
        let mut names = self.names.borrow_mut();
        let at = match names.iter().position(|(known, _)| *known == lies) {
            Some(at) => at,
            None if names.len() == NAMES => return then(&mut subject.name(attribute)),
            None => {
                names.push((lies, subject.name(attribute)));
                names.len() - 1
            }
        };
        then(&mut names[at].1)
    }
}

impl Name {
    /// Whether a stored attribute is one that the filter's name means.
    fn means(&mut self, asked: &str, stored: Attribute<'_>) -> bool {
        let number = stored.number();
        if let Some(Some(known)) = self.means.get(number) {
            return *known;
        }
        let asked = AttributeDescription::split(asked);
        let means = asked.covers(&AttributeDescription::split(stored.description()));
        // 0 is the number of those that no directory holds.
        if number > 0 {
            if self.means.len() <= number {
                self.means.resize(number + 1, None);
            }
            self.means[number] = Some(means);
        }
        means
    }
}

impl<'a> Subject<'a> {
    /// `secrets` says whether passwords take part.
    pub(crate) fn new(dsa: &'a Dsa, dit: &'a Dit, entry: &'a Entry, secrets: bool) -> Self {
        Self {
            dsa,
            dit,
            entry,
            secrets,
            questions: None,
            worked_out: RefCell::default(),
        }
    }

    /// One of several that the same filter is put to.
    pub(super) fn one_of(mut self, questions: &'a Questions) -> Self {
        self.questions = Some(questions);
        self
    }

    fn hides(&self, attribute: &str) -> bool {
        self.dsa.vendor.hides(attribute)
            || !self.secrets && attribute.eq_ignore_ascii_case("userPassword")
    }

    fn name(&self, attribute: &str) -> Name {
        Name {
            constructed: self.dsa.vendor.constructed(attribute),
            hidden: self.hides(AttributeDescription::split(attribute).attribute_type()),
            means: Vec::new(),
        }
    }

    fn any_of(
        &self,
        name: &mut Name,
        attribute: &str,
        test: &mut dyn FnMut(&[u8]) -> bool,
    ) -> bool {
        if let Some(constructed) = name.constructed {
            let known = |all: &[WorkedOut<'_>]| all.iter().position(|(own, _)| *own == constructed);
            let mut all = self.worked_out.borrow_mut();
            let at = known(&all).unwrap_or_else(|| {
                let values = constructed.values(&self.dsa.naming, self.dit, self.entry);
                all.push((constructed, values));
                all.len() - 1
            });
            return all[at].1.iter().any(|value| test(value));
        }
        !name.hidden
            && self
                .entry
                .attributes()
                .filter(|stored| name.means(attribute, *stored))
                .flat_map(|stored| stored.values())
                .any(test)
    }
}

impl filter::Subject for Subject<'_> {
    fn dn(&self) -> &Dn {
        self.entry.dn()
    }

    fn settles(&self, item: Item, attribute: Option<&str>) -> bool {
        let Some(questions) = self.questions else {
            return false;
        };
        let stored = |name: &mut Name| name.constructed.is_none() && !name.hidden;
        questions.settled == Some(item)
            && attribute.is_none_or(|attribute| questions.with(self, attribute, stored))
    }

    fn any_value(&self, attribute: &str, test: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        match self.questions {
            Some(questions) => {
                questions.with(self, attribute, |name| self.any_of(name, attribute, test))
            }
            None => self.any_of(&mut self.name(attribute), attribute, test),
        }
    }

    fn any_attribute(&self, test: &mut dyn FnMut(&str, &[u8]) -> bool) -> bool {
        self.entry
            .attributes()
            .filter(|stored| !self.hides(stored.description()))
            .any(|stored| {
                stored
                    .values()
                    .any(|value| test(stored.description(), value))
            })
    }
}
