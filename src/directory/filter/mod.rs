//! Search filters: RFC 4515 text, and their evaluation by RFC 4511 section 4.5.1.7.
//!
//! [`parse`] and [`print()`] turn text into [`crate::wire::filter::Filter`] and back,
//! [`build`] makes one from parts. [`Compiled`] is a filter whose attributes
//! are looked up in a schema and whose values are normalised, once for a whole search; [`compile()`] builds it, asking its
//! caller what each extensible match means. [`Compiled::evaluate`] then asks a [`Subject`] (an entry, with whatever
//! the server computes on top) and [`Compiled::candidates`] says what an index could answer.

pub mod build;
mod candidates;
pub mod compile;
mod entry;
mod error;
mod evaluate;
mod extensible;
mod normal;
mod print;
#[cfg(test)]
mod tests;
mod text;
mod truth;

pub use candidates::{Choice, Term};
pub use compile::{Compiled, EntrySet, Extensible, Options, UnknownAttribute, compile};
pub use error::FilterError;
pub use evaluate::{Item, Subject};
pub(crate) use normal::contains;
pub use normal::normal;
pub use print::{escape, print};
pub use text::{MAX_DEPTH, parse};
pub use truth::Truth;
