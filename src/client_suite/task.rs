//! What an application is asked to do, as a sentence for people and as variables for programs.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

/// Seconds after which an application is to give up waiting for the server.
pub(super) const PATIENCE: u64 = 3;

/// A task. Every value is given as it is: what has to be escaped is the application's to escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Task {
    /// Bind with a name and a password.
    Bind {
        /// The DN.
        name: &'static str,
        /// The password.
        password: &'static str,
    },
    /// Log somebody in, as applications do: find the entry whose `uid` is what the person has typed, and bind as that with the password. Everybody may search; an
    /// application that has to bind for it does so as [`READER`].
    Login {
        /// The DN below which people are.
        base: &'static str,
        /// What was typed as the name.
        user: &'static str,
        /// What was typed as the password.
        password: &'static str,
    },
    /// Search, and tell every entry that was found.
    Search(Search),
    /// Find the entries below a base that have a value, whatever octets that is, and tell them.
    Find {
        /// The base, with all that is below it.
        base: &'static str,
        /// The attribute.
        attribute: &'static str,
        /// Its value.
        value: &'static [u8],
    },
    /// Read the one entry directly below a base that has this attribute and value for its name, and tell it.
    Read {
        /// The DN above it.
        base: &'static str,
        /// The attribute of its RDN.
        attribute: &'static str,
        /// The value of its RDN.
        value: &'static str,
    },
    /// Bind, and give an entry this value of an attribute in the place of what it has.
    Write {
        /// The DN to bind with.
        name: &'static str,
        /// The password of the bind.
        password: &'static str,
        /// The entry.
        dn: &'static str,
        /// The attribute.
        attribute: &'static str,
        /// Its value from then on, whatever octets that is.
        value: &'static [u8],
    },
}

/// The name and the password of an account that may be used to search in a [`Task::Login`]. Its binds are not judged.
pub const READER: (&str, &str) = ("cn=reader,dc=example,dc=org", "reading");

/// A search to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Search {
    /// The DN to bind with first; empty for a search without a bind.
    pub name: &'static str,
    /// The password of the bind.
    pub password: &'static str,
    /// The base.
    pub base: &'static str,
    /// `base`, `one` or `sub`.
    pub scope: &'static str,
    /// The filter, as RFC 4515 writes it.
    pub filter: &'static str,
    /// The attributes to ask for.
    pub attributes: &'static [&'static str],
    /// Entries in a page (RFC 2696); 0 for a search without pages.
    pub page_size: u32,
}

impl Search {
    /// The subtree of a base: `uid` of whatever a filter selects.
    pub(super) const fn new(base: &'static str, filter: &'static str) -> Self {
        Self {
            name: "",
            password: "",
            base,
            scope: "sub",
            filter,
            attributes: &["uid"],
            page_size: 0,
        }
    }
}

impl Task {
    /// `bind`, `login`, `search`, `find`, `read` or `write`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bind { .. } => "bind",
            Self::Login { .. } => "login",
            Self::Search(_) => "search",
            Self::Find { .. } => "find",
            Self::Read { .. } => "read",
            Self::Write { .. } => "write",
        }
    }

    /// Its parts as environment variables. A value that is no text stands in `LDAP_VALUE_BASE64` alone, which is always there beside `LDAP_VALUE`.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("LDAP_TASK", self.kind().to_owned()),
            ("LDAP_TIMEOUT", PATIENCE.to_string()),
        ];
        let mut set = |name, value: &str| variables.push((name, value.to_owned()));
        match *self {
            Self::Bind { name, password } => {
                set("LDAP_BIND_DN", name);
                set("LDAP_BIND_PASSWORD", password);
            }
            Self::Login {
                base,
                user,
                password,
            } => {
                set("LDAP_BASE", base);
                set("LDAP_USER", user);
                set("LDAP_PASSWORD", password);
                set("LDAP_READER_DN", READER.0);
                set("LDAP_READER_PASSWORD", READER.1);
            }
            Self::Search(search) => {
                if !search.name.is_empty() {
                    set("LDAP_BIND_DN", search.name);
                    set("LDAP_BIND_PASSWORD", search.password);
                }
                set("LDAP_BASE", search.base);
                set("LDAP_SCOPE", search.scope);
                set("LDAP_FILTER", search.filter);
                set("LDAP_ATTRIBUTES", &search.attributes.join(" "));
                if search.page_size > 0 {
                    set("LDAP_PAGE_SIZE", &search.page_size.to_string());
                }
            }
            Self::Find {
                base,
                attribute,
                value,
            } => {
                set("LDAP_BASE", base);
                set("LDAP_ATTRIBUTE", attribute);
                set_value(&mut set, value);
            }
            Self::Write {
                name,
                password,
                dn,
                attribute,
                value,
            } => {
                set("LDAP_BIND_DN", name);
                set("LDAP_BIND_PASSWORD", password);
                set("LDAP_BASE", dn);
                set("LDAP_ATTRIBUTE", attribute);
                set_value(&mut set, value);
            }
            Self::Read {
                base,
                attribute,
                value,
            } => {
                set("LDAP_BASE", base);
                set("LDAP_ATTRIBUTE", attribute);
                set("LDAP_VALUE", value);
                set("LDAP_VALUE_BASE64", &STANDARD.encode(value));
            }
        }
        variables
    }
}

fn set_value(set: &mut impl FnMut(&'static str, &str), value: &[u8]) {
    let text = std::str::from_utf8(value).ok();
    if let Some(text) = text.filter(|text| !text.contains('\0')) {
        set("LDAP_VALUE", text);
    }
    set("LDAP_VALUE_BASE64", &STANDARD.encode(value));
}

impl fmt::Display for Task {
    /// The task in a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Bind { name, password } => {
                write!(f, "bind as {name:?} with the password {password:?}")
            }
            Self::Login {
                base,
                user,
                password,
            } => write!(
                f,
                "log {user:?} in with the password {password:?}: find the entry with this uid below {base:?} and bind as it"
            ),
            Self::Search(search) => {
                if !search.name.is_empty() {
                    write!(
                        f,
                        "bind as {:?} with the password {:?}, ",
                        search.name, search.password
                    )?;
                }
                let (base, scope, filter) = (search.base, search.scope, search.filter);
                write!(f, "search {base:?} with scope {scope} for {filter}")?;
                if search.page_size > 0 {
                    write!(f, " in pages of {}", search.page_size)?;
                }
                write!(f, " and tell {}", search.attributes.join(", "))
            }
            Self::Find {
                base,
                attribute,
                value,
            } => write!(
                f,
                "find the entries below {base:?} whose {attribute} is \"{}\" and tell them",
                value.escape_ascii()
            ),
            Self::Read {
                base,
                attribute,
                value,
            } => write!(
                f,
                "read the entry directly below {base:?} that is named by {attribute} and the value {value:?} and tell it"
            ),
            Self::Write {
                name,
                password,
                dn,
                attribute,
                value,
            } => write!(
                f,
                "bind as {name:?} with the password {password:?} and give {dn:?} the {attribute} \"{}\" in the place of what it has",
                value.escape_ascii()
            ),
        }
    }
}
