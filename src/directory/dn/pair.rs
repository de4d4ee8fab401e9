//! An attribute type and a value of an RDN, RFC 4514 section 2.3.

use std::borrow::Cow;

/// A pair as read: the type as written, the value unescaped.
pub(super) struct Pair<'a> {
    pub(super) attribute: &'a str,
    pub(super) value: Cow<'a, [u8]>,
    /// A `#hex` value that is not a BER string; `value` is its encoding.
    pub(super) opaque: bool,
}
