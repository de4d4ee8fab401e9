//! The protocol operations that a server sends, RFC 4511 section 4.

use super::{
    control::Control,
    envelope::{Envelope, Malformed},
    frame::Limits,
    oid,
    request::PartialAttribute,
    result_code::ResultCode,
};

mod debug;
mod decode;
mod encode;
mod memory;

pub(crate) use memory::texts_memory;

/// A response.
///
/// `Debug` of a response and its parts shows no SASL credentials, no value of a password attribute, and the value of
/// an extended response only when it is text (a generated password, RFC 3062, comes inside BER).
#[derive(Clone, PartialEq, Eq)]
pub enum Response {
    /// RFC 4511 section 4.2.2.
    Bind {
        /// The outcome.
        result: LdapResult,
        /// The server's SASL credentials; absent and empty are different.
        sasl_credentials: Option<Vec<u8>>,
    },
    /// RFC 4511 section 4.5.2.
    SearchEntry(SearchEntry),
    /// RFC 4511 section 4.5.3: URLs, any one of which continues the search.
    SearchReference(Vec<String>),
    /// RFC 4511 section 4.5.2.
    SearchDone(LdapResult),
    /// RFC 4511 section 4.6.
    Modify(LdapResult),
    /// RFC 4511 section 4.7.
    Add(LdapResult),
    /// RFC 4511 section 4.8.
    Delete(LdapResult),
    /// RFC 4511 section 4.9.
    ModifyDn(LdapResult),
    /// RFC 4511 section 4.10.
    Compare(LdapResult),
    /// RFC 4511 section 4.12.
    Extended(ExtendedResponse),
    /// RFC 4511 section 4.13.
    Intermediate {
        /// The response's OID, if any.
        name: Option<String>,
        /// Its value, if any.
        value: Option<Vec<u8>>,
    },
}

/// RFC 4511 section 4.1.9.
#[derive(Clone, PartialEq, Eq)]
pub struct LdapResult {
    /// The result code.
    pub code: ResultCode,
    /// The deepest entry that was found, where the operation has a base; else empty.
    pub matched_dn: Vec<u8>,
    /// The server's words, as sent: AD's end with a NUL. Not-UTF-8 is replaced when decoding.
    pub diagnostic: String,
    /// URLs of a referral; empty when there is none.
    pub referrals: Vec<String>,
}

impl LdapResult {
    /// A result with a code and nothing else.
    pub fn new(code: ResultCode) -> Self {
        Self {
            code,
            matched_dn: Vec::new(),
            diagnostic: String::new(),
            referrals: Vec::new(),
        }
    }

    /// `success` with nothing else.
    pub fn success() -> Self {
        Self::new(ResultCode::SUCCESS)
    }

    /// The same result with a diagnostic message.
    #[must_use]
    pub fn diagnostic(mut self, text: impl Into<String>) -> Self {
        self.diagnostic = text.into();
        self
    }

    /// The same result with a matched DN.
    #[must_use]
    pub fn matched_dn(mut self, dn: impl Into<Vec<u8>>) -> Self {
        self.matched_dn = dn.into();
        self
    }

    /// The same result with referral URLs.
    #[must_use]
    pub fn referrals(mut self, urls: Vec<String>) -> Self {
        self.referrals = urls;
        self
    }
}

/// RFC 4511 section 4.5.2.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchEntry {
    /// The entry's DN.
    pub dn: Vec<u8>,
    /// The attributes returned.
    pub attributes: Vec<PartialAttribute>,
}

/// RFC 4511 section 4.12.
#[derive(Clone, PartialEq, Eq)]
pub struct ExtendedResponse {
    /// The outcome.
    pub result: LdapResult,
    /// The response's OID, if any.
    pub name: Option<String>,
    /// Its value, if any.
    pub value: Option<Vec<u8>>,
}

impl Response {
    /// The notice of disconnection, RFC 4511 section 4.4.1. It goes out with message ID 0, before the server closes.
    pub fn notice_of_disconnection(code: ResultCode, diagnostic: impl Into<String>) -> Self {
        Self::Extended(ExtendedResponse {
            result: LdapResult::new(code).diagnostic(diagnostic),
            name: Some(oid::NOTICE_OF_DISCONNECTION.to_owned()),
            value: None,
        })
    }

