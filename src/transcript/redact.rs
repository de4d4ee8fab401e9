//! Messages without their secrets, so that even their octets can be shown.

use crate::wire::{
    Control, Filter, Request, Response,
    filter::Substrings,
    is_secret, oid,
    request::{Authentication, PartialAttribute},
};

/// What stands for a secret, whatever its length was.
const MASK: &[u8] = b"***";

/// Extended operations whose values hold no secret, in request and response.
const OPEN: &[&str] = &[oid::START_TLS, oid::WHO_AM_I, oid::CANCEL];

pub(crate) fn request(request: &Request) -> Request {
    let mut copy = request.clone();
    match &mut copy {
        Request::Bind(bind) => match &mut bind.authentication {
            Authentication::Simple(password) if password.is_empty() => {}
            Authentication::Simple(secret)
            | Authentication::Other {
                content: secret, ..
            } => {
                mask(secret);
            }
            Authentication::Sasl { credentials, .. } => {
                credentials.iter_mut().for_each(mask);
            }
        },
        Request::Search(search) => filter(&mut search.filter),
        Request::Modify(modify) => {
            let changes = modify.changes.iter_mut();
            changes.for_each(|change| attribute(&mut change.modification));
        }
        Request::Add(add) => add.attributes.iter_mut().for_each(attribute),
        Request::Compare(compare) if is_secret(&compare.attribute) => mask(&mut compare.value),
        Request::Extended(extended) if !OPEN.contains(&extended.name.as_str()) => {
            extended.value.iter_mut().for_each(mask);
        }
        Request::Unbind
        | Request::Delete(_)
        | Request::ModifyDn(_)
        | Request::Compare(_)
        | Request::Abandon(_)
        | Request::Extended(_) => {}
    }
    copy
}

/// A response; `asked` is the extended operation that it answers, for responses do not always name it.
pub(crate) fn response(response: &Response, asked: Option<&str>) -> Response {
    let mut copy = response.clone();
    match &mut copy {
        Response::Bind {
            sasl_credentials, ..
        } => sasl_credentials.iter_mut().for_each(mask),
        Response::SearchEntry(entry) => entry.attributes.iter_mut().for_each(attribute),
        Response::Extended(extended) => {
            let name = extended.name.as_deref().or(asked).unwrap_or_default();
            if !OPEN.contains(&name) {
                extended.value.iter_mut().for_each(mask);
            }
        }
        Response::Intermediate { value, .. } => value.iter_mut().for_each(mask),
        _ => {}
    }
    copy
}

pub(crate) fn controls(controls: &[Control]) -> Vec<Control> {
    let mut copies = controls.to_vec();
    for control in &mut copies {
        if control.holds_an_entry() {
            control.value.iter_mut().for_each(mask);
        }
    }
    copies
}

fn mask(secret: &mut Vec<u8>) {
    *secret = MASK.to_vec();
}

fn attribute(attribute: &mut PartialAttribute) {
    if is_secret(&attribute.description) {
        attribute.values.iter_mut().for_each(mask);
    }
}

/// No recursion limit of its own: whoever made the filter has walked it before.
fn filter(part: &mut Filter) {
    match part {
        Filter::And(parts) | Filter::Or(parts) => parts.iter_mut().for_each(filter),
        Filter::Not(part) => filter(part),
        Filter::Equality(name, value)
        | Filter::GreaterOrEqual(name, value)
        | Filter::LessOrEqual(name, value)
        | Filter::Approx(name, value)
            if is_secret(name) =>
        {
            mask(value);
        }
        Filter::Substrings(name, pieces) if is_secret(name) => {
            *pieces = Substrings {
                initial: Some(MASK.to_vec()),
                ..Substrings::default()
            };
        }
        Filter::Extensible(assertion) if assertion.attribute.as_deref().is_none_or(is_secret) => {
            mask(&mut assertion.value);
        }
        _ => {}
    }
}
