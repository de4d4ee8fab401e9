//! What a server knows of an attribute description that its entries have: found out once, for every search that comes.

use std::sync::{Arc, PoisonError, RwLock};

use crate::{
    directory::{attribute::AttributeDescription, entry::Attribute, schema::Schema},
    vendor::Vendor,
};

/// What concerns the selection of a search.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    description: Box<str>,
    /// Length of the attribute type's name; the options follow.
    pub(crate) kind: usize,
    /// Whether no client sees what is stored.
    pub(crate) hidden: bool,
    /// Whether the vendor works it out, whatever is stored.
    pub(crate) constructed: bool,
    pub(crate) password: bool,
    pub(crate) operational: bool,
}

impl Described {
    pub(crate) fn new(vendor: &Vendor, schema: &Schema, description: &str) -> Self {
        let kind = AttributeDescription::split(description).attribute_type();
        let shows_operational = vendor.profile.conduct().shows_operational;
        let kind_of = schema.attribute_type(kind);
        Self {
            kind: kind.len(),
            hidden: vendor.hides(kind),
            constructed: vendor.constructed(kind).is_some(),
            password: kind.eq_ignore_ascii_case("userPassword"),
            operational: !shows_operational && kind_of.is_some_and(|kind| kind.is_operational()),
            description: description.into(),
        }
    }

    /// The attribute type's name.
    pub(crate) fn kind(&self) -> &str {
        &self.description[..self.kind]
    }

    /// The whole description.
    pub(crate) fn description(&self) -> &str {
        &self.description
    }
}

/// By the numbers that descriptions have in the directory. After a restore a number may be another description's: it is then found out again.
#[derive(Debug, Default)]
pub(crate) struct AllDescribed(RwLock<Vec<Option<Arc<Described>>>>);

impl AllDescribed {
    /// What is known of a stored attribute.
    pub(crate) fn of(
        &self,
        vendor: &Vendor,
        schema: &Schema,
        attribute: Attribute<'_>,
    ) -> Arc<Described> {
        let (number, description) = (attribute.number(), attribute.description());
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(Some(known)) = known.get(number)
            && *known.description == *description
        {
            return Arc::clone(known);
        }
        drop(known);
        let made = Arc::new(Described::new(vendor, schema, description));
        // 0 is the number of those that no directory holds.
        if number > 0 {
            let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if all.len() <= number {
                all.resize(number + 1, None);
            }
            all[number] = Some(Arc::clone(&made));
        }
        made
    }
}
