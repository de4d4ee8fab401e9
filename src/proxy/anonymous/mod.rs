//! Messages under pseudonyms.

mod url;

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Mutex, PoisonError},
};

use crate::{
    directory::Dn,
    generate::Pseudonyms,
    wire::{
        Control, Filter, LdapResult, Request, Response,
        control::PagedResults,
        oid,
        request::{ChangeOperation, PartialAttribute},
    },
};

/// How many words of names are remembered, to be found again in a server's messages.
const REMEMBERED: usize = 1 << 18;

/// Controls whose values name attributes and numbers, and nobody.
const OPEN: &[&str] = &[
    oid::SORT_REQUEST,
    oid::SORT_RESPONSE,
    oid::SEARCH_OPTIONS,
    oid::PASSWORD_POLICY,
    oid::PASSWORD_EXPIRED,
    oid::PASSWORD_EXPIRING,
    oid::PRE_READ,
    oid::POST_READ,
];

/// Pseudonyms, and what was a name so far.
pub(super) struct Anonymous {
    pseudonyms: Pseudonyms,
    names: Mutex<HashSet<u64>>,
}

impl Anonymous {
    pub(super) fn new(pseudonyms: Pseudonyms) -> Self {
        Self {
            pseudonyms,
            names: Mutex::default(),
        }
    }

    pub(super) fn request(&self, request: &mut Request) {
        match request {
            Request::Bind(bind) => self.dn(&mut bind.name),
            Request::Search(search) => {
                self.dn(&mut search.base);
                self.filter(&mut search.filter);
            }
            Request::Modify(modify) => {
                self.dn(&mut modify.dn);
                for change in &mut modify.changes {
                    if change.operation != ChangeOperation::Increment {
                        self.attribute(&mut change.modification);
                    }
                }
            }
            Request::Add(add) => {
                self.dn(&mut add.dn);
                add.attributes
                    .iter_mut()
                    .for_each(|one| self.attribute(one));
            }
            Request::Delete(dn) => self.dn(dn),
            Request::ModifyDn(renamed) => {
                self.dn(&mut renamed.dn);
                self.dn(&mut renamed.new_rdn);
                renamed.new_superior.iter_mut().for_each(|dn| self.dn(dn));
            }
            Request::Compare(compare) => {
                self.dn(&mut compare.dn);
                compare.value = self.pseudonyms.value(&compare.attribute, &compare.value);
            }
            // The values of the others hold no name, or are masked.
            Request::Unbind | Request::Abandon(_) | Request::Extended(_) => {}
        }
    }

    /// A response; `asked` is the extended operation that it answers.
    pub(super) fn response(&self, response: &mut Response, asked: Option<&str>) {
        match response {
            Response::SearchEntry(entry) => {
                self.dn(&mut entry.dn);
                entry
                    .attributes
                    .iter_mut()
                    .for_each(|one| self.attribute(one));
            }
            Response::SearchReference(urls) => self.urls(urls),
            Response::Bind { result, .. }
            | Response::SearchDone(result)
            | Response::Modify(result)
            | Response::Add(result)
            | Response::Delete(result)
            | Response::ModifyDn(result)
            | Response::Compare(result) => self.result(result),
            Response::Extended(extended) => {
                self.result(&mut extended.result);
                let name = extended.name.as_deref().or(asked).unwrap_or_default();
                if let (oid::WHO_AM_I, Some(value)) = (name, &mut extended.value) {
                    *value = self.authorization_identity(value);
                }
            }
            Response::Intermediate { .. } => {}
        }
    }

    pub(super) fn controls(&self, controls: &mut [Control]) {
        for control in controls {
            let Some(value) = &mut control.value else {
                continue;
            };
            match control.oid.as_str() {
                oid::PAGED_RESULTS => match PagedResults::decode(value) {
                    Some(mut paged) => {
                        // Opaque, and what is opaque may hold a name.
                        paged.cookie = self.pseudonyms.octets(&paged.cookie);
                        *value = paged.encode();
                    }
                    None => *value = self.pseudonyms.octets(value),
                },
                oid::AUTHZ_ID_RESPONSE => *value = self.authorization_identity(value),
                name if OPEN.contains(&name) => {}
                _ => *value = self.pseudonyms.octets(value),
            }
        }
    }

