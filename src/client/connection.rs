//! LDAP messages over a stream: sending one, receiving the next, counting both.

use std::{collections::VecDeque, fmt};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::codec::Decoder;

use super::{
    Counters,
    deadline::Deadline,
    notifications::Notifications,
    pace::{Answered, Came, Progress},
    transport::Stream,
    trouble::Trouble,
};
use crate::{
    transcript::Trace,
    wire::{
        Control, Envelope, Frame, Frames, Limits, Request, Response, oid,
        response::ExtendedResponse,
    },
};

/// Bytes asked from the stream at once.
pub(super) const CHUNK: usize = 16 * 1024;

/// Requests whose late answers are known: most servers answer an abandoned request never.
pub(super) const GIVEN_UP: usize = 1024;

/// How many of the conversation's first bytes are kept for diagnosis.
const HEAD: usize = 128;

/// One response with the request's message ID.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) response: Response,
    pub(super) controls: Vec<Control>,
    pub(super) tag: u8,
    /// Octets that it takes up in memory.
    pub(super) memory: usize,
}

pub(super) struct Connection {
    stream: Stream,
    trace: Option<Trace>,
    /// The extended operation whose answer is being waited for.
    asked: Option<String>,
    frames: Frames,
    limits: Limits,
    inbox: BytesMut,
    outbox: BytesMut,
    head: Vec<u8>,
    heard: bool,
    heard_on_stream: bool,
    last_id: i32,
    /// The request whose answer is being waited for.
    waiting: Option<i32>,
    /// Requests whose late answers are dropped.
    given_up: VecDeque<i32>,
    /// What the server said without being asked.
    pub(super) notifications: Notifications,
    pub(super) counters: Counters,
    /// Of the request whose answer is being waited for, or was last.
    progress: Progress,
    answered: Answered,
}

/// What a connection consists of.
pub(super) struct Parts {
    pub(super) stream: Stream,
    pub(super) inbox: BytesMut,
    pub(super) outbox: BytesMut,
    pub(super) frames: Frames,
    pub(super) last_id: i32,
    pub(super) given_up: VecDeque<i32>,
}

impl fmt::Debug for Connection {
    /// The buffers are left out: an unsent bind has a password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("last_id", &self.last_id)
            .field("waiting", &self.waiting)
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}

impl Connection {
    pub(super) fn new(stream: Stream, limits: Limits, trace: Option<Trace>) -> Self {
        Self {
            stream,
            trace,
            asked: None,
            frames: Frames::new(limits),
            limits,
            inbox: BytesMut::new(),
            outbox: BytesMut::new(),
            head: Vec::new(),
            heard: false,
            heard_on_stream: false,
            last_id: 0,
            waiting: None,
            given_up: VecDeque::new(),
            notifications: Notifications::default(),
            counters: Counters::default(),
            progress: Progress::new(),
            answered: Answered::new(),
        }
    }

    /// Whether the peer ever sent an LDAP message here.
    pub(super) fn heard(&self) -> bool {
        self.heard
    }

    /// Whether it did so over the stream that is in use now: since TLS began, where TLS is spoken.
    pub(super) fn heard_on_stream(&self) -> bool {
        self.heard_on_stream
    }

    /// The first bytes of the conversation.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Bytes that came and were not yet read as a message.
    pub(super) fn unread(&self) -> &[u8] {
        &self.inbox
    }

    /// Takes the stream out, for a handshake on it.
    pub(super) fn take_stream(&mut self) -> Stream {
        std::mem::replace(&mut self.stream, Stream::Gone)
    }

    pub(super) fn put_stream(&mut self, stream: Stream) {
        self.stream = stream;
        self.heard_on_stream = false;
    }

    /// Ends this way of speaking: what another way goes on with. A request that was left is abandoned in it.
    pub(super) fn take_apart(&mut self) -> Parts {
        self.leave_waiting();
        Parts {
            stream: self.take_stream(),
            inbox: std::mem::take(&mut self.inbox),
            outbox: std::mem::take(&mut self.outbox),
            frames: std::mem::replace(&mut self.frames, Frames::new(self.limits)),
            last_id: self.last_id,
            given_up: std::mem::take(&mut self.given_up),
        }
    }

    /// Sends a request and returns its message ID. A request that was left before its answer came (a dropped future, a deadline) is
    /// abandoned first, so that the server stops and its late answers are known.
    pub(super) async fn send(
        &mut self,
        request: &Request,
        controls: &[Control],
        deadline: Deadline,
    ) -> Result<i32, Trouble> {
        self.leave_waiting();
        let id = self.next_id();
        if let Some(trace) = &self.trace {
            trace.sent(id, request, controls);
        }
        self.asked = match request {
            Request::Extended(request) => Some(request.name.clone()),
            _ => None,
        };
        self.outbox.extend_from_slice(&request.encode(id, controls));
        if !matches!(request, Request::Unbind | Request::Abandon(_)) {
            self.waiting = Some(id);
            self.progress = Progress::new();
            self.counters.round_trips += 1;
        }
        if let Err(trouble) = self.flush(deadline).await {
            // Whoever cannot write may still read why: servers send their notice and close.
            return match self.receive(id, deadline).await {
                Err(notice @ Trouble::Notice(_)) => Err(notice),
                _ => Err(trouble),
            };
        }
        Ok(id)
    }

