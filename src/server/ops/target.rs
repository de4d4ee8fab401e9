//! The entry that an update or a compare is about.

use std::sync::Arc;

use super::search::referral;
use crate::{
    directory::{dit::Dit, dn::Dn, entry::Entry},
    server::{
        backend::Backend,
        naming::{self, read_dn},
        profile::Situation,
    },
    wire::LdapResult,
};

/// Reads a target's DN and finds the entry, or says in the vendor's words why there is none.
pub(super) fn target(
    backend: &Backend,
    dit: &Dit,
    sent: &[u8],
    manage: bool,
    outside: Situation,
) -> Result<Arc<Entry>, LdapResult> {
    let dn = dn(backend, dit, sent)?;
    if backend.naming.context_of(&dn).is_none() {
        return Err(backend.outside(outside, &dn, ""));
    }
    if !manage && let Some(result) = referral::of_target(backend, dit, &dn) {
        return Err(result);
    }
    match dit.get(&dn) {
        Some(entry) => Ok(Arc::clone(entry)),
        None => Err(backend.no_such(Situation::NoSuchTarget, dit, &dn)),
    }
}

/// Reads a DN in any form that the server knows.
pub(super) fn dn(backend: &Backend, dit: &Dit, sent: &[u8]) -> Result<Dn, LdapResult> {
    match read_dn(&backend.naming, dit, sent) {
        Ok(naming::Named::Dn(dn)) if backend.understands(&dn) => Ok(dn),
        Ok(naming::Named::Dn(_)) => Err(backend.invalid_dn(sent)),
        Ok(naming::Named::Nobody) => Err(backend
            .vendor
            .answer(Situation::NoSuchTarget, &[("matched", "")])),
        Err(_) => Err(backend.invalid_dn(sent)),
    }
}
