//! A suite of LDAP conformance that runs against any server: what the RFCs demand, clause by clause.
//!
//! A [`Case`] is a row in a table: `case` has its parts, `step` what it sends, `expect` every legal reaction and the judge. The folders `rfc4511`, … hold
//! the tables, one file a section. [`run()`](run()) takes a [`Target`] and a [`Selection`]: `server` asks the root DSE and the subschema what
//! there is, `fixture` makes the entries of a case below the target's scratch place and removes them, `conversation` takes its steps on a connection of its own
//! (`request` and `names` make requests of constants, `answer` is what comes, `record` writes both down), and a [`Report`] tells. [`Deviations`] are what is known
//! to be otherwise on a server.
//!
//! Nothing is written but below the scratch place, and without one only cases that read are run.

mod answer;
mod case;
mod conversation;
mod deviations;
mod expect;
mod fault;
mod fixture;
mod json;
mod names;
mod record;
mod report;
mod request;
mod rfc2696;
mod rfc3296;
mod rfc3673;
mod rfc3866;
mod rfc4511;
mod rfc4526;
mod rfc4529;
mod rfc4530;
mod rfc5020;
mod run;
mod selection;
mod server;
mod step;
mod target;

pub use case::{Case, Level, Need};
pub use deviations::{Deviation, DeviationError, Deviations};
pub use report::{Outcome, Report, Verdict};
pub use run::{Manner, run, run_in};
pub use selection::Selection;
pub use target::Target;

/// The tables, in the order of the documents.
const TABLES: &[&[&[Case]]] = &[
    rfc4511::TABLES,
    rfc2696::TABLES,
    rfc3296::TABLES,
    rfc3673::TABLES,
    rfc3866::TABLES,
    rfc4526::TABLES,
    rfc4529::TABLES,
    rfc4530::TABLES,
    rfc5020::TABLES,
];

/// Every case, in the order of the documents.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    TABLES.iter().copied().flatten().copied().flatten()
}
