//! Searches: what is asked for and what comes back, RFC 4511 section 4.5.

use super::{Client, Entry, Error, Item, Options, Referrals, explain, range};
use crate::{
    diagnosis::Code,
    directory::filter,
    wire::{
        Control, Filter, LdapResult, ResultCode,
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
}

/// What a search brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entries, in the server's order.
    pub entries: Vec<Entry>,
    /// The search references, each a list of URLs any one of which continues the search. Those that were followed are not among them.
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
    /// attributes (MS-ADTS 3.1.1.3.1.3.3): an attribute is there whole or the search fails. Referrals and references are
    /// followed where [`super::Options::referrals`] says so.
    ///
    /// # Errors
    /// An [`Error`] with [`Error::result`] for every result code but success, so that a part is not
    /// taken for the whole; [`Self::search_outcome`] also gives the part.
    pub async fn search(&mut self, search: &Search) -> Result<Found, Error> {
        let (mut found, id) = self.collect(search).await?.whole()?;
        let chased = [ResultCode::SUCCESS, ResultCode::REFERRAL].contains(&found.result.code);
        if let Some(referrals) = self.options.referrals.as_ref().filter(|_| chased) {
            found = self.follow(search, found, referrals).await?;
        }
        let mut found = found.complete(search, id)?;
        range::join(self, search, &mut found).await?;
        Ok(found)
    }

    /// Adds what the referral and the references of a result lead to.
    async fn follow(
        &self,
        search: &Search,
        mut found: Found,
        referrals: &Referrals,
    ) -> Result<Found, Error> {
        let mut onward = std::mem::take(&mut found.references);
        if found.result.code == ResultCode::REFERRAL {
            onward.push(std::mem::take(&mut found.result.referrals));
            found.result = LdapResult::success();
        }
        let mut harvest = Harvest::default();
        let add = |harvest: &mut Harvest, entries: Vec<Entry>| {
            for entry in entries {
                let memory = entry.memory();
                harvest.add(Item::Entry(entry), memory);
            }
        };
        add(&mut harvest, std::mem::take(&mut found.entries));
        let pages = &mut found.pages;
        let take = |more: Found| {
            add(&mut harvest, more.entries);
            *pages += more.pages;
            match harvest.excess(search, &self.options) {
                Some(error) => Err(error),
                None => Ok(more.references),
            }
        };
        self.chase(search, onward, referrals, take).await?;
        found.entries = harvest.entries;
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
    /// Only what broke the conversation, and the limits of [`super::Options`]. A server that sends more entries than the size limit allows is
    /// stopped: the result is then sizeLimitExceeded, as it should have said itself, with words of this client's own.
    pub async fn search_outcome(&mut self, search: &Search) -> Result<Found, Error> {
        self.collect(search).await?.up_to_the_limit()
    }

    async fn collect(&mut self, search: &Search) -> Result<Collected, Error> {
        let options = self.options.clone();
        let mut harvest = Harvest::default();
        let mut items = self.search_stream(search);
        while let Some(item) = items.advance().await? {
            harvest.add(item, items.memory());
            let id = items.id();
            if let Some(error) = harvest.unasked(search, &options) {
                let pages = items.pages();
                items.give_up().await;
                return Ok(harvest.given_up(search, error.of_message(id), pages, id));
            }
            if let Some(error) = harvest.excess(search, &options) {
                items.give_up().await;
                return Err(error.of_message(id));
            }
        }
        // `advance` ends with a result or an error.
        let (result, controls, pages, id) = items
            .take_end()
            .unwrap_or_else(|| (LdapResult::new(ResultCode::OTHER), Vec::new(), 0, 0));
        Ok(harvest.found(result, controls, pages, id))
    }
}

/// What a search brought, the message ID of its last request, and the error that it is to have been sent more than was asked for.
pub(super) struct Collected {
    found: Found,
    id: i32,
    unasked: Option<Error>,
}

impl Collected {
    /// Nothing that is more than was asked for.
    pub(super) fn whole(self) -> Result<(Found, i32), Error> {
        match self.unasked {
            Some(error) => Err(error),
            None => Ok((self.found, self.id)),
        }
    }

    /// As much as was asked for; there can be no second entry where one was named.
    pub(super) fn up_to_the_limit(self) -> Result<Found, Error> {
        match self.unasked {
            Some(error) if self.found.result.code == ResultCode::SUCCESS => Err(error),
            _ => Ok(self.found),
        }
    }
}

/// What a search brought so far.
#[derive(Default)]
pub(super) struct Harvest {
    entries: Vec<Entry>,
    references: Vec<Vec<String>>,
    /// Octets of memory.
    bytes: usize,
}

impl Harvest {
    /// Adds what came and takes up so much memory.
    pub(super) fn add(&mut self, item: Item, bytes: usize) {
        match item {
            Item::Entry(entry) => self.entries.push(entry),
            Item::Reference(urls) => self.references.push(urls),
        }
        self.bytes += bytes;
    }

    /// The error that it is to send more entries than the search can have: one where it asks for the base alone, else what its size limit
    /// says. How a size limit and pages go together is the server's affair.
    pub(super) fn unasked(&self, search: &Search, options: &Options) -> Option<Error> {
        let most = match (search.request.size_limit, i64::from(options.size_limit)) {
            _ if search.request.scope == Scope::Base => 1,
            _ if search.page_size.is_some() => return None,
            (0, 0) => return None,
            (0, of_all) => of_all,
            (own, _) => own,
        };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        (self.entries.len() > most).then(|| {
            let (what, count) = (search.what(), self.entries.len());
            let why = match search.request.scope {
                Scope::Base => "the base object alone was asked for".to_owned(),
                _ => format!("its size limit is {most}"),
            };
            Error::of(
                Code::LDAP_UNASKED_ENTRIES,
                format!("{what} was given up at entry {count}: {why}"),
            )
        })
    }

    /// The error that it is to have more than the options allow.
    pub(super) fn excess(&self, search: &Search, options: &Options) -> Option<Error> {
        let (most_entries, most_bytes) = (options.max_entries, options.max_bytes);
        let (count, bytes) = (self.entries.len() + self.references.len(), self.bytes);
        (count > most_entries || bytes > most_bytes).then(|| {
            Error::of(
                Code::LDAP_CLIENT_LIMIT,
                format!(
                    "{} brought {count} entries and references, which take up {bytes} bytes of memory, and was given up; at most {most_entries} in {most_bytes} bytes are collected",
                    search.what(),
                ),
            )
        })
    }

    pub(super) fn found(
        self,
        result: LdapResult,
        controls: Vec<Control>,
        pages: u32,
        id: i32,
    ) -> Collected {
        let found = Found {
            entries: self.entries,
            references: self.references,
            result,
            controls,
            pages,
        };
        Collected {
            found,
            id,
            unasked: None,
        }
    }

    /// What came before the entry too many.
    pub(super) fn given_up(
        mut self,
        search: &Search,
        error: Error,
        pages: u32,
        id: i32,
    ) -> Collected {
        self.entries.pop();
        let result = match search.request.scope {
            Scope::Base => LdapResult::success(),
            _ => LdapResult::new(ResultCode::SIZE_LIMIT_EXCEEDED).diagnostic(format!(
                "of this client, not of the server: {}",
                error.detail()
            )),
        };
        Collected {
            unasked: Some(error),
            ..self.found(result, Vec::new(), pages, id)
        }
    }
}

impl Found {
    /// The whole result, or the error that any other code than success is; `id` is the message's that brought it.
    pub(super) fn complete(self, search: &Search, id: i32) -> Result<Self, Error> {
        match self.result.code {
            ResultCode::SUCCESS => Ok(self),
            _ => Err(explain::refusal(&search.what(), self.result)
                .of_message(id)
                .with_controls(self.controls)),
        }
    }
}

impl Search {
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
