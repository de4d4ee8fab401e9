//! A Name (RFC 5280 section 4.1.2.4) as the text of RFC 4514: last RDN first.

use super::der::{Element, oid};

/// The short names of RFC 4514 section 3, and a few more that certificates carry.
const SHORT: [(&str, &str); 16] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.42", "GN"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.2.840.113549.1.9.2", "unstructuredName"),
];

/// The text of a Name; what cannot be read in it is left out.
pub(super) fn text(name: Element<'_>) -> String {
    let mut rdns: Vec<String> = name
        .children()
        .map(|rdn| {
            let pairs: Vec<String> = rdn.children().filter_map(pair).collect();
            pairs.join("+")
        })
        .collect();
    rdns.reverse();
    rdns.join(",")
}

/// The last common name.
pub(super) fn common_name(name: Element<'_>) -> Option<String> {
    const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
    let pairs = name.children().flat_map(Element::children);
    let texts = pairs.filter_map(|pair| {
        let mut parts = pair.children();
        let id = parts.next_if(0x06)?;
        (id.value == COMMON_NAME).then(|| string(parts.next_element()?))?
    });
    texts.last()
}

fn pair(pair: Element<'_>) -> Option<String> {
    let mut parts = pair.children();
    let oid = oid(parts.next_if(0x06)?.value)?;
    let value = parts.next_element()?;
    let short = SHORT.iter().find(|(known, _)| *known == oid);
    let written = match (short, string(value)) {
        (Some(_), Some(text)) => escaped(&text),
        _ => value
            .raw
            .iter()
            .fold("#".to_owned(), |hex, b| hex + &format!("{b:02x}")),
    };
    Some(format!("{}={written}", short.map_or(&*oid, |(_, s)| s)))
}

/// The string types of X.520; T61String is read as Latin-1, as everybody does.
fn string(value: Element<'_>) -> Option<String> {
    let bytes = value.value;
    match value.tag {
        0x0C => String::from_utf8(bytes.to_vec()).ok(),
        0x12 | 0x13 | 0x16 | 0x1A if bytes.is_ascii() => String::from_utf8(bytes.to_vec()).ok(),
        0x14 => Some(bytes.iter().map(|b| char::from(*b)).collect()),
        0x1E if bytes.len().is_multiple_of(2) => {
            let units = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        0x1C if bytes.len().is_multiple_of(4) => bytes
            .chunks_exact(4)
            .map(|c| char::from_u32(u32::from_be_bytes([c[0], c[1], c[2], c[3]])))
            .collect(),
        _ => None,
    }
}

/// RFC 4514 section 2.4; control characters too, so that a certificate cannot steer a terminal.
fn escaped(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => out.extend(['\\', c]),
            '#' if at == 0 => out.push_str("\\#"),
            ' ' if at == 0 || at == last => out.push_str("\\ "),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                for b in c.encode_utf8(&mut bytes).bytes() {
                    out += &format!("\\{b:02X}");
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::der::Reader;
    use super::*;

    fn of(der: &[u8]) -> String {
        text(Reader::new(der).next_element().expect("an element"))
    }

    #[test]
    fn what_rfc_4514_reserves_is_escaped() {
        assert_eq!(escaped(" a,b+c\\d "), "\\ a\\,b\\+c\\\\d\\ ");
        assert_eq!(escaped("#1 <x>"), "\\#1 \\<x\\>");
        assert_eq!(escaped("a\0\u{1b}[31m"), "a\\00\\1B[31m");
        assert_eq!(escaped("ä ö"), "ä ö");
        assert_eq!(escaped(""), "");
    }

    #[test]
    fn every_string_type_and_every_unknown_type_has_a_text() {
        // CN in T61String, and a multi-valued RDN of an OU (BMPString) and an unknown type.
        let der = b"\x30\x2b\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x14\x01\xe4\
            \x31\x1d\x30\x0b\x06\x03\x55\x04\x0b\x1e\x04\0A\0B\x30\x0e\x06\x07\x2a\x03\x04\x05\x06\x07\x08\x0c\x03abc";
        assert_eq!(of(der), "OU=AB+1.2.3.4.5.6.7.8=#0c03616263,CN=ä");
        assert_eq!(of(b"\x30\x00"), "");
    }
}
