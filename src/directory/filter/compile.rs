//! From a filter to a [`Compiled`] one: attributes looked up, values normalised, extensible matches resolved.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use super::Truth;
use crate::{
    directory::{
        attribute::AttributeDescription,
        dn::Dn,
        matching::{Form, MatchingRule, normalize, substring::Pattern},
        schema::{AttributeType, ObjectClass, Schema},
    },
    wire::filter::{Filter, MatchingRuleAssertion, Substrings},
};

/// What an attribute that the schema does not know does to a filter item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UnknownAttribute {
    /// The item is Undefined, RFC 4511 section 4.5.1.7.
    #[default]
    Undefined,
    /// Its values are compared as text without case: for servers that do not check the schema.
    Text,
}

/// How a vendor reads filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Options {
    /// Undefined items count as False, so that their negation is True (Samba, recorded case `filter.unknown_attr_not`).
    pub two_valued: bool,
    /// See [`UnknownAttribute`].
    pub unknown_attribute: UnknownAttribute,
    /// Whether `:dn:` lets attributes of the DN take part (RFC 4511); Active Directory ignores it.
    pub dn_attributes: bool,
    /// Whether `(objectClass=person)` finds entries that only hold a subclass's name. Not needed, and slower, where
    /// entries hold every superclass.
    pub subclasses: bool,
    /// Whether attribute OIDs work as names (not on Samba, recorded case `filter.attr_oid`).
    pub attribute_oids: bool,
}

impl Default for Options {
    /// RFC 4511.
    fn default() -> Self {
        Self {
            two_valued: false,
            unknown_attribute: UnknownAttribute::Undefined,
            dn_attributes: true,
            subclasses: true,
            attribute_oids: true,
        }
    }
}

/// Entries of one version of a directory.
pub trait EntrySet: fmt::Debug + Send + Sync {
    /// Whether the entry of this name is in the set.
    fn contains(&self, dn: &Dn) -> bool;

    /// The entries' numbers in the directory, ascending, where they are known: an index that answers at once.
    fn numbers(&self) -> Option<&[u32]> {
        None
    }
}

/// A set of names, as [`Dn::normalized`] has them.
impl EntrySet for HashSet<String> {
    fn contains(&self, dn: &Dn) -> bool {
        Self::contains(self, dn.normalized())
    }
}

/// What an extensible match means, said by the server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Extensible {
    /// True for the entries of a set: a resolved chain.
    InSet(Arc<dyn EntrySet>),
    /// Every bit of the mask is set in a value of the assertion's attribute.
    BitAnd(i64),
    /// Any bit of the mask is set in a value of the assertion's attribute.
    BitOr(i64),
    /// An equality by the named rule, or by the attribute's own; Undefined if the rule is not known or is no equality rule.
    Equality,
    /// True for no entry; the negation is true for all.
    False,
    /// Neither it nor its negation is true.
    Undefined,
}

/// A filter that is ready to be evaluated on many entries.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub(super) root: Node,
}

/// Attribute names to ask for: the type, and its subtypes by SUP; with the options of the filter.
pub(super) type Attributes = Box<[Box<str>]>;

#[derive(Clone, Debug)]
pub(super) enum Node {
    Constant(Truth),
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Present(Attributes),
    Equality {
        attributes: Attributes,
        form: Form,
        value: Box<[u8]>,
    },
    OneOf {
        attributes: Attributes,
        form: Form,
        values: Vec<Box<[u8]>>,
    },
    Order {
        attributes: Attributes,
        form: Form,
        value: Box<[u8]>,
        wanted: Ordering,
    },
    Substrings {
        attributes: Attributes,
        pattern: Pattern,
    },
    BitAnd {
        attributes: Attributes,
        mask: i64,
    },
    BitOr {
        attributes: Attributes,
        mask: i64,
    },
    InSet(Arc<dyn EntrySet>),
    /// A pair of the DN is equal; any type without `names`.
    DnEquality {
        names: Option<Vec<String>>,
        form: Form,
        value: Box<[u8]>,
    },
    /// Any attribute of these types (lower case) is equal.
    AnyAttribute {
        types: HashSet<String>,
        form: Form,
        value: Box<[u8]>,
    },
}

