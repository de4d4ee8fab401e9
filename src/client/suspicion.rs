//! What a port speaks, judged by the first bytes that came from it.

use crate::diagnosis::Code;

/// What somebody's first bytes look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speech {
    /// A TLS record.
    Tls,
    /// A BER SEQUENCE, as every LDAP message is.
    Ldap,
    /// `HTTP/1.1 400 …`
    Http,
    /// `SSH-2.0-…`
    Ssh,
    /// The greeting of a mail or file transfer server: `220 …`, `* OK …`, `+OK …`.
    Mail,
    /// Anything else.
    Garbage,
}

impl Speech {
    /// Judges by at least one byte; `None` for none.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        let first = *head.first()?;
        Some(
            if matches!(first, 0x14..=0x17) && head.get(1).is_none_or(|b| *b == 3) {
                Self::Tls
            } else if head.starts_with(b"HTTP/") || starts_like_html(head) {
                Self::Http
            } else if head.starts_with(b"SSH-") {
                Self::Ssh
            } else if is_greeting(head) {
                Self::Mail
            } else if looks_like_ldap(head) {
                Self::Ldap
            } else {
                Self::Garbage
            },
        )
    }

    /// The code for somebody who expected LDAP; `None` when it is LDAP.
    pub(crate) fn code(self) -> Option<Code> {
        match self {
            Self::Tls => Some(Code::PLAIN_ON_TLS_PORT),
            Self::Ldap => None,
            Self::Http => Some(Code::SPEAKS_HTTP),
            Self::Ssh => Some(Code::SPEAKS_SSH),
            Self::Mail => Some(Code::SPEAKS_SMTP),
            Self::Garbage => Some(Code::GARBAGE),
        }
    }
}

/// Servers of old answered a bad request line with the page alone.
fn starts_like_html(head: &[u8]) -> bool {
    let head = head.to_ascii_lowercase();
    head.starts_with(b"<html") || head.starts_with(b"<!doctype html")
}

fn is_greeting(head: &[u8]) -> bool {
    let replies = head.len() >= 4
        && head[..3].iter().all(u8::is_ascii_digit)
        && matches!(head[3], b' ' | b'-');
    replies || head.starts_with(b"* OK") || head.starts_with(b"* BYE") || head.starts_with(b"+OK")
}

/// A SEQUENCE of definite length that begins with a message ID: an INTEGER of one to four octets.
fn looks_like_ldap(head: &[u8]) -> bool {
    let (Some(0x30), Some(length)) = (head.first(), head.get(1)) else {
        return false;
    };
    let header = match length {
        0..=0x7f => 2,
        0x81..=0x84 => 2 + usize::from(length & 0x7f),
        _ => return false,
    };
    match (head.get(header), head.get(header + 1)) {
        (None, _) => true,
        (Some(tag), octets) => *tag == 0x02 && octets.is_none_or(|n| (1..=4).contains(n)),
    }
}

/// The first bytes for people: text as text, else hexadecimal.
pub(crate) fn quote(head: &[u8]) -> String {
    let printable = |b: &u8| matches!(b, 0x20..=0x7e | b'\r' | b'\n' | b'\t');
    let text: Vec<u8> = head.iter().copied().take_while(|b| printable(b)).collect();
    if text.len() >= 4 {
        let line = text
            .split(|b| matches!(b, b'\r' | b'\n'))
            .next()
            .unwrap_or(&text);
        return format!(
            "\"{}\"",
            String::from_utf8_lossy(&line[..line.len().min(80)])
        );
    }
    let hex: Vec<String> = head.iter().take(16).map(|b| format!("{b:02x}")).collect();
    hex.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_are_told_apart() {
        for (head, speech) in [
            (&b"\x15\x03\x01\x00\x02\x02\x46"[..], Speech::Tls),
            (b"\x16\x03\x03\x00\x7a\x02", Speech::Tls),
            (b"\x15", Speech::Tls),
            (b"HTTP/1.1 400 Bad Request\r\n", Speech::Http),
            (b"<!DOCTYPE HTML PUBLIC", Speech::Http),
            (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", Speech::Ssh),
            (b"220 mail.example.org ESMTP Postfix\r\n", Speech::Mail),
            (b"* OK [CAPABILITY IMAP4rev1] ready\r\n", Speech::Mail),
            (b"+OK POP3 ready\r\n", Speech::Mail),
            (
                b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
                Speech::Ldap,
            ),
            (b"\x30\x84\x00\x00\x00\x10\x02\x01\x01\x61", Speech::Ldap),
            (b"\x30\x80\x02\x01", Speech::Garbage),
            (b"\x30\x05\x04\x03", Speech::Garbage),
            (b"\x00\x01\x02\x03", Speech::Garbage),
            (b"\x16\x01\x02", Speech::Garbage),
        ] {
            assert_eq!(Speech::of(head), Some(speech), "{head:02x?}");
        }
        assert_eq!(Speech::of(b""), None);
    }

    #[test]
    fn text_is_quoted_by_its_first_line_and_bytes_in_hexadecimal() {
        assert_eq!(
            quote(b"HTTP/1.1 400 Bad Request\r\nServer: x"),
            "\"HTTP/1.1 400 Bad Request\""
        );
        assert_eq!(quote(b"\x15\x03\x01\x00"), "15 03 01 00");
        assert_eq!(quote(b""), "");
    }
}
