//! The kinds of operations, and which response answers which.

use super::{LdapResult, Request, Response, oid, response::ExtendedResponse};

/// The kind of an operation, RFC 4511 section 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// RFC 4511 section 4.2.
    Bind,
    /// RFC 4511 section 4.3.
    Unbind,
    /// RFC 4511 section 4.5.
    Search,
    /// RFC 4511 section 4.6.
    Modify,
    /// RFC 4511 section 4.7.
    Add,
    /// RFC 4511 section 4.8.
    Delete,
    /// RFC 4511 section 4.9.
    ModifyDn,
    /// RFC 4511 section 4.10.
    Compare,
    /// RFC 4511 section 4.11.
    Abandon,
    /// RFC 4511 section 4.12.
    Extended,
}

impl Operation {
    /// The kind of a request.
    pub fn of(request: &Request) -> Self {
        match request {
            Request::Bind(_) => Self::Bind,
            Request::Unbind => Self::Unbind,
            Request::Search(_) => Self::Search,
            Request::Modify(_) => Self::Modify,
            Request::Add(_) => Self::Add,
            Request::Delete(_) => Self::Delete,
            Request::ModifyDn(_) => Self::ModifyDn,
            Request::Compare(_) => Self::Compare,
            Request::Abandon(_) => Self::Abandon,
            Request::Extended(_) => Self::Extended,
        }
    }

    /// The response that carries a result for such an operation; `None` where nothing is answered.
    pub(crate) fn response(self, result: LdapResult) -> Option<Response> {
        Some(match self {
            Self::Bind => Response::Bind {
                result,
                sasl_credentials: None,
            },
            Self::Search => Response::SearchDone(result),
            Self::Modify => Response::Modify(result),
            Self::Add => Response::Add(result),
            Self::Delete => Response::Delete(result),
            Self::ModifyDn => Response::ModifyDn(result),
            Self::Compare => Response::Compare(result),
            Self::Extended => Response::Extended(ExtendedResponse {
                result,
                name: None,
                value: None,
            }),
            Self::Unbind | Self::Abandon => return None,
        })
    }
}

/// The notice of disconnection, RFC 4511 section 4.4.1, as octets: message ID 0.
pub(crate) fn notice_of_disconnection(result: LdapResult) -> Vec<u8> {
    let name = Some(oid::NOTICE_OF_DISCONNECTION.to_owned());
    Response::Extended(ExtendedResponse {
        result,
        name,
        value: None,
    })
    .encode(0, &[])
}
