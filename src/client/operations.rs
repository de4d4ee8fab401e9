//! Bind, compare, add, modify, delete, modify DN and extended operations, RFC 4511 section 4.

use super::{Client, Entry, Error};
use crate::wire::{
    Control, Request, Response,
    request::{Change, PartialAttribute},
    response::ExtendedResponse,
};

/// The final response to a request, whatever its result code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The response.
    pub response: Response,
    /// Its controls.
    pub controls: Vec<Control>,
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
        let _ = (request, controls);
        todo!()
    }

    /// Binds with a name (a DN, or what else the server takes) and a password, RFC 4513 section 5.1.3.
    ///
    /// # Errors
    /// An empty password with a name is refused before anything is sent: servers answer such an unauthenticated
    /// bind (RFC 4513 section 5.1.2) with success, and that proves nothing.
    pub async fn simple_bind(&mut self, name: &str, password: &str) -> Result<(), Error> {
        let _ = (name, password);
        todo!()
    }

    /// Binds without a name, RFC 4513 section 5.1.1.
    ///
    /// # Errors
    /// The server's refusal, or what broke the conversation.
    pub async fn anonymous_bind(&mut self) -> Result<(), Error> {
        todo!()
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
        let _ = (dn, attribute, value);
        todo!()
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn add(&mut self, dn: &str, attributes: Vec<PartialAttribute>) -> Result<(), Error> {
        let _ = (dn, attributes);
        todo!()
    }

    /// Changes an entry; all changes or none.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn modify(&mut self, dn: &str, changes: Vec<Change>) -> Result<(), Error> {
        let _ = (dn, changes);
        todo!()
    }

    /// Deletes an entry without subordinates.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn delete(&mut self, dn: &str) -> Result<(), Error> {
        let _ = dn;
        todo!()
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
        let _ = (dn, new_rdn, delete_old_rdn, new_superior);
        todo!()
    }

    /// Any extended operation.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn extended(
        &mut self,
        oid: &str,
        value: Option<Vec<u8>>,
    ) -> Result<ExtendedResponse, Error> {
        let _ = (oid, value);
        todo!()
    }

    /// Who the server takes this connection for, RFC 4532: `dn:…`, `u:…`, empty when anonymous.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn who_am_i(&mut self) -> Result<String, Error> {
        todo!()
    }

    /// The root DSE with user and operational attributes, RFC 4512 section 5.1.
    ///
    /// # Errors
    /// Every result code but success, and an answer without an entry.
    pub async fn root_dse(&mut self) -> Result<Entry, Error> {
        todo!()
    }

    /// Says goodbye and closes.
    pub async fn unbind(self) {
        todo!()
    }
}
