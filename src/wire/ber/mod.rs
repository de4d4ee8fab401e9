//! The part of BER that LDAP uses (RFC 4511 section 5.1): definite lengths, single-octet tags, primitive strings.
//!
//! [`read`] looks at borrowed slices and never allocates; the decoders of the operations pull elements from its `Reader`.
//! Before a decoder sees a message, the envelope has `read::walk` look at every element once, so that depth, count and
//! lengths are known to be good. [`write`] appends to a buffer; every message goes out through it.

pub(crate) mod read;
pub(crate) mod write;

/// Identifier octets of the universal types.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
}
