//! `Debug` of the messages: octets as text where they are, and never a password.

use std::fmt::{Debug, Formatter, Result};

use super::{control::Control, envelope::Envelope, frame::Frame, oid};

/// Octets as `"text"` with escapes.
pub(super) struct Octets<'a>(pub(super) &'a [u8]);

impl Debug for Octets<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match std::str::from_utf8(self.0) {
            Ok(text) => Debug::fmt(text, f),
            Err(_) => write!(f, "b\"{}\"", self.0.escape_ascii()),
        }
    }
}

/// Octets that are shown unless they are secret.
pub(super) struct Value<'a>(pub(super) bool, pub(super) &'a [u8]);

impl Debug for Value<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self(true, _) => f.write_str("***"),
            Self(false, octets) => Debug::fmt(&Octets(octets), f),
        }
    }
}

pub(super) fn octets(value: &Option<Vec<u8>>) -> Option<Octets<'_>> {
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
pub(crate) fn is_secret(description: &str) -> bool {
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
            // An entry read before or after a change has its password attributes inside BER.
            .field(
                "value",
                &match &self.value {
                    Some(value) if self.holds_an_entry() => Some(Value(true, value)),
                    value => value.as_deref().map(|value| Value(false, value)),
                },
            )
            .finish()
    }
}

impl Control {
    /// Whether the value holds attributes, RFC 4527.
    pub(crate) fn holds_an_entry(&self) -> bool {
        [oid::PRE_READ, oid::POST_READ].contains(&self.oid.as_str())
    }
}
