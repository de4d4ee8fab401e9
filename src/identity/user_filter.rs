//! The condition that an entry meets beside its login name, RFC 4515 text with a place for the name.

use std::{fmt, str::FromStr};

use crate::{
    directory::filter::{self, FilterError},
    wire::Filter,
};

/// Where the login name goes.
const PLACE: &str = "{login}";

/// What a user is, beside having the login name: `(objectClass=person)`. With `{login}` in it, it is the whole filter and says
/// itself where the name goes: `(&(objectClass=person)(|(uid={login})(mail={login})))`.
///
/// The name is put into the filter as it is sent, not into its text, so that no character of it means anything.
///
/// ```
/// use ldaplab::identity::UserFilter;
///
/// let filter: UserFilter = "(objectClass=person)".parse()?;
/// assert_eq!(filter.to_string(), "(objectClass=person)");
/// assert!("(objectClass=person".parse::<UserFilter>().is_err());
/// # Ok::<(), ldaplab::directory::filter::FilterError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFilter {
    text: String,
    filter: Filter,
}

impl FromStr for UserFilter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        Ok(Self {
            text: text.to_owned(),
            filter: filter::parse(text)?,
        })
    }
}

impl fmt::Display for UserFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl UserFilter {
    /// Whether it says itself where the login name goes.
    pub fn places_login(&self) -> bool {
        self.text.contains(PLACE)
    }

    /// What it says of an account, without how that is looked for.
    pub(super) fn about(&self, account: &str) -> Filter {
        fill(&self.filter, account)
    }

    /// The filter for an account, which `by` finds where this one does not say how.
    pub(super) fn of(&self, account: &str, by: Filter) -> Filter {
        if self.places_login() {
            fill(&self.filter, account)
        } else {
            Filter::And(vec![self.filter.clone(), by])
        }
    }
}

fn fill(filter: &Filter, account: &str) -> Filter {
    let all = |parts: &[Filter]| parts.iter().map(|part| fill(part, account)).collect();
    let value = |value: &[u8]| put(value, account);
    match filter {
        Filter::And(parts) => Filter::And(all(parts)),
        Filter::Or(parts) => Filter::Or(all(parts)),
        Filter::Not(part) => Filter::Not(Box::new(fill(part, account))),
        Filter::Equality(name, own) => Filter::Equality(name.clone(), value(own)),
        Filter::GreaterOrEqual(name, own) => Filter::GreaterOrEqual(name.clone(), value(own)),
        Filter::LessOrEqual(name, own) => Filter::LessOrEqual(name.clone(), value(own)),
        Filter::Approx(name, own) => Filter::Approx(name.clone(), value(own)),
        Filter::Present(name) => Filter::Present(name.clone()),
        Filter::Substrings(name, own) => {
            let mut own = own.clone();
            let pieces = own.initial.iter_mut().chain(&mut own.any);
            for piece in pieces.chain(&mut own.last) {
                *piece = value(piece);
            }
            Filter::Substrings(name.clone(), own)
        }
        Filter::Extensible(own) => {
            let mut own = own.clone();
            own.value = value(&own.value);
            Filter::Extensible(own)
        }
    }
}

/// The value with the account in every place.
fn put(value: &[u8], account: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = value;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix(PLACE.as_bytes()) {
            out.extend_from_slice(account.as_bytes());
            rest = behind;
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, account: &str) -> String {
        let by = Filter::Equality("uid".into(), account.into());
        let filter = text.parse::<UserFilter>().unwrap().of(account, by);
        filter::print(&filter)
    }

    #[test]
    fn a_condition_stands_beside_the_login_name() {
        assert_eq!(
            filled("(objectClass=person)", "ada"),
            "(&(objectClass=person)(uid=ada))"
        );
    }

    #[test]
    fn a_name_means_nothing_in_the_place_that_it_is_put_into() {
        for (text, account, sent) in [
            ("(uid={login})", "*)(uid=*", r"(uid=\2a\29\28uid=\2a)"),
            ("(!(uid={login}))", "{login}", "(!(uid={login}))"),
            (
                "(|(mail={login}@*)(cn=*{login}))",
                "a*b",
                r"(|(mail=a\2ab@*)(cn=*a\2ab))",
            ),
            (
                "(&(a>={login})(b<={login})(c~={login})(d=*))",
                "x",
                "(&(a>=x)(b<=x)(c~=x)(d=*))",
            ),
            (
                "(member:1.2.840.113556.1.4.1941:=cn={login},dc=x)",
                "ada",
                "(member:1.2.840.113556.1.4.1941:=cn=ada,dc=x)",
            ),
        ] {
            assert_eq!(filled(text, account), sent, "{text}");
        }
    }
}
