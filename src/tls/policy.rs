use super::Trust;
use super::checks::Checks;
use super::level::{RequireCert, RequireSan};

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
        if !self.require_cert.enforces() || !self.verify_chain {
            return Some(
                "Any certificate is accepted: nothing proves that this is the server that was meant.",
            );
        }
        (!self.verify_host).then_some(
            "The certificate's name is not checked: any server with a certificate of a trusted CA is accepted.",
        )
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
