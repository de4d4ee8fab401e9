//! A suite for clients: a server of our own drives an application through cases, each on a port of its own, and judges what the application does.
//!
//! A [`Case`] is a row in a table: a [`Task`] in words and in parts, a `scene` (a `ground` to stand on, with what `craft` and the rules of the harness make of its answers),
//! what the server must see (`shows`, by a `look`), and, where the octets do not tell what the application made of them, what it must say (`says`). The areas `binds`, `login`, …
//! hold the tables. A [`Suite`] starts the servers; the application does each [`Trial`]'s task, by its own tests or by a [`Driver`], and says its [`Outcome`]; `judge`
//! makes a [`Verdict`] of the `evidence`, and a [`Report`] tells, in `json` as well. What cannot be seen is not judged.

mod binds;
mod case;
mod controls;
mod craft;
mod driver;
mod error;
mod evidence;
mod filters;
mod ground;
mod json;
mod judge;
mod login;
mod look;
mod messages;
mod names;
mod notices;
mod outcome;
mod paging;
mod references;
mod report;
mod requests;
mod results;
mod says;
mod scene;
mod selection;
mod shows;
mod suite;
mod table;
mod task;
mod time;
mod tls;
mod values;
mod writes;

pub use case::Case;
pub use driver::Driver;
pub use error::SuiteError;
pub use json::OutcomesError;
pub use outcome::{Found, Outcome};
pub use report::{Judged, Report, Verdict};
pub use selection::Selection;
pub use suite::{Suite, Trial};
pub use table::table;
pub use task::{READER, Search, Task};

pub use crate::conformance::Level;

/// The tables.
const TABLES: &[&[Case]] = &[
    binds::CASES,
    login::CASES,
    requests::CASES,
    filters::CASES,
    names::CASES,
    values::CASES,
    writes::CASES,
    results::CASES,
    references::CASES,
    paging::CASES,
    messages::CASES,
    controls::CASES,
    notices::CASES,
    time::CASES,
    tls::CASES,
];

/// Every case, in the order of the tables.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    TABLES.iter().copied().flatten()
}

/// Where the people are.
const PEOPLE: &str = "ou=people,dc=example,dc=org";
/// The five of them.
const EVERYBODY: &[&str] = &[
    "uid=ada,ou=people,dc=example,dc=org",
    "uid=ben,ou=people,dc=example,dc=org",
    "uid=cyd,ou=people,dc=example,dc=org",
    "uid=dan,ou=people,dc=example,dc=org",
    "uid=eve,ou=people,dc=example,dc=org",
];
const ADA: &str = EVERYBODY[0];
/// The password of most.
const SECRET: &str = "s3cret";
/// Selects people.
const PERSON: &str = "(objectClass=inetOrgPerson)";

/// The usual search for all people.
const ALL_PEOPLE: Task = Task::Search(Search::new(PEOPLE, PERSON));
/// The usual search for one.
const ONLY_ADA: Task = Task::Search(Search::new(PEOPLE, "(uid=ada)"));
