//! How a new domain looks, as rows: its naming contexts, its well-known places, and the objects that it starts with.

/// Names are written below the domain's own DN, which is `""`; each RDN has one value, without escapes or commas, and the value `{host}`
/// stands for the server's short name.
#[derive(Debug)]
pub(crate) struct NewDomain {
    /// The naming contexts, in the root DSE's order.
    pub(crate) contexts: &'static [&'static str],
    /// The naming context of the configuration.
    pub(crate) configuration: &'static str,
    /// The naming context of the schema.
    pub(crate) schema: &'static str,
    /// The subschema entry (RFC 4512 section 4.2).
    pub(crate) subschema: &'static str,
    /// Where users go that are given without a DN.
    pub(crate) people: &'static str,
    /// Where groups go that are given without a DN.
    pub(crate) groups: &'static str,
    /// The server's object.
    pub(crate) server: &'static str,
    /// The object of the server's directory service.
    pub(crate) directory_service: &'static str,
    /// GUIDs that lead to a place wherever it was moved, and the places (MS-ADTS 6.1.1.4).
    pub(crate) well_known: &'static [(&'static str, &'static str)],
    /// The entries, in the order of their making.
    pub(crate) objects: &'static [Object],
}

/// An entry of a new domain.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) name: &'static str,
    pub(crate) class: &'static str,
    /// The identity of an account or a group, whose login name is the value of its RDN.
    pub(crate) account: Option<Sid>,
    pub(crate) attributes: &'static [(&'static str, &'static [Holds])],
}

/// A security identifier that every domain has, MS-DTYP section 2.4.2.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sid {
    /// A relative identifier in the domain.
    Domain(u32),
    /// A relative identifier below `S-1-5-32`.
    Builtin(u32),
}

/// What an attribute of a new domain's entry holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// The same in every domain.
    Text(&'static str),
    /// The DN of an object of the domain.
    Dn(&'static str),
    /// The domain's own security identifier.
    DomainSid,
    /// The well-known places, as `B:32:GUID:DN` (MS-ADTS 3.1.1.2.2.2.1).
    WellKnown,
}

impl Object {
    /// A place: an entry that is nobody's account.
    pub(super) const fn place(name: &'static str, class: &'static str) -> Self {
        Self {
            name,
            class,
            account: None,
            attributes: &[],
        }
    }

    /// A user or a group.
    pub(super) const fn account(
        name: &'static str,
        class: &'static str,
        sid: Sid,
        attributes: &'static [(&'static str, &'static [Holds])],
    ) -> Self {
        Self {
            name,
            class,
            account: Some(sid),
            attributes,
        }
    }
}
