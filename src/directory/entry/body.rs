//! The values of all attributes of an entry, as they are sent: in one piece of memory where the entry is kept.

use std::cell::Cell;
use std::ops::Range;

use super::values::take;

/// The octets of the attributes, one after the other, and where each ends.
#[derive(Clone)]
pub(super) enum Body {
    /// While the entry is made or changed.
    Open(Box<Open>),
    /// Four bytes for each attribute, which say where it ends, then the octets.
    Kept(Box<[u8]>),
}

#[derive(Clone, Default)]
pub(super) struct Open {
    ends: Vec<usize>,
    octets: Vec<u8>,
}

impl Default for Body {
    fn default() -> Self {
        Self::Kept(Box::default())
    }
}

impl Body {
    /// The octets of one of so many attributes.
    pub(super) fn get(&self, at: usize, of: usize) -> &[u8] {
        match self {
            Self::Open(open) => &open.octets[open.range(at)],
            Self::Kept(kept) => {
                let (ends, octets) = kept.split_at(of * WIDTH);
                let start = at.checked_sub(1).map_or(0, |before| end(ends, before));
                &octets[start..end(ends, at)]
            }
        }
    }

    /// The body of so many attributes, ready to be changed.
    pub(super) fn open(&mut self, of: usize) -> &mut Open {
        if let Self::Kept(kept) = self {
            let (ends, octets) = kept.split_at(of * WIDTH);
            let mut open = SPARE.take().unwrap_or_default();
            open.ends.extend((0..of).map(|at| end(ends, at)));
            open.octets.extend_from_slice(octets);
            *self = Self::Open(open);
        }
        match self {
            Self::Open(open) => open,
            Self::Kept(_) => unreachable!("it was opened above"),
        }
    }

    /// Gives back what only further changes would need. An entry of more octets than four bytes can count stays as it is.
    pub(super) fn keep(&mut self) {
        let Self::Open(open) = self else { return };
        if u32::try_from(open.octets.len()).is_err() {
            return;
        }
        let mut kept = Vec::with_capacity(open.ends.len() * WIDTH + open.octets.len());
        for end in &open.ends {
            // No end lies behind the last octet, whose place fits.
            kept.extend_from_slice(&(*end as u32).to_le_bytes());
        }
        kept.extend_from_slice(&open.octets);
        let mut open = std::mem::take(open);
        *self = Self::Kept(kept.into());
        if open.octets.capacity() <= SPARED {
            open.octets.clear();
            open.ends.clear();
            SPARE.set(Some(open));
        }
    }
}

impl Open {
    fn range(&self, at: usize) -> Range<usize> {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        start..self.ends[at]
    }

    /// Makes room for so many more attributes.
    pub(super) fn reserve(&mut self, more: usize) {
        self.ends.reserve(more);
        self.octets.reserve(more * 16);
    }

    /// One more attribute, whose values `write` appends.
    pub(super) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.octets);
        self.ends.push(self.octets.len());
    }

    /// More values of an attribute, at its end.
    pub(super) fn extend(&mut self, at: usize, write: impl FnOnce(&mut Vec<u8>)) {
        let (end, before) = (self.ends[at], self.octets.len());
        write(&mut self.octets);
        let more = self.octets.len() - before;
        self.octets[end..].rotate_right(more);
        self.ends[at..].iter_mut().for_each(|end| *end += more);
    }

    /// Other values for an attribute.
    pub(super) fn replace(&mut self, at: usize, octets: &[u8]) {
        let range = self.range(at);
        let (old, new) = (range.len(), octets.len());
        self.octets.splice(range, octets.iter().copied());
        self.ends[at..]
            .iter_mut()
            .for_each(|end| *end = *end - old + new);
    }

    pub(super) fn remove(&mut self, at: usize) {
        self.replace(at, &[]);
        self.ends.remove(at);
    }

    /// Takes the values out of an attribute that the predicate names; returns how many went.
    pub(super) fn retain_not(
        &mut self,
        at: usize,
        mut predicate: impl FnMut(&[u8]) -> bool,
    ) -> usize {
        let range = self.range(at);
        let (mut read, mut written, mut gone) = (range.start, range.start, 0);
        while read < range.end {
            let (value, rest) = take(&self.octets[read..range.end]);
            let next = range.end - rest.len();
            if predicate(value) {
                gone += 1;
            } else {
                self.octets.copy_within(read..next, written);
                written += next - read;
            }
            read = next;
        }
        let less = range.end - written;
        self.octets.drain(written..range.end);
        self.ends[at..].iter_mut().for_each(|end| *end -= less);
        gone
    }
}

/// Bytes of an end.
const WIDTH: usize = 4;

/// Most bytes that a thread keeps for the next entry.
const SPARED: usize = 16 << 10;

thread_local! {
    /// Room for the next entry that is made or changed.
    static SPARE: Cell<Option<Box<Open>>> = const { Cell::new(None) };
}

fn end(ends: &[u8], at: usize) -> usize {
    let (ends, _) = ends.as_chunks::<WIDTH>();
    u32::from_le_bytes(ends[at]) as usize
}
