//! LDAP messages on the wire, RFC 4511 section 5: BER frames, the envelope, requests and responses.

pub(crate) mod ber;
pub mod control;
mod debug;
pub mod entry;
pub mod envelope;
pub mod filter;
pub mod frame;
pub mod oid;
pub mod request;
pub mod response;
pub mod result_code;

pub use control::Control;
pub use entry::EntryWriter;
pub use envelope::{Envelope, Malformed};
pub use filter::Filter;
pub use frame::{Broken, Frame, Frames, Limits};
pub use request::Request;
pub use response::{LdapResult, Response};
pub use result_code::ResultCode;
