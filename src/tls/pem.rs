//! PEM. What is written begins with a line that says that the thing is worthless outside tests; the certificate's own bytes
//! do not, since that would change how clients treat it. What is read may have come through editors, consoles and
//! configuration systems.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Lenient about padding, as files that passed through configuration systems have it either way.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

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

/// One block: its label, and what stands between its two lines; nothing if the second is missing.
pub(super) struct Block<'a> {
    pub(super) label: &'a str,
    pub(super) body: Option<&'a str>,
}

/// The blocks of a text, whatever stands between them.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once("-----BEGIN ")?;
        let (label, after) = after.split_once("-----")?;
        let body = after.split_once("-----END ");
        rest = body.map_or("", |(_, after)| after);
        let body = body.map(|(body, _)| body);
        Some(Block { label, body })
    })
}

/// The bytes of a body: lines of any length, indented or not, or joined by `\n` written out.
pub(super) fn decode(body: &str) -> Result<Vec<u8>, String> {
    let compact: String = body
        .replace("\\r", "")
        .replace("\\n", "")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    LENIENT
        .decode(compact)
        .map_err(|e| format!("it is not base64 ({e})"))
}

/// UTF-8 with or without a byte order mark, or the UTF-16 that PowerShell writes; whatever else it
/// is, the certificates in it are ASCII.
pub(super) fn to_text(bytes: &[u8]) -> String {
    let wide = |order: fn([u8; 2]) -> u16, rest: &[u8]| {
        let units = rest.chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xEF, 0xBB, 0xBF, rest @ ..] | rest => String::from_utf8_lossy(rest).into_owned(),
    }
}
