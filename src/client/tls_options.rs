//! The options of a connection that concern TLS: short forms for the fields of [`Policy`](crate::tls::Policy).

use std::path::Path;

use super::Options;
use crate::tls::{RequireCert, RequireSan, Trust, TrustError, trust};

impl Options {
    /// Trusts the certificates of a file, and nobody else.
    ///
    /// # Errors
    /// [`TrustError`] names the file and what it looks like when it is not one.
    pub fn trust_file(self, path: impl AsRef<Path>) -> Result<Self, TrustError> {
        Ok(self.anchors(trust::load(path)?))
    }

    /// Trusts the certificates in a text, PEM or DER, and nobody else.
    ///
    /// # Errors
    /// [`TrustError`] says what the text looks like when it holds none.
    pub fn trust_pem(self, pem: impl AsRef<[u8]>) -> Result<Self, TrustError> {
        Ok(self.anchors(trust::parse(pem.as_ref())?))
    }

    /// Trusts these certificates, and nobody else.
    #[must_use]
    pub fn anchors(mut self, anchors: Trust) -> Self {
        self.tls.trust = anchors;
        self
    }

    /// Accepts any certificate: [`RequireCert::Allow`]. The verdict of the check is kept and can be read from
    /// [`super::Client::peer`].
    #[must_use]
    pub fn insecure(self) -> Self {
        self.require_cert(RequireCert::Allow)
    }

    /// Sets [`Policy::require_cert`](crate::tls::Policy::require_cert).
    #[must_use]
    pub fn require_cert(mut self, level: RequireCert) -> Self {
        self.tls.require_cert = level;
        self
    }

    /// Sets [`Policy::require_san`](crate::tls::Policy::require_san).
    #[must_use]
    pub fn require_san(mut self, level: RequireSan) -> Self {
        self.tls.require_san = level;
        self
    }

    /// Sets [`Policy::verify_chain`](crate::tls::Policy::verify_chain).
    #[must_use]
    pub fn verify_chain(mut self, verify: bool) -> Self {
        self.tls.verify_chain = verify;
        self
    }

    /// Sets [`Policy::verify_host`](crate::tls::Policy::verify_host).
    #[must_use]
    pub fn verify_host(mut self, verify: bool) -> Self {
        self.tls.verify_host = verify;
        self
    }

    /// Sets [`Policy::allow_wildcard`](crate::tls::Policy::allow_wildcard).
    #[must_use]
    pub fn allow_wildcard(mut self, allow: bool) -> Self {
        self.tls.allow_wildcard = allow;
        self
    }

    /// Sets [`Policy::server_name`](crate::tls::Policy::server_name).
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.tls.server_name = Some(name.into());
        self
    }
}
