//! What faults make of an answer, step by step.

use std::{io, time::Duration};

use bytes::BytesMut;
use tokio::task::yield_now;

use super::{Connection, Next, Place, long::slice};
use crate::{
    dsa::reply::{Reply, Then},
    harness::faults::{Course, ENTRY, Script, Step},
    server::stream::Stream,
    wire::{Envelope, Frames, Limits, Operation, Request, Response, ResultCode},
};

/// How often a client that is not read from is looked after.
const TICK: Duration = Duration::from_millis(100);

impl Connection {
    /// Answers a request on which faults act.
    pub(super) async fn play(
        &mut self,
        course: &Course,
        envelope: &Envelope,
        request: &Request,
        place: Place,
    ) -> io::Result<Next> {
        let id = envelope.id;
        let (answer, then) = match course.needs_answer() {
            true => self.whole_answer(envelope, request, place).await?,
            // Nothing but the end follows an unbind, answered or not.
            false if *request == Request::Unbind => (Vec::new(), Then::Close),
            false => (Vec::new(), Then::Continue),
        };
        let script = course.shape(request, id, &answer);
        let sent = Sent::of(&script, id);
        self.backend.recorder.complete(place, |record| {
            record.result = sent.result;
            record.entries = sent.entries;
        });
        for step in &script.steps {
            match step {
                Step::Wait(_) | Step::Idle(_) | Step::Swap(_) | Step::Refuse => {}
                Step::Send(bytes) => {
                    self.backend.recorder.replied(place, bytes);
                    self.backend.watched.answered(self.number, bytes);
                }
                _ => break,
            }
        }
        let refused = sent.result.is_some_and(|code| {
            code != ResultCode::SUCCESS && code != ResultCode::SASL_BIND_IN_PROGRESS
        });
        if refused && matches!(request, Request::Bind(_)) {
            // Whoever was bound is so no more, RFC 4511 section 4.2.1.
            self.session.identity = Default::default();
            self.limits = self.backend.limits(true);
            self.frames = Frames::new(self.limits);
        }
        let agreed = sent.result == Some(ResultCode::SUCCESS);
        if let Some(next) = self.perform_script(script).await? {
            return Ok(next);
        }
        Ok(match then {
            Then::Close => Next::Close,
            // A client that was refused goes on in clear.
            Then::StartTls if agreed => Next::StartTls,
            _ => Next::Read,
        })
    }

    /// The operation is done, and its answer encoded as a whole.
    async fn whole_answer(
        &mut self,
        envelope: &Envelope,
        request: &Request,
        place: Place,
    ) -> io::Result<(Vec<u8>, Then)> {
        let (reply, then) = self.perform(envelope, request).await?;
        self.after(Operation::of(request), &reply, place);
        let mut out = Vec::new();
        match reply {
            Reply::Nothing | Reply::Work(_) => {}
            Reply::Done(response, controls) => {
                response.encode_into(&mut out, envelope.id, &controls);
            }
            Reply::Cursor(mut cursor) => {
                while !cursor.pull(&self.backend, &mut out, usize::MAX, &slice()) {
                    yield_now().await;
                }
                self.record_search(place, &cursor, cursor.outcome().code);
                let pages = &mut self.session.pages;
                cursor.finish(&mut out, |cursor| pages.keep(cursor));
            }
        }
        Ok((out, then))
    }

    /// Does every step; `Some` when the connection ends with one.
    async fn perform_script(&mut self, script: Script) -> io::Result<Option<Next>> {
        for step in script.steps {
            match step {
                Step::Send(bytes) => match (script.piece, script.rate) {
                    (None, None) => self.out.extend(bytes),
                    (piece, rate) => {
                        self.flush().await?;
                        self.trickle(&bytes, piece, rate).await?;
                    }
                },
                Step::Wait(by) => {
                    self.flush().await?;
                    tokio::time::sleep(by).await;
                }
                Step::Idle(after) => self.idle = Some(after),
                Step::Swap(scenario) => {
                    if let Some(tls) = &self.backend.tls {
                        // A time that a certificate cannot say leaves the one that is served.
                        let _ = tls.swap(scenario);
                    }
                }
                Step::Refuse => self.backend.shut(),
                Step::Close => return Ok(Some(Next::Close)),
                Step::Reset => {
                    self.flush().await?;
                    return Ok(Some(Next::Reset));
                }
                Step::HalfClose => {
                    self.flush().await?;
                    self.stream()?.shut().await?;
                    self.swallow().await?;
                    return Ok(Some(Next::Close));
                }
                Step::Stall => {
                    self.flush().await?;
                    if let Some(stream) = &self.stream {
                        left(stream).await;
                    }
                    return Ok(Some(Next::Reset));
                }
                Step::Swallow => {
                    self.flush().await?;
                    self.swallow().await?;
                    return Ok(Some(Next::Close));
                }
            }
        }
        Ok(None)
    }

    /// Writes in pieces, each a write of its own, at a rate.
    async fn trickle(
        &mut self,
        bytes: &[u8],
        piece: Option<usize>,
        rate: Option<u64>,
    ) -> io::Result<()> {
        // At a rate, as much as goes in a tick.
        let of_rate = rate.map(|rate| (rate / 10).clamp(1, 64 << 10) as usize);
        let size = match (piece, of_rate) {
            (Some(piece), Some(of_rate)) => piece.min(of_rate),
            (one, other) => one.or(other).unwrap_or(bytes.len()),
        };
        let mut due = Duration::ZERO;
        for piece in bytes.chunks(size.max(1)) {
            self.stream()?.write(piece).await?;
            if let Some(rate) = rate {
                due += Duration::from_secs_f64(piece.len() as f64 / rate as f64);
                // Not for every octet: a timer wakes to the millisecond only.
                if due >= TICK / 10 {
                    tokio::time::sleep(std::mem::take(&mut due)).await;
                }
            }
        }
        tokio::time::sleep(due).await;
        Ok(())
    }

    /// Reads what comes until the client leaves.
    async fn swallow(&mut self) -> io::Result<()> {
        let mut sink = BytesMut::new();
        while self.stream()?.read(&mut sink).await? > 0 {
            sink.clear();
        }
        Ok(())
    }
}

/// Waits until the client closes or resets the connection, without taking what it sends.
async fn left(stream: &Stream) {
    stream.socket().left(TICK).await;
}

/// What a script sends in answer to the request with an ID, before it ends the connection.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sent {
    /// Of the last response that carries a result. Under another ID it is no answer.
    result: Option<ResultCode>,
    entries: usize,
}

impl Sent {
    fn of(script: &Script, id: i32) -> Self {
        let mut sent = Self::default();
        for step in &script.steps {
            match step {
                Step::Wait(_) | Step::Idle(_) | Step::Swap(_) | Step::Refuse => {}
                Step::Send(bytes) => sent.count(bytes, id),
                _ => break,
            }
        }
        sent
    }

    fn count(&mut self, bytes: &[u8], id: i32) {
        let limits = Limits::default();
        let Ok(envelope) = Envelope::decode(bytes.to_vec().into(), &limits) else {
            return;
        };
        if envelope.id != id {
            return;
        }
        self.entries += usize::from(envelope.tag == ENTRY);
        if let Ok(response) = Response::decode(&envelope, &limits)
            && let Some(result) = response.result()
        {
            self.result = Some(result.code);
        }
    }
}
