//! An application of the tests' own: a plain client on a blocking socket, which does every task right, or makes one mistake.

use ldaplab::{
    client_suite::{Found, Outcome, Search, Task, Trial},
    directory::filter,
    wire::{
        Control, Filter, LdapResult, Request, Response, ResultCode,
        control::PagedResults,
        oid,
        request::{
            Authentication, BindRequest, Change, ChangeOperation, ModifyRequest, PartialAttribute,
            Scope, SearchRequest,
        },
    },
};

use super::{
    connection::{Client, Get, Stop, refuse},
    mistakes::Mistake,
};

/// Does the task of a trial, with a mistake or without.
pub(super) fn attempt(trial: &Trial, mistake: Option<Mistake>) -> Outcome {
    let mut client = Client::new(mistake);
    match client.perform(trial) {
        Ok(found) => Outcome::Done(found),
        Err(Stop::Refused(why)) => Outcome::Refused(why),
        Err(Stop::Unfinished) => Outcome::Unfinished("for ever".to_owned()),
        Err(Stop::Crashed) => Outcome::Crashed("overflow".to_owned()),
    }
}

impl Client {
    fn perform(&mut self, trial: &Trial) -> Get<Vec<Found>> {
        let url = trial.url();
        let (scheme, address) = url.split_once("://").expect("a URL has a scheme");
        self.connect(address)?;
        if scheme == "ldaps" {
            self.secure(trial)?;
        } else if trial.start_tls() {
            if self.makes(Mistake::BindsBeforeStartTls)
                && let Task::Bind { name, password } = *trial.task()
            {
                let _ = self.bind(name, password);
            }
            self.start_tls(trial)?;
        }
        match *trial.task() {
            Task::Bind { name, password } => {
                self.bind(name, password)?;
                Ok(Vec::new())
            }
            Task::Login {
                base,
                user,
                password,
            } => self.login(base, user, password),
            Task::Search(search) => {
                let SearchTask { filter, scope } = read_search(&search)?;
                if !search.name.is_empty() && !self.makes(Mistake::SearchesWithoutBind) {
                    self.bind(search.name, search.password)?;
                }
                let scope = match self.makes(Mistake::SearchesTheSubtree) {
                    true => Scope::Sub,
                    false => scope,
                };
                let filter = match (self.mistake, filter) {
                    (Some(Mistake::TakesTheFirstPart), Filter::And(parts)) => parts[0].clone(),
                    (Some(Mistake::SearchesPresence), Filter::Substrings(name, _)) => {
                        Filter::Present(name)
                    }
                    (Some(Mistake::ForgetsTheRule), Filter::Extensible(one)) => {
                        Filter::Equality(one.attribute.unwrap_or_default(), one.value)
                    }
                    (_, filter) => filter,
                };
                let found = self.search(
                    search.base,
                    scope,
                    filter,
                    search.attributes,
                    search.page_size,
                )?;
                self.whole_ranges(found)
            }
            Task::Find {
                base,
                attribute,
                value,
            } => {
                let filter = self.equality(attribute, value)?;
                self.search(base, Scope::Sub, filter, &["uid"], 0)
            }
            Task::Read {
                base,
                attribute,
                value,
            } => {
                let value = match self.mistake {
                    Some(Mistake::EscapesNoName) => value.to_owned(),
                    Some(Mistake::EscapesNamesAsFilters) => filter::escape(value.as_bytes()),
                    Some(Mistake::KeepsAscii) => value.replace(|c: char| !c.is_ascii(), "?"),
                    Some(Mistake::Strips) => stripped(value),
                    _ => escaped(value),
                };
                let name = format!("{attribute}={value},{base}");
                let all = Filter::Present("objectClass".to_owned());
                self.search(&name, Scope::Base, all, &[attribute], 0)
            }
            Task::Write {
                name,
                password,
                dn,
                attribute,
                value,
            } => {
                self.bind(name, password)?;
                self.write(dn, attribute, value)?;
                Ok(Vec::new())
            }
            ref other => unreachable!("{other:?}"),
        }
    }

