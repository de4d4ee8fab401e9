//! What comes while a search is running: abandons and cancels act at once, everything else waits for its turn.

use std::io;

use tokio_util::codec::Decoder;

use super::{
    Connection, length,
    signal::{Glance, Signal, message_id, signal},
};
use crate::{dsa::session::Cancellation, wire::oid};

impl Connection {
    /// Reads what is there without waiting: what it means to the search with this ID.
    pub(super) async fn glance(&mut self, id: i32) -> io::Result<Glance> {
        let mut seen = Glance::GoOn;
        if self.waiting_bytes + self.input.len() < self.limits.max_pipelined {
            let Some(stream) = self.stream.as_mut() else {
                return Ok(Glance::Leave);
            };
            let read = tokio::select! {
                biased;
                read = stream.read(&mut self.input) => Some(read?),
                () = std::future::ready(()) => None,
            };
            if read == Some(0) {
                seen = Glance::Leave;
            }
        }
        while self.waiting_bytes < self.limits.max_pipelined {
            let Some(frame) = self.frames.decode(&mut self.input)? else {
                break;
            };
            match signal(&frame, &self.limits) {
                Signal::None => {}
                Signal::Abandon(target) if target == id => seen.leave(),
                Signal::Abandon(target) => {
                    self.abandoned.insert(target);
                }
                Signal::Cancel { own, target } => {
                    if self.cancel(own, target, id, seen) == Some(Cancellation::Canceled) {
                        seen = Glance::Cancel;
                    }
                }
                Signal::End => seen.leave(),
            }
            self.waiting_bytes += length(&frame);
            self.waiting.push_back(frame);
        }
        Ok(seen)
    }

    /// What comes of a cancel that names `target` while the search `running` is; `None` where it is none to this server.
    fn cancel(
        &mut self,
        own: i32,
        target: i32,
        running: i32,
        seen: Glance,
    ) -> Option<Cancellation> {
        if !self.backend.vendor.offers_extended(oid::CANCEL) {
            return None;
        }
        let mut waiting = self
            .waiting
            .iter()
            .map(|frame| message_id(frame, &self.limits));
        let cancellation = if target == running {
            match seen {
                Glance::GoOn => Cancellation::Canceled,
                Glance::Cancel => Cancellation::Repeated,
                Glance::Leave => return None,
            }
        } else if target == own || waiting.any(|id| id == Some(target)) {
            Cancellation::Pending
        } else {
            return None;
        };
        self.cancellations.insert(own, cancellation);
        Some(cancellation)
    }
}
