//! One client's connection through to the server: messages both ways, each noted before it goes on.

mod side;
mod start_tls;

use std::{collections::HashMap, io, time::Duration};

use bytes::Bytes;
use tokio::time::{Instant, sleep_until, timeout};

pub(super) use self::{
    side::Side,
    start_tls::{is_start_tls, start_tls_response},
};
use super::{
    link::{self, Link},
    listener::Service,
    record::What,
    sink::Sink,
    upstream::Upstream,
};
use crate::wire::{Broken, Envelope, Frame, LdapResult, Request, Response, ResultCode};

/// What waits to be sent to one peer before the other is not read any more.
const HIGH: usize = 1 << 20;

/// Requests that may wait for their answers at once; a client that sends more is not read for as long.
const OUTSTANDING: usize = 1 << 16;

/// Relays until both sides have ended, or one fails.
pub(super) async fn serve(
    client: Link,
    tls: bool,
    service: &Service,
    upstream: &Upstream,
    sink: Option<&Sink>,
    number: u64,
) {
    let (server, unread) = match upstream.connect().await {
        Ok(connected) => connected,
        Err(error) => {
            let why = format!("the proxy has no connection to the server: {error}");
            service.tell(&format!("connection {number}: {why}"));
            refuse(client, service, &why).await;
            return;
        }
    };
    let mut relay = Relay {
        client: Side::new(client, service.limits),
        server: Side::new(server, service.limits),
        tls,
        service,
        sink,
        number,
        outstanding: HashMap::new(),
        heard: Instant::now(),
    };
    relay.server.inbox = unread;
    if let End::Trouble(code, why) = relay.run().await {
        relay.note_end("trouble");
        service.tell(&format!("connection {number}: {why}"));
        // Behind what the client has half of.
        let mut last = relay.client.outbox.to_vec();
        Response::notice_of_disconnection(code, why).encode_into(&mut last, 0, &[]);
        if let Some(link) = relay.client.into_link() {
            link::farewell(link, &last, service.patience).await;
        }
    }
}

/// Answers a client's first request in the server's place.
async fn refuse(client: Link, service: &Service, why: &str) {
    let mut side = Side::new(client, service.limits);
    let frame = timeout(service.patience, side.next()).await;
    let mut last = Vec::new();
    if let Ok(Ok(Some(Frame::Message(raw)))) = frame
        && let Ok(envelope) = Envelope::decode(raw, &service.limits)
        && let Ok(request) = Request::decode(&envelope, &service.limits)
    {
        let result = LdapResult::new(ResultCode::UNAVAILABLE).diagnostic(why);
        if let Some(response) = super::player::response(&request, result) {
            response.encode_into(&mut last, envelope.id, &[]);
        }
    }
    if let Some(link) = side.into_link() {
        link::farewell(link, &last, service.patience).await;
    }
}

/// How a connection ended.
enum End {
    /// Both sides have said everything, or one is gone.
    Over,
    /// One of them did what cannot be relayed; said to the client.
    Trouble(ResultCode, String),
}

struct Relay<'a> {
    client: Side,
    server: Side,
    tls: bool,
    service: &'a Service,
    sink: Option<&'a Sink>,
    number: u64,
    /// The extended operations behind the message IDs that wait for their answers.
    outstanding: HashMap<i32, Option<String>>,
    /// When anything went by.
    heard: Instant,
}

enum Event {
    Client(io::Result<usize>),
    Server(io::Result<usize>),
    Wrote(io::Result<()>, bool),
    Late,
}

