//! The directory's information model, RFC 4512: pure data and functions, without sockets, clock or threads.
//!
//! [`Dn`] names an entry and [`AttributeDescription`] an attribute of it. [`schema`] says which syntax and
//! rules an attribute has, [`matching`] compares values by them, [`filter`] reads filter text and evaluates
//! filters with both. [`ldif`] and [`password`] read what administrators write into files. [`guid`] and
//! [`sid`] are Active Directory's two binary identities. [`membership`] follows group edges, [`modlist`] finds the changes between two entries.

pub mod attribute;
pub mod dit;
pub mod dn;
pub mod encoding;
pub mod entry;
pub mod filter;
pub mod guid;
pub mod ldif;
pub mod matching;
pub mod membership;
pub mod modlist;
pub mod password;
pub mod schema;
pub mod sid;

pub use attribute::AttributeDescription;
pub use dit::Dit;
pub use dn::{Dn, DnError, Rdn};
pub use entry::{Attribute, Entry};
