//! A real slapd as these tests want it: a fixed password, `memberof`, a superior referral, and a certificate only where the lines say so.

use std::{
    env,
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use ldaplab::real::{RealError, RealServer, Stage};

use crate::program::absent;

pub(crate) const ADMIN: (&str, &str) = ("cn=admin,dc=example,dc=org", "adminpw");

/// The lines that give it its certificate.
pub(crate) const TLS: &str = "TLSCertificateFile {folder}/chain.pem
TLSCertificateKeyFile {folder}/key.pem";

pub(crate) struct Slapd(RealServer);

impl Slapd {
    /// With the entries of an LDIF text below `dc=example,dc=org`; `None` where there is no slapd and none is required.
    pub(crate) fn start(entries: &str) -> Option<Self> {
        let slapd = Self::configured(TLS)?;
        slapd.0.load(entries).unwrap();
        Some(slapd)
    }

    /// Empty, with these lines of `slapd.conf` before its database; `{folder}` in them is its folder.
    pub(crate) fn configured(lines: &str) -> Option<Self> {
        Self::overlaid(lines, "")
    }

    /// [`Self::configured`] with overlays: lines behind its database. Lines of `access` go before its own.
    pub(crate) fn overlaid(lines: &str, overlays: &str) -> Option<Self> {
        let slapd = RealServer::slapd()
            .bind_password(ADMIN.1)
            .empty()
            .without_tls()
            .overlay("memberof")
            .config(lines)
            .config("referral ldap://root.example.org")
            .database(overlays);
        installed("slapd", slapd.start()).map(Self)
    }

    /// Kills it, and starts it again with what it had stored, on the same ports.
    pub(crate) fn restart(&mut self) {
        self.0.restart().unwrap();
    }

    pub(crate) fn ldap_url(&self) -> String {
        self.0.ldap_url().to_owned()
    }

    pub(crate) fn ldaps_url(&self) -> String {
        self.0.ldaps_url().to_owned()
    }

    /// `host:port` of [`Self::ldap_url`].
    pub(crate) fn authority(&self) -> String {
        self.0.address().to_string()
    }

    /// Its socket in the file system.
    pub(crate) fn ldapi_url(&self) -> String {
        self.0.ldapi_url().to_owned()
    }

    pub(crate) fn trust_file(&self) -> PathBuf {
        self.0.trust_file().to_owned()
    }

    /// Adds the entries of an LDIF text.
    pub(crate) async fn fill(&self, entries: &str) {
        self.0.load(entries).unwrap();
    }
}

/// A server that started; `None`, with a line about it, where its program is missing and not required.
pub(crate) fn installed(
    program: &str,
    started: Result<RealServer, RealError>,
) -> Option<RealServer> {
    match started {
        Err(error) if error.stage() == Stage::Find => {
            absent(program);
            None
        }
        started => Some(started.unwrap()),
    }
}

/// A new folder that only we read.
pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("ldaplab-peer-{}-{number}", std::process::id());
    let folder = env::temp_dir().join(name);
    let _ = fs::remove_dir_all(&folder);
    DirBuilder::new().mode(0o700).create(&folder).unwrap();
    folder
}
