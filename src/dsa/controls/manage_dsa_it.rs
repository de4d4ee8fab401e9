//! ManageDsaIT, RFC 3296: referral objects are ordinary entries.

use crate::{
    vendor::{Situation, Vendor},
    wire::{Control, LdapResult, oid},
};

/// Whether the client manages referral objects.
pub(crate) fn requested(vendor: &Vendor, controls: &[Control]) -> Result<bool, LdapResult> {
    match super::find(vendor, controls, oid::MANAGE_DSA_IT) {
        Some(control) if control.value.is_some() => {
            Err(vendor.answer(Situation::ManageDsaItValue, &[]))
        }
        Some(_) => Ok(true),
        None => Ok(false),
    }
}
