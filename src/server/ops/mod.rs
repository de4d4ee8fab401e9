//! The operations of RFC 4511 section 4, one file each: plain functions from a request to a result.

pub(super) mod add;
pub(super) mod bind;
pub(super) mod compare;
pub(super) mod delete;
mod links;
pub(super) mod modify;
pub(super) mod modify_dn;
mod password;
pub(super) mod password_policy;
mod present;
pub(super) mod search;
mod target;
mod validate;
