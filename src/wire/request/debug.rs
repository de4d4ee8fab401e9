//! `Debug` of the requests.

use std::fmt::{Debug, Formatter, Result};

use super::{
    AddRequest, Authentication, BindRequest, CompareRequest, ExtendedRequest, ModifyDnRequest,
    ModifyRequest, PartialAttribute, Request, SearchRequest,
};
use crate::wire::{
    debug::{Octets, Value, octets},
    oid,
    secret::is_secret,
};

impl Debug for Request {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Bind(request) => Debug::fmt(request, f),
            Self::Unbind => f.write_str("Unbind"),
            Self::Search(request) => Debug::fmt(request, f),
            Self::Modify(request) => Debug::fmt(request, f),
            Self::Add(request) => Debug::fmt(request, f),
            Self::Delete(dn) => f.debug_tuple("Delete").field(&Octets(dn)).finish(),
            Self::ModifyDn(request) => Debug::fmt(request, f),
            Self::Compare(request) => Debug::fmt(request, f),
            Self::Abandon(id) => f.debug_tuple("Abandon").field(id).finish(),
            Self::Extended(request) => Debug::fmt(request, f),
        }
    }
}

impl Debug for BindRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("BindRequest")
            .field("version", &self.version)
            .field("name", &Octets(&self.name))
            .field("authentication", &self.authentication)
            .finish()
    }
}

impl Debug for Authentication {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Simple(password) if password.is_empty() => f.write_str("Simple(empty)"),
            Self::Simple(_) => f.write_str("Simple(***)"),
            Self::Sasl {
                mechanism,
                credentials,
            } => f
                .debug_struct("Sasl")
                .field("mechanism", mechanism)
                .field("credentials", &credentials.as_ref().map(|c| Value(true, c)))
                .finish(),
            Self::Other { tag, .. } => f
                .debug_struct("Other")
                .field("tag", tag)
                .finish_non_exhaustive(),
        }
    }
}

impl Debug for SearchRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("SearchRequest")
            .field("base", &Octets(&self.base))
            .field("scope", &self.scope)
            .field("deref_aliases", &self.deref_aliases)
            .field("size_limit", &self.size_limit)
            .field("time_limit", &self.time_limit)
            .field("types_only", &self.types_only)
            .field("filter", &self.filter)
            .field("attributes", &self.attributes)
            .finish()
    }
}

impl Debug for PartialAttribute {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let secret = is_secret(&self.description);
        let values: Vec<_> = self.values.iter().map(|v| Value(secret, v)).collect();
        f.debug_struct("PartialAttribute")
            .field("description", &self.description)
            .field("values", &values)
            .finish()
    }
}

impl Debug for AddRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("AddRequest")
            .field("dn", &Octets(&self.dn))
            .field("attributes", &self.attributes)
            .finish()
    }
}

impl Debug for ModifyRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("ModifyRequest")
            .field("dn", &Octets(&self.dn))
            .field("changes", &self.changes)
            .finish()
    }
}

impl Debug for ModifyDnRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("ModifyDnRequest")
            .field("dn", &Octets(&self.dn))
            .field("new_rdn", &Octets(&self.new_rdn))
            .field("delete_old_rdn", &self.delete_old_rdn)
            .field("new_superior", &octets(&self.new_superior))
            .finish()
    }
}

impl Debug for CompareRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("CompareRequest")
            .field("dn", &Octets(&self.dn))
            .field("attribute", &self.attribute)
            .field("value", &Value(is_secret(&self.attribute), &self.value))
            .finish()
    }
}

impl Debug for ExtendedRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let secret = self.name == oid::PASSWORD_MODIFY;
        f.debug_struct("ExtendedRequest")
            .field("name", &self.name)
            .field("value", &self.value.as_ref().map(|v| Value(secret, v)))
            .finish()
    }
}
