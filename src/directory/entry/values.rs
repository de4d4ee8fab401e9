//! The values of one attribute: a few bytes in place, a buffer, or for long lists chunks that versions share.

use std::fmt;
use std::ops::Deref;
use std::slice;
use std::sync::Arc;

use crate::wire::ber;

/// A list of more values than this is cut into chunks, none of which holds more.
const CHUNK: usize = 128;

/// As many bytes lie in place. Most values of a directory are short: numbers, flags, timestamps, GUIDs, login names.
const IN_PLACE: usize = 22;

/// Values in the order in which they came. Twenty-four bytes, and a buffer if these are not enough.
#[derive(Clone)]
pub(super) enum ValueList {
    Packed(Packed),
    Chunked(Arc<Chunked>),
}

/// Values one after the other as an answer has them: OCTET STRINGs of BER with minimal lengths, so that a list is sent as one copy.
#[derive(Clone)]
pub(super) enum Packed {
    InPlace { len: u8, bytes: [u8; IN_PLACE] },
    Buffer(Box<[u8]>),
}

impl From<Vec<u8>> for Packed {
    fn from(packed: Vec<u8>) -> Self {
        if packed.len() > IN_PLACE {
            return Self::Buffer(packed.into());
        }
        let mut bytes = [0; IN_PLACE];
        bytes[..packed.len()].copy_from_slice(&packed);
        // At most IN_PLACE.
        let len = packed.len() as u8;
        Self::InPlace { len, bytes }
    }
}

impl Deref for Packed {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::InPlace { len, bytes } => &bytes[..usize::from(*len)],
            Self::Buffer(buffer) => buffer,
        }
    }
}

#[derive(Clone)]
pub(super) struct Chunked {
    /// None of them empty.
    chunks: Vec<Arc<Chunk>>,
    len: usize,
}

pub(super) struct Chunk {
    packed: Packed,
    len: usize,
}

impl Chunk {
    fn new(values: Values<'_>) -> Self {
        let len = values.clone().count();
        Self {
            packed: pack(values),
            len,
        }
    }
}

impl ValueList {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Packed(_) => self.iter().count(),
            Self::Chunked(chunked) => chunked.len,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Packed(packed) => packed.is_empty(),
            Self::Chunked(chunked) => chunked.len == 0,
        }
    }

    pub(super) fn iter(&self) -> Values<'_> {
        match self {
            Self::Packed(packed) => Values {
                packed,
                chunks: Default::default(),
            },
            Self::Chunked(chunked) => Values::of(&chunked.chunks),
        }
    }

    /// All values as they are sent, in pieces.
    pub(super) fn octets(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let (packed, chunks) = match self {
            Self::Packed(packed) => (Some(&**packed), Default::default()),
            Self::Chunked(chunked) => (None, chunked.chunks.iter()),
        };
        let chunks = chunks.map(|chunk: &Arc<Chunk>| &*chunk.packed);
        packed.into_iter().chain(chunks)
    }

    /// The values from the one numbered `start` on.
    pub(super) fn iter_from(&self, mut start: usize) -> Values<'_> {
        let mut values = match self {
            Self::Packed(_) => self.iter(),
            Self::Chunked(chunked) => {
                let before = chunked.chunks.iter().take_while(|chunk| {
                    let whole = chunk.len <= start;
                    start -= if whole { chunk.len } else { 0 };
                    whole
                });
                let skipped = before.count();
                Values::of(&chunked.chunks[skipped..])
            }
        };
        if start > 0 {
            values.nth(start - 1);
        }
        values
    }

    pub(super) fn push(&mut self, value: &[u8]) {
        match self {
            Self::Packed(packed) => {
                let mut longer = Vec::with_capacity(packed.len() + value.len() + 2);
                longer.extend_from_slice(packed);
                put(&mut longer, value);
                *packed = longer.into();
                if self.len() > CHUNK {
                    *self = self.iter().collect();
                }
            }
            Self::Chunked(shared) => {
                let chunked = Arc::make_mut(shared);
                chunked.len += 1;
                match chunked.chunks.last_mut().filter(|last| last.len < CHUNK) {
                    Some(last) => {
                        let mut longer = last.packed.to_vec();
                        put(&mut longer, value);
                        *last = Arc::new(Chunk {
                            packed: longer.into(),
                            len: last.len + 1,
                        });
                    }
                    None => chunked.chunks.push(Arc::new(Chunk {
                        packed: pack([value]),
                        len: 1,
                    })),
                }
            }
        }
    }

    /// Removes what the predicate names, each value asked about once; returns how many went.
    pub(super) fn remove(&mut self, mut predicate: impl FnMut(&[u8]) -> bool) -> usize {
        let before = self.len();
        match self {
            Self::Packed(packed) => {
                *packed = pack(Values::in_buffer(packed).filter(|value| !predicate(value)));
            }
            Self::Chunked(shared) => {
                let chunked = Arc::make_mut(shared);
                chunked.chunks.retain_mut(|chunk| {
                    let values = Values::in_buffer(&chunk.packed);
                    let kept: Vec<_> = values.filter(|value| !predicate(value)).collect();
                    let len = kept.len();
                    if len < chunk.len {
                        let packed = pack(kept);
                        *chunk = Arc::new(Chunk { packed, len });
                    }
                    len > 0
                });
                chunked.len = chunked.chunks.iter().map(|chunk| chunk.len).sum();
                if chunked.len <= CHUNK / 2 {
                    *self = self.iter().collect();
                }
            }
        }
        before - self.len()
    }

    /// Both lists without the chunks that they share at their beginning and end.
    pub(super) fn unshared<'a>(&'a self, other: &'a Self) -> (Values<'a>, Values<'a>) {
        let (Self::Chunked(a), Self::Chunked(b)) = (self, other) else {
            return (self.iter(), other.iter());
        };
        let (mut a, mut b) = (a.chunks.as_slice(), b.chunks.as_slice());
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

