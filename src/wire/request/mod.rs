//! The protocol operations that a client sends, RFC 4511 section 4.

use super::{
    control::Control,
    envelope::{Envelope, Malformed},
    filter::Filter,
    frame::Limits,
};

mod debug;
mod decode;
mod encode;
mod modelled;

/// A request. DNs and values are bytes as received; attribute descriptions are text.
///
/// `Debug` of a request and of all its parts shows no password: not of a bind, not in `userPassword`, `unicodePwd` and
/// the like, not in a password modify operation.
#[derive(Clone, PartialEq, Eq)]
pub enum Request {
    /// RFC 4511 section 4.2.
    Bind(BindRequest),
    /// RFC 4511 section 4.3; has no answer.
    Unbind,
    /// RFC 4511 section 4.5.
    Search(SearchRequest),
    /// RFC 4511 section 4.6.
    Modify(ModifyRequest),
    /// RFC 4511 section 4.7.
    Add(AddRequest),
    /// RFC 4511 section 4.8: the DN.
    Delete(Vec<u8>),
    /// RFC 4511 section 4.9.
    ModifyDn(ModifyDnRequest),
    /// RFC 4511 section 4.10.
    Compare(CompareRequest),
    /// RFC 4511 section 4.11: the message ID to give up; has no answer.
    Abandon(i32),
    /// RFC 4511 section 4.12.
    Extended(ExtendedRequest),
}

/// RFC 4511 section 4.2.
#[derive(Clone, PartialEq, Eq)]
pub struct BindRequest {
    /// The protocol version; 3 is current.
    pub version: i64,
    /// The name: a DN, or whatever else the server accepts.
    pub name: Vec<u8>,
    /// How the client proves it.
    pub authentication: Authentication,
}

/// The authentication choice of a bind. Its `Debug` shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub enum Authentication {
    /// A password, any bytes.
    Simple(Vec<u8>),
    /// RFC 4513 section 5.2; absent and empty credentials are different.
    Sasl {
        /// The mechanism's name.
        mechanism: String,
        /// The credentials, if any.
        credentials: Option<Vec<u8>>,
    },
    /// Any other choice (AD's Sicily `[9]`–`[11]`): its context tag number and content.
    Other {
        /// The context-specific tag number.
        tag: u8,
        /// The content octets.
        content: Vec<u8>,
    },
}

/// RFC 4511 section 4.5.1.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// The base DN.
    pub base: Vec<u8>,
    /// How far below the base.
    pub scope: Scope,
    /// Alias handling, as sent: 0 never, 1 in searching, 2 finding the base, 3 always.
    pub deref_aliases: i64,
    /// Most entries wanted, 0 = no limit; signed, as sent.
    pub size_limit: i64,
    /// Seconds, 0 = no limit; signed, as sent.
    pub time_limit: i64,
    /// Attribute descriptions only.
    pub types_only: bool,
    /// The filter.
    pub filter: Filter,
    /// The attribute selection, RFC 4511 section 4.5.1.8.
    pub attributes: Vec<String>,
}

impl Scope {
    /// The number on the wire.
    pub fn number(self) -> i64 {
        match self {
            Self::Base => 0,
            Self::One => 1,
            Self::Sub => 2,
            Self::Children => 3,
            Self::Other(number) => number,
        }
    }
}

impl From<i64> for Scope {
    fn from(number: i64) -> Self {
        match number {
            0 => Self::Base,
            1 => Self::One,
            2 => Self::Sub,
            3 => Self::Children,
            other => Self::Other(other),
        }
    }
}

/// RFC 4511 section 4.5.1.2. A number outside 0–3 is kept, so that the server can answer it in its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The base entry alone.
    Base,
    /// The base's direct subordinates.
    One,
    /// The base and everything below.
    Sub,
    /// Everything below without the base (draft-sermersheim-ldap-subordinate-scope).
    Children,
    /// Any other number.
    Other(i64),
}

/// An attribute description with its values. `Debug` shows no value of a password attribute.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PartialAttribute {
    /// The attribute description, options included.
    pub description: String,
    /// The values, any bytes; may be empty.
    pub values: Vec<Vec<u8>>,
}

/// RFC 4511 section 4.7.
#[derive(Clone, PartialEq, Eq)]
pub struct AddRequest {
    /// The new entry's DN.
    pub dn: Vec<u8>,
    /// Its attributes.
    pub attributes: Vec<PartialAttribute>,
}

