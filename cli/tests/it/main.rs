//! The binary as its users run it: arguments in, text and exit codes out.

mod alone;
mod process;
mod serving;
mod testing;
