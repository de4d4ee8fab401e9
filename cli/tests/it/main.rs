//! The binary as its users run it: arguments in, text and exit codes out.

mod alone;
mod http;
mod process;
mod rbac;
mod serving;
mod settings_file;
mod testing;
