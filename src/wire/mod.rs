//! LDAP messages on the wire, RFC 4511 section 5: BER frames, the envelope, requests and responses.
//!
//! Bytes from a peer go through three steps, each of which has an answer to whatever comes: [`Frames`] cuts the stream
//! ([`Broken`] when it cannot), [`Envelope::decode`] reads message ID, operation tag and controls and looks at the form of every
//! element, and [`Request::decode`] or [`Response::decode`] reads the operation ([`Malformed`] when either cannot).
//! Out go [`Request::encode`], [`Response::encode_into`], and [`EntryWriter`] for entries that need not be built first.
//!
//! Add, modify, compare and extended requests are modelled by ldap3_proto, once their form is known to be right; all the
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

pub(crate) use debug::is_secret;

pub use control::Control;
pub use entry::EntryWriter;
pub use envelope::{Envelope, Malformed};
pub use filter::Filter;
pub use frame::{Broken, Frame, Frames, Limits};
pub use operation::Operation;
pub use request::Request;
pub use response::{LdapResult, Response};
pub use result_code::ResultCode;
