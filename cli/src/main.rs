//! The command line of ldaplab.
fn main() {}
