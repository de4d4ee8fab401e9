//! Writing BER forwards into one buffer, with minimal lengths.
//!
//! A constructed element reserves one length octet; when it closes with 128 octets or more, its content moves up by the
//! octets that the length needs. A move is a `memmove` of what was just written and still in the cache, and happens
//! at most once a level. The other way, a fixed `84 xx xx xx xx` as Active Directory writes, never moves but adds four octets to
//! every header (a third more on a small entry), and bytes could not be compared with what OpenLDAP sends.

use super::tag;

/// A constructed element that is still being written: where its content starts.
#[derive(Clone, Copy, Debug)]
#[must_use = "an element that is never closed has no length"]
pub(crate) struct Open(usize);

/// Starts a constructed element.
pub(crate) fn open(out: &mut Vec<u8>, tag: u8) -> Open {
    out.extend_from_slice(&[tag, 0]);
    Open(out.len())
}

/// Ends the innermost constructed element.
pub(crate) fn close(out: &mut Vec<u8>, Open(start): Open) {
    let length = out.len() - start;
    if length < 0x80 {
        // Below 0x80, so it fits an octet.
        out[start - 1] = length as u8;
        return;
    }
    let octets = length.to_be_bytes();
    let skip = length.leading_zeros() as usize / 8;
    let octets = &octets[skip..];
    out[start - 1] = 0x80 | octets.len() as u8;
    out.resize(out.len() + octets.len(), 0);
    out.copy_within(start..start + length, start + octets.len());
    out[start..start + octets.len()].copy_from_slice(octets);
}

/// A whole constructed element.
pub(crate) fn constructed(out: &mut Vec<u8>, tag: u8, content: impl FnOnce(&mut Vec<u8>)) {
    let element = open(out, tag);
    content(out);
    close(out, element);
}

/// A primitive element.
pub(crate) fn primitive(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    header(out, tag, content.len());
    out.extend_from_slice(content);
}

/// What stands before the content of an element.
pub(crate) fn header(out: &mut Vec<u8>, tag: u8, length: usize) {
    if length < 0x80 {
        out.extend_from_slice(&[tag, length as u8]);
        return;
    }
    let octets = length.to_be_bytes();
    let octets = &octets[length.leading_zeros() as usize / 8..];
    out.extend_from_slice(&[tag, 0x80 | octets.len() as u8]);
    out.extend_from_slice(octets);
}

/// How long an element with so much content is.
pub(crate) fn size(length: usize) -> usize {
    let octets = match length {
        0..0x80 => 0,
        _ => size_of::<usize>() - length.leading_zeros() as usize / 8,
    };
    2 + octets + length
}

/// An OCTET STRING.
pub(crate) fn octets(out: &mut Vec<u8>, content: &[u8]) {
    primitive(out, tag::OCTET_STRING, content);
}

/// A number in the fewest octets.
pub(crate) fn integer(out: &mut Vec<u8>, tag: u8, value: i64) {
    let octets = value.to_be_bytes();
    // An octet is redundant when it and the next one's first bit are all sign.
    let redundant = octets
        .windows(2)
        .take_while(|pair| {
            (pair[0] == 0x00 && pair[1] & 0x80 == 0) || (pair[0] == 0xff && pair[1] & 0x80 != 0)
        })
        .count();
    primitive(out, tag, &octets[redundant..]);
}

/// A boolean; true is `ff` (RFC 4511 section 5.1).
pub(crate) fn boolean(out: &mut Vec<u8>, tag: u8, value: bool) {
    primitive(out, tag, &[if value { 0xff } else { 0x00 }]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_take_the_fewest_octets_and_keep_their_sign() {
        for (value, expected) in [
            (0, &[0x02, 0x01, 0x00][..]),
            (127, &[0x02, 0x01, 0x7f]),
            (128, &[0x02, 0x02, 0x00, 0x80]),
            (-1, &[0x02, 0x01, 0xff]),
            (-128, &[0x02, 0x01, 0x80]),
            (-129, &[0x02, 0x02, 0xff, 0x7f]),
            (-200, &[0x02, 0x02, 0xff, 0x38]),
            (65_536, &[0x02, 0x03, 0x01, 0x00, 0x00]),
            (i64::MIN, &[0x02, 0x08, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            let mut out = Vec::new();
            integer(&mut out, tag::INTEGER, value);
            assert_eq!(out, expected, "{value}");
        }
    }

    #[test]
    fn lengths_take_the_fewest_octets_whatever_stood_before() {
        for (length, header) in [
            (0, &[0x30, 0x00][..]),
            (127, &[0x30, 0x7f]),
            (128, &[0x30, 0x81, 0x80]),
            (255, &[0x30, 0x81, 0xff]),
            (256, &[0x30, 0x82, 0x01, 0x00]),
            (65_535, &[0x30, 0x82, 0xff, 0xff]),
            (65_536, &[0x30, 0x83, 0x01, 0x00, 0x00]),
        ] {
            let content: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let mut expected = b"before".to_vec();
            expected.extend_from_slice(header);
            expected.extend_from_slice(&content);
            let mut patched = b"before".to_vec();
            constructed(&mut patched, 0x30, |out| out.extend_from_slice(&content));
            assert!(patched == expected, "constructed, {length}");
            let mut direct = b"before".to_vec();
            primitive(&mut direct, 0x30, &content);
            assert!(direct == expected, "primitive, {length}");
        }
    }
}
