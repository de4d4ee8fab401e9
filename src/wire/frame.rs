//! Frames: where one message ends and the next begins, RFC 4511 section 5.1.

use bytes::{Bytes, BytesMut};

use super::ber::tag;

/// What a peer may ask of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one message, header included.
    pub max_pdu: usize,
    /// Deepest nesting of BER elements (and so of filters); more than 1,024 counts as 1,024, because a filter is a
    /// tree and a thread's stack is finite.
    pub max_depth: usize,
    /// Most BER elements of one message. An empty element takes two octets on the wire and up to a hundred when
    /// decoded: this limit, not [`max_pdu`](Self::max_pdu), bounds the memory that a hostile message costs.
    pub max_elements: usize,
    /// Most bytes that may wait behind the request being answered.
    pub max_pipelined: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_pdu: 16 << 20,
            max_depth: 128,
            max_elements: 1 << 19,
            max_pipelined: 32 << 20,
        }
    }
}

/// One step of a byte stream.
///
/// Its `Debug` shows the length of a message only: the bytes may hold a password.
#[derive(Clone, PartialEq, Eq)]
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
    /// The stream ended inside a message.
    Truncated {
        /// How many octets of the message came.
        received: usize,
        /// How long it was to be, header included, if its header came.
        announced: Option<u64>,
    },
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotLdap { head } => {
                write!(
                    f,
                    "not LDAP: the first octets are \"{}\"",
                    head.escape_ascii()
                )
            }
            Self::BadLength => {
                f.write_str("a message whose length is indefinite or has more than four octets")
            }
            Self::TooLarge { announced, limit } => {
                write!(f, "a message of {announced} octets, {limit} are allowed")
            }
            Self::Truncated {
                received,
                announced: Some(announced),
            } => write!(f, "the stream ended after {received} of {announced} octets"),
            Self::Truncated { received, .. } => {
                write!(f, "the stream ended after {received} octets of a message")
            }
        }
    }
}

/// Splits a byte stream into frames. Errors are only those of the stream itself.
///
/// What cannot be framed becomes one [`Frame::Broken`], as soon as the octet that shows it is there; after that the
/// decoder swallows everything and yields nothing. A message is announced as too large by its header alone, so the
/// buffer never holds more than [`Limits::max_pdu`] plus what one read brought. A stream that ends inside a message
/// yields [`Broken::Truncated`] (and not an I/O error).
///
/// ```
/// use bytes::BytesMut;
/// use ldaplab::wire::{Broken, Frame, Frames, Limits};
/// use tokio_util::codec::Decoder;
///
/// let mut frames = Frames::new(Limits::default());
/// let mut stream = BytesMut::from(&b"\x30\x05\x02\x01\x03\x42\x00GET / HTTP/1.1"[..]);
/// let unbind = frames.decode(&mut stream)?;
/// assert_eq!(unbind, Some(Frame::Message(b"\x30\x05\x02\x01\x03\x42\x00"[..].into())));
/// let broken = frames.decode(&mut stream)?;
/// assert_eq!(broken, Some(Frame::Broken(Broken::NotLdap { head: b"GET / HTTP/1.1".to_vec() })));
/// assert_eq!(frames.decode(&mut stream)?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
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

    /// The length of the first message with its header, or `None` while the header is not complete.
    fn announced(&self, bytes: &[u8]) -> Result<Option<u64>, Broken> {
        let Some(&first) = bytes.first() else {
            return Ok(None);
        };
        if first != tag::SEQUENCE {
            let head = bytes[..bytes.len().min(16)].to_vec();
            return Err(Broken::NotLdap { head });
        }
        let Some(&length) = bytes.get(1) else {
            return Ok(None);
        };
        let announced = if length < 0x80 {
            2 + u64::from(length)
        } else {
            let count = usize::from(length & 0x7f);
            if !(1..=4).contains(&count) {
                return Err(Broken::BadLength);
            }
            let Some(octets) = bytes.get(2..2 + count) else {
                return Ok(None);
            };
            let content = octets
                .iter()
                .fold(0, |sum, &octet| sum << 8 | u64::from(octet));
            2 + count as u64 + content
        };
        if announced > self.limits.max_pdu as u64 {
            return Err(Broken::TooLarge {
                announced,
                limit: self.limits.max_pdu,
            });
        }
        Ok(Some(announced))
    }

    fn fail(&mut self, source: &mut BytesMut, why: Broken) -> Option<Frame> {
        self.broken = true;
        // Not `clear`: a buffer of up to `max_pdu` would stay with a connection that is only waiting to close.
        *source = BytesMut::new();
        Some(Frame::Broken(why))
    }
}

impl tokio_util::codec::Decoder for Frames {
    type Item = Frame;
    type Error = std::io::Error;

    fn decode(&mut self, source: &mut BytesMut) -> Result<Option<Frame>, Self::Error> {
        if self.broken {
            source.clear();
            return Ok(None);
        }
        match self.announced(source) {
            Ok(Some(length)) if length <= source.len() as u64 => {
                let message = source.split_to(length as usize).freeze();
                Ok(Some(Frame::Message(message)))
            }
            Ok(_) => Ok(None),
            Err(why) => Ok(self.fail(source, why)),
        }
    }

    fn decode_eof(&mut self, source: &mut BytesMut) -> Result<Option<Frame>, Self::Error> {
        let frame = self.decode(source)?;
        if frame.is_some() || source.is_empty() {
            return Ok(frame);
        }
        let why = Broken::Truncated {
            received: source.len(),
            announced: self.announced(source).unwrap_or(None),
        };
        Ok(self.fail(source, why))
    }
}
