//! `Debug` of a filter.

use std::fmt::{Debug, Formatter, Result};

use super::{Filter, MatchingRuleAssertion, Substrings};
use crate::wire::{
    debug::{Octets, Value, octets},
    secret::is_secret,
};

impl Debug for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (name, attribute, value) = match self {
            Self::And(parts) => return f.debug_tuple("And").field(parts).finish(),
            Self::Or(parts) => return f.debug_tuple("Or").field(parts).finish(),
            Self::Not(part) => return f.debug_tuple("Not").field(part).finish(),
            Self::Present(attribute) => return f.debug_tuple("Present").field(attribute).finish(),
            Self::Extensible(assertion) => return Debug::fmt(assertion, f),
            Self::Substrings(attribute, pieces) => {
                let mut f = f.debug_tuple("Substrings");
                f.field(attribute);
                return match is_secret(attribute) {
                    true => f.field(&Value(true, &[])).finish(),
                    false => f.field(pieces).finish(),
                };
            }
            Self::Equality(attribute, value) => ("Equality", attribute, value),
            Self::GreaterOrEqual(attribute, value) => ("GreaterOrEqual", attribute, value),
            Self::LessOrEqual(attribute, value) => ("LessOrEqual", attribute, value),
            Self::Approx(attribute, value) => ("Approx", attribute, value),
        };
        f.debug_tuple(name)
            .field(attribute)
            .field(&Value(is_secret(attribute), value))
            .finish()
    }
}

impl Debug for Substrings {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let any: Vec<Octets<'_>> = self.any.iter().map(|any| Octets(any)).collect();
        f.debug_struct("Substrings")
            .field("initial", &octets(&self.initial))
            .field("any", &any)
            .field("last", &octets(&self.last))
            .finish()
    }
}

impl Debug for MatchingRuleAssertion {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let secret = self.attribute.as_deref().is_some_and(is_secret);
        f.debug_struct("Extensible")
            .field("rule", &self.rule)
            .field("attribute", &self.attribute)
            .field("value", &Value(secret, &self.value))
            .field("dn_attributes", &self.dn_attributes)
            .finish()
    }
}