impl Relay<'_> {
    async fn run(&mut self) -> End {
        if let Err(stopped) = self.take_from_server() {
            return stopped;
        }
        loop {
            for to_client in [true, false] {
                let (from, to) = match to_client {
                    true => (&mut self.server, &mut self.client),
                    false => (&mut self.client, &mut self.server),
                };
                if from.ended && !to.unsent() && !to.shut {
                    // The half-close goes on, as it came.
                    to.shut = true;
                    let shut = timeout(self.service.patience, to.shut()).await;
                    if !matches!(shut, Ok(Ok(()))) {
                        return End::Over;
                    }
                }
            }
            if self.client.shut && self.server.shut {
                return End::Over;
            }
            let read_client = !self.client.ended
                && self.server.outbox.len() < HIGH
                && self.outstanding.len() < OUTSTANDING;
            let read_server = !self.server.ended && self.client.outbox.len() < HIGH;
            // Nobody is slow who is not listened to.
            for (side, is_read) in [
                (&mut self.client, read_client),
                (&mut self.server, read_server),
            ] {
                if !is_read && side.unfinished.is_some() {
                    side.unfinished = Some(Instant::now());
                }
            }
            let late = self.deadline();
            let (client, server) = (&mut self.client, &mut self.server);
            let (write_client, write_server) = (client.unsent(), server.unsent());
            let event = tokio::select! {
                read = side::read(&mut server.reader, &mut server.inbox), if read_server => Event::Server(read),
                read = side::read(&mut client.reader, &mut client.inbox), if read_client => Event::Client(read),
                wrote = side::write(&mut client.writer, &mut client.outbox, &mut client.unflushed), if write_client => Event::Wrote(wrote, true),
                wrote = side::write(&mut server.writer, &mut server.outbox, &mut server.unflushed), if write_server => Event::Wrote(wrote, false),
                () = sleep_until(late) => Event::Late,
            };
            if !matches!(event, Event::Late) {
                self.heard = Instant::now();
            }
            let stopped = match event {
                Event::Client(Ok(0)) => {
                    self.client.ended = true;
                    self.note_end("client");
                    continue;
                }
                Event::Server(Ok(0)) => {
                    self.server.ended = true;
                    // Before the client hears of it.
                    self.note_end("server");
                    continue;
                }
                Event::Client(Ok(_)) => self.take_from_client().await,
                Event::Server(Ok(_)) => self.take_from_server(),
                Event::Wrote(Ok(()), to_client) => {
                    let side = if to_client {
                        &mut self.client
                    } else {
                        &mut self.server
                    };
                    side.moved();
                    continue;
                }
                Event::Client(Err(_)) | Event::Wrote(Err(_), true) => {
                    self.note_end("client");
                    return End::Over;
                }
                Event::Server(Err(_)) | Event::Wrote(Err(_), false) => {
                    self.note_end("server");
                    return End::Over;
                }
                Event::Late => Err(self.late()),
            };
            if let Err(stopped) = stopped {
                return stopped;
            }
        }
    }

    fn note_end(&self, by: &str) {
        if let Some(sink) = self.sink {
            sink.end(self.number, by);
        }
    }

    /// When the patience with whoever is slow or silent ends.
    fn deadline(&self) -> Instant {
        let patience = self.service.patience;
        let slow = [
            self.client.unfinished,
            self.server.unfinished,
            self.client.stuck,
            self.server.stuck,
        ];
        // A client that has said everything may wait for an answer that takes its time.
        let ending = self.server.ended || self.client.ended && self.outstanding.is_empty();
        let ending = ending.then_some(self.heard);
        let slow = slow.into_iter().flatten().chain(ending).min();
        let idle = self.heard + self.service.idle;
        slow.map_or(idle, |since| idle.min(since + patience))
    }

    fn late(&self) -> End {
        let late = |since: Option<Instant>| {
            since.is_some_and(|since| since.elapsed() >= self.service.patience)
        };
        let seconds = |time: Duration| format!("{} s", time.as_secs_f64());
        let patience = seconds(self.service.patience);
        let why = if late(self.client.unfinished) {
            format!("the client began a message and did not end it within {patience}")
        } else if late(self.server.unfinished) {
            format!("the server began a message and did not end it within {patience}")
        } else if late(self.client.stuck) {
            format!("the client took nothing of what it was sent for {patience}")
        } else if late(self.server.stuck) {
            format!("the server took nothing of what it was sent for {patience}")
        } else if self.client.ended || self.server.ended {
            return End::Over;
        } else {
            format!("nothing was said for {}", seconds(self.service.idle))
        };
        End::Trouble(ResultCode::UNAVAILABLE, why)
    }

    /// Passes on what the client sent.
    async fn take_from_client(&mut self) -> Result<(), End> {
        while let Some(frame) = self.client.frame() {
            let raw = match frame {
                Frame::Message(raw) => raw,
                Frame::Broken(why) => return Err(garbage("client", &why)),
            };
            let limits = &self.service.limits;
            let envelope = Envelope::decode(raw.clone(), limits);
            let request = envelope
                .as_ref()
                .map_err(Clone::clone)
                .and_then(|envelope| Request::decode(envelope, limits));
            match (envelope, request) {
                (Ok(envelope), Ok(request)) => {
                    if let Some(sink) = self.sink {
                        sink.request(self.number, self.tls, &envelope, &request);
                    }
                    if is_start_tls(&request) {
                        self.start_tls(envelope.id).await?;
                        continue;
                    }
                    self.await_answer(envelope.id, &request);
                }
                (_, request) => {
                    let id = request.err().and_then(|malformed| malformed.id);
                    if let Some(sink) = self.sink {
                        sink.unreadable(self.number, id, What::Request, &raw);
                    }
                }
            }
            self.server.send(&raw);
        }
        Ok(())
    }

    fn await_answer(&mut self, id: i32, request: &Request) {
        match request {
            Request::Unbind => {}
            Request::Abandon(abandoned) => {
                self.outstanding.remove(abandoned);
            }
            Request::Extended(extended) => {
                self.outstanding.insert(id, Some(extended.name.clone()));
            }
            _ => {
                self.outstanding.insert(id, None);
            }
        }
    }

    /// Passes on what the server sent.
    fn take_from_server(&mut self) -> Result<(), End> {
        while let Some(frame) = self.server.frame() {
            let raw = match frame {
                Frame::Message(raw) => raw,
                Frame::Broken(why) => return Err(garbage("server", &why)),
            };
            self.note_reply(&raw);
            self.client.send(&raw);
        }
        Ok(())
    }

    fn note_reply(&mut self, raw: &Bytes) {
        let limits = &self.service.limits;
        let envelope = Envelope::decode(raw.clone(), limits);
        let id = match &envelope {
            Ok(envelope) => Some(envelope.id),
            Err(malformed) => malformed.id,
        };
        let response = envelope.and_then(|envelope| {
            let response = Response::decode(&envelope, limits)?;
            Ok((envelope, response))
        });
        let asked = id
            .and_then(|id| self.outstanding.get(&id).cloned())
            .flatten();
        match response {
            Ok((envelope, response)) => {
                if let Some(sink) = self.sink {
                    sink.reply(self.number, &envelope, &response, asked.as_deref());
                }
                if response.result().is_some() {
                    self.outstanding.remove(&envelope.id);
                }
            }
            Err(_) => {
                if let Some(sink) = self.sink {
                    sink.unreadable(self.number, id, What::Reply, raw);
                }
                // Whatever it was, nothing better will come.
                self.outstanding.retain(|waiting, _| Some(*waiting) != id);
            }
        }
    }
}

fn garbage(who: &str, why: &Broken) -> End {
    let why = format!("what the {who} sent cannot be relayed: {why}");
    End::Trouble(ResultCode::PROTOCOL_ERROR, why)
}
