//! Operations and controls as constants, with placeholders where a name depends on the server.
//!
//! Placeholders: `{here}` the case's own entry, `{scratch}` the place below which all are, `{base}` a naming context, `{schema}` the
//! subschema entry, `{bind}` and `{second}` the names of the identities, `{missing}` a name that does not exist, `{told}` what a script of the case heard
//! from the server.

use super::names::Names;

/// Content that depends on names.
pub(super) type Made = fn(&Names) -> Vec<u8>;

/// An operation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// Version 3, a name and a password.
    Bind(&'static str, &'static str),
    /// Binds as the target's identity.
    BindAsSelf,
    /// Binds as the second identity.
    BindAsSecond,
    /// A version, a name and a password.
    BindVersion(i64, &'static str, &'static str),
    /// A mechanism and credentials.
    Sasl(&'static str, Option<&'static [u8]>),
    /// A search.
    Search(Ask),
    /// A DN and changes.
    Modify(&'static str, &'static [Mod]),
    /// A DN and attributes with their values.
    Add(
        &'static str,
        &'static [(&'static str, &'static [&'static str])],
    ),
    /// A DN.
    Delete(&'static str),
    /// DN, new RDN, whether the old one goes, new superior.
    Rename(&'static str, &'static str, bool, Option<&'static str>),
    /// DN, attribute, value.
    Compare(&'static str, &'static str, &'static str),
    /// OID and value.
    Extended(&'static str, Option<&'static [u8]>),
    /// OID and a value that depends on names.
    ExtendedMade(&'static str, Made),
    /// Gives up the operation that was sent last and not awaited.
    AbandonLast,
    /// Gives up a message ID.
    Abandon(i32),
    /// Ends the session.
    Unbind,
    /// An operation element, tag and all, inside a message of the next ID.
    Element(&'static [u8]),
    /// The same, made from names.
    ElementMade(Made),
    /// Octets as they are; an answer to message ID 7 is waited for.
    Octets(&'static [u8]),
}

/// A control.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ctl {
    pub(super) oid: &'static str,
    pub(super) critical: bool,
    pub(super) value: Value,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    None,
    Octets(&'static [u8]),
    Made(Made),
    /// The cookie of the last paged results control that came, with a page size below 128.
    NextPage(u8),
}

/// A critical control without a value.
pub(super) const fn critical(oid: &'static str) -> Ctl {
    let (critical, value) = (true, Value::None);
    Ctl {
        oid,
        critical,
        value,
    }
}

/// A control without a value that may be ignored.
pub(super) const fn optional(oid: &'static str) -> Ctl {
    let (critical, value) = (false, Value::None);
    Ctl {
        oid,
        critical,
        value,
    }
}

impl Ctl {
    pub(super) const fn octets(mut self, value: &'static [u8]) -> Self {
        self.value = Value::Octets(value);
        self
    }

    pub(super) const fn made(mut self, value: Made) -> Self {
        self.value = Value::Made(value);
        self
    }

    /// Simple paged results (RFC 2696), the next page; the first one where none came before.
    pub(super) const fn page(size: u8) -> Self {
        Self {
            oid: "1.2.840.113556.1.4.319",
            critical: true,
            value: Value::NextPage(size),
        }
    }
}

/// A change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mod {
    /// Adds values.
    Add(&'static str, &'static [&'static str]),
    /// Deletes values, or all.
    Delete(&'static str, &'static [&'static str]),
    /// Replaces all values.
    Replace(&'static str, &'static [&'static str]),
    /// Increments (RFC 4525).
    Increment(&'static str, &'static [&'static str]),
}

/// A search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    pub(super) base: &'static str,
    pub(super) scope: i64,
    pub(super) deref: i64,
    pub(super) size_limit: i64,
    pub(super) time_limit: i64,
    pub(super) types_only: bool,
    pub(super) filter: &'static str,
    pub(super) attributes: &'static [&'static str],
}

/// The entry of a name, all user attributes.
pub(super) const fn base(dn: &'static str) -> Ask {
    Ask {
        base: dn,
        scope: 0,
        deref: 0,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: "(objectClass=*)",
        attributes: &[],
    }
}

/// The entries directly below a name.
pub(super) const fn one(dn: &'static str) -> Ask {
    base(dn).scope(1)
}

/// A name and all below.
pub(super) const fn sub(dn: &'static str) -> Ask {
    base(dn).scope(2)
}

impl Ask {
    pub(super) const fn scope(mut self, scope: i64) -> Self {
        self.scope = scope;
        self
    }

    /// 0 never, 1 in searching, 2 finding the base, 3 always.
    pub(super) const fn deref(mut self, deref: i64) -> Self {
        self.deref = deref;
        self
    }

    pub(super) const fn size_limit(mut self, entries: i64) -> Self {
        self.size_limit = entries;
        self
    }

    pub(super) const fn time_limit(mut self, seconds: i64) -> Self {
        self.time_limit = seconds;
        self
    }

    pub(super) const fn types_only(mut self) -> Self {
        self.types_only = true;
        self
    }

    pub(super) const fn filter(mut self, text: &'static str) -> Self {
        self.filter = text;
        self
    }

    pub(super) const fn attributes(mut self, names: &'static [&'static str]) -> Self {
        self.attributes = names;
        self
    }
}
