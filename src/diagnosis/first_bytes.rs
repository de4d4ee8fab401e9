use super::Code;

/// What the first bytes say that a peer sent where LDAP was expected in clear; `None` if they may
/// be LDAP (or are too few to tell).
///
/// A TLS record says [`PLAIN_ON_TLS_PORT`](Code::PLAIN_ON_TLS_PORT): servers answer plain LDAP on a TLS port with an
/// alert, if they answer at all.
///
/// ```
/// use ldaplab::diagnosis::{Code, first_bytes};
/// assert_eq!(first_bytes(b"\x15\x03\x01\0\x02\x02\x46"), Some(Code::PLAIN_ON_TLS_PORT));
/// assert_eq!(first_bytes(b"HTTP/1.1 400 Bad Request"), Some(Code::SPEAKS_HTTP));
/// assert_eq!(first_bytes(b"\x30\x0c\x02\x01\x01"), None);
/// ```
pub fn first_bytes(bytes: &[u8]) -> Option<Code> {
    const BANNERS: [(&[u8], Code); 10] = [
        (b"HTTP/", Code::SPEAKS_HTTP),
        (b"<html", Code::SPEAKS_HTTP),
        (b"<!DOC", Code::SPEAKS_HTTP),
        (b"SSH-", Code::SPEAKS_SSH),
        (b"220 ", Code::SPEAKS_SMTP),
        (b"220-", Code::SPEAKS_SMTP),
        (b"421 ", Code::SPEAKS_SMTP),
        (b"554 ", Code::SPEAKS_SMTP),
        (b"+OK", Code::NOT_LDAP),
        (b"* OK", Code::NOT_LDAP),
    ];
    match bytes {
        [] | [0x30, ..] => return None,
        // Alert or handshake of SSL 3 to TLS 1.3, also cut off.
        [0x14..=0x17] | [0x14..=0x17, 3, ..] => return Some(Code::PLAIN_ON_TLS_PORT),
        _ => {}
    }
    let starts = |banner: &[u8]| {
        let head = &bytes[..bytes.len().min(banner.len())];
        head.len() == banner.len() && head.eq_ignore_ascii_case(banner)
    };
    let known = BANNERS.iter().find(|(banner, _)| starts(banner));
    Some(match known {
        Some((_, code)) => *code,
        None if is_text(bytes) => Code::NOT_LDAP,
        None => Code::GARBAGE,
    })
}

/// The first bytes for a human: text as text, the rest in hexadecimal, at most 64 bytes of it.
///
/// ```
/// use ldaplab::diagnosis::excerpt;
/// assert_eq!(excerpt(b"HTTP/1.1 400 Bad Request\r\nServer: x"), "\"HTTP/1.1 400 Bad Request\"");
/// assert_eq!(excerpt(b"\x15\x03\x01"), "15 03 01");
/// ```
pub fn excerpt(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(64)];
    if is_text(head) {
        let text = String::from_utf8_lossy(head);
        return format!("{:?}", text.lines().next().unwrap_or_default());
    }
    let hex: Vec<String> = head.iter().map(|b| format!("{b:02x}")).collect();
    hex.join(" ")
}

fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    let printable = |b: &u8| (b' '..0x7F).contains(b) || b"\t\r\n".contains(b);
    !head.is_empty() && head.iter().all(printable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_protocols_are_named_by_their_first_words() {
        for (bytes, code) in [
            (&b"SSH-2.0-OpenSSH_9.2p1\r\n"[..], "protocol.ssh"),
            (b"220 mail.example ESMTP", "protocol.smtp"),
            (b"220-FTP", "protocol.smtp"),
            (b"* OK IMAP4rev1", "protocol.not_ldap"),
            (b"+OK POP3", "protocol.not_ldap"),
            (b"<HTML>", "protocol.http"),
            (b"\x16\x03\x03\0\x40", "protocol.plain_on_tls_port"),
            (b"\x15", "protocol.plain_on_tls_port"),
            (b"\x15\x09", "protocol.garbage"),
            (b"\0\0\0\x08abc", "protocol.garbage"),
            (b"H", "protocol.not_ldap"),
        ] {
            let found = first_bytes(bytes).map(Code::as_str);
            assert_eq!(found, Some(code), "{bytes:?}");
        }
        assert_eq!(first_bytes(b""), None);
        assert_eq!(first_bytes(b"0"), None);
    }

    #[test]
    fn an_excerpt_is_short_and_harmless() {
        assert_eq!(excerpt(b""), "");
        assert_eq!(excerpt(b"a\x1b[31m"), "61 1b 5b 33 31 6d");
        assert_eq!(excerpt(&[b'x'; 500]).len(), 66);
    }
}
