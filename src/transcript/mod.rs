//! What went over a connection: one record an operation, which the server's recorder fills and tests query; and the client's
//! trace, of which `redact` takes every secret before any sink sees it.

mod handshake;
mod record;
mod redact;
mod trace;

pub use handshake::Handshake;
pub use record::{Operation, Record, Requests};
pub use trace::{Direction, Event, Level, Trace};
