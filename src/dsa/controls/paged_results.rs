//! Simple paged results, RFC 2696: what is asked for, and what is answered. The searches that wait are kept in `ops/search/pages`.

use crate::{
    vendor::{Situation, Vendor},
    wire::{Control, LdapResult, ResultCode, control::PagedResults, oid},
};

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

/// The response control; without a cookie on the last page.
pub(crate) fn response(cookie: Vec<u8>) -> Control {
    Control::new(oid::PAGED_RESULTS, false).with_value(PagedResults { size: 0, cookie }.encode())
}
