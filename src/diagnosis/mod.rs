//! Why a connection to a directory failed: one table of codes.
//!
//! Every room that ends a stage names a [`Code`] from here. A code is a row of one table: its
//! stable name, the [`Stage`] it belongs to, one sentence of cause, one of cure, and its name in
//! the catalogue of failures. `client` and `tls` find the code, `connection_test` and the command
//! line print it. [`active_directory`] reads the words that Active Directory puts into
//! `diagnosticMessage`; [`first_bytes`](fn@first_bytes) names what speaks on a port if it is not LDAP.
//!
//! Cures name what to give in the words of their [`Audience`]: switches, methods, or keys of settings.
//!
//! `table/` holds the rows, one file per part of the connection; a new row there is a new code.

pub mod active_directory;
mod audience;
mod code;
mod first_bytes;
mod nearest;
mod stage;
mod table;

pub use audience::Audience;
pub(crate) use audience::{Base, Given};
pub use code::{Code, UnknownCode};
pub use first_bytes::{excerpt, first_bytes};
pub(crate) use nearest::distance;
pub use stage::Stage;
