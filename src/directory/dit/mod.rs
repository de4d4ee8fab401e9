//! The directory information tree, RFC 4512 section 2: entries by name, the tree, indexes, versions.
//!
//! [`Dit`] is a value. A clone of it is a version: it costs a microsecond at any size, shares
//! everything with the original and never changes under whoever holds it. A search clones, lets
//! go of the server's lock and reads in peace; a snapshot is a clone that is kept.
//!
//! `read` and `write` are the plain operations, `load` is the fast way in for many entries.
//! Every write ends in `store`, which keeps the tables (`tree`) and the indexes (`index`) in
//! step: the keys of an index are made by `key` with the schema's equality rules. `plan` finds
//! the smallest set of entries among which a filter's answers must be and `candidates` hands
//! them out in the order in which they were added, superiors before subordinates.
//!
//! `names` numbers the attribute descriptions that entries have, `shapes` has each list of them once.
//!
//! No lock is held over an entry or a table. Measurements and the reasons for this form: `docs/state.md`.

mod candidates;
mod error;
mod index;
mod key;
mod load;
mod names;
mod plan;
mod reach;
mod read;
mod shapes;
mod snapshot;
mod store;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub use candidates::Candidates;
pub use error::{DitError, LoadError};
pub(crate) use reach::Closures;
pub use reach::Reached;
pub use snapshot::Snapshot;
pub use store::Dit;
