//! Attribute descriptions, numbered by the directory that holds the entry.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

/// An attribute description as written, RFC 4512 section 2.5. Eight bytes in each attribute.
#[derive(Clone)]
pub(in crate::directory) struct Description(Arc<Spelling>);

struct Spelling {
    text: Box<str>,
    /// In the directory that holds the entry; 0 where none does.
    number: u32,
}

/// Longer spellings are not remembered: a client chooses them.
const LONGEST: usize = 64;

/// So many times four spellings a thread remembers: more take each other's places.
const PLACES: usize = 32;

type Place = [Option<Description>; 4];

thread_local! {
    static KNOWN: RefCell<[Place; PLACES]> = const { RefCell::new([const { [const { None }; 4] }; PLACES]) };
}

impl Description {
    pub(super) fn new(text: &str) -> Self {
        if text.len() > LONGEST {
            return Self::numbered(text, 0);
        }
        KNOWN.with_borrow_mut(|known| {
            let place = &mut known[place(text)];
            let mut there = place.iter().flatten();
            if let Some(known) = there.find(|known| known.as_str() == text) {
                return known.clone();
            }
            let made = Self::numbered(text, 0);
            // The oldest goes.
            place.rotate_right(1);
            place[0] = Some(made.clone());
            made
        })
    }

    /// The description under a directory's own number.
    pub(in crate::directory) fn numbered(text: &str, number: u32) -> Self {
        let text = text.into();
        Self(Arc::new(Spelling { text, number }))
    }

    pub(in crate::directory) fn number(&self) -> u32 {
        self.0.number
    }

    /// Whether both are the same one in memory.
    pub(in crate::directory) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether a thread may remember it.
    pub(super) fn is_short(&self) -> bool {
        self.as_str().len() <= LONGEST
    }

    /// Where it is in memory.
    pub(super) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    pub(in crate::directory) fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Whether this is the description `text`; case does not matter.
    pub(super) fn is(&self, text: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(text)
    }
}

/// Where a spelling is remembered.
fn place(text: &str) -> usize {
    let mixed = text.bytes().fold(text.len(), |mixed, byte| {
        mixed.wrapping_mul(31) ^ usize::from(byte)
    });
    mixed % PLACES
}

impl PartialEq for Description {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.as_str() == other.as_str()
    }
}

impl Eq for Description {}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
