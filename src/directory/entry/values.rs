//! The values of one attribute: octets as they are sent, or for long lists chunks that versions share.

use std::fmt;
use std::slice;
use std::sync::Arc;

use crate::wire::ber;

/// A list of more values than this is cut into chunks, none of which holds more.
pub(super) const CHUNK: usize = 128;

/// A long list.
#[derive(Clone)]
pub(super) struct Chunked {
    /// None of them empty.
    chunks: Vec<Arc<Chunk>>,
    len: usize,
}

pub(super) struct Chunk {
    /// Values one after the other as an answer has them: OCTET STRINGs of BER with minimal lengths, so that a list is sent as one copy.
    packed: Box<[u8]>,
    len: usize,
}

impl Chunked {
    pub(super) fn new<V: AsRef<[u8]>>(values: impl IntoIterator<Item = V>) -> Self {
        let (mut chunks, mut buffer) = (Vec::new(), Vec::new());
        let mut len = 0;
        let chunk = |buffer: &mut Vec<u8>, len| {
            let packed = std::mem::take(buffer).into();
            Arc::new(Chunk { packed, len })
        };
        for value in values {
            if len == CHUNK {
                chunks.push(chunk(&mut buffer, len));
                len = 0;
            }
            put(&mut buffer, value.as_ref());
            len += 1;
        }
        if len > 0 {
            chunks.push(chunk(&mut buffer, len));
        }
        let len = chunks.iter().map(|chunk: &Arc<Chunk>| chunk.len).sum();
        Self { chunks, len }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn iter(&self) -> Values<'_> {
        Values::of(&self.chunks)
    }

    /// All values as they are sent, in pieces.
    pub(super) fn octets(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.chunks.iter().map(|chunk| &*chunk.packed)
    }

    /// The values from the one numbered `start` on.
    pub(super) fn iter_from(&self, mut start: usize) -> Values<'_> {
        let before = self.chunks.iter().take_while(|chunk| {
            let whole = chunk.len <= start;
            start -= if whole { chunk.len } else { 0 };
            whole
        });
        let skipped = before.count();
        let mut values = Values::of(&self.chunks[skipped..]);
        if start > 0 {
            values.nth(start - 1);
        }
        values
    }

    pub(super) fn push(&mut self, value: &[u8]) {
        self.len += 1;
        let last = self.chunks.last_mut().filter(|last| last.len < CHUNK);
        let mut packed = last.as_ref().map_or_else(Vec::new, |last| {
            let mut longer = Vec::with_capacity(last.packed.len() + value.len() + 8);
            longer.extend_from_slice(&last.packed);
            longer
        });
        put(&mut packed, value);
        let packed = packed.into();
        match last {
            Some(last) => {
                let len = last.len + 1;
                *last = Arc::new(Chunk { packed, len });
            }
            None => self.chunks.push(Arc::new(Chunk { packed, len: 1 })),
        }
    }

    /// Removes what the predicate names, each value asked about once; returns how many went.
    pub(super) fn remove(&mut self, mut predicate: impl FnMut(&[u8]) -> bool) -> usize {
        let before = self.len;
        self.chunks.retain_mut(|chunk| {
            let values = Values::in_buffer(&chunk.packed);
            let kept: Vec<_> = values.filter(|value| !predicate(value)).collect();
            let len = kept.len();
            if len < chunk.len {
                let packed = packed(kept).into();
                *chunk = Arc::new(Chunk { packed, len });
            }
            len > 0
        });
        self.len = self.chunks.iter().map(|chunk| chunk.len).sum();
        before - self.len
    }

    /// Both lists without the chunks that they share at their beginning and end.
    pub(super) fn unshared<'a>(&'a self, other: &'a Self) -> (Values<'a>, Values<'a>) {
        let (mut a, mut b) = (self.chunks.as_slice(), other.chunks.as_slice());
        while let ([first, a_rest @ ..], [other, b_rest @ ..]) = (a, b)
            && Arc::ptr_eq(first, other)
        {
            (a, b) = (a_rest, b_rest);
        }
        while let ([a_rest @ .., last], [b_rest @ .., other]) = (a, b)
            && Arc::ptr_eq(last, other)
        {
            (a, b) = (a_rest, b_rest);
        }
        (Values::of(a), Values::of(b))
    }
}

/// An iterator over the values of an attribute.
#[derive(Clone, Default)]
pub struct Values<'a> {
    packed: &'a [u8],
    chunks: slice::Iter<'a, Arc<Chunk>>,
}

impl<'a> Values<'a> {
    fn of(chunks: &'a [Arc<Chunk>]) -> Self {
        Self {
            packed: &[],
            chunks: chunks.iter(),
        }
    }

    /// The values that [`put`] wrote one after the other.
    pub(super) fn in_buffer(packed: &'a [u8]) -> Self {
        Self {
            packed,
            chunks: Default::default(),
        }
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.packed.is_empty() {
            self.packed = &self.chunks.next()?.packed;
        }
        let (value, rest) = take(self.packed);
        self.packed = rest;
        Some(value)
    }
}

impl fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Values").finish_non_exhaustive()
    }
}

fn packed<V: AsRef<[u8]>>(values: impl IntoIterator<Item = V>) -> Vec<u8> {
    let mut buffer = Vec::new();
    for value in values {
        put(&mut buffer, value.as_ref());
    }
    buffer
}

/// Appends a value as it is sent.
pub(super) fn put(buffer: &mut Vec<u8>, value: &[u8]) {
    ber::write::octets(buffer, value);
}

/// The first value of a buffer that [`put`] wrote, and the rest.
pub(super) fn take(packed: &[u8]) -> (&[u8], &[u8]) {
    let short = usize::from(packed[1]);
    if short < 0x80 {
        return packed[2..].split_at(short);
    }
    let (octets, rest) = packed[2..].split_at(short & 0x7f);
    let len = octets
        .iter()
        .fold(0, |len, octet| len << 8 | usize::from(*octet));
    rest.split_at(len)
}