    fn bind(&mut self, name: &str, password: &str) -> Get<()> {
        let octets = match self.mistake {
            Some(Mistake::KeepsAscii) => {
                password.replace(|c: char| !c.is_ascii(), "?").into_bytes()
            }
            _ => password.as_bytes().to_vec(),
        };
        let name = match self.makes(Mistake::UnescapesNames) {
            true => name.replace('\\', ""),
            false => name.to_owned(),
        };
        let request = Request::Bind(BindRequest {
            version: match self.makes(Mistake::BindsAsVersionTwo) {
                true => 2,
                false => 3,
            },
            name: name.clone().into_bytes(),
            authentication: Authentication::Simple(octets),
        });
        let id = self.send(&request, &[])?;
        let (answer, controls) = match self.answer(id) {
            Err(_) if self.makes(Mistake::TakesAnEndForSuccess) => return Ok(()),
            answer => answer?,
        };
        self.look_at(&controls)?;
        let Some(result) = answer.result() else {
            return refuse("no result");
        };
        self.judge_bind(result)?;
        self.bound = Some((name, password.to_owned()));
        Ok(())
    }

    fn judge_bind(&self, result: &LdapResult) -> Get<()> {
        let success = result.code == ResultCode::SUCCESS
            || self.makes(Mistake::TakesEveryBind)
            || self.makes(Mistake::RefusesOnlyBadPasswords)
                && result.code != ResultCode::INVALID_CREDENTIALS;
        match success && !self.makes(Mistake::TakesNoBind) {
            true => Ok(()),
            false => refuse(result.code),
        }
    }

    fn login(&mut self, base: &str, user: &str, password: &str) -> Get<Vec<Found>> {
        if password.is_empty() && !self.makes(Mistake::SendsEmptyPasswords) {
            return refuse("no password");
        }
        let filter = self.equality("uid", user.as_bytes())?;
        let found = match self.search(base, Scope::Sub, filter, &["1.1"], 0) {
            Err(_) if self.makes(Mistake::TakesAnyResult) => Vec::new(),
            found => found?,
        };
        let name = match found.as_slice() {
            [one] => one.dn.clone(),
            [first, ..] if self.makes(Mistake::TakesTheFirst) => first.dn.clone(),
            [] if self.makes(Mistake::MakesUpNames) => format!("uid={user},{base}"),
            [] if self.makes(Mistake::TakesAnyResult) => {
                self.bind("", password)?;
                return Ok(Vec::new());
            }
            _ => return refuse("not one entry"),
        };
        self.bind(&name, password)?;
        Ok(Vec::new())
    }

    fn write(&mut self, dn: &str, attribute: &str, value: &[u8]) -> Get<()> {
        let value = match self.mistake {
            Some(Mistake::ReadsTextAlone) => String::from_utf8_lossy(value).into_owned().into(),
            Some(Mistake::Trims) => value.trim_ascii().to_vec(),
            _ => value.to_vec(),
        };
        let change = Change {
            operation: ChangeOperation::Replace,
            modification: PartialAttribute {
                description: attribute.to_owned(),
                values: vec![value],
            },
        };
        let request = Request::Modify(ModifyRequest {
            dn: dn.as_bytes().to_vec(),
            changes: vec![change],
        });
        let id = self.send(&request, &[])?;
        let (answer, _) = match self.answer(id) {
            Err(_) if self.makes(Mistake::TakesAnEndForSuccess) => return Ok(()),
            answer => answer?,
        };
        match answer {
            Response::Modify(result) if result.code == ResultCode::SUCCESS => Ok(()),
            Response::Modify(_) if self.makes(Mistake::TakesAnyResult) => Ok(()),
            Response::Modify(result) => refuse(result.code),
            _ if self.makes(Mistake::TakesAnyResponse) => Ok(()),
            _ => refuse("another response"),
        }
    }

