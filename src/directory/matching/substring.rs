//! Substring assertions, RFC 4517 section 4.2.6 and its siblings.

use std::borrow::Cow;

use super::normal::{Form, normalize};
use super::prepare::{self, Case};
use crate::wire::filter::Substrings;

/// A substring assertion whose pieces are prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    form: Form,
    initial: Vec<u8>,
    any: Vec<Vec<u8>>,
    last: Vec<u8>,
}

impl Pattern {
    /// Prepares the pieces; `None` if a piece cannot be part of such a value, or if there is no piece,
    /// which makes the assertion Undefined.
    #[must_use]
    pub fn new(form: Form, pieces: &Substrings) -> Option<Self> {
        let has_piece = pieces.initial.is_some() || pieces.last.is_some() || !pieces.any.is_empty();
        if !has_piece {
            return None;
        }
        let piece = |value: &Option<Vec<u8>>, place| {
            value
                .as_ref()
                .map_or(Some(Vec::new()), |value| prepare_piece(form, value, place))
        };
        Some(Self {
            form,
            initial: piece(&pieces.initial, Place::Initial)?,
            any: pieces
                .any
                .iter()
                .map(|value| prepare_piece(form, value, Place::Any))
                .collect::<Option<_>>()?,
            last: piece(&pieces.last, Place::Last)?,
        })
    }

    /// Whether a stored value fits.
    #[must_use]
    pub fn matches(&self, value: &[u8]) -> bool {
        let value = match self.form {
            Form::DistinguishedName
            | Form::Integer
            | Form::Integer32
            | Form::Integer64
            | Form::Time => Cow::Borrowed(value),
            form => match normalize(form, value) {
                Some(value) => value,
                None => return false,
            },
        };
        let Some(mut rest) = value.strip_prefix(self.initial.as_slice()) else {
            return false;
        };
        for piece in &self.any {
            let Some(at) = find(rest, piece) else {
                return false;
            };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(&self.last)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Initial,
    Any,
    Last,
}

/// Folds case; runs of spaces become one, and only the outer end of an initial or last piece loses its spaces.
fn prepare_piece(form: Form, value: &[u8], place: Place) -> Option<Vec<u8>> {
    let case = match form {
        Form::CaseIgnore | Form::CaseIgnoreList => Case::Ignore,
        Form::CaseExact => Case::Exact,
        Form::Octets => return Some(value.to_vec()),
        Form::Numeric | Form::Telephone => return Some(normalize(form, value)?.into_owned()),
        _ => return None,
    };
    let text = std::str::from_utf8(value).ok()?;
    let mut out = String::with_capacity(text.len());
    prepare::mapped(text, case, |character| {
        let superfluous =
            character == ' ' && (out.ends_with(' ') || (out.is_empty() && place == Place::Initial));
        if !superfluous {
            out.push(character);
        }
    });
    if place == Place::Last && out.ends_with(' ') {
        out.pop();
    }
    Some(out.into_bytes())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let Some((&first, tail)) = needle.split_first() else {
        return Some(0);
    };
    let mut from = 0;
    loop {
        let at = from + haystack[from..].iter().position(|&byte| byte == first)?;
        if haystack[at + 1..].starts_with(tail) {
            return Some(at);
        }
        from = at + 1;
    }
}
