//! What faults make of an answer, step by step.

use std::{io, time::Duration};

use bytes::BytesMut;
use tokio::{io::Interest, task::yield_now};

use super::{Connection, Next, Place};
use crate::{
    server::{
        faults::{Course, Script, Step},
        reply::{Reply, Then},
        stream::Stream,
    },
    transcript::Operation,
    wire::{Envelope, Limits, Request, Response, ResultCode},
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
            true => self.whole_answer(envelope, request, place).await,
            false => (Vec::new(), Then::Continue),
        };
        let script = course.shape(request, id, &answer);
        let code = final_code(&script);
        if code.is_some() {
            self.backend
                .recorder
                .complete(place, |record| record.result = code);
        }
        for step in &script.steps {
            if let Step::Send(bytes) = step {
                self.backend.recorder.replied(place, bytes);
            }
        }
        let said = script
            .steps
            .iter()
            .any(|step| matches!(step, Step::Send(_)));
        let agreed = code == Some(ResultCode::SUCCESS);
        if let Some(next) = self.perform_script(script).await? {
            return Ok(next);
        }
        Ok(match then {
            Then::Close => Next::Close,
            // A client that was refused goes on in clear.
            Then::StartTls if said && agreed => Next::StartTls,
            _ => Next::Read,
        })
    }

    /// The operation is done, and its answer encoded as a whole.
    async fn whole_answer(
        &mut self,
        envelope: &Envelope,
        request: &Request,
        place: Place,
    ) -> (Vec<u8>, Then) {
        let (reply, then) = self.perform(envelope, request);
        self.after(Operation::of(request), &reply, place);
        let mut out = Vec::new();
        match reply {
            Reply::Nothing => {}
            Reply::Done(response, controls) => {
                response.encode_into(&mut out, envelope.id, &controls);
            }
            Reply::Cursor(mut cursor) => {
                while !cursor.pull(&self.backend, &mut out, usize::MAX) {
                    yield_now().await;
                }
                self.record_search(place, &cursor, cursor.outcome().code);
                cursor.finish(&mut self.session, &mut out);
            }
        }
        (out, then)
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
        for piece in bytes.chunks(size.max(1)) {
            self.stream()?.write(piece).await?;
            if let Some(rate) = rate {
                let due = Duration::from_secs_f64(piece.len() as f64 / rate as f64);
                tokio::time::sleep(due).await;
            }
        }
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
    let tcp = stream.tcp();
    let mut ready = [0; 1];
    loop {
        // An end or an error shows behind what is unread only when that is little; the system tells it by readiness.
        match tcp.ready(Interest::READABLE | Interest::ERROR).await {
            Ok(state) if state.is_read_closed() || state.is_error() => return,
            Ok(_) => {}
            Err(_) => return,
        }
        if matches!(tcp.peek(&mut ready).await, Ok(0) | Err(_)) {
            return;
        }
        tokio::time::sleep(TICK).await;
    }
}

/// The result code of the last message that carries one.
fn final_code(script: &Script) -> Option<ResultCode> {
    let sent = script.steps.iter().rev().filter_map(|step| match step {
        Step::Send(bytes) => Some(bytes),
        _ => None,
    });
    sent.filter_map(|bytes| response(bytes))
        .find_map(|response| response.result().map(|result| result.code))
}

fn response(bytes: &[u8]) -> Option<Response> {
    let limits = Limits::default();
    let envelope = Envelope::decode(bytes.to_vec().into(), &limits).ok()?;
    Response::decode(&envelope, &limits).ok()
}
