//! The entry that an update or a compare is about.

use std::sync::Arc;

use super::search::referral;
use crate::{
    directory::{dit::Dit, dn::Dn, entry::Entry},
    dsa::agent::Dsa,
    dsa::naming::{self, read_dn},
    vendor::Situation,
    wire::LdapResult,
};

/// Reads a target's DN and finds the entry, or says in the vendor's words why there is none.
pub(super) fn target(
    dsa: &Dsa,
    dit: &Dit,
    sent: &[u8],
    manage: bool,
    outside: Situation,
) -> Result<Arc<Entry>, LdapResult> {
    let dn = dn(dsa, dit, sent)?;
    if dsa.naming.context_of(&dn).is_none() {
        return Err(dsa.outside(outside, &dn, ""));
    }
    if !manage && let Some(result) = referral::of_target(dsa, dit, &dn) {
        return Err(result);
    }
    match dit.get(&dn) {
        Some(entry) => Ok(Arc::clone(entry)),
        None => Err(dsa.no_such(Situation::NoSuchTarget, dit, &dn)),
    }
}

/// Reads a DN in any form that the server knows.
pub(super) fn dn(dsa: &Dsa, dit: &Dit, sent: &[u8]) -> Result<Dn, LdapResult> {
    match read_dn(&dsa.naming, dit, sent) {
        // The name of an entry is one.
        Ok(naming::Named::Dn(dn)) if dit.get(&dn).is_some() || dsa.understands(&dn) => Ok(dn),
        Ok(naming::Named::Dn(_)) => Err(dsa.invalid_dn(sent)),
        Ok(naming::Named::Nobody) => Err(dsa
            .vendor
            .answer(Situation::NoSuchTarget, &[("matched", "")])),
        Err(_) => Err(dsa.invalid_dn(sent)),
    }
}
