//! One attempt to start a server: what it is prepared from, and what comes of it.

use std::{ffi::OsString, io, net::SocketAddr, path::PathBuf, time::SystemTime};

use crate::tls::{Material, Scenario};

use super::{error::RealError, folder::Folder, programs::Found, wishes::Wishes};

/// What a server is prepared from.
pub(super) struct Attempt<'a> {
    pub(super) wishes: &'a Wishes,
    pub(super) suffix: &'a str,
    pub(super) password: &'a str,
    pub(super) found: &'a Found,
    pub(super) folder: &'a Folder,
}

impl Attempt<'_> {
    pub(super) fn certify(&self, name: &str) -> io::Result<()> {
        certify(self.wishes, self.folder, name)
    }
}

/// Writes `chain.pem`, `key.pem`, and `ca.pem` for the client: for localhost, 127.0.0.1 and this name or address.
pub(super) fn certify(wishes: &Wishes, folder: &Folder, name: &str) -> io::Result<()> {
    let scenario = wishes.scenario.unwrap_or(Scenario::TRUSTED);
    let material = Material::new(scenario, &["localhost", name], SystemTime::now());
    let material = material.map_err(io::Error::other)?;
    folder.write("chain.pem", &material.chain_pem())?;
    folder.write("key.pem", &material.key_pem())?;
    folder.write("ca.pem", &material.trust_pem())
}

/// A server that only has to be run.
pub(super) struct Prepared {
    pub(super) arguments: Vec<OsString>,
    /// Where it will listen, plain and with TLS.
    pub(super) addresses: [SocketAddr; 2],
    /// Its socket in the folder.
    pub(super) socket: PathBuf,
    pub(super) bind_dn: String,
}

/// Why a server could not be prepared.
pub(super) enum Trouble {
    Io(io::Error),
    Known(RealError),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<RealError> for Trouble {
    fn from(error: RealError) -> Self {
        Self::Known(error)
    }
}
