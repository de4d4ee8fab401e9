//! The switches: everything that can be set on a server, by one name in code, on the command line and in a file.

/// The name of a switch, for [`Builder::set`](crate::server::Builder::set) and `--set KEY=VALUE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its place in [`ALL`].
    place: usize,
    name: &'static str,
    kind: Kind,
    about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Flag,
    Number,
    Text(&'static [&'static str]),
}

macro_rules! keys {
    ($($constant:ident = $name:literal $kind:expr, $about:literal;)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the constants are")]
        enum Place { $($constant),* }

        $(#[doc = $about]
          pub const $constant: Key = Key { place: Place::$constant as usize, name: $name, kind: $kind, about: $about };)*

        /// Every switch, in the order of the documentation.
        pub const ALL: &[Key] = &[$($constant),*];
    };
}

keys! {
    REQUIRE_TLS = "require-tls" Kind::Flag, "Refuse simple binds (OpenLDAP: every operation but StartTLS) on a connection without TLS.";
    ANONYMOUS = "anonymous" Kind::Text(&["root-dse", "read"]), "What an anonymous client may read: only the root DSE, or everything.";
    UNAUTHENTICATED_BIND = "unauthenticated-bind" Kind::Text(&["anonymous", "refuse"]), "A bind with a name and an empty password (RFC 4513 section 5.1.2): succeeds as anonymous, or is refused.";
    WRITERS = "writers" Kind::Text(&["admin", "authenticated", "anyone"]), "Who may add, modify, delete and rename.";
    MAX_PAGE_SIZE = "max-page-size" Kind::Number, "Most entries of one search or page, AD's MaxPageSize (MS-ADTS 3.1.1.3.4.6); 0 = no limit.";
    SIZE_LIMIT = "size-limit" Kind::Number, "Most entries of one search over all its pages for anyone but the administrator, slapd.conf's `sizelimit`; 0 = no limit.";
    MAX_VAL_RANGE = "max-val-range" Kind::Number, "Most values of one attribute in an answer, AD's MaxValRange; more come in ranges; 0 = no limit.";
    RANGES = "ranges" Kind::Flag, "Whether `attribute;range=0-9` asks for a part of an attribute's values (MS-ADTS 3.1.1.3.1.3.3).";
    LINKED = "linked" Kind::Flag, "Whether linked attributes (`member`, `manager`) name only objects that exist and follow them when they are renamed or deleted, as in AD.";
    LDIF_SCHEMA = "ldif-schema" Kind::Text(&["strict", "lenient"]), "Entries of LDIF and of the builder: held against the schema as slapadd does, with links that must lead to entries; or kept whatever they say, for the dump of a server with a schema of its own.";
    CHECK_CLASSES = "check-classes" Kind::Flag, "Whether an attribute must be allowed by a class of its entry. Off in AD, whose classes here name only the usual attributes.";
    LOCKOUT_THRESHOLD = "lockout-threshold" Kind::Number, "Wrong passwords in a row that lock an account; 0 = never, or what AD's domain object says. In OpenLDAP the `pwdMaxFailure` of whoever has no policy of his own.";
    PPOLICY = "ppolicy" Kind::Text(&["off", "on", "use-lockout"]), "OpenLDAP's ppolicy overlay: locked, reset and expired accounts, and the password policy control; `use-lockout` also tells that an account is locked (slapd.conf's `ppolicy_use_lockout`).";
    PPOLICY_DEFAULT = "ppolicy-default" Kind::Text(&[]), "The DN of the policy of entries that name none in `pwdPolicySubentry`, slapd.conf's `ppolicy_default`. Without one, `pwdAccountLockedTime` and `pwdReset` hold, and `lockout-threshold` counts.";
    SUFFIX_ENTRY = "suffix-entry" Kind::Flag, "Whether a new OpenLDAP database has the entry of its suffix. Off, it is empty, as slapd's is, and the first `ldapadd` adds the entry. `ldaplab serve` without `--ldif` and `--user` sets it off.";
    LDIF_URLS = "ldif-urls" Kind::Flag, "Whether `attribute:< file:///…` in LDIF reads the file (RFC 2849).";
    IN_CHAIN = "in-chain" Kind::Flag, "Whether LDAP_MATCHING_RULE_IN_CHAIN (1.2.840.113556.1.4.1941) is known; if not it matches nothing.";
    BIT_RULES = "bit-rules" Kind::Flag, "Whether the rules BIT_AND (803) and BIT_OR (804) are known; if not they match nothing.";
    THREE_VALUED = "three-valued" Kind::Flag, "Whether an unknown attribute makes a filter Undefined (RFC 4511) rather than false.";
    UNKNOWN_USER = "unknown-user" Kind::Text(&["", "52e", "525"]), "AD's `data` for a user that does not exist; builds differ.";
    DEFAULT_REFERRAL = "default-referral" Kind::Text(&[]), "Where to send who asks for a DN that the server does not hold, such as `ldap://root.example.org`; AD works it out from the DN.";
    ON_PLAINTEXT = "on-plaintext" Kind::Text(&["close", "reset", "hang"]), "What a client meets that speaks plain LDAP to the ldaps port.";
    ON_TLS = "on-tls" Kind::Text(&["close", "reset", "hang"]), "What a client meets that speaks TLS to the plain port.";
    MAX_PDU = "max-pdu" Kind::Number, "Longest message in bytes.";
    MAX_PDU_ANONYMOUS = "max-pdu-anonymous" Kind::Number, "Longest message in bytes before a client has bound; slapd.conf's `sockbuf_max_incoming`, AD's MaxPreAuthReceiveBuffer.";
    MAX_IDLE = "max-idle" Kind::Number, "Seconds after which an idle connection is closed, by the server's clock; AD's MaxConnIdleTime (MS-ADTS 3.1.1.3.4.6), slapd.conf's `idletimeout`; 0 = never.";
    MAX_DEPTH = "max-depth" Kind::Number, "Deepest nesting of a message, filters included.";
    MAX_PIPELINED = "max-pipelined" Kind::Number, "Most bytes that may wait behind the operation being answered.";
    MAX_RECORDED = "max-recorded" Kind::Number, "How many requests are kept for `requests()`; older ones are dropped and counted.";
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
        super::Vendor::new(*profile).switches.get(*self).cloned()
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

/// The value of a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A text or a choice.
    Text(String),
}

