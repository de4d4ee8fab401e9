//! What is under way on a [`super::Multiplexed`] connection: who waits for which message ID, and what came for whom.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use bytes::BytesMut;
use tokio::sync::Notify;

use super::{
    Client, Counters, Error,
    connection::{GIVEN_UP, Message, Parts},
    exchange::{INTERMEDIATE, SEARCH_PARTS},
    explain,
    notifications::Notifications,
    pace::{Answered, Came, Progress},
    trouble::Trouble,
};
use crate::{
    diagnosis::Code,
    tls::Shown,
    transcript::Trace,
    wire::{Control, Envelope, Limits, Request, Response, oid, response::response_tag},
};

/// Octets of memory of responses that wait to be taken before reading pauses.
const ENOUGH: usize = 1 << 20;

pub(super) struct State {
    waiting: BTreeMap<i32, Waiting>,
    given_up: VecDeque<i32>,
    pub(super) outbox: BytesMut,
    last_id: i32,
    /// Octets of memory in all queues.
    queued: usize,
    most_queued: usize,
    pub(super) notifications: Notifications,
    pub(super) dead: Option<Error>,
    /// Whether the server ever sent an LDAP message here.
    heard: bool,
    /// What the server was shown when it asked for a client certificate; `None` once it was heard after the handshake.
    shown: Option<Shown>,
    pub(super) closing: bool,
    pub(super) counters: Counters,
    answered: Answered,
    trace: Option<Trace>,
}

/// An operation that waits for answers, or whose answers wait to be taken.
struct Waiting {
    what: String,
    request_tag: u8,
    /// The extended operation.
    asked: Option<String>,
    queue: VecDeque<Message>,
    arrived: Arc<Notify>,
    /// The final answer came.
    complete: bool,
    progress: Progress,
    /// How many answers of the connection were whole when it was sent.
    before: u64,
    failed: Option<Error>,
}

pub(super) fn kept_too_much(what: &str, bytes: usize) -> Error {
    Error::of(
        Code::LDAP_CLIENT_LIMIT,
        format!("{what} brought more than is kept, {bytes} bytes of memory, and was given up"),
    )
}

impl State {
    /// The state of a conversation that a client began.
    pub(super) fn new(client: &mut Client, parts: &mut Parts) -> Self {
        Self {
            waiting: BTreeMap::new(),
            given_up: std::mem::take(&mut parts.given_up),
            outbox: std::mem::take(&mut parts.outbox),
            last_id: parts.last_id,
            queued: 0,
            most_queued: client.options.max_bytes,
            notifications: std::mem::take(&mut client.connection.notifications),
            dead: client.dead.clone(),
            heard: client.connection.heard(),
            shown: client.shown(),
            closing: false,
            counters: client.connection.counters,
            answered: Answered::new(),
            trace: client.options.trace.clone(),
        }
    }

    pub(super) fn begin(
        &mut self,
        what: &str,
        request: &Request,
        controls: &[Control],
    ) -> (i32, Arc<Notify>) {
        let id = self.next_id();
        if let Some(trace) = &self.trace {
            trace.sent(id, request, controls);
        }
        self.outbox.extend_from_slice(&request.encode(id, controls));
        self.counters.round_trips += 1;
        let arrived = Arc::new(Notify::new());
        self.waiting.insert(
            id,
            Waiting {
                what: what.to_owned(),
                request_tag: request.tag(),
                asked: match request {
                    Request::Extended(request) => Some(request.name.clone()),
                    _ => None,
                },
                queue: VecDeque::new(),
                arrived: Arc::clone(&arrived),
                complete: false,
                progress: Progress::new(),
                before: self.answered.count,
                failed: None,
            },
        );
        (id, arrived)
    }

    pub(super) fn outstanding(&self) -> usize {
        self.waiting
            .values()
            .filter(|waiting| !waiting.complete)
            .count()
    }

    /// The oldest response to an operation that was not taken yet.
    pub(super) fn take(&mut self, id: i32) -> Result<Option<Message>, Error> {
        let Some(waiting) = self.waiting.get_mut(&id) else {
            return Ok(None);
        };
        if let Some(message) = waiting.queue.pop_front() {
            self.queued -= message.memory;
            if waiting.complete && waiting.queue.is_empty() {
                self.waiting.remove(&id);
            }
            return Ok(Some(message));
        }
        match waiting.failed.take().or_else(|| self.dead.clone()) {
            Some(error) => {
                self.waiting.remove(&id);
                Err(error.of_message(id))
            }
            None => Ok(None),
        }
    }

    /// What is known of an operation whose time is up.
    pub(super) fn came(&self, id: i32) -> Came {
        let waiting = self.waiting.get(&id);
        let before = waiting.map_or(self.answered.count, |waiting| waiting.before);
        Came {
            progress: waiting.map_or_else(Progress::new, |waiting| waiting.progress),
            answered: self.answered,
            meanwhile: self.answered.count - before,
        }
    }

    /// Nobody waits for this operation any more.
    pub(super) fn leave(&mut self, id: i32) {
        let Some(waiting) = self.waiting.remove(&id) else {
            return;
        };
        self.queued -= waiting
            .queue
            .iter()
            .map(|message| message.memory)
            .sum::<usize>();
        if !waiting.complete && waiting.failed.is_none() {
            self.abandon(id);
        }
    }

