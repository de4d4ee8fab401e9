//! Searches: what is asked for and what comes back, RFC 4511 section 4.5.

use super::{Client, Entry, Error, explain};
use crate::{
    diagnosis::Code,
    wire::{
        Control, Filter, LdapResult, Request, Response, ResultCode,
        control::PagedResults,
        oid,
        request::{Scope, SearchRequest},
    },
};

/// Pages without an entry that a paged search takes in a row.
const MOST_EMPTY_PAGES: usize = 1000;

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
}

/// What a search brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entries, in the server's order.
    pub entries: Vec<Entry>,
    /// The search references, each a list of URLs any one of which continues the search. They are not followed.
    pub references: Vec<Vec<String>>,
    /// The server's final word.
    pub result: LdapResult,
    /// The controls of the last SearchResultDone.
    pub controls: Vec<Control>,
    /// How many SearchResultDone messages it took: pages.
    pub pages: u32,
}

impl Client {
    /// Searches, fetches every page if [`Search::paged`] was asked for, and joins the ranges of large
    /// attributes (MS-ADTS 3.1.1.3.1.3.3): an attribute is there whole or the search fails.
    ///
    /// # Errors
    /// An [`Error`] with [`Error::result`] for every result code but success, so that a part is not
    /// taken for the whole; [`Self::search_outcome`] also gives the part.
    pub async fn search(&mut self, search: &Search) -> Result<Found, Error> {
        let mut found = self.search_outcome(search).await?;
        if found.result.code != ResultCode::SUCCESS {
            let what = search.what();
            return Err(explain::refusal(&what, found.result));
        }
        // Whoever asks for a range wants that range.
        if search.asks_for_ranges() {
            return Ok(found);
        }
        for entry in &mut found.entries {
            self.join_ranges(entry).await?;
        }
        Ok(found)
    }

    /// [`Self::search`] in pages of this size, RFC 2696.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn search_paged(&mut self, search: &Search, entries: u32) -> Result<Found, Error> {
        self.search(&search.clone().paged(entries)).await
    }

    /// Searches and returns whatever the server said, entries before an error result included. Ranges are not joined.
    ///
    /// # Errors
    /// Only what broke the conversation, and the limits of [`super::Options`].
    pub async fn search_outcome(&mut self, search: &Search) -> Result<Found, Error> {
        let mut found = Found {
            entries: Vec::new(),
            references: Vec::new(),
            result: LdapResult::success(),
            controls: Vec::new(),
            pages: 0,
        };
        let mut held = Held::default();
        let Some(page_size) = search.page_size else {
            self.page(search, &search.controls, &mut found, &mut held)
                .await?;
            return Ok(found);
        };
        let mut cookie = Vec::new();
        let mut empty = 0;
        loop {
            let paging = PagedResults {
                size: i64::from(page_size),
                cookie,
            };
            let mut controls = search.controls.clone();
            controls.push(paging.control(false));
            let before = held.count;
            self.page(search, &controls, &mut found, &mut held).await?;
            cookie = Control::find(&found.controls, oid::PAGED_RESULTS)
                .and_then(|control| PagedResults::decode(control.value.as_deref()?))
                .map_or_else(Vec::new, |paging| paging.cookie);
            if cookie.is_empty() || found.result.code != ResultCode::SUCCESS {
                return Ok(found);
            }
            // A server may return empty pages on its way, but not for ever.
            empty = if held.count == before { empty + 1 } else { 0 };
            if empty > MOST_EMPTY_PAGES {
                return Err(Error::of(
                    Code::LDAP_TOO_LARGE,
                    format!("{} brought {empty} empty pages in a row", search.what()),
                ));
            }
        }
    }

    /// One search request and its answers, added to what was found before.
    async fn page(
        &mut self,
        search: &Search,
        controls: &[Control],
        found: &mut Found,
        held: &mut Held,
    ) -> Result<(), Error> {
        let deadline = self.deadline();
        let request = Request::Search(search.request.clone());
        let exchange = self
            .begin(search.what(), &request, controls, deadline)
            .await?;
        loop {
            let message = self.next(&exchange).await?;
            match message.response {
                Response::SearchEntry(entry) => found.entries.push(entry.into()),
                Response::SearchReference(urls) => found.references.push(urls),
                Response::SearchDone(result) => {
                    found.result = result;
                    found.controls = message.controls;
                    found.pages += 1;
                    return Ok(());
                }
                // `next` lets no other response to a search pass.
                _ => continue,
            }
            held.count += 1;
            held.bytes += message.size;
            let limits = (self.options.max_entries, self.options.max_bytes);
            if held.count > limits.0 || held.bytes > limits.1 {
                self.give_up(deadline).await;
                return Err(Error::of(
                    Code::LDAP_TOO_LARGE,
                    format!(
                        "{} brought {} entries and references in {} bytes and was given up; at most {} in {} bytes are collected",
                        search.what(),
                        held.count,
                        held.bytes,
                        limits.0,
                        limits.1
                    ),
                ));
            }
        }
    }
}

/// What a search holds in memory so far.
#[derive(Default)]
struct Held {
    count: usize,
    bytes: usize,
}

impl Search {
    fn asks_for_ranges(&self) -> bool {
        self.request
            .attributes
            .iter()
            .any(|name| name.to_ascii_lowercase().contains(";range="))
    }

    fn what(&self) -> String {
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
