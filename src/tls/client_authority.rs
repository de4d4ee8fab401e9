use std::fmt;
use std::sync::Arc;

use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;

use super::{Trust, provider};

/// What a server makes of the certificates of its clients: those of this CA are taken, others end the handshake.
#[derive(Clone)]
pub struct ClientAuthority(Arc<dyn ClientCertVerifier>);

impl fmt::Debug for ClientAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientAuthority")
            .field("mandatory", &self.0.client_auth_mandatory())
            .finish_non_exhaustive()
    }
}

impl ClientAuthority {
    /// Asks for a certificate; clients that show none are taken too. `None` where the CA has no certificate.
    pub fn asking(ca: &Trust) -> Option<Self> {
        let verifier = WebPkiClientVerifier::builder_with_provider(ca.root_store(), provider());
        let verifier = verifier.allow_unauthenticated().build().ok()?;
        Some(Self(verifier))
    }

    /// Demands a certificate: whoever shows none is refused. `None` where the CA has no certificate.
    pub fn demanding(ca: &Trust) -> Option<Self> {
        let verifier = WebPkiClientVerifier::builder_with_provider(ca.root_store(), provider());
        Some(Self(verifier.build().ok()?))
    }

    pub(crate) fn verifier(&self) -> Arc<dyn ClientCertVerifier> {
        Arc::clone(&self.0)
    }
}
