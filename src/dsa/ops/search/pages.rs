//! The searches of a connection that wait for their next page, RFC 2696.

use super::Cursor;
use crate::{
    dsa::agent::Dsa,
    vendor::Situation,
    wire::{LdapResult, control::PagedResults, request::SearchRequest},
};

/// Most searches that wait; the oldest gives way (Samba's limit, recorded case `paged.13_parallel_first_cookie`).
const MOST: usize = 10;

/// The searches of a connection that wait for their next page.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    waiting: Vec<(u64, Cursor)>,
    next: u64,
}

impl Pages {
    /// Keeps a search and gives out its cookie.
    pub(crate) fn keep(&mut self, cursor: Cursor) -> Vec<u8> {
        self.next += 1;
        self.waiting.push((self.next, cursor));
        if self.waiting.len() > MOST {
            self.waiting.remove(0);
        }
        self.next.to_le_bytes().to_vec()
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }
}

/// The search that a cookie continues; `None` for a first page.
pub(crate) fn resume(
    pages: &mut Pages,
    dsa: &Dsa,
    request: &SearchRequest,
    page: &PagedResults,
    seconds: u64,
) -> Result<Option<Cursor>, LdapResult> {
    if page.cookie.is_empty() {
        return Ok(None);
    }
    let refuse = |situation| Err(dsa.vendor.answer(situation, &[]));
    let cookie = <[u8; 8]>::try_from(page.cookie.as_slice()).map(u64::from_le_bytes);
    let Ok(cookie) = cookie else {
        return refuse(Situation::PagedUnknownCookie);
    };
    let place = pages
        .waiting
        .iter()
        .position(|(number, _)| *number == cookie);
    let Some(place) = place else {
        let old = (1..=pages.next).contains(&cookie) && !pages.waiting.is_empty();
        return refuse(if old {
            Situation::PagedOldCookie
        } else {
            Situation::PagedUnknownCookie
        });
    };
    if !pages.waiting[place].1.continues(request) {
        pages.waiting.clear();
        return refuse(Situation::PagedOtherSearch);
    }
    let (_, mut cursor) = pages.waiting.remove(place);
    cursor.next_page(page.size, dsa.vendor.switches.max_page_size);
    // Each page is a search of its own.
    cursor.start_clock(dsa, seconds);
    Ok(Some(cursor))
}
