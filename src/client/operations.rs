//! Bind, compare, add, modify, delete, modify DN and extended operations, RFC 4511 section 4.

use super::{Client, Entry, Error, Search, explain};
use crate::{
    diagnosis::{Code, Stage},
    wire::{
        Control, LdapResult, Request, Response, ResultCode, oid,
        request::{
            AddRequest, Authentication, BindRequest, Change, CompareRequest, ExtendedRequest,
            ModifyDnRequest, ModifyRequest, PartialAttribute,
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
}

impl Answer {
    fn into_result(self) -> LdapResult {
        // Only responses that carry a result end an exchange.
        self.response
            .result()
            .cloned()
            .unwrap_or_else(|| LdapResult::new(ResultCode::OTHER))
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
        })
    }

    /// Binds with a name (a DN, or what else the server takes) and a password, RFC 4513 section 5.1.3.
    ///
    /// # Errors
    /// The server's refusal under a code of its own, AD's reasons told apart. An empty password with a name is refused before
    /// anything is sent: servers answer such an unauthenticated bind (RFC 4513 section 5.1.2) with success, and that proves nothing.
    pub async fn simple_bind(&mut self, name: &str, password: &str) -> Result<(), Error> {
        if password.is_empty() {
            return Err(Error::of(
                Code::BIND_EMPTY_PASSWORD,
                format!("the bind as `{name}` has an empty password; it was not sent"),
            ));
        }
        self.bind(name, password).await
    }

    /// Binds without a name, RFC 4513 section 5.1.1.
    ///
    /// # Errors
    /// The server's refusal, or what broke the conversation.
    pub async fn anonymous_bind(&mut self) -> Result<(), Error> {
        self.bind("", "").await
    }

    async fn bind(&mut self, name: &str, password: &str) -> Result<(), Error> {
        let request = Request::Bind(BindRequest {
            version: 3,
            name: name.as_bytes().to_vec(),
            authentication: Authentication::Simple(password.as_bytes().to_vec()),
        });
        let result = self.request(&request, &[]).await?.into_result();
        match result.code {
            ResultCode::SUCCESS => Ok(()),
            _ => Err(explain::bind_refusal(result)),
        }
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
        let result = self.request(&request, &[]).await?.into_result();
        match result.code {
            ResultCode::COMPARE_TRUE => Ok(true),
            ResultCode::COMPARE_FALSE => Ok(false),
            _ => Err(explain::refusal(name(&request), result)),
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
            response => {
                let controls = Vec::new();
                let result = Answer { response, controls }.into_result();
                Err(explain::refusal(name(&request), result))
            }
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
        let result = self.request(request, &[]).await?.into_result();
        match result.code {
            ResultCode::SUCCESS => Ok(()),
            _ => Err(explain::refusal(name(request), result)),
        }
    }
}

/// An operation in sentences.
fn name(request: &Request) -> &'static str {
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
        Request::Extended(_) => "the extended operation",
    }
}
