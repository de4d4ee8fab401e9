//! What a search brings, RFC 4511 section 4.5.2, while it comes and when it is all there.

use super::{Entry, Error, Item, Options, Search, explain};
use crate::{
    diagnosis::Code,
    wire::{Control, LdapResult, ResultCode, request::Scope},
};

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
    pub(super) entries: Vec<Entry>,
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
