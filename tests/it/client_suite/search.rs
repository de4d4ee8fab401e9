//! The searches of the tests' own application.

use ldaplab::{
    client_suite::Found,
    wire::{
        Control, Filter, LdapResult, Response, ResultCode, control::PagedResults, oid,
        request::Scope, response::SearchEntry,
    },
};

use super::{
    connection::{Client, Get, Stop, refuse},
    mistakes::Mistake,
};

/// How often something is done that has no end.
const OFTEN: usize = 40;

impl Client {
    pub(super) fn search(
        &mut self,
        base: &str,
        scope: Scope,
        filter: Filter,
        attributes: &[&str],
        page: u32,
    ) -> Get<Vec<Found>> {
        let attributes = match self.mistake {
            Some(Mistake::AsksForAll) => &[],
            _ => attributes,
        };
        let request = Self::request(base, scope, filter.clone(), attributes);
        let (mut found, mut cookie) = (Vec::new(), Vec::new());
        for _ in 0..OFTEN {
            let controls = match page {
                0 => Vec::new(),
                size => vec![Self::page(size, cookie)],
            };
            let id = self.send(&request, &controls)?;
            let before = found.len();
            let (result, controls) = self.collect(id, &filter, &mut found)?;
            if result.code != ResultCode::SUCCESS {
                return self.ended(&result, found, &filter);
            }
            if page == 0 || self.mistake == Some(Mistake::ReadsOnePage) {
                return Ok(found);
            }
            if found.len() == before && self.mistake == Some(Mistake::StopsAtAnEmptyPage) {
                return Ok(found);
            }
            let paged = Control::find(&controls, oid::PAGED_RESULTS);
            let paged = paged.and_then(|control| PagedResults::decode(control.value.as_deref()?));
            cookie = match paged {
                Some(paged) => paged.cookie,
                None if self.mistake == Some(Mistake::AsksForEver) => Vec::new(),
                None => return Ok(found),
            };
            if self.mistake == Some(Mistake::ReadsCookies) {
                cookie = String::from_utf8_lossy(&cookie).into_owned().into_bytes();
            }
            if cookie.is_empty() && self.mistake != Some(Mistake::AsksForEver) {
                return Ok(found);
            }
        }
        Err(Stop::Unfinished)
    }

    /// What a search that did not succeed comes to.
    fn ended(
        &mut self,
        result: &LdapResult,
        found: Vec<Found>,
        filter: &Filter,
    ) -> Get<Vec<Found>> {
        let known = [
            ResultCode::BUSY,
            ResultCode::REFERRAL,
            ResultCode::SIZE_LIMIT_EXCEEDED,
        ];
        match self.mistake {
            Some(Mistake::TakesAnyResult) => Ok(found),
            Some(Mistake::FollowsForEver) if result.code == ResultCode::REFERRAL => {
                for _ in 0..OFTEN {
                    let _ = self.follow(&result.referrals[0], filter);
                }
                Err(Stop::Unfinished)
            }
            Some(Mistake::RefusesOnlyKnownCodes) if !known.contains(&result.code) => Ok(found),
            _ => refuse(result.code),
        }
    }

    /// Everything up to the end of one answer.
    fn collect(
        &mut self,
        id: i32,
        filter: &Filter,
        found: &mut Vec<Found>,
    ) -> Get<(LdapResult, Vec<Control>)> {
        loop {
            let (response, controls) = match self.answer(id) {
                Err(Stop::Refused(_)) if self.mistake == Some(Mistake::TakesAnEndForSuccess) => {
                    return Ok((LdapResult::success(), Vec::new()));
                }
                answer => answer?,
            };
            self.look_at(&controls)?;
            match response {
                Response::SearchEntry(entry) => found.extend(self.entry(entry)?),
                Response::SearchReference(urls) => match self.mistake {
                    Some(Mistake::TakesReferencesForEntries) => found.push(Found::new(&urls[0])),
                    Some(Mistake::RefusesReferences) => return refuse("a reference"),
                    Some(Mistake::FollowsWithPasswords) => {
                        found.extend(self.follow(&urls[0], filter)?);
                    }
                    _ => {}
                },
                Response::Intermediate { .. } => {
                    if self.mistake == Some(Mistake::EndsAtIntermediate) {
                        found.pop();
                        return Ok((LdapResult::success(), controls));
                    }
                }
                Response::SearchDone(result) => return Ok((result, controls)),
                other => match (self.mistake, other.result()) {
                    (Some(Mistake::TakesAnyResponse | Mistake::TakesAnyId), Some(_)) => {
                        return Ok((LdapResult::success(), controls));
                    }
                    _ => return refuse("another response"),
                },
            }
        }
    }

    fn entry(&self, entry: SearchEntry) -> Get<Option<Found>> {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let mut found = Found::new(text(&entry.dn));
        if self.mistake == Some(Mistake::LosesTheLast) && found.dn.starts_with("uid=eve") {
            return Ok(None);
        }
        for attribute in entry.attributes {
            let (name, _) = attribute.description.split_once(';').unwrap_or_default();
            let description = match self.mistake {
                Some(Mistake::ForgetsOptions) if !name.is_empty() => name.to_owned(),
                _ => attribute.description,
            };
            if attribute.values.is_empty() && self.mistake == Some(Mistake::NeedsValues) {
                return refuse("no value");
            }
            for value in attribute.values {
                let value = match self.mistake {
                    Some(Mistake::ReadsTextAlone) => text(&value).into_bytes(),
                    Some(Mistake::CutsValues) => value[..value.len().min(65_535)].to_vec(),
                    Some(Mistake::DropsEmptyValues) if value.is_empty() => continue,
                    _ => value,
                };
                found = found.value(&description, value);
            }
        }
        Ok(Some(found))
    }

    /// Asks for the rest of values of which a part came.
    pub(super) fn whole_ranges(&mut self, found: Vec<Found>) -> Get<Vec<Found>> {
        let mut whole = Vec::new();
        for entry in found {
            let mut all = Found::new(&entry.dn);
            for (description, mut values) in entry.attributes {
                let Some((name, range)) = description.split_once(";range=") else {
                    for value in values {
                        all = all.value(&description, value);
                    }
                    continue;
                };
                let mut range = range.to_owned();
                while !range.ends_with('*') && self.mistake != Some(Mistake::ReadsOneRange) {
                    let next = format!("{name};range={}-*", values.len());
                    let present = Filter::Present("objectClass".to_owned());
                    let more = self.search(&entry.dn, Scope::Base, present, &[&next], 0)?;
                    let Some((description, more)) =
                        more.into_iter().flat_map(|own| own.attributes).next()
                    else {
                        return refuse("no more values");
                    };
                    values.extend(more);
                    range = description;
                }
                for value in values {
                    all = all.value(name, value);
                }
            }
            whole.push(all);
        }
        Ok(whole)
    }
}