    fn dn(&self, name: &mut Vec<u8>) {
        if let Ok(dn) = Dn::from_bytes(name) {
            let rdns = dn.rdns();
            rdns.for_each(|rdn| rdn.pairs().for_each(|(_, value)| self.remember(value)));
        } else {
            self.remember(name);
        }
        *name = self.pseudonyms.dn(name);
    }

    fn remember(&self, value: &[u8]) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        for word in words(&String::from_utf8_lossy(value)) {
            if names.len() < REMEMBERED && word.chars().count() > 2 {
                names.insert(hash(word));
            }
        }
    }

    fn attribute(&self, attribute: &mut PartialAttribute) {
        let description = &attribute.description;
        for value in &mut attribute.values {
            *value = match std::str::from_utf8(value) {
                Ok(text) if url::is_ldap(text) => self.url(text).into_bytes(),
                _ => self.pseudonyms.value(description, value),
            };
        }
    }

    /// No recursion limit of its own: whoever read the filter kept one.
    fn filter(&self, part: &mut Filter) {
        match part {
            Filter::And(parts) | Filter::Or(parts) => {
                parts.iter_mut().for_each(|part| self.filter(part));
            }
            Filter::Not(part) => self.filter(part),
            Filter::Equality(name, value)
            | Filter::GreaterOrEqual(name, value)
            | Filter::LessOrEqual(name, value)
            | Filter::Approx(name, value) => *value = self.pseudonyms.value(name, value),
            Filter::Substrings(name, pieces) => {
                let pieces = pieces
                    .initial
                    .iter_mut()
                    .chain(&mut pieces.any)
                    .chain(&mut pieces.last);
                pieces.for_each(|piece| *piece = self.pseudonyms.value(name, piece));
            }
            Filter::Extensible(assertion) => {
                let rule = assertion.rule.as_deref().unwrap_or_default();
                if rule != oid::BIT_AND && rule != oid::BIT_OR {
                    let name = assertion.attribute.as_deref();
                    let name = match rule {
                        oid::IN_CHAIN => "member",
                        _ => name.unwrap_or_default(),
                    };
                    assertion.value = self.pseudonyms.value(name, &assertion.value);
                }
            }
            Filter::Present(_) => {}
        }
    }

    fn result(&self, result: &mut LdapResult) {
        self.dn(&mut result.matched_dn);
        self.urls(&mut result.referrals);
        result.diagnostic = self.message(&result.diagnostic);
    }

    /// A server's words stay, but for what it quotes and for the names that went by.
    fn message(&self, message: &str) -> String {
        let mut out = String::with_capacity(message.len());
        let mut rest = message;
        while let Some(open) = rest.find(['\'', '"']) {
            let quote = if rest[open..].starts_with('"') {
                '"'
            } else {
                '\''
            };
            let Some(length) = rest[open + 1..].find(quote) else {
                break;
            };
            let (before, quoted) = (&rest[..=open], &rest[open + 1..open + 1 + length]);
            out.push_str(&self.named(before));
            let other = self.pseudonyms.dn(quoted.as_bytes());
            out.push_str(&String::from_utf8_lossy(&other));
            out.push(quote);
            rest = &rest[open + 2 + length..];
        }
        out + &self.named(rest)
    }

    /// A text in which the words that are known as names become others.
    fn named(&self, text: &str) -> String {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_word = first.is_alphanumeric();
            let end = rest.find(|c: char| c.is_alphanumeric() != is_word);
            let (run, behind) = rest.split_at(end.unwrap_or(rest.len()));
            match is_word && words(run).any(|word| names.contains(&hash(word))) {
                true => out.push_str(&self.pseudonyms.text(run)),
                false => out.push_str(run),
            }
            rest = behind;
        }
        out
    }

    /// RFC 4513 section 5.2.1.8: `dn:` and a DN, or `u:` and a name.
    fn authorization_identity(&self, value: &[u8]) -> Vec<u8> {
        match value {
            [b'd', b'n', b':', dn @ ..] => [b"dn:", &self.pseudonyms.dn(dn)[..]].concat(),
            [b'u', b':', name @ ..] => [b"u:", &self.pseudonyms.dn(name)[..]].concat(),
            other => self.pseudonyms.dn(other),
        }
    }

    fn urls(&self, urls: &mut [String]) {
        for url in urls {
            *url = self.url(url);
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() || c.is_ascii_digit())
        .filter(|word| !word.is_empty())
}

fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.to_lowercase().hash(&mut hasher);
    hasher.finish()
}
