//! The directory system agent, X.511's name for what answers: a request and a version of the directory in, a reply out. No runtime, no socket, no TLS;
//! what it must know of a connection is handed in.
//!
//! [`operation`] admits a request and hands it to one of `ops` or `extended`, one file for each thing of the RFCs, with `controls` beside them. They
//! work on the [`agent`], what all connections of a server share, and on the [`session`] of one client, and come to a [`reply`]. `naming` knows contexts and
//! names, `operational` works attributes out, `root_dse` answers for the empty DN. Arrows run in that order, and never back.

pub(crate) mod agent;
pub(crate) mod classes;
pub(crate) mod controls;
pub(crate) mod described;
pub(crate) mod effort;
pub(crate) mod extended;
pub(crate) mod naming;
pub(crate) mod operation;
pub(crate) mod operational;
pub(crate) mod ops;
pub(crate) mod reply;
mod root_dse;
pub(crate) mod session;
