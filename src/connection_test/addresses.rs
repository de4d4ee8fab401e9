//! Connecting: every address of the name is tried, and each one's outcome told.

use std::{net::SocketAddr, time::Duration};

use tokio::{net::TcpStream, task::JoinSet, time::Instant};

use super::course::Course;
use crate::{
    client::{Error, deadline::Deadline, few, transport},
    diagnosis::{Code, Stage},
};

/// How long the other addresses are waited for once one has taken the connection, and no more than a quarter of what is left.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// The connections to those addresses that take one, in the resolver's order; at least one.
///
/// All are dialled at once, so that none uses up another's time; with more than one, each is a `tried` in the details.
pub(super) async fn connect(
    course: &mut Course,
    addresses: &[SocketAddr],
    keepalive: bool,
    deadline: Deadline,
) -> Result<Vec<(TcpStream, SocketAddr)>, Error> {
    let deadline = deadline.restarted();
    let mut dialling = JoinSet::new();
    for (at, address) in addresses.iter().copied().enumerate() {
        dialling.spawn(async move {
            let outcome = transport::connect(&[address], keepalive, deadline).await;
            (at, outcome)
        });
    }
    let mut outcomes: Vec<Option<Result<TcpStream, Error>>> =
        addresses.iter().map(|_| None).collect();
    let mut end = deadline.at();
    while let Ok(Some(done)) = tokio::time::timeout_at(end, dialling.join_next()).await {
        let Ok((at, outcome)) = done else { continue };
        if outcome.is_ok() {
            end = end.min(Instant::now() + GRACE.min(deadline.left() / 4));
        }
        outcomes[at] = Some(outcome.map(|(stream, _)| stream));
    }
    dialling.abort_all();
    choose(course, addresses, outcomes, deadline)
}

fn choose(
    course: &mut Course,
    addresses: &[SocketAddr],
    outcomes: Vec<Option<Result<TcpStream, Error>>>,
    deadline: Deadline,
) -> Result<Vec<(TcpStream, SocketAddr)>, Error> {
    let (mut connected, mut worst) = (Vec::new(), None::<Error>);
    let mut failures = Vec::new();
    for (address, outcome) in addresses.iter().zip(outcomes) {
        let words = match outcome {
            Some(Ok(stream)) => {
                connected.push((stream, *address));
                format!("{address}: connected")
            }
            Some(Err(error)) => {
                let words = error.detail().to_owned();
                // A refusal says more than silence: somebody is there.
                if worst.is_none() || error.code() == Code::TCP_REFUSED {
                    worst = Some(error);
                }
                failures.push(words.clone());
                words
            }
            None => {
                let words = format!("{address}: no answer after {}", deadline.waited());
                failures.push(words.clone());
                words
            }
        };
        if addresses.len() > 1 {
            course.note("tried", words);
        }
    }
    if !connected.is_empty() {
        if !failures.is_empty() {
            course.warn(format!(
                "Not every address of the name answers, so that clients that try only one fail at times: {}.",
                few(&failures)
            ));
        }
        return Ok(connected);
    }
    let code = worst.as_ref().map_or(Code::TCP_TIMEOUT, Error::code);
    let error = Error::new(Stage::Connect, code, few(&failures));
    Err(match worst {
        Some(worst) => error.because(worst),
        None => error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connection_test::StageReport, diagnosis::Given};
    use std::net::TcpListener;

    /// What became of these addresses: the code or the address connected to, the stage, the warnings.
    async fn tried(addresses: &[SocketAddr]) -> (Result<SocketAddr, Code>, StageReport, usize) {
        let deadline = Deadline::new(Duration::from_secs(30), None);
        let mut course = Course::new("ldap://test".to_owned(), deadline, Given::default());
        course.begin(Stage::Connect).unwrap();
        let outcome = connect(&mut course, addresses, true, deadline).await;
        course.pass();
        let report = course.finish();
        let stage = report.stages()[0].clone();
        let outcome = outcome
            .map(|connected| connected[0].1)
            .map_err(|error| error.code());
        (outcome, stage, report.warnings().len())
    }

    fn closed(ip: [u8; 4]) -> SocketAddr {
        TcpListener::bind((std::net::Ipv4Addr::from(ip), 0))
            .unwrap()
            .local_addr()
            .unwrap()
    }

    #[tokio::test]
    async fn every_address_is_tried_and_the_first_that_answers_is_taken() {
        let listeners = [[127, 0, 0, 2], [127, 0, 0, 3]]
            .map(|ip| TcpListener::bind((std::net::Ipv4Addr::from(ip), 0)).unwrap());
        let [first, second] = [&listeners[0], &listeners[1]].map(|l| l.local_addr().unwrap());
        let refused = closed([127, 0, 0, 1]);
        let (outcome, stage, warnings) = tried(&[refused, first, second]).await;
        assert_eq!(outcome, Ok(first));
        assert_eq!(warnings, 1);
        let details: Vec<&str> = stage.details.iter().map(|(_, v)| v.as_str()).collect();
        assert!(details[0].contains("refused"), "{details:?}");
        assert_eq!(
            details[1..],
            [
                format!("{first}: connected"),
                format!("{second}: connected")
            ]
        );
    }

    #[tokio::test]
    async fn with_no_address_that_answers_all_are_told() {
        let addresses = [closed([127, 0, 0, 1]), closed([127, 0, 0, 2])];
        let (outcome, stage, warnings) = tried(&addresses).await;
        assert_eq!((outcome, warnings), (Err(Code::TCP_REFUSED), 0));
        for (address, (name, value)) in addresses.iter().zip(&stage.details) {
            assert_eq!(*name, "tried");
            assert!(value.starts_with(&format!("{address}: ")), "{value}");
        }
    }
}
