//! The message envelope, RFC 4511 section 4.1.1: message ID, operation tag, raw controls.

use bytes::Bytes;

use super::{control::Control, frame::Limits};

/// A message whose operation was not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The message ID, exact; negative ones are kept.
    pub id: i32,
    /// The identifier octet of the operation (`0x60` for a bind request).
    pub tag: u8,
    /// The operation, identifier and length included.
    pub operation: Bytes,
    /// The controls, in order.
    pub controls: Vec<Control>,
    /// The whole message.
    pub raw: Bytes,
}

impl Envelope {
    /// Reads one frame.
    ///
    /// # Errors
    /// [`Malformed`], with the message ID and the tag as far as they could be read.
    pub fn decode(raw: Bytes, limits: &Limits) -> Result<Self, Malformed> {
        let _ = (raw, limits);
        todo!()
    }
}

/// A message that is not LDAP, or an operation that breaks RFC 4511.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The message ID, if it could be read.
    pub id: Option<i32>,
    /// The operation's identifier octet, if it could be read.
    pub tag: Option<u8>,
    /// What is wrong, in words.
    pub why: String,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Malformed {}

/// The identifier octet of the response to a request's identifier octet; `None` where nothing is answered
/// (unbind, abandon) or the tag is unknown.
pub fn response_tag(request: u8) -> Option<u8> {
    let _ = request;
    todo!()
}
