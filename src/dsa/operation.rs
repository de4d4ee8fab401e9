//! The plain function from a request to a reply.

use super::{
    agent::Dsa,
    controls, extended, ops,
    reply::{Reply, Then},
    session::Session,
};
use crate::{
    vendor::Situation,
    wire::{Control, LdapResult, Operation, Request},
};

/// Answers one request. Nothing here waits.
pub(crate) fn perform(
    session: &mut Session,
    dsa: &Dsa,
    id: i32,
    request: &Request,
    controls: &[Control],
) -> (Reply, Then) {
    let operation = Operation::of(request);
    if let Err(result) = admit(session, dsa, request, controls) {
        return (Reply::result(operation, result), Then::Continue);
    }
    if let Err(result) = ops::password_policy::restricts(session, dsa, request) {
        return (Reply::result(operation, result), Then::Continue);
    }
    match request {
        Request::Search(search) => session.aim(dsa, &search.base),
        Request::Compare(compare) => session.aim(dsa, &compare.dn),
        Request::Add(add) => session.aim(dsa, &add.dn),
        Request::Modify(modify) => session.aim(dsa, &modify.dn),
        Request::Delete(dn) => session.aim(dsa, dn),
        Request::ModifyDn(rename) => session.aim(dsa, &rename.dn),
        _ => {}
    }
    let done = |result: LdapResult| (Reply::result(operation, result), Then::Continue);
    match request {
        Request::Bind(bind) => (
            ops::bind::bind(session, dsa, bind, controls),
            Then::Continue,
        ),
        Request::Unbind => (Reply::Nothing, Then::Close),
        Request::Search(search) => (
            ops::search::search(session, dsa, id, search, controls),
            Then::Continue,
        ),
        Request::Compare(compare) => done(ops::compare::compare(session, dsa, compare, controls)),
        Request::Add(add) => (ops::add::add(session, dsa, add, controls), Then::Continue),
        Request::Modify(modify) => (
            ops::modify::modify(session, dsa, modify, controls),
            Then::Continue,
        ),
        Request::Delete(dn) => (
            ops::delete::delete(session, dsa, dn, controls),
            Then::Continue,
        ),
        Request::ModifyDn(rename) => {
            let reply = ops::modify_dn::modify_dn(session, dsa, rename, controls);
            (reply, Then::Continue)
        }
        // What it names is over: operations that are still running look for abandons themselves.
        Request::Abandon(_) => (Reply::Nothing, Then::Continue),
        Request::Extended(request) => extended::extended(session, dsa, request),
    }
}

/// What is checked before any operation: critical controls, and TLS where it is required of everything.
fn admit(
    session: &mut Session,
    dsa: &Dsa,
    request: &Request,
    controls: &[Control],
) -> Result<(), LdapResult> {
    let operation = Operation::of(request);
    if matches!(operation, Operation::Unbind | Operation::Abandon) {
        return Ok(());
    }
    if let Err(refused) = controls::admit(&dsa.vendor, operation, controls) {
        session.unsupported = Some(refused.what);
        return Err(refused.result);
    }
    session.unsupported = controls::ignored(&dsa.vendor, operation, controls);
    let everything = dsa.conduct().tls_of_everything;
    if everything && !session.tls && dsa.vendor.switches.require_tls {
        let start_tls = matches!(request, Request::Extended(extended) if extended.name == crate::wire::oid::START_TLS);
        if operation != Operation::Bind && !start_tls {
            return Err(dsa.vendor.answer(Situation::PlainOperationRefused, &[]));
        }
    }
    Ok(())
}
