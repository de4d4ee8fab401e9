//! Reading requests: bind, search and what consists only of DNs and numbers here, the rest in [`super::modelled`].

use super::{
    Authentication, BindRequest, ModifyDnRequest, Request, Scope, SearchRequest, modelled, tag,
};
use crate::wire::{
    ber::read::{self, BerError, Reader},
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
        tag::ADD | tag::MODIFY | tag::COMPARE | tag::EXTENDED => {
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

/// Whether the operation has exactly the form that RFC 4511 gives it, so that nothing can get lost behind it.
pub(super) mod form {
    use super::{BerError, Reader, read, tag};
    use crate::wire::ber;

    /// RFC 4511 section 4.7.
    pub(in super::super) fn add(mut reader: Reader<'_>) -> Result<(), BerError> {
        reader.octets("the entry of an add")?;
        let mut attributes = reader.sequence("the attributes of an add")?;
        while !attributes.is_empty() {
            attribute(attributes.sequence("an attribute")?)?;
        }
        reader.end("an add request")
    }

    /// RFC 4511 section 4.6.
    pub(in super::super) fn modify(mut reader: Reader<'_>) -> Result<(), BerError> {
        reader.octets("the entry of a modify")?;
        let mut changes = reader.sequence("the changes of a modify")?;
        while !changes.is_empty() {
            let mut change = changes.sequence("a change")?;
            if !(0..=3).contains(&change.enumerated("the operation of a change")?) {
                return Err(BerError::Unlisted("the operation of a change"));
            }
            attribute(change.sequence("the modification of a change")?)?;
            change.end("a change")?;
        }
        reader.end("a modify request")
    }

    /// RFC 4511 section 4.10.
    pub(in super::super) fn compare(mut reader: Reader<'_>) -> Result<(), BerError> {
        reader.octets("the entry of a compare")?;
        let mut assertion = reader.sequence("the assertion of a compare")?;
        read::text_ref(
            assertion.octets("the attribute of a compare")?,
            "the attribute of a compare",
        )?;
        assertion.octets("the value of a compare")?;
        assertion.end("the assertion of a compare")?;
        reader.end("a compare request")
    }

    /// RFC 4511 section 4.12.
    pub(in super::super) fn extended(mut reader: Reader<'_>) -> Result<(), BerError> {
        let name = reader.expect(tag::EXTENDED_NAME, "the OID of an extended request")?;
        read::text_ref(name, "the OID of an extended request")?;
        if !reader.is_empty() {
            reader.expect(tag::EXTENDED_VALUE, "the value of an extended request")?;
        }
        reader.end("an extended request")
    }

    fn attribute(mut reader: Reader<'_>) -> Result<(), BerError> {
        read::text_ref(
            reader.octets("an attribute description")?,
            "an attribute description",
        )?;
        let mut values = Reader::new(reader.expect(ber::tag::SET, "the values of an attribute")?);
        while !values.is_empty() {
            values.octets("a value")?;
        }
        reader.end("an attribute")
    }
}
