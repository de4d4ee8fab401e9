//! What an index can answer of a filter.

use std::sync::Arc;

use super::compile::{Compiled, EntrySet, Node};
use crate::directory::matching::Form;

/// Entries with this value, for an index by attribute and normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term<'a> {
    /// The attribute type's first name in the schema; never with options.
    pub attribute: &'a str,
    /// The form of the index that answers.
    pub form: Form,
    /// The value in that form.
    pub value: &'a [u8],
}

/// A condition that every matching entry fulfils, and that an index can answer.
#[derive(Clone, Debug)]
pub enum Choice<'a> {
    /// At least one of the terms holds.
    Terms(Vec<Term<'a>>),
    /// The entry is in this set, which knows its entries' numbers.
    Set(&'a Arc<dyn EntrySet>),
}

impl Compiled {
    /// The top-level conditions of the filter that indexes can answer. Every matching entry fulfils all of them; the
    /// cheapest one is enough to find the candidates, on which the filter is then evaluated. Empty if no index helps.
    ///
    /// ```
    /// use ldaplab::directory::filter::{Choice, Extensible, Options, compile, parse};
    /// use ldaplab::directory::schema::Schema;
    ///
    /// let filter = parse("(&(uid=Ada)(|(mail=a@b)(mail=c@d)))").unwrap();
    /// let compiled = compile(&filter, Schema::standard(), Options::default(), &mut |_| Extensible::Undefined);
    /// let choices = compiled.candidates();
    /// assert!(matches!(&choices[0], Choice::Terms(terms) if terms[0].attribute == "uid" && terms[0].value == b"ada"));
    /// assert!(matches!(&choices[1], Choice::Terms(terms) if terms.len() == 2));
    /// ```
    #[must_use]
    pub fn candidates(&self) -> Vec<Choice<'_>> {
        let mut choices = Vec::new();
        collect(&self.root, &mut choices);
        choices
    }
}

fn collect<'a>(node: &'a Node, choices: &mut Vec<Choice<'a>>) {
    match node {
        Node::And(parts) => parts.iter().for_each(|part| collect(part, choices)),
        Node::InSet(set) => {
            if set.numbers().is_some() {
                choices.push(Choice::Set(set));
            }
        }
        node => {
            let mut terms = Vec::new();
            if alternatives(node, &mut terms) {
                choices.push(Choice::Terms(terms));
            }
        }
    }
}

/// Whether the terms added cover every entry that the node matches.
fn alternatives<'a>(node: &'a Node, terms: &mut Vec<Term<'a>>) -> bool {
    let mut add = |attributes: &'a [Box<str>], form, value: &'a [u8]| {
        for attribute in attributes {
            terms.push(Term {
                attribute,
                form,
                value,
            });
        }
        attributes.iter().all(|attribute| !attribute.contains(';'))
    };
    match node {
        Node::Equality {
            attributes,
            form,
            value,
        } => add(attributes, *form, value),
        Node::OneOf {
            attributes,
            form,
            values,
        } => values.iter().all(|value| add(attributes, *form, value)),
        Node::Or(parts) => parts.iter().all(|part| alternatives(part, terms)),
        // The cheapest part of an inner AND is not known here; the first that an index answers will do.
        Node::And(parts) => parts.iter().any(|part| {
            let before = terms.len();
            let covered = alternatives(part, terms);
            if !covered {
                terms.truncate(before);
            }
            covered
        }),
        // Matches nothing.
        Node::Constant(truth) => *truth != super::Truth::True,
        _ => false,
    }
}
