use std::sync::Arc;

use rustls::crypto::CryptoProvider;

use super::checks::Checks;
use super::cipher::CipherSuite;
use super::level::{CrlCheck, RequireCert, RequireSan};
use super::version::{Version, Versions};
use super::{ClientCertificate, KeyPin, RevocationLists, Trust, provider};

/// What a client demands of a server when it speaks TLS; a value, copied into each connection.
///
/// Where nothing is set, nobody is trusted and everything is checked, so that no connection is unverified by accident. How
/// the settings of others translate:
///
/// | elsewhere | here |
/// |---|---|
/// | libldap's and python-ldap's default | `require_san` [`RequireSan::Allow`] |
/// | `TLS_REQCERT never`, `allow` | `require_cert` [`RequireCert::Never`], [`RequireCert::Allow`] |
/// | chain checked, name not (libldap has no such setting) | `verify_host` off |
/// | no wildcards | `allow_wildcard` off |
///
/// ```
/// use ldaplab::tls::{Policy, RequireCert};
/// let mut policy = Policy::default();
/// assert_eq!(policy.require_cert, RequireCert::Demand);
/// policy.verify_host = false;
/// assert!(!policy.authenticates());
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Policy {
    /// The certificates that are trusted.
    pub trust: Trust,
    /// What a certificate that fails its check means.
    pub require_cert: RequireCert,
    /// Which names of a certificate count.
    pub require_san: RequireSan,
    /// Whether the certificate must lead to a trusted one, be in date, and be meant for servers.
    pub verify_chain: bool,
    /// Whether the certificate must be for the host that is connected to.
    pub verify_host: bool,
    /// Whether `*.corp.example` in a certificate stands for `dc1.corp.example`.
    pub allow_wildcard: bool,
    /// The name that the certificate must be for, and that is sent as SNI, where it is not that of the URL: a
    /// connection through a tunnel, or by address.
    pub server_name: Option<String>,
    /// The certificate that is shown to a server that asks for one.
    pub client_certificate: Option<ClientCertificate>,
    /// Which certificates of the chain are looked up in [`revocation_lists`](Self::revocation_lists); part of the check of
    /// the chain.
    pub crl_check: CrlCheck,
    /// The lists. They are as old as the files: nothing is fetched.
    pub revocation_lists: RevocationLists,
    /// The keys that are accepted, if there are any here: at every level, also where nothing else is checked.
    pub pins: Vec<KeyPin>,
    /// The cipher suites that may be used; empty for all. Those of a version that is not spoken do not count, and where no other is
    /// left, all of the versions that are spoken may be.
    pub cipher_suites: Vec<CipherSuite>,
    versions: Versions,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            trust: Trust::none(),
            require_cert: RequireCert::Demand,
            require_san: RequireSan::Hard,
            verify_chain: true,
            verify_host: true,
            allow_wildcard: true,
            server_name: None,
            client_certificate: None,
            crl_check: CrlCheck::None,
            revocation_lists: RevocationLists::default(),
            pins: Vec::new(),
            cipher_suites: Vec::new(),
            versions: Versions::default(),
        }
    }
}

impl Policy {
    /// Whether a connection under this policy proves who the server is.
    pub fn authenticates(&self) -> bool {
        self.weakness().is_none()
    }

    /// Why a connection under this policy does not prove who the server is, one sentence for a report.
    pub fn weakness(&self) -> Option<&'static str> {
        if !self.pins.is_empty() {
            return None;
        }
        if !self.require_cert.enforces() || !self.verify_chain {
            return Some(
                "Any certificate is accepted: nothing proves that this is the server that was meant.",
            );
        }
        (!self.verify_host).then_some(
            "The certificate's name is not checked: any server with a certificate of a trusted CA is accepted.",
        )
    }

    /// The least and the greatest version of TLS that is spoken; 1.2 and 1.3 unless set.
    pub fn versions(&self) -> (Version, Version) {
        (self.versions.least, self.versions.greatest)
    }

    /// Speaks no older version. A greatest one below it is raised.
    pub fn set_min_version(&mut self, least: Version) {
        self.versions = self.versions.at_least(least);
    }

    /// Speaks no newer version. A least one above it is lowered.
    pub fn set_max_version(&mut self, greatest: Version) {
        self.versions = self.versions.at_most(greatest);
    }

    pub(super) fn for_rustls(&self) -> Vec<&'static rustls::SupportedProtocolVersion> {
        self.versions.for_rustls()
    }

    /// The cryptography with the cipher suites that may be used.
    pub(super) fn provider(&self) -> Arc<CryptoProvider> {
        let spoken = self.versions.least..=self.versions.greatest;
        let usable = self.cipher_suites.iter();
        let usable: Vec<_> = usable
            .filter(|suite| spoken.contains(&suite.version()))
            .map(|suite| suite.for_rustls())
            .collect();
        if usable.is_empty() {
            return provider();
        }
        Arc::new(CryptoProvider {
            cipher_suites: usable,
            ..(*provider()).clone()
        })
    }

    /// Whether the server must prove that it has the key of its certificate.
    pub(super) fn demands_possession(&self) -> bool {
        self.require_cert.enforces() || !self.pins.is_empty()
    }

    pub(super) fn checks(&self) -> Checks {
        Checks {
            chain: self.verify_chain,
            host: self.verify_host,
            san: self.require_san,
            wildcard: self.allow_wildcard,
        }
    }
}
