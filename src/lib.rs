//! A directory server for tests, a connection test that says why, and nested groups.
//!
//! # A server in one line
//!
//! [`LdapServer`] runs in the test's own process, on a thread and on ports of its own, and behaves like Active Directory or
//! OpenLDAP down to their error texts. Any client in any runtime can talk to it; dropping it closes everything.
//!
//! ```
//! use ldaplab::{LdapServer, User};
//!
//! let dc = LdapServer::active_directory("corp.example")
//!     .user(User::new("ada").password("s3cret").member_of("Ops"))
//!     .start()?;
//! assert!(dc.ldaps_url().starts_with("ldaps://127.0.0.1:"));
//! assert!(dc.entry(dc.dn_of("ada")).has("mail", "ada@corp.example"));
//! assert!(dc.entry(dc.dn_of("ada")).has("memberOf", &dc.dn_of("Ops")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Why a connection fails
//!
//! [`ConnectionTest`] goes from the name to the groups of a user, stops at the first stage that fails, and says what is
//! wrong and how to mend it. [`Scenario`] is a broken certificate by name.
//!
//! ```
//! use ldaplab::{Code, ConnectionTest, LdapServer, Plan, Scenario};
//!
//! let dc = LdapServer::active_directory("corp.example").tls(Scenario::EXPIRED).secure_only().start()?;
//! let plan = Plan::url(&dc.ldaps_url())?.trust_file(dc.trust_file())?;
//! let report = ConnectionTest::new(plan).run_blocking();
//! assert_eq!(report.failure().map(|failure| failure.code()), Some(Code::CERTIFICATE_EXPIRED));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What goes wrong on purpose
//!
//! ```
//! use ldaplab::{Fault, LdapServer, server::search, transcript::Operation};
//!
//! let dc = LdapServer::openldap("dc=example,dc=org").start()?;
//! let busy = dc.inject(search().filter("(uid=ada)"), Fault::busy()).times(1);
//! // … the program under test searches, hears `busy` once, and tries again …
//! assert_eq!(busy.hits(), 0);
//! assert_eq!(dc.requests().of(Operation::Search).count(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The map
//!
//! From the bottom: [`wire`] are LDAP messages, [`diagnosis`] is the table of what can be wrong, [`clock`] the time;
//! [`tls`] makes and reads certificates, [`directory`] is entries, names, schema and filters without any protocol,
//! [`transcript`] what went over a connection; [`server`] and [`client`] know nothing of each other; [`generate`] makes
//! people and groups; [`identity`] finds users and their groups, [`connection_test`] puts it all in stages, [`proxy`]
//! records what a real server answers and answers without it; `real` (a feature) starts the servers that are installed. `conformance` (a feature) is a suite for
//! servers, and `client_suite` beside it one for clients.

/// A person meets an error through `unwrap` at least as often as through `{}`: the words that were written for it stand in both.
macro_rules! debug_is_display {
    ($error:ty) => {
        impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}

pub mod client;
#[cfg(feature = "conformance")]
pub mod client_suite;
pub mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod connection_test;
pub mod diagnosis;
pub mod directory;
mod dsa;
pub mod generate;
mod harness;
#[cfg(feature = "http")]
pub mod http;
pub mod identity;
pub mod proxy;
#[cfg(feature = "http")]
pub mod rbac;
#[cfg(all(feature = "real", unix))]
pub mod real;
pub mod server;
#[cfg(feature = "http")]
pub mod settings;
pub mod tls;
pub mod transcript;
mod vendor;
pub mod wire;

pub use connection_test::{ConnectionTest, Plan};
pub use diagnosis::Code;
pub use server::{Fault, Group, LdapServer, User};
pub use tls::Scenario;

/// The examples of the page on tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/testing.md")]
mod testing {}

/// The examples of the page on containers.
#[cfg(all(doctest, feature = "containers", unix))]
#[doc = include_str!("../docs/containers.md")]
mod containers_page {}
