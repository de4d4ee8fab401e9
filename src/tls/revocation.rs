use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::{CertificateRevocationListDer, Der, TrustAnchor};

use super::certificate::der;
use super::{pem, provider, trust};

/// Certificate revocation lists (RFC 5280 section 5). Cheap to clone.
#[derive(Clone, Default)]
pub struct RevocationLists {
    lists: Arc<[CertificateRevocationListDer<'static>]>,
}

/// Why there is no revocation list in a file.
pub struct RevocationListError {
    file: Option<String>,
    why: Why,
}

#[derive(Debug)]
enum Why {
    Unreadable(io::Error),
    Absent,
    Bad { number: usize, why: String },
}

impl RevocationLists {
    /// Reads revocation lists from a file: PEM (`X509 CRL`) with one or more, or DER.
    ///
    /// # Errors
    /// A file that cannot be read, holds none, or a damaged one.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, RevocationListError> {
        let path = path.as_ref();
        let named = |e: RevocationListError| RevocationListError {
            file: Some(path.display().to_string()),
            ..e
        };
        let bytes = trust::read(path).map_err(|e| named(Why::Unreadable(e).into()))?;
        Self::parse(&bytes).map_err(named)
    }

    /// The same from the content of a file.
    ///
    /// # Errors
    /// As [`load`](Self::load); the error names no file.
    pub fn parse(bytes: &[u8]) -> Result<Self, RevocationListError> {
        let mut lists = Vec::new();
        if bytes.first() == Some(&0x30) {
            let mut rest = der::Reader::new(bytes);
            lists.extend(rest.by_ref().map(|element| element.raw.to_vec()));
            if lists.is_empty() || !rest.is_empty() {
                return Err(bad(lists.len() + 1, "it is cut off"));
            }
        } else {
            let text = pem::to_text(bytes);
            for block in pem::blocks(&text).filter(|b| b.label == "X509 CRL") {
                let number = lists.len() + 1;
                let body = block
                    .body
                    .ok_or_else(|| bad(number, "its -----END X509 CRL----- line is missing"))?;
                lists.push(pem::decode(body).map_err(|why| bad(number, &why))?);
            }
        }
        if lists.is_empty() {
            return Err(Why::Absent.into());
        }
        for (at, list) in lists.iter().enumerate() {
            check(list.clone().into()).map_err(|why| bad(at + 1, &why))?;
        }
        Ok(Self {
            lists: lists.into_iter().map(Into::into).collect(),
        })
    }

    /// These and others together.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        let all = self.lists.iter().chain(others.lists.iter());
        Self {
            lists: all.cloned().collect(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lists.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = CertificateRevocationListDer<'static>> {
        self.lists.iter().cloned()
    }
}

/// Lets webpki read the list, so that it cannot fail later. Its builder wants an anchor, which it does not look at.
fn check(list: CertificateRevocationListDer<'static>) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    roots.roots.push(TrustAnchor {
        subject: Der::from_slice(b""),
        subject_public_key_info: Der::from_slice(b""),
        name_constraints: None,
    });
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
    let built = builder.with_crls([list]).build();
    built.map(drop).map_err(|e| e.to_string())
}

fn bad(number: usize, why: &str) -> RevocationListError {
    let why = why.to_owned();
    Why::Bad { number, why }.into()
}

impl From<Why> for RevocationListError {
    fn from(why: Why) -> Self {
        Self { file: None, why }
    }
}

impl fmt::Display for RevocationListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.as_deref();
        let who = file.unwrap_or("the text of revocation lists");
        match &self.why {
            Why::Unreadable(e) => write!(
                f,
                "{who} cannot be read: {e}. Check the path and who may read it."
            ),
            Why::Absent => write!(
                f,
                "{who} holds no certificate revocation list. Give a file with -----BEGIN X509 CRL----- lines (PEM) or a DER list."
            ),
            Why::Bad { number, why } => write!(
                f,
                "revocation list {number} in {who} cannot be used: {why}. Fetch it again from its CA; openssl crl -in {} -text shows what is in it.",
                file.unwrap_or("FILE")
            ),
        }
    }
}

debug_is_display!(RevocationListError);

impl std::error::Error for RevocationListError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.why {
            Why::Unreadable(e) => Some(e),
            _ => None,
        }
    }
}

impl fmt::Debug for RevocationLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationLists({})", self.len())
    }
}
