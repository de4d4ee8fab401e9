use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ServerConfig};

use super::pki::{Ca, Calendar, Identity, Leaf, MintError, san};
use super::scenario::{Chain, Held, Names, Scenario};
use super::{ClientAuthority, ServerCertificate, Trust, pem, provider};

/// What a [`Scenario`] looks like in bytes: the chain and key that the server presents, and the
/// certificates that the client is meant to trust.
///
/// Keys and CAs are new each time; dates count from the `now` that was given.
///
/// ```
/// use ldaplab::tls::{Material, Scenario};
/// use std::time::SystemTime;
/// let material = Material::new(Scenario::EXPIRED, &["dc1.corp.example"], SystemTime::now())?;
/// let server = material.server_config();   // for tokio_rustls::TlsAcceptor
/// let ca = material.trust_pem();           // for the client
/// assert!(ca.starts_with("TEST ONLY"));
/// # let _ = server;
/// # Ok::<(), ldaplab::tls::MintError>(())
/// ```
pub struct Material {
    scenario: Scenario,
    host_names: Vec<String>,
    root: Option<Arc<Ca>>,
    issued: Issued,
    chain: Vec<CertificateDer<'static>>,
    trust: Trust,
    server: Arc<ServerConfig>,
}

/// How the server came by its certificate.
enum Issued {
    /// It was made here, with this key (PKCS#8), and can be made again.
    Here(Issuing, Vec<u8>),
    /// It was given, and stays as it is.
    Given(Arc<CertifiedKey>),
}

/// Beside the names that are asked for: where tests connect to.
const ALWAYS: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// Nobody's name and address (RFC 2606, RFC 5737), for certificates of the wrong host. The address
/// is there so that a connection by address fails in the same way as one by name.
const WRONG: [&str; 2] = ["elsewhere.example", "192.0.2.1"];

impl Material {
    /// Makes the certificates of a scenario for a server with these names and addresses; `localhost`,
    /// `127.0.0.1` and `::1` are always added.
    ///
    /// # Errors
    /// A name that cannot stand in a certificate, or a time before 1960 or after 9980.
    pub fn new(
        scenario: Scenario,
        host_names: &[&str],
        now: SystemTime,
    ) -> Result<Self, MintError> {
        Self::below(None, scenario, host_names, now)
    }

    /// What files hold, for a server with these names; they are for the certificates of another scenario, should they be asked for.
    pub fn given(certificate: &ServerCertificate, host_names: &[&str]) -> Self {
        let pair = certificate.pair();
        Self {
            scenario: Scenario::TRUSTED,
            host_names: host_names.iter().map(|&name| name.to_owned()).collect(),
            root: None,
            chain: certificate.chain().to_vec(),
            trust: certificate.trust(),
            server: Arc::new(server_config(Arc::clone(&pair), None)),
            issued: Issued::Given(pair),
        }
    }

    /// Whether [`Self::new`] could make certificates for these names at this time.
    ///
    /// # Errors
    /// [`MintError::HostName`] and [`MintError::Time`].
    pub fn check(host_names: &[&str], now: SystemTime) -> Result<(), MintError> {
        Calendar::new(now)?;
        host_names.iter().try_for_each(|name| san(name).map(drop))
    }

