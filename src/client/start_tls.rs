//! StartTLS, RFC 4511 section 4.14 and RFC 4513 section 3.1.

use super::{Client, Error, Kind, secure, target::Target, transport::Stream};
use crate::{
    diagnosis::{Code, Stage, excerpt},
    wire::{LdapResult, Request, Response, ResultCode, oid, request::ExtendedRequest},
};

impl Client {
    /// Upgrades a plain connection. Bytes that the server (or somebody between) sent behind its answer are refused, not taken for
    /// the beginning of TLS.
    ///
    /// # Errors
    /// The server's refusal, a failure of the handshake or of the certificate check, or bytes injected before TLS began.
    pub async fn start_tls(&mut self) -> Result<(), Error> {
        let deadline = self.deadline();
        self.start_tls_until(deadline).await
    }

    pub(super) async fn start_tls_until(
        &mut self,
        deadline: super::deadline::Deadline,
    ) -> Result<(), Error> {
        if self.peer.is_some() {
            return Err(Error::new(
                Stage::Secure,
                Code::STARTTLS_SEQUENCE,
                "the connection is already protected by TLS; StartTLS was not sent",
            ));
        }
        let request = Request::Extended(ExtendedRequest {
            name: oid::START_TLS.to_owned(),
            value: None,
        });
        let message = match self.ask_start_tls(&request, deadline).await {
            Ok(message) => message,
            Err(error) if error.kind() == Kind::NotSupported => return Err(error),
            Err(error) => return Err(self.die(closed(error))),
        };
        if let Response::Extended(response) = &message.response
            && response.result.code != ResultCode::SUCCESS
        {
            return Err(refused(response.result.clone()));
        }
        if !self.connection.unread().is_empty() {
            let error = Error::new(
                Stage::Secure,
                Code::STARTTLS_INJECTED,
                format!(
                    "behind its answer to StartTLS the server sent plain bytes before TLS began: {}",
                    excerpt(self.connection.unread())
                ),
            );
            return Err(self.die(error));
        }
        let Stream::Plain(tap) = self.connection.take_stream() else {
            let error = Error::new(
                Stage::Secure,
                Code::STARTTLS_SEQUENCE,
                "the connection is not plain any more",
            );
            return Err(self.die(error));
        };
        let to = Target {
            host: self.url.certificate_host(),
            address: self.address,
            policy: &self.options.tls,
            after_start_tls: true,
        };
        match secure::handshake(tap, &to, deadline.restarted()).await {
            Ok((stream, peer)) => {
                self.connection.put_stream(stream);
                peer.tell(self.options.trace.as_ref());
                self.peer = Some(peer);
                Ok(())
            }
            Err(error) => Err(self.die(error)),
        }
    }

    async fn ask_start_tls(
        &mut self,
        request: &Request,
        deadline: super::deadline::Deadline,
    ) -> Result<super::connection::Message, Error> {
        let exchange = self.begin("StartTLS", request, &[], deadline).await?;
        self.next(&exchange).await
    }
}

/// What ends a conversation has names of its own while StartTLS is waited for.
fn closed(error: Error) -> Error {
    let code = error.code();
    let code = if code == Code::LDAP_CLOSED || code == Code::LDAP_RESET {
        Code::STARTTLS_CLOSED
    } else if code == Code::LDAP_NO_ANSWER {
        Code::STARTTLS_NO_ANSWER
    } else {
        code
    };
    error.recoded(code).at(Stage::Secure)
}

/// AD without a usable certificate answers 52 or 1, in both cases with `Error initializing SSL/TLS`.
fn refused(result: LdapResult) -> Error {
    let words = &result.diagnostic;
    let code = match result.code {
        _ if words.contains("initializing SSL/TLS") => Code::STARTTLS_UNAVAILABLE,
        // slapd knows the operation and dislikes the request.
        ResultCode::PROTOCOL_ERROR if words == "no request data expected" => Code::STARTTLS_REFUSED,
        ResultCode::PROTOCOL_ERROR => Code::STARTTLS_UNSUPPORTED,
        ResultCode::UNAVAILABLE => Code::STARTTLS_UNAVAILABLE,
        ResultCode::OPERATIONS_ERROR => Code::STARTTLS_SEQUENCE,
        _ => Code::STARTTLS_REFUSED,
    };
    Error::refused(Stage::Secure, code, "StartTLS", result)
}