/// Compiles a filter.
///
/// `extensible` is asked once for every extensible match. Approximate matches are equality matches (RFC 4511 section
/// 4.5.1.7.6). Nesting is as deep as the filter's, which its reader has bounded.
///
/// ```
/// use ldaplab::directory::filter::{Extensible, Options, compile, parse};
/// use ldaplab::directory::schema::Schema;
///
/// let filter = parse("(userAccountControl:1.2.840.113556.1.4.803:=2)").unwrap();
/// let compiled = compile(&filter, Schema::active_directory(), Options::default(), &mut |_| Extensible::BitAnd(2));
/// # let _ = compiled;
/// ```
#[must_use]
pub fn compile(
    filter: &Filter,
    schema: &Schema,
    options: Options,
    extensible: &mut dyn FnMut(&MatchingRuleAssertion) -> Extensible,
) -> Compiled {
    Compiled {
        root: Compiler {
            schema,
            options,
            extensible,
        }
        .filter(filter),
    }
}

pub(super) struct Compiler<'a> {
    pub(super) schema: &'a Schema,
    pub(super) options: Options,
    pub(super) extensible: &'a mut dyn FnMut(&MatchingRuleAssertion) -> Extensible,
}

/// An attribute description of the filter, looked up.
pub(super) struct Found<'a> {
    pub(super) attributes: Attributes,
    /// `None` for an unknown type that is compared as text.
    pub(super) kind: Option<&'a AttributeType>,
}

impl Found<'_> {
    pub(super) fn form(
        &self,
        rule: impl Fn(&AttributeType) -> Option<&'static MatchingRule>,
    ) -> Option<Form> {
        self.kind.map_or(Some(Form::CaseIgnore), |kind| {
            rule(kind).map(MatchingRule::form)
        })
    }
}

impl<'a> Compiler<'a> {
    fn filter(&mut self, filter: &Filter) -> Node {
        match filter {
            Filter::And(parts) => Node::And(parts.iter().map(|part| self.filter(part)).collect()),
            Filter::Or(parts) => Node::Or(parts.iter().map(|part| self.filter(part)).collect()),
            Filter::Not(part) => Node::Not(Box::new(self.filter(part))),
            item => self.item(item).unwrap_or_else(|| self.undefined()),
        }
    }

    fn undefined(&self) -> Node {
        Node::Constant(if self.options.two_valued {
            Truth::False
        } else {
            Truth::Undefined
        })
    }

    /// `None` is Undefined.
    fn item(&mut self, filter: &Filter) -> Option<Node> {
        match filter {
            Filter::Equality(attribute, value) | Filter::Approx(attribute, value) => {
                self.equality(attribute, value)
            }
            Filter::GreaterOrEqual(attribute, value) => {
                self.order(attribute, value, Ordering::Greater)
            }
            Filter::LessOrEqual(attribute, value) => self.order(attribute, value, Ordering::Less),
            Filter::Substrings(attribute, pieces) => self.substrings(attribute, pieces),
            Filter::Present(attribute) => Some(Node::Present(self.look_up(attribute)?.attributes)),
            Filter::Extensible(assertion) => self.extensible(assertion),
            Filter::And(_) | Filter::Or(_) | Filter::Not(_) => None,
        }
    }

