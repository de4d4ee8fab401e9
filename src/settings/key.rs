//! The table of every key of the settings.

use serde_json::Value;

use super::constraint as check;

/// The JSON type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A list of texts.
    Texts,
    /// A UUID, or the number 1 of old generations.
    Id,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// It must.
    Required,
    /// It may be absent, which is the same as null and as an empty text.
    OrNull,
    /// It may be absent: it then stays as it is (`PUT /ds`) or takes its default.
    Optional,
}

/// The value that stands for absent or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Default {
    /// null.
    Null,
    /// A flag.
    Flag(bool),
}

/// The keys that say to whom the password is sent, and who could read it on the way.
pub(super) const PASSWORD_IS_FOR: &[&str] = &[
    "hostname",
    "port",
    "ssl",
    "start_tls",
    "cert_chain",
    "ssl_hostname_validation",
    "ssl_wildcard_validation",
];

/// One key.
#[derive(Debug)]
#[non_exhaustive]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Other spellings that are understood.
    pub aliases: &'static [&'static str],
    /// The type of its value.
    pub kind: Kind,
    /// Whether it must be there.
    pub presence: Presence,
    /// Whether it may be null; an empty text then means null.
    pub nullable: bool,
    /// What null or its absence means.
    pub default: Default,
    /// What it is, in one line.
    pub meaning: &'static str,
    pub(super) check: fn(&Value) -> Result<(), String>,
}

impl Key {
    /// The row of a name or an alias.
    pub fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter()
            .find(|key| key.name == name || key.aliases.contains(&name))
    }

    /// The name that is most like one that is unknown.
    pub fn nearest(name: &str) -> &'static str {
        let names = KEYS.iter().flat_map(|key| {
            let all = std::iter::once(&key.name).chain(key.aliases);
            all.map(move |spelling| (*spelling, key.name))
        });
        names
            .min_by_key(|(spelling, _)| crate::diagnosis::distance(spelling, name))
            .map_or("hostname", |(_, name)| name)
    }

    pub(super) fn default_value(&self) -> Value {
        match self.default {
            Default::Null => Value::Null,
            Default::Flag(flag) => Value::Bool(flag),
        }
    }
}

const fn key(name: &'static str, kind: Kind, presence: Presence, meaning: &'static str) -> Key {
    Key {
        name,
        aliases: &[],
        kind,
        presence,
        nullable: !matches!(presence, Presence::Required),
        default: Default::Null,
        meaning,
        check: check::anything,
    }
}

const fn required(
    name: &'static str,
    check: fn(&Value) -> Result<(), String>,
    meaning: &'static str,
) -> Key {
    Key {
        check,
        ..key(name, Kind::Text, Presence::Required, meaning)
    }
}

const fn flag(name: &'static str, default: bool, meaning: &'static str) -> Key {
    Key {
        default: Default::Flag(default),
        ..key(name, Kind::Flag, Presence::Optional, meaning)
    }
}

const fn or_null(
    name: &'static str,
    check: fn(&Value) -> Result<(), String>,
    meaning: &'static str,
) -> Key {
    Key {
        check,
        ..key(name, Kind::Text, Presence::OrNull, meaning)
    }
}

/// Every key, in the order in which answers show them. Source: the JSON schema that the service prints (2017.3) and its documentation of
/// later generations.
pub const KEYS: &[Key] = &[
    Key {
        aliases: &["name"],
        ..required(
            "display_name",
            check::not_empty,
            "The name that people see.",
        )
    },
    required(
        "hostname",
        check::host,
        "The server's name or address, without scheme and port.",
    ),
    Key {
        kind: Kind::Integer,
        ..required(
            "port",
            check::port,
            "389 for plain LDAP and StartTLS, 636 for LDAPS; 3268 and 3269 for AD's global catalogue.",
        )
    },
    Key {
        kind: Kind::Flag,
        ..required("ssl", check::anything, "LDAPS. Excludes start_tls.")
    },
    flag("start_tls", false, "StartTLS. Excludes ssl."),
    or_null(
        "login",
        check::anything,
        "The DN (in AD also the principal name) of the look-up account; without it and password the look-up is anonymous.",
    ),
    or_null(
        "password",
        check::anything,
        "The password of the look-up account.",
    ),
    Key {
        nullable: true,
        kind: Kind::Integer,
        ..required(
            "connect_timeout",
            check::seconds,
            "Seconds to connect in, TLS included; null for 10.",
        )
    },
    required(
        "base_dn",
        check::dn,
        "The DN below which all users and groups are.",
    ),
    or_null(
        "user_rdn",
        check::relative_dn,
        "Prepended to base_dn: where users are.",
    ),
    or_null(
        "group_rdn",
        check::relative_dn,
        "Prepended to base_dn: where groups are.",
    ),
    required(
        "user_lookup_attr",
        check::attribute,
        "The attribute that holds login names: sAMAccountName, uid, cn.",
    ),
    required(
        "user_email_attr",
        check::attribute,
        "The attribute that holds mail addresses: mail.",
    ),
    required(
        "user_display_name_attr",
        check::attribute,
        "The attribute that holds names for people: displayName, cn.",
    ),
    Key {
        nullable: true,
        ..required(
            "group_object_class",
            check::object_class,
            "The object class of groups: group, groupOfUniqueNames, posixGroup; null for any.",
        )
    },
    required(
        "group_member_attr",
        check::attribute,
        "The attribute that holds a group's members, DNs or login names: member, uniqueMember, memberUid.",
    ),
    required(
        "group_name_attr",
        check::attribute,
        "The attribute that holds a group's name for people: name, displayName, cn.",
    ),
    required(
        "group_lookup_attr",
        check::attribute,
        "The attribute by which groups are imported: cn.",
    ),
    flag(
        "search_nested_groups",
        false,
        "Whether members of a group inside an imported group get its roles.",
    ),
    flag(
        "disable_ldap_matching_rule_in_chain",
        false,
        "Whether nested groups are walked also where the server would resolve them itself.",
    ),
    flag(
        "ssl_hostname_validation",
        true,
        "Whether the certificate must be for hostname.",
    ),
    flag(
        "ssl_wildcard_validation",
        false,
        "Whether *.corp.example in a certificate stands for dc1.corp.example.",
    ),
    Key {
        aliases: &["help-link"],
        ..or_null(
            "help_link",
            check::link,
            "The page behind \"Need help logging in?\".",
        )
    },
    Key {
        check: check::server_type,
        ..key(
            "type",
            Kind::Text,
            Presence::Optional,
            "The kind of server, if it is known: activedirectory, openldap, apacheds.",
        )
    },
    key(
        "id",
        Kind::Id,
        Presence::Optional,
        "The service's own identifier of the directory; a UUID.",
    ),
    Key {
        check: check::chain,
        ..key(
            "cert_chain",
            Kind::Text,
            Presence::Optional,
            "The certificates in PEM that are trusted for this directory.",
        )
    },
    Key {
        aliases: &["cipher_suites"],
        check: check::cipher_suites,
        ..key(
            "cipher-suites",
            Kind::Texts,
            Presence::Optional,
            "The cipher suites that may be used, by their IANA names; null for all that are safe.",
        )
    },
    Key {
        aliases: &["ssl_protocols"],
        check: check::protocols,
        ..key(
            "ssl-protocols",
            Kind::Texts,
            Presence::Optional,
            "The versions of TLS that may be used: TLSv1.2, TLSv1.3; null for both.",
        )
    },
];
