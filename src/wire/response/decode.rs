//! Reading responses. None goes through ldap3_proto: it drops referrals, knows only some result codes and needs UTF-8 in
//! every DN.

use super::{ExtendedResponse, LdapResult, Response, SearchEntry, tag};
use crate::wire::{
    ber::{
        self,
        read::{self, BerError, Element, Reader},
    },
    envelope::Envelope,
    request::PartialAttribute,
    result_code::ResultCode,
};

pub(super) fn decode(envelope: &Envelope) -> Result<Response, BerError> {
    let mut reader = Reader::new(envelope.content()?);
    match envelope.tag {
        tag::SEARCH_ENTRY => Ok(Response::SearchEntry(search_entry(reader)?)),
        tag::SEARCH_REFERENCE => {
            let urls = texts(reader, "a search reference")?;
            if urls.is_empty() {
                return Err(BerError::Missing("the URL of a search reference"));
            }
            Ok(Response::SearchReference(urls))
        }
        tag::BIND => {
            let result = result(&mut reader)?;
            let sasl_credentials = reader.optional(tag::SASL_CREDENTIALS)?.map(<[u8]>::to_vec);
            unknown(reader, &[tag::REFERRAL, tag::SASL_CREDENTIALS])?;
            Ok(Response::Bind {
                result,
                sasl_credentials,
            })
        }
        tag::SEARCH_DONE => Ok(Response::SearchDone(only_result(reader)?)),
        tag::MODIFY => Ok(Response::Modify(only_result(reader)?)),
        tag::ADD => Ok(Response::Add(only_result(reader)?)),
        tag::DELETE => Ok(Response::Delete(only_result(reader)?)),
        tag::MODIFY_DN => Ok(Response::ModifyDn(only_result(reader)?)),
        tag::COMPARE => Ok(Response::Compare(only_result(reader)?)),
        tag::EXTENDED => Ok(Response::Extended(extended(reader, envelope)?)),
        tag::INTERMEDIATE => {
            let name = optional_text(&mut reader, tag::INTERMEDIATE_NAME)?;
            let value = reader
                .optional(tag::INTERMEDIATE_VALUE)?
                .map(<[u8]>::to_vec);
            unknown(reader, &[tag::INTERMEDIATE_NAME, tag::INTERMEDIATE_VALUE])?;
            Ok(Response::Intermediate { name, value })
        }
        _ => Err(BerError::Value("the operation, which is no response,")),
    }
}

/// RFC 4511 section 4.5.2.
fn search_entry(mut reader: Reader<'_>) -> Result<SearchEntry, BerError> {
    let dn = reader.octets("the DN of an entry")?.to_vec();
    let mut list = reader.sequence("the attributes of an entry")?;
    let mut attributes = Vec::new();
    while !list.is_empty() {
        let mut attribute = list.sequence("an attribute")?;
        let description = attribute.text("an attribute description")?;
        let mut set = Reader::new(attribute.expect(ber::tag::SET, "the values of an attribute")?);
        let mut values = Vec::new();
        while !set.is_empty() {
            values.push(set.octets("a value")?.to_vec());
        }
        unknown(attribute, &[ber::tag::OCTET_STRING, ber::tag::SET])?;
        attributes.push(PartialAttribute {
            description,
            values,
        });
    }
    unknown(reader, &[ber::tag::OCTET_STRING, ber::tag::SEQUENCE])?;
    Ok(SearchEntry { dn, attributes })
}

/// RFC 4511 section 4.12.
fn extended(mut reader: Reader<'_>, envelope: &Envelope) -> Result<ExtendedResponse, BerError> {
    let result = result(&mut reader)?;
    let mut name = optional_text(&mut reader, tag::EXTENDED_NAME)?;
    let value = reader.optional(tag::EXTENDED_VALUE)?.map(<[u8]>::to_vec);
    unknown(
        reader,
        &[tag::REFERRAL, tag::EXTENDED_NAME, tag::EXTENDED_VALUE],
    )?;
    // Active Directory's notice of disconnection has its OID beside the operation.
    if name.is_none()
        && envelope.id == 0
        && let Some(stray) = envelope.beside(tag::EXTENDED_NAME)
    {
        name = Some(read::text(stray, "the OID of an extended response")?);
    }
    Ok(ExtendedResponse {
        result,
        name,
        value,
    })
}

fn optional_text(reader: &mut Reader<'_>, tag: u8) -> Result<Option<String>, BerError> {
    match reader.optional(tag)? {
        Some(name) => Ok(Some(read::text(name, "the OID of a response")?)),
        None => Ok(None),
    }
}

fn only_result(mut reader: Reader<'_>) -> Result<LdapResult, BerError> {
    let result = result(&mut reader)?;
    unknown(reader, &[tag::REFERRAL])?;
    Ok(result)
}

/// LDAPResult, RFC 4511 section 4.1.9.
fn result(reader: &mut Reader<'_>) -> Result<LdapResult, BerError> {
    let code = reader.enumerated("the result code")?;
    let code = u32::try_from(code).map_err(|_| BerError::Value("the result code"))?;
    let matched_dn = reader.octets("the matched DN")?.to_vec();
    let diagnostic = lossy(reader.octets("the diagnostic message")?);
    let referrals = match reader.optional(tag::REFERRAL)? {
        Some(list) => texts(Reader::new(list), "a referral")?,
        None => Vec::new(),
    };
    Ok(LdapResult {
        code: ResultCode(code),
        matched_dn,
        diagnostic,
        referrals,
    })
}

fn texts(mut list: Reader<'_>, what: &'static str) -> Result<Vec<String>, BerError> {
    let mut urls = Vec::new();
    while !list.is_empty() {
        urls.push(lossy(list.octets(what)?));
    }
    Ok(urls)
}

fn lossy(content: &[u8]) -> String {
    String::from_utf8_lossy(content).into_owned()
}

/// Skips what RFC 4511 does not know, and refuses what it knows by number but has in another form, twice or elsewhere.
fn unknown(mut reader: Reader<'_>, known: &[u8]) -> Result<(), BerError> {
    while !reader.is_empty() {
        let Element { tag: found, .. } = reader.element()?;
        let number = |tag: u8| tag & !0x20;
        if let Some(&expected) = known.iter().find(|&&tag| number(tag) == number(found)) {
            return Err(BerError::Tag {
                what: "an element at the end of a response",
                expected,
                found,
            });
        }
    }
    Ok(())
}
