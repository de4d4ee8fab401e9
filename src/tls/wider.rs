//! A wider offer than a client can keep, to see the certificate of a server that found nothing in the honest one.
//!
//! Alert 40 says that nothing fits and not what. A server whose key is of a kind that was not offered shows its certificate only to a
//! client that offers that kind; the handshake then ends there, since nothing of it could be checked.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{ActiveKeyExchange, CryptoProvider, SupportedKxGroup};
use rustls::ffdhe_groups::FfdheGroup;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, NamedGroup, SignatureScheme};

use super::{Certificate, Policy, provider};

/// Ends every handshake at the server's certificate, and keeps it.
#[derive(Debug, Default)]
pub(crate) struct Wider(Mutex<Option<CertificateDer<'static>>>);

/// secp256k1: rustls has no name for it.
static K256: Unkept = Unkept(NamedGroup::Unknown(22));
static P521: Unkept = Unkept(NamedGroup::secp521r1);

impl Wider {
    /// A configuration that offers what the policy does, and behind that the kinds of keys that this client does not understand.
    pub(crate) fn client_config(self: &Arc<Self>, policy: &Policy) -> Option<ClientConfig> {
        let honest = policy.provider();
        let mut kx_groups = honest.kx_groups.clone();
        kx_groups.extend([&P521 as &dyn SupportedKxGroup, &K256]);
        let wide = CryptoProvider {
            kx_groups,
            ..(*honest).clone()
        };
        let config = ClientConfig::builder_with_provider(Arc::new(wide))
            .with_protocol_versions(&policy.for_rustls())
            .ok()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(self) as _)
            .with_no_client_auth();
        Some(config)
    }

    /// The key of the server's certificate, if that was shown and its key is of a kind that this client does not understand.
    pub(crate) fn foreign_key(&self) -> Option<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let certificate = Certificate::parse(seen.as_ref()?).ok()?;
        (!certificate.key_is_understood()).then(|| {
            format!(
                "the key of {} is {}",
                certificate.subject(),
                certificate.key_kind()
            )
        })
    }
}

impl ServerCertVerifier for Wider {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = Some(end_entity.clone().into_owned());
        Err(Error::General("seen".to_owned()))
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("seen".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("seen".to_owned()))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = provider().signature_verification_algorithms;
        let mut schemes = algorithms.supported_schemes();
        schemes.extend([
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED448,
        ]);
        // rsa_pss_pss_sha256 to sha512, for keys that are RSA-PSS only.
        schemes.extend((0x0809..=0x080b).map(SignatureScheme::from));
        schemes
    }
}

/// A group that is offered and cannot be kept: it only says that keys on this curve are taken.
#[derive(Debug)]
struct Unkept(NamedGroup);

impl SupportedKxGroup for Unkept {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        Err(Error::General("not a group to exchange keys in".to_owned()))
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn name(&self) -> NamedGroup {
        self.0
    }
}
