//! Certificates of clients that count as somebody: those of one CA whose name stands in a list.

use std::{collections::BTreeSet, fmt, fs, io, path::Path, sync::Arc};

use rustls::{pki_types::CertificateDer, server::danger::ClientCertVerifier};

use crate::{
    directory::encoding,
    tls::{self, Certificate, ClientAuthority, Trust, TrustError},
};

/// A CA for clients, and the common names of its certificates that are allowed.
#[derive(Clone, Debug)]
pub struct AllowList {
    ca: Trust,
    names: BTreeSet<String>,
}

/// Why there is no list.
#[non_exhaustive]
pub enum AllowListError {
    /// The CA's file.
    Ca(TrustError),
    /// The list cannot be read.
    List {
        /// The file.
        file: String,
        /// Why not.
        why: std::io::Error,
    },
}

impl fmt::Display for AllowListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ca(error) => write!(f, "the CA of client certificates: {error}"),
            Self::List { file, why } => write!(f, "the list of allowed certificates {file}: {why}"),
        }
    }
}

debug_is_display!(AllowListError);

impl std::error::Error for AllowListError {}

impl AllowList {
    /// Reads the CA's certificates and the list: one common name a line, `#` begins a comment.
    ///
    /// # Errors
    /// [`AllowListError`] names the file.
    pub fn load(ca: impl AsRef<Path>, list: impl AsRef<Path>) -> Result<Self, AllowListError> {
        let list = list.as_ref();
        let unread = |why| AllowListError::List {
            file: list.display().to_string(),
            why,
        };
        let octets = fs::read(list).map_err(unread)?;
        let text = encoding::utf8(&octets).map_err(|why| {
            let why = format!("it is {why}; {}", why.cure());
            unread(io::Error::new(io::ErrorKind::InvalidData, why))
        })?;
        Ok(Self {
            ca: tls::trust::load(ca).map_err(AllowListError::Ca)?,
            names: names(text),
        })
    }

    /// A verifier that takes certificates of this CA and also clients that show none; any other ends the handshake.
    pub(super) fn verifier(&self) -> Option<Arc<dyn ClientCertVerifier>> {
        ClientAuthority::asking(&self.ca).map(|authority| authority.verifier())
    }

    /// Whether the certificate, which the verifier took, is on the list.
    pub(super) fn allows(&self, certificate: &CertificateDer<'_>) -> bool {
        let name = Certificate::parse(certificate)
            .ok()
            .and_then(|certificate| certificate.common_name().map(str::to_owned));
        name.is_some_and(|name| self.names.contains(&name))
    }
}

fn names(text: &str) -> BTreeSet<String> {
    let lines = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim());
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_one_name_a_line() {
        let found = names("# ours\nconsole.corp.example\r\n\n  backup # nightly\n");
        assert_eq!(Vec::from_iter(found), ["backup", "console.corp.example"]);
    }
}
