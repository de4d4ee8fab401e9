//! TLS with the other addresses of a name: it may stand for several servers, one of which is not in order.

use std::net::SocketAddr;

use tokio::{net::TcpStream, task::JoinSet, time::Instant};

use super::{addresses::GRACE, course::Course};
use crate::{
    client::{Client, Error, LdapUrl, Options, deadline::Deadline, few, transport::Tap},
    diagnosis::Code,
};

/// What became of TLS with one address: what is wrong with a chain that was taken all the same, or the failure.
type Outcome = Result<Option<String>, Error>;

/// The addresses that took the connection beside the first, while TLS is tried with all of them at once.
pub(super) struct Others {
    addresses: Vec<SocketAddr>,
    trying: JoinSet<(usize, Outcome)>,
    deadline: Deadline,
}

impl Others {
    /// Begins. Nothing but TLS is spoken with these.
    pub(super) fn begin(
        others: Vec<(TcpStream, SocketAddr)>,
        url: &LdapUrl,
        options: &Options,
        deadline: Deadline,
    ) -> Self {
        let deadline = deadline.restarted();
        let mut trying = JoinSet::new();
        let mut addresses = Vec::new();
        for (at, (stream, address)) in others.into_iter().enumerate() {
            addresses.push(address);
            let (url, mut options) = (url.clone(), options.clone());
            options.trace = None;
            trying.spawn(async move {
                let client =
                    Client::over(Tap::new(stream), Some(address), &url, &options, deadline);
                (at, client.await.map(|client| unheeded(&client)))
            });
        }
        Self {
            addresses,
            trying,
            deadline,
        }
    }

    /// What became of them, told beside what became of the `first`; they are waited for a little longer than that.
    ///
    /// A failure of the first stays one, though another address may be in order: libldap and Java take the first address that
    /// accepts the connection, and go on to the next when it is refused, not when TLS fails.
    pub(super) async fn end(
        mut self,
        course: &mut Course,
        first: Option<SocketAddr>,
        outcome: Result<Client, Error>,
    ) -> Result<Client, Error> {
        let (Some(first), false) = (first, self.addresses.is_empty()) else {
            return outcome;
        };
        let mut others: Vec<Option<Outcome>> = self.addresses.iter().map(|_| None).collect();
        let end = Instant::now() + GRACE.min(self.deadline.left() / 4);
        while let Ok(Some(done)) = tokio::time::timeout_at(end, self.trying.join_next()).await {
            let Ok((at, outcome)) = done else { continue };
            others[at] = Some(outcome);
        }
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        let own = match &outcome {
            Ok(client) => Ok(unheeded(client)),
            Err(error) => Err(error.clone()),
        };
        course.note("tried", words(first, &own));
        for (address, other) in self.addresses.iter().zip(others) {
            let words = match &other {
                Some(other) => words(*address, other),
                None => format!("{address}: no TLS after {}", self.deadline.waited()),
            };
            match other {
                Some(Ok(_)) => good.push(address.to_string()),
                _ => bad.push(words.clone()),
            }
            course.note("tried", words);
        }
        if outcome.is_ok() && !bad.is_empty() {
            course.warn(format!(
                "Not every server behind the name has its TLS in order, so that clients that come to another address fail: {}.",
                few(&bad)
            ));
        }
        outcome.map_err(|error| {
            if good.is_empty() {
                return error;
            }
            let detail = format!(
                "{first}: {}; {} behind the same name is in order, but clients (libldap, Java) stay with the first address that accepts the connection",
                error.detail(),
                few(&good)
            );
            error.with_detail(detail)
        })
    }
}

/// The gravest fault of a chain that the options do not care about.
fn unheeded(client: &Client) -> Option<String> {
    let problem = client.peer()?.problems.first()?;
    Some(problem.to_string())
}

/// An address and its outcome, for people.
fn words(address: SocketAddr, outcome: &Outcome) -> String {
    match outcome {
        Ok(None) => format!("{address}: TLS is in order"),
        Ok(Some(problem)) => format!("{address}: TLS is spoken; not heeded: {problem}"),
        Err(error) if error.code() == Code::DEADLINE_PASSED => format!("{address}: no time left"),
        Err(error) => format!("{address}: {}: {}", error.code(), error.detail()),
    }
}
