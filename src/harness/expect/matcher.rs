//! Matchers: an operation, then conditions that must all hold.

use std::{fmt, sync::Arc};

use super::{
    Credential,
    condition::{Condition, scope_word},
    normal::normal,
    words::{Mistake, Word, quoted},
};
use crate::{
    diagnosis::distance,
    directory::{dn::Dn, filter},
    transcript::Record,
    wire::{Operation, oid, request::Scope},
};

/// Selects requests.
///
/// ```
/// use ldaplab::server::{Matcher, search};
///
/// let lookup = search().filter("(sAMAccountName=ada)").base("dc=corp,dc=example");
/// assert_eq!(lookup.to_string(), "search(samaccountname=ada) base=dc=corp,dc=example");
/// assert_eq!("search(sAMAccountName=ada) base=dc=corp,dc=example".parse::<Matcher>().unwrap().to_string(), lookup.to_string());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    operation: Option<Operation>,
    conditions: Vec<Condition>,
}

macro_rules! operations {
    ($($(#[$doc:meta])* $function:ident = $operation:ident $word:literal;)*) => {
        $($(#[$doc])*
        pub fn $function() -> Matcher {
            Matcher { operation: Some(Operation::$operation), ..Matcher::default() }
        })*

        const OPERATIONS: &[(&str, Operation)] = &[$(($word, Operation::$operation)),*];
    };
}

operations! {
    /// Bind requests.
    bind = Bind "bind";
    /// Unbind requests.
    unbind = Unbind "unbind";
    /// Search requests.
    search = Search "search";
    /// Modify requests.
    modify = Modify "modify";
    /// Add requests.
    add = Add "add";
    /// Delete requests.
    delete = Delete "delete";
    /// Modify DN requests.
    modify_dn = ModifyDn "modifydn";
    /// Compare requests.
    compare = Compare "compare";
    /// Abandon requests.
    abandon = Abandon "abandon";
    /// Extended requests.
    extended = Extended "extended";
}

/// Every request.
pub fn any() -> Matcher {
    Matcher::default()
}

/// The word for an operation.
pub(super) fn operation_word(operation: Operation) -> &'static str {
    let mut known = OPERATIONS.iter();
    known
        .find(|(_, other)| *other == operation)
        .map_or("request", |(word, _)| word)
}

impl Matcher {
    fn and(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Only searches with this filter, up to the case of attribute names and the order of parts.
    ///
    /// # Panics
    /// When the text is not a filter (RFC 4515): a mistake of the test's author.
    #[must_use]
    #[track_caller]
    pub fn filter(self, text: &str) -> Self {
        match filter::parse(text) {
            Ok(filter) => self.and(Condition::Filter(normal(&filter))),
            Err(error) => panic!("filter({text:?}): {error}"),
        }
    }

    /// Only searches whose filter is this or has it somewhere in it.
    ///
    /// # Panics
    /// When the text is not a filter (RFC 4515): a mistake of the test's author.
    #[must_use]
    #[track_caller]
    pub fn filter_contains(self, text: &str) -> Self {
        match filter::parse(text) {
            Ok(filter) => self.and(Condition::FilterContains(normal(&filter))),
            Err(error) => panic!("filter_contains({text:?}): {error}"),
        }
    }

    /// Only searches with this base.
    ///
    /// # Panics
    /// When the text is not a DN (RFC 4514): a mistake of the test's author.
    #[must_use]
    #[track_caller]
    pub fn base(self, text: &str) -> Self {
        self.and(Condition::Base(dn(text)))
    }

    /// Only requests about this DN: the bind name, the search base, the target.
    ///
    /// # Panics
    /// When the text is not a DN (RFC 4514): a mistake of the test's author.
    #[must_use]
    #[track_caller]
    pub fn dn(self, text: &str) -> Self {
        self.and(Condition::Dn(dn(text)))
    }

    /// Only searches of this scope.
    #[must_use]
    pub fn scope(self, scope: Scope) -> Self {
        self.and(Condition::Scope(scope))
    }

    /// Only requests that name this attribute: a search that asks for it, an update that changes it, a compare.
    #[must_use]
    pub fn attribute(self, name: &str) -> Self {
        self.and(Condition::Attribute(name.to_owned()))
    }

    /// Only searches that ask for exactly these attributes, in any order and case; for none at all with an empty list.
    #[must_use]
    pub fn attributes<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.and(Condition::AttributesExactly(names))
    }

    /// Only searches that name attributes, and none but these.
    #[must_use]
    pub fn attributes_within<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.and(Condition::AttributesWithin(names))
    }

    /// Only requests with this control.
    #[must_use]
    pub fn control(self, oid: &str) -> Self {
        self.and(Condition::Control(oid.to_owned()))
    }

    /// Only extended requests with this OID.
    #[must_use]
    pub fn oid(self, oid: &str) -> Self {
        self.and(Condition::Oid(oid.to_owned()))
    }

    /// Only requests of a connection that is bound as this DN; empty for an anonymous one.
    #[must_use]
    pub fn identity(self, dn: &str) -> Self {
        self.and(Condition::Identity(dn.to_owned()))
    }

    /// Only binds with this kind of credential.
    #[must_use]
    pub fn credential(self, credential: Credential) -> Self {
        self.and(Condition::Credential(credential))
    }

    /// Only requests over TLS, or only requests in clear.
    #[must_use]
    pub fn tls(self, tls: bool) -> Self {
        self.and(Condition::Tls(tls))
    }

    /// Only requests of connections on which the client showed a certificate, or only those on which it did not.
    #[must_use]
    pub fn certificate(self, shown: bool) -> Self {
        self.and(Condition::Certificate(shown))
    }

    /// Only requests of this connection, counted from 1.
    #[must_use]
    pub fn connection(self, number: u64) -> Self {
        self.and(Condition::Connection(number))
    }

    /// Only requests for which a function says so; `name` stands for it in texts. It is called on the server's thread, for every request, and must not
    /// call the server.
    #[must_use]
    pub fn that(self, name: &str, test: impl Fn(&Record) -> bool + Send + Sync + 'static) -> Self {
        self.and(Condition::Where(name.to_owned(), Arc::new(test)))
    }

    /// Whether a request is selected.
    pub fn matches(&self, record: &Record) -> bool {
        self.is_operation(record) && self.conditions.iter().all(|one| one.holds(record))
    }

    fn is_operation(&self, record: &Record) -> bool {
        self.operation
            .is_none_or(|operation| operation == record.operation())
    }

    /// Whether these requests have no answer, so that the client does not wait until they have come.
    pub(super) fn is_unanswered(&self) -> bool {
        matches!(self.operation, Some(Operation::Unbind | Operation::Abandon))
    }

    /// How near a request comes, from 0; `None` where even the operation is another.
    pub(crate) fn nearness(&self, record: &Record) -> Option<usize> {
        self.is_operation(record).then(|| {
            self.conditions
                .iter()
                .filter(|one| one.holds(record))
                .count()
        })
    }

    /// The conditions that a request does not meet: word, what was wanted, what was seen.
    pub(crate) fn differences(&self, record: &Record) -> Vec<(&'static str, String, String)> {
        let unmet = self.conditions.iter().filter(|one| !one.holds(record));
        unmet
            .map(|one| (one.word(), one.value(), one.seen(record)))
            .collect()
    }

    /// Reads `search(uid=ada)`, `bind`, `any`: the word that a matcher begins with.
    pub(crate) fn read_operation(word: &Word<'_>) -> Result<Self, Mistake> {
        let (name, filter) = match word.text.find('(') {
            Some(at) => word.text.split_at(at),
            None => (word.text, ""),
        };
        let mut matcher = match OPERATIONS.iter().find(|(known, _)| *known == name) {
            Some((_, operation)) => Self {
                operation: Some(*operation),
                ..Self::default()
            },
            None if name == "any" => any(),
            None => {
                let known = OPERATIONS.iter().map(|(known, _)| *known).chain(["any"]);
                let nearest = known.min_by_key(|known| distance(known, name));
                let why = format!(
                    "there is no operation {name:?}; did you mean {}?",
                    nearest.unwrap_or("any")
                );
                return Err(word.mistake(0..name.len(), why));
            }
        };
        if !filter.is_empty() {
            let read = filter::parse(filter).map_err(|error| {
                word.mistake(
                    name.len()..word.text.len(),
                    format!("it is no filter: {error}"),
                )
            })?;
            matcher.conditions.push(Condition::Filter(normal(&read)));
        }
        Ok(matcher)
    }

    /// Reads one condition; `Ok(false)` where the word is none.
    pub(crate) fn read_condition(&mut self, word: &Word<'_>) -> Result<bool, Mistake> {
        let (name, value) = word.pair();
        let bad = |why: String| word.mistake(name.len() + 1..word.text.len(), why);
        let dn = || Dn::parse(&value).map_err(|error| bad(format!("it is no DN: {error}")));
        let filter = || {
            let read =
                filter::parse(&value).map_err(|error| bad(format!("it is no filter: {error}")))?;
            Ok::<_, Mistake>(normal(&read))
        };
        let list = || {
            value
                .split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect()
        };
        let known_oid = || match oid::is_oid(&value) {
            true => Ok(value.clone()),
            false => Err(bad("it is no OID such as 1.2.840.113556.1.4.319".to_owned())),
        };
        let condition = match name {
            "filter" => Condition::Filter(filter()?),
            "filter-contains" => Condition::FilterContains(filter()?),
            "base" => Condition::Base(dn()?),
            "dn" => Condition::Dn(dn()?),
            "scope" => {
                let scopes = [Scope::Base, Scope::One, Scope::Sub];
                let scope = scopes.into_iter().find(|scope| scope_word(*scope) == value);
                Condition::Scope(scope.ok_or_else(|| bad("it is base, one or sub".to_owned()))?)
            }
            "attribute" => Condition::Attribute(value),
            "attributes" => Condition::AttributesExactly(list()),
            "attributes-within" => Condition::AttributesWithin(list()),
            "control" => Condition::Control(known_oid()?),
            "oid" => Condition::Oid(known_oid()?),
            "identity" if value == "anonymous" => Condition::Identity(String::new()),
            "identity" => Condition::Identity(value),
            "credential" => {
                let mut all = Credential::ALL.into_iter();
                let found = all.find(|credential| credential.word() == value);
                let why = "it is anonymous, unauthenticated, simple or sasl".to_owned();
                Condition::Credential(found.ok_or_else(|| bad(why))?)
            }
            "tls" => match value.as_str() {
                "yes" => Condition::Tls(true),
                "no" => Condition::Tls(false),
                _ => return Err(bad("it is yes or no".to_owned())),
            },
            "certificate" => match value.as_str() {
                "yes" => Condition::Certificate(true),
                "no" => Condition::Certificate(false),
                _ => return Err(bad("it is yes or no".to_owned())),
            },
            "connection" => {
                let number = value.parse();
                Condition::Connection(
                    number
                        .map_err(|_| bad("it is the number of a connection, from 1".to_owned()))?,
                )
            }
            "where" => {
                let why = "where is a function, which only code can give";
                return Err(word.mistake(0..name.len(), why));
            }
            _ => return Ok(false),
        };
        if let Some(operation) = self.operation.filter(|one| !condition.fits(*one)) {
            let operation = operation_word(operation);
            let why = format!("{operation} has no {name}");
            return Err(word.mistake(0..name.len(), why));
        }
        let again = self.conditions.iter().any(|one| one.word() == name);
        if again && !condition.repeats() {
            let why = format!("{name} is given twice, and no request can be both");
            return Err(word.wrong(why));
        }
        self.conditions.push(condition);
        Ok(true)
    }
}

/// The words of conditions, for suggestions.
pub(crate) const CONDITIONS: &[&str] = &[
    "filter",
    "filter-contains",
    "base",
    "dn",
    "scope",
    "attribute",
    "attributes",
    "attributes-within",
    "control",
    "oid",
    "identity",
    "credential",
    "tls",
    "certificate",
    "connection",
];

#[track_caller]
fn dn(text: &str) -> Dn {
    match Dn::parse(text) {
        Ok(dn) => dn,
        Err(error) => panic!("{text:?}: {error}"),
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation.map_or("any", operation_word))?;
        let mut rest = self.conditions.as_slice();
        if let Some((Condition::Filter(filter), behind)) = rest.split_first() {
            f.write_str(&filter::print(filter))?;
            rest = behind;
        }
        for condition in rest {
            write!(f, " {}={}", condition.word(), quoted(&condition.value()))?;
        }
        Ok(())
    }
}
