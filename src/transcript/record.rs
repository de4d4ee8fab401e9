//! One operation as a server saw it, and the list of them that a test asks.

use std::{fmt, time::SystemTime};

use bytes::Bytes;

use crate::wire::{Control, Operation, Request, ResultCode};

/// One operation on one connection. `Debug` and `Display` show no password.
#[derive(Clone)]
#[non_exhaustive]
pub struct Record {
    /// The connection, counted from 1.
    pub connection: u64,
    /// The message ID.
    pub id: i32,
    /// Whether the connection had TLS.
    pub tls: bool,
    /// The subject of the certificate that the client showed, if it did.
    pub certificate: Option<String>,
    /// Who asked: the bound DN, empty when anonymous.
    pub identity: String,
    /// The request.
    pub request: Request,
    /// Its controls.
    pub controls: Vec<Control>,
    /// The result code, once there is one.
    pub result: Option<ResultCode>,
    /// Entries returned.
    pub entries: usize,
    /// Entries that the filter was tried on.
    pub examined: usize,
    /// What the server was asked for and does not have: an extended operation, a control, a mechanism.
    pub unsupported: Option<String>,
    /// The attribute type whose index a search used.
    pub index: Option<String>,
    /// The faults that acted on it.
    pub faults: Vec<String>,
    /// When it came, by the server's clock.
    pub time: SystemTime,
    raw: Bytes,
    replies: Replies,
}

/// What was sent for an operation, as far as it is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replies {
    pieces: Vec<Bytes>,
    /// Octets that were kept, and that were not.
    kept: usize,
    unkept: usize,
}

/// Octets of replies that are kept of one operation.
const MOST_REPLIES: usize = 1 << 20;

impl Record {
    /// A record of a request that was not answered yet.
    pub fn new(
        connection: u64,
        id: i32,
        tls: bool,
        identity: String,
        request: Request,
        controls: Vec<Control>,
    ) -> Self {
        Self {
            connection,
            id,
            tls,
            certificate: None,
            identity,
            request,
            controls,
            result: None,
            entries: 0,
            examined: 0,
            unsupported: None,
            index: None,
            faults: Vec::new(),
            time: SystemTime::UNIX_EPOCH,
            raw: Bytes::new(),
            replies: Replies::default(),
        }
    }

    /// Sets when it came, and the message as it came.
    #[must_use]
    pub fn came(mut self, time: SystemTime, raw: Bytes) -> Self {
        self.time = time;
        self.raw = raw;
        self
    }

    /// The request as it came, with whatever secrets are in it.
    pub fn raw(&self) -> &Bytes {
        &self.raw
    }

    /// What was sent for it, in the order in which it went out: one or more whole messages a piece unless faults broke them, secrets included. At
    /// most a mebibyte is kept; [`Self::unkept`] says how much more there was.
    pub fn replies(&self) -> &[Bytes] {
        &self.replies.pieces
    }

    /// Octets of replies that were not kept.
    pub fn unkept(&self) -> usize {
        self.replies.unkept
    }

    /// Adds what was sent; returns how many octets of it are kept.
    pub fn replied(&mut self, octets: &[u8]) -> usize {
        self.replies.add(octets)
    }

    /// Sets what was sent for it.
    #[must_use]
    pub(crate) fn answered(mut self, replies: Replies) -> Self {
        self.replies = replies;
        self
    }

    /// The kind of the operation.
    pub fn operation(&self) -> Operation {
        Operation::of(&self.request)
    }
}

impl Replies {
    /// Adds what was sent; returns how many octets of it are kept.
    pub(crate) fn add(&mut self, octets: &[u8]) -> usize {
        // A search that looks long and finds little sends nothing most of the time.
        if octets.is_empty() {
            return 0;
        }
        if self.kept + octets.len() > MOST_REPLIES || self.unkept > 0 {
            self.unkept += octets.len();
            return 0;
        }
        self.kept += octets.len();
        self.pieces.push(Bytes::copy_from_slice(octets));
        octets.len()
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({self})")
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let channel = if self.tls { "tls" } else { "plain" };
        write!(
            f,
            "#{} {channel} id {}: {:?}",
            self.connection, self.id, self.request
        )?;
        if let Some(result) = self.result {
            write!(f, " -> {result}")?;
        }
        if self.operation() == Operation::Search {
            write!(
                f,
                ", {} entries of {} examined",
                self.entries, self.examined
            )?;
        }
        for fault in &self.faults {
            write!(f, ", fault {fault}")?;
        }
        if let Some(what) = &self.unsupported {
            write!(f, ", unsupported: {what}")?;
        }
        Ok(())
    }
}

/// The operations that a server saw, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    records: Vec<Record>,
    dropped: u64,
    secrets: bool,
}

impl Requests {
    /// A list of records, and how many older ones are gone.
    pub fn new(records: Vec<Record>, dropped: u64) -> Self {
        Self {
            records,
            dropped,
            secrets: false,
        }
    }

    /// Only the operations of one kind.
    #[must_use]
    pub fn of(&self, operation: Operation) -> Self {
        self.filtered(|record| record.operation() == operation)
    }

    /// Only the operations that satisfy a condition.
    #[must_use]
    pub fn filtered(&self, condition: impl Fn(&Record) -> bool) -> Self {
        let records = self
            .records
            .iter()
            .filter(|record| condition(record))
            .cloned()
            .collect();
        Self {
            records,
            dropped: self.dropped,
            secrets: self.secrets,
        }
    }

    /// Lets what is made of the list show passwords, too; they are masked unless this is asked for.
    #[must_use]
    pub fn with_secrets(mut self) -> Self {
        self.secrets = true;
        self
    }

    /// Whether passwords are to be shown.
    pub fn shows_secrets(&self) -> bool {
        self.secrets
    }

    /// Only those that asked for something the server does not have.
    #[must_use]
    pub fn unsupported(&self) -> Self {
        self.filtered(|record| record.unsupported.is_some())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// How many older ones were dropped to keep memory bounded.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The records, oldest first.
    pub fn iter(&self) -> std::slice::Iter<'_, Record> {
        self.records.iter()
    }

    /// The last one.
    pub fn last(&self) -> Option<&Record> {
        self.records.last()
    }
}

impl<'a> IntoIterator for &'a Requests {
    type Item = &'a Record;
    type IntoIter = std::slice::Iter<'a, Record>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for record in &self.records {
            writeln!(f, "{record}")?;
        }
        if self.dropped > 0 {
            writeln!(f, "({} older ones dropped)", self.dropped)?;
        }
        Ok(())
    }
}
