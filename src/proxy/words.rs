//! What a request is, in words; and which one is nearest to it.

use crate::{
    diagnosis::distance,
    directory::filter,
    transcript::redact,
    wire::{
        Control, Request,
        control::PagedResults,
        oid,
        request::{Authentication, ChangeOperation, PartialAttribute, Scope},
    },
};

/// The most characters that are said of one request.
const MOST: usize = 600;

/// A request as named parts, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) operation: &'static str,
    parts: Vec<(&'static str, String)>,
}

/// The request as one text.
pub(super) fn request(request: &Request, controls: &[Control]) -> String {
    Words::of(request, controls).text()
}

impl Words {
    pub(super) fn of(request: &Request, controls: &[Control]) -> Self {
        let request = redact::request(request);
        let (operation, mut parts) = parts(&request);
        if !controls.is_empty() {
            parts.push(("controls", list(controls.iter().map(control))));
        }
        Self { operation, parts }
    }

    pub(super) fn text(&self) -> String {
        let mut text = self.operation.to_owned();
        for (name, value) in &self.parts {
            text.push_str(&format!(" {name}={value}"));
        }
        match text.char_indices().nth(MOST) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text,
        }
    }

    /// The parts that are not the same.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let value = |words: &Self, name: &str| {
            let part = words.parts.iter().find(|(known, _)| *known == name);
            part.map(|(_, value)| value.clone())
        };
        let mut names: Vec<&'static str> = Vec::new();
        for (name, _) in self.parts.iter().chain(&other.parts) {
            if !names.contains(name) && value(self, name) != value(other, name) {
                names.push(name);
            }
        }
        names
    }

    /// How far two are apart: other operations farthest, then by the number of parts, then by how they are written.
    pub(super) fn distance(&self, other: &Self) -> (bool, usize) {
        (
            self.operation != other.operation,
            self.differences(other).len(),
        )
    }

    /// How alike the parts are that are not the same.
    pub(super) fn closeness(&self, other: &Self) -> usize {
        let value = |words: &Self, name: &str| {
            let part = words.parts.iter().find(|(known, _)| *known == name);
            part.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let names = self.differences(other);
        let of = |name: &&'static str| {
            let (one, other) = (value(self, name), value(other, name));
            // What both begin with says nothing, and the distance looks at the first 64 characters alone.
            let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
            let same = same.map(|(a, _)| a.len_utf8()).sum::<usize>();
            let rest: String = one[same..].chars().take(64).collect();
            distance(&rest, &other[same..])
        };
        names.iter().map(of).sum()
    }
}

fn parts(request: &Request) -> (&'static str, Vec<(&'static str, String)>) {
    let mut parts = Vec::new();
    let mut part = |name, value: String| parts.push((name, value));
    let operation = match request {
        Request::Bind(bind) => {
            part("name", quoted(&bind.name));
            let how = match &bind.authentication {
                Authentication::Simple(password) if password.is_empty() => "no password".to_owned(),
                Authentication::Simple(_) => "a password".to_owned(),
                Authentication::Sasl { mechanism, .. } => format!("SASL {mechanism}"),
                Authentication::Other { tag, .. } => format!("[{tag}]"),
            };
            part("with", how);
            if bind.version != 3 {
                part("version", bind.version.to_string());
            }
            "bind"
        }
        Request::Unbind => "unbind",
        Request::Search(search) => {
            part("base", quoted(&search.base));
            let scope = match search.scope {
                Scope::Base => "base".to_owned(),
                Scope::One => "one".to_owned(),
                Scope::Sub => "sub".to_owned(),
                Scope::Children => "children".to_owned(),
                Scope::Other(number) => number.to_string(),
            };
            part("scope", scope);
            part("filter", filter::print(&filter::normal(&search.filter)));
            if !search.attributes.is_empty() {
                part("attributes", list(search.attributes.iter().cloned()));
            }
            for (name, number) in [
                ("aliases", search.deref_aliases),
                ("size_limit", search.size_limit),
                ("time_limit", search.time_limit),
                ("types_only", search.types_only.into()),
            ] {
                if number != 0 {
                    part(name, number.to_string());
                }
            }
            "search"
        }
        Request::Modify(modify) => {
            part("dn", quoted(&modify.dn));
            let changes = modify.changes.iter().map(|change| {
                let how = match change.operation {
                    ChangeOperation::Add => "add".to_owned(),
                    ChangeOperation::Delete => "delete".to_owned(),
                    ChangeOperation::Replace => "replace".to_owned(),
                    other => format!("{other:?}"),
                };
                format!("{how} {}", attribute(&change.modification))
            });
            part("changes", list(changes));
            "modify"
        }
        Request::Add(add) => {
            part("dn", quoted(&add.dn));
            part("attributes", list(add.attributes.iter().map(attribute)));
            "add"
        }
        Request::Delete(dn) => {
            part("dn", quoted(dn));
            "delete"
        }
        Request::ModifyDn(renamed) => {
            part("dn", quoted(&renamed.dn));
            part("new_rdn", quoted(&renamed.new_rdn));
            part("delete_old_rdn", renamed.delete_old_rdn.to_string());
            if let Some(superior) = &renamed.new_superior {
                part("new_superior", quoted(superior));
            }
            "modify DN"
        }
        Request::Compare(compare) => {
            part("dn", quoted(&compare.dn));
            part("attribute", compare.attribute.clone());
            part("value", quoted(&compare.value));
            "compare"
        }
        Request::Abandon(id) => {
            part("id", id.to_string());
            "abandon"
        }
        Request::Extended(extended) => {
            part("name", extended.name.clone());
            if let Some(value) = &extended.value {
                part("value", quoted(value));
            }
            "extended"
        }
    };
    (operation, parts)
}

fn attribute(attribute: &PartialAttribute) -> String {
    let values = attribute.values.iter().map(|value| quoted(value));
    format!("{}: {}", attribute.description, list(values))
}

fn control(control: &Control) -> String {
    let mut text = control.oid.clone();
    if control.critical {
        text.push('!');
    }
    let value = match (&control.value, control.oid.as_str()) {
        (None, _) => return text,
        (Some(_), _) if control.holds_an_entry() => "***".to_owned(),
        (Some(value), oid::PAGED_RESULTS) => match PagedResults::decode(value) {
            Some(paged) => format!("{} {}", paged.size, quoted(&paged.cookie)),
            None => quoted(value),
        },
        (Some(value), _) => quoted(value),
    };
    text.push(' ');
    text + &value
}

fn quoted(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) => format!("{text:?}"),
        Err(_) => format!("\"{}\"", octets.escape_ascii()),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
