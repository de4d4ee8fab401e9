//! Extensible matches, RFC 4511 section 4.5.1.7.7.

use std::collections::HashSet;

use super::Truth;
use super::compile::{Compiler, Extensible, Found, Node};
use crate::{
    directory::{
        matching::{
            Form, normalize,
            rule::{Kind, MatchingRule},
        },
        schema::AttributeType,
    },
    wire::filter::MatchingRuleAssertion,
};

impl Compiler<'_> {
    /// `None` is Undefined.
    pub(super) fn extensible(&mut self, assertion: &MatchingRuleAssertion) -> Option<Node> {
        match (self.extensible)(assertion) {
            Extensible::InSet(names) => Some(Node::InSet(names)),
            Extensible::BitAnd(mask) => {
                let attributes = self.look_up(assertion.attribute.as_deref()?)?.attributes;
                Some(Node::BitAnd { attributes, mask })
            }
            Extensible::BitOr(mask) => {
                let attributes = self.look_up(assertion.attribute.as_deref()?)?.attributes;
                Some(Node::BitOr { attributes, mask })
            }
            Extensible::Equality => self.by_rule(assertion),
            Extensible::False => Some(Node::Constant(Truth::False)),
            Extensible::Undefined => None,
        }
    }

    /// An extensible match that is an equality, RFC 4511 section 4.5.1.7.7.
    fn by_rule(&self, assertion: &MatchingRuleAssertion) -> Option<Node> {
        let rule = match &assertion.rule {
            None => None,
            Some(name) => {
                Some(MatchingRule::find(name).filter(|rule| rule.kind() == Kind::Equality)?)
            }
        };
        let in_dn = assertion.dn_attributes && self.options.dn_attributes;
        let found = match &assertion.attribute {
            None => None,
            Some(attribute) => Some(self.look_up(attribute)?),
        };
        let form = match (rule, &found) {
            (Some(rule), _) => rule.form(),
            (None, Some(found)) => found.form(AttributeType::equality)?,
            (None, None) => return None,
        };
        let value: Box<[u8]> = normalize(form, &assertion.value)?.into();
        let names = found.as_ref().map(|found| self.dn_names(found));
        let in_entry = match found {
            Some(found) => self.equality_by(found, form, &assertion.value)?,
            None => Node::AnyAttribute {
                types: self.types_with(rule?),
                form,
                value: value.clone(),
            },
        };
        if !in_dn {
            return Some(in_entry);
        }
        Some(Node::Or(vec![
            in_entry,
            Node::DnEquality { names, form, value },
        ]))
    }

    /// Every spelling under which the attribute can stand in a DN.
    fn dn_names(&self, found: &Found<'_>) -> Vec<String> {
        match found.kind {
            None => found
                .attributes
                .iter()
                .map(|name| name.to_string())
                .collect(),
            Some(kind) => self
                .schema
                .subtypes(kind)
                .flat_map(|kind| {
                    kind.names()
                        .iter()
                        .cloned()
                        .chain([kind.oid().to_owned(), format!("OID.{}", kind.oid())])
                })
                .collect(),
        }
    }

    /// The attribute types that a rule applies to: those whose own equality rule compares in a form of the same family.
    fn types_with(&self, rule: &MatchingRule) -> HashSet<String> {
        let text = |form| matches!(form, Form::CaseIgnore | Form::CaseExact);
        let applies = |kind: &&AttributeType| {
            kind.equality().is_some_and(|own| {
                own.form() == rule.form() || (text(own.form()) && text(rule.form()))
            })
        };
        self.schema
            .attribute_types()
            .filter(applies)
            .map(|kind| kind.name().to_ascii_lowercase())
            .collect()
    }
}
