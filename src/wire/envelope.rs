//! The message envelope, RFC 4511 section 4.1.1: message ID, operation tag, raw controls.

use bytes::Bytes;

use super::{
    ber::{
        read::{self, BerError, Element, Reader},
        tag, write,
    },
    control::{self, Control},
    frame::Limits,
};

/// A message whose operation was not yet read.
///
/// Its `Debug` shows no operation: it may hold a password.
#[derive(Clone, PartialEq, Eq)]
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
    /// Reads one frame, and checks the form of every element in it down to the leaves.
    ///
    /// Elements that RFC 4511 does not know behind the operation and the controls are ignored (section 4). What
    /// only looks like controls is not: a `[0]` that is not constructed or not in its place, or a plain SEQUENCE or SET
    /// after the operation.
    ///
    /// ```
    /// use ldaplab::wire::{Envelope, Limits};
    ///
    /// let raw = &b"\x30\x05\x02\x01\x03\x42\x00"[..];
    /// let unbind = Envelope::decode(raw.into(), &Limits::default())?;
    /// assert_eq!((unbind.id, unbind.tag), (3, 0x42));
    /// # Ok::<(), ldaplab::wire::Malformed>(())
    /// ```
    ///
    /// # Errors
    /// [`Malformed`], with the message ID and the tag as far as they could be read.
    pub fn decode(raw: Bytes, limits: &Limits) -> Result<Self, Malformed> {
        let mut known = Malformed::default();
        match Self::read(&raw, limits, &mut known) {
            Ok((id, operation, controls)) => Ok(Self {
                id,
                tag: operation.tag,
                operation: raw.slice_ref(operation.raw),
                controls,
                raw: raw.clone(),
            }),
            Err(why) => Err(Malformed {
                over_limit: why.is_of_limits(),
                why: why.to_string(),
                ..known
            }),
        }
    }

    fn read<'a>(
        raw: &'a [u8],
        limits: &Limits,
        known: &mut Malformed,
    ) -> Result<(i32, Element<'a>, Vec<Control>), BerError> {
        let mut outer = Reader::new(raw);
        let mut message = outer.sequence("the message")?;
        outer.end("the message")?;
        let id = message.expect(tag::INTEGER, "the message ID")?;
        // The tag is known even when the ID is not.
        known.tag = message.peek();
        let id = message_id(id, "the message ID")?;
        known.id = Some(id);
        if message.is_empty() {
            return Err(BerError::Missing("the operation"));
        }
        let operation = message.element()?;
        read::walk(raw, limits.max_depth, limits.max_elements)?;
        let controls = match message.optional(control::CONTROLS)? {
            Some(list) => control::decode_all(list)?,
            None => Vec::new(),
        };
        while let Some(found) = message.peek() {
            if matches!(found, control::CONTROLS | 0x80 | tag::SEQUENCE | tag::SET) {
                return Err(BerError::Tag {
                    what: "what stands where controls may be",
                    expected: control::CONTROLS,
                    found,
                });
            }
            message.element()?;
        }
        Ok((id, operation, controls))
    }

    /// The same message with another message ID; everything behind the ID is kept octet by octet.
    pub(crate) fn renumbered(&self, id: i32) -> Vec<u8> {
        let mut message = Reader::new(&[]);
        if let Ok(outer) = Reader::new(&self.raw).element() {
            message = Reader::new(outer.content);
            // The old ID, which was read when this was decoded.
            let _ = message.element();
        }
        let mut out = Vec::with_capacity(self.raw.len() + 4);
        write::constructed(&mut out, tag::SEQUENCE, |out| {
            write::integer(out, tag::INTEGER, id.into());
            while let Ok(element) = message.element() {
                out.extend_from_slice(element.raw);
            }
        });
        out
    }

    /// The content of an element that stands beside the operation, where RFC 4511 has none.
    pub(crate) fn beside(&self, tag: u8) -> Option<&[u8]> {
        let mut message = Reader::new(Reader::new(&self.raw).element().ok()?.content);
        message.element().ok()?;
        message.element().ok()?;
        while let Ok(element) = message.element() {
            if element.tag == tag {
                return Some(element.content);
            }
        }
        None
    }

    /// The content of the operation, for the decoders.
    pub(crate) fn content(&self) -> Result<&[u8], BerError> {
        let mut reader = Reader::new(&self.operation);
        let element = reader.element()?;
        reader.end("the operation")?;
        Ok(element.content)
    }

    pub(crate) fn malformed(&self, why: BerError) -> Malformed {
        Malformed {
            id: Some(self.id),
            tag: Some(self.tag),
            unlisted: matches!(why, BerError::Unlisted(_)),
            over_limit: why.is_of_limits(),
            why: why.to_string(),
        }
    }
}

/// A message ID: at most four octets, so that it is never cut.
pub(crate) fn message_id(content: &[u8], what: &'static str) -> Result<i32, BerError> {
    let value = read::integer(content, what)?;
    if content.len() > 4 {
        return Err(BerError::Value(what));
    }
    i32::try_from(value).map_err(|_| BerError::Value(what))
}

/// A message that is not LDAP, or an operation that breaks RFC 4511.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Malformed {
    /// The message ID, if it could be read.
    pub id: Option<i32>,
    /// The operation's identifier octet, if it could be read.
    pub tag: Option<u8>,
    /// Whether everything is sound but for a number that stands for none of the choices of its type: then the
    /// operation is answered with `protocolError` (RFC 4511 section 4.1.1), and the connection goes on.
    pub unlisted: bool,
    /// Whether nothing is wrong as far as it was read, and it is [`Limits`] that end the reading: nesting, number of elements.
    pub over_limit: bool,
    /// What is wrong, in words.
    pub why: String,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

debug_is_display!(Malformed);

impl std::error::Error for Malformed {}
