//! Faults: what a server does instead of, or beside, the right thing. One kind of fault a file, a row of [`table`](mod@table) each.
//!
//! A rule (`rule`) is a matcher, faults, and how often. When it acts on a request, the faults change the `script` of the answer one after the
//! other: its messages (`pdu`), waits, ends. `parameters` are a fault's words, `text` reads and prints rules.

mod act;
mod close;
mod delay;
mod disturb;
mod garbage;
mod messages;
mod notice;
mod oversized;
mod pace;
mod parameters;
mod pdu;
mod pending;
mod result;
mod rewrite;
mod rule;
mod script;
mod stall;
mod start_tls;
mod table;
mod text;
mod truncate;

use std::{fmt, sync::Arc};

pub use parameters::{Parameters, WrongParameter};
pub use rewrite::Replies;
pub use rule::{FaultGuard, Rule};
pub use text::RuleError;

pub(crate) use act::Course;
pub(crate) use pdu::{ENTRY, length as message_length};
pub(crate) use rule::Rules;
pub(crate) use script::{Script, Step};

use crate::wire::Request;
use act::Act;

/// Something that goes wrong on purpose. Equal to another of the same kind with the same parameters.
///
/// ```
/// use ldaplab::server::{Fault, Parameters};
/// use std::time::Duration;
///
/// let slow = Fault::delay(Duration::from_millis(200));
/// assert_eq!(slow.to_string(), "delay=200ms");
/// assert_eq!(Fault::build("delay", &Parameters::new().with("by", "0.2s"))?, slow);
/// # Ok::<(), ldaplab::server::WrongParameter>(())
/// ```
#[derive(Clone)]
pub struct Fault(Arc<dyn Act>);

impl Fault {
    fn of(act: impl Act + 'static) -> Self {
        Self(Arc::new(act))
    }

    /// Whether there is anything to go wrong with such a request.
    fn applies(&self, request: &Request) -> bool {
        self.0.applies(request)
    }

    /// The kind: `delay`.
    pub fn name(&self) -> &'static str {
        self.0.row().name
    }

    /// The parameters that are not left out.
    pub fn parameters(&self) -> Parameters {
        self.0.parameters()
    }

    /// Makes a fault of a kind from its parameters.
    ///
    /// # Errors
    /// There is no such kind or parameter, or a value is wrong.
    pub fn build(name: &str, parameters: &Parameters) -> Result<Self, WrongParameter> {
        table::build(name, parameters)
    }

    /// Every kind: its name, its parameters, what it does.
    pub fn kinds() -> impl Iterator<Item = (&'static str, &'static [&'static str], &'static str)> {
        table::ROWS
            .iter()
            .map(|row| (row.name, row.parameters, row.meaning))
    }
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.parameters() == other.parameters()
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({self})")
    }
}

impl fmt::Display for Fault {
    /// As [`Rule`]s are read: `delay=200ms jitter=50ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.0.row();
        f.write_str(row.name)?;
        for (name, value) in self.parameters().iter() {
            match row.parameters.first() {
                Some(first) if *first == name => write!(f, "={}", text::quoted(value))?,
                _ => write!(f, " {name}={}", text::quoted(value))?,
            }
        }
        Ok(())
    }
}
