//! A proxy that runs.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, PoisonError},
};

use super::{
    ProxyError,
    listener::{Role, Running, Service},
};
use crate::tls::{Material, trust::TrustFile};

/// A relay or a replay on a thread and on ports of its own. Dropping it closes everything; [`Proxy::stop`] also says whether the record is complete.
#[derive(Debug)]
pub struct Proxy {
    // Dropped first: nothing is written any more when the record is finished.
    running: Option<Running>,
    pub(super) service: Arc<Service>,
    ldap: SocketAddr,
    ldaps: SocketAddr,
    material: Material,
    trust_file: TrustFile,
}

impl Proxy {
    pub(super) fn new(
        running: Running,
        service: Arc<Service>,
        [ldap, ldaps]: [SocketAddr; 2],
        material: Material,
        trust_file: TrustFile,
    ) -> Self {
        Self {
            running: Some(running),
            service,
            ldap,
            ldaps,
            material,
            trust_file,
        }
    }

    /// `ldap://127.0.0.1:PORT`, where StartTLS is possible.
    pub fn ldap_url(&self) -> String {
        format!("ldap://{}", self.ldap)
    }

    /// `ldaps://127.0.0.1:PORT`.
    pub fn ldaps_url(&self) -> String {
        format!("ldaps://{}", self.ldaps)
    }

    /// Where plain LDAP is spoken.
    pub fn ldap_address(&self) -> SocketAddr {
        self.ldap
    }

    /// Where LDAP over TLS is spoken.
    pub fn ldaps_address(&self) -> SocketAddr {
        self.ldaps
    }

    /// The certificate that a client is to trust, as PEM. It is made anew for every proxy.
    pub fn trust_pem(&self) -> String {
        self.material.trust_pem()
    }

    /// [`trust_pem`](Self::trust_pem) as a file, which goes with the proxy.
    pub fn trust_file(&self) -> &Path {
        self.trust_file.path()
    }

    /// The requests that a record had no answer to, each with the nearest recorded one; at most 1,000 are kept.
    pub fn unmatched(&self) -> Vec<String> {
        let unmatched = self.service.unmatched.lock();
        unmatched
            .unwrap_or_else(PoisonError::into_inner)
            .kept
            .clone()
    }

    /// How many there were.
    pub fn unmatched_count(&self) -> u64 {
        let unmatched = self.service.unmatched.lock();
        unmatched.unwrap_or_else(PoisonError::into_inner).count
    }

    /// Closes every connection, waits until nothing runs any more, and finishes the record.
    ///
    /// # Errors
    /// The record could not be written as a whole.
    pub fn stop(mut self) -> Result<(), ProxyError> {
        self.end()
    }

    fn end(&mut self) -> Result<(), ProxyError> {
        drop(self.running.take());
        match &self.service.role {
            Role::Relay(_, Some(sink)) => sink.finish(),
            Role::Relay(_, None) | Role::Player(_) => Ok(()),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Whoever wants to know asks `stop`.
        let _ = self.end();
    }
}
