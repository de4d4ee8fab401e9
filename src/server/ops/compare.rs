//! Compare, RFC 4511 section 4.10.

use super::{search::Subject, target};
use crate::{
    directory::filter::{Extensible, Options, Truth, compile},
    server::{backend::Backend, controls::manage_dsa_it, profile::Situation, session::Session},
    wire::{Control, Filter, LdapResult, ResultCode, request::CompareRequest},
};

pub(in crate::server) fn compare(
    session: &Session,
    backend: &Backend,
    request: &CompareRequest,
    controls: &[Control],
) -> LdapResult {
    run(session, backend, request, controls).unwrap_or_else(|result| result)
}

fn run(
    session: &Session,
    backend: &Backend,
    request: &CompareRequest,
    controls: &[Control],
) -> Result<LdapResult, LdapResult> {
    session.may_read(backend)?;
    let vendor = &backend.vendor;
    if request.dn.is_empty() {
        return Err(vendor.answer(Situation::CompareRootDse, &[]));
    }
    let manage = manage_dsa_it::requested(vendor, controls)?;
    let dit = backend.version();
    let entry = target::target(backend, &dit, &request.dn, manage, Situation::OutsideRead)?;
    let known = vendor.constructed(&request.attribute).is_some()
        || backend.schema.attribute_type(&request.attribute).is_some();
    if !known {
        let details = [("attribute", request.attribute.as_str())];
        return Err(vendor.answer(Situation::CompareUnknownAttribute, &details));
    }
    let subject = Subject::new(backend, &dit, &entry, session.identity.admin);
    let filter = |filter: Filter| {
        compile(&filter, &backend.schema, Options::default(), &mut |_| {
            Extensible::Undefined
        })
    };
    let present = filter(Filter::Present(request.attribute.clone()));
    if vendor.hides(&request.attribute) || present.evaluate(&subject) != Truth::True {
        let details = [("attribute", request.attribute.as_str())];
        return Err(vendor.answer(Situation::CompareNoAttribute, &details));
    }
    let equal = filter(Filter::Equality(
        request.attribute.clone(),
        request.value.clone(),
    ));
    let code = match equal.evaluate(&subject) {
        Truth::True => ResultCode::COMPARE_TRUE,
        Truth::False => ResultCode::COMPARE_FALSE,
        Truth::Undefined => {
            let details = [("attribute", request.attribute.as_str()), ("index", "0")];
            return Err(vendor.answer(Situation::InvalidSyntax, &details));
        }
    };
    Ok(LdapResult::new(code))
}
