//! Looking further for a user that a look-up did not find, so that somebody learns which part of it to change.

use super::{Capabilities, capabilities::holds_people, find_user, user::usual_attributes};
use crate::{
    client::{Client, Entry, Error, Search},
    directory::dn::Dn,
    wire::ResultCode,
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
}

/// Looks for a login name that [`find_user`] did not find: by the usual attributes instead of the one given, by the name
/// without its domain, below each naming context instead of the base, and by the attributes there. The first that finds somebody
/// counts; `None` when nobody is found. Searches that the server refuses find nobody.
///
/// # Errors
/// Only what broke the conversation.
pub async fn look_wider(
    client: &mut Client,
    capabilities: &Capabilities,
    base: &str,
    login: &str,
    attribute: Option<&str>,
) -> Result<Option<Wider>, Error> {
    let short = login.split_once('@').map(|(account, _)| account);
    let short = short.filter(|account| !account.is_empty());
    let mut bases = vec![None];
    bases.extend(other_bases(capabilities, base).map(Some));
    for wider in bases {
        for (login, shortened) in [(Some(login), false), (short, true)] {
            let Some(login) = login else { continue };
            for (by, changed) in [(attribute, false), (None, attribute.is_some())] {
                let same = wider.is_none() && !shortened && !changed;
                if same || (by.is_none() && !changed && attribute.is_some()) {
                    continue;
                }
                let place = wider.unwrap_or(base);
                let found = match find_user(client, capabilities, place, login, by).await {
                    Ok(found) => found,
                    Err(error) if error.result().is_some() => continue,
                    Err(error) => return Err(error),
                };
                let Some(first) = found.first() else { continue };
                return Ok(Some(Wider {
                    attribute: changed
                        .then(|| holder(capabilities, first, login))
                        .flatten(),
                    dns: found.into_iter().map(|entry| entry.dn).collect(),
                    base: wider.map(str::to_owned),
                    login: shortened.then(|| login.to_owned()),
                }));
            }
        }
    }
    Ok(None)
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
fn holder(capabilities: &Capabilities, entry: &Entry, login: &str) -> Option<String> {
    let account = login.split_once('\\').map_or(login, |(_, account)| account);
    usual_attributes(capabilities)
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
