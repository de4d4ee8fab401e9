//! A client that says at which stage and why a connection fails.
//!
//! [`Client::connect`] goes from an [`LdapUrl`] and [`Options`] over `transport` (look-up, TCP; `socket` for `ldapi`) and `secure` (TLS) or `start_tls` to a
//! `connection`, which frames messages through [`crate::wire`] and counts them. [`Search`] and the other `operations` speak through
//! `exchange`, which checks message ID, tag and order of every answer; `collect` gathers what a `stream` brings, `range` joins large attributes. When a first answer is missing or is not LDAP,
//! `probe` finds out what the port speaks, `suspicion` judges first bytes, and `explain` words it. Everything waits no longer than one `deadline`.
//! `bind_name` judges names, `bound` is a bind that hears what a password policy says. `requests` has what the operations send, `answer` what comes of it.
//! Referrals and search references are returned, and followed by `referral` for those who ask for it. `multiplex` hands one connection to
//! several operations: `driver` is the task that sends and receives, `queues` what it sorts. `reconnect` and [`blocking`] wrap a [`Client`].

mod answer;
mod bind;
pub(crate) mod bind_name;
pub mod blocking;
mod bound;
mod collect;
mod connect;
mod connection;
pub mod controls;
mod counters;
mod credentials;
pub(crate) mod deadline;
mod driver;
mod entry;
pub(crate) mod error;
mod exchange;
mod explain;
mod found;
mod late;
#[cfg(all(feature = "ldap3", unix))]
mod ldap3;
mod multiplex;
mod notifications;
mod operations;
mod options;
mod pace;
mod paging;
mod password;
mod probe;
mod queues;
mod range;
mod reconnect;
mod referral;
mod referrals;
mod requests;
mod resolver;
mod search;
pub(crate) mod secure;
pub(crate) mod socket;
mod start_tls;
mod stream;
mod suspicion;
mod target;
mod tls_options;
pub(crate) mod transport;
mod trouble;
mod url;
mod wider_look;

pub use answer::Answer;
pub use bound::Bound;
pub use connect::Client;
pub use counters::Counters;
pub use credentials::Credentials;
pub use entry::Entry;
pub use error::{Error, Kind, Win32};
pub(crate) use error::{describe, few, shown};
pub use found::Found;
pub use multiplex::{Multiplexed, Pending};
pub use options::{DerefAliases, Options, ProtocolVersion};
pub use password::PasswordChange;
pub use reconnect::Reconnecting;
pub use referrals::Referrals;
pub use resolver::{Addresses, Resolve, Resolver};
pub use search::Search;
pub use secure::Peer;
pub use stream::{Item, Items};
pub use url::{Extension, LdapUrl, Scheme, UrlError};
