//! What is taken from server to server along a referral: a search, an operation on an entry, a change of a password.

use std::future::Future;

use crate::{
    client::{Answer, Client, Error, Found, LdapUrl, PasswordChange, Search, requests},
    wire::{Request, ResultCode},
};

/// Something that a server refers on.
pub(in crate::client) trait Errand: Clone + Send + Sync {
    /// What it comes to where it ends.
    type Outcome: Send;

    /// Whether it carries passwords, which go to no server that was not named for it.
    const HAS_PASSWORDS: bool = false;

    /// What it is, for sentences: `the add`.
    fn what(&self) -> String;

    /// What is left of it when a URL has said its part: what the URL leaves open stays as it was, RFC 4511 section 4.1.10.
    fn redirected(self, url: &LdapUrl) -> Result<Self, Error>;

    /// What tells it from others of its kind on one server.
    fn key(&self) -> String;

    /// Does it on one server. A further referral is an error.
    fn run(&self, client: &mut Client)
    -> impl Future<Output = Result<Self::Outcome, Error>> + Send;
}

impl Errand for Search {
    type Outcome = Found;

    fn what(&self) -> String {
        self.what()
    }

    fn redirected(mut self, url: &LdapUrl) -> Result<Self, Error> {
        if !url.dn().is_empty() {
            self.request.base = url.dn().as_bytes().to_vec();
        }
        if let Some(scope) = url.scope() {
            self.request.scope = scope;
        }
        match url.filter() {
            Some(filter) => self.filter_text(filter),
            None => Ok(self),
        }
    }

    fn key(&self) -> String {
        let base = String::from_utf8_lossy(&self.request.base).to_lowercase();
        let scope = self.request.scope.number();
        format!("{base}?{scope}?{:?}", self.request.filter)
    }

    async fn run(&self, client: &mut Client) -> Result<Found, Error> {
        client.search(self).await
    }
}

impl Errand for Request {
    type Outcome = Answer;

    fn what(&self) -> String {
        requests::name(self).to_owned()
    }

    fn redirected(mut self, url: &LdapUrl) -> Result<Self, Error> {
        if let (Some(target), false) = (target(&mut self), url.dn().is_empty()) {
            *target = url.dn().as_bytes().to_vec();
        }
        Ok(self)
    }

    fn key(&self) -> String {
        let mut request = self.clone();
        let target = target(&mut request).map(|dn| String::from_utf8_lossy(dn).to_lowercase());
        target.unwrap_or_default()
    }

    async fn run(&self, client: &mut Client) -> Result<Answer, Error> {
        answered(client, self, requests::name(self)).await
    }
}

/// The entry that an operation is about.
fn target(request: &mut Request) -> Option<&mut Vec<u8>> {
    match request {
        Request::Add(add) => Some(&mut add.dn),
        Request::Modify(modify) => Some(&mut modify.dn),
        Request::ModifyDn(modify_dn) => Some(&mut modify_dn.dn),
        Request::Compare(compare) => Some(&mut compare.dn),
        Request::Delete(dn) => Some(dn),
        _ => None,
    }
}

impl Errand for PasswordChange {
    type Outcome = Answer;

    const HAS_PASSWORDS: bool = true;

    fn what(&self) -> String {
        requests::name(&self.request()).to_owned()
    }

    fn redirected(self, url: &LdapUrl) -> Result<Self, Error> {
        Ok(match url.dn() {
            "" => self,
            dn => self.of(dn),
        })
    }

    fn key(&self) -> String {
        self.user().unwrap_or_default().to_lowercase()
    }

    async fn run(&self, client: &mut Client) -> Result<Answer, Error> {
        let request = self.request();
        answered(client, &request, requests::name(&request)).await
    }
}

async fn answered(client: &mut Client, request: &Request, what: &str) -> Result<Answer, Error> {
    let answer = client.request(request, &[]).await?;
    match answer.result().code {
        ResultCode::REFERRAL => Err(answer.refusal(what)),
        _ => Ok(answer),
    }
}
