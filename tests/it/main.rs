//! The integration tests: one binary, one module a concern.

mod architecture;
mod fixtures;
mod tls;
mod wire;
