//! Java key stores (JKS, versions 1 and 2), as `keytool -storetype jks` writes them: a magic number, a version, a number of
//! entries, the entries, and a SHA-1 over the password, some words, and all before. All numbers are big-endian.
//!
//! Certificates stand in it unencrypted. Keys are passed over unread.

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use rustls::pki_types::CertificateDer;

use super::error::{Fault, KeyStoreFault};
use crate::tls::certificate::Certificate;

pub(super) const MAGIC: [u8; 4] = [0xFE, 0xED, 0xFE, 0xED];
/// That of `com.sun.crypto.provider.JceKeyStore`, whose entries may be serialised objects of Java.
pub(super) const MAGIC_JCEKS: [u8; 4] = [0xCE; 4];
/// The words that `sun.security.provider.JavaKeyStore` mixes into its digest.
const WHITENER: &[u8] = b"Mighty Aphrodite";
const DIGEST: usize = 20;

/// The trusted certificates of the store. Its digest is checked if there is a password.
pub(super) fn certificates(
    bytes: &[u8],
    password: Option<&str>,
) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let fault = |fault| Fault::JavaKeyStore { fault };
    let damaged = |why: &str| fault(KeyStoreFault::Damaged(why.to_owned()));
    let cut = || damaged("it ends too early");
    let body = bytes.len().checked_sub(DIGEST).ok_or_else(cut)?;
    let (body, digest) = bytes.split_at(body);
    let mut rest = Cursor(body.strip_prefix(&MAGIC).ok_or_else(cut)?);
    let version = rest.number().ok_or_else(cut)?;
    if !matches!(version, 1 | 2) {
        return Err(damaged(&format!("it is of version {version}")));
    }
    if password.is_some_and(|password| sum(password, body).as_ref() != digest) {
        return Err(fault(KeyStoreFault::WrongPassword));
    }
    let mut found = Vec::new();
    let entries = rest.number().ok_or_else(cut)?;
    for number in 1..=entries {
        // An entry has at least its tag, so that no number of entries goes on for long.
        let entry = rest.entry(version).ok_or_else(cut)?;
        let Entry::Trusted(der) = entry
            .map_err(|tag| damaged(&format!("entry {number} is of the unknown kind {tag}")))?
        else {
            continue;
        };
        if let Err(e) = Certificate::parse(der) {
            return Err(damaged(&format!("the certificate in entry {number}: {e}")));
        }
        found.push(CertificateDer::from(der.to_vec()));
    }
    if !rest.0.is_empty() {
        return Err(damaged("bytes follow its last entry"));
    }
    if found.is_empty() {
        return Err(fault(KeyStoreFault::NoCertificates));
    }
    Ok(found)
}

fn sum(password: &str, body: &[u8]) -> ring::digest::Digest {
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for unit in password.encode_utf16() {
        digest.update(&unit.to_be_bytes());
    }
    digest.update(WHITENER);
    digest.update(body);
    digest.finish()
}

enum Entry<'a> {
    Trusted(&'a [u8]),
    Key,
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*taken))
    }

    /// Bytes after their number.
    fn counted(&mut self) -> Option<&'a [u8]> {
        let len = self.number()?;
        self.take(usize::try_from(len).ok()?)
    }

    /// A text of Java's `writeUTF`.
    fn text(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        self.take(usize::from(u16::from_be_bytes(*len)))
    }

    /// From version 2 on its kind stands before a certificate; it is always `X.509`.
    fn certificate(&mut self, version: u32) -> Option<&'a [u8]> {
        if version > 1 {
            self.text()?;
        }
        self.counted()
    }

    /// The next entry, or the tag that is not known; `None` at the end of the bytes.
    fn entry(&mut self, version: u32) -> Option<Result<Entry<'a>, u32>> {
        let tag = self.number()?;
        let _alias = self.text()?;
        let _created = self.take(8)?;
        match tag {
            1 => {
                let _key = self.counted()?;
                for _ in 0..self.number()? {
                    self.certificate(version)?;
                }
                Some(Ok(Entry::Key))
            }
            2 => Some(Ok(Entry::Trusted(self.certificate(version)?))),
            other => Some(Err(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: &[u8] = include_bytes!("../../../fixtures/tls/trust.jks");

    fn fault(bytes: &[u8], password: Option<&str>) -> String {
        format!("{:?}", certificates(bytes, password).unwrap_err())
    }

    fn subjects(bytes: &[u8], password: Option<&str>) -> Vec<String> {
        let read = |c: &CertificateDer<'_>| Certificate::parse(c).unwrap().subject().to_owned();
        certificates(bytes, password)
            .unwrap()
            .iter()
            .map(read)
            .collect()
    }

    #[test]
    fn what_keytool_wrote_is_read_with_and_without_its_password() {
        for password in [None, Some("changeit")] {
            let found = subjects(STORE, password);
            assert_eq!(found.len(), 2, "{found:?}");
            assert!(found.contains(&"CN=Corp Würzburg CA,DC=corp,DC=example".to_owned()));
            let mixed = include_bytes!("../../../fixtures/tls/mixed.jks");
            assert_eq!(
                subjects(mixed, password),
                ["CN=Corp Würzburg CA,DC=corp,DC=example"]
            );
        }
    }

    #[test]
    fn a_store_of_version_1_is_read() {
        let body = &STORE[..STORE.len() - DIGEST];
        let mut rest = Cursor(&body[12..]);
        let Some(Ok(Entry::Trusted(der))) = rest.entry(2) else {
            panic!("the first entry is a certificate");
        };
        let len = u32::try_from(der.len()).unwrap().to_be_bytes();
        let head = b"\xfe\xed\xfe\xed\0\0\0\x01\0\0\0\x01\0\0\0\x02\0\x01a\0\0\0\0\0\0\0\0";
        let body = [&head[..], &len, der].concat();
        let store = [&body[..], sum("pw", &body).as_ref()].concat();
        assert_eq!(subjects(&store, Some("pw")).len(), 1);
    }

    #[test]
    fn a_store_that_is_damaged_or_of_no_use_says_why() {
        let keys = include_bytes!("../../../fixtures/tls/key-only.jks");
        let mut changed = STORE.to_vec();
        changed[30] ^= 1;
        let longer = [STORE, b"x"].concat();
        for (bytes, password, expected) in [
            (STORE, Some("wrong"), "WrongPassword"),
            (&changed, Some("changeit"), "WrongPassword"),
            (&keys[..], None, "NoCertificates"),
            (&STORE[..STORE.len() - 1], None, "it ends too early"),
            (&STORE[..200], None, "it ends too early"),
            (&longer, None, "bytes follow its last entry"),
            (b"\xfe\xed\xfe\xed\0\0\0\x02", None, "it ends too early"),
            (
                b"\xfe\xed\xfe\xed\0\0\0\x07\0\0\0\0AAAAAAAAAAAAAAAAAAAA",
                None,
                "it is of version 7",
            ),
            (
                b"\xfe\xed\xfe\xed\0\0\0\x02\xff\xff\xff\xffAAAAAAAAAAAAAAAAAAAA",
                None,
                "it ends too early",
            ),
        ] {
            let found = fault(bytes, password);
            assert!(found.contains(expected), "{found}");
            assert!(!found.contains("changeit"));
        }
    }

    proptest::proptest! {
        #[test]
        fn a_changed_or_cut_store_never_panics(at in 0..STORE.len(), to: u8, cut in 0..STORE.len()) {
            let mut bytes = STORE.to_vec();
            bytes[at] = to;
            let _ = certificates(&bytes, None);
            let _ = certificates(&bytes[..cut], None);
        }
    }
}
