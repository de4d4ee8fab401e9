//! A connection test: resolve → connect → secure → bind → root DSE → base → find user → bind as user → groups.
//!
//! [`ConnectionTest`] (`run`) takes a [`Plan`] through the `stages`; each consumes the product of the one before, all within one deadline,
//! and tells the `course` what it learnt. `addresses` connects to all of a name, `others` tries TLS with those that are not used, `bases` and `lookups` search, `clauses` tells which part of a filter leaves the user out, `binds` hears what servers say of passwords and names,
//! `users` is the part of the plan that says for whom.
//! The first failure ends it and the later stages are skipped. The [`Report`] goes to people (`Display`), programs (`json`) and tests.

mod addresses;
mod bases;
mod binds;
mod clauses;
mod course;
mod json;
mod lookups;
#[cfg(feature = "http")]
mod of_directory;
mod others;
mod plan;
mod report;
mod run;
mod stages;
mod users;

pub use plan::{Plan, PlanError};
pub use report::{Failure, Outcome, Report, StageReport};
pub use run::ConnectionTest;
