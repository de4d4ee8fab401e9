//! What went over a connection: one record an operation. The server's recorder fills it; tests query it.

mod handshake;
mod record;

pub use handshake::Handshake;
pub use record::{Operation, Record, Requests};
