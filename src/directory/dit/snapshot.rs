//! Versions that are kept, and the way back to them.

use super::store::Dit;

/// The state of a tree at one moment. Independent of the tree and of other snapshots: restore
/// any of them, in any order, as often as you like. What only it holds is freed with it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    dit: Dit,
}

impl Snapshot {
    /// The tree as it was.
    #[must_use]
    pub fn dit(&self) -> &Dit {
        &self.dit
    }
}

impl Dit {
    /// Keeps the present state. Takes a microsecond at any size.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { dit: self.clone() }
    }

    /// Goes back to a kept state: entries, suffixes and the indexes of that time. Returns the state
    /// that was there; dropping it frees what no one else holds, which takes longer than all
    /// the rest and needs no lock.
    ///
    /// [`Dit::version`] does not go back: what was remembered of another state is recognised as such.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Snapshot {
        let mut dit = snapshot.dit.clone();
        dit.version = self.version.max(snapshot.dit.version) + 1;
        let dit = std::mem::replace(self, dit);
        Snapshot { dit }
    }
}
