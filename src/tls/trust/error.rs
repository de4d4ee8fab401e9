use std::fmt;
use std::io;

use crate::diagnosis::Code;

/// Why there are no trusted certificates in a file.
pub struct TrustError {
    file: Option<String>,
    fault: Fault,
}

/// What is wrong with the file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fault {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It holds nothing.
    Empty,
    /// It is a PKCS#12 key store (`.p12`, `.pfx`).
    Pkcs12 {
        /// Why its certificates cannot be taken.
        fault: KeyStoreFault,
    },
    /// It is a Java key store of the type JCEKS, which is not read here.
    Jceks,
    /// It is a Java key store (JKS).
    JavaKeyStore {
        /// Why its certificates cannot be taken.
        fault: KeyStoreFault,
    },
    /// It is a PKCS#7 bundle (`.p7b`).
    Pkcs7,
    /// It is a private key.
    PrivateKey,
    /// It is a request for a certificate.
    Request,
    /// It is a certificate revocation list.
    RevocationList,
    /// It is a public key without a certificate.
    PublicKey,
    /// It is a web page, such as the error page of a download.
    Html,
    /// One of its certificates is damaged.
    BadBlock {
        /// Which one, counted from 1.
        number: usize,
        /// What is wrong with it.
        why: String,
    },
    /// It is a folder, and none of its files holds a certificate.
    EmptyFolder {
        /// How many files it has.
        files: usize,
    },
    /// It is nothing that is known.
    Garbage,
}

/// Why the certificates of a key store cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyStoreFault {
    /// This build of the library does not read its kind: PKCS#12 without the feature `pkcs12`.
    NotRead,
    /// It cannot be opened without a password, and none was given.
    NoPassword,
    /// The password is not that of the store, or the store was changed without it.
    WrongPassword,
    /// It holds keys, and no certificate that is trusted.
    NoCertificates,
    /// It is damaged, or uses what is not known here; what.
    Damaged(String),
}

impl fmt::Display for KeyStoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRead => Ok(()),
            Self::NoPassword => f.write_str(", and no password was given to open it"),
            Self::WrongPassword => {
                f.write_str(", and the password given does not open it, or it was changed since")
            }
            Self::NoCertificates => {
                f.write_str(" that holds keys of its owner and no trusted certificate")
            }
            Self::Damaged(why) => write!(f, " that cannot be read: {why}"),
        }
    }
}

impl TrustError {
    pub(super) fn new(fault: Fault) -> Self {
        Self { file: None, fault }
    }

    pub(super) fn named(mut self, file: &str) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    /// What is wrong.
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// The diagnosis for a connection that needed this file.
    pub fn code(&self) -> Code {
        match self.fault {
            Fault::Unreadable(_) => Code::TRUST_UNREADABLE,
            Fault::Empty => Code::TRUST_EMPTY,
            Fault::Pkcs12 { .. } => Code::TRUST_PKCS12,
            Fault::JavaKeyStore { .. } | Fault::Jceks => Code::TRUST_JKS,
            Fault::Pkcs7 => Code::TRUST_PKCS7,
            Fault::PrivateKey => Code::TRUST_PRIVATE_KEY,
            Fault::BadBlock { .. } => Code::TRUST_BAD_BLOCK,
            Fault::EmptyFolder { .. } => Code::TRUST_EMPTY,
            Fault::Request
            | Fault::RevocationList
            | Fault::PublicKey
            | Fault::Html
            | Fault::Garbage => Code::TRUST_NOT_CERTIFICATES,
        }
    }
}

impl fmt::Display for TrustError {
    /// One sentence of cause with the file's name, one of cure with the command that converts it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = self
            .file
            .as_deref()
            .unwrap_or("the text of trusted certificates");
        let file = self.file.as_deref().unwrap_or("FILE");
        match &self.fault {
            Fault::Unreadable(e) => write!(
                f,
                "{who} cannot be read: {e}. Check the path and who may read it."
            ),
            Fault::Empty => write!(
                f,
                "{who} is empty. Put the CA certificate in PEM form into it."
            ),
            Fault::Pkcs12 { fault } => write!(
                f,
                "{who} is a PKCS#12 key store{fault}. Export its certificates: openssl pkcs12 -in {file} -cacerts -nokeys -out ca.pem"
            ),
            Fault::JavaKeyStore { fault } => write!(
                f,
                "{who} is a Java key store{fault}. Export its certificates: keytool -list -rfc -keystore {file} > ca.pem"
            ),
            Fault::Jceks => write!(
                f,
                "{who} is a Java key store of the type JCEKS, which is not read here. Export its certificates: keytool -list -rfc -storetype JCEKS -keystore {file} > ca.pem"
            ),
            Fault::Pkcs7 => write!(
                f,
                "{who} is a PKCS#7 bundle. Export its certificates: openssl pkcs7 -in {file} -print_certs -out ca.pem (with -inform DER if it is binary)"
            ),
            Fault::PrivateKey => write!(
                f,
                "{who} holds a private key and no certificate. Give the certificate of the CA, and keep the key secret."
            ),
            Fault::Request => write!(
                f,
                "{who} holds a certificate request, not a certificate. Give the certificate of the CA."
            ),
            Fault::RevocationList => write!(
                f,
                "{who} holds a certificate revocation list, not a certificate. Give the certificate of the CA here, and the list as such."
            ),
            Fault::EmptyFolder { files } => write!(
                f,
                "none of the {files} files in the folder {who} holds a certificate. Put the CA certificate in PEM form into it; its name does not matter."
            ),
            Fault::PublicKey => write!(
                f,
                "{who} holds a public key, not a certificate. Give the certificate of the CA."
            ),
            Fault::Html => write!(
                f,
                "{who} is a web page, not a certificate. Download the CA certificate again and look at what arrives."
            ),
            Fault::BadBlock { number, why } => write!(
                f,
                "certificate {number} in {who} is damaged: {why}. Copy it again, with all its lines."
            ),
            Fault::Garbage => write!(
                f,
                "{who} holds no certificate. Give a file with -----BEGIN CERTIFICATE----- lines (PEM) or a DER certificate."
            ),
        }
    }
}

debug_is_display!(TrustError);

impl std::error::Error for TrustError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Unreadable(e) => Some(e),
            _ => None,
        }
    }
}