    /// Makes the certificates of another scenario for the same names, below the same root where both have one: who trusts
    /// [`trust`](Self::trust) goes on doing so. A scenario of a stranger's chain gets another root, and the trust stays.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn swapped(&self, scenario: Scenario, now: SystemTime) -> Result<Self, MintError> {
        let names: Vec<&str> = self.host_names.iter().map(String::as_str).collect();
        let stranger = scenario.row().held == Held::Stranger;
        let root = match stranger {
            true => Some(Arc::new(Ca::root(
                "ldaplab other root CA",
                Calendar::new(now)?,
            )?)),
            false => self.root.clone(),
        };
        let mut swapped = Self::below(root, scenario, &names, now)?;
        if stranger {
            swapped.trust = self.trust.clone();
        }
        // For the next swap, whatever this one was.
        swapped.root = self.root.clone().or(swapped.root);
        Ok(swapped)
    }

    fn below(
        root: Option<Arc<Ca>>,
        scenario: Scenario,
        host_names: &[&str],
        now: SystemTime,
    ) -> Result<Self, MintError> {
        let row = scenario.row();
        let calendar = Calendar::new(now)?;
        let (common_name, names) = names(row.names, host_names);
        let root = match (row.chain, root) {
            (Chain::SelfSigned { .. }, _) => None,
            (_, Some(root)) => Some(root),
            (_, None) => Some(Arc::new(Ca::root("ldaplab root CA", calendar)?)),
        };
        let middle = match (row.chain, &root) {
            (Chain::Intermediate { .. }, Some(root)) => {
                let middle = root.intermediate("ldaplab intermediate CA", calendar)?;
                Some(Arc::new(middle))
            }
            _ => None,
        };
        let issuing = Issuing {
            issuer: middle.clone().or_else(|| root.clone()),
            common_name,
            names,
            days: row.days.clone(),
            ca: matches!(row.chain, Chain::SelfSigned { ca: true }),
            now,
        };
        let identity = issuing.issue(Duration::ZERO, None)?;
        let own = match &root {
            Some(root) => root.certificate.clone(),
            None => identity.certificate.clone(),
        };
        let anchor = match row.held {
            Held::Own => own,
            Held::Stranger => Ca::root("ldaplab other root CA", calendar)?.certificate,
        };
        let Identity { certificate, key } = identity;
        let sent = matches!(row.chain, Chain::Intermediate { sent: true });
        let intermediate = middle
            .filter(|_| sent)
            .map(|middle| middle.certificate.clone());
        let chain: Vec<_> = std::iter::once(certificate).chain(intermediate).collect();
        Ok(Self {
            scenario,
            host_names: host_names.iter().map(|&name| name.to_owned()).collect(),
            server: Arc::new(server_config(certified(chain.clone(), &key), None)),
            trust: Trust::from_certificates([anchor])
                .expect("a certificate made here can be an anchor"),
            root,
            issued: Issued::Here(issuing, key),
            chain,
        })
    }

    /// A server configuration as [`server_config`](Self::server_config), with the server's certificate issued again under the same key and with
    /// its dates so much earlier: a client sees today what it would see of the first certificate after that time. Clients' certificates are asked for
    /// where somebody is given who judges them. Certificates that were [given](Self::given) keep their dates.
    ///
    /// # Errors
    /// The dates lie outside what a certificate can say.
    pub fn server_config_after(
        &self,
        time: Duration,
        clients: Option<&ClientAuthority>,
    ) -> Result<Arc<ServerConfig>, MintError> {
        let pair = match &self.issued {
            Issued::Given(pair) => Arc::clone(pair),
            Issued::Here(issuing, key) => {
                let mut chain = self.chain.clone();
                if !time.is_zero() {
                    chain[0] = issuing.issue(time, Some(key))?.certificate;
                }
                certified(chain, key)
            }
        };
        Ok(Arc::new(server_config(pair, clients)))
    }

    /// The scenario that this is made for; [`Scenario::TRUSTED`] where certificates were [given](Self::given).
    pub fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// What the server presents: its own certificate first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// What the client is meant to trust, nobody where the certificates were given without their root; for `self-signed` and `unknown-ca` that is not the server's own.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// A server configuration that presents the chain, whatever is wrong with it. TLS 1.2 and 1.3, no client
    /// certificate.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.server)
    }

    /// A client configuration that trusts [`trust`](Self::trust) and checks everything.
    pub fn client_config(&self) -> Arc<ClientConfig> {
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .expect("ring knows TLS 1.2 and 1.3")
            .with_root_certificates(self.trust.root_store())
            .with_no_client_auth();
        Arc::new(config)
    }

    /// [`trust`](Self::trust) as PEM; empty where that is nobody.
    pub fn trust_pem(&self) -> String {
        match self.trust.is_empty() {
            true => String::new(),
            false => pem::certificates(self.trust.certificates().iter().map(AsRef::as_ref)),
        }
    }

    /// [`chain`](Self::chain) as PEM, the server's own certificate first.
    pub fn chain_pem(&self) -> String {
        pem::certificates(self.chain.iter().map(AsRef::as_ref))
    }

    /// The server's private key as PEM (PKCS#8, P-256); empty where it was [given](Self::given).
    pub fn key_pem(&self) -> String {
        match &self.issued {
            Issued::Here(_, key) => pem::private_key(key),
            Issued::Given(_) => String::new(),
        }
    }
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Material")
            .field("scenario", &self.scenario)
            .field("chain", &self.chain.len())
            .finish_non_exhaustive()
    }
}

/// How the server's own certificate is made.
struct Issuing {
    /// `None` for one that is signed by itself.
    issuer: Option<Arc<Ca>>,
    common_name: String,
    names: Vec<String>,
    days: std::ops::Range<i64>,
    ca: bool,
    now: SystemTime,
}

