//! Following referrals and search references, for those who ask for it; RFC 4511 sections 4.1.10 and 4.5.3.

mod errand;

use std::{
    collections::{HashSet, VecDeque},
    future::Future,
    pin::Pin,
    sync::Arc,
};

use super::{Answer, Client, Error, LdapUrl, Options, Referrals, Scheme};
use crate::{
    diagnosis::Code,
    wire::{LdapResult, Request, ResultCode, response::texts_memory},
};

pub(super) use errand::Errand;

/// Servers that one operation is taken to, at most, whatever the hop limit: a server may refer to a thousand others.
const MOST_SERVERS: usize = 256;

/// A step to be made: URLs any one of which will do, and the places on the way to it.
struct Step {
    urls: Vec<String>,
    trail: Arc<Vec<String>>,
}

/// One errand on one server.
struct Place<E> {
    url: LdapUrl,
    errand: E,
    key: String,
}

impl<E: Errand> Place<E> {
    /// Where a URL leads an errand to.
    fn read(text: &str, errand: &E) -> Result<Self, Error> {
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
        let errand = errand.clone().redirected(&url)?;
        let key = key(&url, &errand);
        Ok(Self { url, errand, key })
    }
}

fn key<E: Errand>(url: &LdapUrl, errand: &E) -> String {
    format!("{}/{}", url.authority().to_ascii_lowercase(), errand.key())
}

/// What an errand came to at a place; in a box of its own, since following is itself done by what is followed.
type Running<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

impl Client {
    /// [`Self::request`] that follows a referral where the options say so.
    pub(super) async fn ask<E: Errand<Outcome = Answer>>(
        &mut self,
        errand: &E,
        request: &Request,
    ) -> Result<Answer, Error> {
        let mut answer = self.request(request, &[]).await?;
        let result = answer.result();
        if let Some(referrals) = &self.options.referrals
            && result.code == ResultCode::REFERRAL
        {
            let last = |there| {
                answer = there;
                Ok(Vec::new())
            };
            self.chase(errand, vec![result.referrals], referrals, last)
                .await?;
        }
        Ok(answer)
    }

    /// Goes wherever these URLs lead an errand to. `take` is given what came of it at each place, and says where it goes on
    /// from there.
    pub(super) async fn chase<E: Errand>(
        &self,
        errand: &E,
        onward: Vec<Vec<String>>,
        referrals: &Referrals,
        mut take: impl FnMut(E::Outcome) -> Result<Vec<Vec<String>>, Error>,
    ) -> Result<(), Error> {
        let start = key(&self.url, errand);
        let mut visited = HashSet::from([start.clone()]);
        let mut steps = VecDeque::new();
        let steps_of = |onward: Vec<Vec<String>>, trail: Vec<String>| {
            let trail = Arc::new(trail);
            onward.into_iter().map(move |urls| Step {
                urls,
                trail: Arc::clone(&trail),
            })
        };
        steps.extend(steps_of(onward, vec![start]));
        while let Some(next) = steps.pop_front() {
            if next.trail.len() > referrals.hops || visited.len() > MOST_SERVERS {
                return Err(Error::of(
                    Code::REFERRAL_LIMIT,
                    format!(
                        "{} was referred on {} times, to {} places in all; the last is {}",
                        errand.what(),
                        next.trail.len(),
                        visited.len(),
                        next.urls.join(" ")
                    ),
                ));
            }
            let Some((place, outcome)) = self.go(errand, &next, referrals, &mut visited).await?
            else {
                continue;
            };
            let mut trail = next.trail.to_vec();
            trail.push(place);
            let onward = match outcome {
                Ok(outcome) => take(outcome)?,
                Err(error) if error.is_referral() => vec![error.referral().to_vec()],
                Err(error) => return Err(error),
            };
            steps.extend(steps_of(onward, trail));
            let waiting = steps
                .iter()
                .map(|step| texts_memory(&step.urls))
                .sum::<usize>();
            if steps.len() > self.options.max_entries || waiting > self.options.max_bytes {
                let (what, count) = (errand.what(), steps.len());
                let detail = format!(
                    "{what} was referred on to {count} places at once, which take up {waiting} bytes of memory; at most {} in {} bytes are kept",
                    self.options.max_entries, self.options.max_bytes
                );
                return Err(Error::of(Code::LDAP_CLIENT_LIMIT, detail));
            }
        }
        Ok(())
    }

    /// Makes one step, to the first server that can be reached. `None` when the place was visited on another way.
    async fn go<E: Errand>(
        &self,
        errand: &E,
        step: &Step,
        referrals: &Referrals,
        visited: &mut HashSet<String>,
    ) -> Result<Option<(String, Result<E::Outcome, Error>)>, Error> {
        let mut failed = None;
        for text in &step.urls {
            let place = match Place::read(text, errand) {
                Ok(place) => place,
                Err(error) => {
                    failed = Some(error);
                    continue;
                }
            };
            if step.trail.contains(&place.key) {
                failed = Some(Error::of(
                    Code::REFERRAL_LOOP,
                    format!("{} came back to `{text}`", errand.what()),
                ));
                continue;
            }
            if E::HAS_PASSWORDS && referrals.credentials(&place.url).is_none() {
                failed = Some(kept(errand, step, text));
                continue;
            }
            if !visited.insert(place.key.clone()) {
                return Ok(None);
            }
            match self.reach(&place.url, referrals).await {
                Ok(mut client) => {
                    let running: Running<'_, E::Outcome> = Box::pin(place.errand.run(&mut client));
                    let outcome = running.await;
                    client.unbind().await;
                    return Ok(Some((place.key, outcome)));
                }
                Err(error) => {
                    visited.remove(&place.key);
                    failed = Some(error);
                }
            }
        }
        Err(failed.unwrap_or_else(|| {
            let detail = format!("{} was referred on to nowhere", errand.what());
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

/// The referral itself, of an errand that is not taken there.
fn kept<E: Errand>(errand: &E, step: &Step, text: &str) -> Error {
    let detail = format!(
        "{} was referred to `{text}`, for which no credentials are given; its passwords were not sent there",
        errand.what()
    );
    let mut result = LdapResult::new(ResultCode::REFERRAL);
    result.referrals.clone_from(&step.urls);
    Error::of(Code::LDAP_FAILED, detail).with_result(result)
}
