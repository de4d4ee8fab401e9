//! What makes a server a test double: `faults` are what goes wrong on purpose, `expect` what a test expects of the program, with one grammar for both, and
//! `recorder` keeps what was asked.

pub(crate) mod expect;
pub(crate) mod faults;
pub(crate) mod recorder;
