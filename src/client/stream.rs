//! A search whose entries are handed over as they come, page after page.

use super::{Client, Entry, Error, Search, deadline::Deadline, exchange::Exchange, paging::Paging};
use crate::wire::{Control, LdapResult, Request, Response, ResultCode};

/// One thing that a search brings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item {
    /// An entry, as it came: ranges are not joined.
    Entry(Entry),
    /// A search reference: URLs any one of which continues the search.
    Reference(Vec<String>),
}

/// A search under way on a [`Client`]. Dropped before its end, it is abandoned when the next operation begins.
///
/// ```no_run
/// # async fn example(mut client: ldaplab::client::Client) -> Result<(), ldaplab::client::Error> {
/// use ldaplab::client::{Item, Search};
///
/// let search = Search::new("dc=example,dc=org").paged(500);
/// let mut items = client.search_stream(&search);
/// while let Some(item) = items.next().await? {
///     if let Item::Entry(entry) = item {
///         println!("{}", entry.dn);
///     }
/// }
/// assert!(items.result().is_some());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Items<'a> {
    client: &'a mut Client,
    search: Search,
    deadline: Option<Deadline>,
    exchange: Option<Exchange>,
    paging: Paging,
    memory: usize,
    end: Option<(LdapResult, Vec<Control>)>,
    id: i32,
}

impl Client {
    /// Searches and hands over what comes one by one. Nothing is sent before the first [`Items::next`]. The timeout of the
    /// options holds for every page, from the request to its last answer.
    pub fn search_stream(&mut self, search: &Search) -> Items<'_> {
        Items {
            client: self,
            search: search.clone(),
            deadline: None,
            exchange: None,
            paging: Paging::default(),
            memory: 0,
            end: None,
            id: 0,
        }
    }
}

impl Items<'_> {
    /// The next entry or reference; `None` when the search ended with success.
    ///
    /// # Errors
    /// Every result code but success, after everything that came before it, and what broke the conversation.
    pub async fn next(&mut self) -> Result<Option<Item>, Error> {
        let item = self.advance().await?;
        match &self.end {
            Some((result, controls)) if result.code != ResultCode::SUCCESS => {
                Err(super::explain::refusal(&self.search.what(), result.clone())
                    .of_message(self.id)
                    .with_controls(controls.clone()))
            }
            _ => Ok(item),
        }
    }

    /// The server's final word, once it was said.
    pub fn result(&self) -> Option<&LdapResult> {
        self.end.as_ref().map(|(result, _)| result)
    }

    /// The controls of the last SearchResultDone.
    pub fn controls(&self) -> &[Control] {
        self.end.as_ref().map_or(&[], |(_, controls)| controls)
    }

    /// How many pages came, the last one included.
    pub fn pages(&self) -> u32 {
        self.paging.pages
    }

    /// The message ID of the page under way, or of the last one; 0 before anything was sent.
    pub fn id(&self) -> i32 {
        self.id
    }

    /// Octets of memory of the item that came last.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Ends the search before its end.
    pub(super) async fn give_up(self) {
        if let Some(deadline) = self.deadline {
            self.client.give_up(deadline).await;
        }
    }

    pub(super) fn take_end(self) -> Option<(LdapResult, Vec<Control>, u32, i32)> {
        let (result, controls) = self.end?;
        Some((result, controls, self.paging.pages, self.id))
    }

    /// The next item whatever the final result.
    pub(super) async fn advance(&mut self) -> Result<Option<Item>, Error> {
        loop {
            if self.end.is_some() {
                return Ok(None);
            }
            let exchange = match self.exchange.take() {
                Some(exchange) => exchange,
                None => self.ask().await?,
            };
            let message = self.client.next(&exchange).await?;
            self.memory = message.memory;
            let item = match message.response {
                Response::SearchEntry(entry) => Item::Entry(entry.into()),
                Response::SearchReference(urls) => Item::Reference(urls),
                Response::SearchDone(result) => {
                    let controls = message.controls;
                    if self.paging.page_ended(&self.search, &result, &controls)? {
                        self.end = Some((result, controls));
                    }
                    continue;
                }
                // `next` lets no other response to a search pass.
                _ => {
                    self.exchange = Some(exchange);
                    continue;
                }
            };
            self.exchange = Some(exchange);
            self.paging.item_came();
            return Ok(Some(item));
        }
    }

    async fn ask(&mut self) -> Result<Exchange, Error> {
        let deadline = self.client.deadline();
        self.deadline = Some(deadline);
        let controls = self.paging.controls(&self.search);
        let mut request = self.search.request.clone();
        self.client.options.complete(&mut request);
        let request = Request::Search(request);
        let what = self.search.what();
        let exchange = self
            .client
            .begin(what, &request, &controls, deadline)
            .await?;
        self.id = exchange.id;
        Ok(exchange)
    }
}
