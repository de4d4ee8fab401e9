//! A list of requests as a text that people read from top to bottom.

use std::fmt::Write as _;

use super::{Record, Requests, messages};
use crate::{
    directory::filter,
    wire::{
        Request, Response,
        request::{Authentication, PartialAttribute},
    },
};

impl Requests {
    /// Every request with what was answered, behind the milliseconds since the first; entries by their DNs.
    ///
    /// ```text
    ///     0.0 ms  #1 tls    anonymous
    ///             -> 1 bind cn=admin password "***", version 3
    ///             <- 1 success (0)
    /// ```
    pub fn timeline(&self) -> String {
        let mut out = String::new();
        let first = self.iter().map(|record| record.time).min();
        for record in self {
            let since = first.and_then(|first| record.time.duration_since(first).ok());
            let milliseconds = since.unwrap_or_default().as_secs_f64() * 1000.0;
            let channel = if record.tls { "tls" } else { "plain" };
            let identity = match record.identity.as_str() {
                "" => "anonymous",
                dn => dn,
            };
            let number = record.connection;
            let _ = writeln!(
                out,
                "{milliseconds:9.1} ms  #{number} {channel:<6} {identity}"
            );
            self.write_record(&mut out, record);
        }
        if self.dropped() > 0 {
            let _ = writeln!(out, "({} older ones dropped)", self.dropped());
        }
        out
    }

    fn write_record(&self, out: &mut String, record: &Record) {
        const GAP: &str = "              ";
        let id = record.id;
        let (request, _) = messages::request(record, self.shows_secrets());
        let _ = write!(out, "{GAP}-> {id} {}", asked(&request));
        for control in &record.controls {
            let critical = if control.critical { " critical" } else { "" };
            let _ = write!(out, " with{critical} {}", control.oid);
        }
        out.push('\n');
        for message in messages::replies(record, self.shows_secrets()) {
            let _ = match &message.response {
                Some(response) => writeln!(out, "{GAP}<- {id} {}", line(response)),
                None => writeln!(
                    out,
                    "{GAP}<- {} octets that are no message",
                    message.octets.len()
                ),
            };
        }
        if record.unkept() > 0 {
            let _ = writeln!(
                out,
                "{GAP}<- {} octets more, which were not kept",
                record.unkept()
            );
        }
        for fault in &record.faults {
            let _ = writeln!(out, "{GAP}!! fault {fault}");
        }
        if let Some(what) = &record.unsupported {
            let _ = writeln!(out, "{GAP}!! unsupported: {what}");
        }
        if record.examined > 0 {
            let index = match &record.index {
                Some(index) => format!("by the index of {index}"),
                None => "without an index".to_owned(),
            };
            let _ = writeln!(out, "{GAP}   looked at {index}: {}", record.examined);
        }
    }
}

/// A request in one line.
fn asked(request: &Request) -> String {
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    let names = |attributes: &[PartialAttribute]| {
        let names: Vec<&str> = attributes
            .iter()
            .map(|one| one.description.as_str())
            .collect();
        names.join(", ")
    };
    match request {
        Request::Bind(bind) => {
            let (name, how) = (text(&bind.name), &bind.authentication);
            match how {
                Authentication::Simple(secret) if secret.is_empty() && name.is_empty() => {
                    format!("bind anonymous, version {}", bind.version)
                }
                Authentication::Simple(secret) => {
                    format!(
                        "bind {name} password {:?}, version {}",
                        text(secret),
                        bind.version
                    )
                }
                Authentication::Sasl { mechanism, .. } => format!("bind {name} SASL {mechanism}"),
                Authentication::Other { tag, .. } => format!("bind {name} by choice {tag}"),
            }
        }
        Request::Unbind => "unbind".to_owned(),
        Request::Search(search) => {
            let scope = format!("{:?}", search.scope).to_lowercase();
            let attributes = match search.attributes.is_empty() {
                true => "all attributes".to_owned(),
                false => search.attributes.join(", "),
            };
            let mut line = format!(
                "search {:?} {scope} {} for {attributes}",
                text(&search.base),
                filter::print(&search.filter)
            );
            if search.size_limit > 0 {
                line.push_str(&format!(", at most {}", search.size_limit));
            }
            if search.time_limit > 0 {
                line.push_str(&format!(", in {} s", search.time_limit));
            }
            line
        }
        Request::Modify(modify) => {
            let changes: Vec<String> = modify
                .changes
                .iter()
                .map(|change| {
                    let operation = format!("{:?}", change.operation).to_lowercase();
                    format!("{operation} {}", change.modification.description)
                })
                .collect();
            format!("modify {}: {}", text(&modify.dn), changes.join(", "))
        }
        Request::Add(add) => format!("add {} ({})", text(&add.dn), names(&add.attributes)),
        Request::Delete(dn) => format!("delete {}", text(dn)),
        Request::ModifyDn(rename) => {
            let superior = rename.new_superior.as_deref().map(text);
            let below = superior.map_or_else(String::new, |dn| format!(" below {dn}"));
            format!(
                "rename {} to {}{below}",
                text(&rename.dn),
                text(&rename.new_rdn)
            )
        }
        Request::Compare(compare) => format!("compare {} {}", text(&compare.dn), compare.attribute),
        Request::Abandon(id) => format!("abandon {id}"),
        Request::Extended(extended) => format!("extended {}", extended.name),
    }
}

/// A response in one line.
fn line(response: &Response) -> String {
    match response {
        Response::SearchEntry(entry) => {
            let names: Vec<&str> = entry
                .attributes
                .iter()
                .map(|one| one.description.as_str())
                .collect();
            format!(
                "entry {} ({})",
                String::from_utf8_lossy(&entry.dn),
                names.join(", ")
            )
        }
        Response::SearchReference(urls) => format!("reference {}", urls.join(" ")),
        response => match response.result() {
            None => format!("{response:?}"),
            Some(result) => {
                let mut text = result.code.to_string();
                if !result.diagnostic.is_empty() {
                    text.push_str(&format!(" {:?}", result.diagnostic));
                }
                if !result.matched_dn.is_empty() {
                    text.push_str(&format!(
                        " matched {:?}",
                        String::from_utf8_lossy(&result.matched_dn)
                    ));
                }
                if !result.referrals.is_empty() {
                    text.push_str(&format!(" see {}", result.referrals.join(" ")));
                }
                text
            }
        },
    }
}
