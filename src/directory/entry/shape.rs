//! Which attributes an entry has: entries of one kind share the list.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use super::description::Description;

/// The descriptions of an entry's attributes, in the order in which they came. A directory has each list once, however many entries
/// have it, so that an entry holds but a reference to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape(Vec<Description>);

/// So many times four steps from one list to the next are remembered: more take each other's places.
const PLACES: usize = 128;

/// Longer lists are hardly ever shared, and would cost the more the longer they are.
const SHARED: usize = 48;

/// From a list to the one with another description at its end.
struct Step {
    from: Arc<Shape>,
    with: Description,
    to: Arc<Shape>,
}

type Place = [Option<Step>; 4];

thread_local! {
    static KNOWN: RefCell<[Place; PLACES]> = const { RefCell::new([const { [const { None }; 4] }; PLACES]) };
}

impl Shape {
    pub(in crate::directory) fn new(descriptions: Vec<Description>) -> Self {
        Self(descriptions)
    }

    /// The list of an entry without attributes.
    pub(super) fn empty() -> Arc<Self> {
        static EMPTY: LazyLock<Arc<Shape>> = LazyLock::new(Arc::default);
        Arc::clone(&EMPTY)
    }

    pub(in crate::directory) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::directory) fn descriptions(&self) -> &[Description] {
        &self.0
    }

    /// Where the attribute of exactly this description is; case does not matter.
    pub(super) fn find(&self, description: &str) -> Option<usize> {
        self.0.iter().position(|own| own.is(description))
    }

    /// Goes on to the list with one more description. Entries to which the same ones come in the same order have the same list.
    pub(super) fn push(self: &mut Arc<Self>, description: Description) {
        if self.len() >= SHARED || !description.is_short() {
            return Arc::make_mut(self).0.push(description);
        }
        // Addresses of what was allocated differ from their fifth bit on.
        let mixed = Arc::as_ptr(self).addr() / 16 * 31 + description.address() / 16;
        KNOWN.with_borrow_mut(|known| {
            let place = &mut known[(mixed ^ (mixed >> 7)) % PLACES];
            let is_it =
                |step: &&Step| Arc::ptr_eq(&step.from, self) && step.with.is_same(&description);
            if let Some(step) = place.iter().flatten().find(is_it) {
                *self = Arc::clone(&step.to);
                return;
            }
            let mut longer = Vec::with_capacity(self.len() + 1);
            longer.extend_from_slice(&self.0);
            longer.push(description.clone());
            let to = Arc::new(Self(longer));
            let from = std::mem::replace(self, Arc::clone(&to));
            // The oldest goes.
            place.rotate_right(1);
            place[0] = Some(Step {
                from,
                with: description,
                to,
            });
        });
    }

    pub(super) fn remove(self: &mut Arc<Self>, at: usize) {
        Arc::make_mut(self).0.remove(at);
    }
}
