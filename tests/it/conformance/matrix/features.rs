//! What a request and its answer are about: what a server could have a special fault with. Read off from the protocol alone.

use std::collections::BTreeSet;

use ldaplab::wire::{
    Filter, Request, Response,
    request::{Authentication, ChangeOperation, PartialAttribute, Scope},
    response::SearchEntry,
};

use super::{Messages, code};

/// The features of one exchange.
pub(super) fn features(request: &Request, messages: &Messages) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let (operation, about) = of_request(request);
    let code = code(messages).map_or_else(|| "none".to_owned(), |code| code.to_string());
    // How much an answer brings, and of what.
    let entries: Vec<&SearchEntry> = (messages.iter())
        .filter_map(|(response, _)| match response {
            Response::SearchEntry(entry) => Some(entry),
            _ => None,
        })
        .collect();
    let brought = match entries.as_slice() {
        [] => code.clone(),
        entries => {
            let names = entries.iter().flat_map(|entry| &entry.attributes);
            let names: BTreeSet<String> = names
                .map(|own| own.description.to_ascii_lowercase())
                .collect();
            let names: Vec<String> = names.into_iter().collect();
            format!("{code}, {} entries of {}", entries.len(), names.join(" "))
        }
    };
    all.insert(format!("{operation} with {code}"));
    for (_, controls) in messages {
        for control in controls {
            all.insert(format!(
                "{operation} answered with the control {}",
                control.oid
            ));
        }
    }
    let list: Vec<&String> = about.iter().collect();
    for (number, one) in list.iter().enumerate() {
        all.insert(format!("{operation} of {one}"));
        all.insert(format!("{operation} of {one} with {code}"));
        all.insert(format!("{operation} of {one} with {brought}"));
        // Two together: a server that goes wrong where both meet.
        for other in &list[number + 1..] {
            all.insert(format!("{operation} of {one} and {other} with {code}"));
            all.insert(format!("{operation} of {one} and {other} with {brought}"));
        }
    }
    all
}

pub(super) fn of_request(request: &Request) -> (&'static str, BTreeSet<String>) {
    let mut about = BTreeSet::new();
    let operation = match request {
        Request::Bind(bind) => {
            about.insert(format!("version {}", bind.version));
            about.insert(match &bind.authentication {
                Authentication::Simple(password) if password.is_empty() => "no password".to_owned(),
                Authentication::Simple(_) => "a password".to_owned(),
                Authentication::Sasl {
                    mechanism,
                    credentials,
                } => format!(
                    "mechanism {mechanism}, credentials {}",
                    credentials.is_some()
                ),
                Authentication::Other { tag, .. } => format!("authentication {tag:x}"),
            });
            about.insert(format!("a name that is {}", shape(&bind.name)));
            "bind"
        }
        Request::Unbind => "unbind",
        Request::Abandon(_) => "abandon",
        Request::Search(search) => {
            let scope = match search.scope {
                Scope::Base => "base",
                Scope::One => "one",
                Scope::Sub => "sub",
                Scope::Children => "children",
                Scope::Other(_) => "no scope",
            };
            about.insert(format!("scope {scope}"));
            about.insert(format!("aliases {}", search.deref_aliases));
            about.insert(format!("size limit {}", search.size_limit.signum()));
            about.insert(format!("time limit {}", search.time_limit.signum()));
            if search.types_only {
                about.insert("types only".to_owned());
            }
            about.insert(format!("a base that is {}", dn_shape(&search.base)));
            for name in &search.attributes {
                about.insert(format!("attribute {}", name.to_ascii_lowercase()));
            }
            about.insert(format!("{} attributes", search.attributes.len().min(3)));
            of_filter(&search.filter, "", &mut about);
            "search"
        }
        Request::Modify(modify) => {
            for change in &modify.changes {
                let kind = match change.operation {
                    ChangeOperation::Add => "add",
                    ChangeOperation::Delete => "delete",
                    ChangeOperation::Replace => "replace",
                    ChangeOperation::Increment => "increment",
                };
                of_attribute(kind, &change.modification, &mut about);
            }
            about.insert(format!("{} changes", modify.changes.len().min(3)));
            about.insert(format!("a name that is {}", dn_shape(&modify.dn)));
            "modify"
        }
        Request::Add(add) => {
            about.insert(format!("a name that is {}", dn_shape(&add.dn)));
            about.insert(format!("{} attributes", add.attributes.len().min(2)));
            for attribute in &add.attributes {
                of_attribute("", attribute, &mut about);
            }
            "add"
        }
        Request::Delete(dn) => {
            about.insert(format!("a name that is {}", dn_shape(dn)));
            "delete"
        }
        Request::ModifyDn(rename) => {
            about.insert(format!("a name that is {}", dn_shape(&rename.dn)));
            about.insert(format!("a new name that is {}", dn_shape(&rename.new_rdn)));
            about.insert(format!("the old one goes {}", rename.delete_old_rdn));
            about.insert(match &rename.new_superior {
                None => "no superior".to_owned(),
                Some(dn) => format!("a superior that is {}", dn_shape(dn)),
            });
            "modify DN"
        }
        Request::Compare(compare) => {
            about.insert(format!("a name that is {}", dn_shape(&compare.dn)));
            let name = compare.attribute.to_ascii_lowercase();
            about.insert(format!("{name} that is {}", shape(&compare.value)));
            "compare"
        }
        Request::Extended(extended) => {
            let value = extended.value.as_deref().map_or("none".to_owned(), shape);
            about.insert(format!("{} with a value that is {value}", extended.name));
            "extended operation"
        }
    };
    (operation, about)
}

