//! What a real server is to be like.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use crate::tls::Scenario;

use super::{
    error::RealError,
    kind::{ALL, DS389, Kind, SAMBA, SLAPD},
    server::RealServer,
    start::start,
    wishes::{Source, Wishes, whole_seconds},
};

/// A server that is not started yet. Setters never fail; what a server cannot do is an error of [`start`](Self::start), and never left out.
#[must_use = "a builder starts nothing by itself"]
pub struct Builder {
    kind: &'static Kind,
    wishes: Wishes,
}

impl RealServer {
    /// OpenLDAP's slapd, with one database of the suffix `dc=example,dc=org` unless told otherwise, on free ports of 127.0.0.1.
    pub fn slapd() -> Builder {
        Builder::of(&SLAPD)
    }

    /// A new Active Directory domain on Samba, `DC=example,DC=test` unless told otherwise, of which only the LDAP service runs. Its ports are fixed, so that
    /// it gets an address of its own in 127.0.0.0/8; that needs Linux and the right to open port 389. It takes some ten seconds, and binds without TLS are
    /// allowed.
    pub fn samba() -> Builder {
        Builder::of(&SAMBA)
    }

    /// 389 Directory Server, with one database of the suffix `dc=example,dc=org` unless told otherwise, on free ports of 127.0.0.1, without systemd. As ever
    /// with this server, nobody but [`bind_dn`](Self::bind_dn) sees entries until an `aci` allows it.
    pub fn ds389() -> Builder {
        Builder::of(&DS389)
    }

    /// The server of a name: `slapd`, `samba` or `389ds`.
    ///
    /// ```
    /// use ldaplab::real::RealServer;
    ///
    /// assert!(RealServer::named("389ds").is_some());
    /// assert!(RealServer::named("oracle").is_none());
    /// ```
    pub fn named(name: &str) -> Option<Builder> {
        let kind = ALL.iter().find(|kind| kind.name == name);
        kind.map(|kind| Builder::of(kind))
    }

    /// The names that [`named`](Self::named) knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|kind| kind.name)
    }
}

impl Builder {
    fn of(kind: &'static Kind) -> Self {
        Self {
            kind,
            wishes: Wishes::default(),
        }
    }

    fn wish(mut self, change: impl FnOnce(&mut Wishes)) -> Self {
        change(&mut self.wishes);
        self
    }

    /// The DN under which its entries are; for Samba it is that of a domain, of `DC` alone.
    pub fn suffix(self, dn: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.suffix = Some(dn.into()))
    }

    /// The password of [`RealServer::bind_dn`]; a random one unless given. Samba demands three kinds of characters, and other users of this machine can see it
    /// while the domain is made.
    pub fn bind_password(self, password: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.password = Some(password.into()))
    }

    /// Entries, as LDIF; may be repeated. Without any, slapd and 389 Directory Server get the entry of their suffix.
    pub fn ldif(self, text: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.entries.push(Source::Text(text.into())))
    }

    /// As [`ldif`](Self::ldif), from a file.
    pub fn ldif_file(self, path: impl Into<PathBuf>) -> Self {
        self.wish(|wishes| wishes.entries.push(Source::File(path.into())))
    }

    /// Without the entry of the suffix, where no LDIF is given.
    pub fn empty(self) -> Self {
        self.wish(|wishes| wishes.empty = true)
    }

    /// slapd: an overlay on the database, such as `memberof`; may be repeated.
    pub fn overlay(self, name: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.overlays.push(name.into()))
    }

    /// slapd: lines behind the database and its overlays. Those that begin with `access ` go before the rules that are there anyway: passwords are for
    /// authentication, everything else can be read.
    pub fn database(self, lines: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.database.push(lines.into()))
    }

    /// Lines of configuration: of slapd, lines of `slapd.conf` before its database; of Samba, lines of the first section of `smb.conf`; of 389 Directory
    /// Server, attributes of `cn=config` as LDIF. `{folder}` in them is the server's folder, where `chain.pem`, `key.pem` and `ca.pem` are.
    pub fn config(self, lines: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.lines.push(lines.into()))
    }

    /// slapd and 389 Directory Server: the most entries of a search, for everybody but [`RealServer::bind_dn`].
    pub fn size_limit(self, entries: u32) -> Self {
        self.wish(|wishes| wishes.size_limit = Some(entries))
    }

    /// slapd and 389 Directory Server: the longest time of a search, in whole seconds (rounded up), for everybody but [`RealServer::bind_dn`].
    pub fn time_limit(self, time: Duration) -> Self {
        self.wish(|wishes| wishes.time_limit = Some(whole_seconds(time)))
    }

    /// The certificate that it presents, and what [`RealServer::trust_file`] holds; [`Scenario::TRUSTED`] unless given.
    pub fn tls(self, scenario: Scenario) -> Self {
        self.wish(|wishes| wishes.scenario = Some(scenario))
    }

    /// slapd: no certificate is configured, though its files are written; the port for TLS is open all the same.
    pub fn without_tls(self) -> Self {
        self.wish(|wishes| wishes.without_tls = true)
    }

    /// Looks for the programs in the folders of this path alone, instead of PATH and where distributions keep servers.
    pub fn programs_in(self, path: impl Into<OsString>) -> Self {
        self.wish(|wishes| wishes.path = Some(path.into()))
    }

    /// Starts it, waits until it answers, and adds the entries.
    ///
    /// # Errors
    /// [`RealError`]: a program that is not installed, a wish that the server cannot fulfil, an LDIF that is none or that it does not take, or a program that
    /// ends or does not answer within two minutes, with its own words.
    ///
    /// ```
    /// use ldaplab::real::{RealServer, Stage};
    ///
    /// let missing = RealServer::slapd().programs_in("/nonexistent").start().unwrap_err();
    /// assert_eq!(missing.stage(), Stage::Find);
    /// assert_eq!(
    ///     missing.to_string(),
    ///     "slapd is not installed, and OpenLDAP needs it; install it (Debian: apt-get install slapd), or put its folder on PATH"
    /// );
    /// ```
    pub fn start(self) -> Result<RealServer, RealError> {
        start(self.kind, &self.wishes)
    }
}
