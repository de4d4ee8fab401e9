//! Ready-made rules about what a connection does as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::{ReadyMade, expectation::Watch, failure::Unmet, offence::of_root_dse};
use crate::{
    transcript::Record,
    wire::{Operation, Request, oid},
};

/// Per connection whether StartTLS came and no bind yet.
pub(super) struct BoundAfterStartTls {
    rule: ReadyMade,
    unbound: BTreeSet<u64>,
    wrong: Option<Record>,
}

impl BoundAfterStartTls {
    pub(super) fn new(rule: ReadyMade) -> Self {
        Self {
            rule,
            unbound: BTreeSet::new(),
            wrong: None,
        }
    }
}

impl Watch for BoundAfterStartTls {
    fn see(&mut self, record: &Record) -> bool {
        match &record.request {
            Request::Extended(extended) if extended.name == oid::START_TLS => {
                self.unbound.insert(record.connection);
            }
            Request::Bind(_) | Request::Unbind => {
                self.unbound.remove(&record.connection);
            }
            // Refused, it changes nothing.
            _ if !record.tls || of_root_dse(record) => {}
            _ if self.unbound.contains(&record.connection) => {
                self.wrong.get_or_insert_with(|| record.clone());
            }
            _ => {}
        }
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        let got = "another operation first:".to_owned();
        Some(self.rule.broken(got, Some(self.wrong.clone()?)))
    }

    fn forget(&mut self, connection: u64) {
        self.unbound.remove(&connection);
    }
}

/// The last request of every connection that is open, and of the first that ended without an unbind.
pub(super) struct Unbound {
    rule: ReadyMade,
    open: BTreeMap<u64, Record>,
    ended: usize,
    first: Option<Record>,
}

impl Unbound {
    pub(super) fn new(rule: ReadyMade) -> Self {
        Self {
            rule,
            open: BTreeMap::new(),
            ended: 0,
            first: None,
        }
    }
}

pub(super) fn start_tls(record: &Record) -> bool {
    matches!(&record.request, Request::Extended(extended) if extended.name == oid::START_TLS)
}

/// Whether it is what a connection is made for.
pub(super) fn is_work(record: &Record) -> bool {
    !start_tls(record) && !matches!(record.operation(), Operation::Bind | Operation::Unbind)
}

/// Whether a connection that ends on this request could not be unbound.
fn ends_alone(record: &Record) -> bool {
    start_tls(record) || !record.faults.is_empty()
}

impl Watch for Unbound {
    fn see(&mut self, record: &Record) -> bool {
        match record.operation() {
            Operation::Unbind => {
                self.open.remove(&record.connection);
            }
            _ => {
                self.open.insert(record.connection, record.clone());
            }
        }
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        let open = self.open.values().next();
        let about = self.first.as_ref().or(open)?;
        let got = match (self.ended, self.open.len()) {
            (1, 0) => "one that ended without; its last request:".to_owned(),
            (0, 1) => "one that is still open; its last request:".to_owned(),
            (ended, 0) => format!("{ended} that ended without; the last request of the first:"),
            (0, open) => format!("{open} that are still open; the last request of the first:"),
            (ended, open) => format!(
                "{ended} that ended without, {open} still open; the last request of the first:"
            ),
        };
        Some(self.rule.broken(got, Some(about.clone())))
    }

    fn may_come(&self) -> bool {
        !self.open.is_empty()
    }

    fn forget(&mut self, connection: u64) {
        match self.open.remove(&connection) {
            Some(last) if !ends_alone(&last) => {
                self.ended += 1;
                self.first.get_or_insert(last);
            }
            _ => {}
        }
    }
}

/// The connections on which there was a request.
pub(super) struct Reused {
    rule: ReadyMade,
    seen: BTreeSet<u64>,
    last: Option<Record>,
}

impl Reused {
    pub(super) fn new(rule: ReadyMade) -> Self {
        Self {
            rule,
            seen: BTreeSet::new(),
            last: None,
        }
    }
}

impl Watch for Reused {
    fn see(&mut self, record: &Record) -> bool {
        if self.seen.insert(record.connection) {
            self.last = Some(record.clone());
        }
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        let got = format!("{} connections; the last begins with:", self.seen.len());
        let last = self.last.clone().filter(|_| self.seen.len() > 1)?;
        Some(self.rule.broken(got, Some(last)))
    }
}
