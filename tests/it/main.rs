//! The integration tests: one binary, one module a concern.

mod architecture;
mod tls;
mod wire;
