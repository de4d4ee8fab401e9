//! LDIF, RFC 2849: content records in and out.
//!
//! [`read()`] takes a text apart with `lines` (folding, comments, line ends) into [`Record`]s; [`write()`] prints
//! entries. Change records other than `changetype: add` are refused with a sentence.

mod error;
mod lines;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use error::LdifError;
pub use read::{Fetch, Options, Record, read, read_with};
pub use write::{Fields, write, write_record};
