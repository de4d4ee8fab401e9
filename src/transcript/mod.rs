//! What went over a connection: one record an operation, which the server's recorder fills and tests query; and the client's
//! trace, of which `redact` takes every secret before any sink sees it.
//!
//! A list of records becomes a `timeline` for people, `json`, `ldif` of the changes, a `hex` dump with field names, a `pcap` capture, or Rust
//! `code` that makes the requests again; `messages` gives them what is to be shown.

mod code;
mod handshake;
mod hex;
pub(crate) mod json;
mod ldif;
mod messages;
mod pcap;
mod record;
pub(crate) mod redact;
mod timeline;
mod trace;

pub use crate::wire::Operation;
pub use handshake::Handshake;
pub(crate) use record::Replies;
pub use record::{Record, Requests};
pub use trace::{Direction, Event, Level, Trace};
