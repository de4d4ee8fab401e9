//! With whom a TLS handshake is made.

use std::net::{IpAddr, SocketAddr};

use rustls::pki_types::ServerName;

use super::Error;
use crate::{
    diagnosis::{Code, Stage},
    tls::Policy,
};

/// With whom TLS is to be spoken.
pub(crate) struct Target<'a> {
    pub(crate) host: &'a str,
    /// Where to probe what is spoken, if anywhere.
    pub(crate) address: Option<SocketAddr>,
    pub(crate) policy: &'a Policy,
    /// The server consented to TLS just now, so the port needs no probing.
    pub(crate) after_start_tls: bool,
}

impl Target<'_> {
    /// The name that the handshake asks for.
    pub(super) fn name(&self) -> Result<ServerName<'static>, Error> {
        let host = self.policy.server_name.as_deref().unwrap_or(self.host);
        // The zone of a link-local address and the dot of an absolute name stand in no certificate.
        let bare = host.split('%').next().unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(ServerName::IpAddress(address.into()));
        }
        let bare = bare.strip_suffix('.').unwrap_or(bare);
        ServerName::try_from(bare.to_owned()).map_err(|error| {
            let detail = format!("`{host}` cannot be the name in a certificate");
            Error::new(Stage::Secure, Code::TLS_FAILED, detail).because(error)
        })
    }
}