    /// Abandons the request whose answer is being waited for, RFC 4511 section 4.11.
    pub(super) async fn abandon(&mut self, deadline: Deadline) -> Result<(), Trouble> {
        self.leave_waiting();
        self.flush(deadline).await
    }

    fn leave_waiting(&mut self) {
        if let Some(left) = self.waiting.take() {
            if self.given_up.len() == GIVEN_UP {
                self.given_up.pop_front();
            }
            self.given_up.push_back(left);
            let id = self.next_id();
            let request = Request::Abandon(left);
            if let Some(trace) = &self.trace {
                trace.sent(id, &request, &[]);
            }
            self.outbox.extend_from_slice(&request.encode(id, &[]));
        }
    }

    async fn flush(&mut self, deadline: Deadline) -> Result<(), Trouble> {
        while self.outbox.has_remaining() {
            let written = deadline
                .bound(self.stream.write_buf(&mut self.outbox))
                .await;
            match written {
                Ok(Ok(0)) => return Err(Trouble::Closed { partial: 0 }),
                Ok(Ok(bytes)) => self.counters.bytes_sent += bytes as u64,
                Ok(Err(error)) => return Err(Trouble::Io(error)),
                Err(_) => return Err(self.silent(0)),
            }
        }
        match deadline.bound(self.stream.flush()).await {
            Ok(flushed) => flushed.map_err(Trouble::Io),
            Err(_) => Err(self.silent(0)),
        }
    }

    /// The next response to this message ID.
    pub(super) async fn receive(
        &mut self,
        expected: i32,
        deadline: Deadline,
    ) -> Result<Message, Trouble> {
        loop {
            let envelope = self.next_envelope(deadline).await?;
            let id = envelope.id;
            if id != 0 && id != expected && !self.given_up.contains(&id) {
                return Err(Trouble::WrongId {
                    got: id,
                    tag: envelope.tag,
                    expected,
                });
            }
            let response = Response::decode(&envelope, &self.limits).map_err(Trouble::Malformed)?;
            self.heard = true;
            self.heard_on_stream = true;
            if let Some(trace) = &self.trace {
                let asked = self.asked.as_deref().filter(|_| id == expected);
                trace.received(id, &response, &envelope.controls, asked, &envelope.raw);
            }
            if id == 0 {
                self.unsolicited(response)?;
                continue;
            }
            if id != expected {
                if response.result().is_some() {
                    self.given_up.retain(|left| *left != id);
                }
                continue;
            }
            if response.result().is_some() {
                self.waiting = None;
                self.answered.add(&self.progress);
            }
            self.progress.message(envelope.tag);
            return Ok(Message {
                memory: response.memory(&envelope.controls),
                response,
                tag: envelope.tag,
                controls: envelope.controls,
            });
        }
    }

    /// The deadline passed.
    fn silent(&self, partial: usize) -> Trouble {
        Trouble::Silent {
            partial,
            came: Box::new(Came {
                progress: self.progress,
                answered: self.answered,
                meanwhile: 0,
            }),
        }
    }

    async fn next_envelope(&mut self, deadline: Deadline) -> Result<Envelope, Trouble> {
        loop {
            match self.frames.decode(&mut self.inbox) {
                Ok(Some(Frame::Message(raw))) => {
                    return Envelope::decode(raw, &self.limits).map_err(Trouble::Malformed);
                }
                Ok(Some(Frame::Broken(broken))) => return Err(Trouble::Broken(broken)),
                Ok(None) => {}
                Err(error) => return Err(Trouble::Io(error)),
            }
            self.inbox.reserve(CHUNK);
            let before = self.inbox.len();
            let read = deadline.bound(self.stream.read_buf(&mut self.inbox)).await;
            let partial = self.inbox.len();
            match read {
                Ok(Ok(0)) => return Err(Trouble::Closed { partial }),
                Ok(Ok(bytes)) => {
                    self.counters.bytes_received += bytes as u64;
                    self.progress.octets(bytes);
                    let room = HEAD.saturating_sub(self.head.len()).min(bytes);
                    self.head
                        .extend_from_slice(&self.inbox[before..before + room]);
                }
                Ok(Err(error)) => return Err(Trouble::Io(error)),
                Err(_) => return Err(self.silent(partial)),
            }
        }
    }

    /// Tells the server and closes, without waiting for anything but the socket.
    pub(super) async fn goodbye(&mut self, deadline: Deadline) {
        self.waiting = None;
        if self.send(&Request::Unbind, &[], deadline).await.is_ok() {
            let _ = deadline.bound(self.stream.shutdown()).await;
        }
    }

    fn next_id(&mut self) -> i32 {
        self.last_id = self.last_id.checked_add(1).unwrap_or(1);
        self.last_id
    }

    /// Message ID 0, RFC 4511 section 4.4: a notice of disconnection ends the conversation, other notifications are kept.
    fn unsolicited(&mut self, response: Response) -> Result<(), Trouble> {
        match response {
            Response::Extended(ExtendedResponse { result, name, .. })
                if name.is_none() || name.as_deref() == Some(oid::NOTICE_OF_DISCONNECTION) =>
            {
                Err(Trouble::Notice(result))
            }
            Response::Extended(notification) => {
                self.notifications.push(notification);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
