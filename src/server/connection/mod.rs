//! One connection: reads frames, lets faults act, hands requests to the session, writes replies; `glance` looks at what comes while
//! a search is running, `long` has threads of their own do what takes long, `play` performs what faults make of an answer.

mod glance;
mod long;
mod play;
mod signal;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    io,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::BytesMut;
use tokio::task::yield_now;
use tokio_util::codec::Decoder;

use signal::Glance;

use super::{
    backend::Backend,
    door::Port,
    secure::{misfit, secure},
    socket::Socket,
    stream::Stream,
};
use crate::{
    dsa::{
        operation::perform,
        ops::search::Cursor,
        reply::{Reply, Then},
        session::{Cancellation, Session},
    },
    harness::{
        faults::Course,
        recorder::{Place, Seen},
    },
    vendor::Situation,
    wire::{
        self, Broken, Envelope, Frame, Frames, LdapResult, Limits, Operation, Request, Response,
        ResultCode, operation,
    },
};

/// The identifier octet of a search request.
const SEARCH: u8 = 0x63;

/// Room for most answers at once; left to itself, a buffer grows by steps.
const ANSWER: usize = 2 << 10;

/// Replies are sent when they reach this size, or when no request waits.
const FLUSH_AT: usize = 64 << 10;

/// Serves a connection until either side ends it.
pub(super) async fn serve(socket: Socket, port: Port, backend: Arc<Backend>, number: u64) {
    let stream = Stream::Plain(socket);
    let stream = match port {
        Port::Plain | Port::Local => Ok(Some(stream)),
        Port::Tls => secure(stream, &backend, number, false).await,
    };
    // An error here is the client's: it left, or its handshake failed, and rustls has sent the alert.
    if let Ok(Some(stream)) = stream {
        let mut connection = Connection::new(stream, Arc::clone(&backend), number);
        let _ = connection.run().await;
    }
    backend.rules.forget(number);
    backend.watched.forget(number);
}

struct Connection {
    stream: Option<Stream>,
    backend: Arc<Backend>,
    number: u64,
    session: Session,
    /// When the last message came.
    active: SystemTime,
    /// After how much silence a fault ends the connection.
    idle: Option<Duration>,
    /// The subject of the client's certificate.
    certificate: Option<Arc<str>>,
    limits: Limits,
    frames: Frames,
    input: BytesMut,
    /// Frames that were read while a search was running.
    waiting: VecDeque<Frame>,
    waiting_bytes: usize,
    /// What the abandons among the waiting frames name.
    abandoned: HashSet<i32>,
    /// What came of the cancels among them, by their own message IDs.
    cancellations: HashMap<i32, Cancellation>,
    out: Vec<u8>,
}

/// What the main loop does after a frame.
#[derive(PartialEq, Eq)]
enum Next {
    Read,
    StartTls,
    Close,
    Reset,
}

impl Connection {
    fn new(stream: Stream, backend: Arc<Backend>, number: u64) -> Self {
        let limits = backend.limits(true);
        Self {
            session: Session::new(stream.is_tls()),
            active: backend.clock.now(),
            idle: None,
            certificate: stream.certificate().map(Into::into),
            stream: Some(stream),
            backend,
            number,
            limits,
            frames: Frames::new(limits),
            input: BytesMut::new(),
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            abandoned: HashSet::new(),
            cancellations: HashMap::new(),
            out: Vec::new(),
        }
    }

    fn stream(&mut self) -> io::Result<&mut Stream> {
        self.stream
            .as_mut()
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    async fn run(&mut self) -> io::Result<()> {
        loop {
            while let Some(frame) = self.next_frame()? {
                match self.handle(frame).await? {
                    Next::Read => {}
                    Next::StartTls => self.start_tls().await?,
                    Next::Close => {
                        self.flush().await?;
                        return self.stream()?.close().await;
                    }
                    Next::Reset => {
                        if let Some(stream) = self.stream.take() {
                            stream.into_socket().reset();
                        }
                        return Ok(());
                    }
                }
                if self.out.len() >= FLUSH_AT {
                    self.flush().await?;
                }
            }
            self.flush().await?;
            if self.input.is_empty() {
                // An idle connection holds no buffers.
                self.input = BytesMut::new();
                self.out = Vec::new();
            }
            if self.read_or_idle().await? == 0 {
                return self.stream()?.close().await;
            }
        }
    }

    fn next_frame(&mut self) -> io::Result<Option<Frame>> {
        if let Some(frame) = self.waiting.pop_front() {
            self.waiting_bytes -= length(&frame);
            return Ok(Some(frame));
        }
        self.frames.decode(&mut self.input)
    }

    async fn read(&mut self) -> io::Result<usize> {
        let Some(stream) = self.stream.as_mut() else {
            return Ok(0);
        };
        stream.read(&mut self.input).await
    }

    /// [`Self::read`], and 0 also when nothing came for as long as a connection may be idle.
    async fn read_or_idle(&mut self) -> io::Result<usize> {
        let switch = self.backend.vendor.switches.max_idle;
        let switch = (switch > 0).then(|| Duration::from_secs(switch));
        let Some(most) = self.idle.into_iter().chain(switch).min() else {
            return self.read().await;
        };
        let (backend, active) = (Arc::clone(&self.backend), self.active);
        tokio::select! {
            biased;
            read = self.read() => read,
            () = backend.clock.passed(active, most) => Ok(0),
        }
    }

    async fn flush(&mut self) -> io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        let out = std::mem::take(&mut self.out);
        self.stream()?.write(&out).await?;
        self.out = out;
        self.out.clear();
        Ok(())
    }

