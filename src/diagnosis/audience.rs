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

/// Which base a failure is about, for each has an option of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Base {
    #[default]
    Directory,
    Users,
    Groups,
}

/// What was given to whatever failed: a cure asks for nothing that is there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Given {
    /// Who reads.
    pub(crate) audience: Audience,
    /// Whether there is an account to bind with; `None` where that is not known.
    pub(crate) account: Option<bool>,
    /// Which base.
    pub(crate) base: Base,
    /// Whether the name that is bound with is the DN of an entry that was found.
    pub(crate) found: bool,
    /// Whether the server resolves groups in-chain; `None` where that is not known.
    pub(crate) in_chain: Option<bool>,
}

/// What depends on whether there is an account: not known, anonymous, bound.
const ACCOUNT: &[(&str, [&str; 3])] = &[
    (
        "{right}",
        [
            "bind with an account that may read it ({bind_name}), or have this one given the right",
            "give the name of an account that may read it ({bind_name}: a whole DN, in Active Directory also name@domain) and its password{password}",
            "have the account given the right to read it, or bind with another ({bind_name})",
        ],
    ),
    (
        "{Right}",
        [
            "Bind with an account that may read it ({bind_name}), or have this one given the right",
            "Give the name of an account that may read it ({bind_name}: a whole DN, in Active Directory also name@domain) and its password{password}",
            "Have the account given the right to read it, or bind with another ({bind_name})",
        ],
    ),
    (
        "{who}",
        [
            "the account",
            "an anonymous client (an account is given by {bind_name})",
            "the account",
        ],
    ),
];

/// What depends on whether the name is known to be right: it is not, it is.
const FOUND: &[(&str, [&str; 2])] = &[
    (
        "{Check_dn_and_password}",
        [
            "Check the name that is bound with, usually a whole DN such as cn=reader,dc=example,dc=org, and that the password is this account's; if both are right",
            "Check that the password is this account's, for the name is the DN that was found; if it is",
        ],
    ),
    (
        "{Check_name_and_password}",
        [
            "Check the name that is bound with (the bind DN) and its password, for example by logging in elsewhere with them",
            "Check the user's password, for the name is right: it is the DN that was found",
        ],
    ),
];

/// What depends on whether the server resolves groups in-chain: not known, it does not, it does.
const IN_CHAIN: &[(&str, [&str; 3])] = &[(
    "{Ask_nested}",
    [
        "Ask in {user_filter} with memberOf:1.2.840.113556.1.4.1941:= where the server resolves it, as Active Directory does; elsewhere leave the group out and let nested groups be walked ({walk})",
        "Leave the group out of {user_filter} and let nested groups be walked ({walk}), or have the user put into the group itself",
        "Ask in {user_filter} with memberOf:1.2.840.113556.1.4.1941:=, which this server resolves",
    ],
)];

/// The option of each base: that of the directory, of the users, of the groups.
const BASES: [&str; 3] = ["{directory_base}", "{user_base}", "{group_base}"];

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
    (
        "{walk}",
        [
            "`Strategy::Auto`, `Strategy::MemberWalk`",
            "--strategy auto or member-walk",
            "search_nested_groups stays on; the service walks by itself",
        ],
    ),
    (
        "{timeout}",
        ["`Plan::timeout`", "--timeout S", "connect_timeout"],
    ),
    ("{password}", ["", " (--password-file FILE)", " (password)"]),
    (
        "{or_raise_message_limit}",
        [
            ", or raise the client's limit (`Options::max_message`, `Plan::max_message`)",
            ", or raise the client's limit (--max-message SIZE)",
            "",
        ],
    ),
    (
        "{or_raise_limits}",
        [
            ", or raise the client's limits (`max_entries`, `max_bytes`)",
            ", or raise the client's limits (--max-entries N, --max-bytes SIZE)",
            "",
        ],
    ),
    ("{directory_base}", ["`Plan::base`", "--base DN", "base_dn"]),
    (
        "{user_base}",
        [
            "`Plan::user_base`",
            "--user-base DN",
            "user_rdn below base_dn",
        ],
    ),
    (
        "{group_base}",
        [
            "`Plan::group_base`",
            "--group-base DN",
            "group_rdn below base_dn",
        ],
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

/// The text with the words for what was given in its places.
pub(super) fn render(text: &str, given: Given) -> String {
    let column = |known: Option<bool>| known.map_or(0, |known| 1 + usize::from(known));
    let text = FOUND.iter().fold(text.to_owned(), |text, (place, words)| {
        text.replace(place, words[usize::from(given.found)])
    });
    let audience = Audience::ALL.iter().position(|one| *one == given.audience);
    let put = |text: String, table: &[(&str, [&str; 3])], column: usize| {
        let put =
            |text: String, (place, words): &(&str, [&str; 3])| text.replace(place, words[column]);
        table.iter().fold(text, put)
    };
    // The words for the account have places for the audience.
    let text = put(text, ACCOUNT, column(given.account));
    let text = put(text, IN_CHAIN, column(given.in_chain));
    let text = text.replace("{base}", BASES[given.base as usize]);
    put(text, PLACES, audience.unwrap_or_default())
}
