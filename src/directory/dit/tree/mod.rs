//! An ordered map that versions share: a B+ tree whose nodes are copied only while a version holds them.
//!
//! Cloning costs one reference count. A write copies the path to its leaf if a clone still
//! holds it, and else changes it in place.

#[cfg(test)]
mod tests;

use std::mem;
use std::sync::Arc;

/// A node with more parts than this is split. With keys of sixteen bytes it stays below a
/// kilobyte, up to which allocators are quick.
const FULL: usize = 60;

/// How many parts a node gets that is built from sorted pairs, so that not every write splits one.
const BUILT: usize = 56;

/// Below this a node is joined with its neighbour if the two together fill at most half a node.
const SPARSE: usize = FULL / 4;

/// A map from small keys to values, in the order of the keys.
#[derive(Clone)]
pub(super) struct Tree<K, V = ()> {
    root: Arc<Node<K, V>>,
    len: usize,
}

#[derive(Clone)]
enum Node<K, V> {
    Leaf {
        keys: Vec<K>,
        values: Vec<V>,
    },
    /// `keys[i]` is where `children[i]` starts; the first is never looked at.
    Inner {
        keys: Vec<K>,
        children: Vec<Arc<Self>>,
    },
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        let (keys, values) = (Vec::new(), Vec::new());
        Self {
            root: Arc::new(Node::Leaf { keys, values }),
            len: 0,
        }
    }
}

impl<K: Copy + Ord, V: Clone> Tree<K, V> {
    /// A tree of pairs that come in ascending order, each key once.
    pub(super) fn from_sorted(pairs: impl ExactSizeIterator<Item = (K, V)>) -> Self {
        let len = pairs.len();
        let mut pairs = pairs.peekable();
        let mut level = Vec::with_capacity(len / BUILT + 1);
        while let Some(&(first, _)) = pairs.peek() {
            // Room for what will come: growing later costs more than all the rest of a write.
            let (mut keys, mut values) =
                (Vec::with_capacity(FULL + 1), Vec::with_capacity(FULL + 1));
            for (key, value) in pairs.by_ref().take(BUILT) {
                keys.push(key);
                values.push(value);
            }
            level.push((first, Arc::new(Node::Leaf { keys, values })));
        }
        while level.len() > 1 {
            let nodes = level.chunks(BUILT).map(|nodes| {
                let (keys, children) = nodes.iter().cloned().unzip();
                (nodes[0].0, Arc::new(Node::Inner { keys, children }))
            });
            level = nodes.collect();
        }
        level
            .pop()
            .map_or_else(Self::default, |(_, root)| Self { root, len })
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let mut node = &*self.root;
        loop {
            match node {
                Node::Inner { keys, children } => node = &children[child_of(keys, key)],
                Node::Leaf { keys, values } => return Some(&values[find(keys, key).ok()?]),
            }
        }
    }

    pub(super) fn contains(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Puts a value in; returns the one that was there.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (old, split) = Arc::make_mut(&mut self.root).insert(key, value);
        if let Some((middle, right)) = split {
            let left = mem::replace(&mut self.root, Arc::clone(&right));
            self.root = Arc::new(Node::Inner {
                keys: vec![middle, middle],
                children: vec![left, right],
            });
        }
        self.len += usize::from(old.is_none());
        old
    }

    /// Takes a value out.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let old = Arc::make_mut(&mut self.root).remove(key)?;
        self.len -= 1;
        while let Node::Inner { children, .. } = &*self.root
            && children.len() == 1
        {
            self.root = Arc::clone(&children[0]);
        }
        Some(old)
    }

    /// Everything, in order.
    pub(super) fn iter(&self) -> From<'_, K, V> {
        From {
            above: vec![(std::slice::from_ref(&self.root), 0)],
            leaf: (&[], &[]),
        }
    }

    /// Everything from `start` on, in order.
    pub(super) fn from(&self, start: &K) -> From<'_, K, V> {
        let mut above = Vec::new();
        let mut node = &*self.root;
        loop {
            match node {
                Node::Inner { keys, children } => {
                    let at = child_of(keys, start);
                    above.push((&children[..], at + 1));
                    node = &children[at];
                }
                Node::Leaf { keys, values } => {
                    let at = find(keys, start).unwrap_or_else(|at| at);
                    let leaf = (&keys[at..], &values[at..]);
                    return From { above, leaf };
                }
            }
        }
    }
}

