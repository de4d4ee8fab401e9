//! HTTP in front of other rooms; maps only.
//!
//! `listen` accepts connections with TLS and limits (`stalled`: also on clients that do not read), `certificate` keeps the service's own certificate, `allow_list` says which certificates of clients count, [`Service`] runs a
//! router on a thread of its own, `bounds` refuses requests that are none, [`Audit`] tells of all others. [`rbac`] is the directory-service API.

mod allow_list;
mod audit;
mod bounds;
mod certificate;
mod listen;
pub mod rbac;
mod service;
mod stalled;
#[cfg(test)]
mod tests;

pub use allow_list::{AllowList, AllowListError};
pub use audit::{Audit, Event};
pub use certificate::CertificateError;
pub use service::{ServeError, Service, ServiceConfig, Transport};
