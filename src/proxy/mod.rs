//! A relay in front of a real server that records, and the record in the server's place.
//!
//! [`Recorder`] and [`Replay`] are what is set; `start` gives a [`Proxy`], which `listener` serves on a thread of its own. With a recorder every connection is
//! a `relay` to the server, message by message, and `sink` writes what went by as lines of a `record`, without secrets (`transcript`'s rules) and, if asked,
//! under pseudonyms (`anonymous`, over `generate`'s). With a replay `player` answers from `library`, which reads the file and finds a request by its `key`;
//! `words` says what a request is, and which recorded one is nearest to one that is not there. `link` is a stream with or without TLS, `json` reads and
//! writes the lines: they are flat and few, and the default library has no JSON crate.

mod anonymous;
mod builder;
mod error;
mod handle;
mod json;
mod key;
mod library;
mod link;
mod listener;
mod player;
mod record;
mod relay;
mod sink;
mod upstream;
mod words;

pub use builder::{Recorder, Replay};
pub use error::ProxyError;
pub use handle::Proxy;
