//! Evaluation in three values, RFC 4511 section 4.5.1.7.

use std::sync::Arc;

use super::{
    Truth,
    compile::{Attributes, Compiled, EntrySet, Node},
};
use crate::directory::{
    dn::Dn,
    matching::{equal, integer, normalize, order},
};

/// What a filter is evaluated on: an entry, with whatever the server computes.
///
/// An attribute is asked for by the type's first name in the schema (or as the filter wrote an unknown one), with
/// the filter's options behind it. The subject compares names without case and includes values of descriptions with
/// more options ([`AttributeDescription::covers`](crate::directory::attribute::AttributeDescription::covers)).
pub trait Subject {
    /// The entry's name.
    fn dn(&self) -> &Dn;

    /// Whether `test` is true for any value of the attribute; stops at the first.
    fn any_value(&self, attribute: &str, test: &mut dyn FnMut(&[u8]) -> bool) -> bool;

    /// Whether it is known that an item is true: an index named the entry by it. `attribute` is the equality's.
    fn settles(&self, item: Item, attribute: Option<&str>) -> bool {
        let _ = (attribute, item);
        false
    }

    /// Whether the attribute has a value.
    fn has(&self, attribute: &str) -> bool {
        self.any_value(attribute, &mut |_| true)
    }

    /// Whether `test` is true for any attribute's value: for extensible matches that name only a rule.
    fn any_attribute(&self, test: &mut dyn FnMut(&str, &[u8]) -> bool) -> bool {
        let _ = test;
        false
    }
}

/// An item of a compiled filter, told from the others by where its value lies: of use as long as that filter lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item(usize);

impl Item {
    /// The item with this very value; `None` for an empty one, which lies nowhere.
    pub(in crate::directory) fn of(value: &[u8]) -> Option<Self> {
        (!value.is_empty()).then(|| Self(value.as_ptr().addr()))
    }

    /// The item with this very set.
    pub(in crate::directory) fn of_set(set: &Arc<dyn EntrySet>) -> Self {
        Self(Arc::as_ptr(set).addr())
    }
}

impl Compiled {
    /// What the filter says of an entry.
    #[must_use]
    pub fn evaluate(&self, subject: &dyn Subject) -> Truth {
        node(&self.root, subject)
    }

    /// Whether the entry belongs into the result: the filter is [`Truth::True`].
    #[must_use]
    pub fn matches(&self, subject: &dyn Subject) -> bool {
        self.evaluate(subject) == Truth::True
    }
}

fn node(filter: &Node, subject: &dyn Subject) -> Truth {
    match filter {
        Node::Constant(truth) => *truth,
        Node::And(parts) => join(parts, subject, Truth::False, Truth::True),
        Node::Or(parts) => join(parts, subject, Truth::True, Truth::False),
        Node::Not(part) => !node(part, subject),
        Node::Present(attributes) => attributes
            .iter()
            .any(|attribute| subject.has(attribute))
            .into(),
        Node::Equality {
            attributes,
            form,
            value,
        } => {
            let settled = Item::of(value).zip(attributes.first());
            let settled = settled.is_some_and(|(item, first)| subject.settles(item, Some(first)));
            (settled || any(subject, attributes, &mut |own| equal(*form, value, own))).into()
        }
        Node::OneOf {
            attributes,
            form,
            values,
        } => any(subject, attributes, &mut |own| {
            values.iter().any(|value| equal(*form, value, own))
        })
        .into(),
        Node::Order {
            attributes,
            form,
            value,
            wanted,
        } => any(subject, attributes, &mut |own| {
            normalize(*form, own).is_some_and(|own| {
                let ordering = order(*form, &own, value);
                ordering.is_eq() || ordering == *wanted
            })
        })
        .into(),
        Node::Substrings {
            attributes,
            pattern,
        } => any(subject, attributes, &mut |own| pattern.matches(own)).into(),
        Node::BitAnd { attributes, mask } => {
            any(subject, attributes, &mut |own| integer::bit_and(own, *mask)).into()
        }
        Node::BitOr { attributes, mask } => {
            any(subject, attributes, &mut |own| integer::bit_or(own, *mask)).into()
        }
        Node::InSet(set) => {
            (subject.settles(Item::of_set(set), None) || set.contains(subject.dn())).into()
        }
        Node::DnEquality { names, form, value } => subject
            .dn()
            .rdns()
            .any(|rdn| {
                rdn.pairs().any(|(attribute, own)| {
                    names.as_ref().is_none_or(|names| {
                        names
                            .iter()
                            .any(|name| name.eq_ignore_ascii_case(attribute))
                    }) && equal(*form, value, own)
                })
            })
            .into(),
        Node::AnyAttribute { types, form, value } => subject
            .any_attribute(&mut |attribute, own| {
                let kind = attribute.split(';').next().unwrap_or_default();
                types.contains(&kind.to_ascii_lowercase()) && equal(*form, value, own)
            })
            .into(),
    }
}

/// The first `decisive` part decides; without one, any Undefined part makes the whole Undefined.
fn join(parts: &[Node], subject: &dyn Subject, decisive: Truth, otherwise: Truth) -> Truth {
    let mut result = otherwise;
    for part in parts {
        match node(part, subject) {
            truth if truth == decisive => return decisive,
            Truth::Undefined => result = Truth::Undefined,
            _ => {}
        }
    }
    result
}

fn any(
    subject: &dyn Subject,
    attributes: &Attributes,
    test: &mut dyn FnMut(&[u8]) -> bool,
) -> bool {
    attributes
        .iter()
        .any(|attribute| subject.any_value(attribute, test))
}
