//! What a server is called and what it holds: naming contexts, host, domain; and how a new tree looks.
//!
//! `domain` is a new Active Directory domain, `suffix` an OpenLDAP database. `resolve` reads the DNs and bind names
//! that clients send.

mod domain;
mod resolve;
mod suffix;

pub(crate) use domain::{Domain, new_domain};
pub(crate) use resolve::{Named, bind_name, read_dn};
pub(crate) use suffix::new_suffix;

use crate::directory::dn::Dn;

/// The names of one server.
#[derive(Clone, Debug)]
pub(crate) struct Naming {
    /// The naming contexts, in the root DSE's order.
    pub(crate) contexts: Vec<Dn>,
    /// The context that people and groups live in.
    pub(crate) base: Dn,
    /// Where users go that are given without a DN.
    pub(crate) people: Dn,
    /// Where groups go that are given without a DN.
    pub(crate) groups: Dn,
    /// The subschema entry.
    pub(crate) subschema: Dn,
    /// The server's own host name.
    pub(crate) host: String,
    /// The domain, for a server that has one.
    pub(crate) domain: Option<Domain>,
}

impl Naming {
    /// The naming context that holds a DN: the deepest one.
    pub(crate) fn context_of(&self, dn: &Dn) -> Option<&Dn> {
        self.contexts
            .iter()
            .filter(|context| dn.is_within(context))
            .max_by_key(|context| context.depth())
    }

    /// The naming contexts directly below another, which a search of that one only refers to.
    pub(crate) fn contexts_below(&self, base: &Dn) -> Vec<Dn> {
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
