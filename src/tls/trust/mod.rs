//! The certificates that a client trusts, from whatever file its user has.
//!
//! `mod.rs` holds [`Trust`]; `folder` reads every file of a folder, `format` looks at the bytes and finds the certificates or says what the
//! file is instead; `error` words that for a human.

mod error;
mod folder;
mod format;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

pub use error::{Fault, TrustError};

/// The largest trust file that is read: the bundles of all public CAs have a quarter of a megabyte.
const MAX_FILE: u64 = 16 << 20;

/// Certificates that a client trusts. Cheap to clone.
#[derive(Clone)]
pub struct Trust {
    certificates: Arc<[CertificateDer<'static>]>,
    roots: Arc<RootCertStore>,
}

/// Reads trusted certificates from a file: PEM with one or more certificates, whatever its line ends,
/// comments, indentation and byte order mark, or DER. Of a folder every file is read, whatever its name; files that
/// hold no certificate are passed over there, damaged ones are not.
///
/// # Errors
/// A file that cannot be read or holds no certificate; the error says what it looks like and how to convert it.
pub fn load(path: impl AsRef<Path>) -> Result<Trust, TrustError> {
    let path = path.as_ref();
    if path.is_dir() {
        return folder::load(path);
    }
    let name = path.display().to_string();
    let bytes = read(path).map_err(|e| TrustError::new(Fault::Unreadable(e)).named(&name))?;
    parse(&bytes).map_err(|e| e.named(&name))
}

/// Reads several files, and trusts all certificates in them.
///
/// # Errors
/// As [`load`], for the first file that fails; or there is no file.
pub fn load_all(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Trust, TrustError> {
    let mut all = Vec::new();
    for path in paths {
        all.extend_from_slice(load(path)?.certificates());
    }
    Trust::from_certificates(all)
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
/// let error = trust::parse(b"\xfe\xed\xfe\xed\0\0\0\x02").unwrap_err();
/// assert_eq!(error.code().as_str(), "trust.jks");
/// ```
pub fn parse(bytes: &[u8]) -> Result<Trust, TrustError> {
    Trust::from_certificates(format::certificates(bytes)?)
}

impl Trust {
    /// Trusts nobody: for a client that accepts every certificate and only wants to know the verdict.
    pub fn none() -> Self {
        Self {
            certificates: Arc::default(),
            roots: Arc::new(RootCertStore::empty()),
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
