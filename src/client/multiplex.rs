//! Several operations at once on one connection: the handles. The conversation itself is run by `driver`.

use std::{
    fmt,
    sync::{Arc, MutexGuard},
};

use tokio::sync::Notify;

use super::{
    Answer, Client, Counters, Entry, Error, Found, Options, Peer, Search,
    connection::Message,
    deadline::Deadline,
    driver::Shared,
    explain, operations, password,
    queues::{self, State},
};
use crate::{
    diagnosis::Code,
    wire::{
        Control, LdapResult, Request, Response, ResultCode, oid, request::ExtendedRequest,
        response::ExtendedResponse,
    },
};

/// Most octets that wait to be sent; whoever begins an operation then waits.
const OUTBOX: usize = 1 << 20;

/// A connection that several operations use at the same time, told apart by their message IDs. Clones share it; when the
/// last clone and the last [`Pending`] are gone, the connection is closed.
///
/// ```no_run
/// # async fn example(client: ldaplab::client::Client) -> Result<(), ldaplab::client::Error> {
/// use ldaplab::client::Search;
///
/// let connection = client.multiplexed();
/// let (people, groups) = (Search::new("ou=people,o=x"), Search::new("ou=groups,o=x"));
/// let (people, groups) = tokio::try_join!(connection.search(&people), connection.search(&groups))?;
/// # let _ = (people, groups);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Multiplexed {
    shared: Arc<Shared>,
    /// Ends the driver when the last owner goes.
    owner: Arc<Owner>,
    options: Arc<Options>,
    peer: Option<Arc<Peer>>,
}

struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.lock().closing = true;
        self.0.work.notify_one();
    }
}

impl fmt::Debug for Multiplexed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multiplexed")
            .field("outstanding", &self.outstanding())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Lets several operations use the connection at once. Must be called inside a tokio runtime, which then runs the
    /// conversation.
    pub fn multiplexed(self) -> Multiplexed {
        let options = Arc::new(self.options.clone());
        let peer = self.peer.clone().map(Arc::new);
        let shared = Shared::start(self);
        Multiplexed {
            owner: Arc::new(Owner(Arc::clone(&shared))),
            shared,
            options,
            peer,
        }
    }
}

impl Multiplexed {
    /// Sends any request but an unbind or abandon, and does not wait for the answer.
    ///
    /// # Errors
    /// What ended the conversation before. A bind or StartTLS is refused at the client's end: neither can go beside other
    /// operations (RFC 4511 sections 4.2.1 and 4.14.1), so they come before [`Client::multiplexed`].
    pub async fn start(&self, request: &Request, controls: &[Control]) -> Result<Pending, Error> {
        self.start_as(operations::name(request).to_owned(), request, controls)
            .await
    }

    async fn start_as(
        &self,
        what: String,
        request: &Request,
        controls: &[Control],
    ) -> Result<Pending, Error> {
        let start_tls =
            matches!(request, Request::Extended(extended) if extended.name == oid::START_TLS);
        if matches!(
            request,
            Request::Bind(_) | Request::Unbind | Request::Abandon(_)
        ) || start_tls
        {
            return Err(Error::of(
                Code::OPERATION_SEQUENCE,
                format!("{what} cannot go beside other operations; it was not sent"),
            ));
        }
        let deadline = Deadline::new(self.options.answer_timeout(), self.options.deadline);
        loop {
            // Made before looking, so that no room goes unnoticed.
            let space = self.shared.space.notified();
            {
                let mut state = self.shared.lock();
                if let Some(error) = &state.dead {
                    return Err(error.clone());
                }
                if state.outbox.len() < OUTBOX {
                    let (id, arrived) = state.begin(&what, request, controls);
                    drop(state);
                    self.shared.work.notify_one();
                    return Ok(Pending {
                        shared: Arc::clone(&self.shared),
                        _owner: Arc::clone(&self.owner),
                        arrived,
                        id,
                        what,
                        deadline,
                        ended: false,
                    });
                }
            }
            if deadline.bound(space).await.is_err() {
                return Err(Error::of(
                    Code::LDAP_NO_ANSWER,
                    format!("{what} could not be sent in {}", deadline.waited()),
                ));
            }
        }
    }

