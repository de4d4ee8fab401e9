//! Password modify (RFC 3062), cancel (RFC 3909) and abandon.

use std::fmt;

use super::{Client, Error, requests};
use crate::{
    diagnosis::Code,
    wire::{
        Request,
        ber::{read::Reader, tag, write},
        oid,
        response::ExtendedResponse,
    },
};

/// A change of a password, RFC 3062. Its `Debug` shows no password.
///
/// ```
/// use ldaplab::client::PasswordChange;
///
/// let change = PasswordChange::default().of("uid=ada,dc=example,dc=org").to("n3w");
/// assert!(!format!("{change:?}").contains("n3w"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PasswordChange {
    user: Option<String>,
    old: Option<String>,
    new: Option<String>,
}

impl PasswordChange {
    /// Whose password: a DN, or what else the server takes. Unless set, that of whoever is bound.
    #[must_use]
    pub fn of(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// The password so far; some servers demand it.
    #[must_use]
    pub fn from(mut self, old: impl Into<String>) -> Self {
        self.old = Some(old.into());
        self
    }

    /// The new password. Unless set, the server makes one and answers it.
    #[must_use]
    pub fn to(mut self, new: impl Into<String>) -> Self {
        self.new = Some(new.into());
        self
    }

    /// Whose password, where it is said.
    pub(super) fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub(super) fn request(&self) -> Request {
        requests::extended(oid::PASSWORD_MODIFY, self.encode())
    }

    /// The password that the server made up.
    pub(super) fn generated(response: &ExtendedResponse) -> Result<Option<Vec<u8>>, Error> {
        let Some(value) = &response.value else {
            return Ok(None);
        };
        let generated = || {
            let mut outer = Reader::new(value);
            let mut inner = outer.sequence("the value").ok()?;
            Some(inner.optional(0x80).ok()?.map(<[u8]>::to_vec))
        };
        generated().ok_or_else(|| {
            Error::of(
                Code::LDAP_MALFORMED,
                "the value of the answer to the password modify is not as RFC 3062 has it",
            )
        })
    }

    /// The request's value; none where nothing is set.
    fn encode(&self) -> Option<Vec<u8>> {
        let parts = [(0x80, &self.user), (0x81, &self.old), (0x82, &self.new)];
        if parts.iter().all(|(_, part)| part.is_none()) {
            return None;
        }
        let mut out = Vec::new();
        write::constructed(&mut out, tag::SEQUENCE, |out| {
            for (tag, part) in parts {
                if let Some(part) = part {
                    write::primitive(out, tag, part.as_bytes());
                }
            }
        });
        Some(out)
    }
}

impl fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordChange")
            .field("user", &self.user)
            .field("old", &self.old.as_ref().map(|_| "***"))
            .field("new", &self.new.as_ref().map(|_| "***"))
            .finish()
    }
}

impl Client {
    /// Changes a password, RFC 3062. The answer is the password that the server made up, when it was given none. A referral
    /// is followed where [`super::Options::referrals`] says so, to servers for which credentials are given there.
    ///
    /// # Errors
    /// Every result code but success, and an answer without the password that was to be made up.
    pub async fn password_modify(
        &mut self,
        change: &PasswordChange,
    ) -> Result<Option<Vec<u8>>, Error> {
        let request = change.request();
        let response = self.ask(change, &request).await?.extended(&request)?;
        PasswordChange::generated(&response)
    }
}

impl Client {
    /// Asks the server to end an operation under way and to say so, RFC 3909. Beside an operation that is still wanted,
    /// use [`super::Multiplexed`].
    ///
    /// # Errors
    /// Every result code but success: noSuchOperation, tooLate, cannotCancel.
    pub async fn cancel(&mut self, id: i32) -> Result<(), Error> {
        self.extended(oid::CANCEL, Some(cancel_value(id)))
            .await
            .map(drop)
    }
}

/// The value of a cancel request, RFC 3909.
pub(super) fn cancel_value(id: i32) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        write::integer(out, tag::INTEGER, i64::from(id));
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_change_has_the_octets_of_rfc_3062() {
        let change = PasswordChange::default();
        assert_eq!(change.encode(), None);
        let change = change.of("uid=a").from("o").to("n");
        assert_eq!(
            change.encode().unwrap(),
            b"\x30\x0d\x80\x05uid=a\x81\x01o\x82\x01n"
        );
        // Recorded case extop.passwd_generate.
        let change = PasswordChange::default().of("uid=nopw,ou=people,dc=example,dc=org");
        assert_eq!(
            change.encode().unwrap(),
            b"0&\x80$uid=nopw,ou=people,dc=example,dc=org"
        );
    }

    #[test]
    fn a_cancel_has_the_octets_of_rfc_3909() {
        // Recorded case extop.cancel_unknown.
        assert_eq!(cancel_value(77), b"0\x03\x02\x01M");
    }
}
