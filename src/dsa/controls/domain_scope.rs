//! Domain scope and search options (MS-ADTS 3.1.1.3.4.1): no search references.

use crate::{
    vendor::Vendor,
    wire::{Control, oid},
};

/// Whether the client wants no search references.
pub(crate) fn requested(vendor: &Vendor, controls: &[Control]) -> bool {
    super::find(vendor, controls, oid::DOMAIN_SCOPE).is_some()
        || super::find(vendor, controls, oid::SEARCH_OPTIONS).is_some_and(has_flags)
}

/// `SearchOptionsRequestValue ::= SEQUENCE { flags INTEGER }`: domain scope 1 and phantom root 2 both suppress them.
fn has_flags(control: &Control) -> bool {
    match control.value.as_deref() {
        Some([0x30, _, 0x02, length, flags @ ..]) => {
            usize::from(*length) == flags.len() && flags.last().is_some_and(|last| last & 3 != 0)
        }
        _ => false,
    }
}
