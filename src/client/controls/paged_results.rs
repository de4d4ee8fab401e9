//! Simple paged results, RFC 2696. The value itself belongs to [`crate::wire`], for the server reads it too.

use super::{Response, read};
pub use crate::wire::control::PagedResults;
use crate::{
    client::Error,
    wire::{ber::read::BerError, oid},
};

impl Response for PagedResults {
    const OID: &'static str = oid::PAGED_RESULTS;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("paged results", value, |value| {
            Self::decode(value).ok_or(BerError::Value("it"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Control;

    #[test]
    fn a_cookie_is_found_and_rubbish_refused() {
        let control =
            |value: &[u8]| [Control::new("1.2.840.113556.1.4.319", false).with_value(value)];
        let paging = PagedResults::find(&control(b"\x30\x06\x02\x01\x05\x04\x01c"));
        let paging = paging.unwrap().unwrap();
        assert_eq!((paging.size, paging.cookie), (5, b"c".to_vec()));
        assert!(PagedResults::find(&control(b"\x30\x01")).is_err());
        assert_eq!(PagedResults::find(&[]).unwrap(), None);
    }
}
