//! StartTLS, RFC 4511 section 4.14, at the client's end of a relayed connection.

use std::sync::Arc;

use bytes::Bytes;
use tokio::time::timeout;

use super::{End, Relay, Side};
use crate::{
    proxy::link,
    wire::{LdapResult, Request, Response, ResultCode, oid, response::ExtendedResponse},
};

impl Relay<'_> {
    /// StartTLS is between the client and the proxy; what is between the proxy and the server was settled before.
    pub(super) async fn start_tls(&mut self, id: i32) -> Result<(), End> {
        let refusal = if self.tls {
            Some("TLS is spoken already")
        } else if !self.outstanding.is_empty() {
            Some("there are operations that are not finished")
        } else {
            None
        };
        let result = match refusal {
            Some(why) => LdapResult::new(ResultCode::OPERATIONS_ERROR).diagnostic(why),
            None => LdapResult::success(),
        };
        let response = start_tls_response(result);
        let raw = Bytes::from(response.encode(id, &[]));
        self.note_reply(&raw);
        self.client.send(&raw);
        if refusal.is_some() {
            return Ok(());
        }
        if !self.client.inbox.is_empty() {
            // Whatever came in clear behind the request was not sent by the peer that will authenticate.
            let why = "the client sent octets in clear behind StartTLS".to_owned();
            return Err(End::Trouble(ResultCode::PROTOCOL_ERROR, why));
        }
        let patience = self.service.patience;
        if !matches!(timeout(patience, self.client.send_all()).await, Ok(Ok(()))) {
            return Err(End::Over);
        }
        let Some(link) = self.client.take_link() else {
            return Err(End::Over);
        };
        match link::secure(link, Arc::clone(&self.service.tls), patience).await {
            Ok(link) => {
                self.client = Side::new(link, self.service.limits);
                self.tls = true;
                Ok(())
            }
            Err(error) => {
                let why = format!("the TLS handshake with the client failed: {error}");
                Err(End::Trouble(ResultCode::UNAVAILABLE, why))
            }
        }
    }
}

/// Whether a request asks for TLS, RFC 4511 section 4.14.
pub(in crate::proxy) fn is_start_tls(request: &Request) -> bool {
    matches!(request, Request::Extended(extended) if extended.name == oid::START_TLS)
}

/// The answer to it.
pub(in crate::proxy) fn start_tls_response(result: LdapResult) -> Response {
    Response::Extended(ExtendedResponse {
        result,
        name: Some(oid::START_TLS.to_owned()),
        value: None,
    })
}
