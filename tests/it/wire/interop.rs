//! What we write ldap3_proto reads as the same, and the other way round; `arbitrary` lists what it cannot.

use bytes::BytesMut;
use ldap3_proto::{
    LdapCodec,
    control::LdapControl,
    proto::{
        LdapBindCred, LdapFilter, LdapIntermediateResponse, LdapMsg, LdapOp, LdapPartialAttribute,
        LdapResult as TheirResult,
    },
};
use ldaplab::wire::{
    Control, Filter, LdapResult, Request, Response, ResultCode,
    control::PagedResults,
    filter::{MatchingRuleAssertion, Substrings},
    request::{
        AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
        ExtendedRequest, ModifyDnRequest, ModifyRequest, PartialAttribute, Scope, SearchRequest,
    },
    response::{ExtendedResponse, SearchEntry},
};
use proptest::prelude::*;
use tokio_util::codec::{Decoder, Encoder};

use super::{arbitrary, request, response};

fn theirs_written(message: LdapMsg) -> Vec<u8> {
    let mut out = BytesMut::new();
    let mut codec = LdapCodec::new(Some(1 << 20), None);
    codec.encode(message, &mut out).expect("ldap3_proto writes");
    out.to_vec()
}

fn theirs_read(bytes: &[u8]) -> LdapMsg {
    let mut codec = LdapCodec::new(Some(1 << 20), None);
    let mut buffer = BytesMut::from(bytes);
    let message = codec.decode(&mut buffer).expect("ldap3_proto reads");
    assert!(buffer.is_empty());
    message.expect("a whole message")
}

fn control(control: &LdapControl) -> Control {
    match control.clone() {
        LdapControl::Unknown {
            oid,
            criticality,
            value,
        } => Control {
            oid,
            critical: criticality,
            value,
        },
        LdapControl::ManageDsaIT { criticality } => {
            Control::new("2.16.840.1.113730.3.4.2", criticality)
        }
        LdapControl::SimplePagedResults { size, cookie } => {
            PagedResults { size, cookie }.control(false)
        }
        other => unreachable!("no strategy makes {other:?}"),
    }
}

fn controls(message: &LdapMsg) -> Vec<Control> {
    message.ctrl.iter().map(control).collect()
}

fn attribute(attribute: LdapPartialAttribute) -> PartialAttribute {
    PartialAttribute {
        description: attribute.atype,
        values: attribute.vals,
    }
}

fn filter(theirs: LdapFilter) -> Filter {
    match theirs {
        LdapFilter::And(parts) => Filter::And(parts.into_iter().map(filter).collect()),
        LdapFilter::Or(parts) => Filter::Or(parts.into_iter().map(filter).collect()),
        LdapFilter::Not(part) => Filter::Not(Box::new(filter(*part))),
        LdapFilter::Equality(a, v) => Filter::Equality(a, v.into()),
        LdapFilter::GreaterOrEqual(a, v) => Filter::GreaterOrEqual(a, v.into()),
        LdapFilter::LessOrEqual(a, v) => Filter::LessOrEqual(a, v.into()),
        LdapFilter::Approx(a, v) => Filter::Approx(a, v.into()),
        LdapFilter::Present(a) => Filter::Present(a),
        LdapFilter::Substring(a, pieces) => Filter::Substrings(
            a,
            Substrings {
                initial: pieces.initial.map(Into::into),
                any: pieces.any.into_iter().map(Into::into).collect(),
                last: pieces.final_.map(Into::into),
            },
        ),
        LdapFilter::Extensible(assertion) => Filter::Extensible(MatchingRuleAssertion {
            rule: assertion.matching_rule,
            attribute: assertion.type_,
            value: assertion.match_value.into(),
            dn_attributes: assertion.dn_attributes,
        }),
    }
}

