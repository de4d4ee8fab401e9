//! A stored entry as the subject of a filter.

use super::evaluate::Subject;
use crate::directory::{attribute::AttributeDescription, dn::Dn, entry::Entry};

impl Subject for Entry {
    fn dn(&self) -> &Dn {
        self.dn()
    }

    fn any_value(&self, attribute: &str, test: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        self.attributes()
            .filter(|own| covers(attribute, own.description()))
            .any(|own| own.values().any(&mut *test))
    }

    fn has(&self, attribute: &str) -> bool {
        self.attributes()
            .any(|own| covers(attribute, own.description()) && !own.is_empty())
    }

    fn any_attribute(&self, test: &mut dyn FnMut(&str, &[u8]) -> bool) -> bool {
        self.attributes()
            .any(|own| own.values().any(|value| test(own.description(), value)))
    }
}

/// [`AttributeDescription::covers`], with the usual cases first.
fn covers(asked: &str, own: &str) -> bool {
    match own.as_bytes().get(asked.len()) {
        None if own.len() == asked.len() && asked.eq_ignore_ascii_case(own) => true,
        Some(b';') if own.as_bytes()[..asked.len()].eq_ignore_ascii_case(asked.as_bytes()) => true,
        _ if !asked.contains(';') => false,
        _ => AttributeDescription::split(asked).covers(&AttributeDescription::split(own)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_answer_by_type_and_options() {
        let mut entry = Entry::new(Dn::parse("cn=Ada,dc=x").unwrap());
        entry.push("cn", "Ada");
        entry.push("CN;lang-de;x-a", "Adele");
        for (attribute, value, expected) in [
            ("cn", "Ada", true),
            ("Cn", "Adele", true),
            ("cn;lang-de", "Adele", true),
            ("cn;x-a", "Adele", true),
            ("cn;lang-de", "Ada", false),
            ("cn;x-b", "Adele", false),
            ("c", "Ada", false),
            ("cnx", "Ada", false),
        ] {
            let found = entry.any_value(attribute, &mut |own| own == value.as_bytes());
            assert_eq!(found, expected, "{attribute} {value}");
        }
        assert!(entry.has("cn;X-A") && !entry.has("sn"));
        assert!(
            entry.any_attribute(&mut |description, value| description == "cn" && value == b"Ada")
        );
        assert_eq!(Subject::dn(&entry).as_str(), "cn=Ada,dc=x");
    }
}
