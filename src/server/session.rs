//! One client's state, and the plain function from a request to a reply.

use super::{
    backend::Backend,
    controls::{self, paged_results::Pages},
    extended::{self, cancel::Cancellation},
    ops,
    profile::{Situation, key},
    reply::{Reply, Then},
};
use crate::{
    directory::dn::Dn,
    transcript::Operation,
    wire::{Control, LdapResult, Request},
};

/// Who the client is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// The bound DN; `None` = anonymous.
    pub(super) dn: Option<Dn>,
    /// Whether it may do anything.
    pub(super) admin: bool,
    /// The authorization identity that Who am I? answers, RFC 4513 section 5.2.1.8.
    pub(super) authz_id: String,
    /// Whether it must set a new password before anything else.
    pub(super) must_change: bool,
}

/// The state of one connection.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) identity: Identity,
    pub(super) tls: bool,
    /// Whether requests wait behind this one, as far as they were read.
    pub(super) outstanding: bool,
    /// The searches that wait for their next page.
    pub(super) pages: Pages,
    /// What came of the cancel that is to be answered, where it was read during a search.
    pub(super) cancellation: Option<Cancellation>,
    /// What the client asked for that the server does not have; taken by the recorder.
    pub(super) unsupported: Option<String>,
}

impl Session {
    pub(super) fn new(tls: bool) -> Self {
        Self {
            identity: Identity::default(),
            tls,
            outstanding: false,
            pages: Pages::default(),
            cancellation: None,
            unsupported: None,
        }
    }

    pub(super) fn is_anonymous(&self) -> bool {
        self.identity.dn.is_none()
    }

    /// Whether the client may write, and if not, what it hears.
    pub(super) fn may_write(&self, backend: &Backend) -> Result<(), LdapResult> {
        self.may(backend, Situation::WriteDenied)
    }

    /// Whether the client may change an entry's attributes, and if not, what it hears.
    pub(super) fn may_write_property(&self, backend: &Backend) -> Result<(), LdapResult> {
        self.may(backend, Situation::PropertyDenied)
    }

    fn may(&self, backend: &Backend, denied: Situation) -> Result<(), LdapResult> {
        let allowed = match backend.vendor.switches.text(key::WRITERS) {
            "anyone" => true,
            "authenticated" => !self.is_anonymous(),
            _ => self.identity.admin,
        };
        if allowed {
            return Ok(());
        }
        let situation = if self.is_anonymous() {
            Situation::AnonymousWrite
        } else {
            denied
        };
        Err(backend.vendor.answer(situation, &[]))
    }

    /// Whether the client may read anything but the root DSE, and if not, what it hears.
    pub(super) fn may_read(&self, backend: &Backend) -> Result<(), LdapResult> {
        if self.is_anonymous() && backend.vendor.switches.text(key::ANONYMOUS) == "root-dse" {
            return Err(backend.vendor.answer(Situation::AnonymousRead, &[]));
        }
        Ok(())
    }

    /// Answers one request. Nothing here waits.
    pub(super) fn handle(
        &mut self,
        backend: &Backend,
        id: i32,
        request: &Request,
        controls: &[Control],
    ) -> (Reply, Then) {
        let operation = Operation::of(request);
        if let Err(result) = self.admit(backend, request, controls) {
            return (Reply::result(operation, result), Then::Continue);
        }
        if let Err(result) = ops::password_policy::restricts(self, backend, request) {
            return (Reply::result(operation, result), Then::Continue);
        }
        let done = |result: LdapResult| (Reply::result(operation, result), Then::Continue);
        match request {
            Request::Bind(bind) => (
                ops::bind::bind(self, backend, bind, controls),
                Then::Continue,
            ),
            Request::Unbind => (Reply::Nothing, Then::Close),
            Request::Search(search) => (
                ops::search::search(self, backend, id, search, controls),
                Then::Continue,
            ),
            Request::Compare(compare) => {
                done(ops::compare::compare(self, backend, compare, controls))
            }
            Request::Add(add) => done(ops::add::add(self, backend, add, controls)),
            Request::Modify(modify) => done(ops::modify::modify(self, backend, modify, controls)),
            Request::Delete(dn) => done(ops::delete::delete(self, backend, dn, controls)),
            Request::ModifyDn(rename) => {
                done(ops::modify_dn::modify_dn(self, backend, rename, controls))
            }
            // What it names is over: operations that are still running look for abandons themselves.
            Request::Abandon(_) => (Reply::Nothing, Then::Continue),
            Request::Extended(request) => extended::extended(self, backend, request),
        }
    }

    /// What is checked before any operation: critical controls, and TLS where it is required of everything.
    fn admit(
        &mut self,
        backend: &Backend,
        request: &Request,
        controls: &[Control],
    ) -> Result<(), LdapResult> {
        let operation = Operation::of(request);
        if matches!(operation, Operation::Unbind | Operation::Abandon) {
            return Ok(());
        }
        if let Err(refused) = controls::admit(&backend.vendor, operation, controls) {
            self.unsupported = Some(refused.what);
            return Err(refused.result);
        }
        self.unsupported = controls::ignored(&backend.vendor, operation, controls);
        let everything = backend.vendor.profile.requires_tls_of_everything();
        if everything && !self.tls && backend.vendor.switches.flag(key::REQUIRE_TLS) {
            let start_tls = matches!(request, Request::Extended(extended) if extended.name == crate::wire::oid::START_TLS);
            if operation != Operation::Bind && !start_tls {
                return Err(backend.vendor.answer(Situation::PlainOperationRefused, &[]));
            }
        }
        Ok(())
    }
}
