//! PKCS#12 key stores (RFC 7292), behind the feature `pkcs12`.

use rustls::pki_types::CertificateDer;

use super::error::{Fault, KeyStoreFault};

/// The certificates of the store that belong to no key in it; if some are marked as trusted, as Java does, only those.
///
/// Whether the password is right is told by the store's own check; a store without a password is opened with the
/// empty one.
#[cfg(feature = "pkcs12")]
pub(super) fn certificates(
    bytes: &[u8],
    password: Option<&str>,
) -> Result<Vec<CertificateDer<'static>>, Fault> {
    use p12_keystore::{Pkcs12Archive, error::Error};
    let fault = |fault| Fault::Pkcs12 { fault };
    let archive =
        Pkcs12Archive::from_pkcs12(bytes, password.unwrap_or_default()).map_err(|e| match e {
            Error::MacError(_) if password.is_none() => fault(KeyStoreFault::NoPassword),
            Error::MacError(_) => fault(KeyStoreFault::WrongPassword),
            e => fault(KeyStoreFault::Damaged(e.to_string())),
        })?;
    let others = || archive.certs.iter().filter(|c| c.local_key_id.is_none());
    let marked = others().any(|c| c.trusted);
    let found: Vec<_> = others()
        .filter(|c| c.trusted || !marked)
        .map(|c| CertificateDer::from(c.cert.as_der().to_vec()))
        .collect();
    match found.is_empty() {
        true => Err(fault(KeyStoreFault::NoCertificates)),
        false => Ok(found),
    }
}

/// Says that such a store is not read.
#[cfg(not(feature = "pkcs12"))]
pub(super) fn certificates(
    _bytes: &[u8],
    _password: Option<&str>,
) -> Result<Vec<CertificateDer<'static>>, Fault> {
    Err(Fault::Pkcs12 {
        fault: KeyStoreFault::NotRead,
    })
}

#[cfg(all(test, feature = "pkcs12"))]
mod tests {
    use super::*;

    #[test]
    fn stores_of_openssl_and_keytool_open_with_their_password_only() {
        let openssl = &include_bytes!("../../../fixtures/tls/root.p12")[..];
        let keytool = &include_bytes!("../../../fixtures/tls/trust.p12")[..];
        for (store, password, number) in [(openssl, "test", 1), (keytool, "changeit", 2)] {
            assert_eq!(certificates(store, Some(password)).unwrap().len(), number);
            let wrong = format!("{:?}", certificates(store, Some("wrong")).unwrap_err());
            assert_eq!(wrong, "Pkcs12 { fault: WrongPassword }");
            let none = format!("{:?}", certificates(store, None).unwrap_err());
            assert_eq!(none, "Pkcs12 { fault: NoPassword }");
        }
        let cut = format!(
            "{:?}",
            certificates(&keytool[..500], Some("changeit")).unwrap_err()
        );
        assert!(cut.contains("Damaged"), "{cut}");
    }

    #[test]
    fn a_changed_or_cut_store_never_panics() {
        let store = include_bytes!("../../../fixtures/tls/root.p12");
        for at in (0..store.len()).step_by(17) {
            let mut changed = store.to_vec();
            changed[at] ^= 0x55;
            let _ = certificates(&changed, Some("test"));
            let _ = certificates(&store[..at], Some("test"));
        }
    }
}
