//! One end of a relayed connection: what came from it, and what is to go to it.

use std::io;

use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf},
    time::Instant,
};
use tokio_util::codec::Decoder as _;

use crate::{
    proxy::link::{CHUNK, Link},
    wire::{Frame, Frames, Limits},
};

pub(crate) struct Side {
    /// Both halves, unless the stream was taken out for good.
    pub(super) reader: Option<ReadHalf<Link>>,
    pub(super) writer: Option<WriteHalf<Link>>,
    frames: Frames,
    pub(crate) inbox: BytesMut,
    pub(crate) outbox: BytesMut,
    pub(super) unflushed: bool,
    /// It sends no more.
    pub(super) ended: bool,
    /// It is sent no more.
    pub(super) shut: bool,
    /// Since when a message is unfinished.
    pub(super) unfinished: Option<Instant>,
    /// Since when it takes nothing of what it is sent.
    pub(super) stuck: Option<Instant>,
}

impl Side {
    pub(crate) fn new(link: Link, limits: Limits) -> Self {
        let (reader, writer) = tokio::io::split(link);
        Self {
            reader: Some(reader),
            writer: Some(writer),
            frames: Frames::new(limits),
            inbox: BytesMut::new(),
            outbox: BytesMut::new(),
            unflushed: false,
            ended: false,
            shut: false,
            unfinished: None,
            stuck: None,
        }
    }

    /// The next frame of what came.
    pub(crate) fn frame(&mut self) -> Option<Frame> {
        // The codec has no errors of its own.
        let frame = self.frames.decode(&mut self.inbox).ok().flatten();
        if self.inbox.is_empty() {
            self.unfinished = None;
        } else if frame.is_some() || self.unfinished.is_none() {
            self.unfinished = Some(Instant::now());
        }
        frame
    }

    /// Reads once; 0 at the end.
    pub(crate) async fn read(&mut self) -> io::Result<usize> {
        read(&mut self.reader, &mut self.inbox).await
    }

    /// Waits for the next frame; `None` at the end.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.frame() {
                return Ok(Some(frame));
            }
            if read(&mut self.reader, &mut self.inbox).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// Puts octets into the queue.
    pub(crate) fn send(&mut self, octets: &[u8]) {
        self.outbox.extend_from_slice(octets);
        self.unflushed = true;
        self.stuck.get_or_insert_with(Instant::now);
    }

    /// Whether something is in the queue.
    pub(super) fn unsent(&self) -> bool {
        self.unflushed && !self.shut
    }

    /// It took something.
    pub(super) fn moved(&mut self) {
        self.stuck = self.unflushed.then(Instant::now);
    }

    pub(crate) async fn send_all(&mut self) -> io::Result<()> {
        while self.unflushed {
            write(&mut self.writer, &mut self.outbox, &mut self.unflushed).await?;
        }
        self.moved();
        Ok(())
    }

    pub(super) async fn shut(&mut self) -> io::Result<()> {
        match &mut self.writer {
            Some(writer) => writer.shutdown().await,
            None => Ok(()),
        }
    }

    /// The stream, for a handshake on it.
    pub(crate) fn take_link(&mut self) -> Option<Link> {
        let (reader, writer) = (self.reader.take()?, self.writer.take()?);
        Some(reader.unsplit(writer))
    }

    pub(crate) fn into_link(mut self) -> Option<Link> {
        self.take_link()
    }
}

/// Reads into the buffer; nothing is lost when it is cancelled.
pub(super) async fn read(
    reader: &mut Option<ReadHalf<Link>>,
    inbox: &mut BytesMut,
) -> io::Result<usize> {
    let Some(reader) = reader else {
        return Ok(0);
    };
    inbox.reserve(CHUNK);
    reader.read_buf(inbox).await
}

/// Writes a piece of the queue; nothing is lost when it is cancelled.
pub(super) async fn write(
    writer: &mut Option<WriteHalf<Link>>,
    outbox: &mut BytesMut,
    unflushed: &mut bool,
) -> io::Result<()> {
    let Some(writer) = writer else {
        return Err(io::ErrorKind::NotConnected.into());
    };
    if !outbox.is_empty() && writer.write_buf(outbox).await? == 0 {
        return Err(io::ErrorKind::WriteZero.into());
    }
    if outbox.is_empty() {
        writer.flush().await?;
        *unflushed = false;
        // A large answer does not leave its buffer behind.
        *outbox = BytesMut::new();
    }
    Ok(())
}
