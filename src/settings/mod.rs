//! Directory-service settings, as an RBAC service keeps them: which directory, how to reach it, how to find users and groups.
//!
//! [`KEYS`] is the table of every key. A JSON object becomes a `Document` (types, names, aliases), and a `Document` merged with what is stored
//! becomes [`Settings`] (`merge`), which exist only if they hold together; `constraint` says what a value must look like. [`Secret`] is the password,
//! [`SealingKey`] encrypts it at rest, [`Folder`] writes files so that a crash leaves the old or the new ones, and
//! [`Directories`] is the list that is stored.

mod constraint;
mod directories;
mod document;
mod error;
mod folder;
mod id;
mod key;
mod merge;
mod schema;
mod seal;
mod secret;
#[expect(clippy::module_inception, reason = "what the room is named after")]
mod settings;
#[cfg(test)]
mod tests;

pub use directories::Directories;
pub use document::{Document, redacted};
pub use error::{Problem, SettingsError};
pub use folder::{Folder, StoreError};
pub use id::Id;
pub use key::{KEYS, Key, Kind, Presence};
pub use merge::{KEEP_PASSWORD, Merge};
pub use schema::json_schema;
pub use seal::{SealError, SealingKey};
pub use secret::Secret;
pub use settings::{Protection, Settings};
