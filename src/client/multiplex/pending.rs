//! One operation under way on a connection that several share.

use std::{fmt, sync::Arc};

use tokio::sync::Notify;

use super::Owner;
use crate::{
    client::{
        Answer, Error, connection::Message, deadline::Deadline, driver::Shared, explain, late,
    },
    wire::{LdapResult, ResultCode},
};

/// An operation under way. Dropped before its final answer, it is abandoned (RFC 4511 section 4.11).
pub struct Pending {
    pub(super) shared: Arc<Shared>,
    pub(super) _owner: Arc<Owner>,
    pub(super) arrived: Arc<Notify>,
    pub(super) id: i32,
    pub(super) what: String,
    pub(super) deadline: Deadline,
    pub(super) ended: bool,
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("id", &self.id)
            .field("what", &self.what)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

impl Pending {
    /// The message ID.
    pub fn id(&self) -> i32 {
        self.id
    }

    /// The next response if it is there already: entries, references, intermediate responses, then the final answer. `None`
    /// when nothing is there, now or for good: [`is_ended`](Self::is_ended) tells.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn poll(&mut self) -> Result<Option<Answer>, Error> {
        match self.take()? {
            Some((answer, _)) => Ok(Some(answer)),
            None if !self.ended && self.deadline.left().is_zero() => Err(self.late()),
            None => Ok(None),
        }
    }

    /// The next response; `None` when the final one was handed over.
    ///
    /// # Errors
    /// What broke the conversation, or the timeout of the options, which begins with the operation; the operation is then
    /// abandoned and the connection goes on.
    pub async fn next(&mut self) -> Result<Option<Answer>, Error> {
        Ok(self.take_next().await?.map(|(answer, _)| answer))
    }

    /// The next response, and its octets in memory; somebody who knows that the final one is still to come.
    pub(super) async fn due(&mut self) -> Result<(Answer, usize), Error> {
        let next = self.take_next().await?;
        next.ok_or_else(|| {
            // Only somebody who goes on after the end comes here.
            explain::refusal(&self.what, LdapResult::new(ResultCode::OTHER)).of_message(self.id)
        })
    }

    async fn take_next(&mut self) -> Result<Option<(Answer, usize)>, Error> {
        while !self.ended {
            if let Some(answer) = self.take()? {
                return Ok(Some(answer));
            }
            let deadline = self.deadline;
            if deadline.bound(self.arrived.notified()).await.is_err() {
                return Err(self.late());
            }
        }
        Ok(None)
    }

    /// The deadline passed.
    fn late(&mut self) -> Error {
        let came = self.shared.lock().came(self.id);
        self.leave();
        late::late(&self.what, 0, came, self.deadline).of_message(self.id)
    }

    /// Whether the final answer was handed over, or the operation failed.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Tells the server that nobody waits any more, as dropping does.
    pub fn abandon(mut self) {
        self.leave();
    }

    fn take(&mut self) -> Result<Option<(Answer, usize)>, Error> {
        if self.ended {
            return Ok(None);
        }
        let taken = self.shared.lock().take(self.id);
        let message = match taken {
            Ok(Some(message)) => message,
            Ok(None) => return Ok(None),
            Err(error) => {
                self.ended = true;
                return Err(error);
            }
        };
        // The driver may have stopped reading while this queue was full.
        self.shared.work.notify_one();
        let Message {
            response,
            controls,
            memory,
            ..
        } = message;
        self.ended = response.result().is_some();
        let id = self.id;
        Ok(Some((
            Answer {
                response,
                controls,
                id,
            },
            memory,
        )))
    }

    fn leave(&mut self) {
        if !self.ended {
            self.ended = true;
            self.shared.lock().leave(self.id);
            self.shared.work.notify_one();
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.leave();
    }
}