    async fn handle(&mut self, frame: Frame) -> io::Result<Next> {
        self.active = self.backend.clock.now();
        let bytes = match frame {
            Frame::Message(bytes) => bytes,
            Frame::Broken(broken) => return self.broken(&broken).await,
        };
        self.out.reserve(ANSWER);
        match wire::read_request(bytes, &self.limits) {
            Ok((envelope, request)) => self.answer(envelope, request).await,
            Err((malformed, _)) if malformed.unlisted => {
                let result = self.backend.vendor.answer(Situation::UnknownChange, &[]);
                let id = malformed.id.unwrap_or_default();
                Response::Modify(result).encode_into(&mut self.out, id, &[]);
                Ok(Next::Read)
            }
            Err((malformed, known)) => {
                let situation = match (known, malformed.tag) {
                    (true, Some(SEARCH)) => Situation::UndecodableSearch,
                    (true, _) => Situation::Undecodable,
                    (false, _) => Situation::UnknownRequest,
                };
                self.disconnect(situation, malformed.id.is_some() && malformed.tag.is_some());
                Ok(Next::Close)
            }
        }
    }

    /// Bytes that are no message at all.
    async fn broken(&mut self, broken: &Broken) -> io::Result<Next> {
        if let Broken::NotLdap { head } = broken
            && head.first() == Some(&0x16)
            && !self.session.tls
        {
            self.flush().await?;
            let how = self.backend.vendor.switches.on_tls;
            if let Some(stream) = self.stream.take() {
                misfit(stream.into_socket(), how).await;
            }
            return Err(io::ErrorKind::NotConnected.into());
        }
        self.disconnect(Situation::Undecodable, false);
        Ok(Next::Close)
    }

    /// Queues a notice of disconnection, where the vendor sends one.
    fn disconnect(&mut self, situation: Situation, is_message: bool) {
        let vendor = &self.backend.vendor;
        if is_message || vendor.profile.conduct().notice_on_garbage {
            self.out.extend(operation::notice_of_disconnection(
                vendor.answer(situation, &[]),
            ));
        }
    }

    async fn answer(&mut self, envelope: Envelope, request: Request) -> io::Result<Next> {
        if let Request::Abandon(target) = &request {
            self.abandoned.remove(target);
        }
        let operation = Operation::of(&request);
        let seen = Seen {
            connection: self.number,
            tls: self.session.tls,
            certificate: self.certificate.clone(),
            identity: self.session.identity.dn.clone(),
            time: self.active,
            raw: envelope.raw.clone(),
            limits: self.limits,
        };
        let mut course = Course::default();
        let mut faults = Vec::new();
        if self.backend.rules.any() || self.backend.watched.any() {
            let mut record = seen.record(&envelope, request.clone());
            course = self.backend.rules.choose(&record);
            faults = course.words();
            record.faults.clone_from(&faults);
            self.backend.watched.see(&record);
        }
        let place = self.backend.recorder.add(seen, faults);
        let next = if course.is_empty() {
            self.do_it(operation, &envelope, &request, place).await
        } else {
            self.play(&course, &envelope, &request, place).await
        };
        self.backend.answered(place);
        next
    }

    async fn do_it(
        &mut self,
        operation: Operation,
        envelope: &Envelope,
        request: &Request,
        place: Place,
    ) -> io::Result<Next> {
        let id = envelope.id;
        let (reply, then) = self.perform(envelope, request).await?;
        self.after(operation, &reply, place);
        match reply {
            Reply::Nothing | Reply::Work(_) => {}
            Reply::Done(response, controls) => {
                let from = self.out.len();
                response.encode_into(&mut self.out, id, &controls);
                self.note_reply(place, from);
            }
            Reply::Cursor(cursor) => return self.run_cursor(cursor, id, place).await,
        }
        Ok(match then {
            Then::Continue => Next::Read,
            Then::StartTls => Next::StartTls,
            Then::Close => Next::Close,
        })
    }

