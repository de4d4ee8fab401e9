//! Questions about one entry, counted.

use std::collections::HashMap;

use crate::{
    client::{Client, Error, Search},
    directory::{guid, sid},
    identity::Capabilities,
    wire::{Filter, LdapResult, ResultCode, is_secret, request::Scope},
};

/// Most searches that one explanation makes.
const MOST: u32 = 64;

/// Most values of an attribute that are told, and the longest part of one.
const VALUES: usize = 5;
const LENGTH: usize = 200;

/// Most octets of values that are kept whole; a schema has half a million.
const KEPT: usize = 4 << 20;

/// What a server answers to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// It does not take the question, in these words.
    Refused(String),
    /// It does not say, with words where it has any; or enough was asked.
    Silent(Option<String>),
}

impl Answer {
    /// A result other than success: whether it is about the question, or about the server.
    fn refusal(result: &LdapResult) -> Self {
        let words = crate::client::describe(result);
        match result.code {
            ResultCode::PROTOCOL_ERROR
            | ResultCode::UNDEFINED_ATTRIBUTE_TYPE
            | ResultCode::INAPPROPRIATE_MATCHING
            | ResultCode::INVALID_ATTRIBUTE_SYNTAX
            | ResultCode::INVALID_DN_SYNTAX
            | ResultCode::INSUFFICIENT_ACCESS_RIGHTS => Self::Refused(words),
            _ => Self::Silent(Some(words)),
        }
    }
}

pub(super) struct Asking<'a> {
    client: &'a mut Client,
    pub(super) capabilities: &'a Capabilities,
    pub(super) dn: &'a str,
    left: u32,
    answered: bool,
    values: HashMap<(String, String), Values>,
}

/// The values of an attribute, as far as they are kept.
#[derive(Default)]
pub(super) struct Values {
    pub(super) list: Vec<Vec<u8>>,
    /// Whether there are more: a range of them came, or they are too large to be kept.
    pub(super) cut: bool,
}

impl<'a> Asking<'a> {
    pub(super) fn new(client: &'a mut Client, capabilities: &'a Capabilities, dn: &'a str) -> Self {
        Self {
            client,
            capabilities,
            dn,
            left: MOST,
            answered: false,
            values: HashMap::new(),
        }
    }

    /// Whether the server answered anything yet.
    pub(super) fn has_answers(&self) -> bool {
        self.answered
    }

    /// Whether the entry matches a filter.
    pub(super) async fn matches(&mut self, filter: &Filter) -> Result<Answer, Error> {
        let dn = self.dn;
        self.asks(dn, filter).await
    }

    /// Whether any entry matches a filter.
    pub(super) async fn asks(&mut self, dn: &str, filter: &Filter) -> Result<Answer, Error> {
        let search = Search::new(dn)
            .scope(Scope::Base)
            .filter(filter.clone())
            .attributes(["1.1"]);
        Ok(match self.search(&search).await? {
            None => Answer::Silent(None),
            Some(Err(result)) => Answer::refusal(&result),
            Some(Ok(entries)) if entries.is_empty() => Answer::No,
            Some(Ok(entries)) => match entries.iter().find(|entry| !entry.has_name(dn)) {
                None => Answer::Yes,
                Some(other) => Answer::Silent(Some(format!(
                    "it returned another entry, {}",
                    crate::client::shown(&other.dn)
                ))),
            },
        })
    }

    /// The DNs that a search finds; none where the server refuses it.
    pub(super) async fn dns(&mut self, search: &Search) -> Result<Vec<String>, Error> {
        let found = self.search(search).await?;
        let entries = found.and_then(Result::ok).unwrap_or_default();
        Ok(entries.into_iter().map(|entry| entry.dn).collect())
    }

    /// The values of an attribute of an entry; none where the server refuses to say.
    pub(super) async fn values(
        &mut self,
        dn: &str,
        attribute: &str,
        filter: Option<Filter>,
    ) -> Result<&Values, Error> {
        let key = (dn.to_owned(), attribute.to_ascii_lowercase());
        if !self.values.contains_key(&key) {
            let mut search = Search::new(dn).scope(Scope::Base).attributes([attribute]);
            if let Some(filter) = filter {
                search = search.filter(filter);
            }
            let found = self.search(&search).await?;
            let entries = found.and_then(Result::ok).unwrap_or_default();
            let mut values = Values::default();
            // One attribute was asked for: it may come by another name, or as a range. No password is kept, by whatever name it was asked for.
            for came in entries.into_iter().flat_map(|entry| entry.attributes) {
                if !is_secret(&came.description) {
                    values.cut |= came.description.contains(";range=");
                    values.list.extend(came.values);
                }
            }
            if values.list.iter().map(Vec::len).sum::<usize>() > KEPT {
                values.cut = true;
                values.list.truncate(VALUES);
                let shorten = |value: &mut Vec<u8>| value.truncate(LENGTH * 4);
                values.list.iter_mut().for_each(shorten);
            }
            self.values.insert(key.clone(), values);
        }
        Ok(self.values.entry(key).or_default())
    }

    /// What the entry has in the place of a part, for people.
    pub(super) async fn instead(&mut self, part: &Filter) -> Result<Vec<String>, Error> {
        let Some(attribute) = super::reason::attribute(part) else {
            return Ok(Vec::new());
        };
        let dn = self.dn;
        let values = self.values(dn, attribute, None).await?;
        let shown = values.list.iter().take(VALUES).map(|value| {
            let mut value = legible(attribute, value);
            if let Some((at, _)) = value.char_indices().nth(LENGTH) {
                value.truncate(at);
                value.push('…');
            }
            value
        });
        Ok(shown.collect())
    }

    /// One search; `None` when enough was asked.
    async fn search(
        &mut self,
        search: &Search,
    ) -> Result<Option<Result<Vec<crate::client::Entry>, LdapResult>>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let found = self.client.search_outcome(search).await?;
        self.answered = true;
        Ok(Some(match found.result.code {
            ResultCode::SUCCESS => Ok(found.entries),
            // Some are better than none.
            ResultCode::SIZE_LIMIT_EXCEEDED if !found.entries.is_empty() => Ok(found.entries),
            _ => Err(found.result),
        }))
    }
}

/// A value as people read it: SIDs and GUIDs by their own notation, other octets that are no text as hexadecimal numbers.
fn legible(attribute: &str, value: &[u8]) -> String {
    let is = |names: &[&str]| {
        names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(attribute))
    };
    let known = if is(&["objectSid", "tokenGroups", "sIDHistory"]) {
        sid::print(value)
    } else if is(&["objectGUID"]) {
        value.try_into().ok().map(|value| guid::print(&value))
    } else {
        None
    };
    let text = || std::str::from_utf8(value).ok().map(str::to_owned);
    known.or_else(text).unwrap_or_else(|| {
        let octets = value.iter().take(LENGTH);
        octets.map(|octet| format!("\\{octet:02x}")).collect()
    })
}
