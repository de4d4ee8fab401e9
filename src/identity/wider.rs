//! Looking further for a user that a look-up did not find, so that somebody learns which part of it to change.

use super::{
    Capabilities, UserFilter, UserSearch,
    capabilities::holds_people,
    user::{LOGIN_ATTRIBUTES, account},
};
use crate::{
    client::{Client, Entry, Error, Search},
    directory::dn::Dn,
    wire::{ResultCode, request::Scope},
};

/// What a wider look-up found, and the parts that had to be changed for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wider {
    /// The DNs, at most 20.
    pub dns: Vec<String>,
    /// The base that finds them, where the one that was given does not.
    pub base: Option<String>,
    /// The attribute that holds the login name, where the one that was given does not.
    pub attribute: Option<String>,
    /// The login name without its domain, where the whole finds nobody.
    pub login: Option<String>,
    /// The filter without which somebody is found.
    pub filter: Option<String>,
    /// Whether somebody is found in the subtree, where the scope that was given does not reach.
    pub subtree: bool,
}

/// One part of a look-up, changed.
#[derive(Clone, Copy)]
enum Change<'a> {
    WithoutFilter,
    Subtree,
    AnyAttribute,
    ShortName(&'a str),
    Base(&'a str),
}

/// Looks for a user that a look-up did not find: without its filter, in the whole subtree, by any usual attribute (sAMAccountName, userPrincipalName, uid, cn, mail)
/// instead of those it used, by the name without its domain, below each naming context instead of the base; first each of these alone, then two
/// together, and so on. The first that finds somebody counts; `None` when nobody is found. Searches that the server refuses find
/// nobody.
///
/// # Errors
/// Only what broke the conversation.
pub async fn look_wider(
    client: &mut Client,
    capabilities: &Capabilities,
    search: &UserSearch,
) -> Result<Option<Wider>, Error> {
    let mut variants: Vec<Vec<Change<'_>>> = vec![Vec::new()];
    for part in parts(capabilities, search) {
        for number in 0..variants.len() {
            for change in &part {
                let mut changes = variants[number].clone();
                changes.push(*change);
                variants.push(changes);
            }
        }
    }
    variants.sort_by_key(Vec::len);
    for changes in variants.into_iter().skip(1) {
        let (wider, mut told) = apply(search, &changes);
        let found = match wider.find(client, capabilities).await {
            Ok(found) => found.entries,
            Err(error) if error.result().is_some() => continue,
            Err(error) => return Err(error),
        };
        let Some(first) = found.first() else { continue };
        if changes
            .iter()
            .any(|change| matches!(change, Change::AnyAttribute))
        {
            told.attribute = holder(first, &wider.login);
        }
        told.dns = found.into_iter().map(|entry| entry.dn).collect();
        return Ok(Some(told));
    }
    Ok(None)
}

/// For each part of a look-up that can be changed, the ways to do so.
fn parts<'a>(capabilities: &'a Capabilities, search: &'a UserSearch) -> Vec<Vec<Change<'a>>> {
    let places = search.filter.as_ref().map(UserFilter::places_login);
    let mut parts = Vec::new();
    if places.is_some() {
        parts.push(vec![Change::WithoutFilter]);
    }
    if search.scope != Scope::Sub {
        parts.push(vec![Change::Subtree]);
    }
    if places != Some(true) {
        parts.push(vec![Change::AnyAttribute]);
    }
    let short = search.login.split_once('@').map(|(account, _)| account);
    parts.extend(
        short
            .filter(|account| !account.is_empty())
            .map(|account| vec![Change::ShortName(account)]),
    );
    parts.push(
        other_bases(capabilities, &search.base)
            .map(Change::Base)
            .collect(),
    );
    parts
}

/// The look-up with these changes, and what is told of them if it finds somebody.
fn apply(search: &UserSearch, changes: &[Change<'_>]) -> (UserSearch, Wider) {
    let (mut search, mut told) = (search.clone(), Wider::default());
    for change in changes {
        match *change {
            Change::WithoutFilter => {
                told.filter = search.filter.take().map(|filter| filter.to_string());
            }
            Change::Subtree => {
                search.scope = Scope::Sub;
                told.subtree = true;
            }
            Change::AnyAttribute => search.by_any = true,
            Change::ShortName(account) => {
                search.login = account.to_owned();
                told.login = Some(account.to_owned());
            }
            Change::Base(base) => {
                search.base = base.to_owned();
                told.base = Some(base.to_owned());
            }
        }
    }
    (search, told)
}

/// Whether the account sees any entry below a base. `true` also where the server refuses to say.
///
/// # Errors
/// Only what broke the conversation.
pub async fn sees_anything(client: &mut Client, base: &str) -> Result<bool, Error> {
    // The base itself may be among them.
    let search = Search::new(base).attributes(["1.1"]).size_limit(2);
    let found = client.search_outcome(&search).await?;
    let own = key(base);
    Ok(found.result.code != ResultCode::SUCCESS
        || found.entries.iter().any(|entry| key(&entry.dn) != own))
}

/// Naming contexts that hold people, those above the base first.
fn other_bases<'a>(capabilities: &'a Capabilities, base: &str) -> impl Iterator<Item = &'a str> {
    let own = Dn::parse(base).ok();
    let above = move |context: &&&str| match (&own, Dn::parse(context)) {
        (Some(own), Ok(context)) => own.is_within(&context),
        _ => false,
    };
    let own = key(base);
    let all: Vec<&str> = capabilities
        .naming_contexts
        .iter()
        .map(String::as_str)
        .filter(|context| holds_people(context) && key(context) != own)
        .collect();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for context in &all {
        if above(&context) {
            first.push(*context);
        } else {
            rest.push(*context);
        }
    }
    first.into_iter().chain(rest)
}

/// The attribute of the entry that holds the login name.
fn holder(entry: &Entry, login: &str) -> Option<String> {
    let account = account(login);
    LOGIN_ATTRIBUTES
        .iter()
        .find(|name| {
            entry
                .texts(name)
                .any(|value| value.eq_ignore_ascii_case(account))
        })
        .map(|name| (*name).to_owned())
}

fn key(dn: &str) -> String {
    super::walk::key(dn)
}
