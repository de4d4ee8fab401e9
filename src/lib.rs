//! An embedded LDAP test harness.

pub mod client;
pub mod clock;
pub mod connection_test;
pub mod diagnosis;
pub mod directory;
pub mod generate;
pub mod identity;
pub mod server;
pub mod tls;
pub mod transcript;
pub mod wire;
