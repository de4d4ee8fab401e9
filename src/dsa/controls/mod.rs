//! The controls that the server knows, RFC 4511 section 4.1.11: which operation takes which, one file each.

pub(crate) mod domain_scope;
pub(crate) mod manage_dsa_it;
pub(crate) mod paged_results;
pub(crate) mod password_policy;

use crate::{
    vendor::{Situation, Vendor},
    wire::{Control, LdapResult, Operation, oid},
};

/// A critical control that ends the operation.
pub(crate) struct Refused {
    pub(crate) result: LdapResult,
    pub(crate) what: String,
}

/// The operations that take a control; everything else is refused when it is critical.
const TAKEN_BY: &[(&str, &[Operation])] = &[
    (oid::PAGED_RESULTS, &[Operation::Search]),
    (oid::DOMAIN_SCOPE, &[Operation::Search]),
    (oid::SEARCH_OPTIONS, &[Operation::Search]),
    (oid::PERMISSIVE_MODIFY, &[Operation::Modify]),
    (oid::TREE_DELETE, &[Operation::Delete]),
    (
        oid::PASSWORD_POLICY,
        &[
            Operation::Bind,
            Operation::Add,
            Operation::Modify,
            Operation::Extended,
        ],
    ),
    (
        oid::MANAGE_DSA_IT,
        &[
            Operation::Search,
            Operation::Compare,
            Operation::Add,
            Operation::Modify,
            Operation::Delete,
            Operation::ModifyDn,
        ],
    ),
];

/// Refuses an operation with a critical control that the server does not know or that has no place there.
pub(crate) fn admit(
    vendor: &Vendor,
    operation: Operation,
    controls: &[Control],
) -> Result<(), Refused> {
    for control in controls.iter().filter(|control| control.critical) {
        let known = vendor.knows_control(&control.oid);
        let taken = TAKEN_BY
            .iter()
            .any(|(oid, operations)| *oid == control.oid && operations.contains(&operation));
        let situation = match (known, taken) {
            (true, true) => continue,
            (true, false) => Situation::MisplacedCriticalControl,
            (false, _) => Situation::UnknownCriticalControl,
        };
        return Err(Refused {
            result: vendor.answer(situation, &[]),
            what: format!("critical control {}", control.oid),
        });
    }
    Ok(())
}

/// A control that is not critical and has no effect here: said to the recorder, as the client is not told.
pub(crate) fn ignored(
    vendor: &Vendor,
    operation: Operation,
    controls: &[Control],
) -> Option<String> {
    let without_effect = |control: &&Control| {
        let taken = TAKEN_BY
            .iter()
            .any(|(oid, operations)| *oid == control.oid && operations.contains(&operation));
        !(taken && vendor.knows_control(&control.oid))
    };
    let ignored = controls.iter().find(without_effect)?;
    Some(format!("control {}, which was ignored", ignored.oid))
}

/// The control of this kind, if the vendor knows it and the client sent it.
pub(crate) fn find<'a>(vendor: &Vendor, controls: &'a [Control], oid: &str) -> Option<&'a Control> {
    vendor
        .knows_control(oid)
        .then(|| controls.iter().find(|control| control.oid == oid))
        .flatten()
}
