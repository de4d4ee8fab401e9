//! What takes long is done on a thread of its own, while the connection hears an abandon, a cancel, or that the client left.

use std::{
    io,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::{JoinError, spawn_blocking};

use super::{Connection, FLUSH_AT, signal::Glance};
use crate::{
    dsa::{
        effort::{Effort, Stop},
        ops::search::Cursor,
        reply::{Reply, Work},
    },
    wire::{LdapResult, Operation, Request, ResultCode, oid},
};

/// After so long a batch of a search ends, even if its answer is short.
const SLICE: Duration = Duration::from_millis(2);

/// Whether a batch that begins now may go on.
pub(super) fn slice() -> impl Fn() -> bool {
    let began = Instant::now();
    move || began.elapsed() < SLICE
}

/// What came first.
enum Heard<T> {
    Done(T),
    /// The client wants no more of it.
    Left(Glance),
}

/// Ends the work of whoever goes away, be it the connection or the whole server.
struct Waiting(Arc<Stop>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.set();
    }
}

/// Whether a request may write: then it waits until a long write is done. Binds count wrong passwords.
pub(super) fn may_write(request: &Request) -> bool {
    match request {
        Request::Add(_) | Request::Modify(_) | Request::Delete(_) | Request::ModifyDn(_) => true,
        Request::Bind(bind) => !bind.name.is_empty(),
        Request::Extended(request) => request.name == oid::PASSWORD_MODIFY,
        _ => false,
    }
}

impl Connection {
    /// Has a thread do it. An operation that nobody waits for any more comes to nothing.
    pub(super) async fn work(
        &mut self,
        work: Work,
        operation: Operation,
        id: i32,
    ) -> io::Result<Reply> {
        if self.abandoned.remove(&id) {
            // While it waited for its turn.
            return Ok(Reply::Nothing);
        }
        self.flush().await?;
        let stop = Arc::new(Stop::after(&self.backend.clock, work.seconds));
        let waiting = Waiting(Arc::clone(&stop));
        let canceled = || Reply::result(operation, LdapResult::new(ResultCode::CANCELED));
        let mut place = None;
        // A write has its turn already, in which others must not wait for searches.
        if operation == Operation::Search {
            let queue = Arc::clone(&self.backend.at_once).acquire_owned();
            let mut queue = pin!(queue);
            place = match self.hear(&mut queue, id).await? {
                Heard::Done(place) => place.ok(),
                Heard::Left(Glance::Cancel) => return Ok(canceled()),
                Heard::Left(_) => return Ok(Reply::Nothing),
            };
        }
        let backend = Arc::clone(&self.backend);
        let mut working = spawn_blocking(move || {
            let _place = place;
            work.run(&backend, &Effort::until(&stop))
        });
        let left = match self.hear(&mut working, id).await? {
            Heard::Done(done) => return done.map_err(broken),
            Heard::Left(left) => left,
        };
        drop(waiting);
        Ok(match (working.await.map_err(broken)?, left) {
            (Reply::Nothing, Glance::Cancel) => canceled(),
            // It was done before it heard.
            (done, Glance::Cancel) => done,
            _ => Reply::Nothing,
        })
    }

    /// Waits for something, unless what the client sends meanwhile ends the operation.
    async fn hear<F: Future + Unpin>(
        &mut self,
        waited: &mut F,
        id: i32,
    ) -> io::Result<Heard<F::Output>> {
        loop {
            tokio::select! {
                biased;
                done = &mut *waited => return Ok(Heard::Done(done)),
                more = self.more() => more?,
            }
            match self.glance(id).await? {
                Glance::GoOn => {}
                left => return Ok(Heard::Left(left)),
            }
        }
    }

    /// Waits until more was read, as far as there is room for it.
    async fn more(&mut self) -> io::Result<()> {
        if self.waiting_bytes + self.input.len() >= self.limits.max_pipelined {
            return std::future::pending().await;
        }
        match self.stream.as_mut() {
            // At the end of the stream, the glance reads it again.
            Some(stream) => stream.read(&mut self.input).await.map(drop),
            None => Ok(()),
        }
    }

    /// A batch of a search whose entries take long each.
    pub(super) async fn pull_apart(
        &mut self,
        mut cursor: Box<Cursor>,
    ) -> io::Result<(Box<Cursor>, bool)> {
        let (backend, mut out) = (Arc::clone(&self.backend), std::mem::take(&mut self.out));
        let place = Arc::clone(&self.backend.at_once).acquire_owned().await.ok();
        let pulled = spawn_blocking(move || {
            let _place = place;
            let done = cursor.pull(&backend, &mut out, FLUSH_AT, &slice());
            (cursor, out, done)
        });
        let (cursor, out, done) = pulled.await.map_err(broken)?;
        self.out = out;
        Ok((cursor, done))
    }
}

/// A thread that panicked: the connection ends, as it would where the request is served at once.
fn broken(error: JoinError) -> io::Error {
    io::Error::other(error)
}