    /// Reads the operation of an envelope.
    ///
    /// Elements that RFC 4511 does not know behind those that it does are ignored (its section 4); known ones in another
    /// form or place are not. Active Directory writes the OID of its notice of disconnection beside the operation
    /// instead of into it: it is found there.
    ///
    /// ```
    /// use ldaplab::wire::{Envelope, LdapResult, Limits, Response, ResultCode};
    ///
    /// let limits = Limits::default();
    /// let done = Response::SearchDone(LdapResult::new(ResultCode::NO_SUCH_OBJECT).matched_dn("dc=a"));
    /// let bytes = done.encode(2, &[]);
    /// assert_eq!(bytes, b"\x30\x10\x02\x01\x02\x65\x0b\x0a\x01\x20\x04\x04dc=a\x04\x00");
    /// let envelope = Envelope::decode(bytes.into(), &limits)?;
    /// assert_eq!(Response::decode(&envelope, &limits)?, done);
    /// # Ok::<(), ldaplab::wire::Malformed>(())
    /// ```
    ///
    /// # Errors
    /// [`Malformed`] with the envelope's ID and tag.
    pub fn decode(envelope: &Envelope, limits: &Limits) -> Result<Self, Malformed> {
        let _ = limits;
        decode::decode(envelope).map_err(|why| envelope.malformed(why))
    }

    /// Appends one whole message to `out`.
    pub fn encode_into(&self, out: &mut Vec<u8>, id: i32, controls: &[Control]) {
        encode::encode(out, self, id, controls);
    }

    /// One whole message.
    pub fn encode(&self, id: i32, controls: &[Control]) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode_into(&mut out, id, controls);
        out
    }

    /// The identifier octet of the operation.
    pub fn tag(&self) -> u8 {
        match self {
            Self::Bind { .. } => tag::BIND,
            Self::SearchEntry(_) => tag::SEARCH_ENTRY,
            Self::SearchReference(_) => tag::SEARCH_REFERENCE,
            Self::SearchDone(_) => tag::SEARCH_DONE,
            Self::Modify(_) => tag::MODIFY,
            Self::Add(_) => tag::ADD,
            Self::Delete(_) => tag::DELETE,
            Self::ModifyDn(_) => tag::MODIFY_DN,
            Self::Compare(_) => tag::COMPARE,
            Self::Extended(_) => tag::EXTENDED,
            Self::Intermediate { .. } => tag::INTERMEDIATE,
        }
    }

    /// The result, where the response carries one.
    pub fn result(&self) -> Option<&LdapResult> {
        match self {
            Self::Bind { result, .. }
            | Self::SearchDone(result)
            | Self::Modify(result)
            | Self::Add(result)
            | Self::Delete(result)
            | Self::ModifyDn(result)
            | Self::Compare(result)
            | Self::Extended(ExtendedResponse { result, .. }) => Some(result),
            Self::SearchEntry(_) | Self::SearchReference(_) | Self::Intermediate { .. } => None,
        }
    }
}

/// The identifier octet of the response to a request's identifier octet; `None` where nothing is answered
/// (unbind, abandon) or the tag is unknown.
///
/// ```
/// assert_eq!(ldaplab::wire::response::response_tag(0x63), Some(0x65));
/// ```
pub fn response_tag(request: u8) -> Option<u8> {
    use super::request::tag as asked;
    match request {
        asked::BIND => Some(tag::BIND),
        asked::SEARCH => Some(tag::SEARCH_DONE),
        asked::MODIFY => Some(tag::MODIFY),
        asked::ADD => Some(tag::ADD),
        asked::DELETE => Some(tag::DELETE),
        asked::MODIFY_DN => Some(tag::MODIFY_DN),
        asked::COMPARE => Some(tag::COMPARE),
        asked::EXTENDED => Some(tag::EXTENDED),
        _ => None,
    }
}

/// Identifier octets of the responses.
pub(crate) mod tag {
    pub(crate) const BIND: u8 = 0x61;
    pub(crate) const SEARCH_ENTRY: u8 = 0x64;
    pub(crate) const SEARCH_REFERENCE: u8 = 0x73;
    pub(crate) const SEARCH_DONE: u8 = 0x65;
    pub(crate) const MODIFY: u8 = 0x67;
    pub(crate) const ADD: u8 = 0x69;
    pub(crate) const DELETE: u8 = 0x6b;
    pub(crate) const MODIFY_DN: u8 = 0x6d;
    pub(crate) const COMPARE: u8 = 0x6f;
    pub(crate) const EXTENDED: u8 = 0x78;
    pub(crate) const INTERMEDIATE: u8 = 0x79;

    pub(crate) const REFERRAL: u8 = 0xa3;
    pub(crate) const SASL_CREDENTIALS: u8 = 0x87;
    pub(crate) const EXTENDED_NAME: u8 = 0x8a;
    pub(crate) const EXTENDED_VALUE: u8 = 0x8b;
    pub(crate) const INTERMEDIATE_NAME: u8 = 0x80;
    pub(crate) const INTERMEDIATE_VALUE: u8 = 0x81;
}
