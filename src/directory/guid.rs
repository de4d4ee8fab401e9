//! guid
