//! What a search asks for, RFC 4511 section 4.5.1.

use super::Error;
use crate::{
    diagnosis::Code,
    directory::filter,
    wire::{
        Control, Filter,
        request::{Scope, SearchRequest},
    },
};

/// A search to be sent. Builder style; the defaults are the subtree, every entry, all user attributes, no limit.
///
/// ```
/// use ldaplab::{client::Search, wire::{Filter, request::Scope}};
///
/// let search = Search::new("dc=corp,dc=example")
///     .filter(Filter::Equality("uid".into(), b"ada".to_vec()))
///     .scope(Scope::One)
///     .attributes(["cn", "mail"])
///     .size_limit(10);
/// # let _ = search;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub(super) request: SearchRequest,
    pub(super) controls: Vec<Control>,
    pub(super) page_size: Option<u32>,
}

impl Search {
    /// A search below a base.
    pub fn new(base: impl Into<String>) -> Self {
        Self {
            request: SearchRequest {
                base: base.into().into_bytes(),
                scope: Scope::Sub,
                deref_aliases: 0,
                size_limit: 0,
                time_limit: 0,
                types_only: false,
                filter: Filter::Present("objectClass".into()),
                attributes: Vec::new(),
            },
            controls: Vec::new(),
            page_size: None,
        }
    }

    /// Reads one entry.
    pub fn entry(dn: impl Into<String>) -> Self {
        Self::new(dn).scope(Scope::Base)
    }

    /// Sets the scope.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.request.scope = scope;
        self
    }

    /// Sets the filter.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.request.filter = filter;
        self
    }

    /// Sets the filter by its text, RFC 4515.
    ///
    /// # Errors
    /// What is wrong with the text and where; of the kind [`super::Kind::Filter`].
    pub fn filter_text(self, text: &str) -> Result<Self, Error> {
        match filter::parse(text) {
            Ok(filter) => Ok(self.filter(filter)),
            Err(error) => {
                let detail = format!("the filter `{text}`: {error}");
                Err(Error::of(Code::OPERATION_FILTER, detail).because(error))
            }
        }
    }

    /// Selects attributes, RFC 4511 section 4.5.1.8.
    #[must_use]
    pub fn attributes<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.request.attributes = names.into_iter().map(Into::into).collect();
        self
    }

    /// Asks the server for at most so many entries; 0 for no limit.
    #[must_use]
    pub fn size_limit(mut self, entries: u32) -> Self {
        self.request.size_limit = i64::from(entries);
        self
    }

    /// Asks the server to spend at most so many seconds; 0 for no limit.
    #[must_use]
    pub fn time_limit(mut self, seconds: u32) -> Self {
        self.request.time_limit = i64::from(seconds);
        self
    }

    /// Asks for attribute descriptions without values.
    #[must_use]
    pub fn types_only(mut self) -> Self {
        self.request.types_only = true;
        self
    }

    /// Sets alias handling: 0 never, 1 in searching, 2 finding the base, 3 always.
    #[must_use]
    pub fn deref_aliases(mut self, when: i64) -> Self {
        self.request.deref_aliases = when;
        self
    }

    /// Adds a control.
    #[must_use]
    pub fn control(mut self, control: Control) -> Self {
        self.controls.push(control);
        self
    }

    /// Fetches the result in pages of this size, RFC 2696; 0 is taken for 1.
    #[must_use]
    pub fn paged(mut self, entries: u32) -> Self {
        self.page_size = Some(entries.max(1));
        self
    }

    pub(super) fn asks_for_ranges(&self) -> bool {
        self.request
            .attributes
            .iter()
            .any(|name| name.to_ascii_lowercase().contains(";range="))
    }

    pub(super) fn what(&self) -> String {
        if self.request.base.is_empty() && self.request.scope == Scope::Base {
            return "the search for the root DSE".to_owned();
        }
        let base = String::from_utf8_lossy(&self.request.base);
        match self.request.scope {
            Scope::Base => format!("the search for `{base}`"),
            _ => format!("the search below `{base}`"),
        }
    }
}
