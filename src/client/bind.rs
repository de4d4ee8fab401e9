//! Binds: with a password, without a name, and SASL EXTERNAL and PLAIN, RFC 4513 section 5.

use super::{Answer, Client, Credentials, Error, explain};
use crate::{
    diagnosis::Code,
    wire::{
        Control, Request, ResultCode,
        request::{Authentication, BindRequest},
    },
};

impl Client {
    /// Binds with a name (a DN, or what else the server takes) and a password, RFC 4513 section 5.1.3.
    ///
    /// # Errors
    /// The server's refusal under a code of its own, AD's reasons told apart. An empty password with a name is refused before
    /// anything is sent: servers answer such an unauthenticated bind (RFC 4513 section 5.1.2) with success, and that proves nothing.
    pub async fn simple_bind(&mut self, name: &str, password: &str) -> Result<(), Error> {
        if password.is_empty() {
            return Err(empty_password(name));
        }
        self.bind_with(name, simple(password), &[]).await.map(drop)
    }

    /// [`Self::simple_bind`] with the name that the URL has in its extension `bindname` (RFC 2255 section 4).
    ///
    /// # Errors
    /// As there; before anything is sent, also for a URL without such a name.
    pub async fn bind_url_name(&mut self, password: &str) -> Result<(), Error> {
        let Some(name) = self.url.bind_name().map(str::to_owned) else {
            return Err(Error::of(
                Code::OPERATION_PARAMETER,
                "the URL names nobody to bind as (no extension `bindname`); the bind was not sent",
            ));
        };
        self.simple_bind(&name, password).await
    }

    /// Binds without a name, RFC 4513 section 5.1.1.
    ///
    /// # Errors
    /// The server's refusal, or what broke the conversation.
    pub async fn anonymous_bind(&mut self) -> Result<(), Error> {
        self.bind_with("", simple(""), &[]).await.map(drop)
    }

    /// Binds as whom the layers below know the client, with SASL EXTERNAL (RFC 4422 appendix A): by its TLS certificate
    /// or by the user at the other end of an `ldapi` socket. `authorization_identity` is empty to be that identity.
    ///
    /// # Errors
    /// The server's refusal, or what broke the conversation.
    pub async fn external_bind(&mut self, authorization_identity: &str) -> Result<(), Error> {
        let authentication = Authentication::Sasl {
            mechanism: "EXTERNAL".to_owned(),
            credentials: Some(authorization_identity.as_bytes().to_vec()),
        };
        self.bind_with("", authentication, &[]).await.map(drop)
    }

    /// Binds with SASL PLAIN (RFC 4616). The password crosses the connection as it is: use TLS.
    ///
    /// # Errors
    /// The server's refusal. Before anything is sent: an empty password or name, and a NUL in any of the three, which PLAIN
    /// cannot carry.
    pub async fn plain_bind(
        &mut self,
        authorization_identity: &str,
        name: &str,
        password: &str,
    ) -> Result<(), Error> {
        if password.is_empty() {
            return Err(empty_password(name));
        }
        let parts = [authorization_identity, name, password];
        if name.is_empty() || parts.iter().any(|part| part.contains('\0')) {
            return Err(Error::of(
                Code::OPERATION_PARAMETER,
                "SASL PLAIN needs a name, and carries no NUL; the bind was not sent",
            ));
        }
        let authentication = Authentication::Sasl {
            mechanism: "PLAIN".to_owned(),
            credentials: Some(parts.join("\0").into_bytes()),
        };
        self.bind_with("", authentication, &[]).await.map(drop)
    }

    /// Any bind with any controls; the answer's controls may warn of a password that expires.
    ///
    /// # Errors
    /// Every result code but success, and saslBindInProgress too.
    pub async fn bind_with(
        &mut self,
        name: &str,
        authentication: Authentication,
        controls: &[Control],
    ) -> Result<Answer, Error> {
        let simple = matches!(authentication, Authentication::Simple(_));
        let request = Request::Bind(BindRequest {
            version: i64::from(self.options.protocol_version.number()),
            name: name.as_bytes().to_vec(),
            authentication,
        });
        let answer = self.request(&request, controls).await?;
        match answer.result().code {
            ResultCode::SUCCESS => Ok(answer),
            _ => {
                let refusal = explain::bind_refusal(answer.result(), self.peer.is_some());
                let refusal = match simple {
                    true => explain::of_name(name, refusal),
                    false => refusal,
                };
                Err(refusal.of_message(answer.id).with_controls(answer.controls))
            }
        }
    }
}

pub(super) fn simple(password: &str) -> Authentication {
    Authentication::Simple(password.as_bytes().to_vec())
}

pub(super) fn empty_password(name: &str) -> Error {
    Error::of(
        Code::BIND_EMPTY_PASSWORD,
        format!("the bind as `{name}` has an empty password; it was not sent"),
    )
}

impl Credentials {
    /// Binds a client with them.
    ///
    /// # Errors
    /// Those of the bind.
    pub async fn bind(&self, client: &mut Client) -> Result<(), Error> {
        match self {
            Self::Anonymous => Ok(()),
            Self::Simple { name, password } => client.simple_bind(name, password).await,
            Self::External => client.external_bind("").await,
            Self::Plain { name, password } => client.plain_bind("", name, password).await,
        }
    }
}
