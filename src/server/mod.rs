//! The in-process server.
//!
//! `builder` loads a directory and opens sockets; [`LdapServer`] is what a test then holds. `listener` accepts,
//! `connection` frames, records and lets `faults` act, `session` is a plain function from a request to a `reply`,
//! `ops`, `controls` and `extended` hold one file for each thing of the RFCs. `backend` is what they share: one version
//! of the directory at a time, the `profile` with a vendor's words, the `naming` of contexts and people. `operational`
//! works attributes out, `root_dse` answers for the empty DN, `content` works on entries without LDAP.

mod backend;
mod builder;
mod connection;
mod content;
mod controls;
mod disturb;
mod doors;
mod expect;
mod extended;
mod faults;
mod handle;
mod listener;
mod naming;
mod operational;
mod ops;
pub mod profile;
mod recorder;
mod reply;
mod root_dse;
mod scope;
mod secure;
mod served;
mod session;
mod stream;

pub use builder::{Builder, Group, StartError, User};
pub use content::{ContentError, EntryView};
pub use disturb::{Listener, Refusing};
pub use expect::{
    CANARY, Credential, Expectation, Matcher, ReadyMade, TestError, TestResult, Times, Unverified,
    WILDCARD_CANARY, abandon, add, any, bind, compare, delete, extended, modify, modify_dn, search,
    unbind,
};
pub use faults::{Fault, FaultGuard, Parameters, Replies, Rule, RuleError, WrongParameter};
pub use handle::{Credentials, LdapServer, Snapshot};
pub use ops::search::{Clause, Explanation};
pub use profile::{Profile, key};
