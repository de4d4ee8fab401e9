//! The service's own certificate: made once and kept with the data, or given.

use std::{fmt, fs, path::Path, sync::Arc, time::SystemTime};

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use super::AllowList;
use crate::{
    settings::{Folder, StoreError},
    tls::{self, Certificate, Material, MintError, Scenario},
};

/// The file in the folder with the chain, the root at its end, and the key: one file, so that they always go together.
const OWN: &str = "https.pem";
/// The root alone, for clients; made from the other.
const CA: &str = "https-ca.pem";

/// Why there is no certificate.
#[non_exhaustive]
pub enum CertificateError {
    /// It could not be made.
    Mint(MintError),
    /// It could not be kept.
    Store(StoreError),
    /// A file that was given.
    File {
        /// The file.
        file: String,
        /// What is wrong.
        why: String,
    },
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mint(error) => write!(f, "{error}"),
            Self::Store(error) => write!(f, "{error}"),
            Self::File { file, why } => write!(f, "{file}: {why}"),
        }
    }
}

debug_is_display!(CertificateError);

impl std::error::Error for CertificateError {}

/// A chain and its key.
pub(super) struct Own {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Own {
    /// Reads them from files.
    pub(super) fn given(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let read = |path: &Path| {
            fs::read(path).map_err(|error| CertificateError::File {
                file: path.display().to_string(),
                why: error.to_string(),
            })
        };
        Self::parse(&read(chain)?, &read(key)?).map_err(|(of_key, why)| {
            let file = if of_key { key } else { chain };
            CertificateError::File {
                file: file.display().to_string(),
                why,
            }
        })
    }

    /// Those that are kept with the data; new ones where there are none for these names, or they have expired.
    pub(super) fn kept(
        folder: &Folder,
        names: &[&str],
        now: SystemTime,
    ) -> Result<Self, CertificateError> {
        let stored = folder.read(OWN).map_err(CertificateError::Store)?;
        let own = stored.and_then(|pem| Self::parse(&pem, &pem).ok());
        let own = match own.filter(|own| own.is_good(names, now)) {
            Some(own) => own,
            None => {
                let material =
                    Material::new(Scenario::TRUSTED, names, now).map_err(CertificateError::Mint)?;
                let pem = [
                    material.chain_pem(),
                    material.trust_pem(),
                    material.key_pem(),
                ]
                .concat();
                let written = folder.write(OWN, pem.as_bytes());
                written.map_err(CertificateError::Store)?;
                Self::parse(pem.as_bytes(), pem.as_bytes()).map_err(|(_, why)| {
                    CertificateError::File {
                        file: OWN.to_owned(),
                        why,
                    }
                })?
            }
        };
        let root = tls::pem(own.chain.last().map(AsRef::as_ref));
        let written = folder.write(CA, root.as_bytes());
        written.map_err(CertificateError::Store)?;
        Ok(own)
    }

    /// The certificates and the key; or what is wrong, and whether with the key.
    fn parse(chain: &[u8], key: &[u8]) -> Result<Self, (bool, String)> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
        let chain = chain.map_err(|error| (false, format!("it is no PEM: {error}")))?;
        if chain.is_empty() {
            return Err((false, "it holds no certificate in PEM".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| {
            (
                true,
                "it holds no private key in PEM that is not encrypted".to_owned(),
            )
        })?;
        Ok(Self { chain, key })
    }

    fn is_good(&self, names: &[&str], now: SystemTime) -> bool {
        let Some(Ok(leaf)) = self.chain.first().map(|leaf| Certificate::parse(leaf)) else {
            return false;
        };
        let named = |name: &&str| match name.parse() {
            Ok(address) => leaf.addresses().contains(&address),
            Err(_) => leaf
                .dns_names()
                .iter()
                .any(|own| own.eq_ignore_ascii_case(name)),
        };
        (leaf.not_before()..leaf.not_after()).contains(&now) && names.iter().all(named)
    }

    /// A configuration that shows them, and takes the certificates of clients that the list takes.
    pub(super) fn server_config(
        self,
        clients: Option<&AllowList>,
    ) -> Result<Arc<ServerConfig>, CertificateError> {
        let failed = |why: String| CertificateError::File {
            file: "the service's certificate".to_owned(),
            why,
        };
        let builder = ServerConfig::builder_with_provider(tls::provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(error.to_string()))?;
        let builder = match clients.map(AllowList::verifier) {
            Some(Some(verifier)) => builder.with_client_cert_verifier(verifier),
            Some(None) => return Err(failed("the CA of client certificates is empty".to_owned())),
            None => builder.with_no_client_auth(),
        };
        builder
            .with_single_cert(self.chain, self.key)
            .map(Arc::new)
            .map_err(|error| failed(format!("certificate and key do not go together: {error}")))
    }
}

/// The file that clients are to trust, where the certificate was made.
pub(super) fn ca_file(folder: &Folder) -> std::path::PathBuf {
    folder.path().join(CA)
}
