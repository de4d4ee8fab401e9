//! What form a bind name has.

use crate::directory::dn::Dn;

/// The form of a bind name, as Active Directory tells them apart (MS-ADTS 5.1.1.1.1).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A DN, `name@domain`, `DOMAIN\name`, or one that programs use: a GUID, a SID, a canonical name, a service principal name.
    Usual,
    /// Begins as a DN and is none.
    BrokenDn,
    /// None of them.
    Bare,
}

pub(crate) fn form(name: &str) -> Form {
    let before_equals = name.split_once('=').map(|(before, _)| before.trim());
    let attribute = before_equals.is_some_and(|before| {
        before.starts_with(|c: char| c.is_ascii_alphanumeric())
            && before
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
    });
    match Dn::parse(name) {
        Ok(_) => Form::Usual,
        Err(_) if attribute => Form::BrokenDn,
        Err(_) if name.contains(['@', '\\', '/']) => Form::Usual,
        Err(_) if name.starts_with('{') || name.starts_with("S-1-") => Form::Usual,
        Err(_) => Form::Bare,
    }
}

/// What is wrong with the form of the name, for people.
pub(crate) fn fault(name: &str) -> Option<String> {
    match (form(name), Dn::parse(name)) {
        (Form::BrokenDn, Err(error)) => Some(format!("`{name}` is {error}")),
        (Form::Bare, _) => Some(format!(
            "`{name}` is neither a DN nor name@domain nor DOMAIN\\name"
        )),
        _ => None,
    }
}

/// A broken DN with the commas of its values escaped, if that makes it one: what no RDN can begin with belongs to the value before it.
pub(crate) fn escaped(name: &str) -> Option<String> {
    let mut text = String::new();
    for piece in name.split(',') {
        let begins = piece
            .split_once('=')
            .is_some_and(|(attribute, _)| !attribute.trim().is_empty());
        match (text.is_empty(), begins || text.ends_with('\\')) {
            (true, _) => {}
            (false, true) => text.push(','),
            (false, false) => text.push_str("\\,"),
        }
        text.push_str(piece);
    }
    Dn::parse(&text).is_ok().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_by_their_form() {
        for (name, expected) in [
            ("otandy@example.test", Form::Usual),
            (r"EXAMPLE\otandy", Form::Usual),
            (r"CN=Tandy\, Orla,OU=Desk,DC=example,DC=test", Form::Usual),
            ("example.test/Desk/Orla Tandy", Form::Usual),
            ("{b0e2a8ed-6d63-4f0b-9d0c-1e8c7d1a2b3c}", Form::Usual),
            ("S-1-5-21-1-2-3-1104", Form::Usual),
            ("CN=Tandy, Orla,OU=Desk,DC=example,DC=test", Form::BrokenDn),
            ("cn=reader,,dc=example", Form::BrokenDn),
            ("otandy", Form::Bare),
            ("Orla Tandy", Form::Bare),
            ("Tandy, Orla", Form::Bare),
        ] {
            assert_eq!(form(name), expected, "{name}");
        }
    }

    #[test]
    fn commas_of_values_are_escaped_and_nothing_else() {
        for (name, meant) in [
            (
                "CN=Tandy, Orla,OU=Desk,DC=example,DC=test",
                Some(r"CN=Tandy\, Orla,OU=Desk,DC=example,DC=test"),
            ),
            (
                r"CN=Tandy\, Orla, Dr,OU=Desk",
                Some(r"CN=Tandy\, Orla\, Dr,OU=Desk"),
            ),
            ("CN=a,OU=", Some("CN=a,OU=")),
            ("=a, b", None),
        ] {
            assert_eq!(escaped(name).as_deref(), meant, "{name}");
        }
    }
}
