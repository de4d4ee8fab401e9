//! The answer to a request, and what it means to the typed operations.

use super::{Error, explain, requests};
use crate::wire::{Control, LdapResult, Request, Response, ResultCode, response::ExtendedResponse};

/// The final response to a request, whatever its result code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The response.
    pub response: Response,
    /// Its controls.
    pub controls: Vec<Control>,
    /// The message ID of request and response.
    pub id: i32,
}

impl Answer {
    /// The result.
    pub fn result(&self) -> LdapResult {
        // Only responses that carry a result end an exchange.
        self.response
            .result()
            .cloned()
            .unwrap_or_else(|| LdapResult::new(ResultCode::OTHER))
    }

    /// The refusal that a result other than success is.
    pub(super) fn refusal(&self, what: &str) -> Error {
        explain::refusal(what, self.result())
            .of_message(self.id)
            .with_controls(self.controls.clone())
    }

    /// Success, or the error that any other code is.
    pub(super) fn done(&self, request: &Request) -> Result<(), Error> {
        match self.result().code {
            ResultCode::SUCCESS => Ok(()),
            _ => Err(self.refusal(requests::name(request))),
        }
    }

    /// What a compare found.
    pub(super) fn truth(&self, request: &Request) -> Result<bool, Error> {
        match self.result().code {
            ResultCode::COMPARE_TRUE => Ok(true),
            ResultCode::COMPARE_FALSE => Ok(false),
            _ => Err(self.refusal(requests::name(request))),
        }
    }

    /// The response to an extended operation.
    pub(super) fn extended(self, request: &Request) -> Result<ExtendedResponse, Error> {
        match self.response {
            Response::Extended(response) if response.result.code == ResultCode::SUCCESS => {
                Ok(response)
            }
            _ => Err(self.refusal(requests::name(request))),
        }
    }
}

/// The authorization identity in the answer to Who am I?, RFC 4532.
pub(super) fn identity(response: ExtendedResponse) -> String {
    String::from_utf8_lossy(&response.value.unwrap_or_default()).into_owned()
}
