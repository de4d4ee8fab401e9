//! The attribute descriptions of a directory, numbered as entries with them come in.

use std::collections::HashMap;

use crate::directory::{entry::Description, schema::NameHash};

/// What a directory knows of each description that its entries have had. Nothing asked for, only what was written, is in it.
#[derive(Clone, Default)]
pub(super) struct Names {
    numbers: HashMap<Box<str>, u32, NameHash>,
    /// Number 1 is the first.
    rows: Vec<Row>,
}

#[derive(Clone)]
struct Row {
    description: Description,
    /// The place of the type's index, once it was asked for.
    slot: Option<Option<usize>>,
}

impl Names {
    /// Whether the description is this directory's own.
    pub(super) fn owns(&self, description: &Description) -> bool {
        let row = (description.number() as usize).checked_sub(1);
        let row = row.and_then(|at| self.rows.get(at));
        row.is_some_and(|row| row.description.is_same(description))
    }

    /// The directory's own description of the same spelling.
    pub(super) fn find(&self, description: &Description) -> Option<&Description> {
        let number = *self.numbers.get(description.as_str())?;
        Some(&self.rows[number as usize - 1].description)
    }

    /// Gives a spelling the next number.
    pub(super) fn add(&mut self, text: &str) -> Description {
        let number = self.rows.len() as u32 + 1;
        let description = Description::numbered(text, number);
        self.numbers.insert(text.into(), number);
        self.rows.push(Row {
            description: description.clone(),
            slot: None,
        });
        description
    }

    /// The place of the index of a description's type, if it is known.
    pub(super) fn slot(&self, number: usize) -> Option<Option<usize>> {
        self.rows.get(number.checked_sub(1)?)?.slot
    }

    pub(super) fn set_slot(&mut self, number: usize, slot: Option<usize>) {
        let row = number.checked_sub(1).and_then(|at| self.rows.get_mut(at));
        if let Some(row) = row {
            row.slot = Some(slot);
        }
    }

    /// Forgets which types have no index.
    pub(super) fn forget_slots(&mut self) {
        for row in &mut self.rows {
            row.slot = None;
        }
    }
}
