//! What the classes of an entry say together of its attributes, RFC 4512 sections 2.4 and 4.1.

use std::collections::HashSet;

use super::{AttributeType, ClassKind, ObjectClass, Schema, lookup::NameHash};

/// The classes of an entry with their superclasses, taken together.
///
/// ```
/// use ldaplab::directory::schema::Schema;
///
/// let schema = Schema::standard();
/// let person = schema.content(["person"]);
/// assert_eq!(person.structural().unwrap().name(), "person");
/// let required: Vec<&str> = person.required().map(|(_, attribute)| attribute).collect();
/// assert_eq!(required, ["sn", "cn", "objectClass"]);
/// assert!(!person.allows(schema.attribute_type("mail").unwrap()));
/// ```
#[derive(Clone, Debug)]
pub struct Content<'s> {
    schema: &'s Schema,
    classes: Vec<&'s ObjectClass>,
    unknown: Vec<String>,
    allowed: HashSet<&'s str, NameHash>,
    anything: bool,
    structural: Option<&'s ObjectClass>,
    broken: Option<(&'s ObjectClass, &'s ObjectClass)>,
}

impl Schema {
    /// What classes say together, named in any case or by OID.
    pub fn content<'c>(&self, names: impl IntoIterator<Item = &'c str>) -> Content<'_> {
        let (mut classes, mut unknown): (Vec<&ObjectClass>, Vec<String>) = (Vec::new(), Vec::new());
        for name in names {
            let chain = self.superclass_chain(name);
            if chain.is_empty() {
                unknown.push(name.to_owned());
            }
            for class in chain {
                if !classes.iter().any(|known| known.oid() == class.oid()) {
                    classes.push(class);
                }
            }
        }
        let named = classes
            .iter()
            .flat_map(|class| class.must().iter().chain(class.may()));
        let allowed = named
            .filter_map(|name| self.attribute_type(name))
            .map(AttributeType::oid)
            .collect();
        let anything = classes
            .iter()
            .any(|class| class.name().eq_ignore_ascii_case("extensibleObject"));
        let mut chain: Vec<&ObjectClass> = classes
            .iter()
            .filter(|class| class.kind() == ClassKind::Structural)
            .copied()
            .collect();
        chain.sort_by_key(|class| std::cmp::Reverse(self.superclass_chain(class.name()).len()));
        let structural = chain.first().copied();
        let broken = structural.and_then(|first| {
            let apart = chain[1..].iter().find(|other| !first.descends_from(other));
            apart.map(|other| (first, *other))
        });
        Content {
            structural,
            broken,
            schema: self,
            classes,
            unknown,
            allowed,
            anything,
        }
    }
}

impl<'s> Content<'s> {
    /// The names that are no classes of the schema.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.unknown.iter().map(String::as_str)
    }

    /// The structural class, RFC 4512 section 2.4.2.
    #[must_use]
    pub fn structural(&self) -> Option<&'s ObjectClass> {
        self.structural
    }

    /// Two structural classes of which neither is above the other: no entry may have both.
    #[must_use]
    pub fn broken(&self) -> Option<(&'s ObjectClass, &'s ObjectClass)> {
        self.broken
    }

    /// Every attribute that must be there, each with a class that says so.
    pub fn required(&self) -> impl Iterator<Item = (&'s ObjectClass, &'s str)> {
        let of = |class: &&'s ObjectClass| {
            let class = *class;
            class.must().iter().map(move |name| (class, name.as_str()))
        };
        self.classes.iter().flat_map(of)
    }

    /// Whether a class allows an attribute or one of its supertypes; operational ones need no class.
    #[must_use]
    pub fn allows(&self, kind: &AttributeType) -> bool {
        let above = |kind: &&'s AttributeType| self.schema.attribute_type(kind.supertype()?);
        self.anything
            || kind.is_operational()
            || self.allowed.contains(kind.oid())
            || std::iter::successors(
                kind.supertype()
                    .and_then(|sup| self.schema.attribute_type(sup)),
                above,
            )
            .any(|kind| self.allowed.contains(kind.oid()))
    }
}
