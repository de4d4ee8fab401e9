//! Keeps what the server was asked, in octets: a ring, so that memory stays bounded.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use bytes::Bytes;

use crate::{
    directory::dn::Dn,
    transcript::{Handshake, Record, Replies, Requests},
    wire::{
        self, Envelope, Filter, Limits, Request, ResultCode,
        request::{Change, PartialAttribute},
    },
};

/// Most bytes that are kept, whatever the number of messages.
const MOST_BYTES: usize = 64 << 20;

/// The last requests of a server.
#[derive(Debug)]
pub(crate) struct Recorder {
    ring: Mutex<Ring>,
    handshakes: Mutex<VecDeque<Handshake>>,
    capacity: usize,
}

/// An operation as it came, in octets: a [`Record`] is made of it when somebody looks.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) connection: u64,
    pub(crate) tls: bool,
    pub(crate) certificate: Option<Arc<str>>,
    /// Who asked; nobody when anonymous.
    pub(crate) identity: Option<Dn>,
    pub(crate) time: SystemTime,
    pub(crate) raw: Bytes,
    /// Within which it was read.
    pub(crate) limits: Limits,
}

/// What came of an operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Came {
    pub(crate) result: Option<ResultCode>,
    pub(crate) entries: usize,
    pub(crate) examined: usize,
    pub(crate) unsupported: Option<String>,
    pub(crate) index: Option<String>,
    pub(crate) faults: Vec<String>,
    replies: Replies,
}

#[derive(Debug)]
struct Kept {
    seen: Seen,
    came: Came,
    bytes: usize,
}

impl Seen {
    /// The record of an operation that was read.
    pub(crate) fn record(&self, envelope: &Envelope, request: Request) -> Record {
        let mut record = Record::new(
            self.connection,
            envelope.id,
            self.tls,
            self.identity
                .as_ref()
                .map_or_else(String::new, |dn| dn.as_str().to_owned()),
            request,
            envelope.controls.clone(),
        );
        record.certificate = self.certificate.as_deref().map(str::to_owned);
        record.came(self.time, self.raw.clone())
    }
}

impl Kept {
    fn record(&self) -> Record {
        let read = wire::read_request(self.raw(), &self.seen.limits);
        let (envelope, request) = read.expect("it was read when it came, within the same limits");
        let mut record = self.seen.record(&envelope, request);
        let came = self.came.clone();
        record.result = came.result;
        record.entries = came.entries;
        record.examined = came.examined;
        record.unsupported = came.unsupported;
        record.index = came.index;
        record.faults = came.faults;
        record.answered(came.replies)
    }

    fn raw(&self) -> Bytes {
        self.seen.raw.clone()
    }
}

#[derive(Debug, Default)]
struct Ring {
    records: VecDeque<Kept>,
    bytes: usize,
    /// The number of the oldest record that is still there; so also how many were dropped or cleared.
    first: u64,
    dropped: u64,
}

/// Where a record stands, to complete it later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place(u64);

