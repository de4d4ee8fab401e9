//! Users, roles and tokens of a service that logs people in against directories.
//!
//! [`Rbac`] (`service`) holds one immutable state that readers share and one writer replaces, on the disk first: in the database of `store`. `records` are what
//! is stored: [`User`], [`Group`], [`Role`]. `login` gives out tokens to whom `proof` proves to be somebody, here or in a
//! directory, and whose name `throttle` has not closed; `caller` says who holds a token and what they may do, `sessions` ends tokens;
//! `directories` keeps and tests settings; `accounts` changes users and roles, `groups` groups; `power` says who may rule over whom, for all of
//! these. Everything that can be answered wrongly is a [`Fault`] of the
//! table in `fault`. Nothing but a login, an import and a test asks a directory.

mod accounts;
mod caller;
mod directories;
mod fault;
mod groups;
mod limits;
mod login;
mod password;
mod power;
mod proof;
mod records;
mod role;
mod service;
mod sessions;
mod store;
mod tested;
mod throttle;
mod token;

pub use accounts::{NewUser, UserChange};
pub use caller::Caller;
pub use directories::TestOf;
pub use fault::{Fault, FaultKind};
pub use groups::NewGroup;
pub use records::{API_USER, Group, Records, User};
pub use role::{ADMINISTRATORS, Permission, Role};
pub use service::{Config, Rbac, State};
pub use store::Disk;
pub use tested::Tested;
pub use token::{Lifetime, TokenRequest};