    /// Does what a request asks for.
    async fn perform(
        &mut self,
        envelope: &Envelope,
        request: &Request,
    ) -> io::Result<(Reply, Then)> {
        let _turn = match long::may_write(request) {
            true => Arc::clone(&self.backend.turn).acquire_owned().await.ok(),
            false => None,
        };
        self.session.outstanding = !self.waiting.is_empty();
        self.session.cancellation = self.cancellations.remove(&envelope.id);
        let (id, controls) = (envelope.id, &envelope.controls);
        let (reply, then) = perform(&mut self.session, &self.backend, id, request, controls);
        Ok(match reply {
            Reply::Work(work) => (self.work(work, Operation::of(request), id).await?, then),
            reply => (reply, then),
        })
    }

    /// Notes what was appended to the output for an operation.
    fn note_reply(&self, place: Place, from: usize) {
        let sent = self.out.get(from..).unwrap_or_default();
        self.backend.recorder.replied(place, sent);
        self.backend.watched.answered(self.number, sent);
    }

    /// What is noted when the operation was done.
    fn after(&mut self, operation: Operation, reply: &Reply, place: Place) {
        let unsupported = self.session.unsupported.take();
        let code = reply.code();
        if code.is_some() || unsupported.is_some() {
            self.backend.recorder.complete(place, |record| {
                record.result = code;
                record.unsupported = unsupported;
            });
        }
        if operation == Operation::Bind {
            self.limits = self.backend.limits(self.session.is_anonymous());
            self.frames = Frames::new(self.limits);
        }
    }

    /// Sends a search's answer in batches; between them it lets others run and looks for an abandon or a cancel.
    async fn run_cursor(
        &mut self,
        mut cursor: Box<Cursor>,
        id: i32,
        place: Place,
    ) -> io::Result<Next> {
        if self.abandoned.remove(&id) {
            // While it waited for its turn.
            return Ok(Next::Read);
        }
        loop {
            let from = self.out.len();
            let done;
            if cursor.is_long() {
                (cursor, done) = self.pull_apart(cursor).await?;
            } else {
                done = cursor.pull(&self.backend, &mut self.out, FLUSH_AT, &long::slice());
            }
            self.note_reply(place, from);
            if done {
                break;
            }
            if self.out.len() >= FLUSH_AT {
                self.flush().await?;
            }
            yield_now().await;
            match self.glance(id).await? {
                Glance::GoOn => {}
                Glance::Leave => {
                    // Abandoned: nothing more is sent, and there is no result.
                    self.record_search(place, &cursor, None);
                    return Ok(Next::Read);
                }
                Glance::Cancel => {
                    let canceled = LdapResult::new(ResultCode::CANCELED);
                    self.record_search(place, &cursor, Some(canceled.code));
                    let from = self.out.len();
                    Response::SearchDone(canceled).encode_into(&mut self.out, id, &[]);
                    self.note_reply(place, from);
                    return Ok(Next::Read);
                }
            }
        }
        let code = cursor.outcome().code.unwrap_or(ResultCode::SUCCESS);
        self.record_search(place, &cursor, Some(code));
        let from = self.out.len();
        let pages = &mut self.session.pages;
        cursor.finish(&mut self.out, |cursor| pages.keep(cursor));
        self.note_reply(place, from);
        Ok(Next::Read)
    }

    fn record_search(&self, place: Place, cursor: &Cursor, result: Option<ResultCode>) {
        let outcome = cursor.outcome();
        let index = cursor.index_used().map(str::to_owned);
        self.backend.recorder.complete(place, |record| {
            record.entries = outcome.entries;
            record.examined = outcome.examined;
            record.result = result;
            record.index = index;
        });
    }

    async fn start_tls(&mut self) -> io::Result<()> {
        self.flush().await?;
        let Some(stream) = self.stream.take() else {
            return Ok(());
        };
        if !self.input.is_empty() || !self.waiting.is_empty() {
            // Whatever came in clear behind the request was not sent by the peer that will authenticate.
            self.stream = Some(stream);
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "bytes in clear behind StartTLS",
            ));
        }
        self.stream = secure(stream, &self.backend, self.number, true).await?;
        if self.stream.is_none() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        self.session.tls = true;
        let shown = self.stream.as_ref().and_then(Stream::certificate);
        self.certificate = shown.map(Into::into);
        Ok(())
    }
}

fn length(frame: &Frame) -> usize {
    match frame {
        Frame::Message(bytes) => bytes.len(),
        Frame::Broken(_) => 1,
    }
}
