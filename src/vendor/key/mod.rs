//! The switches: everything that can be set on a server, by one name in code, on the command line and in a file.

mod value;

pub(crate) use value::Kind;
pub use value::Value;

use value::{Setting, Text};

/// The name of a switch, for [`Builder::set`](crate::server::Builder::set) and `--set KEY=VALUE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its row of the table.
    place: Place,
    name: &'static str,
    kind: Kind,
    about: &'static str,
}

/// A row of the table makes a constant of users' programs and documentation, a field of [`Switches`] and of [`Defaults`], and, where the
/// switch is a choice, the enum of what can be chosen. Its first variant is how a vendor behaves that has no such switch.
macro_rules! keys {
    ($(
        $constant:ident $field:ident: $type:ident $({ $($variant:ident = $text:literal),* })? = $name:literal
        $(everywhere $everywhere:expr)?, $about:literal;
    )*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the constants are")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Place { $($constant),* }

        $(#[doc = $about]
          pub const $constant: Key = Key { place: Place::$constant, name: $name, kind: <$type as Setting>::KIND, about: $about };)*

        /// Every switch, in the order of the documentation.
        pub const ALL: &[Key] = &[$($constant),*];

        $($(
            #[doc = $about]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub(crate) enum $type { #[default] $($variant),* }

            impl $type {
                /// As it is written.
                pub(crate) const fn text(self) -> &'static str {
                    match self { $(Self::$variant => $text),* }
                }
            }

            impl Setting for $type {
                type Default = Self;
                const KIND: Kind = Kind::Text(&[$($text),*]);

                fn of_default(default: Self) -> Self {
                    default
                }

                fn read(value: &Value) -> Option<Self> {
                    let Value::Text(text) = value else { return None };
                    [$(Self::$variant),*].into_iter().find(|choice| choice.text() == text)
                }

                fn value(&self) -> Value {
                    self.text().into()
                }
            }
        )?)*

        /// What a profile sets its switches to in a new server; `None` is a switch that it does not have, and refuses.
        ///
        /// Typed rather than rows of key and value, so that a default which its switch does not take does not compile; a profile writes
        /// those it has and takes the rest from [`Defaults::EVERYWHERE`], so that a vendor's own switch is named in that vendor's file alone.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct Defaults { $(pub(crate) $field: Option<<$type as Setting>::Default>),* }

        impl Defaults {
            /// The switches that every server has, whoever it behaves as, and no others.
            pub(crate) const EVERYWHERE: Self = Self { $($field: keys!(@ $($everywhere)?)),* };
        }

        /// The switches of one server: what its profile sets them to, with what was set over that. A field of a switch that the profile does not
        /// have is off, 0, the first choice or no text.
        #[derive(Clone, Debug)]
        pub(crate) struct Switches {
            $(pub(crate) $field: $type,)*
            /// Whether the profile has the switch, in the place of its key.
            has: [bool; ALL.len()],
        }

        impl Switches {
            pub(crate) fn new(defaults: &Defaults) -> Self {
                Self {
                    $($field: defaults.$field.map_or_else(Default::default, Setting::of_default),)*
                    has: [$(defaults.$field.is_some()),*],
                }
            }

            fn get(&self, key: Key) -> Option<Value> {
                let value = match key.place { $(Place::$constant => self.$field.value()),* };
                self.has(key).then_some(value)
            }

            /// Sets a switch that the profile has.
            ///
            /// # Errors
            /// A sentence that says what the switch takes.
            pub(crate) fn set(&mut self, key: Key, value: &Value) -> Result<(), String> {
                key.check(value)?;
                match key.place {
                    $(Place::$constant => if let Some(value) = Setting::read(value) { self.$field = value },)*
                }
                Ok(())
            }
        }
    };
    (@) => { None };
    (@ $everywhere:expr) => { Some($everywhere) };
}

