//! Security identifiers, MS-DTYP section 2.4.2.

/// The most sub-authorities that a SID holds.
pub const MAX_SUB_AUTHORITIES: usize = 15;

/// Reads `S-1-5-21-…` (upper-case S, recorded case `sid.lower`) into the stored octets.
///
/// ```
/// use ldaplab::directory::sid;
/// let octets = sid::parse("S-1-5-32-544").unwrap();
/// assert_eq!(octets, [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0]);
/// assert_eq!(sid::print(&octets).unwrap(), "S-1-5-32-544");
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.strip_prefix("S-")?.split('-').map(decimal);
    let revision = u8::try_from(parts.next()??).ok()?;
    let authority = parts.next()??;
    if revision != 1 || authority >= 1 << 48 {
        return None;
    }
    let mut out = vec![revision, 0];
    out.extend_from_slice(&authority.to_be_bytes()[2..]);
    let mut count = 0;
    for part in parts {
        count += 1;
        if usize::from(count) > MAX_SUB_AUTHORITIES {
            return None;
        }
        out.extend_from_slice(&u32::try_from(part?).ok()?.to_le_bytes());
    }
    out[1] = count;
    Some(out)
}

/// The text of a stored SID; `None` if the octets are none.
#[must_use]
pub fn print(sid: &[u8]) -> Option<String> {
    let (&[revision, count], rest) = sid.split_first_chunk::<2>()?;
    let (authority, rest) = rest.split_first_chunk::<6>()?;
    if usize::from(count) > MAX_SUB_AUTHORITIES || rest.len() != usize::from(count) * 4 {
        return None;
    }
    let authority = authority
        .iter()
        .fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    let mut out = format!("S-{revision}-{authority}");
    for part in rest.chunks_exact(4) {
        let part = part
            .iter()
            .rev()
            .fold(0_u32, |number, &byte| number << 8 | u32::from(byte));
        out.push('-');
        out.push_str(&part.to_string());
    }
    Some(out)
}

/// The last sub-authority (the RID) of a stored SID.
#[must_use]
pub fn rid(sid: &[u8]) -> Option<u32> {
    if sid.len() < 12 || sid.len() != 8 + usize::from(sid[1]) * 4 {
        return None;
    }
    sid.last_chunk::<4>().map(|rid| u32::from_le_bytes(*rid))
}

/// The SID with another RID at its end: a domain's SID and 513 make that of Domain Users.
///
/// `domain` is the SID of a domain, without a RID; `None` if it is none or is full.
#[must_use]
pub fn with_rid(domain: &[u8], rid: u32) -> Option<Vec<u8>> {
    if domain.len() < 8
        || domain.len() != 8 + usize::from(domain[1]) * 4
        || usize::from(domain[1]) >= MAX_SUB_AUTHORITIES
    {
        return None;
    }
    let mut out = domain.to_vec();
    out[1] += 1;
    out.extend_from_slice(&rid.to_le_bytes());
    Some(out)
}

fn decimal(part: &str) -> Option<u64> {
    if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    part.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: &[u8] = b"\x01\x05\0\0\0\0\0\x05\x15\0\0\0\xd5\x95\x48\x63\x29\x86\xc4\x69\xd4\xbd\x6d\x4a\x4f\x04\0\0";

    #[test]
    fn texts_and_octets_of_the_recorded_server_are_the_same_sid() {
        let text = "S-1-5-21-1665701333-1774487081-1248706004-1103";
        assert_eq!(parse(text).as_deref(), Some(ALICE));
        assert_eq!(print(ALICE).as_deref(), Some(text));
        assert_eq!(rid(ALICE), Some(1103));
        let domain = parse("S-1-5-21-1665701333-1774487081-1248706004").unwrap();
        assert_eq!(with_rid(&domain, 1103).as_deref(), Some(ALICE));
    }

    #[test]
    fn other_texts_and_octets_are_no_sid() {
        for text in [
            "s-1-5-32-544",
            "zz",
            "S-1",
            "S-1-5-",
            "S-2-5-32",
            "S-1-5--1",
            "S-1-5-4294967296",
            "S-1-281474976710656",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("S-1-5{}", "-1".repeat(16))), None);
        for octets in [
            &b""[..],
            b"\x01",
            b"\x01\x02\0\0\0\0\0\x05\x20\0\0\0",
            b"\x01\xff\0\0\0\0\0\x05",
        ] {
            assert_eq!(print(octets), None, "{octets:?}");
            assert_eq!(rid(octets), None, "{octets:?}");
        }
        assert_eq!(with_rid(b"", 1), None);
    }
}
