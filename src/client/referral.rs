//! Following referrals and search references, for those who ask for it; RFC 4511 sections 4.1.10 and 4.5.3.

use std::collections::{HashSet, VecDeque};

use super::{Client, Credentials, Error, Found, LdapUrl, Options, Scheme, Search};
use crate::{
    diagnosis::Code,
    wire::{LdapResult, ResultCode},
};

/// Servers that one search is taken to, at most, whatever the hop limit: a server may refer to a thousand others.
const MOST_SERVERS: usize = 256;

/// How referrals of a search are followed. The client goes to other servers anonymously and without its TLS certificate, unless
/// credentials are given for just that server; from a connection with TLS it goes on with TLS only.
///
/// ```
/// use ldaplab::client::{Credentials, Options, Referrals};
///
/// let referrals = Referrals::follow()
///     .credentials_for("dc2.corp.example:636", Credentials::simple("CORP\\reader", "s3cret"));
/// let options = Options::default().referrals(referrals);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
pub struct Referrals {
    hops: usize,
    credentials: Vec<(String, Credentials)>,
}

impl Referrals {
    /// Follows them, five in a row at most.
    pub fn follow() -> Self {
        Self {
            hops: 5,
            credentials: Vec::new(),
        }
    }

    /// Sets how many are followed in a row.
    #[must_use]
    pub fn hop_limit(mut self, hops: usize) -> Self {
        self.hops = hops;
        self
    }

    /// Gives credentials for one server, `host:port` as in its URL (`dc2.corp.example:636`).
    #[must_use]
    pub fn credentials_for(mut self, authority: &str, credentials: Credentials) -> Self {
        self.credentials
            .push((authority.to_ascii_lowercase(), credentials));
        self
    }

    fn credentials(&self, url: &LdapUrl) -> Option<&Credentials> {
        let authority = url.authority().to_ascii_lowercase();
        self.credentials
            .iter()
            .find(|(given, _)| *given == authority)
            .map(|(_, credentials)| credentials)
    }
}

/// A step to be made: URLs any one of which will do, and the places on the way to it.
struct Step {
    urls: Vec<String>,
    trail: Vec<String>,
}

/// One search on one server.
struct Place {
    url: LdapUrl,
    search: Search,
    key: String,
}

impl Place {
    /// Where a URL leads a search to; what it leaves open stays as it was, RFC 4511 section 4.1.10.
    fn read(text: &str, search: &Search) -> Result<Self, Error> {
        let invalid = |why: String| {
            let detail = format!("the server refers to `{text}`: {why}");
            Error::of(Code::URL_INVALID, detail)
        };
        let url: LdapUrl = text
            .parse()
            .map_err(|error: super::UrlError| invalid(error.to_string()).because(error))?;
        if url.socket().is_some() {
            // A path means something only on the machine of whoever wrote it.
            let why = "a socket in the file system is nothing that a server can refer to";
            return Err(invalid(why.to_owned()));
        }
        let mut search = search.clone();
        if !url.dn().is_empty() {
            search.request.base = url.dn().as_bytes().to_vec();
        }
        if let Some(scope) = url.scope() {
            search.request.scope = scope;
        }
        if let Some(filter) = url.filter() {
            search = search.filter_text(filter)?;
        }
        let key = key(&url, &search);
        Ok(Self { url, search, key })
    }
}

fn key(url: &LdapUrl, search: &Search) -> String {
    let base = String::from_utf8_lossy(&search.request.base).to_lowercase();
    let authority = url.authority().to_ascii_lowercase();
    let scope = search.request.scope.number();
    format!("{authority}/{base}?{scope}?{:?}", search.request.filter)
}

impl Client {
    /// Adds what the referral and the references of a result lead to.
    pub(super) async fn chase(
        &self,
        search: &Search,
        mut found: Found,
        referrals: &Referrals,
    ) -> Result<Found, Error> {
        let start = key(&self.url, search);
        let step = |urls, trail: &[String]| Step {
            urls,
            trail: trail.to_vec(),
        };
        let mut steps = VecDeque::new();
        let trail = [start.clone()];
        let references = std::mem::take(&mut found.references);
        steps.extend(references.into_iter().map(|urls| step(urls, &trail)));
        if found.result.code == ResultCode::REFERRAL {
            let urls = std::mem::take(&mut found.result.referrals);
            steps.push_back(step(urls, &trail));
            found.result = LdapResult::success();
        }
        let mut visited = HashSet::from([start]);
        while let Some(next) = steps.pop_front() {
            if next.trail.len() > referrals.hops || visited.len() > MOST_SERVERS {
                return Err(Error::of(
                    Code::REFERRAL_LIMIT,
                    format!(
                        "{} was referred on {} times, to {} places in all; the last is {}",
                        search.what(),
                        next.trail.len(),
                        visited.len(),
                        next.urls.join(" ")
                    ),
                ));
            }
            let Some((place, outcome)) = self.go(search, &next, referrals, &mut visited).await?
            else {
                continue;
            };
            let mut trail = next.trail;
            trail.push(place.key);
            match outcome {
                Ok(more) => {
                    found.entries.extend(more.entries);
                    found.pages += more.pages;
                    steps.extend(more.references.into_iter().map(|urls| step(urls, &trail)));
                }
                Err(error) if error.is_referral() => {
                    steps.push_back(step(error.referral().to_vec(), &trail));
                }
                Err(error) => return Err(error),
            }
            if found.entries.len() > self.options.max_entries {
                let detail = format!(
                    "{} brought {} entries over referrals; at most {} are collected",
                    search.what(),
                    found.entries.len(),
                    self.options.max_entries
                );
                return Err(Error::of(Code::LDAP_TOO_LARGE, detail));
            }
        }
        Ok(found)
    }

    /// Makes one step, to the first server that can be reached. `None` when the place was visited on another way.
    async fn go(
        &self,
        search: &Search,
        step: &Step,
        referrals: &Referrals,
        visited: &mut HashSet<String>,
    ) -> Result<Option<(Place, Result<Found, Error>)>, Error> {
        let mut failed = None;
        for text in &step.urls {
            let place = match Place::read(text, search) {
                Ok(place) => place,
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            if step.trail.contains(&place.key) {
                return Err(Error::of(
                    Code::REFERRAL_LOOP,
                    format!("{} came back to `{text}`", search.what()),
                ));
            }
            if !visited.insert(place.key.clone()) {
                return Ok(None);
            }
            match self.reach(&place.url, referrals).await {
                Ok(mut client) => {
                    // A search that follows nothing further itself; the compiler sees a circle all the same.
                    let outcome = Box::pin(client.search(&place.search)).await;
                    client.unbind().await;
                    return Ok(Some((place, outcome)));
                }
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(|| {
            let detail = format!("{} was referred on to nowhere", search.what());
            Error::of(Code::LDAP_MALFORMED, detail)
        }))
    }

    async fn reach(&self, url: &LdapUrl, referrals: &Referrals) -> Result<Self, Error> {
        let mut options: Options = self.options.clone();
        options.referrals = None;
        // Nobody can go from a protected connection to a plain one by being sent there.
        options.start_tls =
            url.scheme() == Scheme::Ldap && (self.options.start_tls || self.peer.is_some());
        // The name that was to be checked instead was that of the first server.
        options.tls.server_name = None;
        let credentials = referrals.credentials(url);
        if credentials.is_none() {
            options.tls.client_certificate = None;
        }
        let mut client = Box::pin(Self::connect_url(url, &options)).await?;
        if let Some(credentials) = credentials {
            credentials.bind(&mut client).await?;
        }
        Ok(client)
    }
}
