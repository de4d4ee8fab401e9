//! A connection test: resolve → connect → secure → bind → root DSE → base → find user → bind as user → groups.
//!
//! [`ConnectionTest`] takes a [`Plan`] through the `stages`; each consumes the product of the one before, all within one deadline.
//! The first failure ends it and the later stages are skipped. The [`Report`] goes to people (`Display`), programs (`to_json`) and tests.

mod plan;
mod report;
mod run;

pub use plan::{Plan, PlanError};
pub use report::{Failure, Outcome, Report, StageReport};
pub use run::ConnectionTest;
