//! Who a user is: what the server can do, user look-up, nested groups.
//!
//! [`Capabilities`] are read once from the root DSE. A [`UserSearch`] (or [`find_user`] for short) finds entries by login name; [`Lookup`] resolves the groups of
//! one entry by a [`Strategy`] (each in `walk`), or chooses one by the capabilities, and counts what that cost.
//! [`look_wider`] says which part of a look-up to change that found nobody, [`probe_in_chain`] whether a server resolves in-chain.

mod capabilities;
mod groups;
mod in_chain;
mod strategy;
mod user;
mod user_filter;
mod walk;
mod wider;

pub use capabilities::{Capabilities, Kind};
pub use groups::{Group, Groups, Lookup};
pub use in_chain::{InChain, probe_in_chain};
pub use strategy::Strategy;
pub use user::{UserSearch, find_user, login_filter};
pub use user_filter::UserFilter;
pub use wider::{Wider, look_wider, sees_anything};
