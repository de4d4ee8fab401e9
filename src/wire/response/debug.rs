//! `Debug` of the responses.

use std::fmt::{Debug, Formatter, Result};

use super::{ExtendedResponse, LdapResult, Response, SearchEntry};
use crate::wire::debug::{Octets, Value, octets};

impl Debug for Response {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (name, result) = match self {
            Self::Bind {
                result,
                sasl_credentials,
            } => {
                let credentials = sasl_credentials.as_ref().map(|c| Value(true, c));
                return f
                    .debug_struct("Bind")
                    .field("result", result)
                    .field("sasl_credentials", &credentials)
                    .finish();
            }
            Self::SearchEntry(entry) => return Debug::fmt(entry, f),
            Self::Extended(extended) => return Debug::fmt(extended, f),
            Self::SearchReference(urls) => {
                return f.debug_tuple("SearchReference").field(urls).finish();
            }
            Self::Intermediate { name, value } => {
                return f
                    .debug_struct("Intermediate")
                    .field("name", name)
                    .field("value", &octets(value))
                    .finish();
            }
            Self::SearchDone(result) => ("SearchDone", result),
            Self::Modify(result) => ("Modify", result),
            Self::Add(result) => ("Add", result),
            Self::Delete(result) => ("Delete", result),
            Self::ModifyDn(result) => ("ModifyDn", result),
            Self::Compare(result) => ("Compare", result),
        };
        f.debug_tuple(name).field(result).finish()
    }
}

impl Debug for LdapResult {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("LdapResult")
            .field("code", &self.code)
            .field("matched_dn", &Octets(&self.matched_dn))
            .field("diagnostic", &self.diagnostic)
            .field("referrals", &self.referrals)
            .finish()
    }
}

impl Debug for SearchEntry {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("SearchEntry")
            .field("dn", &Octets(&self.dn))
            .field("attributes", &self.attributes)
            .finish()
    }
}

impl Debug for ExtendedResponse {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        // A response need not name its operation; a generated password is recognised by being inside BER.
        let value = self.value.as_ref();
        let value = value.map(|v| Value(std::str::from_utf8(v).is_err(), v));
        f.debug_struct("ExtendedResponse")
            .field("result", &self.result)
            .field("name", &self.name)
            .field("value", &value)
            .finish()
    }
}
