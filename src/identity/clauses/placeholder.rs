//! Placeholders of applications: where they put a login name into a filter.

use crate::directory::guid;

/// What stands alone behind a `%`.
const WORDS: &[&str] = &[
    "s", "u", "d", "v", "n", "U", "uid", "user", "username", "login",
];

/// What applications call the name that they put in behind a `$`.
const NAMES: &[&str] = &[
    "user",
    "username",
    "user_name",
    "userid",
    "uid",
    "login",
    "loginname",
    "name",
    "mail",
    "email",
    "dn",
    "account",
];

/// `%s`, `%u`, `%uid`, `%(user)s`, `%[1]s`, `{0}`, `{login}`, `{{.Username}}`, `${user}`, `$1`, also within a value: `%s@corp.example`.
pub(super) fn holds_placeholder(value: &str) -> bool {
    let word = |text: &str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte);
        !text.is_empty() && text.bytes().all(known) && guid::parse(text).is_none()
    };
    let braces = value.split('{').skip(1).any(|rest| {
        rest.split_once('}')
            .is_some_and(|(inner, _)| word(inner.trim()))
    });
    let percent = value.match_indices('%').any(|(at, _)| {
        let (before, rest) = (&value[..at], &value[at + 1..]);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        let name = &rest[..end.unwrap_or(rest.len())];
        let of_number = before.ends_with(|c: char| c.is_ascii_digit());
        rest.starts_with(['(', '[']) || !of_number && WORDS.contains(&name)
    });
    let dollar = value.match_indices('$').any(|(at, _)| {
        let (before, rest) = (&value[..at], &value[at + 1..]);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)));
        let name = &rest[..end.unwrap_or(rest.len())];
        let number = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_digit());
        let begins = before.is_empty() || before.ends_with(['=', ',', '@', '*', '\\', '/', '(']);
        begins && (number || NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)))
    });
    braces || percent || dollar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "%s",
            "%u",
            "%uid",
            "%(user)s",
            "%[1]s",
            "{0}",
            "{login}",
            "{{username}}",
            "{{.Username}}",
            "%{User-Name}",
            "${user}",
            "$1",
            "$user",
            "uid={0},ou=x",
            "%s@corp.example",
            "%u,ou=people",
            "uid=%u,ou=people,dc=example,dc=org",
            "%username%",
            "CORP\\$user",
        ] {
            assert!(holds_placeholder(text), "{text}");
        }
        for text in [
            "ada",
            "100%",
            "50% off",
            "{SSHA}x",
            "a$b",
            "{}",
            "US$",
            "US$1",
            "$100",
            "%20x",
            "",
            "100%sure",
            "$",
            "%",
            "costs $5",
            "a $b",
            "{31B2F340-016D-11D2-945F-00C04FB984F9}",
            "$D31000-NSEL5BRJ63V7",
            "up 50%d",
        ] {
            let scheme = text.starts_with("{SSHA}");
            assert_eq!(holds_placeholder(text), scheme, "{text}");
        }
    }
}
