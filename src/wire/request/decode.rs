//! Reading requests: compare and extended in [`super::modelled`], all the rest here.

use super::{
    AddRequest, Authentication, BindRequest, Change, ChangeOperation, ModifyDnRequest,
    ModifyRequest, PartialAttribute, Request, Scope, SearchRequest, modelled, tag,
};
use crate::wire::{
    ber::{
        self,
        read::{BerError, Reader},
    },
    envelope::{self, Envelope},
    filter,
    frame::Limits,
};

pub(super) fn decode(envelope: &Envelope, limits: &Limits) -> Result<Request, BerError> {
    let content = envelope.content()?;
    let mut reader = Reader::new(content);
    let request = match envelope.tag {
        tag::BIND => Request::Bind(bind(&mut reader)?),
        tag::SEARCH => Request::Search(search(&mut reader, limits)?),
        tag::MODIFY_DN => Request::ModifyDn(modify_dn(&mut reader)?),
        tag::UNBIND if content.is_empty() => Request::Unbind,
        tag::UNBIND => return Err(BerError::Value("an unbind request")),
        tag::DELETE => return Ok(Request::Delete(content.to_vec())),
        tag::ABANDON => {
            let id = envelope::message_id(content, "the message ID to abandon")?;
            return Ok(Request::Abandon(id));
        }
        tag::ADD => Request::Add(add(&mut reader)?),
        tag::MODIFY => Request::Modify(modify(&mut reader)?),
        tag::COMPARE | tag::EXTENDED => {
            return modelled::decode(&envelope.operation, limits);
        }
        _ => return Err(BerError::Value("the operation, which is no request,")),
    };
    reader.end("the operation")?;
    Ok(request)
}

/// RFC 4511 section 4.2.
fn bind(reader: &mut Reader<'_>) -> Result<BindRequest, BerError> {
    let version = reader.integer("the version of a bind")?;
    let name = reader.octets("the name of a bind")?.to_vec();
    if reader.is_empty() {
        return Err(BerError::Missing("the authentication of a bind"));
    }
    let choice = reader.element()?;
    let authentication = match choice.tag {
        tag::SIMPLE => Authentication::Simple(choice.content.to_vec()),
        tag::SASL => {
            let mut sasl = Reader::new(choice.content);
            let mechanism = sasl.text("the SASL mechanism")?;
            let credentials = match sasl.is_empty() {
                true => None,
                false => Some(sasl.octets("the SASL credentials")?.to_vec()),
            };
            sasl.end("the SASL credentials")?;
            Authentication::Sasl {
                mechanism,
                credentials,
            }
        }
        // [0] and [3] in the other form are mistakes, not other choices.
        other if other & 0xc0 == 0x80 && !matches!(other & 0x1f, 0 | 3) => Authentication::Other {
            tag: other & 0x1f,
            content: choice.content.to_vec(),
        },
        found => {
            return Err(BerError::Tag {
                what: "the authentication of a bind",
                expected: tag::SIMPLE,
                found,
            });
        }
    };
    Ok(BindRequest {
        version,
        name,
        authentication,
    })
}

/// RFC 4511 section 4.5.1.
fn search(reader: &mut Reader<'_>, limits: &Limits) -> Result<SearchRequest, BerError> {
    let base = reader.octets("the base of a search")?.to_vec();
    let scope = Scope::from(reader.enumerated("the scope of a search")?);
    let deref_aliases = reader.enumerated("derefAliases")?;
    let size_limit = reader.integer("the size limit")?;
    let time_limit = reader.integer("the time limit")?;
    let types_only = reader.boolean("typesOnly")?;
    let filter = filter::decode(reader, limits.max_depth)?;
    let mut selection = reader.sequence("the attribute selection")?;
    let mut attributes = Vec::new();
    while !selection.is_empty() {
        attributes.push(selection.text("a selected attribute")?);
    }
    Ok(SearchRequest {
        base,
        scope,
        deref_aliases,
        size_limit,
        time_limit,
        types_only,
        filter,
        attributes,
    })
}

/// RFC 4511 section 4.9. Not by ldap3_proto, which turns a move into a rename when `newSuperior` is not UTF-8.
fn modify_dn(reader: &mut Reader<'_>) -> Result<ModifyDnRequest, BerError> {
    let dn = reader.octets("the entry of a modify DN")?.to_vec();
    let new_rdn = reader.octets("the new RDN")?.to_vec();
    let delete_old_rdn = reader.boolean("deleteOldRDN")?;
    let new_superior = match reader.is_empty() {
        true => None,
        false => Some(
            reader
                .expect(tag::NEW_SUPERIOR, "the new superior")?
                .to_vec(),
        ),
    };
    Ok(ModifyDnRequest {
        dn,
        new_rdn,
        delete_old_rdn,
        new_superior,
    })
}

/// RFC 4511 section 4.7.
fn add(reader: &mut Reader<'_>) -> Result<AddRequest, BerError> {
    let dn = reader.octets("the entry of an add")?.to_vec();
    let mut list = reader.sequence("the attributes of an add")?;
    let mut attributes = Vec::new();
    while !list.is_empty() {
        attributes.push(attribute(list.sequence("an attribute")?)?);
    }
    Ok(AddRequest { dn, attributes })
}

/// RFC 4511 section 4.6.
fn modify(reader: &mut Reader<'_>) -> Result<ModifyRequest, BerError> {
    let dn = reader.octets("the entry of a modify")?.to_vec();
    let mut list = reader.sequence("the changes of a modify")?;
    let mut changes = Vec::new();
    while !list.is_empty() {
        let mut change = list.sequence("a change")?;
        let operation = match change.enumerated("the operation of a change")? {
            0 => ChangeOperation::Add,
            1 => ChangeOperation::Delete,
            2 => ChangeOperation::Replace,
            3 => ChangeOperation::Increment,
            _ => return Err(BerError::Unlisted("the operation of a change")),
        };
        let modification = attribute(change.sequence("the modification of a change")?)?;
        change.end("a change")?;
        changes.push(Change {
            operation,
            modification,
        });
    }
    Ok(ModifyRequest { dn, changes })
}

/// RFC 4511 section 4.1.7.
fn attribute(mut reader: Reader<'_>) -> Result<PartialAttribute, BerError> {
    let description = reader.text("an attribute description")?;
    let mut list = Reader::new(reader.expect(ber::tag::SET, "the values of an attribute")?);
    let mut values = Vec::new();
    while !list.is_empty() {
        values.push(list.octets("a value")?.to_vec());
    }
    reader.end("an attribute")?;
    Ok(PartialAttribute {
        description,
        values,
    })
}
