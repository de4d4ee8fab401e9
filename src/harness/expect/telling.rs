//! A request in one line, in the words that matchers are written in: what is seen can be compared with what was expected, and copied into a test.

use super::{
    condition::{Credential, names, scope_word, target},
    matcher::operation_word,
    words::quoted,
};
use crate::{
    directory::filter,
    transcript::Record,
    wire::{Operation, Request, oid},
};

/// Longest part that is told as a whole.
const LONG: usize = 300;

/// `#1 id 2, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry`
pub(crate) fn line(record: &Record) -> String {
    let channel = if record.tls { "TLS" } else { "plain" };
    let identity = match record.identity.as_str() {
        "" => "anonymous",
        dn => dn,
    };
    let mut out = format!(
        "#{} id {}, {channel}, {}: {}",
        record.connection,
        record.id,
        cut(identity),
        request(record)
    );
    if let Some(result) = record.result {
        out += &format!(" -> {result}");
        if record.operation() == Operation::Search {
            let entries = record.entries;
            let word = if entries == 1 { "entry" } else { "entries" };
            out += &format!(", {entries} {word}");
        }
    }
    for fault in &record.faults {
        out += &format!(", fault {}", cut(fault));
    }
    if let Some(what) = &record.unsupported {
        out += &format!(", unsupported: {}", cut(what));
    }
    out
}

fn request(record: &Record) -> String {
    let mut out = operation_word(record.operation()).to_owned();
    if let Request::Search(search) = &record.request {
        out += &cut(&filter::print(&search.filter));
    }
    let mut add = |name: &str, value: &str| {
        out += &format!(" {name}={}", quoted(&cut(value)));
    };
    match &record.request {
        Request::Search(search) => {
            add("base", &String::from_utf8_lossy(&search.base));
            add("scope", scope_word(search.scope));
            match search.attributes.as_slice() {
                [] => out += " (all attributes)",
                names => add("attributes", &names.join(",")),
            }
        }
        other => {
            if let Some(dn) = target(other) {
                add("dn", &String::from_utf8_lossy(dn));
            }
            match names(other).as_slice() {
                [] => {}
                [one] => add("attribute", one),
                several => add("attributes", &several.join(",")),
            }
        }
    }
    if let Some(credential) = Credential::of(&record.request) {
        out += &format!(" credential={}", credential.word());
    }
    match &record.request {
        Request::Extended(extended) => {
            out += &format!(" oid={}", quoted(&cut(&extended.name)));
            if extended.name == oid::START_TLS {
                out += " (StartTLS)";
            }
        }
        Request::Abandon(id) => out += &format!(" of id {id}"),
        _ => {}
    }
    for control in &record.controls {
        out += &format!(" control={}", quoted(&cut(&control.oid)));
    }
    out
}

/// A text that is not too long to be read, on one line.
pub(crate) fn cut(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut out: String = chars.by_ref().take(LONG).collect();
    let left = chars.count();
    if left > 0 {
        out += &format!("… ({left} more characters)");
    }
    out
}
