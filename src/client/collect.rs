//! A search whose answers are collected: over its pages, referrals and ranges.

use super::{
    Client, Entry, Error, Found, Item, Referrals, Search,
    found::{Collected, Harvest},
    range,
};
use crate::wire::{LdapResult, ResultCode};

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
