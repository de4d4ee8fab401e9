//! Writing content and change records.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::change::{Change, ChangeRecord};
use crate::wire::request::ChangeOperation;

/// The longest line written unless told otherwise, in bytes, RFC 2849 note 10.
const WIDTH: usize = 76;

/// Descriptions with their values, as an entry shows them.
pub type Fields<'a> = [(&'a str, Vec<&'a [u8]>)];

/// How lines are written.
///
/// ```
/// use ldaplab::directory::ldif::Layout;
///
/// let mut out = String::new();
/// let layout = Layout::new().columns(12).base64(["sn"]);
/// layout.write_record(&mut out, "cn=Ada,dc=x", [("cn", &b"Ada Nightjar"[..]), ("sn", b"N")]);
/// assert_eq!(out, "dn: cn=Ada,d\n c=x\ncn: Ada Nigh\n tjar\nsn:: Tg==\n");
/// ```
#[derive(Clone, Debug)]
pub struct Layout {
    columns: usize,
    base64: BTreeSet<String>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            columns: WIDTH,
            base64: BTreeSet::new(),
        }
    }
}

impl Layout {
    /// Lines of 76 bytes; base64 only where RFC 2849 demands it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The longest line in bytes, 2 at least; 0 never folds.
    #[must_use]
    pub fn columns(mut self, columns: usize) -> Self {
        self.columns = if columns == 0 { 0 } else { columns.max(2) };
        self
    }

    /// Attributes that are written in base64 whatever their values hold.
    #[must_use]
    pub fn base64<D: AsRef<str>>(mut self, descriptions: impl IntoIterator<Item = D>) -> Self {
        let lower = |description: D| description.as_ref().to_ascii_lowercase();
        self.base64.extend(descriptions.into_iter().map(lower));
        self
    }

    /// Writes one record without an empty line around it: `dn`, then the values.
    pub fn write_record<'a>(
        &self,
        out: &mut String,
        dn: &str,
        values: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) {
        self.line(out, "dn", dn.as_bytes());
        for (name, value) in values {
            self.line(out, name, value);
        }
    }

    /// Writes one change record without an empty line around it.
    pub fn write_change(&self, out: &mut String, record: &ChangeRecord) {
        self.line(out, "dn", record.dn.as_str().as_bytes());
        for control in &record.controls {
            let start = out.len();
            out.push_str("control: ");
            out.push_str(&control.oid);
            out.push_str(if control.critical { " true" } else { " false" });
            if let Some(value) = &control.value {
                write_value(out, value, false);
            }
            self.fold(out, start);
            out.push('\n');
        }
        match &record.change {
            Change::Add(attributes) => {
                out.push_str("changetype: add\n");
                for attribute in attributes {
                    for value in &attribute.values {
                        self.line(out, &attribute.description, value);
                    }
                }
            }
            Change::Delete => out.push_str("changetype: delete\n"),
            Change::Modify(changes) => {
                out.push_str("changetype: modify\n");
                for change in changes {
                    let name = match change.operation {
                        ChangeOperation::Add => "add",
                        ChangeOperation::Delete => "delete",
                        ChangeOperation::Replace => "replace",
                        ChangeOperation::Increment => "increment",
                    };
                    let description = &change.modification.description;
                    self.line(out, name, description.as_bytes());
                    for value in &change.modification.values {
                        self.line(out, description, value);
                    }
                    out.push_str("-\n");
                }
            }
            Change::Rename {
                new_rdn,
                delete_old_rdn,
                new_superior,
            } => {
                out.push_str("changetype: modrdn\n");
                self.line(out, "newrdn", new_rdn.as_str().as_bytes());
                self.line(
                    out,
                    "deleteoldrdn",
                    if *delete_old_rdn { b"1" } else { b"0" },
                );
                if let Some(superior) = new_superior {
                    self.line(out, "newsuperior", superior.as_str().as_bytes());
                }
            }
        }
    }

    fn line(&self, out: &mut String, name: &str, value: &[u8]) {
        let start = out.len();
        out.push_str(name);
        let always = !self.base64.is_empty() && self.base64.contains(&name.to_ascii_lowercase());
        write_value(out, value, always);
        self.fold(out, start);
        out.push('\n');
    }

    /// The line is ASCII, so that every byte is a place to fold.
    fn fold(&self, out: &mut String, start: usize) {
        if self.columns == 0 || out.len() - start <= self.columns {
            return;
        }
        let long = out.split_off(start);
        let (mut rest, mut width) = (long.as_str(), self.columns);
        while rest.len() > width && rest.is_char_boundary(width) {
            out.push_str(&rest[..width]);
            out.push_str("\n ");
            rest = &rest[width..];
            width = self.columns - 1;
        }
        out.push_str(rest);
    }
}

/// Writes entries as content records, with the version line.
///
/// ```
/// use ldaplab::directory::ldif;
///
/// let fields = [("cn", vec![&b"Ada"[..]]), ("sn", vec!["L\u{fc}".as_bytes()])];
/// assert_eq!(ldif::write([("cn=Ada,dc=x", &fields[..])]), "version: 1\n\ndn: cn=Ada,dc=x\ncn: Ada\nsn:: TMO8\n");
/// ```
#[must_use]
pub fn write<'a>(entries: impl IntoIterator<Item = (&'a str, &'a Fields<'a>)>) -> String {
    let mut out = String::from("version: 1\n");
    for (dn, fields) in entries {
        out.push('\n');
        let values = fields
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (*name, *value)));
        write_record(&mut out, dn, values);
    }
    out
}

/// Writes one record in the default [`Layout`].
pub fn write_record<'a>(
    out: &mut String,
    dn: &str,
    values: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) {
    Layout::default().write_record(out, dn, values);
}

/// The colon and the value.
fn write_value(out: &mut String, value: &[u8], always: bool) {
    match std::str::from_utf8(value) {
        Ok(text) if !always && is_safe(value) => {
            out.push_str(if text.is_empty() { ":" } else { ": " });
            out.push_str(text);
        }
        _ => {
            out.push_str(":: ");
            STANDARD.encode_string(value, out);
        }
    }
}

/// RFC 2849's SAFE-STRING, and no space at the end.
fn is_safe(value: &[u8]) -> bool {
    !value
        .first()
        .is_some_and(|first| matches!(first, b' ' | b':' | b'<'))
        && value.last() != Some(&b' ')
        && value
            .iter()
            .all(|&byte| matches!(byte, b'\x01'..=b'\x7f') && byte != b'\n' && byte != b'\r')
}
