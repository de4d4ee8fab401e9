//! Messages octet by octet, each element of BER on a line with what it is.

use std::fmt::Write as _;

use super::{Requests, messages};
use crate::wire::ber::{read, tag};

/// The operations by their tags, RFC 4511 section 4.2 and following.
const OPERATIONS: &[(u8, &str)] = &[
    (0x60, "BindRequest"),
    (0x61, "BindResponse"),
    (0x42, "UnbindRequest"),
    (0x63, "SearchRequest"),
    (0x64, "SearchResultEntry"),
    (0x65, "SearchResultDone"),
    (0x73, "SearchResultReference"),
    (0x66, "ModifyRequest"),
    (0x67, "ModifyResponse"),
    (0x68, "AddRequest"),
    (0x69, "AddResponse"),
    (0x4a, "DelRequest"),
    (0x6b, "DelResponse"),
    (0x6c, "ModifyDNRequest"),
    (0x6d, "ModifyDNResponse"),
    (0x6e, "CompareRequest"),
    (0x6f, "CompareResponse"),
    (0x50, "AbandonRequest"),
    (0x77, "ExtendedRequest"),
    (0x78, "ExtendedResponse"),
    (0x79, "IntermediateResponse"),
];

/// The names of the elements of some operations, in order.
const FIELDS: &[(u8, &[&str])] = &[
    (0x60, &["version", "name", "authentication"]),
    (
        0x63,
        &[
            "baseObject",
            "scope",
            "derefAliases",
            "sizeLimit",
            "timeLimit",
            "typesOnly",
            "filter",
            "attributes",
        ],
    ),
    (0x64, &["objectName", "attributes"]),
    (0x66, &["object", "changes"]),
    (0x68, &["entry", "attributes"]),
    (0x6c, &["entry", "newrdn", "deleteoldrdn", "newSuperior"]),
    (0x6e, &["entry", "ava"]),
];

/// Of every response that carries an LDAPResult, section 4.1.9.
const RESULT: &[&str] = &["resultCode", "matchedDN", "diagnosticMessage"];
const RESPONSES: &[u8] = &[0x61, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x78];

/// How deep elements are taken apart.
const DEEPEST: usize = 40;

impl Requests {
    /// Every message, requests and replies, with the names of its fields: offset, octets, name and value a line.
    pub fn hex_dump(&self) -> String {
        let mut out = String::new();
        for record in self {
            let (_, octets) = messages::request(record, self.shows_secrets());
            let _ = writeln!(out, "#{} -> {} octets", record.connection, octets.len());
            dump(&mut out, &octets);
            for reply in messages::replies(record, self.shows_secrets()) {
                let _ = writeln!(
                    out,
                    "#{} <- {} octets",
                    record.connection,
                    reply.octets.len()
                );
                dump(&mut out, &reply.octets);
            }
        }
        out
    }
}

/// One message.
fn dump(out: &mut String, message: &[u8]) {
    elements(
        out,
        message,
        0,
        0,
        &|depth, tag, at| match (depth, tag, at) {
            (0, 0x30, 0) => Some("LDAPMessage"),
            (1, tag::INTEGER, 0) => Some("messageID"),
            (1, 0xa0, 2) => Some("controls"),
            (1, tag, 1) => named(OPERATIONS, tag),
            _ => None,
        },
    );
}

fn named<T: Copy>(table: &[(u8, T)], tag: u8) -> Option<T> {
    table
        .iter()
        .find(|(known, _)| *known == tag)
        .map(|(_, value)| *value)
}

fn elements(
    out: &mut String,
    mut octets: &[u8],
    mut offset: usize,
    depth: usize,
    name: &dyn Fn(usize, u8, usize) -> Option<&'static str>,
) {
    let mut at = 0;
    while !octets.is_empty() {
        let Some((_, head, length)) = read::header(octets)
            .ok()
            .filter(|(_, head, length)| head + length <= octets.len())
        else {
            line(out, offset, depth, octets, "not BER", "");
            return;
        };
        let (element, rest) = octets.split_at(head + length);
        let (tag, content) = (element[0], &element[head..]);
        let what = name(depth, tag, at);
        let universal = universal(tag);
        let label = what.map_or(universal.to_owned(), |what| what.to_owned());
        let constructed = tag & 0x20 != 0;
        if constructed && depth < DEEPEST {
            line(
                out,
                offset,
                depth,
                &element[..head],
                &label,
                &format!("{length} octets"),
            );
            let fields = named(FIELDS, tag).unwrap_or(if RESPONSES.contains(&tag) {
                RESULT
            } else {
                &[]
            });
            let operation = depth == 1 && at == 1;
            elements(out, content, offset + head, depth + 1, &|below, tag, at| {
                if operation && below == depth + 1 {
                    fields.get(at).copied()
                } else if depth == 0 {
                    name(below, tag, at)
                } else {
                    None
                }
            });
        } else {
            line(out, offset, depth, element, &label, &value(tag, content));
        }
        octets = rest;
        offset += element.len();
        at += 1;
    }
}

fn universal(tag: u8) -> &'static str {
    match tag {
        tag::BOOLEAN => "BOOLEAN",
        tag::INTEGER => "INTEGER",
        tag::OCTET_STRING => "OCTET STRING",
        tag::ENUMERATED => "ENUMERATED",
        tag::SEQUENCE => "SEQUENCE",
        tag::SET => "SET",
        tag if tag & 0xc0 == 0x80 => "[context]",
        tag if tag & 0xc0 == 0x40 => "[application]",
        _ => "element",
    }
}

fn value(tag: u8, content: &[u8]) -> String {
    match tag {
        tag::BOOLEAN | tag::INTEGER | tag::ENUMERATED if (1..=8).contains(&content.len()) => {
            let negative = content[0] & 0x80 != 0;
            let start = if negative { -1_i64 } else { 0 };
            let number = content
                .iter()
                .fold(start, |sum, octet| sum << 8 | i64::from(*octet));
            number.to_string()
        }
        _ => match std::str::from_utf8(content) {
            Ok(text) if !text.contains(char::is_control) => format!("{text:?}"),
            _ => format!("{} octets", content.len()),
        },
    }
}

/// Octets in one line.
const SHOWN: usize = 16;

fn line(out: &mut String, offset: usize, depth: usize, octets: &[u8], label: &str, value: &str) {
    let mut shown: String = octets
        .iter()
        .take(SHOWN)
        .map(|octet| format!("{octet:02x} "))
        .collect();
    if octets.len() > SHOWN {
        shown.push('…');
    }
    let gap = "  ".repeat(depth);
    let _ = writeln!(out, "{offset:06x}  {shown:<49} {gap}{label} {value}");
}
