//! What is left of names that had to make room: their counts, by a hash of the name.

use std::hash::{BuildHasher, RandomState};

use super::{FORGOTTEN, Kept, Key, MOST_FAILURES};

/// Places for traces, in sets that a name can be in one of: 131,072 in all.
const SETS: usize = 16_384;
const PLACES: usize = 8;
/// Buckets for those that had to make room here, too.
const BUCKETS: usize = 4_096;
/// The most failures that a name begins with because of its bucket, which it shares: so that nobody is shut out for one mistake.
const SHARED: u32 = MOST_FAILURES - 2;

#[derive(Clone, Copy, Default)]
struct Trace {
    /// The hash of the name.
    of: u64,
    kept: Kept,
}

/// The traces. Without any they take no memory.
pub(super) struct Traces {
    sets: Vec<[Trace; PLACES]>,
    buckets: Vec<Kept>,
    most: usize,
    hasher: RandomState,
}

impl Default for Traces {
    fn default() -> Self {
        Self::new(SETS)
    }
}

impl Traces {
    pub(super) fn new(most: usize) -> Self {
        Self {
            sets: Vec::new(),
            buckets: Vec::new(),
            most,
            hasher: RandomState::new(),
        }
    }

    fn hash(&self, key: &Key) -> u64 {
        self.hasher.hash_one(key)
    }

    /// A name goes, and leaves its count.
    pub(super) fn leave(&mut self, key: &Key, kept: Kept, now: u64) {
        if self.sets.is_empty() {
            self.sets = vec![Default::default(); self.most];
            self.buckets = vec![Kept::default(); BUCKETS];
        }
        let of = self.hash(key);
        let set = &mut self.sets[of as usize % self.most];
        let least = |trace: &&mut Trace| {
            let kept = trace.kept.aged(now);
            (kept.failures, kept.last)
        };
        let Some(place) = set.iter_mut().min_by_key(least) else {
            return;
        };
        let out = std::mem::replace(place, Trace { of, kept });
        let kept = out.kept.aged(now);
        if kept.failures > 0 {
            let bucket = &mut self.buckets[bucket_of(out.of)];
            let before = bucket.aged(now);
            bucket.failures = before.failures.max(kept.failures.min(SHARED));
            bucket.last = before.last.max(kept.last);
        }
    }

    /// What a name begins with.
    pub(super) fn seen(&self, key: &Key, now: u64) -> Kept {
        let of = self.hash(key);
        let Some(set) = self.sets.get(of as usize % self.most) else {
            return Kept::default();
        };
        match set.iter().find(|trace| trace.of == of) {
            Some(trace) if trace.kept.failures > 0 => trace.kept.aged(now),
            _ => self.buckets[bucket_of(of)].aged(now),
        }
    }

    /// The same, and what it left is taken away.
    pub(super) fn take(&mut self, key: &Key, now: u64) -> Kept {
        let (seen, of) = (self.seen(key, now), self.hash(key));
        if let Some(set) = self.sets.get_mut(of as usize % self.most)
            && let Some(trace) = set.iter_mut().find(|trace| trace.of == of)
        {
            *trace = Trace::default();
        }
        seen
    }
}

fn bucket_of(hash: u64) -> usize {
    (hash >> 32) as usize % BUCKETS
}

impl Kept {
    /// What is left of it now.
    pub(super) fn aged(self, now: u64) -> Self {
        match now >= self.last.saturating_add(FORGOTTEN) {
            true => Self::default(),
            false => self,
        }
    }
}
