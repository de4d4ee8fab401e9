//! Keeps what the server was asked: a ring, so that memory stays bounded.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::{
    transcript::{Handshake, Record, Requests},
    wire::{
        Filter, Request,
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

#[derive(Debug, Default)]
struct Ring {
    records: VecDeque<(Record, usize)>,
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

    /// Keeps a record of a message of so many bytes.
    pub(crate) fn add(&self, record: Record, message: usize) -> Place {
        let bytes = message + weight(&record);
        let mut ring = self.ring();
        ring.records.push_back((record, bytes));
        ring.bytes += bytes;
        let place = ring.first + ring.records.len() as u64 - 1;
        self.shrink(&mut ring);
        Place(place)
    }

    /// Changes a record, unless it was dropped meanwhile.
    pub(crate) fn complete(&self, place: Place, change: impl FnOnce(&mut Record)) {
        let mut ring = self.ring();
        let Some(index) = place.0.checked_sub(ring.first) else {
            return;
        };
        if let Some((record, _)) = usize::try_from(index)
            .ok()
            .and_then(|index| ring.records.get_mut(index))
        {
            change(record);
        }
    }

    /// A record, unless it was dropped meanwhile.
    pub(crate) fn at(&self, place: Place) -> Option<Record> {
        let ring = self.ring();
        let index = place.0.checked_sub(ring.first)?;
        let (record, _) = ring.records.get(usize::try_from(index).ok()?)?;
        Some(record.clone())
    }

    /// Adds what was sent for an operation.
    pub(crate) fn replied(&self, place: Place, octets: &[u8]) {
        let mut ring = self.ring();
        let index = place.0.checked_sub(ring.first);
        let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
            return;
        };
        let Some((record, weight)) = ring.records.get_mut(index) else {
            return;
        };
        let kept = record.replied(octets);
        *weight += kept;
        ring.bytes += kept;
        self.shrink(&mut ring);
    }

    /// Drops the oldest records until the rest is small enough.
    fn shrink(&self, ring: &mut Ring) {
        while ring.records.len() > self.capacity || ring.bytes > MOST_BYTES {
            let Some((_, bytes)) = ring.records.pop_front() else {
                break;
            };
            ring.bytes -= bytes;
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

    pub(crate) fn requests(&self) -> Requests {
        let ring = self.ring();
        let records = ring.records.iter().map(|(record, _)| record.clone());
        Requests::new(records.collect(), ring.dropped)
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