keys! {
    REQUIRE_TLS require_tls: bool = "require-tls", "Refuse simple binds (OpenLDAP: every operation but StartTLS) on a connection without TLS.";
    ANONYMOUS anonymous: Anonymous { RootDse = "root-dse", Read = "read" } = "anonymous", "What an anonymous client may read: only the root DSE, or everything.";
    UNAUTHENTICATED_BIND unauthenticated_bind: UnauthenticatedBind { Anonymous = "anonymous", Refuse = "refuse" } = "unauthenticated-bind", "A bind with a name and an empty password (RFC 4513 section 5.1.2): succeeds as anonymous, or is refused.";
    WRITERS writers: Writers { Admin = "admin", Authenticated = "authenticated", Anyone = "anyone" } = "writers", "Who may add, modify, delete and rename.";
    MAX_PAGE_SIZE max_page_size: usize = "max-page-size", "Most entries of one search or page, AD's MaxPageSize (MS-ADTS 3.1.1.3.4.6); 0 = no limit.";
    SIZE_LIMIT size_limit: usize = "size-limit", "Most entries of one search over all its pages for anyone but the administrator, slapd.conf's `sizelimit`; 0 = no limit.";
    MAX_VAL_RANGE max_val_range: usize = "max-val-range", "Most values of one attribute in an answer, AD's MaxValRange; more come in ranges; 0 = no limit.";
    RANGES ranges: bool = "ranges", "Whether `attribute;range=0-9` asks for a part of an attribute's values (MS-ADTS 3.1.1.3.1.3.3).";
    LINKED linked: bool = "linked", "Whether linked attributes (`member`, `manager`) name only objects that exist and follow them when they are renamed or deleted, as in AD.";
    LDIF_SCHEMA ldif_schema: LdifSchema { Strict = "strict", Lenient = "lenient" } = "ldif-schema" everywhere LdifSchema::Strict, "Entries of LDIF and of the builder: held against the schema as slapadd does, with links that must lead to entries; or kept whatever they say, for the dump of a server with a schema of its own.";
    CHECK_CLASSES check_classes: bool = "check-classes", "Whether an attribute must be allowed by a class of its entry. Off in AD, whose classes here name only the usual attributes.";
    LOCKOUT_THRESHOLD lockout_threshold: u64 = "lockout-threshold", "Wrong passwords in a row that lock an account; 0 = never, or what AD's domain object says. In OpenLDAP the `pwdMaxFailure` of whoever has no policy of his own.";
    PPOLICY ppolicy: Ppolicy { Off = "off", On = "on", UseLockout = "use-lockout" } = "ppolicy", "OpenLDAP's ppolicy overlay: locked, reset and expired accounts, and the password policy control; `use-lockout` also tells that an account is locked (slapd.conf's `ppolicy_use_lockout`).";
    PPOLICY_DEFAULT ppolicy_default: Text = "ppolicy-default", "The DN of the policy of entries that name none in `pwdPolicySubentry`, slapd.conf's `ppolicy_default`. Without one, `pwdAccountLockedTime` and `pwdReset` hold, and `lockout-threshold` counts.";
    SUFFIX_ENTRY suffix_entry: bool = "suffix-entry", "Whether a new OpenLDAP database has the entry of its suffix. Off, it is empty, as slapd's is, and the first `ldapadd` adds the entry. `ldaplab serve` without `--ldif` and `--user` sets it off.";
    LDIF_URLS ldif_urls: bool = "ldif-urls" everywhere false, "Whether `attribute:< file:///…` in LDIF reads the file (RFC 2849).";
    IN_CHAIN in_chain: bool = "in-chain", "Whether LDAP_MATCHING_RULE_IN_CHAIN (1.2.840.113556.1.4.1941) is known; if not it matches nothing.";
    BIT_RULES bit_rules: bool = "bit-rules", "Whether the rules BIT_AND (803) and BIT_OR (804) are known; if not they match nothing.";
    THREE_VALUED three_valued: bool = "three-valued", "Whether an unknown attribute makes a filter Undefined (RFC 4511) rather than false.";
    UNKNOWN_USER unknown_user: UnknownUser { Nothing = "", LogonFailure = "52e", NoSuchUser = "525" } = "unknown-user", "AD's `data` for a user that does not exist; builds differ.";
    DEFAULT_REFERRAL default_referral: Text = "default-referral", "Where to send who asks for a DN that the server does not hold, such as `ldap://root.example.org`; AD works it out from the DN.";
    ON_PLAINTEXT on_plaintext: Misfit { Close = "close", Reset = "reset", Hang = "hang" } = "on-plaintext", "What a client meets that speaks plain LDAP to the ldaps port.";
    ON_TLS on_tls: Misfit = "on-tls", "What a client meets that speaks TLS to the plain port.";
    MAX_PDU max_pdu: usize = "max-pdu", "Longest message in bytes.";
    MAX_PDU_ANONYMOUS max_pdu_anonymous: usize = "max-pdu-anonymous", "Longest message in bytes before a client has bound; slapd.conf's `sockbuf_max_incoming`, AD's MaxPreAuthReceiveBuffer.";
    MAX_IDLE max_idle: u64 = "max-idle", "Seconds after which an idle connection is closed, by the server's clock; AD's MaxConnIdleTime (MS-ADTS 3.1.1.3.4.6), slapd.conf's `idletimeout`; 0 = never.";
    MAX_DEPTH max_depth: usize = "max-depth" everywhere 128, "Deepest nesting of a message, filters included.";
    MAX_PIPELINED max_pipelined: usize = "max-pipelined" everywhere 32 << 20, "Most bytes that may wait behind the operation being answered.";
    MAX_RECORDED max_recorded: usize = "max-recorded" everywhere 10_000, "How many requests are kept for `requests()`; older ones are dropped and counted.";
}

