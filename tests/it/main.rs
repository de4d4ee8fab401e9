//! Tests of the library from outside, in one binary.

mod client;
mod tls;
mod wire;
