//! Compare, RFC 4511 section 4.10.

use super::{search::Subject, target};
use crate::{
    directory::filter::{Extensible, Options, Truth, compile},
    dsa::agent::Dsa,
    dsa::{controls::manage_dsa_it, session::Session},
    vendor::Situation,
    wire::{Control, Filter, LdapResult, ResultCode, request::CompareRequest},
};

pub(crate) fn compare(
    session: &Session,
    dsa: &Dsa,
    request: &CompareRequest,
    controls: &[Control],
) -> LdapResult {
    run(session, dsa, request, controls).unwrap_or_else(|result| result)
}

fn run(
    session: &Session,
    dsa: &Dsa,
    request: &CompareRequest,
    controls: &[Control],
) -> Result<LdapResult, LdapResult> {
    session.may_read(dsa)?;
    let vendor = &dsa.vendor;
    if request.dn.is_empty() {
        return Err(vendor.answer(Situation::CompareRootDse, &[]));
    }
    let manage = manage_dsa_it::requested(vendor, controls)?;
    let dit = dsa.version();
    let entry = target::target(dsa, &dit, &request.dn, manage, Situation::OutsideRead)?;
    let known = vendor.constructed(&request.attribute).is_some()
        || dsa.schema.attribute_type(&request.attribute).is_some();
    if !known {
        let details = [("attribute", request.attribute.as_str())];
        return Err(vendor.answer(Situation::CompareUnknownAttribute, &details));
    }
    let subject = Subject::new(dsa, &dit, &entry, session.identity.admin);
    let filter = |filter: Filter| {
        compile(&filter, &dsa.schema, Options::default(), &mut |_| {
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
    let code = match super::search::truth(dsa, &dit, &entry, &equal, session.identity.admin) {
        Truth::True => ResultCode::COMPARE_TRUE,
        Truth::False => ResultCode::COMPARE_FALSE,
        Truth::Undefined => {
            let details = [("attribute", request.attribute.as_str()), ("index", "0")];
            return Err(vendor.answer(Situation::InvalidSyntax, &details));
        }
    };
    Ok(LdapResult::new(code))
}
