//! The options of a connection that concern TLS: short forms for the fields of [`Policy`](crate::tls::Policy).

use std::path::Path;

use super::Options;
use crate::tls::{
    ClientCertificate, ClientCertificateError, CrlCheck, KeyPin, RequireCert, RequireSan,
    RevocationListError, RevocationLists, Trust, TrustError, Version, trust,
};

impl Options {
    /// Trusts the certificates of a file, or of every file in a folder, and nobody else.
    ///
    /// # Errors
    /// [`TrustError`] names the file and what it looks like when it is not one.
    pub fn trust_file(self, path: impl AsRef<Path>) -> Result<Self, TrustError> {
        Ok(self.anchors(trust::load(path)?))
    }

    /// Trusts the certificates of a key store with a password (JKS, or PKCS#12 with the feature `pkcs12`), and nobody else.
    ///
    /// # Errors
    /// As [`trust_file`](Self::trust_file), or the password does not open the store.
    pub fn trust_store(self, path: impl AsRef<Path>, password: &str) -> Result<Self, TrustError> {
        Ok(self.anchors(trust::load_store(path, password)?))
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

    /// Trusts the certificates of several files or folders together, and nobody else.
    ///
    /// # Errors
    /// As [`trust_file`](Self::trust_file), for the first that fails.
    pub fn trust_files(
        self,
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Self, TrustError> {
        Ok(self.anchors(trust::load_all(paths)?))
    }

    /// Speaks no TLS older than this: see [`Policy::set_min_version`](crate::tls::Policy::set_min_version).
    #[must_use]
    pub fn min_tls_version(mut self, least: Version) -> Self {
        self.tls.set_min_version(least);
        self
    }

    /// Speaks no TLS newer than this: see [`Policy::set_max_version`](crate::tls::Policy::set_max_version).
    #[must_use]
    pub fn max_tls_version(mut self, greatest: Version) -> Self {
        self.tls.set_max_version(greatest);
        self
    }

    /// Shows this certificate to a server that asks for one; certificate and key may stand in one file.
    ///
    /// # Errors
    /// [`ClientCertificateError`] names the file and what to do.
    pub fn client_certificate(
        mut self,
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Result<Self, ClientCertificateError> {
        self.tls.client_certificate = Some(ClientCertificate::load(certificate, key)?);
        Ok(self)
    }

    /// Sets [`Policy::crl_check`](crate::tls::Policy::crl_check).
    #[must_use]
    pub fn crl_check(mut self, check: CrlCheck) -> Self {
        self.tls.crl_check = check;
        self
    }

    /// Adds the revocation lists of a file. They count once [`crl_check`](Self::crl_check) is set.
    ///
    /// # Errors
    /// [`RevocationListError`] names the file and what is wrong.
    pub fn crl_file(mut self, path: impl AsRef<Path>) -> Result<Self, RevocationListError> {
        let more = RevocationLists::load(path)?;
        self.tls.revocation_lists = self.tls.revocation_lists.and(&more);
        Ok(self)
    }

    /// Adds a key to [`Policy::pins`](crate::tls::Policy::pins).
    #[must_use]
    pub fn pin(mut self, pin: KeyPin) -> Self {
        self.tls.pins.push(pin);
        self
    }
}
