use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use super::certificate::Certificate;
use super::certificate_request::{Answerer, Shown, alert};
use super::diagnose::diagnose_io_under;
use super::presented::{Judged, Presented};
use super::{CrlCheck, Diagnosis, KeyPin, Policy, RequireCert, Trust, provider};
use crate::{clock::Clock, diagnosis::Code};

/// What a client does with a certificate that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Ends the handshake.
    Enforce,
    /// Goes on, and keeps the verdict. For looking at a server and for `--insecure`.
    AcceptAndRecord,
}

/// Checks a server's certificate for ONE connection and keeps what the server sent, also when the handshake
/// fails.
///
/// ```
/// use ldaplab::clock::Clock;
/// use ldaplab::tls::{Mode, Trust, Verifier};
/// let verifier = Verifier::new(&Trust::none(), Mode::AcceptAndRecord, Clock::real());
/// let config = verifier.client_config(); // for tokio_rustls::TlsConnector
/// // after the handshake:
/// assert!(verifier.presented().is_none(), "nothing was presented yet");
/// # let _ = config;
/// ```
pub struct Verifier {
    /// `None` where nobody is trusted: `WebPkiServerVerifier` refuses to exist then.
    inner: Option<Arc<WebPkiServerVerifier>>,
    policy: Policy,
    clock: Clock,
    seen: Mutex<Option<Presented>>,
    own: Arc<Answerer>,
}

impl Verifier {
    /// A verifier for one connection that checks everything.
    pub fn new(trust: &Trust, mode: Mode, clock: Clock) -> Arc<Self> {
        let mut policy = Policy::default();
        policy.trust = trust.clone();
        policy.require_cert = match mode {
            Mode::Enforce => RequireCert::Demand,
            Mode::AcceptAndRecord => RequireCert::Allow,
        };
        Self::under(&policy, clock)
    }

    /// A verifier for one connection under a policy.
    pub fn under(policy: &Policy, clock: Clock) -> Arc<Self> {
        let trust = &policy.trust;
        let inner = (!trust.is_empty()).then(|| {
            let builder =
                WebPkiServerVerifier::builder_with_provider(trust.root_store(), provider());
            let builder = match policy.crl_check {
                CrlCheck::None => builder,
                // An unknown status is refused unless the builder is told otherwise.
                check => {
                    let builder = builder
                        .with_crls(policy.revocation_lists.lists())
                        .enforce_revocation_expiration();
                    match check {
                        CrlCheck::Peer => builder.only_check_end_entity_revocation(),
                        _ => builder,
                    }
                }
            };
            builder
                .build()
                .expect("there are roots, and the revocation lists were read before")
        });
        Arc::new(Self {
            inner,
            policy: policy.clone(),
            clock,
            seen: Mutex::new(None),
            own: Arc::new(Answerer::new(policy.client_certificate.as_ref())),
        })
    }

    /// What the server presented; `None` if the handshake did not come that far.
    pub fn presented(&self) -> Option<Presented> {
        self.seen().clone()
    }

    /// What the failure of the handshake means, by what the server presented and by what this client checks.
    pub fn diagnose(&self, error: &std::io::Error) -> Diagnosis {
        let (checks, trust) = (self.policy.checks(), self.policy.trust.certificates());
        let seen = self.presented();
        let (chain, host, now) = match &seen {
            Some(seen) => (&*seen.chain, &*seen.host, seen.checked_at),
            None => (&[][..], "", self.clock.now()),
        };
        let mut diagnosis = diagnose_io_under(checks, error, chain, trust, host, now);
        let own = error.get_ref().and_then(|e| e.downcast_ref::<Error>());
        let by_pin = Error::from(CertificateError::ApplicationVerificationFailure);
        if own == Some(&by_pin)
            && let Some(Ok(leaf)) = chain.first().map(|leaf| Certificate::parse(leaf))
        {
            diagnosis.code = Code::KEY_NOT_PINNED;
            diagnosis.detail = format!(
                "the key of {} is {}, which is none of the {} pinned",
                leaf.subject(),
                KeyPin::of(&leaf),
                self.policy.pins.len()
            );
        }
        if let Some((code, clause)) = self.shown().judge(diagnosis.code, alert(error)) {
            diagnosis.code = code;
            diagnosis.detail = format!("{clause}: {}", diagnosis.detail);
        }
        diagnosis
    }

    /// A client configuration with this verifier: the versions and the client certificate of the policy, no resumption
    /// (a resumed session would present nothing).
    pub fn client_config(self: &Arc<Self>) -> ClientConfig {
        let config = ClientConfig::builder_with_provider(self.policy.provider())
            .with_protocol_versions(&self.policy.for_rustls())
            .expect("ring knows TLS 1.2 and 1.3, the bounds leave one of them, and the policy a suite of it")
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(self) as Arc<dyn ServerCertVerifier>);
        let mut config = config.with_client_cert_resolver(Arc::clone(&self.own) as _);
        config.resumption = rustls::client::Resumption::disabled();
        config
    }

    /// What the server was shown when it asked for a client certificate, if it did.
    pub(crate) fn shown(&self) -> Shown {
        self.own.shown()
    }

    fn lacks_lists(&self) -> bool {
        self.policy.crl_check != CrlCheck::None && self.policy.revocation_lists.is_empty()
    }

    /// Whether the key is one of the pinned, if any are.
    fn pinned(&self, leaf: &CertificateDer<'_>) -> bool {
        let pins = &self.policy.pins;
        let pin = || Certificate::parse(leaf).map(|leaf| KeyPin::of(&leaf));
        pins.is_empty() || pin().is_ok_and(|pin| pins.contains(&pin))
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Option<Presented>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn possession(
        &self,
        result: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        if let (Err(e), Some(seen)) = (&result, &mut *self.seen()) {
            seen.possession = Err(e.clone());
        }
        match self.policy.demands_possession() {
            true => result,
            false => Ok(HandshakeSignatureValid::assertion()),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let checked_at = self.clock.now();
        let since = checked_at
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let now = UnixTime::since_unix_epoch(since);
        let host = server_name.to_str();
        let judged = match self.policy.require_cert {
            RequireCert::Never => Judged::unseen(),
            _ => {
                let said = match &self.inner {
                    // webpki without lists would check nothing.
                    Some(_) if self.lacks_lists() => {
                        Err(CertificateError::UnknownRevocationStatus.into())
                    }
                    Some(inner) => inner
                        .verify_server_cert(
                            end_entity,
                            intermediates,
                            server_name,
                            ocsp_response,
                            now,
                        )
                        .map(|_| ()),
                    None => Err(CertificateError::UnknownIssuer.into()),
                };
                Judged::new(said, self.policy.checks(), end_entity, &host)
            }
        };
        let sent = std::iter::once(end_entity).chain(intermediates);
        *self.seen() = Some(Presented {
            chain: sent.map(|c| c.clone().into_owned()).collect(),
            host: host.into_owned(),
            checked_at,
            verdict: judged.chain.clone().and(judged.name.clone()),
            possession: Ok(()),
            checks: self.policy.checks(),
        });
        if self.policy.require_cert.enforces() {
            if self.policy.verify_chain {
                judged.chain?;
            }
            if self.policy.verify_host {
                judged.name?;
            }
        }
        match self.pinned(end_entity) {
            true => Ok(ServerCertVerified::assertion()),
            false => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = provider().signature_verification_algorithms;
        self.possession(verify_tls12_signature(message, cert, dss, &algorithms))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = provider().signature_verification_algorithms;
        self.possession(verify_tls13_signature(message, cert, dss, &algorithms))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