impl Issuing {
    /// A certificate with its dates so much earlier, for a new key or for one that there is.
    fn issue(&self, earlier: Duration, key: Option<&[u8]>) -> Result<Identity, MintError> {
        let now = self.now.checked_sub(earlier).ok_or(MintError::Time)?;
        let leaf = Leaf {
            common_name: &self.common_name,
            names: &self.names,
            calendar: Calendar::new(now)?,
            days: self.days.clone(),
            ca: self.ca,
        };
        match &self.issuer {
            Some(issuer) => issuer.issue(&leaf, key),
            None => leaf.self_signed(key),
        }
    }
}

/// The common name, and the names of subjectAltName.
fn names(which: Names, host_names: &[&str]) -> (String, Vec<String>) {
    let own = || host_names.iter().copied().chain(ALWAYS);
    let wanted: Vec<String> = match which {
        Names::Right => own().map(str::to_owned).collect(),
        Names::Wrong | Names::WrongBesideCommon => WRONG.map(str::to_owned).to_vec(),
        Names::OnlyCommon => Vec::new(),
        Names::Wildcard => {
            let mut names = wildcards(host_names);
            names.extend(ALWAYS.map(str::to_owned));
            names
        }
    };
    let mut names: Vec<String> = Vec::new();
    for name in wanted {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            names.push(name);
        }
    }
    let common = match which {
        Names::Right | Names::Wrong | Names::Wildcard => names.first().cloned(),
        Names::OnlyCommon | Names::WrongBesideCommon => own().next().map(str::to_owned),
    };
    (common.unwrap_or_default(), names)
}

/// `*` and the domain of each host. A name of two labels is taken for a domain: `*.corp.example`, and the name itself where no host of that
/// domain is given, so that the server is found under every name that it has.
fn wildcards(host_names: &[&str]) -> Vec<String> {
    let split = |host: &&str| {
        let (label, parent) = host.split_once('.')?;
        let named = !label.is_empty() && label.parse::<u8>().is_err() && !parent.is_empty();
        named.then(|| (label.to_owned(), parent.to_owned()))
    };
    let hosts: Vec<(String, String)> = host_names.iter().filter_map(split).collect();
    let mut found = Vec::new();
    for (label, parent) in &hosts {
        if parent.contains('.') {
            found.push(format!("*.{parent}"));
            continue;
        }
        let domain = format!("{label}.{parent}");
        found.push(format!("*.{domain}"));
        if !hosts.iter().any(|(_, p)| p.eq_ignore_ascii_case(&domain)) {
            found.push(domain);
        }
    }
    found
}

/// Serves one chain without looking at it.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

fn certified(chain: Vec<CertificateDer<'static>>, key: &[u8]) -> Arc<CertifiedKey> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_vec()));
    let key = rustls::crypto::ring::sign::any_supported_type(&key)
        .expect("ring can use the P-256 key that was made with it");
    Arc::new(CertifiedKey::new(chain, key))
}

fn server_config(pair: Arc<CertifiedKey>, clients: Option<&ClientAuthority>) -> ServerConfig {
    let builder = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("ring knows TLS 1.2 and 1.3");
    let builder = match clients {
        Some(clients) => builder.with_client_cert_verifier(clients.verifier()),
        None => builder.with_no_client_auth(),
    };
    builder.with_cert_resolver(Arc::new(Always(pair)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Certificate;

    fn wildcard(hosts: &[&str]) -> Vec<String> {
        let material = Material::new(Scenario::WILDCARD, hosts, SystemTime::now()).unwrap();
        let leaf = Certificate::parse(&material.chain()[0]).unwrap();
        leaf.dns_names().to_vec()
    }

    #[test]
    fn a_wildcard_is_made_for_hosts_and_for_a_domain() {
        for (hosts, names) in [
            (
                &["dc1.corp.example"][..],
                &["*.corp.example", "localhost"][..],
            ),
            (
                &["corp.example"],
                &["*.corp.example", "corp.example", "localhost"],
            ),
            // A host of the domain is there: the domain's own name is not covered.
            (
                &["dc1.corp.example", "corp.example"],
                &["*.corp.example", "localhost"],
            ),
            (
                &["localhost", "Corp.Example", "10.0.0.1"],
                &["*.Corp.Example", "Corp.Example", "localhost"],
            ),
        ] {
            assert_eq!(wildcard(hosts), names, "{hosts:?}");
        }
    }

    #[test]
    fn hosts_without_a_domain_have_no_wildcard() {
        for hosts in [&[][..], &["localhost"], &["192.0.2.7"], &["::1"]] {
            assert_eq!(wildcard(hosts), ["localhost"], "{hosts:?}");
        }
    }
}
