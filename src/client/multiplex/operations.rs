//! The operations with names of their own, on a connection that several share: as those of [`Client`](crate::client::Client).

use super::Multiplexed;
use crate::{
    client::{Error, PasswordChange, answer, password, requests},
    wire::{
        Request, oid,
        request::{Change, PartialAttribute},
        response::ExtendedResponse,
    },
};

impl Multiplexed {
    /// Whether the entry has the value.
    ///
    /// # Errors
    /// Every result code but compareTrue and compareFalse.
    pub async fn compare(&self, dn: &str, attribute: &str, value: &[u8]) -> Result<bool, Error> {
        let request = requests::compare(dn, attribute, value);
        self.request(&request, &[]).await?.truth(&request)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn add(&self, dn: &str, attributes: Vec<PartialAttribute>) -> Result<(), Error> {
        self.done(requests::add(dn, attributes)).await
    }

    /// Changes an entry; all changes or none.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn modify(&self, dn: &str, changes: Vec<Change>) -> Result<(), Error> {
        self.done(requests::modify(dn, changes)).await
    }

    /// Adds a number to each value of an attribute, RFC 4525; negative to subtract.
    ///
    /// # Errors
    /// Every result code but success: protocolError from servers without the extension.
    pub async fn increment(&self, dn: &str, attribute: &str, by: i64) -> Result<(), Error> {
        self.done(requests::increment(dn, attribute, by)).await
    }

    /// Deletes an entry without subordinates.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn delete(&self, dn: &str) -> Result<(), Error> {
        self.done(requests::delete(dn)).await
    }

    /// Renames an entry, and moves it when a new superior is given.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn modify_dn(
        &self,
        dn: &str,
        new_rdn: &str,
        delete_old_rdn: bool,
        new_superior: Option<&str>,
    ) -> Result<(), Error> {
        let request = requests::modify_dn(dn, new_rdn, delete_old_rdn, new_superior);
        self.done(request).await
    }

    /// Changes a password, RFC 3062. The answer is the password that the server made up, when it was given none.
    ///
    /// # Errors
    /// Every result code but success, and an answer without the password that was to be made up.
    pub async fn password_modify(&self, change: &PasswordChange) -> Result<Option<Vec<u8>>, Error> {
        let request = change.request();
        let answer = self.request(&request, &[]).await?;
        PasswordChange::generated(&answer.extended(&request)?)
    }

    /// Who the server takes this connection for, RFC 4532: `dn:…`, `u:…`, empty when anonymous.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn who_am_i(&self) -> Result<String, Error> {
        let response = self.extended(oid::WHO_AM_I, None).await?;
        Ok(answer::identity(response))
    }

    /// Any extended operation but StartTLS.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn extended(
        &self,
        oid: &str,
        value: Option<Vec<u8>>,
    ) -> Result<ExtendedResponse, Error> {
        let request = requests::extended(oid, value);
        self.request(&request, &[]).await?.extended(&request)
    }

    /// Asks the server to end an operation and to say so, RFC 3909: the operation's own answer is then `canceled`.
    ///
    /// # Errors
    /// Every result code but success: noSuchOperation, tooLate, cannotCancel.
    pub async fn cancel(&self, id: i32) -> Result<(), Error> {
        self.extended(oid::CANCEL, Some(password::cancel_value(id)))
            .await
            .map(drop)
    }

    async fn done(&self, request: Request) -> Result<(), Error> {
        self.request(&request, &[]).await?.done(&request)
    }
}
