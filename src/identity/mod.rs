//! Who a user is: what the server can do, user look-up, nested groups.
//!
//! [`Capabilities`] are read once from the root DSE. [`find_user`] finds entries by login name; [`Lookup`] resolves the groups of
//! one entry by a [`Strategy`] (each in `walk`), or chooses one by the capabilities, and counts what that cost.

mod capabilities;
mod groups;
mod strategy;
mod user;
mod walk;

pub use capabilities::{Capabilities, Kind};
pub use groups::{Group, Groups, Lookup};
pub use strategy::Strategy;
pub use user::{find_user, login_filter};
