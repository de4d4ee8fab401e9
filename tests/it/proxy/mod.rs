//! A real server recorded, and the record in its place.

mod anonymous;
mod broken;
mod garbage;
mod programs;
mod repeated;
mod secured;
mod unmatched;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use ldaplab::{
    client::{Options, blocking::Client},
    proxy::{Proxy, Recorder, Replay},
    server::LdapServer,
};

pub(crate) const COMPANY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ldif/company.ldif");
pub(crate) const ADA: &str = "uid=ada,ou=engineering,ou=people,dc=example,dc=org";

pub(crate) fn company() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .ldif_file(COMPANY)
        .start()
        .unwrap()
}

/// A folder that goes away with this, with room for one record.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("proxy-{}-{number}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn record(&self) -> PathBuf {
        self.0.join("record")
    }

    pub(crate) fn text(&self) -> String {
        fs::read_to_string(self.record()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Records what a program does with a server, which then ends.
pub(crate) fn record<T>(
    server: LdapServer,
    folder: &Folder,
    program: impl FnOnce(&Proxy) -> T,
) -> T {
    let recorder = Recorder::new(&server.ldap_url())
        .unwrap()
        .file(folder.record())
        .start()
        .unwrap();
    let seen = program(&recorder);
    recorder.stop().unwrap();
    drop(server);
    seen
}

pub(crate) fn replay(folder: &Folder) -> Proxy {
    Replay::file(folder.record()).unwrap().start().unwrap()
}

pub(crate) fn client(proxy: &Proxy) -> Client {
    Client::connect(&proxy.ldap_url(), &Options::default()).unwrap()
}

/// The octets of the requests and replies in a record, in one.
pub(crate) fn octets(text: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for line in text.lines() {
        let Some((_, rest)) = line.split_once("\"octets\":\"") else {
            continue;
        };
        let digits = rest.split('"').next().unwrap();
        for pair in digits.as_bytes().chunks(2) {
            let pair = std::str::from_utf8(pair).unwrap();
            all.push(u8::from_str_radix(pair, 16).unwrap());
        }
    }
    all
}

pub(crate) fn holds(octets: &[u8], text: &str) -> bool {
    let (octets, text) = (octets.to_ascii_lowercase(), text.to_ascii_lowercase());
    octets
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
