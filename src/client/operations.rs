//! Compare, add, modify, delete, modify DN and extended operations, RFC 4511 section 4.

use super::{Client, Entry, Error, Search, explain};
use crate::{
    diagnosis::{Code, Stage},
    wire::{
        Control, LdapResult, Request, Response, ResultCode, oid,
        request::{
            AddRequest, Change, ChangeOperation, CompareRequest, ExtendedRequest, ModifyDnRequest,
            ModifyRequest, PartialAttribute,
        },
        response::ExtendedResponse,
    },
};

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
}

impl Client {
    /// Sends any request but a search, unbind or abandon, and returns the response whatever its result code.
    ///
    /// # Errors
    /// Only what broke the conversation.
    pub async fn request(
        &mut self,
        request: &Request,
        controls: &[Control],
    ) -> Result<Answer, Error> {
        let deadline = self.deadline();
        let exchange = self
            .begin(name(request), request, controls, deadline)
            .await?;
        let message = self.next(&exchange).await?;
        Ok(Answer {
            response: message.response,
            controls: message.controls,
            id: exchange.id,
        })
    }

    /// Whether the entry has the value.
    ///
    /// # Errors
    /// Every result code but compareTrue and compareFalse.
    pub async fn compare(
        &mut self,
        dn: &str,
        attribute: &str,
        value: &[u8],
    ) -> Result<bool, Error> {
        let request = Request::Compare(CompareRequest {
            dn: dn.as_bytes().to_vec(),
            attribute: attribute.to_owned(),
            value: value.to_vec(),
        });
        let answer = self.request(&request, &[]).await?;
        match answer.result().code {
            ResultCode::COMPARE_TRUE => Ok(true),
            ResultCode::COMPARE_FALSE => Ok(false),
            _ => Err(answer.refusal(name(&request))),
        }
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn add(&mut self, dn: &str, attributes: Vec<PartialAttribute>) -> Result<(), Error> {
        let dn = dn.as_bytes().to_vec();
        self.done(&Request::Add(AddRequest { dn, attributes }))
            .await
    }

    /// Adds a number to each value of an attribute, RFC 4525; negative to subtract.
    ///
    /// # Errors
    /// Every result code but success: protocolError from servers without the extension.
    pub async fn increment(&mut self, dn: &str, attribute: &str, by: i64) -> Result<(), Error> {
        let change = Change {
            operation: ChangeOperation::Increment,
            modification: PartialAttribute {
                description: attribute.to_owned(),
                values: vec![by.to_string().into_bytes()],
            },
        };
        self.modify(dn, vec![change]).await
    }

    /// Changes an entry; all changes or none.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn modify(&mut self, dn: &str, changes: Vec<Change>) -> Result<(), Error> {
        let dn = dn.as_bytes().to_vec();
        self.done(&Request::Modify(ModifyRequest { dn, changes }))
            .await
    }

    /// Deletes an entry without subordinates.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn delete(&mut self, dn: &str) -> Result<(), Error> {
        self.done(&Request::Delete(dn.as_bytes().to_vec())).await
    }

    /// Renames an entry, and moves it when a new superior is given.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn modify_dn(
        &mut self,
        dn: &str,
        new_rdn: &str,
        delete_old_rdn: bool,
        new_superior: Option<&str>,
    ) -> Result<(), Error> {
        self.done(&Request::ModifyDn(ModifyDnRequest {
            dn: dn.as_bytes().to_vec(),
            new_rdn: new_rdn.as_bytes().to_vec(),
            delete_old_rdn,
            new_superior: new_superior.map(|dn| dn.as_bytes().to_vec()),
        }))
        .await
    }

    /// Any extended operation but StartTLS, which is [`Self::start_tls`].
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn extended(
        &mut self,
        oid: &str,
        value: Option<Vec<u8>>,
    ) -> Result<ExtendedResponse, Error> {
        let request = Request::Extended(ExtendedRequest {
            name: oid.to_owned(),
            value,
        });
        let answer = self.request(&request, &[]).await?;
        match answer.response {
            Response::Extended(response) if response.result.code == ResultCode::SUCCESS => {
                Ok(response)
            }
            _ => Err(answer.refusal(name(&request))),
        }
    }

    /// Who the server takes this connection for, RFC 4532: `dn:…`, `u:…`, empty when anonymous.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn who_am_i(&mut self) -> Result<String, Error> {
        let value = self.extended(oid::WHO_AM_I, None).await?.value;
        Ok(String::from_utf8_lossy(&value.unwrap_or_default()).into_owned())
    }

    /// The root DSE with user and operational attributes, RFC 4512 section 5.1.
    ///
    /// # Errors
    /// Every result code but success, and an answer without an entry.
    pub async fn root_dse(&mut self) -> Result<Entry, Error> {
        // AD and Samba answer `*` and `+` alike; slapd keeps all but objectClass behind `+`.
        let search = Search::entry("").attributes(["*", "+"]);
        let found = self
            .search(&search)
            .await
            .map_err(|error| error.at(Stage::RootDse))?;
        found.entries.into_iter().next().ok_or_else(|| {
            Error::of(
                Code::ROOT_DSE_EMPTY,
                "the search for the root DSE brought no entry",
            )
        })
    }

    /// Says goodbye and closes.
    pub async fn unbind(mut self) {
        if self.dead.is_none() {
            let deadline = self.deadline();
            self.connection.goodbye(deadline).await;
        }
    }

    async fn done(&mut self, request: &Request) -> Result<(), Error> {
        let answer = self.request(request, &[]).await?;
        match answer.result().code {
            ResultCode::SUCCESS => Ok(()),
            _ => Err(answer.refusal(name(request))),
        }
    }
}

/// An operation in sentences.
pub(super) fn name(request: &Request) -> &'static str {
    match request {
        Request::Bind(_) => "the bind",
        Request::Unbind => "the unbind",
        Request::Search(_) => "the search",
        Request::Modify(_) => "the modify",
        Request::Add(_) => "the add",
        Request::Delete(_) => "the delete",
        Request::ModifyDn(_) => "the modify DN",
        Request::Compare(_) => "the compare",
        Request::Abandon(_) => "the abandon",
        Request::Extended(request) if request.name == oid::START_TLS => "StartTLS",
        Request::Extended(request) if request.name == oid::WHO_AM_I => "Who am I?",
        Request::Extended(request) if request.name == oid::PASSWORD_MODIFY => "the password modify",
        Request::Extended(request) if request.name == oid::CANCEL => "the cancel",
        Request::Extended(_) => "the extended operation",
    }
}
