//! What is known of a case after the application had its turn.

use super::{outcome::Outcome, task::READER};
use crate::{
    transcript::{Handshake, Record, Requests},
    wire::{
        Request,
        request::{Authentication, BindRequest, ModifyRequest, SearchRequest},
    },
};

/// What a look finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// All is well.
    Good,
    /// It is not, and why.
    Bad(String),
    /// It cannot be seen, and why.
    Unseen(String),
}

/// What was seen and said.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    /// What the server of the case was asked.
    pub(super) requests: Requests,
    /// What the server was asked to which that one refers.
    pub(super) elsewhere: Requests,
    pub(super) handshakes: Vec<Handshake>,
    pub(super) outcome: Option<Outcome>,
}

impl Evidence {
    pub(super) fn is_nothing(&self) -> bool {
        self.requests.is_empty()
            && self.elsewhere.is_empty()
            && self.handshakes.is_empty()
            && self.outcome.is_none()
    }

    /// The searches, but for looks at the root DSE.
    pub(super) fn searches(&self) -> impl Iterator<Item = (&Record, &SearchRequest)> {
        self.requests
            .iter()
            .filter_map(|record| match &record.request {
                Request::Search(search) if !search.base.is_empty() => Some((record, search)),
                _ => None,
            })
    }

    /// The binds, but for those of the account that is for searching.
    pub(super) fn binds(&self) -> impl Iterator<Item = (&Record, &BindRequest)> {
        let reads = |bind: &BindRequest| bind.name == READER.0.as_bytes();
        binds(&self.requests).filter(move |(_, bind)| !reads(bind))
    }

    pub(super) fn modifications(&self) -> impl Iterator<Item = (&Record, &ModifyRequest)> {
        self.requests
            .iter()
            .filter_map(|record| match &record.request {
                Request::Modify(modify) => Some((record, modify)),
                _ => None,
            })
    }
}

/// The binds among requests.
pub(super) fn binds(requests: &Requests) -> impl Iterator<Item = (&Record, &BindRequest)> {
    requests.iter().filter_map(|record| match &record.request {
        Request::Bind(bind) => Some((record, bind)),
        _ => None,
    })
}

/// Whether a bind gives anything away: a password, or what SASL sends in its place.
pub(super) fn has_secret(bind: &BindRequest) -> bool {
    match &bind.authentication {
        Authentication::Simple(password) => !password.is_empty(),
        Authentication::Sasl { credentials, .. } => credentials.is_some(),
        Authentication::Other { .. } => true,
    }
}
