//! Writing PEM. The first line says that the thing is worthless outside tests; the
//! certificate's own bytes do not, since that would change how clients treat it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const MARK: &str = "TEST ONLY: made by ldaplab, worth nothing outside tests\n";

pub(super) fn certificates<'a>(ders: impl IntoIterator<Item = &'a [u8]>) -> String {
    let blocks = ders.into_iter().map(|der| block("CERTIFICATE", der));
    blocks.fold(MARK.to_owned(), |text, block| text + &block)
}

pub(super) fn private_key(pkcs8: &[u8]) -> String {
    MARK.to_owned() + &block("PRIVATE KEY", pkcs8)
}

fn block(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        text.extend(line.iter().map(|b| char::from(*b)));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}