    /// Sends a request and waits for its final answer, whatever the result code.
    ///
    /// # Errors
    /// Only what broke the conversation.
    pub async fn request(&self, request: &Request, controls: &[Control]) -> Result<Answer, Error> {
        let mut pending = self.start(request, controls).await?;
        loop {
            let answer = pending.next().await?.ok_or_else(|| no_end(&pending))?;
            if answer.response.result().is_some() {
                return Ok(answer);
            }
        }
    }

    /// Searches in one request and collects what it brings, as far as the limits of the options go. Paging and ranges are
    /// the caller's.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn search(&self, search: &Search) -> Result<Found, Error> {
        let mut pending = self.start_search(search).await?;
        let (mut entries, mut references, mut bytes) = (Vec::new(), Vec::new(), 0);
        loop {
            let (answer, size) = pending.take_next().await?.ok_or_else(|| no_end(&pending))?;
            bytes += size;
            match answer.response {
                Response::SearchEntry(entry) => entries.push(Entry::from(entry)),
                Response::SearchReference(urls) => references.push(urls),
                Response::SearchDone(result) if result.code == ResultCode::SUCCESS => {
                    return Ok(Found {
                        entries,
                        references,
                        result,
                        controls: answer.controls,
                        pages: 1,
                    });
                }
                Response::SearchDone(_) => return Err(answer.refusal(&search.what())),
                _ => {}
            }
            if entries.len() + references.len() > self.options.max_entries
                || bytes > self.options.max_bytes
            {
                return Err(queues::too_large(&search.what(), bytes).of_message(answer.id));
            }
        }
    }

    /// Sends a search and does not wait: [`Pending::next`] hands over what comes.
    ///
    /// # Errors
    /// What ended the conversation before.
    pub async fn start_search(&self, search: &Search) -> Result<Pending, Error> {
        let mut request = search.request.clone();
        self.options.complete(&mut request);
        let request = Request::Search(request);
        self.start_as(search.what(), &request, &search.controls)
            .await
    }

    /// Any extended operation but StartTLS.
    ///
    /// # Errors
    /// Every result code but success.
    pub async fn extended(
        &self,
        oid: &str,
        value: Option<Vec<u8>>,
    ) -> Result<ExtendedResponse, Error> {
        let request = Request::Extended(ExtendedRequest {
            name: oid.to_owned(),
            value,
        });
        let answer = self.request(&request, &[]).await?;
        match answer.response {
            Response::Extended(response) if response.result.code == ResultCode::SUCCESS => {
                Ok(response)
            }
            _ => Err(answer.refusal(operations::name(&request))),
        }
    }

    /// Asks the server to end an operation and to say so, RFC 3909: the operation's own answer is then `canceled`.
    ///
    /// # Errors
    /// Every result code but success: noSuchOperation, tooLate, cannotCancel.
    pub async fn cancel(&self, id: i32) -> Result<(), Error> {
        self.extended(oid::CANCEL, Some(password::cancel_value(id)))
            .await
            .map(drop)
    }

    /// How many operations wait for their final answer.
    pub fn outstanding(&self) -> usize {
        self.shared.lock().outstanding()
    }

    /// What the server said without being asked (message ID 0) since the last call, oldest first; at most 64 are kept.
    /// A notice of disconnection is not among them: it ends every operation with its text.
    pub fn notifications(&self) -> Vec<ExtendedResponse> {
        self.shared.lock().notifications.drain(..).collect()
    }

    /// What went over the connection so far.
    pub fn counters(&self) -> Counters {
        self.shared.lock().counters
    }

    /// Who is at the other end, when TLS is spoken.
    pub fn peer(&self) -> Option<&Peer> {
        self.peer.as_deref()
    }
}

/// An operation under way. Dropped before its final answer, it is abandoned (RFC 4511 section 4.11).
pub struct Pending {
    shared: Arc<Shared>,
    _owner: Arc<Owner>,
    arrived: Arc<Notify>,
    id: i32,
    what: String,
    deadline: Deadline,
    ended: bool,
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
        self.leave();
        Error::of(
            Code::LDAP_NO_ANSWER,
            format!(
                "no (further) answer to {} in {}",
                self.what,
                self.deadline.waited()
            ),
        )
        .of_message(self.id)
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
            size,
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
            size,
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

fn no_end(pending: &Pending) -> Error {
    // Only somebody who goes on after the end comes here.
    explain::refusal(&pending.what, LdapResult::new(ResultCode::OTHER)).of_message(pending.id)
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
