//! The one integration test binary: every test goes through the wire and expects literals.

mod client;
mod connection_test;
mod identity;
mod tiny;
mod tls;
mod wire;
