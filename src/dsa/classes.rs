//! The object classes of an entry, all together: what they require, what they allow. Worked out once for each list of classes that
//! entries have.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use crate::directory::{
    attribute::AttributeDescription,
    entry::Entry,
    schema::{AttributeType, ClassKind, ObjectClass, Schema},
};

/// More lists than this are worked out each time: they come from the network.
const LISTS: usize = 256;

/// As many descriptions are remembered of each list.
const DESCRIPTIONS: usize = 512;

/// Every object of a domain has one; this server keeps none and asks for none.
const NOT_KEPT: &str = "nTSecurityDescriptor";

/// What was worked out, by the values of `objectClass` as they are kept.
pub(crate) type ClassSets = RwLock<HashMap<Vec<u8>, Arc<ClassSet>>>;

/// The classes of an entry with all their superclasses.
#[derive(Debug)]
pub(crate) struct ClassSet {
    /// Each once.
    classes: Vec<ObjectClass>,
    /// The names of the structural ones, that with the most superclasses first.
    pub(crate) structural: Vec<String>,
    /// Two structural classes of which neither is the other's superclass.
    pub(crate) apart: Option<(String, String)>,
    pub(crate) required: Vec<Required>,
    /// Whether there is one that the schema does not know.
    pub(crate) foreign: bool,
    anything: bool,
    allowed: RwLock<HashMap<String, bool>>,
}

/// An attribute that a class requires.
#[derive(Debug)]
pub(crate) struct Required {
    pub(crate) class: String,
    pub(crate) attribute: String,
    names: Vec<String>,
}

impl Required {
    pub(crate) fn is_in(&self, entry: &Entry) -> bool {
        let mut names = self.names.iter();
        names.any(|name| entry.attribute(name).is_some())
    }
}

impl ClassSet {
    /// The classes of an entry.
    pub(crate) fn of(sets: &ClassSets, schema: &Schema, entry: &Entry) -> Arc<Self> {
        let Some(classes) = entry.attribute("objectClass") else {
            return Arc::new(Self::new(schema, std::iter::empty()));
        };
        let key: Vec<u8> = classes.octets().flatten().copied().collect();
        if let Some(known) = sets
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return Arc::clone(known);
        }
        let names = classes.values();
        let names = names.map(|name| std::str::from_utf8(name).unwrap_or_default());
        let set = Arc::new(Self::new(schema, names));
        let mut sets = sets.write().unwrap_or_else(PoisonError::into_inner);
        if sets.len() < LISTS {
            sets.insert(key, Arc::clone(&set));
        }
        set
    }

    fn new<'a>(schema: &Schema, names: impl Iterator<Item = &'a str>) -> Self {
        let mut classes: Vec<&ObjectClass> = Vec::new();
        let mut foreign = false;
        for name in names {
            let chain = schema.superclass_chain(name);
            foreign |= chain.is_empty();
            for class in chain {
                if !classes.iter().any(|known| known.oid() == class.oid()) {
                    classes.push(class);
                }
            }
        }
        let structural = |class: &&&ObjectClass| class.kind() == ClassKind::Structural;
        let mut chain: Vec<&ObjectClass> = classes.iter().filter(structural).copied().collect();
        chain.sort_by_key(|class| std::cmp::Reverse(schema.superclass_chain(class.name()).len()));
        let apart = chain
            .windows(2)
            .find(|pair| !schema.is_subclass(pair[0].name(), pair[1].name()));
        let named = chain.first();
        let required = classes.iter().flat_map(|class| {
            let class_name = named.unwrap_or(class).name();
            class.must().iter().filter_map(move |attribute| {
                let kind = schema.attribute_type(attribute)?;
                (attribute != NOT_KEPT).then(|| Required {
                    class: class_name.to_owned(),
                    attribute: attribute.clone(),
                    names: kind.names().to_vec(),
                })
            })
        });
        Self {
            apart: apart.map(|pair| (pair[0].name().to_owned(), pair[1].name().to_owned())),
            required: required.collect(),
            structural: chain.iter().map(|class| class.name().to_owned()).collect(),
            foreign,
            anything: classes
                .iter()
                .any(|class| class.name().eq_ignore_ascii_case("extensibleObject")),
            classes: classes.into_iter().cloned().collect(),
            allowed: RwLock::default(),
        }
    }

    /// Whether the classes allow an attribute; one that the schema does not know is nobody's to refuse.
    pub(crate) fn allows(&self, schema: &Schema, description: &str) -> bool {
        let known = self
            .allowed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(description)
            .copied();
        known.unwrap_or_else(|| {
            let allows = self.work_out(schema, description);
            let mut allowed = self.allowed.write().unwrap_or_else(PoisonError::into_inner);
            if allowed.len() < DESCRIPTIONS {
                allowed.insert(description.to_owned(), allows);
            }
            allows
        })
    }

    fn work_out(&self, schema: &Schema, description: &str) -> bool {
        let name = AttributeDescription::split(description).attribute_type();
        let Some(kind) = schema.attribute_type(name) else {
            return true;
        };
        if self.anything || kind.is_operational() {
            return true;
        }
        let supertypes =
            std::iter::successors(Some(kind), |kind| schema.attribute_type(kind.supertype()?));
        let oids: Vec<&str> = supertypes.map(AttributeType::oid).collect();
        self.classes
            .iter()
            .flat_map(|class| class.must().iter().chain(class.may()))
            .filter_map(|name| schema.attribute_type(name))
            .any(|named| oids.contains(&named.oid()))
    }
}
