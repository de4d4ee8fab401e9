//! One client's state.

use super::{agent::Dsa, ops::search::pages::Pages};
use crate::{
    directory::dn::Dn,
    vendor::{
        Situation,
        key::{Anonymous, Writers},
    },
    wire::LdapResult,
};

/// Who the client is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The bound DN; `None` = anonymous.
    pub(crate) dn: Option<Dn>,
    /// Whether it may do anything, as far as the request at hand goes.
    pub(crate) admin: bool,
    /// An administrator's naming contexts; empty = all of them.
    pub(crate) realm: Vec<Dn>,
    /// The authorization identity that Who am I? answers, RFC 4513 section 5.2.1.8.
    pub(crate) authz_id: String,
    /// Whether it must set a new password before anything else.
    pub(crate) must_change: bool,
}

/// What came of a cancel that was read while a search was running. The words are those of slapd's `cancel_extop`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cancellation {
    /// It named the search, which then ended with `canceled`.
    Canceled,
    /// So had another cancel before it.
    Repeated,
    /// It named what waits for its turn behind the search, be it itself.
    Pending,
}

/// The state of one connection.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) identity: Identity,
    pub(crate) tls: bool,
    /// Whether requests wait behind this one, as far as they were read.
    pub(crate) outstanding: bool,
    /// The searches that wait for their next page.
    pub(crate) pages: Pages,
    /// What came of the cancel that is to be answered, where it was read during a search.
    pub(crate) cancellation: Option<Cancellation>,
    /// What the client asked for that the server does not have; taken by the recorder.
    pub(crate) unsupported: Option<String>,
}

impl Session {
    pub(crate) fn new(tls: bool) -> Self {
        Self {
            identity: Identity::default(),
            tls,
            outstanding: false,
            pages: Pages::default(),
            cancellation: None,
            unsupported: None,
        }
    }

    /// The same client for an operation on a thread of its own.
    pub(crate) fn apart(&self) -> Self {
        Self {
            identity: self.identity.clone(),
            ..Self::new(self.tls)
        }
    }

    /// An administrator of some naming contexts is one in these only: says it of the entry that a request is about.
    pub(crate) fn aim(&mut self, dsa: &Dsa, name: &[u8]) {
        if !self.identity.realm.is_empty() {
            let dn = Dn::from_bytes(name).ok();
            let context = dn.as_ref().and_then(|dn| dsa.naming.context_of(dn));
            self.identity.admin = context.is_some_and(|own| self.identity.realm.contains(own));
        }
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        self.identity.dn.is_none()
    }

    /// Whether the client may write, and if not, what it hears.
    pub(crate) fn may_write(&self, dsa: &Dsa) -> Result<(), LdapResult> {
        self.may(dsa, Situation::WriteDenied)
    }

    /// Whether the client may change an entry's attributes, and if not, what it hears.
    pub(crate) fn may_write_property(&self, dsa: &Dsa) -> Result<(), LdapResult> {
        self.may(dsa, Situation::PropertyDenied)
    }

    fn may(&self, dsa: &Dsa, denied: Situation) -> Result<(), LdapResult> {
        let allowed = match dsa.vendor.switches.writers {
            Writers::Anyone => true,
            Writers::Authenticated => !self.is_anonymous(),
            Writers::Admin => self.identity.admin,
        };
        if allowed {
            return Ok(());
        }
        let situation = if self.is_anonymous() {
            Situation::AnonymousWrite
        } else {
            denied
        };
        Err(dsa.vendor.answer(situation, &[]))
    }

    /// Whether the client may read anything but the root DSE, and if not, what it hears.
    pub(crate) fn may_read(&self, dsa: &Dsa) -> Result<(), LdapResult> {
        if self.is_anonymous() && dsa.vendor.switches.anonymous == Anonymous::RootDse {
            return Err(dsa.vendor.answer(Situation::AnonymousRead, &[]));
        }
        Ok(())
    }
}
