//! Matchers: an operation, then conditions that must all hold.

use crate::{
    directory::{dn::Dn, filter},
    transcript::Operation,
    wire::{Filter, Request, request::SearchRequest},
};

/// Selects requests.
///
/// ```
/// use ldaplab::server::search;
///
/// let lookup = search().filter("(sAMAccountName=ada)").base("dc=corp,dc=example");
/// assert_eq!(lookup.to_string(), "search(samaccountname=ada) base=dc=corp,dc=example");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    operation: Option<Operation>,
    filter: Option<Filter>,
    base: Option<Dn>,
    dn: Option<Dn>,
    attribute: Option<String>,
    oid: Option<String>,
}

macro_rules! operations {
    ($($(#[$doc:meta])* $function:ident = $operation:ident;)*) => {
        $($(#[$doc])*
        pub fn $function() -> Matcher {
            Matcher { operation: Some(Operation::$operation), ..Matcher::default() }
        })*
    };
}

operations! {
    /// Bind requests.
    bind = Bind;
    /// Unbind requests.
    unbind = Unbind;
    /// Search requests.
    search = Search;
    /// Modify requests.
    modify = Modify;
    /// Add requests.
    add = Add;
    /// Delete requests.
    delete = Delete;
    /// Modify DN requests.
    modify_dn = ModifyDn;
    /// Compare requests.
    compare = Compare;
    /// Abandon requests.
    abandon = Abandon;
    /// Extended requests.
    extended = Extended;
}

/// Every request.
pub fn any() -> Matcher {
    Matcher::default()
}

impl Matcher {
    /// Only searches with this filter, up to the case of attribute names and the order of parts.
    ///
    /// # Panics
    /// When the text is not a filter (RFC 4515): a mistake of the test's author.
    #[must_use]
    #[track_caller]
    pub fn filter(mut self, text: &str) -> Self {
        match filter::parse(text) {
            Ok(filter) => self.filter = Some(normal(&filter)),
            Err(error) => panic!("search().filter({text:?}): {error}"),
        }
        self
    }

    /// Only searches with this base.
    ///
    /// # Panics
    /// When the text is not a DN (RFC 4514): a mistake of the test's author.
    #[must_use]
    #[track_caller]
    pub fn base(mut self, text: &str) -> Self {
        self.base = Some(dn(text));
        self
    }

    /// Only requests about this DN: the bind name, the search base, the target.
    ///
    /// # Panics
    /// When the text is not a DN (RFC 4514): a mistake of the test's author.
    #[must_use]
    #[track_caller]
    pub fn dn(mut self, text: &str) -> Self {
        self.dn = Some(dn(text));
        self
    }

    /// Only requests that name this attribute: a search that asks for it, an update that changes it, a compare.
    #[must_use]
    pub fn attribute(mut self, name: &str) -> Self {
        self.attribute = Some(name.to_owned());
        self
    }

    /// Only extended requests with this OID.
    #[must_use]
    pub fn oid(mut self, oid: &str) -> Self {
        self.oid = Some(oid.to_owned());
        self
    }

    /// Whether a request is selected.
    pub fn matches(&self, request: &Request) -> bool {
        self.operation
            .is_none_or(|operation| operation == Operation::of(request))
            && self.filter.as_ref().is_none_or(|filter| match request {
                Request::Search(search) => normal(&search.filter) == *filter,
                _ => false,
            })
            && self.base.as_ref().is_none_or(|base| match request {
                Request::Search(search) => same(&search.base, base),
                _ => false,
            })
            && self
                .dn
                .as_ref()
                .is_none_or(|dn| target(request).is_some_and(|bytes| same(bytes, dn)))
            && self
                .attribute
                .as_ref()
                .is_none_or(|name| names(request, name))
            && self.oid.as_ref().is_none_or(|oid| match request {
                Request::Extended(extended) => extended.name == *oid,
                _ => false,
            })
    }
}

#[track_caller]
fn dn(text: &str) -> Dn {
    match Dn::parse(text) {
        Ok(dn) => dn,
        Err(error) => panic!("{text:?} is not a DN: {error}"),
    }
}

fn same(bytes: &[u8], dn: &Dn) -> bool {
    Dn::from_bytes(bytes).is_ok_and(|other| other == *dn)
}

fn target(request: &Request) -> Option<&[u8]> {
    match request {
        Request::Bind(bind) => Some(&bind.name),
        Request::Search(SearchRequest { base, .. }) => Some(base),
        Request::Modify(modify) => Some(&modify.dn),
        Request::Add(add) => Some(&add.dn),
        Request::Delete(dn) => Some(dn),
        Request::ModifyDn(rename) => Some(&rename.dn),
        Request::Compare(compare) => Some(&compare.dn),
        Request::Unbind | Request::Abandon(_) | Request::Extended(_) => None,
    }
}

fn names(request: &Request, name: &str) -> bool {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    match request {
        Request::Search(search) => search.attributes.iter().any(|attribute| is(attribute)),
        Request::Modify(modify) => modify
            .changes
            .iter()
            .any(|change| is(&change.modification.description)),
        Request::Add(add) => add
            .attributes
            .iter()
            .any(|attribute| is(&attribute.description)),
        Request::Compare(compare) => is(&compare.attribute),
        _ => false,
    }
}

/// The same filter with lower-case attribute names and the parts of `&` and `|` in one order.
fn normal(filter: &Filter) -> Filter {
    let sorted = |parts: &[Filter]| {
        let mut parts: Vec<Filter> = parts.iter().map(normal).collect();
        parts.sort_by_cached_key(filter::print);
        parts
    };
    match filter {
        Filter::And(parts) => Filter::And(sorted(parts)),
        Filter::Or(parts) => Filter::Or(sorted(parts)),
        Filter::Not(part) => Filter::Not(Box::new(normal(part))),
        Filter::Equality(name, value) => Filter::Equality(name.to_lowercase(), value.clone()),
        Filter::Substrings(name, parts) => Filter::Substrings(name.to_lowercase(), parts.clone()),
        Filter::GreaterOrEqual(name, value) => {
            Filter::GreaterOrEqual(name.to_lowercase(), value.clone())
        }
        Filter::LessOrEqual(name, value) => Filter::LessOrEqual(name.to_lowercase(), value.clone()),
        Filter::Present(name) => Filter::Present(name.to_lowercase()),
        Filter::Approx(name, value) => Filter::Approx(name.to_lowercase(), value.clone()),
        Filter::Extensible(assertion) => {
            let mut assertion = assertion.clone();
            assertion.attribute = assertion.attribute.map(|name| name.to_lowercase());
            Filter::Extensible(assertion)
        }
    }
}

impl std::fmt::Display for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.operation {
            Some(operation) => f.write_str(&format!("{operation:?}").to_lowercase())?,
            None => f.write_str("any")?,
        }
        if let Some(filter) = &self.filter {
            f.write_str(&filter::print(filter))?;
        }
        for (name, value) in [
            ("base", self.base.as_ref().map(Dn::as_str)),
            ("dn", self.dn.as_ref().map(Dn::as_str)),
            ("attribute", self.attribute.as_deref()),
            ("oid", self.oid.as_deref()),
        ] {
            if let Some(value) = value {
                write!(f, " {name}={value}")?;
            }
        }
        Ok(())
    }
}
