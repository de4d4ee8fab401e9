//! Who a user is: what the server can do, user look-up, nested groups.
//!
//! [`Capabilities`] are read once from the root DSE. A [`UserSearch`] (or [`find_user`] for short) finds entries by login name; [`Lookup`] resolves the groups of
//! one entry by a [`Strategy`] (each in `walk`), or chooses one by the capabilities, and counts what that cost.
//! With the feature `http`, [`Directory`] is one directory as settings describe it (`members` how its groups hold members, `memberships` who is in them), and `login` logs users in to it.
//! [`look_wider`] says which part of a look-up to change that found nobody, [`explain_filter`] which part of a filter leaves an entry out, [`probe_in_chain`] whether a server resolves in-chain.

mod capabilities;
mod clauses;
#[cfg(feature = "http")]
mod directory;
mod group;
mod groups;
mod in_chain;
#[cfg(feature = "http")]
mod login;
#[cfg(feature = "http")]
mod members;
#[cfg(feature = "http")]
mod memberships;
mod strategy;
mod user;
mod user_filter;
mod walk;
mod wider;

pub use capabilities::{Capabilities, Kind};
pub(crate) use capabilities::{holds_people, may_hold_people};
pub use clauses::{Clause, Explanation, Reason, Verdict, explain_filter};
#[cfg(feature = "http")]
pub use directory::Directory;
pub use group::Group;
pub use groups::{Groups, Lookup};
pub use in_chain::{InChain, probe_in_chain};
#[cfg(feature = "http")]
pub use login::{LoggedIn, LoginError};
pub use strategy::Strategy;
pub use user::{UserSearch, find_user, login_filter};
pub use user_filter::UserFilter;
pub use wider::{Wider, look_wider, sees_anything};
