//! From a case's constants to a request.

use super::{
    fault::Fault,
    names::Names,
    op::{Ask, Mod, Op},
    target::Target,
};
use crate::{
    directory::filter,
    wire::{
        Control, Request,
        ber::{tag, write},
        control,
        request::{
            AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
            ExtendedRequest, ModifyDnRequest, ModifyRequest, PartialAttribute, Scope,
            SearchRequest,
        },
    },
};

/// A message around an operation element.
pub(super) fn encode(id: i32, element: &[u8], controls: &[Control]) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        write::integer(out, tag::INTEGER, i64::from(id));
        out.extend_from_slice(element);
        control::encode_all(out, controls);
    });
    out
}

pub(super) fn request(op: &Op, names: &Names, target: &Target) -> Result<Request, Fault> {
    let octets = |text: &str| names.fill(text).into_bytes();
    let simple = |version, name: &str, password: &[u8]| {
        Request::Bind(BindRequest {
            version,
            name: octets(name),
            authentication: Authentication::Simple(password.to_vec()),
        })
    };
    let identity = |own: Option<&(String, String)>| {
        let (name, password) = own.ok_or_else(|| Fault::trouble("there is no such identity"))?;
        Ok(simple(3, name, password.as_bytes()))
    };
    Ok(match *op {
        Op::Bind(name, password) => simple(3, name, password.as_bytes()),
        Op::BindVersion(version, name, password) => simple(version, name, password.as_bytes()),
        Op::BindAsSelf => identity(target.identity())?,
        Op::BindAsSecond => identity(target.second_identity())?,
        Op::Sasl(mechanism, credentials) => Request::Bind(BindRequest {
            version: 3,
            name: Vec::new(),
            authentication: Authentication::Sasl {
                mechanism: mechanism.to_owned(),
                credentials: credentials.map(<[u8]>::to_vec),
            },
        }),
        Op::Search(ask) => Request::Search(search(&ask, names)?),
        Op::Modify(dn, mods) => Request::Modify(ModifyRequest {
            dn: octets(dn),
            changes: mods.iter().map(|own| change(own, names)).collect(),
        }),
        Op::Add(dn, attributes) => Request::Add(AddRequest {
            dn: octets(dn),
            attributes: (attributes.iter())
                .map(|(name, values)| partial(name, values, names))
                .collect(),
        }),
        Op::Delete(dn) => Request::Delete(octets(dn)),
        Op::Rename(dn, new_rdn, delete_old_rdn, superior) => Request::ModifyDn(ModifyDnRequest {
            dn: octets(dn),
            new_rdn: octets(new_rdn),
            delete_old_rdn,
            new_superior: superior.map(octets),
        }),
        Op::Compare(dn, attribute, value) => Request::Compare(CompareRequest {
            dn: octets(dn),
            attribute: attribute.to_owned(),
            value: octets(value),
        }),
        Op::Extended(name, value) => Request::Extended(ExtendedRequest {
            name: name.to_owned(),
            value: value.map(<[u8]>::to_vec),
        }),
        Op::ExtendedMade(name, made) => Request::Extended(ExtendedRequest {
            name: name.to_owned(),
            value: Some(made(names)),
        }),
        Op::Abandon(id) => Request::Abandon(id),
        Op::Unbind => Request::Unbind,
        Op::AbandonLast | Op::Element(_) | Op::ElementMade(_) | Op::Octets(_) => {
            return Err(Fault::trouble("it is no request of the codec"));
        }
    })
}

fn search(ask: &Ask, names: &Names) -> Result<SearchRequest, Fault> {
    let text = names.fill(ask.filter);
    let filter =
        filter::parse(&text).map_err(|error| Fault::Trouble(format!("`{text}`: {error}")))?;
    Ok(SearchRequest {
        base: names.fill(ask.base).into_bytes(),
        scope: Scope::from(ask.scope),
        deref_aliases: ask.deref,
        size_limit: ask.size_limit,
        time_limit: ask.time_limit,
        types_only: ask.types_only,
        filter,
        attributes: ask.attributes.iter().map(|own| (*own).to_owned()).collect(),
    })
}

fn change(own: &Mod, names: &Names) -> Change {
    let (operation, name, values) = match *own {
        Mod::Add(name, values) => (ChangeOperation::Add, name, values),
        Mod::Delete(name, values) => (ChangeOperation::Delete, name, values),
        Mod::Replace(name, values) => (ChangeOperation::Replace, name, values),
        Mod::Increment(name, values) => (ChangeOperation::Increment, name, values),
    };
    Change {
        operation,
        modification: partial(name, values, names),
    }
}

fn partial(name: &str, values: &[&str], names: &Names) -> PartialAttribute {
    PartialAttribute {
        description: name.to_owned(),
        values: values
            .iter()
            .map(|own| names.fill(own).into_bytes())
            .collect(),
    }
}