    fn abandon(&mut self, id: i32) {
        if self.given_up.len() == GIVEN_UP {
            self.given_up.pop_front();
        }
        self.given_up.push_back(id);
        if self.dead.is_none() {
            let own = self.next_id();
            let request = Request::Abandon(id);
            if let Some(trace) = &self.trace {
                trace.sent(own, &request, &[]);
            }
            self.outbox.extend_from_slice(&request.encode(own, &[]));
        }
    }

    pub(super) fn next_id(&mut self) -> i32 {
        loop {
            self.last_id = self.last_id.checked_add(1).unwrap_or(1);
            if !self.waiting.contains_key(&self.last_id) {
                return self.last_id;
            }
        }
    }

    /// Whether reading on can only fill queues that nobody empties, and starves nobody.
    pub(super) fn is_full(&self) -> bool {
        self.queued > ENOUGH
            && self
                .waiting
                .values()
                .all(|waiting| waiting.complete || !waiting.queue.is_empty())
    }

    pub(super) fn deliver(&mut self, envelope: Envelope, limits: &Limits) -> Result<(), Error> {
        let id = envelope.id;
        let response = Response::decode(&envelope, limits)
            .map_err(|malformed| self.broken(Trouble::Malformed(malformed)))?;
        self.heard = true;
        self.shown = None;
        if let Some(trace) = &self.trace {
            let asked = self
                .waiting
                .get(&id)
                .and_then(|waiting| waiting.asked.as_deref());
            trace.received(id, &response, &envelope.controls, asked, &envelope.raw);
        }
        if id == 0 {
            return self.notify(response);
        }
        let last = response.result().is_some();
        let Some(waiting) = self
            .waiting
            .get_mut(&id)
            .filter(|waiting| !waiting.complete)
        else {
            if self.given_up.contains(&id) {
                if last {
                    self.given_up.retain(|left| *left != id);
                }
                return Ok(());
            }
            return Err(Error::of(
                Code::LDAP_WRONG_MESSAGE_ID,
                format!(
                    "the server answered message {id} ({}); answers are due to {}",
                    explain::response_name(envelope.tag),
                    self.due()
                ),
            ));
        };
        let due = response_tag(waiting.request_tag);
        let part = due == Some(0x65) && SEARCH_PARTS.contains(&envelope.tag);
        if Some(envelope.tag) != due && !part && envelope.tag != INTERMEDIATE {
            return Err(Error::of(
                Code::LDAP_WRONG_RESPONSE,
                format!(
                    "{} (message {id}) was answered with a {}; a {} was due",
                    waiting.what,
                    explain::response_name(envelope.tag),
                    explain::response_name(due.unwrap_or(0)),
                ),
            )
            .of_message(id));
        }
        let size = envelope.raw.len();
        let memory = response.memory(&envelope.controls);
        if self.queued + memory > self.most_queued && !last {
            // Nobody takes them, and others wait for what comes behind.
            self.queued -= waiting
                .queue
                .drain(..)
                .map(|message| message.memory)
                .sum::<usize>();
            waiting.failed = Some(kept_too_much(&waiting.what, self.most_queued).of_message(id));
            waiting.complete = true;
            waiting.arrived.notify_one();
            self.abandon(id);
            return Ok(());
        }
        self.queued += memory;
        waiting.progress.octets(size);
        waiting.progress.message(envelope.tag);
        if last {
            self.answered.add(&waiting.progress);
        }
        waiting.complete = last;
        waiting.queue.push_back(Message {
            response,
            tag: envelope.tag,
            memory,
            controls: envelope.controls,
        });
        waiting.arrived.notify_one();
        Ok(())
    }

    /// Message ID 0, RFC 4511 section 4.4.
    fn notify(&mut self, response: Response) -> Result<(), Error> {
        let Response::Extended(notification) = response else {
            return Err(Error::of(
                Code::LDAP_WRONG_RESPONSE,
                "message 0 is an answer; only a notification was due",
            ));
        };
        let name = notification.name.as_deref();
        if name.is_none() || name == Some(oid::NOTICE_OF_DISCONNECTION) {
            return Err(self.broken(Trouble::Notice(notification.result)));
        }
        self.notifications.push(notification);
        Ok(())
    }

    /// The operations that wait, for sentences.
    fn due(&self) -> String {
        let ids: Vec<String> = self
            .waiting
            .iter()
            .filter(|(_, waiting)| !waiting.complete)
            .map(|(id, waiting)| format!("{id} ({})", waiting.what))
            .take(5)
            .collect();
        match ids.as_slice() {
            [] => "none".to_owned(),
            ids => ids.join(", "),
        }
    }

    pub(super) fn broken(&self, trouble: Trouble) -> Error {
        let what = match self.outstanding() {
            0 => "any further request".to_owned(),
            _ => self.due(),
        };
        let error = explain::later(&what, trouble, self.heard);
        match self.shown {
            Some(shown) => explain::by_certificate(error, shown),
            None => error,
        }
    }

    pub(super) fn die(&mut self, error: Error) {
        if let Some(trace) = self.trace.as_ref().filter(|_| !self.closing) {
            trace.failed(error.message_id(), &error);
        }
        self.outbox.clear();
        self.dead = Some(error);
        for waiting in self.waiting.values() {
            waiting.arrived.notify_one();
        }
    }
}
