//! LDAP messages on the wire, RFC 4511 section 5: BER frames, the envelope, requests and responses.
//!
//! Bytes from a peer go through three steps, each of which has an answer to whatever comes: [`Frames`] cuts the stream
//! ([`Broken`] when it cannot), [`Envelope::decode`] reads message ID, operation tag and controls and looks at the form of every
//! element, and [`Request::decode`] or [`Response::decode`] reads the operation ([`Malformed`] when either cannot).
//! Out go [`Request::encode`], [`Response::encode_into`], and [`EntryWriter`] for entries that need not be built first.
//!
//! Compare and extended requests are modelled by ldap3_proto, once their form is known to be right; all the
//! rest is read here, because DNs, passwords and filter values are octets, result codes any number, and an absent
//! value not an empty one. Everything is written here. No other room names ldap3_proto or ldap3_lber.

pub(crate) mod ber;
pub mod control;
mod debug;
pub mod entry;
pub mod envelope;
pub mod filter;
pub mod frame;
pub mod oid;
pub(crate) mod operation;
pub mod request;
pub mod response;
pub mod result_code;
mod secret;

pub(crate) use secret::is_secret;

pub use control::Control;
pub use entry::{AttributeHead, EntryWriter};
pub use envelope::{Envelope, Malformed};
pub use filter::Filter;
pub use frame::{Broken, Frame, Frames, Limits};
pub use operation::Operation;
pub use request::Request;
pub use response::{LdapResult, Response};
pub use result_code::ResultCode;

use bytes::Bytes;

/// Reads a request with its envelope. The error says whether the operation was one that exists.
pub(crate) fn read_request(
    bytes: Bytes,
    limits: &Limits,
) -> Result<(Envelope, Request), (Malformed, bool)> {
    let envelope = Envelope::decode(bytes, limits).map_err(|malformed| {
        let known = malformed.tag.is_none_or(is_request);
        (malformed, known)
    })?;
    match Request::decode(&envelope, limits) {
        Ok(request) => Ok((envelope, request)),
        Err(malformed) => {
            let known = is_request(envelope.tag);
            Err((malformed, known))
        }
    }
}

/// Whether a tag is that of a request; unbind and abandon have no response.
fn is_request(tag: u8) -> bool {
    response::response_tag(tag).is_some() || matches!(tag, 0x42 | 0x50)
}
