use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;

use super::{Certificate, ClientCertificate, ClientCertificateError, Trust};

/// A certificate that a server presents, with the chain behind it and its private key, read from files. Cheap to clone; the key is never shown.
///
/// ```
/// use ldaplab::tls::{Material, Scenario, ServerCertificate};
/// use std::time::SystemTime;
///
/// let material = Material::new(Scenario::TRUSTED, &["dc1.corp.example"], SystemTime::now())?;
/// let read = ServerCertificate::parse(material.chain_pem().as_bytes(), material.key_pem().as_bytes())?;
/// assert_eq!(read.chain(), material.chain());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ServerCertificate(ClientCertificate);

/// Why a server's certificate or its key cannot be used.
pub struct ServerCertificateError(ClientCertificateError);

impl ServerCertificate {
    /// Reads a certificate, with those of its issuers behind it if there are any, and its key in PEM (PKCS#8, PKCS#1 or SEC 1) or DER. Both may
    /// stand in the same file.
    ///
    /// # Errors
    /// A file that cannot be read, is something else, or two that do not belong together; it says which and what to do.
    pub fn load(
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Result<Self, ServerCertificateError> {
        ClientCertificate::load(certificate, key)
            .map(Self)
            .map_err(ServerCertificateError)
    }

    /// The same from the contents of the two files.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn parse(certificate: &[u8], key: &[u8]) -> Result<Self, ServerCertificateError> {
        ClientCertificate::parse(certificate, key)
            .map(Self)
            .map_err(ServerCertificateError)
    }

    /// The certificates, the server's own first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        self.0.chain()
    }

    /// What a client is meant to trust: the last certificate of the chain if it is signed by itself, as a root is. Else nobody, for the files do not
    /// say who signed it.
    pub fn trust(&self) -> Trust {
        let root = self.chain().last().filter(|last| {
            Certificate::parse(last).is_ok_and(|last| last.subject() == last.issuer())
        });
        let trust = root.map(|root| Trust::from_certificates([root.clone()]));
        trust.and_then(Result::ok).unwrap_or_else(Trust::none)
    }

    pub(super) fn pair(&self) -> Arc<CertifiedKey> {
        self.0.pair()
    }
}

impl fmt::Display for ServerCertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ClientCertificateError::Certificate(e) => write!(f, "server certificate: {e}"),
            ClientCertificateError::BadKey { file, why } => write!(
                f,
                "the private key in {file} cannot be used: {why}. Give the key of the first certificate in the certificate's file, which is the server's own: RSA, P-256, P-384 or Ed25519."
            ),
            other => other.fmt(f),
        }
    }
}

debug_is_display!(ServerCertificateError);

impl std::error::Error for ServerCertificateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0)
    }
}
