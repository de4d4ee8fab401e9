//! Frames: where one message ends and the next begins, RFC 4511 section 5.1.

use bytes::{Bytes, BytesMut};

/// What a peer may ask of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one message, header included.
    pub max_pdu: usize,
    /// Deepest nesting of BER elements (and so of filters).
    pub max_depth: usize,
    /// Most bytes that may wait behind the request being answered.
    pub max_pipelined: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_pdu: 16 << 20,
            max_depth: 128,
            max_pipelined: 32 << 20,
        }
    }
}

/// One step of a byte stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The bytes of one message, header included; what is inside was not looked at.
    Message(Bytes),
    /// The stream cannot be framed from here on; nothing follows.
    Broken(Broken),
}

/// Why a stream cannot be framed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Broken {
    /// The first octet is not a SEQUENCE: the peer does not speak LDAP. Holds up to 16 octets.
    NotLdap {
        /// What came instead: `16 03` is TLS, `GET ` is HTTP.
        head: Vec<u8>,
    },
    /// A length that BER allows but LDAP does not (indefinite, reserved, or more than 4 octets).
    BadLength,
    /// A message longer than the limit.
    TooLarge {
        /// The announced length, header included.
        announced: u64,
        /// [`Limits::max_pdu`].
        limit: usize,
    },
}

/// Splits a byte stream into frames. Errors are only those of the stream itself.
#[derive(Debug)]
pub struct Frames {
    limits: Limits,
    broken: bool,
}

impl Frames {
    /// A codec with these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            broken: false,
        }
    }
}

impl tokio_util::codec::Decoder for Frames {
    type Item = Frame;
    type Error = std::io::Error;

    fn decode(&mut self, source: &mut BytesMut) -> Result<Option<Frame>, Self::Error> {
        let _ = (source, &self.limits, self.broken);
        todo!()
    }
}