impl Recorder {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            ring: Mutex::default(),
            handshakes: Mutex::default(),
            capacity,
        }
    }

    fn ring(&self) -> std::sync::MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an operation.
    pub(crate) fn add(&self, seen: Seen, faults: Vec<String>) -> Place {
        let bytes = seen.raw.len();
        let came = Came {
            faults,
            ..Came::default()
        };
        let mut ring = self.ring();
        ring.records.push_back(Kept { seen, came, bytes });
        ring.bytes += bytes;
        let place = ring.first + ring.records.len() as u64 - 1;
        self.shrink(&mut ring);
        Place(place)
    }

    /// Notes what came of an operation, unless it was dropped meanwhile.
    pub(crate) fn complete(&self, place: Place, change: impl FnOnce(&mut Came)) {
        let mut ring = self.ring();
        let Some(index) = place.0.checked_sub(ring.first) else {
            return;
        };
        if let Some(kept) = usize::try_from(index)
            .ok()
            .and_then(|index| ring.records.get_mut(index))
        {
            change(&mut kept.came);
        }
    }

    /// A record, unless it was dropped meanwhile.
    pub(crate) fn at(&self, place: Place) -> Option<Record> {
        let ring = self.ring();
        let index = place.0.checked_sub(ring.first)?;
        let kept = ring.records.get(usize::try_from(index).ok()?)?;
        Some(kept.record())
    }

    /// Adds what was sent for an operation.
    pub(crate) fn replied(&self, place: Place, octets: &[u8]) {
        let mut ring = self.ring();
        let index = place.0.checked_sub(ring.first);
        let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
            return;
        };
        let Some(operation) = ring.records.get_mut(index) else {
            return;
        };
        let kept = operation.came.replies.add(octets);
        operation.bytes += kept;
        ring.bytes += kept;
        self.shrink(&mut ring);
    }

    /// Drops the oldest records until the rest is small enough.
    fn shrink(&self, ring: &mut Ring) {
        while ring.records.len() > self.capacity || ring.bytes > MOST_BYTES {
            let Some(oldest) = ring.records.pop_front() else {
                break;
            };
            ring.bytes -= oldest.bytes;
            ring.first += 1;
            ring.dropped += 1;
        }
    }

    pub(crate) fn add_handshake(&self, handshake: Handshake) {
        let mut handshakes = self
            .handshakes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        handshakes.push_back(handshake);
        while handshakes.len() > self.capacity {
            handshakes.pop_front();
        }
    }

    pub(crate) fn handshakes(&self) -> Vec<Handshake> {
        let handshakes = self
            .handshakes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        handshakes.iter().cloned().collect()
    }

    /// How many requests there have been since the last time that they were cleared.
    pub(crate) fn count(&self) -> u64 {
        let ring = self.ring();
        ring.dropped + ring.records.len() as u64
    }

    /// The records, decoded: as many of the last as fit into the same bound, for a message of two-octet parts takes fifty times its length.
    pub(crate) fn requests(&self) -> Requests {
        let ring = self.ring();
        let (mut records, mut bytes) = (Vec::with_capacity(ring.records.len()), 0);
        for kept in ring.records.iter().rev() {
            let record = kept.record();
            bytes += kept.bytes + weight(&record);
            if bytes > MOST_BYTES {
                break;
            }
            records.push(record);
        }
        let left_out = ring.records.len() - records.len();
        records.reverse();
        Requests::new(records, ring.dropped + left_out as u64)
    }

    pub(crate) fn clear(&self) {
        let mut ring = self.ring();
        ring.first += ring.records.len() as u64;
        ring.records.clear();
        ring.bytes = 0;
        ring.dropped = 0;
    }
}

/// The bytes that a record takes beside those of its message: parts of two octets become many times as long.
fn weight(record: &Record) -> usize {
    let values = |attributes: &[PartialAttribute]| -> usize {
        let lengths = attributes.iter().map(|attribute| attribute.values.len());
        lengths.sum::<usize>() * size_of::<Vec<u8>>() + size_of_val(attributes)
    };
    let request = match &record.request {
        Request::Search(search) => {
            parts(&search.filter) * size_of::<Filter>() + size_of_val(search.attributes.as_slice())
        }
        Request::Add(add) => values(&add.attributes),
        Request::Modify(modify) => {
            let changes = modify.changes.iter().map(|change| {
                values(std::slice::from_ref(&change.modification)) + size_of::<Change>()
            });
            changes.sum()
        }
        _ => 0,
    };
    request + size_of_val(record.controls.as_slice())
}

/// How many filters a filter consists of.
fn parts(filter: &Filter) -> usize {
    match filter {
        Filter::And(all) | Filter::Or(all) => 1 + all.iter().map(parts).sum::<usize>(),
        Filter::Not(one) => 1 + parts(one),
        Filter::Substrings(_, substrings) => 2 + substrings.any.len(),
        _ => 1,
    }
}
