//! `Debug` of the messages: octets as text where they are, and never a password.

use std::fmt::{Debug, Formatter, Result};

use super::{
    control::Control,
    envelope::Envelope,
    filter::{Filter, MatchingRuleAssertion, Substrings},
    frame::Frame,
    oid,
    request::{
        AddRequest, Authentication, BindRequest, CompareRequest, ExtendedRequest, ModifyDnRequest,
        ModifyRequest, PartialAttribute, Request, SearchRequest,
    },
    response::{ExtendedResponse, LdapResult, Response, SearchEntry},
};

/// Octets as `"text"` with escapes.
struct Octets<'a>(&'a [u8]);

impl Debug for Octets<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match std::str::from_utf8(self.0) {
            Ok(text) => Debug::fmt(text, f),
            Err(_) => write!(f, "b\"{}\"", self.0.escape_ascii()),
        }
    }
}

/// Octets that are shown unless they are secret.
struct Value<'a>(bool, &'a [u8]);

impl Debug for Value<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self(true, _) => f.write_str("***"),
            Self(false, octets) => Debug::fmt(&Octets(octets), f),
        }
    }
}

fn octets(value: &Option<Vec<u8>>) -> Option<Octets<'_>> {
    value.as_deref().map(Octets)
}

/// Attributes whose values are passwords, keys or hashes of them, by name and OID.
const SECRET: &[&str] = &[
    "userPassword",
    "2.5.4.35",
    "authPassword",
    "1.3.6.1.4.1.4203.1.3.4",
    "olcRootPW",
    "1.3.6.1.4.1.4203.1.12.2.3.2.0.9",
    "pwdHistory",
    "1.3.6.1.4.1.42.2.27.8.1.20",
    "sambaLMPassword",
    "sambaNTPassword",
    "sambaPasswordHistory",
    "krbPrincipalKey",
    "unicodePwd",
    "1.2.840.113556.1.4.90",
    "dBCSPwd",
    "1.2.840.113556.1.4.55",
    "clearTextPassword",
    "ntPwdHistory",
    "1.2.840.113556.1.4.94",
    "lmPwdHistory",
    "1.2.840.113556.1.4.160",
    "supplementalCredentials",
    "1.2.840.113556.1.4.125",
    "ms-Mcs-AdmPwd",
    "msLAPS-Password",
];

/// Whether values of this attribute description, whatever its options, must not be shown.
fn is_secret(description: &str) -> bool {
    let attribute_type = description.split(';').next().unwrap_or(description).trim();
    SECRET
        .iter()
        .any(|secret| secret.eq_ignore_ascii_case(attribute_type))
}

impl Debug for Frame {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Message(bytes) => write!(f, "Message({} octets)", bytes.len()),
            Self::Broken(why) => f.debug_tuple("Broken").field(why).finish(),
        }
    }
}

impl Debug for Envelope {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Envelope")
            .field("id", &self.id)
            .field("tag", &format_args!("{:#04x}", self.tag))
            .field(
                "operation",
                &format_args!("{} octets", self.operation.len()),
            )
            .field("controls", &self.controls)
            .finish()
    }
}

impl Debug for Control {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Control")
            .field("oid", &self.oid)
            .field("critical", &self.critical)
            .field("value", &octets(&self.value))
            .finish()
    }
}

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
