//! Simple paged results, RFC 2696: the searches of a connection that wait for their next page.

use super::super::{ops::search::Cursor, session::Session};
use crate::{
    dsa::agent::Dsa,
    vendor::{Situation, Vendor, key},
    wire::{Control, LdapResult, ResultCode, control::PagedResults, oid, request::SearchRequest},
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

/// What the client asks for, if it asks for pages.
pub(crate) fn requested(
    vendor: &Vendor,
    controls: &[Control],
) -> Result<Option<PagedResults>, LdapResult> {
    let Some(control) = super::find(vendor, controls, oid::PAGED_RESULTS) else {
        return Ok(None);
    };
    let refuse = |situation| Err(vendor.answer(situation, &[]));
    if controls
        .iter()
        .filter(|control| control.oid == oid::PAGED_RESULTS)
        .count()
        > 1
    {
        return refuse(Situation::PagedTwice);
    }
    let Some(value) = &control.value else {
        return refuse(Situation::PagedNoValue);
    };
    let Some(page) = PagedResults::decode(value) else {
        return refuse(Situation::PagedMalformed);
    };
    if page.size < 0 {
        return refuse(Situation::PagedNegativeSize);
    }
    if page.size == 0 && page.cookie.is_empty() {
        let refusal = vendor.answer(Situation::PagedZero, &[]);
        if refusal.code != ResultCode::SUCCESS {
            return Err(refusal);
        }
    }
    Ok(Some(page))
}

/// The search that a cookie continues; `None` for a first page.
pub(crate) fn resume(
    session: &mut Session,
    dsa: &Dsa,
    request: &SearchRequest,
    page: &PagedResults,
) -> Result<Option<Cursor>, LdapResult> {
    if page.cookie.is_empty() {
        return Ok(None);
    }
    let refuse = |situation| Err(dsa.vendor.answer(situation, &[]));
    let pages = &mut session.pages;
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
    cursor.next_page(page.size, dsa.vendor.switches.number(key::MAX_PAGE_SIZE));
    // Each page is a search of its own.
    cursor.start_clock(dsa, u64::try_from(request.time_limit).unwrap_or(0));
    Ok(Some(cursor))
}

/// The response control; without a cookie on the last page.
pub(crate) fn response(cookie: Vec<u8>) -> Control {
    Control::new(oid::PAGED_RESULTS, false).with_value(PagedResults { size: 0, cookie }.encode())
}