impl std::fmt::Display for Value {
    /// As [`Key::parse`] reads it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Number(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// The switches of one server: the profile's rows with what was set over them, each in its key's place.
#[derive(Clone, Debug)]
pub(crate) struct Switches([Option<Value>; ALL.len()]);

impl Switches {
    pub(crate) fn new(defaults: impl Iterator<Item = (Key, Value)>) -> Self {
        let everywhere = [
            (MAX_DEPTH, Value::Number(128)),
            (MAX_PIPELINED, Value::Number(32 << 20)),
            (MAX_RECORDED, Value::Number(10_000)),
            (LDIF_URLS, Value::Flag(false)),
            (LDIF_SCHEMA, Value::Text("strict".to_owned())),
        ];
        let mut switches = Self([const { None }; ALL.len()]);
        for (key, value) in everywhere.into_iter().chain(defaults) {
            switches.0[key.place] = Some(value);
        }
        switches
    }

    fn get(&self, key: Key) -> Option<&Value> {
        self.0[key.place].as_ref()
    }

    pub(crate) fn has(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn set(&mut self, key: Key, value: Value) -> Result<(), String> {
        key.check(&value)?;
        self.0[key.place] = Some(value);
        Ok(())
    }

    pub(crate) fn flag(&self, key: Key) -> bool {
        matches!(self.get(key), Some(Value::Flag(true)))
    }

    pub(crate) fn number(&self, key: Key) -> usize {
        match self.get(key) {
            Some(Value::Number(number)) => usize::try_from(*number).unwrap_or(0),
            _ => 0,
        }
    }

    pub(crate) fn text(&self, key: Key) -> &str {
        match self.get(key) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }
}
