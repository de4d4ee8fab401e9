//! Several operations at once on one connection: the handles. `pending` is one operation under way, `operations` and `search` are
//! those with names of their own; the conversation itself is run by `driver`.

mod operations;
mod pending;
mod search;

use std::{
    fmt,
    sync::{Arc, MutexGuard},
};

use super::{
    Answer, Client, Counters, Error, Options, Peer, deadline::Deadline, driver::Shared, exchange,
    queues::State, requests,
};
use crate::{
    diagnosis::Code,
    wire::{Control, Request, oid, response::ExtendedResponse},
};

pub use pending::Pending;

/// Most octets that wait to be sent; whoever begins an operation then waits.
const OUTBOX: usize = 1 << 20;

/// A connection that several operations use at the same time, told apart by their message IDs. Clones share it; when the
/// last clone and the last [`Pending`] are gone, the connection is closed.
///
/// Referrals and references are returned and never followed, whatever [`Options::referrals`] says: this is one connection to one
/// server, and what goes over another has no message ID here. A referral is an error whose [`Error::referral`] has the URLs;
/// a [`Client`] follows them.
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
        self.start_as(requests::name(request).to_owned(), request, controls)
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
        exchange::sendable(&what, request, controls, self.options.protocol_version)?;
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
            let (answer, _) = pending.due().await?;
            if answer.response.result().is_some() {
                return Ok(answer);
            }
        }
    }

    /// How many operations wait for their final answer.
    pub fn outstanding(&self) -> usize {
        self.shared.lock().outstanding()
    }

    /// What the server said without being asked (message ID 0) since the last call, oldest first; at most 64 are kept.
    /// A notice of disconnection is not among them: it ends every operation with its text.
    pub fn notifications(&self) -> Vec<ExtendedResponse> {
        self.shared.lock().notifications.take()
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

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
