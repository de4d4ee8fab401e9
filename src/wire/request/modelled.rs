//! The requests that ldap3_proto models without loss and without cost: compare and extended. Add and modify it reads into a tree first,
//! which took as long as the rest of a write.
//!
//! It gets an operation only when the tag is one of these, every element in it is whole, and it has exactly the form of RFC
//! 4511: left to itself, ldap3_proto drops a child that is cut, takes a value under a wrong tag for none, ignores what
//! follows, and prints a tag that it does not know. The entry's DN is taken out before, because ldap3_proto holds it as
//! text and a server has an answer (`invalidDNSyntax`) for one that is not.

use ldap3_lber::{
    Parser,
    structure::{PL, StructureTag},
};
use ldap3_proto::proto::LdapOp;

use super::{CompareRequest, ExtendedRequest, Request, tag};
use crate::wire::{
    ber::read::{self, BerError, Reader},
    frame::Limits,
};

/// The deepest of these is compare: operation, assertion, value. ldap3_lber counts one more.
const DEPTH: usize = 8;

/// Reads a whole operation, header included.
pub(super) fn decode(operation: &[u8], limits: &Limits) -> Result<Request, BerError> {
    read::walk(operation, limits.max_depth, limits.max_elements)?;
    let element = Reader::new(operation).element()?;
    let content = Reader::new(element.content);
    match element.tag {
        tag::COMPARE => form::compare(content),
        tag::EXTENDED => form::extended(content),
        _ => Err(UNMODELLED),
    }?;
    let (_, mut tree) = Parser::new(DEPTH)
        .parse(operation)
        .map_err(|_| UNMODELLED)?;
    let dn = match element.tag {
        tag::EXTENDED => Vec::new(),
        _ => take_dn(&mut tree).ok_or(UNMODELLED)?,
    };
    match LdapOp::try_from(tree).map_err(|_| UNMODELLED)? {
        LdapOp::CompareRequest(compare) => Ok(Request::Compare(CompareRequest {
            dn,
            attribute: compare.atype,
            value: compare.val,
        })),
        LdapOp::ExtendedRequest(extended) => Ok(Request::Extended(ExtendedRequest {
            name: extended.name,
            value: extended.value,
        })),
        _ => Err(UNMODELLED),
    }
}

/// Cannot happen after the checks above; an error all the same, because the bytes are a stranger's.
const UNMODELLED: BerError = BerError::Value("the operation");

/// Moves the first child, the entry's DN, out of the tree and leaves it empty.
fn take_dn(tree: &mut StructureTag) -> Option<Vec<u8>> {
    let PL::C(children) = &mut tree.payload else {
        return None;
    };
    let PL::P(dn) = &mut children.first_mut()?.payload else {
        return None;
    };
    Some(std::mem::take(dn))
}

/// Whether the operation has exactly the form that RFC 4511 gives it, so that nothing can get lost behind it.
mod form {
    use super::{BerError, Reader, read, tag};

    /// RFC 4511 section 4.10.
    pub(super) fn compare(mut reader: Reader<'_>) -> Result<(), BerError> {
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
    pub(super) fn extended(mut reader: Reader<'_>) -> Result<(), BerError> {
        let name = reader.expect(tag::EXTENDED_NAME, "the OID of an extended request")?;
        read::text_ref(name, "the OID of an extended request")?;
        if !reader.is_empty() {
            reader.expect(tag::EXTENDED_VALUE, "the value of an extended request")?;
        }
        reader.end("an extended request")
    }
}
