//! Cures in the words of settings: the table of [`crate::diagnosis`] names the switches of the command line.

/// A switch as cures name it, and the key that stands for it.
const WORDS: &[(&str, &str)] = &[
    ("as the trust file (--ca FILE)", "as cert_chain"),
    ("into the trust file (--ca FILE)", "into cert_chain"),
    (
        "a file with the CA's certificate (--ca FILE)",
        "the CA's certificate as cert_chain",
    ),
    ("(--bind NAME: ", "(login: "),
    ("(--password-file FILE)", "(password)"),
    ("(--base DN)", "(base_dn)"),
    ("(--login-attribute NAME)", "(user_lookup_attr)"),
    ("(--start-tls)", "(start_tls)"),
    ("a filter (--user-filter FILTER)", "one"),
    (" (--user-filter FILTER)", ""),
    (" (--user-scope sub)", ""),
    (
        "for ldaps://, or write ldap:// with StartTLS",
        "with ssl, or set StartTLS",
    ),
    (
        "Use ldaps:// (usually port 636) instead of ldap://",
        "Set ssl (usually port 636)",
    ),
];

/// A cure for somebody who edits settings.
pub(super) fn of_settings(cure: &str) -> String {
    let replace = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
    WORDS.iter().fold(cure.to_owned(), replace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Code;

    #[test]
    fn no_cure_names_a_switch_of_the_command_line() {
        for code in Code::ALL {
            let cure = of_settings(code.cure());
            let mut switches = cure.match_indices("(--");
            let switch = switches.any(|(at, _)| cure[at + 3..].starts_with(char::is_alphabetic));
            assert!(!switch && !cure.contains("trust file ("), "{code}: {cure}");
        }
        assert_eq!(
            of_settings(Code::UNKNOWN_CA.cure()),
            "Get that CA's root certificate from whoever runs the server, and give it as cert_chain; if that file holds the root already, make the server send its intermediate certificates too."
        );
    }
}
