//! A whole schema and the questions put to it.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::file::{self, Item, SchemaError};
use super::{AttributeType, ObjectClass, Syntax};
use crate::directory::{attribute::AttributeDescription, matching::MatchingRule};

/// Attribute types and object classes, found by name in any case or by OID.
///
/// ```
/// use ldaplab::directory::schema::{Schema, Syntax};
///
/// let schema = Schema::standard();
/// assert_eq!(schema.attribute_type("commonName").unwrap().name(), "cn");
/// assert_eq!(schema.attribute_type("2.5.4.31").unwrap().syntax(), Syntax::DistinguishedName);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Schema {
    attributes: Vec<AttributeType>,
    attribute_index: Index,
    classes: Vec<ObjectClass>,
    class_index: Index,
    rules_by_syntax: bool,
    /// What others defined: unknown names in it are no error.
    tolerant: bool,
}

impl Schema {
    /// RFC 4512, 4519, 2307, 2798, 4524, 4530 and what OpenLDAP adds.
    #[must_use]
    pub fn standard() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| {
            let texts = [
                include_str!("system.schema"),
                include_str!("core.schema"),
                include_str!("cosine.schema"),
                include_str!("inetorgperson.schema"),
                include_str!("nis.schema"),
                include_str!("openldap.schema"),
            ];
            Self::embedded(&texts, false)
        })
    }

    /// The part of Active Directory's schema that this crate serves; rules follow from the syntaxes.
    #[must_use]
    pub fn active_directory() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| {
            let texts = [
                include_str!("active_directory.schema"),
                include_str!("active_directory_classes.schema"),
            ];
            Self::embedded(&texts, true)
        })
    }

    fn embedded(texts: &[&str], rules_by_syntax: bool) -> Self {
        let mut schema = Self {
            rules_by_syntax,
            ..Self::default()
        };
        for text in texts {
            if let Err(error) = schema.extend(text) {
                // The tests read every embedded text.
                unreachable!("an embedded schema text is wrong: {error}");
            }
        }
        schema
    }

    /// An empty schema that takes definitions with unknown names.
    pub(super) fn tolerant(rules_by_syntax: bool) -> Self {
        Self {
            rules_by_syntax,
            tolerant: true,
            ..Self::default()
        }
    }

    pub(super) fn rules_follow_syntaxes(&self) -> bool {
        self.rules_by_syntax
    }

    /// Adds the descriptions of a schema text. A description with an OID or name that is known replaces the old one.
    ///
    /// # Errors
    ///
    /// [`SchemaError`] with the line; the schema is then unchanged.
    pub fn extend(&mut self, text: &str) -> Result<(), SchemaError> {
        let mut next = self.clone();
        for item in file::read(text)? {
            match item {
                Item::Attribute(line, kind) => next.add_attribute(line, kind)?,
                Item::Class(line, class) => next.add_class(line, class)?,
            }
        }
        *self = next;
        Ok(())
    }

    pub(super) fn add_attribute(
        &mut self,
        line: usize,
        mut kind: AttributeType,
    ) -> Result<(), SchemaError> {
        let sup = match &kind.sup {
            None => None,
            Some(sup) => Some(self.attribute_type(sup).ok_or_else(|| {
                SchemaError::new(
                    line,
                    format!(
                        "{} has the supertype {sup}, which is not known; define it before",
                        kind.name()
                    ),
                )
            })?),
        };
        kind.syntax = match &kind.syntax_written {
            Some(oid) => Syntax::find(oid).unwrap_or_default(),
            None if self.tolerant => sup.map(AttributeType::syntax).unwrap_or_default(),
            None => sup.map(AttributeType::syntax).ok_or_else(|| {
                SchemaError::new(
                    line,
                    format!("{} has neither SUP nor SYNTAX; add one", kind.name()),
                )
            })?,
        };
        let rule = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) if self.tolerant => Ok(MatchingRule::find(name)),
            Some(name) => MatchingRule::find(name).map(Some).ok_or_else(|| {
                SchemaError::new(line, format!("the matching rule {name} is not known"))
            }),
        };
        let own = [
            rule(&kind.equality_name)?,
            rule(&kind.ordering_name)?,
            rule(&kind.substrings_name)?,
        ];
        let inherited = match sup {
            Some(sup) => [sup.equality, sup.ordering, sup.substrings],
            None if self.rules_by_syntax => kind.syntax.active_directory_rules(),
            None => [None; 3],
        };
        [kind.equality, kind.ordering, kind.substrings] =
            std::array::from_fn(|at| own[at].or(inherited[at]));
        let keys = keys(&kind.oid, &kind.names);
        let known = keys.iter().find_map(|key| self.attribute_index.get(key));
        kind.has_subtypes = known.is_some_and(|&at| self.attributes[at].has_subtypes);
        if let Some(sup) = &kind.sup
            && let Some(at) = find(&self.attribute_index, sup)
        {
            self.attributes[at].has_subtypes = true;
        }
        insert(&mut self.attributes, &mut self.attribute_index, keys, kind);
        Ok(())
    }

    pub(super) fn add_class(
        &mut self,
        line: usize,
        mut class: ObjectClass,
    ) -> Result<(), SchemaError> {
        if let Some(sup) = class
            .sup
            .iter()
            .find(|sup| self.object_class(sup).is_none())
        {
            let cause = format!(
                "{} has the superclass {sup}, which is not known; define it before",
                class.name()
            );
            return Err(SchemaError::new(line, cause));
        }
        let mut named = class.must.iter().chain(&class.may);
        if !self.tolerant
            && let Some(attribute) =
                named.find(|attribute| self.attribute_type(attribute).is_none())
        {
            let cause = format!(
                "{} names the attribute {attribute}, which is not known; define it before",
                class.name()
            );
            return Err(SchemaError::new(line, cause));
        }
        let above = class.sup.iter().flat_map(|sup| self.superclass_chain(sup));
        class.ancestors = above.map(|above| above.oid.clone()).collect();
        let mut seen = std::collections::HashSet::new();
        class.ancestors.retain(|oid| seen.insert(oid.clone()));
        let keys = keys(&class.oid, &class.names);
        insert(&mut self.classes, &mut self.class_index, keys, class);
        Ok(())
    }

    /// The type of an attribute by name in any case or by OID; options are not part of a type's name.
    #[must_use]
    pub fn attribute_type(&self, name_or_oid: &str) -> Option<&AttributeType> {
        find(&self.attribute_index, name_or_oid).map(|at| &self.attributes[at])
    }

    /// An object class by name in any case or by OID.
    #[must_use]
    pub fn object_class(&self, name_or_oid: &str) -> Option<&ObjectClass> {
        find(&self.class_index, name_or_oid).map(|at| &self.classes[at])
    }

    /// Every attribute type, in order of definition.
    pub fn attribute_types(&self) -> impl Iterator<Item = &AttributeType> {
        self.attributes.iter()
    }

    /// Every object class, in order of definition.
    pub fn object_classes(&self) -> impl Iterator<Item = &ObjectClass> {
        self.classes.iter()
    }

    /// The description with its type by the first name and its options in order, as servers store it:
    /// `2.5.4.3;lang-EN;lang-de` becomes `cn;lang-de;lang-en` (recorded of slapd 2.5). An unknown type stays as it is.
    #[must_use]
    pub fn canonical<'a>(&'a self, description: &'a str) -> Cow<'a, str> {
        let written = AttributeDescription::split(description).attribute_type();
        match self.attribute_type(written) {
            None => Cow::Borrowed(description),
            Some(kind) if written.len() == description.len() => {
                Cow::Borrowed(if kind.name() == written {
                    description
                } else {
                    kind.name()
                })
            }
            Some(kind) => {
                let mut options: Vec<String> = AttributeDescription::split(description)
                    .options()
                    .map(str::to_ascii_lowercase)
                    .collect();
                options.sort_unstable();
                options.dedup();
                Cow::Owned(format!("{};{}", kind.name(), options.join(";")))
            }
        }
    }

    /// The type itself and every type below it by SUP: `name` has `cn`, `sn`, `ou`, …
    pub fn subtypes<'a>(
        &'a self,
        kind: &'a AttributeType,
    ) -> impl Iterator<Item = &'a AttributeType> {
        let others = if kind.has_subtypes {
            &self.attributes[..]
        } else {
            &[]
        };
        let below =
            move |other: &&AttributeType| other.oid != kind.oid && self.is_subtype(other, kind);
        std::iter::once(kind).chain(others.iter().filter(below))
    }

    fn is_subtype(&self, other: &AttributeType, kind: &AttributeType) -> bool {
        // A supertype is defined before its subtypes, so the chain is finite.
        let mut at = Some(other);
        while let Some(current) = at {
            if current.oid == kind.oid {
                return true;
            }
            at = current
                .sup
                .as_deref()
                .and_then(|sup| self.attribute_type(sup));
        }
        false
    }

    /// Whether `class` is `other` or has it as superclass; names in any case or OIDs.
    #[must_use]
    pub fn is_subclass(&self, class: &str, other: &str) -> bool {
        let found = (self.object_class(class), self.object_class(other));
        matches!(found, (Some(class), Some(other)) if class.descends_from(other))
    }

    /// The class and all its superclasses, each once, the class first.
    #[must_use]
    pub fn superclass_chain(&self, class: &str) -> Vec<&ObjectClass> {
        let mut chain: Vec<&ObjectClass> = self.object_class(class).into_iter().collect();
        let mut at = 0;
        while let Some(class) = chain.get(at) {
            for sup in class.sup.iter().filter_map(|sup| self.object_class(sup)) {
                if !chain.iter().any(|known| known.oid == sup.oid) {
                    chain.push(sup);
                }
            }
            at += 1;
        }
        chain
    }

    /// The back link of a forward link (`memberOf` of `member`) or the other way round, by linkID.
    #[must_use]
    pub fn link_partner(&self, name_or_oid: &str) -> Option<&AttributeType> {
        let id = self.attribute_type(name_or_oid)?.link_id()? ^ 1;
        self.attributes
            .iter()
            .find(|kind| kind.link_id() == Some(id))
    }
}

