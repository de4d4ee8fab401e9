//! A request in the form by which it is found again, whatever its message ID and the way it was written.

use std::str;

use crate::{
    directory::{Dn, filter, schema::Schema},
    transcript::redact,
    wire::{Control, Filter, Request, request::PartialAttribute},
};

/// The key of a request; with `masked`, that of the request without its secrets, whatever they are.
pub(super) fn of(request: &Request, controls: &[Control], masked: bool) -> Vec<u8> {
    let mut request = request.clone();
    let mut controls = controls.to_vec();
    if masked {
        request = redact::request(&request);
        controls = redact::controls(&controls);
    }
    match &mut request {
        Request::Bind(bind) => dn(&mut bind.name),
        Request::Search(search) => {
            dn(&mut search.base);
            let mut named = filter::normal(&search.filter);
            assertions(&mut named);
            // Once more: what was written in two ways may have another place now.
            search.filter = filter::normal(&named);
            for attribute in &mut search.attributes {
                attribute.make_ascii_lowercase();
            }
            search.attributes.sort();
        }
        Request::Modify(modify) => {
            dn(&mut modify.dn);
            for change in &mut modify.changes {
                named(&mut change.modification);
            }
        }
        Request::Add(add) => {
            dn(&mut add.dn);
            add.attributes.iter_mut().for_each(named);
        }
        Request::Delete(name) => dn(name),
        Request::ModifyDn(renamed) => {
            dn(&mut renamed.dn);
            dn(&mut renamed.new_rdn);
            renamed.new_superior.iter_mut().for_each(dn);
        }
        Request::Compare(compare) => {
            dn(&mut compare.dn);
            value(&compare.attribute, &mut compare.value);
            compare.attribute.make_ascii_lowercase();
        }
        Request::Unbind | Request::Abandon(_) | Request::Extended(_) => {}
    }
    controls.sort_by(|one, other| one.oid.cmp(&other.oid));
    request.encode(0, &controls)
}

fn dn(name: &mut Vec<u8>) {
    if let Ok(read) = Dn::from_bytes(name) {
        *name = read.normalized().as_bytes().to_vec();
    }
}

fn named(attribute: &mut PartialAttribute) {
    attribute.description.make_ascii_lowercase();
    let description = &attribute.description;
    for one in &mut attribute.values {
        value(description, one);
    }
}

/// Values that are DNs have as many spellings as names have.
fn value(description: &str, octets: &mut Vec<u8>) {
    let name = description.split(';').next().unwrap_or_default();
    let is_dn = [Schema::standard(), Schema::active_directory()]
        .iter()
        .any(|schema| {
            schema
                .attribute_type(name)
                .is_some_and(|kind| kind.is_dn_valued())
        });
    if is_dn && str::from_utf8(octets).is_ok_and(|text| text.contains('=')) {
        dn(octets);
    }
}

/// No recursion limit of its own: whoever read the filter kept one.
fn assertions(part: &mut Filter) {
    match part {
        Filter::And(parts) | Filter::Or(parts) => parts.iter_mut().for_each(assertions),
        Filter::Not(part) => assertions(part),
        Filter::Equality(name, octets) => value(name, octets),
        Filter::Extensible(assertion) => {
            if let Some(name) = &assertion.attribute {
                value(name, &mut assertion.value);
            }
        }
        _ => {}
    }
}
