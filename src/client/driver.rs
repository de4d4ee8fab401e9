//! The task behind [`super::Multiplexed`]: sends what waits, and sorts what comes by message ID.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf},
    sync::Notify,
};
use tokio_util::codec::Decoder;

use super::{
    Client, Error, connection::CHUNK, deadline::Deadline, queues::State, transport::Stream,
    trouble::Trouble,
};
use crate::{
    diagnosis::Code,
    wire::{Envelope, Frame, Frames, Limits, Request},
};

/// Longest time for saying goodbye.
const FAREWELL: Duration = Duration::from_secs(2);

pub(super) struct Shared {
    pub(super) state: Mutex<State>,
    /// There is something to send, or room to read.
    pub(super) work: Notify,
    /// There is room to send.
    pub(super) space: Notify,
}

impl Shared {
    /// Starts the task that runs a conversation.
    pub(super) fn start(mut client: Client) -> Arc<Self> {
        let limits = client.options.limits;
        let mut parts = client.connection.take_apart();
        let state = State::new(&mut client, &mut parts);
        let shared = Arc::new(Self {
            state: Mutex::new(state),
            work: Notify::new(),
            space: Notify::new(),
        });
        let (reader, writer) = tokio::io::split(parts.stream);
        let driver = Driver {
            shared: Arc::clone(&shared),
            reader,
            writer,
            inbox: parts.inbox,
            frames: parts.frames,
            limits,
        };
        tokio::spawn(driver.run());
        shared
    }
}

struct Driver {
    shared: Arc<Shared>,
    reader: ReadHalf<Stream>,
    writer: WriteHalf<Stream>,
    inbox: BytesMut,
    frames: Frames,
    limits: Limits,
}

impl Driver {
    async fn run(mut self) {
        if let Err(error) = self.converse().await {
            self.shared.lock().die(error);
            self.shared.space.notify_waiters();
        }
        let deadline = Deadline::new(FAREWELL, None);
        let _ = deadline.bound(self.writer.shutdown()).await;
    }

    async fn converse(&mut self) -> Result<(), Error> {
        let mut sending = Sending::default();
        while let Some(full) = {
            self.sort()?;
            self.prepare(&mut sending)
        } {
            self.inbox.reserve(CHUNK);
            tokio::select! {
                () = self.shared.work.notified() => {}
                written = sending.step(&mut self.writer), if !sending.is_done() => {
                    let written = written.map_err(|error| self.ended(Trouble::Io(error)))?;
                    sending.bytes.advance(written);
                    sending.flushed = written == 0;
                    self.shared.lock().counters.bytes_sent += written as u64;
                }
                read = self.reader.read_buf(&mut self.inbox), if !full => match read {
                    Ok(0) => return Err(self.ended(Trouble::Closed { partial: self.inbox.len() })),
                    Ok(bytes) => self.shared.lock().counters.bytes_received += bytes as u64,
                    Err(error) => return Err(self.ended(Trouble::Io(error))),
                },
            }
        }
        self.farewell(sending.bytes).await;
        Ok(())
    }

    /// Takes what waits to be sent. Whether the queues are full; `None` when the conversation is over.
    fn prepare(&self, sending: &mut Sending) -> Option<bool> {
        let mut state = self.shared.lock();
        if state.closing || state.dead.is_some() {
            return None;
        }
        if sending.bytes.is_empty() && !state.outbox.is_empty() {
            sending.bytes = state.outbox.split();
            sending.flushed = false;
            self.shared.space.notify_waiters();
        }
        Some(state.is_full())
    }

    /// Hands over what came whole, until the queues are full.
    fn sort(&mut self) -> Result<(), Error> {
        loop {
            let mut state = self.shared.lock();
            if state.is_full() {
                return Ok(());
            }
            match self.frames.decode(&mut self.inbox) {
                Ok(Some(Frame::Message(raw))) => {
                    let envelope = Envelope::decode(raw, &self.limits)
                        .map_err(|malformed| state.broken(Trouble::Malformed(malformed)))?;
                    state.deliver(envelope, &self.limits)?;
                }
                Ok(Some(Frame::Broken(broken))) => {
                    return Err(state.broken(Trouble::Broken(broken)));
                }
                Ok(None) => return Ok(()),
                Err(error) => return Err(state.broken(Trouble::Io(error))),
            }
        }
    }

    fn ended(&self, trouble: Trouble) -> Error {
        self.shared.lock().broken(trouble)
    }

    /// Sends what waits, an unbind last; a server that does not take it is left at once.
    async fn farewell(&mut self, mut last: BytesMut) {
        {
            let mut state = self.shared.lock();
            if state.dead.is_some() {
                return;
            }
            let id = state.next_id();
            last.unsplit(state.outbox.split());
            last.extend_from_slice(&Request::Unbind.encode(id, &[]));
        }
        let deadline = Deadline::new(FAREWELL, None);
        let _ = deadline.bound(self.writer.write_all(&last)).await;
        let _ = deadline.bound(self.writer.flush()).await;
    }
}

impl Drop for Driver {
    /// Nobody may wait for a task that is gone, be it with its runtime.
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        if state.dead.is_none() {
            state.die(Error::of(
                Code::LDAP_CLOSED,
                "the conversation ended with the runtime or the last handle that kept it",
            ));
        }
        self.shared.space.notify_waiters();
    }
}

/// What is being sent.
struct Sending {
    bytes: BytesMut,
    flushed: bool,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            bytes: BytesMut::new(),
            flushed: true,
        }
    }
}

impl Sending {
    fn is_done(&self) -> bool {
        self.bytes.is_empty() && self.flushed
    }

    /// Writes some of it, or flushes when all was written, because TLS keeps records back. One wait, so that nothing is lost
    /// when something else comes first.
    async fn step(&self, writer: &mut WriteHalf<Stream>) -> std::io::Result<usize> {
        if self.bytes.is_empty() {
            return writer.flush().await.map(|()| 0);
        }
        match writer.write(&self.bytes).await? {
            0 => Err(std::io::ErrorKind::WriteZero.into()),
            written => Ok(written),
        }
    }
}
