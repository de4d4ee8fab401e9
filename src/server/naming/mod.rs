//! What a server is called and what it holds: naming contexts, host, domain; and how a new tree looks.
//!
//! `domain` is a new Active Directory domain, `suffix` an OpenLDAP database. `resolve` reads the DNs and bind names
//! that clients send.

mod domain;
mod resolve;
mod suffix;

pub(super) use domain::{Domain, new_domain};
pub(super) use resolve::{Named, bind_name, read_dn};
pub(super) use suffix::new_suffix;

use crate::directory::dn::Dn;

/// The names of one server.
#[derive(Clone, Debug)]
pub(super) struct Naming {
    /// The naming contexts, in the root DSE's order.
    pub(super) contexts: Vec<Dn>,
    /// The context that people and groups live in.
    pub(super) base: Dn,
    /// Where users go that are given without a DN.
    pub(super) people: Dn,
    /// Where groups go that are given without a DN.
    pub(super) groups: Dn,
    /// The subschema entry.
    pub(super) subschema: Dn,
    /// The server's own host name.
    pub(super) host: String,
    /// The domain, for a server that has one.
    pub(super) domain: Option<Domain>,
}

impl Naming {
    /// The naming context that holds a DN: the deepest one.
    pub(super) fn context_of(&self, dn: &Dn) -> Option<&Dn> {
        self.contexts
            .iter()
            .filter(|context| dn.is_within(context))
            .max_by_key(|context| context.depth())
    }

    /// The naming contexts directly below another, which a search of that one only refers to.
    pub(super) fn contexts_below(&self, base: &Dn) -> Vec<Dn> {
        let Some(own) = self.context_of(base) else {
            return Vec::new();
        };
        self.contexts
            .iter()
            .filter(|context| *context != own && context.is_within(base))
            .filter(|context| {
                context
                    .parent()
                    .and_then(|above| self.context_of(&above).cloned())
                    .as_ref()
                    == Some(own)
            })
            .cloned()
            .collect()
    }
}
