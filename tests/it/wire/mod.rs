//! LDAP messages on the wire: against literal bytes, against ldap3_proto, against garbage.

mod arbitrary;
mod entry;
mod fixtures;
mod frames;
mod hostile;
mod ids;
mod interop;
mod secrets;

use ldaplab::wire::{Control, Envelope, Limits, Malformed, Request, Response};

/// Bytes from hexadecimal text; `#` starts a comment.
fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .lines()
        .flat_map(|line| line.split('#').next().unwrap_or_default().bytes())
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    assert!(digits.len().is_multiple_of(2), "half an octet");
    digits
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).expect("hexadecimal digits are ASCII");
            u8::from_str_radix(pair, 16).expect("two hexadecimal digits")
        })
        .collect()
}

fn envelope(bytes: &[u8]) -> Result<Envelope, Malformed> {
    Envelope::decode(bytes.to_vec().into(), &Limits::default())
}

fn request(bytes: &[u8]) -> Result<(i32, Request, Vec<Control>), Malformed> {
    let envelope = envelope(bytes)?;
    let request = Request::decode(&envelope, &Limits::default())?;
    Ok((envelope.id, request, envelope.controls))
}

fn response(bytes: &[u8]) -> Result<(i32, Response, Vec<Control>), Malformed> {
    let envelope = envelope(bytes)?;
    let response = Response::decode(&envelope, &Limits::default())?;
    Ok((envelope.id, response, envelope.controls))
}
