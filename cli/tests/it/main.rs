//! The binary as its users run it: arguments in, text and exit codes out.

mod alone;
mod config;
mod conformance;
mod conformance_client;
mod containers;
#[allow(
    dead_code,
    reason = "made for the library's tests, which use all of it"
)]
#[path = "../../../tests/it/demanding.rs"]
mod demanding;
mod exec;
mod explained;
mod faults;
mod http;
mod log;
#[cfg(target_os = "linux")]
mod name_service;
#[allow(
    dead_code,
    unused_imports,
    reason = "made for the library's tests, which use all of it"
)]
#[path = "../../../tests/it/client/peer.rs"]
mod peer;
mod process;
mod proxy;
mod rbac;
#[cfg(target_os = "linux")]
mod real;
mod reports;
mod serving;
mod settings_file;
mod switches;
mod testing;
mod warned;