impl<V: AsRef<[u8]>> FromIterator<V> for ValueList {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        let mut values = values.into_iter();
        let first = pack(values.by_ref().take(CHUNK));
        let Some(next) = values.next() else {
            return Self::Packed(first);
        };
        let mut chunks = vec![Arc::new(Chunk::new(Values::in_buffer(&first)))];
        let mut buffer = Vec::new();
        let mut len = 0;
        for value in std::iter::once(next).chain(values) {
            if len == CHUNK {
                let packed = std::mem::take(&mut buffer).into();
                chunks.push(Arc::new(Chunk { packed, len }));
                len = 0;
            }
            put(&mut buffer, value.as_ref());
            len += 1;
        }
        let packed = buffer.into();
        chunks.push(Arc::new(Chunk { packed, len }));
        let len = chunks.iter().map(|chunk| chunk.len).sum();
        Self::Chunked(Arc::new(Chunked { chunks, len }))
    }
}

impl PartialEq for ValueList {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = self.unshared(other);
        a.eq(b)
    }
}

impl Eq for ValueList {}

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

    fn in_buffer(packed: &'a [u8]) -> Self {
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

fn pack<V: AsRef<[u8]>>(values: impl IntoIterator<Item = V>) -> Packed {
    let (mut bytes, mut len) = ([0; IN_PLACE], 0);
    let mut values = values.into_iter();
    while let Some(value) = values.next() {
        let short = value.as_ref();
        let end = len + 2 + short.len();
        if end <= IN_PLACE {
            // So short that one octet says how long.
            bytes[len..len + 2].copy_from_slice(&[ber::tag::OCTET_STRING, short.len() as u8]);
            bytes[len + 2..end].copy_from_slice(short);
            len = end;
            continue;
        }
        // Room for most lists, so that the buffer does not grow by steps.
        let mut buffer = Vec::with_capacity((end + 64).next_power_of_two());
        buffer.extend_from_slice(&bytes[..len]);
        put(&mut buffer, short);
        for value in values {
            put(&mut buffer, value.as_ref());
        }
        return Packed::Buffer(buffer.into());
    }
    Packed::InPlace {
        len: len as u8,
        bytes,
    }
}

fn put(buffer: &mut Vec<u8>, value: &[u8]) {
    ber::write::octets(buffer, value);
}

/// The first value of a buffer that [`put`] wrote, and the rest.
fn take(packed: &[u8]) -> (&[u8], &[u8]) {
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
