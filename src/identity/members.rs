//! Groups as settings describe them: a class, an attribute with members, an attribute with the name.

use crate::wire::Filter;

/// How a directory's groups hold members.
#[derive(Clone, Debug)]
pub(super) struct Members {
    /// `None` for any.
    pub(super) object_class: Option<String>,
    pub(super) attribute: String,
    pub(super) name_attribute: String,
}

impl Members {
    /// The same, of groups only.
    pub(super) fn of_class(&self, filter: Filter) -> Filter {
        match &self.object_class {
            Some(class) => Filter::And(vec![equals("objectClass", class), filter]),
            None => filter,
        }
    }

    /// Whether values of the attribute are login names: `memberUid`, RFC 2307.
    pub(super) fn by_name_only(&self) -> bool {
        self.attribute.eq_ignore_ascii_case("memberUid")
    }

    /// Whether they are DNs, as everywhere in standard schemas; of another attribute both are possible.
    pub(super) fn by_dn_only(&self) -> bool {
        ["member", "uniqueMember"]
            .iter()
            .any(|name| self.attribute.eq_ignore_ascii_case(name))
    }

    /// The entries that hold this user.
    pub(super) fn holding(&self, dn: &str, uid: Option<&str>) -> Filter {
        let mut parts = Vec::new();
        if !self.by_name_only() {
            parts.push(equals(&self.attribute, dn));
        }
        if let Some(uid) = uid.filter(|_| !self.by_dn_only()) {
            parts.push(equals(&self.attribute, uid));
        }
        match parts.len() {
            1 => parts.swap_remove(0),
            _ => Filter::Or(parts),
        }
    }
}

pub(super) fn equals(attribute: &str, value: &str) -> Filter {
    Filter::Equality(attribute.to_owned(), value.as_bytes().to_vec())
}