    /// A filter of an attribute and a value.
    fn equality(&self, attribute: &str, value: &[u8]) -> Get<Filter> {
        let value = match self.mistake {
            Some(Mistake::EscapesNoFilter) => {
                let text = String::from_utf8_lossy(value);
                let text = format!("({attribute}={text})");
                return filter::parse(&text).or_else(refuse);
            }
            Some(Mistake::KeepsAscii) => {
                let ascii = value.iter().map(|octet| match octet.is_ascii() {
                    true => *octet,
                    false => b'?',
                });
                ascii.collect()
            }
            Some(Mistake::EndsAtNull) => {
                let end = value.iter().position(|octet| *octet == 0);
                value[..end.unwrap_or(value.len())].to_vec()
            }
            Some(Mistake::Strips) => stripped(&String::from_utf8_lossy(value)).into_bytes(),
            Some(Mistake::Trims) => value.trim_ascii().to_vec(),
            Some(Mistake::ComparesLower) => value.to_ascii_uppercase(),
            _ => value.to_vec(),
        };
        Ok(Filter::Equality(attribute.to_owned(), value))
    }

    pub(super) fn look_at(&self, controls: &[Control]) -> Get<()> {
        let known = |control: &Control| control.oid == oid::PAGED_RESULTS;
        let strange = controls.iter().find(|control| !known(control));
        match (self.mistake, strange) {
            (Some(Mistake::RefusesControls), Some(control)) => refuse(&control.oid),
            (Some(Mistake::HeedsCritical), Some(control)) if control.critical => {
                refuse(&control.oid)
            }
            _ => Ok(()),
        }
    }

    /// Goes where a reference leads, with what the user gave.
    pub(super) fn follow(&mut self, url: &str, filter: &Filter) -> Get<Vec<Found>> {
        let rest = url.trim_start_matches("ldap://");
        let (address, base) = rest.split_once('/').unwrap_or((rest, ""));
        let base = base.split('?').next().unwrap_or_default();
        // Who follows for ever does so here, one after the other.
        let mut other = Self::new(self.mistake.filter(|own| *own != Mistake::FollowsForEver));
        other.connect(address)?;
        if let Some((name, password)) = self.bound.clone() {
            // Whoever is there does not know this name.
            let _ = other.bind(&name, &password);
        }
        other.search(base, Scope::Sub, filter.clone(), &["uid"], 0)
    }

    pub(super) fn page(size: u32, cookie: Vec<u8>) -> Control {
        let size = i64::from(size);
        PagedResults { size, cookie }.control(true)
    }

    pub(super) fn request(base: &str, scope: Scope, filter: Filter, names: &[&str]) -> Request {
        Request::Search(SearchRequest {
            base: base.as_bytes().to_vec(),
            scope,
            deref_aliases: 0,
            size_limit: 0,
            time_limit: 0,
            types_only: false,
            filter,
            attributes: names.iter().map(|name| (*name).to_owned()).collect(),
        })
    }
}

struct SearchTask {
    filter: Filter,
    scope: Scope,
}

fn read_search(search: &Search) -> Get<SearchTask> {
    let filter = filter::parse(search.filter).or_else(refuse)?;
    let scope = match search.scope {
        "base" => Scope::Base,
        "one" => Scope::One,
        _ => Scope::Sub,
    };
    Ok(SearchTask { filter, scope })
}

/// A value as RFC 4514 section 2.4 has it in a DN.
fn escaped(value: &str) -> String {
    let special = |c: char| "\\\"+,;<>=".contains(c);
    let mut out = String::new();
    for (at, character) in value.char_indices() {
        let edge = at == 0 && "# ".contains(character) || at + 1 == value.len() && character == ' ';
        if special(character) || edge {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn stripped(value: &str) -> String {
    value.replace(['(', ')', '*', '\\'], "")
}
