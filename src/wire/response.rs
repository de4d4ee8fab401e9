//! The protocol operations that a server sends, RFC 4511 section 4.

use super::{
    control::Control,
    envelope::{Envelope, Malformed},
    frame::Limits,
    request::PartialAttribute,
    result_code::ResultCode,
};

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchEntry {
    /// The entry's DN.
    pub dn: Vec<u8>,
    /// The attributes returned.
    pub attributes: Vec<PartialAttribute>,
}

/// RFC 4511 section 4.12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedResponse {
    /// The outcome.
    pub result: LdapResult,
    /// The response's OID, if any.
    pub name: Option<String>,
    /// Its value, if any.
    pub value: Option<Vec<u8>>,
}

impl Response {
    /// Reads the operation of an envelope.
    ///
    /// # Errors
    /// [`Malformed`] with the envelope's ID and tag.
    pub fn decode(envelope: &Envelope, limits: &Limits) -> Result<Self, Malformed> {
        let _ = (envelope, limits);
        todo!()
    }

    /// Appends one whole message to `out`.
    pub fn encode_into(&self, out: &mut Vec<u8>, id: i32, controls: &[Control]) {
        let _ = (out, id, controls);
        todo!()
    }

    /// One whole message.
    pub fn encode(&self, id: i32, controls: &[Control]) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode_into(&mut out, id, controls);
        out
    }

    /// The identifier octet of the operation.
    pub fn tag(&self) -> u8 {
        todo!()
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
