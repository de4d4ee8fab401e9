//! How far a paged search is, RFC 2696.

use super::{Error, Search};
use crate::{
    diagnosis::Code,
    wire::{Control, LdapResult, ResultCode, control::PagedResults, oid},
};

/// Pages without an entry that a paged search takes in a row.
const MOST_EMPTY_PAGES: usize = 1000;

/// How far a search is whose pages are fetched one after the other; without paging it has one.
#[derive(Debug, Default)]
pub(super) struct Paging {
    cookie: Vec<u8>,
    /// Entries and references of the page under way.
    of_page: usize,
    empty: usize,
    /// Pages that came.
    pub(super) pages: u32,
}

impl Paging {
    /// The controls of the request for the next page.
    pub(super) fn controls(&mut self, search: &Search) -> Vec<Control> {
        let mut controls = search.controls.clone();
        if let Some(size) = search.page_size {
            let paging = PagedResults {
                size: i64::from(size),
                cookie: std::mem::take(&mut self.cookie),
            };
            controls.push(paging.control(false));
        }
        controls
    }

    /// An entry or a reference came.
    pub(super) fn item_came(&mut self) {
        self.of_page += 1;
    }

    /// The page ended so; whether it was the last.
    pub(super) fn page_ended(
        &mut self,
        search: &Search,
        result: &LdapResult,
        controls: &[Control],
    ) -> Result<bool, Error> {
        self.pages += 1;
        if search.page_size.is_some() && result.code == ResultCode::SUCCESS {
            self.cookie = Control::find(controls, oid::PAGED_RESULTS)
                .and_then(|control| PagedResults::decode(control.value.as_deref()?))
                .map_or_else(Vec::new, |paging| paging.cookie);
        }
        if self.cookie.is_empty() {
            return Ok(true);
        }
        // A server may return empty pages on its way, but not for ever.
        let none = std::mem::take(&mut self.of_page) == 0;
        self.empty = if none { self.empty + 1 } else { 0 };
        if self.empty > MOST_EMPTY_PAGES {
            let (what, empty) = (search.what(), self.empty);
            let detail = format!(
                "{what} brought {empty} empty pages in a row, each with the promise of another, and was given up"
            );
            return Err(Error::of(Code::LDAP_ENDLESS_PAGES, detail));
        }
        Ok(false)
    }
}
