//! A list of requests as JSON, RFC 8259: for programs and for keeping.

use std::{fmt::Write as _, time::UNIX_EPOCH};

use super::{Record, Requests, messages};

impl Requests {
    /// One object: `dropped`, and `requests`, each with `connection`, `id`, `tls`, `identity`, `time` (seconds since 1970), `operation`,
    /// `request` (in words), `raw` and `replies` (octets in hexadecimal), `controls`, `result`, `entries`, `examined`, `index`, `faults`, `unsupported`.
    pub fn json(&self) -> String {
        let records: Vec<String> = self.iter().map(|record| self.object(record)).collect();
        format!(
            "{{\"dropped\":{},\"requests\":[{}]}}",
            self.dropped(),
            records.join(",")
        )
    }

    fn object(&self, record: &Record) -> String {
        let (request, raw) = messages::request(record, self.shows_secrets());
        let replies = messages::replies(record, self.shows_secrets());
        let since = record.time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let optional = |text: Option<&str>| text.map_or_else(|| "null".to_owned(), string);
        let members = [
            ("connection", record.connection.to_string()),
            ("id", record.id.to_string()),
            ("tls", record.tls.to_string()),
            ("identity", string(&record.identity)),
            ("time", format!("{:.6}", since.as_secs_f64())),
            (
                "operation",
                string(&format!("{:?}", record.operation()).to_lowercase()),
            ),
            ("request", string(&format!("{request:?}"))),
            ("raw", string(&hexadecimal(&raw))),
            (
                "controls",
                list(record.controls.iter().map(|control| string(&control.oid))),
            ),
            (
                "replies",
                list(
                    replies
                        .iter()
                        .map(|reply| string(&hexadecimal(&reply.octets))),
                ),
            ),
            (
                "result",
                record
                    .result
                    .map_or_else(|| "null".to_owned(), |code| code.0.to_string()),
            ),
            ("entries", record.entries.to_string()),
            ("examined", record.examined.to_string()),
            ("index", optional(record.index.as_deref())),
            (
                "faults",
                list(record.faults.iter().map(|fault| string(fault))),
            ),
            ("unsupported", optional(record.unsupported.as_deref())),
        ];
        let members: Vec<String> = members
            .into_iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

/// A list of values that are JSON already.
pub(crate) fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("[{}]", items.join(","))
}

/// A text, RFC 8259 section 7.
pub(crate) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if u32::from(c) < 0x20 || c == '\u{7f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

pub(super) fn hexadecimal(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() * 2);
    for octet in octets {
        let _ = write!(text, "{octet:02x}");
    }
    text
}