    /// `None` for an unknown type, if such are Undefined.
    pub(super) fn look_up(&self, description: &str) -> Option<Found<'a>> {
        let written = AttributeDescription::split(description).attribute_type();
        let options = &description[written.len()..];
        let is_oid = written.starts_with(|first: char| first.is_ascii_digit());
        let kind = self
            .schema
            .attribute_type(written)
            .filter(|_| self.options.attribute_oids || !is_oid);
        let Some(kind) = kind else {
            let text = self.options.unknown_attribute == UnknownAttribute::Text;
            let known_form = AttributeDescription::parse(description).is_some();
            return (text && known_form).then(|| Found {
                attributes: [description.into()].into(),
                kind: None,
            });
        };
        let name = |kind: &AttributeType| format!("{}{options}", kind.name()).into_boxed_str();
        Some(Found {
            attributes: self.schema.subtypes(kind).map(name).collect(),
            kind: Some(kind),
        })
    }

    fn equality(&self, attribute: &str, value: &[u8]) -> Option<Node> {
        let found = self.look_up(attribute)?;
        let form = found.form(AttributeType::equality)?;
        self.equality_by(found, form, value)
    }

    pub(super) fn equality_by(&self, found: Found<'_>, form: Form, value: &[u8]) -> Option<Node> {
        let value = normalize(form, value)?;
        let attributes = found.attributes;
        if form == Form::ObjectIdentifier {
            let asserted = std::str::from_utf8(&value).ok()?;
            if self.is_unknown_class(found.kind, asserted) {
                return None;
            }
            let values = self.identifiers(found.kind, asserted);
            return Some(Node::OneOf {
                attributes,
                form,
                values,
            });
        }
        Some(Node::Equality {
            attributes,
            form,
            value: value.into(),
        })
    }

    /// Whether a name, not an OID, is that of no class: where subclasses are looked for, as slapd does, that is Undefined (measured on 2.5.13), and
    /// the OID of none is False; where names alone are compared it is False (recorded case `objectClass.nosuchclass`).
    fn is_unknown_class(&self, kind: Option<&AttributeType>, asserted: &str) -> bool {
        let is_name = !asserted.starts_with(|first: char| first.is_ascii_digit());
        kind.is_some_and(|kind| kind.oid() == "2.5.4.0")
            && is_name
            && self.options.subclasses
            && self.options.unknown_attribute == UnknownAttribute::Undefined
            && self.schema.object_class(asserted).is_none()
    }

    /// The normal forms of every spelling of an OID: its names, the OID, for objectClass those of subclasses too.
    fn identifiers(&self, kind: Option<&AttributeType>, asserted: &str) -> Vec<Box<[u8]>> {
        let spellings = |oid: &str, names: &[String]| -> Vec<Box<[u8]>> {
            let all = names.iter().map(String::as_str).chain([oid]);
            all.map(|name| name.to_ascii_lowercase().into_bytes().into_boxed_slice())
                .collect()
        };
        let is_class = kind.is_some_and(|kind| matches!(kind.oid(), "2.5.4.0" | "2.5.21.9"));
        if is_class && let Some(class) = self.schema.object_class(asserted) {
            let mut values = spellings(class.oid(), class.names());
            if self.options.subclasses {
                let below =
                    |other: &&ObjectClass| other.oid() != class.oid() && other.descends_from(class);
                values.extend(
                    self.schema
                        .object_classes()
                        .filter(below)
                        .flat_map(|other| spellings(other.oid(), other.names())),
                );
            }
            return values;
        }
        match self.schema.attribute_type(asserted) {
            Some(kind) if !is_class => spellings(kind.oid(), kind.names()),
            _ => vec![asserted.as_bytes().into()],
        }
    }

    fn order(&self, attribute: &str, value: &[u8], wanted: Ordering) -> Option<Node> {
        let found = self.look_up(attribute)?;
        let form = found.form(AttributeType::ordering)?;
        let value = normalize(form, value)?.into();
        Some(Node::Order {
            attributes: found.attributes,
            form,
            value,
            wanted,
        })
    }

    fn substrings(&self, attribute: &str, pieces: &Substrings) -> Option<Node> {
        let found = self.look_up(attribute)?;
        let pattern = Pattern::new(found.form(AttributeType::substrings)?, pieces)?;
        Some(Node::Substrings {
            attributes: found.attributes,
            pattern,
        })
    }
}
