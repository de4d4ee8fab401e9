//! Servers from a file of options: TOML with the command line's names.
//!
//! `document` finds lines, columns and values in the text, `reading` is what has been read of it so far. `keys` is the table of the options and `database`
//! that of a `[[database]]`, of rows that `key` describes; `file` reads one and makes a [`Builder`](super::Builder) of it. `error` says everything that is
//! wrong at once.

mod database;
mod document;
mod error;
mod file;
mod key;
mod keys;
mod reading;

pub use error::ConfigError;
pub use file::Config;
pub use key::ConfigKey;
