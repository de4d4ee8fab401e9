use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use super::{Problem, Trust, explain, provider};
use crate::clock::Clock;
use crate::diagnosis::Code;

/// What a client does with a certificate that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// Ends the handshake.
    Enforce,
    /// Goes on, and keeps the verdict. For looking at a server and for `--insecure`.
    AcceptAndRecord,
}

/// What a server presented in a handshake, and what came of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Presented {
    /// The certificates as sent, the server's own first.
    pub chain: Vec<CertificateDer<'static>>,
    /// The name or address that was connected to.
    pub host: String,
    /// The moment of the check by the verifier's clock.
    pub checked_at: SystemTime,
    /// What `rustls` says about chain, dates and name.
    pub verdict: Result<(), Error>,
    /// What it says about the proof that the server has the private key.
    pub possession: Result<(), Error>,
}

impl Presented {
    /// Everything that is wrong, the gravest first: see [`explain`](fn@explain). The key that does not
    /// belong to the certificate is told here too, which the chain alone does not show.
    pub fn problems(&self, trust: &Trust) -> Vec<Problem> {
        let mut found = explain(
            &self.chain,
            trust.certificates(),
            &self.host,
            self.checked_at,
        );
        let weak = found.iter().any(|p| p.code == Code::WEAK_KEY);
        if let (Err(e), false) = (&self.possession, weak) {
            let detail =
                format!("the server could not prove that it has the certificate's key: {e}");
            let code = Code::KEY_MISMATCH;
            found.insert(
                0,
                Problem {
                    code,
                    detail,
                    fatal: true,
                },
            );
        }
        found
    }
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
    mode: Mode,
    clock: Clock,
    seen: Mutex<Option<Presented>>,
}

impl Verifier {
    /// A verifier for one connection.
    pub fn new(trust: &Trust, mode: Mode, clock: Clock) -> Arc<Self> {
        let inner = (!trust.is_empty()).then(|| {
            WebPkiServerVerifier::builder_with_provider(trust.root_store(), provider())
                .build()
                .expect(
                    "there are roots and no revocation lists, so nothing can be wrong with them",
                )
        });
        Arc::new(Self {
            inner,
            mode,
            clock,
            seen: Mutex::new(None),
        })
    }

    /// What the server presented; `None` if the handshake did not come that far.
    pub fn presented(&self) -> Option<Presented> {
        self.seen().clone()
    }

    /// A client configuration with this verifier: TLS 1.2 and 1.3, no client certificate, no resumption
    /// (a resumed session would present nothing).
    pub fn client_config(self: &Arc<Self>) -> ClientConfig {
        let mut config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .expect("ring knows TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(self) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth();
        config.resumption = rustls::client::Resumption::disabled();
        config
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
        match self.mode {
            Mode::Enforce => result,
            Mode::AcceptAndRecord => Ok(HandshakeSignatureValid::assertion()),
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
        let result = match &self.inner {
            Some(inner) => {
                inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        let sent = std::iter::once(end_entity).chain(intermediates);
        *self.seen() = Some(Presented {
            chain: sent.map(|c| c.clone().into_owned()).collect(),
            host: server_name.to_str().into_owned(),
            checked_at,
            verdict: result.as_ref().map(|_| ()).map_err(Error::clone),
            possession: Ok(()),
        });
        match self.mode {
            Mode::Enforce => result,
            Mode::AcceptAndRecord => Ok(ServerCertVerified::assertion()),
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
            .field("mode", &self.mode)
            .field("trusts_somebody", &self.inner.is_some())
            .finish_non_exhaustive()
    }
}
