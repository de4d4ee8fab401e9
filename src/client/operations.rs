//! Compare, add, modify, delete, modify DN and extended operations, RFC 4511 section 4.

use super::{Answer, Client, Entry, Error, Search, answer, requests};
use crate::{
    diagnosis::{Code, Stage},
    wire::{
        Control, Request, oid,
        request::{Change, PartialAttribute},
        response::ExtendedResponse,
    },
};

impl Client {
    /// Sends any request but a search, unbind or abandon, and returns the response whatever its result code: a referral too,
    /// which the operations with names of their own follow where [`super::Options::referrals`] says so.
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
            .begin(requests::name(request), request, controls, deadline)
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
        let request = requests::compare(dn, attribute, value);
        self.ask(&request, &request).await?.truth(&request)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn add(&mut self, dn: &str, attributes: Vec<PartialAttribute>) -> Result<(), Error> {
        self.done(requests::add(dn, attributes)).await
    }

    /// Adds a number to each value of an attribute, RFC 4525; negative to subtract.
    ///
    /// # Errors
    /// Every result code but success: protocolError from servers without the extension.
    pub async fn increment(&mut self, dn: &str, attribute: &str, by: i64) -> Result<(), Error> {
        self.done(requests::increment(dn, attribute, by)).await
    }

    /// Changes an entry; all changes or none.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn modify(&mut self, dn: &str, changes: Vec<Change>) -> Result<(), Error> {
        self.done(requests::modify(dn, changes)).await
    }

    /// Deletes an entry without subordinates.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn delete(&mut self, dn: &str) -> Result<(), Error> {
        self.done(requests::delete(dn)).await
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
        let request = requests::modify_dn(dn, new_rdn, delete_old_rdn, new_superior);
        self.done(request).await
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
        let request = requests::extended(oid, value);
        self.request(&request, &[]).await?.extended(&request)
    }

    /// Who the server takes this connection for, RFC 4532: `dn:…`, `u:…`, empty when anonymous.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn who_am_i(&mut self) -> Result<String, Error> {
        let response = self.extended(oid::WHO_AM_I, None).await?;
        Ok(answer::identity(response))
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

    async fn done(&mut self, request: Request) -> Result<(), Error> {
        self.ask(&request, &request).await?.done(&request)
    }
}
