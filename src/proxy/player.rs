//! One client's connection to a record.

use std::{io, sync::Arc};

use tokio::time::timeout;

use super::{
    library::{Exchange, Library},
    link::{self, Link},
    listener::Service,
    relay::{Side, is_start_tls, start_tls_response},
};
use crate::wire::{
    Envelope, Frame, LdapResult, Request, Response, ResultCode, response::ExtendedResponse,
};

/// Replies are sent when they reach this size.
const FLUSH_AT: usize = 64 << 10;

/// Answers until the client leaves.
pub(super) async fn serve(
    link: Link,
    tls: bool,
    service: &Service,
    library: &Library,
    number: u64,
) {
    let mut player = Player {
        side: Side::new(link, service.limits),
        tls,
        service,
        library,
    };
    let end = player.run().await;
    if let End::Trouble(why) = &end {
        service.tell(&format!("connection {number}: {why}"));
    }
    if let Some(link) = player.side.into_link() {
        match end {
            End::Left => link::farewell(link, &[], service.patience).await,
            End::Trouble(why) => {
                let notice = Response::notice_of_disconnection(ResultCode::PROTOCOL_ERROR, why);
                link::farewell(link, &notice.encode(0, &[]), service.patience).await;
            }
            End::Lost => {}
        }
    }
}

enum End {
    /// The client has nothing more to say, or the record ends the connection here.
    Left,
    /// It did what cannot be answered; said to the client.
    Trouble(String),
    /// There is nobody to talk to.
    Lost,
}

impl From<io::Error> for End {
    fn from(_: io::Error) -> Self {
        Self::Lost
    }
}

struct Player<'a> {
    side: Side,
    tls: bool,
    service: &'a Service,
    library: &'a Library,
}

impl Player<'_> {
    async fn run(&mut self) -> End {
        loop {
            if let Err(end) = self.turn().await {
                return end;
            }
        }
    }

    async fn turn(&mut self) -> Result<(), End> {
        let Some(frame) = self.next().await? else {
            return Err(End::Left);
        };
        let raw = match frame {
            Frame::Message(raw) => raw,
            Frame::Broken(why) => return Err(End::Trouble(why.to_string())),
        };
        let limits = &self.service.limits;
        let read = Envelope::decode(raw, limits).and_then(|envelope| {
            let request = Request::decode(&envelope, limits)?;
            Ok((envelope, request))
        });
        let (envelope, request) = read.map_err(|why| End::Trouble(why.to_string()))?;
        match &request {
            Request::Unbind => Err(End::Left),
            // Whatever it names was answered before this was read.
            Request::Abandon(_) => Ok(()),
            request if is_start_tls(request) => self.start_tls(envelope.id).await,
            request => self.answer(&envelope, request).await,
        }
    }

    /// The next frame: its beginning may be waited for as long as a connection may be silent, its end not.
    async fn next(&mut self) -> Result<Option<Frame>, End> {
        if let Some(frame) = self.side.frame() {
            return Ok(Some(frame));
        }
        let (idle, patience) = (self.service.idle, self.service.patience);
        if self.side.inbox.is_empty() {
            let read = timeout(idle, self.side.read()).await;
            let silent = || End::Trouble(format!("nothing was said for {} s", idle.as_secs_f64()));
            if read.map_err(|_| silent())?? == 0 {
                return Ok(None);
            }
        }
        let frame = timeout(patience, self.side.next()).await;
        let slow = || {
            let patience = patience.as_secs_f64();
            End::Trouble(format!(
                "a message was begun and not ended within {patience} s"
            ))
        };
        Ok(frame.map_err(|_| slow())??)
    }

    async fn answer(&mut self, envelope: &Envelope, request: &Request) -> Result<(), End> {
        let Some(exchange) = self.library.find(request, &envelope.controls) else {
            let why = self.library.missing(request, &envelope.controls);
            self.service.unmatched(&why);
            let result = LdapResult::new(ResultCode::UNWILLING_TO_PERFORM).diagnostic(why);
            if let Some(response) = response(request, result) {
                self.side.send(&response.encode(envelope.id, &[]));
            }
            return self.send().await;
        };
        self.play(&exchange, envelope.id).await
    }

    async fn play(&mut self, exchange: &Arc<Exchange>, id: i32) -> Result<(), End> {
        for reply in &exchange.replies {
            self.side.send(&reply.renumbered(id));
            if self.side.outbox.len() >= FLUSH_AT {
                self.send().await?;
            }
        }
        self.send().await?;
        match exchange.cut && !exchange.complete {
            true => Err(End::Left),
            false => Ok(()),
        }
    }

    async fn send(&mut self) -> Result<(), End> {
        match timeout(self.service.patience, self.side.send_all()).await {
            Ok(sent) => Ok(sent?),
            Err(_) => Err(End::Lost),
        }
    }

    async fn start_tls(&mut self, id: i32) -> Result<(), End> {
        if self.tls {
            let result =
                LdapResult::new(ResultCode::OPERATIONS_ERROR).diagnostic("TLS is spoken already");
            self.side.send(&start_tls_response(result).encode(id, &[]));
            return self.send().await;
        }
        let response = start_tls_response(LdapResult::success());
        self.side.send(&response.encode(id, &[]));
        self.send().await?;
        if !self.side.inbox.is_empty() {
            return Err(End::Trouble("octets in clear behind StartTLS".to_owned()));
        }
        let link = self.side.take_link().ok_or(End::Lost)?;
        let patience = self.service.patience;
        let link = link::secure(link, Arc::clone(&self.service.tls), patience).await?;
        self.side = Side::new(link, self.service.limits);
        self.tls = true;
        Ok(())
    }
}

/// The response to a request with this result; none where none is due.
pub(super) fn response(request: &Request, result: LdapResult) -> Option<Response> {
    Some(match request {
        Request::Unbind | Request::Abandon(_) => return None,
        Request::Bind(_) => Response::Bind {
            result,
            sasl_credentials: None,
        },
        Request::Search(_) => Response::SearchDone(result),
        Request::Modify(_) => Response::Modify(result),
        Request::Add(_) => Response::Add(result),
        Request::Delete(_) => Response::Delete(result),
        Request::ModifyDn(_) => Response::ModifyDn(result),
        Request::Compare(_) => Response::Compare(result),
        Request::Extended(_) => Response::Extended(ExtendedResponse {
            result,
            name: None,
            value: None,
        }),
    })
}
