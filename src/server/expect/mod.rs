//! Which requests a rule is about. One grammar for faults and, later, expectations.

mod matcher;

pub use matcher::{
    Matcher, abandon, add, any, bind, compare, delete, extended, modify, modify_dn, search, unbind,
};
