//! The protocol operations that a client sends, RFC 4511 section 4.

use super::{
    control::Control,
    envelope::{Envelope, Malformed},
    filter::Filter,
    frame::Limits,
};

/// A request. DNs and values are bytes as received; attribute descriptions are text.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl std::fmt::Debug for Authentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Simple(password) if password.is_empty() => f.write_str("Simple(empty)"),
            Self::Simple(_) => f.write_str("Simple(***)"),
            Self::Sasl {
                mechanism,
                credentials,
            } => f
                .debug_struct("Sasl")
                .field("mechanism", mechanism)
                .field("credentials", &credentials.as_ref().map(|_| "***"))
                .finish(),
            Self::Other { tag, .. } => f
                .debug_struct("Other")
                .field("tag", tag)
                .finish_non_exhaustive(),
        }
    }
}

/// RFC 4511 section 4.5.1.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// An attribute description with its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartialAttribute {
    /// The attribute description, options included.
    pub description: String,
    /// The values, any bytes; may be empty.
    pub values: Vec<Vec<u8>>,
}

/// RFC 4511 section 4.7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddRequest {
    /// The new entry's DN.
    pub dn: Vec<u8>,
    /// Its attributes.
    pub attributes: Vec<PartialAttribute>,
}

/// RFC 4511 section 4.6.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareRequest {
    /// The entry's DN.
    pub dn: Vec<u8>,
    /// The attribute description.
    pub attribute: String,
    /// The assertion value.
    pub value: Vec<u8>,
}

/// RFC 4511 section 4.12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedRequest {
    /// The operation's OID.
    pub name: String,
    /// Its value; absent and empty are different.
    pub value: Option<Vec<u8>>,
}

impl Request {
    /// Reads the operation of an envelope.
    ///
    /// # Errors
    /// [`Malformed`] with the envelope's ID and tag.
    pub fn decode(envelope: &Envelope, limits: &Limits) -> Result<Self, Malformed> {
        let _ = (envelope, limits);
        todo!()
    }

    /// One whole message.
    pub fn encode(&self, id: i32, controls: &[Control]) -> Vec<u8> {
        let _ = (id, controls);
        todo!()
    }

    /// The identifier octet of the operation.
    pub fn tag(&self) -> u8 {
        todo!()
    }
}