/// Finds a switch by name.
///
/// # Errors
/// A sentence that names the nearest switch.
pub fn find(name: &str) -> Result<Key, String> {
    if let Some(key) = ALL.iter().find(|key| key.name == name) {
        return Ok(*key);
    }
    let nearest = ALL
        .iter()
        .min_by_key(|key| distance(key.name, name))
        .map_or("", |key| key.name);
    Err(format!(
        "there is no switch `{name}`; the nearest is `{nearest}`, and `ldaplab switches` lists them all"
    ))
}

/// The number of single-character edits between two names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl Key {
    /// The name in `--set` and in files.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// One sentence on what it does.
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// What it takes, in words: `true or false`, `a number`, `root-dse or read`, `a text`.
    pub fn takes(&self) -> String {
        match self.kind {
            Kind::Flag => "true or false".to_owned(),
            Kind::Number => "a number".to_owned(),
            Kind::Text([]) => "a text".to_owned(),
            Kind::Text(choices) => {
                let shown = |choice: &&str| match *choice {
                    "" => "nothing".to_owned(),
                    choice => choice.to_owned(),
                };
                choices.iter().map(shown).collect::<Vec<_>>().join(" or ")
            }
        }
    }

    /// Its value in a new server of a profile; `None` where that has no such switch, and refuses it.
    pub fn default_of(&self, profile: &super::Profile) -> Option<Value> {
        super::Vendor::new(*profile).switches.get(*self)
    }

    /// Reads a value from text, as `--set` does.
    ///
    /// # Errors
    /// A sentence that says what the switch takes.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let value = match self.kind {
            Kind::Flag => match text {
                "true" | "on" | "yes" | "1" => Value::Flag(true),
                "false" | "off" | "no" | "0" => Value::Flag(false),
                _ => return Err(format!("`{}` takes true or false, not `{text}`", self.name)),
            },
            Kind::Number => Value::Number(
                text.parse()
                    .map_err(|_| format!("`{}` takes a number, not `{text}`", self.name))?,
            ),
            Kind::Text(_) => Value::Text(text.to_owned()),
        };
        self.check(&value)?;
        Ok(value)
    }

    pub(crate) fn check(&self, value: &Value) -> Result<(), String> {
        match (self.kind, value) {
            (Kind::Flag, Value::Flag(_)) => Ok(()),
            (Kind::Number, Value::Number(number)) if *number >= 0 => Ok(()),
            (Kind::Number, Value::Number(number)) => Err(format!(
                "`{}` cannot be negative, and is {number}",
                self.name
            )),
            (Kind::Text(choices), Value::Text(text)) => {
                if choices.is_empty() || choices.contains(&text.as_str()) {
                    Ok(())
                } else {
                    Err(format!(
                        "`{}` takes {}, not `{text}`",
                        self.name,
                        choices.join(", ")
                    ))
                }
            }
            (Kind::Flag, _) => Err(format!("`{}` takes true or false", self.name)),
            (Kind::Number, _) => Err(format!("`{}` takes a number", self.name)),
            (Kind::Text(_), _) => Err(format!("`{}` takes a text", self.name)),
        }
    }
}

impl Switches {
    pub(crate) fn has(&self, key: Key) -> bool {
        self.has[key.place as usize]
    }
}
