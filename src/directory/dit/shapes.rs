//! The lists of attributes that the entries of a directory have, each once.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use crate::directory::{entry::Shape, schema::NameHash};

/// Fewer lists are never looked through for those that no entry has any more.
const FEW: usize = 64;

/// Shared by all versions of a directory: what is in a list does not depend on the version.
#[derive(Default)]
pub(super) struct Shapes(Mutex<Table>);

#[derive(Default)]
struct Table {
    known: HashSet<Known, NameHash>,
    /// The list that a new entry had last, and the directory's own of the same descriptions.
    last: Option<[Arc<Shape>; 2]>,
    /// At so many, those that no entry has are given up.
    full: usize,
}

/// A list, the same as another if its descriptions are the same ones in memory.
struct Known(Arc<Shape>);

impl Shapes {
    /// The directory's list for one that a new entry has, if entries before had the very same.
    pub(super) fn known(&self, given: &Arc<Shape>) -> Option<Arc<Shape>> {
        let table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [last, own] = table.last.as_ref()?;
        Arc::ptr_eq(last, given).then(|| Arc::clone(own))
    }

    /// Remembers what became of a new entry's list.
    pub(super) fn remember(&self, given: &Arc<Shape>, own: &Arc<Shape>) {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        table.last = Some([Arc::clone(given), Arc::clone(own)]);
    }

    /// The directory's list of the same descriptions.
    pub(super) fn share(&self, shape: &Arc<Shape>) -> Arc<Shape> {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = Known(Arc::clone(shape));
        if let Some(Known(own)) = table.known.get(&known) {
            return Arc::clone(own);
        }
        if table.known.len() >= table.full {
            table.known.retain(|Known(own)| Arc::strong_count(own) > 1);
            table.full = FEW.max(table.known.len() * 2);
        }
        table.known.insert(Known(Arc::clone(shape)));
        Arc::clone(shape)
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        let (own, others) = (self.0.descriptions(), other.0.descriptions());
        Arc::ptr_eq(&self.0, &other.0)
            || own.len() == others.len()
                && own
                    .iter()
                    .zip(others)
                    .all(|(own, other)| own.is_same(other))
    }
}

impl Eq for Known {}

impl Hash for Known {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let numbers = self.0.descriptions().iter();
        let mixed = numbers.fold(0_u64, |mixed, description| {
            (mixed.rotate_left(7) ^ u64::from(description.number()))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        state.write(&mixed.to_le_bytes());
    }
}
