//! The one integration test binary: every test goes through the wire and expects literals.

mod architecture;
mod client;
mod fixtures;
mod readme;
mod tls;
mod wire;