/// RFC 4511 section 4.6.
#[derive(Clone, PartialEq, Eq)]
pub struct ModifyRequest {
    /// The entry's DN.
    pub dn: Vec<u8>,
    /// The changes, applied in order, all or none.
    pub changes: Vec<Change>,
}

/// One change of a modify request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What to do.
    pub operation: ChangeOperation,
    /// With which attribute and values.
    pub modification: PartialAttribute,
}

/// RFC 4511 section 4.6; increment is RFC 4525.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeOperation {
    /// Add values.
    Add,
    /// Delete values, or the whole attribute.
    Delete,
    /// Replace all values.
    Replace,
    /// Add a number to each value, RFC 4525.
    Increment,
}

/// RFC 4511 section 4.9.
#[derive(Clone, PartialEq, Eq)]
pub struct ModifyDnRequest {
    /// The entry's DN.
    pub dn: Vec<u8>,
    /// Its new RDN.
    pub new_rdn: Vec<u8>,
    /// Whether the old RDN's values leave the entry.
    pub delete_old_rdn: bool,
    /// The new parent, if it moves.
    pub new_superior: Option<Vec<u8>>,
}

/// RFC 4511 section 4.10.
#[derive(Clone, PartialEq, Eq)]
pub struct CompareRequest {
    /// The entry's DN.
    pub dn: Vec<u8>,
    /// The attribute description.
    pub attribute: String,
    /// The assertion value.
    pub value: Vec<u8>,
}

/// RFC 4511 section 4.12.
#[derive(Clone, PartialEq, Eq)]
pub struct ExtendedRequest {
    /// The operation's OID.
    pub name: String,
    /// Its value; absent and empty are different.
    pub value: Option<Vec<u8>>,
}

impl Request {
    /// Reads the operation of an envelope.
    ///
    /// Elements behind the last one that RFC 4511 knows in an operation are refused: it is a client's mistake more often
    /// than an extension.
    ///
    /// ```
    /// use ldaplab::wire::{Envelope, Limits, Request};
    ///
    /// let limits = Limits::default();
    /// let delete = Request::Delete(b"cn=a".to_vec());
    /// let bytes = delete.encode(7, &[]);
    /// assert_eq!(bytes, b"\x30\x09\x02\x01\x07\x4a\x04cn=a");
    /// let envelope = Envelope::decode(bytes.into(), &limits)?;
    /// assert_eq!(Request::decode(&envelope, &limits)?, delete);
    /// # Ok::<(), ldaplab::wire::Malformed>(())
    /// ```
    ///
    /// # Errors
    /// [`Malformed`] with the envelope's ID and tag.
    pub fn decode(envelope: &Envelope, limits: &Limits) -> Result<Self, Malformed> {
        decode::decode(envelope, limits).map_err(|why| envelope.malformed(why))
    }

    /// One whole message.
    pub fn encode(&self, id: i32, controls: &[Control]) -> Vec<u8> {
        let mut out = Vec::new();
        encode::encode(&mut out, self, id, controls);
        out
    }

    /// The identifier octet of the operation.
    pub fn tag(&self) -> u8 {
        match self {
            Self::Bind(_) => tag::BIND,
            Self::Unbind => tag::UNBIND,
            Self::Search(_) => tag::SEARCH,
            Self::Modify(_) => tag::MODIFY,
            Self::Add(_) => tag::ADD,
            Self::Delete(_) => tag::DELETE,
            Self::ModifyDn(_) => tag::MODIFY_DN,
            Self::Compare(_) => tag::COMPARE,
            Self::Abandon(_) => tag::ABANDON,
            Self::Extended(_) => tag::EXTENDED,
        }
    }
}

/// Identifier octets of the requests.
pub(crate) mod tag {
    pub(crate) const BIND: u8 = 0x60;
    pub(crate) const UNBIND: u8 = 0x42;
    pub(crate) const SEARCH: u8 = 0x63;
    pub(crate) const MODIFY: u8 = 0x66;
    pub(crate) const ADD: u8 = 0x68;
    pub(crate) const DELETE: u8 = 0x4a;
    pub(crate) const MODIFY_DN: u8 = 0x6c;
    pub(crate) const COMPARE: u8 = 0x6e;
    pub(crate) const ABANDON: u8 = 0x50;
    pub(crate) const EXTENDED: u8 = 0x77;

    pub(crate) const SIMPLE: u8 = 0x80;
    pub(crate) const SASL: u8 = 0xa3;
    pub(crate) const NEW_SUPERIOR: u8 = 0x80;
    pub(crate) const EXTENDED_NAME: u8 = 0x80;
    pub(crate) const EXTENDED_VALUE: u8 = 0x81;
}