fn of_attribute(kind: &str, attribute: &PartialAttribute, about: &mut BTreeSet<String>) {
    let name = attribute.description.to_ascii_lowercase();
    about.insert(format!(
        "{kind} {name} of {} values",
        attribute.values.len().min(3)
    ));
    for value in &attribute.values {
        match name == "objectclass" {
            true => about.insert(format!(
                "{kind} class {}",
                String::from_utf8_lossy(value).to_ascii_lowercase()
            )),
            false => about.insert(format!("{kind} {name} that is {}", shape(value))),
        };
    }
}

fn of_filter(filter: &Filter, within: &str, about: &mut BTreeSet<String>) {
    let mut note = |kind: &str, name: &str, value: String| {
        about.insert(format!(
            "{within}{kind} of {} {value}",
            name.to_ascii_lowercase()
        ));
    };
    match filter {
        Filter::And(parts) => {
            about.insert(format!("{within}and of {}", parts.len().min(3)));
            parts.iter().for_each(|part| of_filter(part, "and ", about));
        }
        Filter::Or(parts) => {
            about.insert(format!("{within}or of {}", parts.len().min(3)));
            parts.iter().for_each(|part| of_filter(part, "or ", about));
        }
        Filter::Not(part) => {
            about.insert(format!("{within}not"));
            of_filter(part, "not ", about);
        }
        Filter::Equality(name, value) => note("equality", name, shape(value)),
        Filter::Approx(name, value) => note("approximation", name, shape(value)),
        Filter::GreaterOrEqual(name, value) => note("greater", name, shape(value)),
        Filter::LessOrEqual(name, value) => note("less", name, shape(value)),
        Filter::Present(name) => note("presence", name, String::new()),
        Filter::Substrings(name, pieces) => {
            let initial = pieces.initial.as_deref().map_or("none".to_owned(), shape);
            let last = pieces.last.as_deref().map_or("none".to_owned(), shape);
            let any: Vec<String> = pieces.any.iter().map(|own| shape(own)).collect();
            note(
                "substrings",
                name,
                format!("{initial}, {}, {last}", any.join(" and ")),
            );
        }
        Filter::Extensible(rule) => {
            let name = rule.attribute.as_deref().unwrap_or("no type");
            let text = format!(
                "by {} with dn {} that is {}",
                rule.rule.as_deref().unwrap_or("no rule"),
                rule.dn_attributes,
                shape(&rule.value)
            );
            note("extensible", name, text);
        }
    }
}

/// How a DN is written: the types of its first RDN, how long it is, and what is special.
fn dn_shape(dn: &[u8]) -> String {
    let text = without_number(&String::from_utf8_lossy(dn));
    let first = text.split(',').next().unwrap_or_default();
    let (name, value) = first.split_once('=').unwrap_or((first, ""));
    let parts = text.split(',').count();
    format!(
        "{}={} of {parts}",
        name.to_ascii_lowercase(),
        shape(value.as_bytes())
    )
}

/// What is special about a value: its characters by kind, each kind once and in their order, and its length where that is small.
fn shape(value: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(value) else {
        return format!("{} octets", value.len());
    };
    let text = &without_number(text);
    let mut kinds = String::new();
    let mut last = '\0';
    for c in text.chars() {
        let kind = match c {
            'a'..='z' => 'a',
            'A'..='Z' => 'A',
            '0'..='9' => '0',
            c if c.is_ascii() => c,
            c if c.is_alphabetic() => 'é',
            _ => '·',
        };
        if kind != last {
            kinds.push(kind);
        }
        last = kind;
        if kinds.len() > 24 {
            break;
        }
    }
    match text.chars().count() {
        0 => "empty".to_owned(),
        short @ 1..=8 => format!("{kinds} {short}"),
        _ => kinds,
    }
}

/// A name without the number by which one run's entries are told from another's.
fn without_number(text: &str) -> String {
    let mut parts = text.split("ou=case-");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = |c: char| c.is_ascii_hexdigit() || c == '-';
        out.push_str("ou=case");
        out.push_str(part.trim_start_matches(number));
    }
    out
}