pub(super) fn keys(oid: &str, names: &[String]) -> Vec<String> {
    std::iter::once(oid)
        .chain(names.iter().map(String::as_str))
        .map(str::to_ascii_lowercase)
        .collect()
}

/// Where each name stands.
type Index = HashMap<String, usize, BuildHasherDefault<NameHasher>>;

/// Makes hashers of names.
pub(crate) type NameHash = BuildHasherDefault<NameHasher>;

/// A hash for the names of a schema, which only its author chooses: they need no secret, and are looked up for every attribute of a request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NameHasher(u64);

impl Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            let mixed = self.0.rotate_left(5) ^ u64::from_le_bytes(word);
            self.0 = mixed.wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        // The upper bits are the well mixed ones, and tables use the lower.
        self.0 ^ (self.0 >> 32)
    }
}

fn insert<T>(items: &mut Vec<T>, index: &mut Index, keys: Vec<String>, item: T) {
    let at = match keys.iter().find_map(|key| index.get(key)) {
        Some(&at) => {
            items[at] = item;
            at
        }
        None => {
            items.push(item);
            items.len() - 1
        }
    };
    index.extend(keys.into_iter().map(|key| (key, at)));
}

fn find(index: &Index, name: &str) -> Option<usize> {
    if !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return index.get(name).copied();
    }
    let mut lower = [0; 64];
    let Some(buffer) = lower.get_mut(..name.len()) else {
        return index.get(&name.to_ascii_lowercase()).copied();
    };
    buffer.copy_from_slice(name.as_bytes());
    buffer.make_ascii_lowercase();
    std::str::from_utf8(buffer)
        .ok()
        .and_then(|key| index.get(key))
        .copied()
}
