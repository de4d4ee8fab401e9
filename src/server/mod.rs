//! The in-process server: what a test holds, and what a client meets.
//!
//! `config` reads files of options for the builder. `builder` loads a directory and opens sockets; [`LdapServer`] is what a test then holds. `listener` accepts on what `accept` opens, TCP or the file system, `connection` frames, records, lets the
//! faults of the harness act and hands each request to the directory system agent. `backend` is what the connections of a server share; `content` works on
//! entries without LDAP, `served` is the certificate.

mod accept;
mod backend;
mod builder;
mod config;
mod connection;
mod content;
mod disturb;
mod door;
mod doors;
mod handle;
mod listener;
mod local;
#[cfg(test)]
mod long_work;
mod scope;
mod secure;
mod served;
mod socket;
mod stream;

/// Vendor behaviour: the profiles and their switches.
pub mod profile {
    pub use crate::vendor::{
        ChangeMark, Conduct, Key, NewEntry, Profile, Row, Situation, Subschema, Value, key,
    };
}

pub use crate::{
    dsa::ops::search::{Clause, Explanation},
    harness::{
        expect::{
            CANARY, Credential, Expectation, Matcher, ReadyMade, TestError, TestResult, Times,
            Unverified, WILDCARD_CANARY, abandon, add, any, bind, compare, delete, extended,
            modify, modify_dn, search, unbind,
        },
        faults::{Fault, FaultGuard, Parameters, Replies, Rule, RuleError, WrongParameter},
    },
    vendor::{Profile, key},
};
pub use builder::{Builder, Database, Group, StartError, User};
pub use config::{Config, ConfigError, ConfigKey};
pub use content::{ContentError, EntryView};
pub use disturb::{Listener, Refusing};
pub use handle::{Credentials, LdapServer, Snapshot};
pub use local::LocalSession;
