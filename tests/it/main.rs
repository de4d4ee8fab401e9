//! Tests of the library from outside, in one binary.

mod client;
mod connection_test;
mod identity;
mod tiny;
mod tls;
mod wire;
