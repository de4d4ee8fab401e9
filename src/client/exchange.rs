//! One request and its answers: message ID, tag and order are checked here.

use tokio::time::Instant;

use super::{
    Client,
    connection::Message,
    deadline::Deadline,
    error::Error,
    explain,
    options::ProtocolVersion,
    probe::{self, Expected},
    trouble::Trouble,
};
use crate::{
    diagnosis::Code,
    tls::Shown,
    wire::{Control, Request, response::response_tag},
};

/// An IntermediateResponse may come before the last answer of any operation, RFC 4511 section 4.13.
pub(super) const INTERMEDIATE: u8 = 0x79;
/// SearchResultEntry and SearchResultReference, RFC 4511 section 4.5.2.
pub(super) const SEARCH_PARTS: [u8; 2] = [0x64, 0x73];

/// A request under way.
#[derive(Debug)]
pub(super) struct Exchange {
    /// What was asked, for sentences: `the bind`.
    what: String,
    pub(super) id: i32,
    request_tag: u8,
    deadline: Deadline,
}

impl Client {
    /// The deadline of an operation that begins now.
    pub(super) fn deadline(&self) -> Deadline {
        Deadline::new(self.options.answer_timeout(), self.options.deadline)
    }

    /// Sends a request.
    pub(super) async fn begin(
        &mut self,
        what: impl Into<String>,
        request: &Request,
        controls: &[Control],
        deadline: Deadline,
    ) -> Result<Exchange, Error> {
        if let Some(error) = &self.dead {
            return Err(error.clone());
        }
        let what = what.into();
        sendable(&what, request, controls, self.options.protocol_version)?;
        let deadline = deadline.restarted();
        match self.connection.send(request, controls, deadline).await {
            Ok(id) => Ok(Exchange {
                what,
                id,
                request_tag: request.tag(),
                deadline,
            }),
            Err(trouble) => Err(self.fail(&what, trouble, deadline).await),
        }
    }

    /// The next answer to a request.
    pub(super) async fn next(&mut self, exchange: &Exchange) -> Result<Message, Error> {
        loop {
            let message = self.hear(exchange).await?;
            if message.tag == INTERMEDIATE {
                continue;
            }
            let last = response_tag(exchange.request_tag);
            let part = last == Some(0x65) && SEARCH_PARTS.contains(&message.tag);
            if Some(message.tag) == last || part {
                return Ok(message);
            }
            let error = Error::of(
                Code::LDAP_WRONG_RESPONSE,
                format!(
                    "{} was answered with a {}; a {} was due",
                    exchange.what,
                    explain::response_name(message.tag),
                    explain::response_name(last.unwrap_or(0)),
                ),
            );
            return Err(self.die(error.of_message(exchange.id)));
        }
    }

    /// The next message; a plain port that was never heard is looked at from another side when it stays silent.
    async fn hear(&mut self, exchange: &Exchange) -> Result<Message, Error> {
        let deadline = exchange.deadline;
        let strange = !self.connection.heard() && self.peer.is_none();
        let heard = if strange {
            let began = Instant::now();
            tokio::select! {
                biased;
                heard = self.connection.receive(exchange.id, deadline) => heard,
                finding = probe::watch(self.address, Expected::Ldap, deadline) => {
                    let seen = explain::seen_silence(&exchange.what, began);
                    return Err(self.die(explain::not_ldap(&finding, &seen).of_message(exchange.id)));
                }
            }
        } else {
            self.connection.receive(exchange.id, deadline).await
        };
        match heard {
            Ok(message) => Ok(message),
            Err(trouble) => Err(self
                .fail(&exchange.what, trouble, deadline)
                .await
                .of_message(exchange.id)),
        }
    }

    /// Explains what broke the conversation; a plain port that ended it without a word is probed first.
    async fn fail(&mut self, what: &str, trouble: Trouble, deadline: Deadline) -> Error {
        let strange = !self.connection.heard() && self.peer.is_none();
        let mute = self.connection.head().is_empty();
        if let (true, true, Some(seen)) = (strange, mute, explain::seen(what, &trouble))
            && let Some(finding) = probe::look(self.address, Expected::Ldap, deadline).await
        {
            return self.die(explain::not_ldap(&finding, &seen));
        }
        // After a deadline the connection is whole; the late answer will be known by its ID.
        let whole = matches!(trouble, Trouble::Silent { .. });
        let (heard, head) = (self.connection.heard(), self.connection.head());
        let error = explain::trouble(what, trouble, heard, head, deadline);
        let error = match self.shown() {
            Some(shown) => explain::by_certificate(error, shown),
            None => error,
        };
        if whole {
            self.give_up(deadline).await;
            error
        } else {
            self.die(error)
        }
    }

    /// What the server was shown when it asked for a client certificate, as long as it was not heard since: a client of TLS 1.3 is through
    /// with the handshake before the server is, and slapd over GnuTLS then closes without an alert.
    pub(super) fn shown(&self) -> Option<Shown> {
        let peer = self.peer.as_ref()?;
        (!self.connection.heard_on_stream()).then_some(peer.shown)
    }

    /// Ends the conversation: every later operation fails with the same error.
    pub(super) fn die(&mut self, error: Error) -> Error {
        if let Some(trace) = &self.options.trace {
            trace.failed(error.message_id(), &error);
        }
        self.dead = Some(error.clone());
        error
    }

    /// Tells the server that nobody waits for the answer any more.
    pub(super) async fn give_up(&mut self, deadline: Deadline) {
        let _ = self.connection.abandon(deadline).await;
    }
}

/// Whether the protocol version has this request.
pub(super) fn sendable(
    what: &str,
    request: &Request,
    controls: &[Control],
    version: ProtocolVersion,
) -> Result<(), Error> {
    if version == ProtocolVersion::V2
        && (matches!(request, Request::Extended(_)) || !controls.is_empty())
    {
        return Err(Error::of(
            Code::OPERATION_NOT_SUPPORTED,
            format!("{what} needs protocol version 3; it was not sent"),
        ));
    }
    Ok(())
}