/// The same request in our types.
pub(super) fn our_request(theirs: LdapOp) -> Request {
    match theirs {
        LdapOp::BindRequest(bind) => Request::Bind(BindRequest {
            version: bind.version,
            name: bind.dn.into(),
            authentication: match bind.cred {
                LdapBindCred::Simple(password) => Authentication::Simple(password.into()),
                LdapBindCred::SASL(sasl) => Authentication::Sasl {
                    mechanism: sasl.mechanism,
                    credentials: Some(sasl.credentials),
                },
                LdapBindCred::Unsupported => unreachable!("no strategy makes it"),
            },
        }),
        LdapOp::UnbindRequest => Request::Unbind,
        LdapOp::SearchRequest(search) => Request::Search(SearchRequest {
            base: search.base.into(),
            scope: [Scope::Base, Scope::One, Scope::Sub, Scope::Children][search.scope as usize],
            deref_aliases: search.aliases as i64,
            size_limit: search.sizelimit.into(),
            time_limit: search.timelimit.into(),
            types_only: search.typesonly,
            filter: filter(search.filter),
            attributes: search.attrs,
        }),
        LdapOp::ModifyRequest(modify) => Request::Modify(ModifyRequest {
            dn: modify.dn.into(),
            changes: modify
                .changes
                .into_iter()
                .map(|change| Change {
                    operation: [
                        ChangeOperation::Add,
                        ChangeOperation::Delete,
                        ChangeOperation::Replace,
                        ChangeOperation::Increment,
                    ][change.operation as usize],
                    modification: attribute(change.modification),
                })
                .collect(),
        }),
        LdapOp::AddRequest(add) => Request::Add(AddRequest {
            dn: add.dn.into(),
            attributes: add.attributes.into_iter().map(attribute).collect(),
        }),
        LdapOp::DelRequest(dn) => Request::Delete(dn.into()),
        LdapOp::ModifyDNRequest(modify) => Request::ModifyDn(ModifyDnRequest {
            dn: modify.dn.into(),
            new_rdn: modify.newrdn.into(),
            delete_old_rdn: modify.deleteoldrdn,
            new_superior: modify.new_superior.map(Into::into),
        }),
        LdapOp::CompareRequest(compare) => Request::Compare(CompareRequest {
            dn: compare.dn.into(),
            attribute: compare.atype,
            value: compare.val,
        }),
        LdapOp::AbandonRequest(id) => Request::Abandon(id),
        LdapOp::ExtendedRequest(extended) => Request::Extended(ExtendedRequest {
            name: extended.name,
            value: extended.value,
        }),
        other => unreachable!("{other:?} is no request"),
    }
}

fn result(theirs: TheirResult) -> LdapResult {
    LdapResult::new(ResultCode(theirs.code as u32))
        .matched_dn(theirs.matcheddn)
        .diagnostic(theirs.message)
        .referrals(theirs.referral)
}

/// The same response in our types.
pub(super) fn our_response(theirs: LdapOp) -> Response {
    match theirs {
        LdapOp::BindResponse(bind) => Response::Bind {
            result: result(bind.res),
            sasl_credentials: bind.saslcreds,
        },
        LdapOp::SearchResultEntry(entry) => Response::SearchEntry(SearchEntry {
            dn: entry.dn.into(),
            attributes: entry.attributes.into_iter().map(attribute).collect(),
        }),
        LdapOp::SearchResultReference(reference) => Response::SearchReference(reference.uris),
        LdapOp::SearchResultDone(theirs) => Response::SearchDone(result(theirs)),
        LdapOp::ModifyResponse(theirs) => Response::Modify(result(theirs)),
        LdapOp::AddResponse(theirs) => Response::Add(result(theirs)),
        LdapOp::DelResponse(theirs) => Response::Delete(result(theirs)),
        LdapOp::ModifyDNResponse(theirs) => Response::ModifyDn(result(theirs)),
        LdapOp::CompareResult(theirs) => Response::Compare(result(theirs)),
        LdapOp::ExtendedResponse(extended) => Response::Extended(ExtendedResponse {
            result: result(extended.res),
            name: extended.name,
            value: extended.value,
        }),
        LdapOp::IntermediateResponse(LdapIntermediateResponse::Raw { name, value }) => {
            Response::Intermediate { name, value }
        }
        other => unreachable!("{other:?} is no response"),
    }
}

/// Gap "referrals are dropped when decoding".
fn without_referrals(mut message: LdapMsg) -> LdapMsg {
    match &mut message.op {
        LdapOp::BindResponse(bind) => bind.res.referral.clear(),
        LdapOp::ExtendedResponse(extended) => extended.res.referral.clear(),
        LdapOp::SearchResultDone(result)
        | LdapOp::ModifyResponse(result)
        | LdapOp::AddResponse(result)
        | LdapOp::DelResponse(result)
        | LdapOp::ModifyDNResponse(result)
        | LdapOp::CompareResult(result) => result.referral.clear(),
        _ => {}
    }
    message
}

proptest! {
    #[test]
    fn a_request_that_ldap3_proto_writes_we_read_as_the_same(
        message in arbitrary::message(arbitrary::request())
    ) {
        let expected = (message.msgid, our_request(message.op.clone()), controls(&message));
        prop_assert_eq!(request(&theirs_written(message)), Ok(expected));
    }

    #[test]
    fn a_request_that_we_write_ldap3_proto_reads_as_the_same(
        message in arbitrary::message(arbitrary::request())
    ) {
        let ours = our_request(message.op.clone());
        let read = theirs_read(&ours.encode(message.msgid, &controls(&message)));
        prop_assert_eq!(read, message);
    }

    #[test]
    fn a_response_that_ldap3_proto_writes_we_read_as_the_same(
        message in arbitrary::message(arbitrary::response())
    ) {
        let expected = (message.msgid, our_response(message.op.clone()), controls(&message));
        prop_assert_eq!(response(&theirs_written(message)), Ok(expected));
    }

    #[test]
    fn a_response_that_we_write_ldap3_proto_reads_as_the_same(
        message in arbitrary::message(arbitrary::response())
    ) {
        let ours = our_response(message.op.clone());
        let read = theirs_read(&ours.encode(message.msgid, &controls(&message)));
        prop_assert_eq!(read, without_referrals(message));
    }
}
