//! LDIF, RFC 2849: content and change records in and out.
//!
//! [`read()`] takes a text apart with `lines` (folding, comments, line ends) into [`Record`]s and refuses changes other than
//! `changetype: add` with a sentence; [`read_changes`] reads [`ChangeRecord`]s with `read_change`, which turn into requests.
//! [`write()`] prints entries, [`write_changes`] changes, both by a [`Layout`].

mod blocks;
mod change;
mod content;
mod error;
mod file_url;
mod lines;
mod read;
mod read_change;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use blocks::Blocks;
pub use change::{Change, ChangeRecord, read_changes, read_changes_with, write_changes};
pub use content::{read, read_with};
pub use error::LdifError;
pub use file_url::read_file_url;
pub use read::{Fetch, Options, Record};
pub use write::{Fields, Layout, write, write_record};
