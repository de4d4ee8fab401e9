//! Who reads a cure: what one gives as a switch, another gives by a method, a third as a key of settings.

/// Who reads a text; its cures name what to give in this reader's words.
///
/// ```
/// use ldaplab::diagnosis::{Audience, Code};
///
/// let cure = |audience| Code::BASE_NONE.cure_for(audience);
/// assert_eq!(cure(Audience::CommandLine), "Give the search base (--base DN), such as dc=example,dc=org.");
/// assert_eq!(cure(Audience::Library), "Give the search base (`Plan::base`), such as dc=example,dc=org.");
/// assert_eq!(cure(Audience::Settings), "Give the search base (base_dn), such as dc=example,dc=org.");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Audience {
    /// Somebody who writes a program with this library: methods of [`Plan`](crate::connection_test::Plan), some of which
    /// [`Options`](crate::client::Options) has too.
    #[default]
    Library,
    /// Somebody who calls `ldaplab`: switches.
    CommandLine,
    /// Somebody who edits directory-service settings: keys of the JSON object.
    Settings,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Library, Self::CommandLine, Self::Settings];
}

/// The places that a cure may have, in braces, and the words for each audience: library, command line, settings. Words in parentheses that an audience
/// may do without bring their own blank.
const PLACES: &[(&str, [&str; 3])] = &[
    (
        "{the_trust_file}",
        [
            "the trust file (`trust_file`)",
            "the trust file (--ca FILE)",
            "cert_chain",
        ],
    ),
    ("{bind_name}", ["`Plan::bind`", "--bind NAME", "login"]),
    ("{password}", ["", " (--password-file FILE)", " (password)"]),
    ("{base}", ["`Plan::base`", "--base DN", "base_dn"]),
    (
        "{user_base}",
        ["`Plan::user_base`", "--user-base DN", "user_rdn"],
    ),
    (
        "{login_attribute}",
        [
            "`Plan::login_attribute`",
            "--login-attribute NAME",
            "user_lookup_attr",
        ],
    ),
    // Settings have no filter and always search the subtree: their words are for completeness.
    (
        "{or_filter}",
        [
            " or a filter (`Plan::user_filter`)",
            " or a filter (--user-filter FILTER)",
            "",
        ],
    ),
    (
        "{user_filter}",
        [
            "the user filter (`Plan::user_filter`)",
            "the user filter (--user-filter FILTER)",
            "the filter",
        ],
    ),
    (
        "{the_subtree}",
        [
            "the whole subtree (`Plan::user_scope`)",
            "the whole subtree (--user-scope sub)",
            "the whole subtree",
        ],
    ),
    (
        "{start_tls}",
        [
            "StartTLS (`start_tls`)",
            "StartTLS (--start-tls)",
            "StartTLS (start_tls)",
        ],
    ),
    (
        "{write_url}",
        [
            "Write ldaps:// or ldap://, the host name and, if it is not 636 or 389, a colon and the port",
            "Write ldaps:// or ldap://, the host name and, if it is not 636 or 389, a colon and the port",
            "Write the host name or address alone as hostname, and the port as port",
        ],
    ),
    (
        "{ldaps_not_ldap}",
        [
            "Use ldaps:// (usually port 636) instead of ldap://",
            "Use ldaps:// (usually port 636) instead of ldap://",
            "Set ssl to true (usually port 636)",
        ],
    ),
    ("{use_ldaps}", ["use ldaps://", "use ldaps://", "use ssl"]),
    (
        "{not_ldaps}",
        ["write ldap:// with", "write ldap:// with", "use"],
    ),
];

/// The text with an audience's words in its places.
pub(super) fn render(text: &str, audience: Audience) -> String {
    let of = Audience::ALL.iter().position(|one| *one == audience);
    PLACES.iter().fold(text.to_owned(), |text, (place, words)| {
        text.replace(place, words[of.unwrap_or_default()])
    })
}
