//! The requests of the typed operations, for [`super::Client`] and [`super::Multiplexed`] alike.

use crate::wire::{
    Request, oid,
    request::{
        AddRequest, Change, ChangeOperation, CompareRequest, ExtendedRequest, ModifyDnRequest,
        ModifyRequest, PartialAttribute,
    },
};

pub(super) fn compare(dn: &str, attribute: &str, value: &[u8]) -> Request {
    Request::Compare(CompareRequest {
        dn: dn.as_bytes().to_vec(),
        attribute: attribute.to_owned(),
        value: value.to_vec(),
    })
}

pub(super) fn add(dn: &str, attributes: Vec<PartialAttribute>) -> Request {
    let dn = dn.as_bytes().to_vec();
    Request::Add(AddRequest { dn, attributes })
}

pub(super) fn modify(dn: &str, changes: Vec<Change>) -> Request {
    let dn = dn.as_bytes().to_vec();
    Request::Modify(ModifyRequest { dn, changes })
}

pub(super) fn increment(dn: &str, attribute: &str, by: i64) -> Request {
    let change = Change {
        operation: ChangeOperation::Increment,
        modification: PartialAttribute {
            description: attribute.to_owned(),
            values: vec![by.to_string().into_bytes()],
        },
    };
    modify(dn, vec![change])
}

pub(super) fn delete(dn: &str) -> Request {
    Request::Delete(dn.as_bytes().to_vec())
}

pub(super) fn modify_dn(
    dn: &str,
    new_rdn: &str,
    delete_old_rdn: bool,
    new_superior: Option<&str>,
) -> Request {
    Request::ModifyDn(ModifyDnRequest {
        dn: dn.as_bytes().to_vec(),
        new_rdn: new_rdn.as_bytes().to_vec(),
        delete_old_rdn,
        new_superior: new_superior.map(|dn| dn.as_bytes().to_vec()),
    })
}

pub(super) fn extended(oid: &str, value: Option<Vec<u8>>) -> Request {
    let name = oid.to_owned();
    Request::Extended(ExtendedRequest { name, value })
}

/// An operation in sentences.
pub(super) fn name(request: &Request) -> &'static str {
    match request {
        Request::Bind(_) => "the bind",
        Request::Unbind => "the unbind",
        Request::Search(_) => "the search",
        Request::Modify(_) => "the modify",
        Request::Add(_) => "the add",
        Request::Delete(_) => "the delete",
        Request::ModifyDn(_) => "the modify DN",
        Request::Compare(_) => "the compare",
        Request::Abandon(_) => "the abandon",
        Request::Extended(request) if request.name == oid::START_TLS => "StartTLS",
        Request::Extended(request) if request.name == oid::WHO_AM_I => "Who am I?",
        Request::Extended(request) if request.name == oid::PASSWORD_MODIFY => "the password modify",
        Request::Extended(request) if request.name == oid::CANCEL => "the cancel",
        Request::Extended(_) => "the extended operation",
    }
}
