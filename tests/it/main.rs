//! The one integration test binary: every test goes through the wire and expects literals.

mod architecture;
mod audiences;
mod clauses;
mod client;
#[cfg(feature = "conformance")]
mod client_suite;
#[cfg(feature = "conformance")]
mod conformance;
mod connection_test;
mod connection_test_client_certificate;
mod connection_test_deadline;
mod connection_test_in_chain;
mod connection_test_lookups;
mod connection_test_names;
mod connection_test_references;
mod connection_test_start_tls;
mod cures;
mod demanding;
mod errors;
mod expectations;
mod explained;
mod faults;
mod fixtures;
mod identity;
mod interplay;
mod proxy;
mod python_ldap;
#[cfg(feature = "http")]
mod rbac;
mod readme;
mod scenarios;
mod scopes;
mod server;
mod table_d;
mod tiny;
mod tls;
mod tls_policy;
mod transcript;
mod vendor;
mod wire;
