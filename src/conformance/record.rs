//! What was said on a connection, for people: decoded and in hex, without secrets.

use bytes::Bytes;

use crate::wire::{Envelope, Limits, Request, Response, is_secret, response::SearchEntry};

/// So many octets are shown in hex.
const SHOWN: usize = 512;

/// A line of the record: `> ` what was sent, `< ` what came.
pub(super) fn line(direction: char, octets: &[u8]) -> String {
    let (decoded, secret) = decoded(direction, octets);
    if secret {
        return format!("{direction} {decoded} (octets withheld)");
    }
    let hex: Vec<String> = (octets.iter().take(SHOWN))
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let more = match octets.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} octets more"),
    };
    format!("{direction} {decoded} | {}{more}", hex.join(" "))
}

/// The message as far as it can be read, and whether a password may be in it.
fn decoded(direction: char, octets: &[u8]) -> (String, bool) {
    let limits = Limits::default();
    let Ok(envelope) = Envelope::decode(Bytes::copy_from_slice(octets), &limits) else {
        // What cannot be read was made by a case, from constants alone.
        return ("(no message)".to_owned(), false);
    };
    let controls = match envelope.controls.len() {
        0 => String::new(),
        _ => format!(" {:?}", envelope.controls),
    };
    let id = envelope.id;
    if direction == '>' {
        let request = Request::decode(&envelope, &limits);
        let secret = matches!(
            request,
            Ok(Request::Bind(_) | Request::Extended(_) | Request::Add(_) | Request::Modify(_))
        );
        let told = request.map_or_else(|_| "(no request)".to_owned(), |own| format!("{own:?}"));
        return (format!("{id} {told}{controls}"), secret);
    }
    let response = Response::decode(&envelope, &limits);
    let holds = |entry: &SearchEntry| {
        let mut names = entry.attributes.iter().map(|own| &own.description);
        names.any(|name| is_secret(name))
    };
    // A directory's own entries have passwords too.
    let secret = match &response {
        Ok(Response::SearchEntry(entry)) => holds(entry),
        Ok(Response::Bind {
            sasl_credentials, ..
        }) => sasl_credentials.is_some(),
        Ok(Response::Extended(extended)) => extended.value.is_some(),
        _ => !envelope.controls.is_empty(),
    };
    let told = response.map_or_else(|_| "(no response)".to_owned(), |own| format!("{own:?}"));
    (format!("{id} {told}{controls}"), secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::request::PartialAttribute;

    #[test]
    fn what_may_hold_a_password_is_not_shown_in_hex() {
        let entry = |description: &str| {
            let attribute = PartialAttribute {
                description: description.to_owned(),
                values: vec![b"s3cret".to_vec()],
            };
            let attributes = vec![attribute];
            Response::SearchEntry(SearchEntry {
                dn: b"cn=a".to_vec(),
                attributes,
            })
            .encode(2, &[])
        };
        let shown = line('<', &entry("sn"));
        assert!(
            shown.contains("| 30 ") && shown.contains("73 33 63 72 65 74"),
            "{shown}"
        );
        for name in ["userPassword", "unicodePwd", "2.5.4.35"] {
            let shown = line('<', &entry(name));
            assert!(shown.ends_with(" (octets withheld)"), "{shown}");
            assert!(!shown.contains("s3cret"), "{shown}");
        }
    }
}
