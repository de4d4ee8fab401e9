//! A suite of LDAP conformance that runs against any server: what the RFCs demand, clause by clause.
//!
//! A [`Case`] is a row in a table: `case` has its parts, `step` and `op` what it sends, `expect` every legal reaction and the judge. The folders `rfc4511`, … hold
//! the tables, one file a section. [`run()`](run()) takes a [`Target`] and a [`Selection`]: `server` asks the root DSE and the subschema what
//! there is, `fixture` makes the entries of a case below the target's scratch place and removes them, `play` takes its steps on a `conversation`, a connection of its own
//! (`request` and `names` make requests of constants, `answer` is what comes, `record` writes both down, `shorthand` has the commonest rows), and a [`Report`] tells; a [`page()`](page()) shows several side by side. [`Deviations`] are what is known
//! to be otherwise on a server (`known` has those of some); a [`Place`] is what a server needs for a run.
//!
//! Nothing is written but below the scratch place, and without one only cases that read are run.

mod active_directory;
mod answer;
mod case;
mod conversation;
mod deviations;
mod difference;
mod expect;
mod fault;
mod fixture;
mod json;
mod known;
mod names;
mod op;
mod page;
mod password_policy;
mod place;
mod play;
mod reaction;
mod record;
mod report;
mod request;
mod rfc2589;
mod rfc2696;
mod rfc2891;
mod rfc3062;
mod rfc3296;
mod rfc3671;
mod rfc3672;
mod rfc3673;
mod rfc3829;
mod rfc3866;
mod rfc3876;
mod rfc3909;
mod rfc4370;
mod rfc4511;
mod rfc4512;
mod rfc4513;
mod rfc4514;
mod rfc4516;
mod rfc4517;
mod rfc4518;
mod rfc4519;
mod rfc4522;
mod rfc4525;
mod rfc4526;
mod rfc4527;
mod rfc4528;
mod rfc4529;
mod rfc4530;
mod rfc4532;
mod rfc5020;
mod rfc5805;
mod rfc6171;
mod run;
mod selection;
mod server;
mod shorthand;
mod step;
mod target;
mod vlv;

pub use case::{Case, Level, Need};
pub use deviations::{Deviation, DeviationError, Deviations};
pub use difference::{Comparison, Difference, diff, diff_in};
pub use page::page;
pub use place::Place;
pub use report::{Outcome, Report, Verdict};
pub use run::{Manner, run, run_in};
pub use selection::Selection;
pub use target::Target;

/// The tables, in the order of the documents.
const TABLES: &[&[&[Case]]] = &[
    rfc4511::TABLES,
    rfc2589::TABLES,
    rfc2696::TABLES,
    rfc2891::TABLES,
    rfc3062::TABLES,
    rfc3296::TABLES,
    rfc3671::TABLES,
    rfc3672::TABLES,
    rfc3673::TABLES,
    rfc3829::TABLES,
    rfc3866::TABLES,
    rfc3876::TABLES,
    rfc3909::TABLES,
    rfc4370::TABLES,
    rfc4512::TABLES,
    rfc4513::TABLES,
    rfc4514::TABLES,
    rfc4516::TABLES,
    rfc4517::TABLES,
    rfc4518::TABLES,
    rfc4519::TABLES,
    rfc4522::TABLES,
    rfc4525::TABLES,
    rfc4526::TABLES,
    rfc4527::TABLES,
    rfc4528::TABLES,
    rfc4529::TABLES,
    rfc4530::TABLES,
    rfc4532::TABLES,
    rfc5020::TABLES,
    rfc5805::TABLES,
    rfc6171::TABLES,
    active_directory::TABLES,
    password_policy::TABLES,
    vlv::TABLES,
];

/// Every case, in the order of the documents.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    TABLES.iter().copied().flatten().copied().flatten()
}
