use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::{TrustError, pem, provider, trust};

/// The certificate that a client shows when a server asks for one, with its private key. `TLS_CERT` and `TLS_KEY` of
/// ldap.conf(5). Cheap to clone; the key is never shown.
#[derive(Clone)]
pub struct ClientCertificate {
    pair: Arc<CertifiedKey>,
}

/// Why a client certificate or its key cannot be used.
#[non_exhaustive]
pub enum ClientCertificateError {
    /// The certificates cannot be read.
    Certificate(TrustError),
    /// The file of the key cannot be read.
    UnreadableKey {
        /// The file.
        file: String,
        /// Why not.
        why: io::Error,
    },
    /// There is no private key.
    NoKey {
        /// Where it was looked for.
        file: String,
    },
    /// The private key is protected by a password.
    EncryptedKey {
        /// Where it stands.
        file: String,
    },
    /// The private key is damaged, of a kind that is not known, or does not belong to the certificate.
    BadKey {
        /// Where it stands.
        file: String,
        /// What is wrong.
        why: String,
    },
}

use ClientCertificateError as Error;

impl ClientCertificate {
    /// Reads a certificate, with those of its issuers behind it if there are any, and its key in PEM (PKCS#8, PKCS#1 or SEC 1)
    /// or DER. Both may stand in the same file.
    ///
    /// # Errors
    /// A file that cannot be read, is something else, or two that do not belong together; it says which and what to do.
    pub fn load(
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Result<Self, ClientCertificateError> {
        let certificates = trust::load(certificate).map_err(Error::Certificate)?;
        let file = key.as_ref().display().to_string();
        let bytes = trust::read(key.as_ref()).map_err(|why| Error::UnreadableKey {
            file: file.clone(),
            why,
        })?;
        Self::new(certificates.certificates().to_vec(), &bytes, &file)
    }

    /// The same from the contents of the two files.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn parse(certificate: &[u8], key: &[u8]) -> Result<Self, ClientCertificateError> {
        let certificates = trust::parse(certificate).map_err(Error::Certificate)?;
        let certificates = certificates.certificates().to_vec();
        Self::new(certificates, key, "the text of the key")
    }

    fn new(
        certificates: Vec<CertificateDer<'static>>,
        key: &[u8],
        file: &str,
    ) -> Result<Self, ClientCertificateError> {
        let bad = |why: String| Error::BadKey {
            file: file.to_owned(),
            why,
        };
        let key = private_key(key, file)?;
        let key = PrivateKeyDer::try_from(key).map_err(|why| bad(why.to_owned()))?;
        let pair = CertifiedKey::from_der(certificates, key, &provider()).map_err(|e| match e {
            rustls::Error::InconsistentKeys(_) => {
                bad("it does not belong to the certificate".to_owned())
            }
            e => bad(e.to_string()),
        })?;
        Ok(Self {
            pair: Arc::new(pair),
        })
    }

    pub(super) fn pair(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.pair)
    }

    /// The certificates, the client's own first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.pair.cert
    }
}

/// The DER of the first private key in a file.
fn private_key(bytes: &[u8], file: &str) -> Result<Vec<u8>, ClientCertificateError> {
    let file = || file.to_owned();
    if bytes.first() == Some(&0x30) {
        return Ok(bytes.to_vec());
    }
    let text = pem::to_text(bytes);
    let found = pem::blocks(&text).find(|block| block.label.ends_with("PRIVATE KEY"));
    let Some(block) = found else {
        return Err(Error::NoKey { file: file() });
    };
    let body = block.body.unwrap_or_default();
    if block.label.starts_with("ENCRYPTED") || body.contains("ENCRYPTED") {
        return Err(Error::EncryptedKey { file: file() });
    }
    pem::decode(body).map_err(|why| Error::BadKey { file: file(), why })
}

impl fmt::Display for ClientCertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(e) => write!(f, "client certificate: {e}"),
            Self::UnreadableKey { file, why } => write!(
                f,
                "{file} cannot be read: {why}. Check the path of the key and who may read it."
            ),
            Self::NoKey { file } => write!(
                f,
                "{file} holds no private key. Give a file with a -----BEGIN PRIVATE KEY----- line (PEM) or PKCS#8 in DER."
            ),
            Self::EncryptedKey { file } => write!(
                f,
                "the private key in {file} is protected by a password. Take it off, and protect the file instead: openssl pkey -in {file} -out key.pem"
            ),
            Self::BadKey { file, why } => write!(
                f,
                "the private key in {file} cannot be used: {why}. Give the key that belongs to the client's certificate: RSA, P-256, P-384 or Ed25519."
            ),
        }
    }
}

debug_is_display!(ClientCertificateError);

impl std::error::Error for ClientCertificateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Certificate(e) => Some(e),
            Self::UnreadableKey { why, .. } => Some(why),
            _ => None,
        }
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientCertificate({} certificates)", self.chain().len())
    }
}
