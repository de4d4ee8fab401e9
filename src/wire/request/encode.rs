//! Writing requests.

use super::{Authentication, ChangeOperation, PartialAttribute, Request, tag};
use crate::wire::{
    ber::{self, write},
    control::{self, Control},
    entry, filter,
};

/// Appends a whole message.
pub(super) fn encode(out: &mut Vec<u8>, request: &Request, id: i32, controls: &[Control]) {
    write::constructed(out, ber::tag::SEQUENCE, |out| {
        write::integer(out, ber::tag::INTEGER, i64::from(id));
        operation(out, request);
        control::encode_all(out, controls);
    });
}

fn operation(out: &mut Vec<u8>, request: &Request) {
    let tag = request.tag();
    match request {
        Request::Unbind => write::primitive(out, tag, &[]),
        Request::Delete(dn) => write::primitive(out, tag, dn),
        Request::Abandon(id) => write::integer(out, tag, i64::from(*id)),
        Request::Bind(bind) => write::constructed(out, tag, |out| {
            write::integer(out, ber::tag::INTEGER, bind.version);
            write::octets(out, &bind.name);
            authentication(out, &bind.authentication);
        }),
        Request::Search(search) => write::constructed(out, tag, |out| {
            write::octets(out, &search.base);
            write::integer(out, ber::tag::ENUMERATED, search.scope.number());
            write::integer(out, ber::tag::ENUMERATED, search.deref_aliases);
            write::integer(out, ber::tag::INTEGER, search.size_limit);
            write::integer(out, ber::tag::INTEGER, search.time_limit);
            write::boolean(out, ber::tag::BOOLEAN, search.types_only);
            filter::encode(out, &search.filter);
            write::constructed(out, ber::tag::SEQUENCE, |out| {
                for attribute in &search.attributes {
                    write::octets(out, attribute.as_bytes());
                }
            });
        }),
        Request::Modify(modify) => write::constructed(out, tag, |out| {
            write::octets(out, &modify.dn);
            write::constructed(out, ber::tag::SEQUENCE, |out| {
                for change in &modify.changes {
                    write::constructed(out, ber::tag::SEQUENCE, |out| {
                        let number = change_operation(change.operation);
                        write::integer(out, ber::tag::ENUMERATED, number);
                        attribute(out, &change.modification);
                    });
                }
            });
        }),
        Request::Add(add) => write::constructed(out, tag, |out| {
            write::octets(out, &add.dn);
            write::constructed(out, ber::tag::SEQUENCE, |out| {
                for added in &add.attributes {
                    attribute(out, added);
                }
            });
        }),
        Request::ModifyDn(modify) => write::constructed(out, tag, |out| {
            write::octets(out, &modify.dn);
            write::octets(out, &modify.new_rdn);
            write::boolean(out, ber::tag::BOOLEAN, modify.delete_old_rdn);
            if let Some(superior) = &modify.new_superior {
                write::primitive(out, tag::NEW_SUPERIOR, superior);
            }
        }),
        Request::Compare(compare) => write::constructed(out, tag, |out| {
            write::octets(out, &compare.dn);
            write::constructed(out, ber::tag::SEQUENCE, |out| {
                write::octets(out, compare.attribute.as_bytes());
                write::octets(out, &compare.value);
            });
        }),
        Request::Extended(extended) => write::constructed(out, tag, |out| {
            write::primitive(out, tag::EXTENDED_NAME, extended.name.as_bytes());
            if let Some(value) = &extended.value {
                write::primitive(out, tag::EXTENDED_VALUE, value);
            }
        }),
    }
}

fn authentication(out: &mut Vec<u8>, authentication: &Authentication) {
    match authentication {
        Authentication::Simple(password) => write::primitive(out, tag::SIMPLE, password),
        Authentication::Sasl {
            mechanism,
            credentials,
        } => write::constructed(out, tag::SASL, |out| {
            write::octets(out, mechanism.as_bytes());
            if let Some(credentials) = credentials {
                write::octets(out, credentials);
            }
        }),
        Authentication::Other { tag, content } => {
            write::primitive(out, 0x80 | (tag & 0x1f), content);
        }
    }
}

fn change_operation(operation: ChangeOperation) -> i64 {
    match operation {
        ChangeOperation::Add => 0,
        ChangeOperation::Delete => 1,
        ChangeOperation::Replace => 2,
        ChangeOperation::Increment => 3,
    }
}

fn attribute(out: &mut Vec<u8>, attribute: &PartialAttribute) {
    entry::partial_attribute(out, &attribute.description, &attribute.values);
}
