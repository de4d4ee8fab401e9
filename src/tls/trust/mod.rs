//! The certificates that a client trusts, from whatever file its user has.
//!
//! `mod.rs` holds [`Trust`]; `folder` reads every file of a folder, `format` looks at the bytes and finds the
//! certificates or says what the file is instead, `java` and `pkcs12` open key stores; `error` words that for a human; `file` is one that is written for clients.

mod error;
mod file;
mod folder;
mod format;
mod java;
mod pkcs12;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

pub use error::{Fault, KeyStoreFault, TrustError};
pub(crate) use file::TrustFile;
pub use file::remove_left_files;

/// The largest trust file that is read: the bundles of all public CAs have a quarter of a megabyte.
const MAX_FILE: u64 = 16 << 20;

/// Certificates that a client trusts. Cheap to clone.
#[derive(Clone)]
pub struct Trust {
    certificates: Arc<[CertificateDer<'static>]>,
    roots: Arc<RootCertStore>,
    unchecked: bool,
}

/// Reads trusted certificates from a file: PEM with one or more certificates, whatever its line ends,
/// comments, indentation and byte order mark, DER, or a Java key store (JKS). Of a folder every file is read, whatever its name; files that
/// hold no certificate are passed over there, damaged ones are not.
///
/// # Errors
/// A file that cannot be read or holds no certificate; the error says what it looks like and how to convert it.
pub fn load(path: impl AsRef<Path>) -> Result<Trust, TrustError> {
    load_opening(path.as_ref(), None)
}

/// Reads trusted certificates from a file that may be a key store with this password: PKCS#12 or JKS. Of any other file the
/// password is not used.
///
/// # Errors
/// As [`load`]; or the password does not open the store. The password is in no error.
pub fn load_store(path: impl AsRef<Path>, password: &str) -> Result<Trust, TrustError> {
    load_opening(path.as_ref(), Some(password))
}

fn load_opening(path: &Path, password: Option<&str>) -> Result<Trust, TrustError> {
    if path.is_dir() {
        return folder::load(path);
    }
    let name = path.display().to_string();
    let bytes = read(path).map_err(|e| TrustError::new(Fault::Unreadable(e)).named(&name))?;
    parse_opening(&bytes, password).map_err(|e| e.named(&name))
}

/// Reads several files, and trusts all certificates in them.
///
/// # Errors
/// As [`load`], for the first file that fails; or there is no file.
pub fn load_all(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Trust, TrustError> {
    let (mut all, mut unchecked) = (Vec::new(), false);
    for path in paths {
        let trust = load(path)?;
        unchecked |= trust.unchecked;
        all.extend_from_slice(trust.certificates());
    }
    let mut trust = Trust::from_certificates(all)?;
    trust.unchecked = unchecked;
    Ok(trust)
}

/// The content of a file that is not unreasonably large.
pub(super) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(std::io::Error::other("it is larger than 16 MiB"));
    }
    Ok(bytes)
}

/// Reads trusted certificates from the content of a file: see [`load`].
///
/// # Errors
/// As [`load`]; the error names no file.
///
/// ```
/// use ldaplab::tls::trust;
/// let error = trust::parse(b"-----BEGIN PKCS7-----").unwrap_err();
/// assert_eq!(error.code().as_str(), "trust.pkcs7");
/// ```
pub fn parse(bytes: &[u8]) -> Result<Trust, TrustError> {
    parse_opening(bytes, None)
}

/// Reads trusted certificates from the content of a file that may be a key store: see [`load_store`].
///
/// # Errors
/// As [`load_store`]; the error names no file.
pub fn parse_store(bytes: &[u8], password: &str) -> Result<Trust, TrustError> {
    parse_opening(bytes, Some(password))
}

fn parse_opening(bytes: &[u8], password: Option<&str>) -> Result<Trust, TrustError> {
    let mut trust = Trust::from_certificates(format::certificates(bytes, password)?)?;
    trust.unchecked = password.is_none() && bytes.starts_with(&java::MAGIC);
    Ok(trust)
}

impl Trust {
    /// Trusts nobody: for a client that accepts every certificate and only wants to know the verdict.
    pub fn none() -> Self {
        Self {
            certificates: Arc::default(),
            roots: Arc::new(RootCertStore::empty()),
            unchecked: false,
        }
    }

    /// Trusts these certificates.
    ///
    /// # Errors
    /// One of them cannot be an anchor, or there is none.
    pub fn from_certificates(
        certificates: impl IntoIterator<Item = CertificateDer<'static>>,
    ) -> Result<Self, TrustError> {
        let certificates: Arc<[_]> = certificates.into_iter().collect();
        if certificates.is_empty() {
            return Err(TrustError::new(Fault::Empty));
        }
        let mut roots = RootCertStore::empty();
        for (at, certificate) in certificates.iter().enumerate() {
            roots.add(certificate.clone()).map_err(|e| {
                TrustError::new(Fault::BadBlock {
                    number: at + 1,
                    why: e.to_string(),
                })
            })?;
        }
        Ok(Self {
            certificates,
            roots: Arc::new(roots),
            unchecked: false,
        })
    }

    /// The certificates, as they came.
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }

    /// The same for `rustls`.
    pub fn root_store(&self) -> Arc<RootCertStore> {
        Arc::clone(&self.roots)
    }

    /// What is to be said of where the certificates came from: that a Java key store was read without a password, so that
    /// nothing shows whether it was changed.
    pub fn note(&self) -> Option<&'static str> {
        self.unchecked.then_some(
            "The Java key store was read without its password, so its integrity was not checked.",
        )
    }

    /// Whether nobody is trusted; never so for what [`load`] and [`parse`] return.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trust({} certificates)", self.certificates.len())
    }
}

#[cfg(test)]
mod tests;
