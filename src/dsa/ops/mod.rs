//! The operations of RFC 4511 section 4, one file each: plain functions from a request to a result.

pub(crate) mod add;
pub(crate) mod bind;
pub(crate) mod compare;
pub(crate) mod delete;
mod links;
pub(crate) mod modify;
pub(crate) mod modify_dn;
mod password;
pub(crate) mod password_policy;
mod present;
pub(crate) mod search;
mod target;
mod validate;
pub(crate) mod write;