impl<K: Copy + Ord, V: Clone> Node<K, V> {
    /// The value that was there, and the right half with its first key if the node became too full.
    fn insert(&mut self, key: K, value: V) -> (Option<V>, Option<(K, Arc<Self>)>) {
        let old = match self {
            Self::Leaf { keys, values } => match find(keys, &key) {
                Ok(at) => Some(mem::replace(&mut values[at], value)),
                Err(at) => {
                    put(keys, at, key);
                    put(values, at, value);
                    None
                }
            },
            Self::Inner { keys, children } => {
                let at = child_of(keys, &key);
                let (old, split) = Arc::make_mut(&mut children[at]).insert(key, value);
                if let Some((middle, right)) = split {
                    put(keys, at + 1, middle);
                    put(children, at + 1, right);
                }
                old
            }
        };
        (old, self.split())
    }

    fn split(&mut self) -> Option<(K, Arc<Self>)> {
        // In ascending order nothing comes to the left half any more.
        let cut = |len: usize| len * 3 / 4;
        let right = match self {
            Self::Leaf { keys, values } if keys.len() > FULL => {
                let at = cut(keys.len());
                let (keys, values) = (keys.split_off(at), values.split_off(at));
                Self::Leaf { keys, values }
            }
            Self::Inner { keys, children } if keys.len() > FULL => {
                let at = cut(keys.len());
                let (keys, children) = (keys.split_off(at), children.split_off(at));
                Self::Inner { keys, children }
            }
            _ => return None,
        };
        Some((right.keys()[0], Arc::new(right)))
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        match self {
            Self::Leaf { keys, values } => {
                let at = find(keys, key).ok()?;
                keys.remove(at);
                Some(values.remove(at))
            }
            Self::Inner { keys, children } => {
                let at = child_of(keys, key);
                let old = Arc::make_mut(&mut children[at]).remove(key)?;
                if children[at].keys().len() < SPARSE && children.len() > 1 {
                    let left = at.saturating_sub(1);
                    let both = children[left].keys().len() + children[left + 1].keys().len();
                    if both <= FULL / 2 || children[at].keys().is_empty() {
                        let right = children.remove(left + 1);
                        let middle = keys.remove(left + 1);
                        Arc::make_mut(&mut children[left]).join(&right, middle);
                    }
                }
                Some(old)
            }
        }
    }

    /// Appends the parts of the neighbour on the right, whose keys start at `first`.
    fn join(&mut self, right: &Self, first: K) {
        match (self, right) {
            (Self::Leaf { keys, values }, Self::Leaf { keys: k, values: v }) => {
                keys.extend_from_slice(k);
                values.extend_from_slice(v);
            }
            (
                Self::Inner { keys, children },
                Self::Inner {
                    keys: k,
                    children: c,
                },
            ) => {
                let seam = keys.len();
                keys.extend_from_slice(k);
                keys[seam] = first;
                children.extend_from_slice(c);
            }
            _ => unreachable!("neighbours are of one level"),
        }
    }

    fn keys(&self) -> &[K] {
        match self {
            Self::Leaf { keys, .. } | Self::Inner { keys, .. } => keys,
        }
    }
}

/// Inserts into a list that never gets longer than a node that is about to be split.
fn put<T>(parts: &mut Vec<T>, at: usize, part: T) {
    if parts.len() == parts.capacity() {
        let room = parts.len().max(4);
        parts.reserve_exact(room.min(FULL + 1 - parts.len()));
    }
    parts.insert(at, part);
}

fn child_of<K: Ord>(keys: &[K], key: &K) -> usize {
    match find(&keys[1..], key) {
        Ok(at) => at + 1,
        Err(at) => at,
    }
}

/// The place of a key in a node, or where it belongs.
///
/// Steps through the node instead of halving it: the reads do not wait for one another, which
/// counts when the node is not in the processor's cache.
fn find<K: Ord>(keys: &[K], key: &K) -> Result<usize, usize> {
    const STEP: usize = 8;
    let steps = keys.chunks_exact(STEP);
    let passed = steps.take_while(|step| step[STEP - 1] < *key).count() * STEP;
    let within = keys[passed..].iter().take_while(|own| *own < key).count();
    let at = passed + within;
    match keys.get(at) {
        Some(own) if own == key => Ok(at),
        _ => Err(at),
    }
}

type Children<'a, K, V> = &'a [Arc<Node<K, V>>];

/// An iterator over a tree from some key on.
#[derive(Clone)]
pub(super) struct From<'a, K, V> {
    /// The children of each inner node on the way down, and the next of them.
    above: Vec<(Children<'a, K, V>, usize)>,
    leaf: (&'a [K], &'a [V]),
}

impl<'a, K, V> Iterator for From<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let ([key, keys @ ..], [value, values @ ..]) = self.leaf {
                self.leaf = (keys, values);
                return Some((key, value));
            }
            let (children, next) = self.above.last_mut()?;
            let Some(child) = children.get(*next) else {
                self.above.pop();
                continue;
            };
            *next += 1;
            match &**child {
                Node::Inner { children, .. } => self.above.push((children, 0)),
                Node::Leaf { keys, values } => self.leaf = (keys, values),
            }
        }
    }
}
