//! Searches on a connection that several share.

use super::{Multiplexed, Pending};
use crate::{
    client::{
        Error, Found, Item, Search,
        found::{Collected, Harvest},
        paging::Paging,
        range::{self, Searcher},
    },
    wire::{Control, Request, Response},
};

impl Multiplexed {
    /// Searches, fetches every page if [`Search::paged`] was asked for, and joins the ranges of large attributes, as
    /// [`Client::search`](crate::client::Client::search) does; referrals and references are returned. The timeout of the options
    /// holds for each request.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn search(&self, search: &Search) -> Result<Found, Error> {
        let (found, id) = self.collect(search).await?.whole()?;
        let mut found = found.complete(search, id)?;
        range::join(&mut &*self, search, &mut found).await?;
        Ok(found)
    }

    /// Sends a search and does not wait: [`Pending::next`] hands over what comes. One request: pages and ranges are the
    /// caller's.
    ///
    /// # Errors
    /// What ended the conversation before.
    pub async fn start_search(&self, search: &Search) -> Result<Pending, Error> {
        self.start_page(search, &search.controls).await
    }

    async fn start_page(&self, search: &Search, controls: &[Control]) -> Result<Pending, Error> {
        let mut request = search.request.clone();
        self.options.complete(&mut request);
        let request = Request::Search(request);
        self.start_as(search.what(), &request, controls).await
    }

    async fn collect(&self, search: &Search) -> Result<Collected, Error> {
        let mut harvest = Harvest::default();
        let mut paging = Paging::default();
        loop {
            let controls = paging.controls(search);
            let mut pending = self.start_page(search, &controls).await?;
            let (result, controls) = loop {
                let (answer, memory) = pending.due().await?;
                let item = match answer.response {
                    Response::SearchEntry(entry) => Item::Entry(entry.into()),
                    Response::SearchReference(urls) => Item::Reference(urls),
                    Response::SearchDone(result) => break (result, answer.controls),
                    _ => continue,
                };
                paging.item_came();
                harvest.add(item, memory);
                if let Some(error) = harvest.unasked(search, &self.options) {
                    let error = error.of_message(answer.id);
                    return Ok(harvest.given_up(search, error, paging.pages, answer.id));
                }
                if let Some(error) = harvest.excess(search, &self.options) {
                    return Err(error.of_message(answer.id));
                }
            };
            if paging.page_ended(search, &result, &controls)? {
                return Ok(harvest.found(result, controls, paging.pages, pending.id()));
            }
        }
    }
}

impl Searcher for &Multiplexed {
    async fn outcome(&mut self, search: &Search) -> Result<Found, Error> {
        self.collect(search).await?.up_to_the_limit()
    }

    fn most_bytes(&self) -> usize {
        self.options.max_bytes
    }
}
