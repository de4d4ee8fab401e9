//! What a connection does instead of simply answering: steps, which faults put together.

use std::time::Duration;

use super::pdu;
use crate::{tls::Scenario, wire::Request};

/// One thing that a connection does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Send bytes.
    Send(Vec<u8>),
    /// Wait.
    Wait(Duration),
    /// From now on close the connection when it is idle for so long.
    Idle(Duration),
    /// From the next handshake on serve the certificates of another scenario.
    Swap(Scenario),
    /// Close every listener.
    Refuse,
    /// End the connection in an orderly way.
    Close,
    /// End it by RST.
    Reset,
    /// End the own direction and go on reading, without ever answering again.
    HalfClose,
    /// Neither read nor write any more until the client leaves.
    Stall,
    /// Read what comes, and never answer again.
    Swallow,
}

/// The steps of one answer, and how bytes are written.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) steps: Vec<Step>,
    /// Bytes in one write; `None` for as many as there are.
    pub(crate) piece: Option<usize>,
    /// Bytes a second; `None` for as fast as it goes.
    pub(crate) rate: Option<u64>,
    /// A fault has set the final result.
    pub(super) decided: bool,
}

impl Script {
    /// The messages of an answer.
    pub(crate) fn of(answer: &[u8]) -> Self {
        Self {
            steps: pdu::split(answer)
                .map(|pdu| Step::Send(pdu.to_vec()))
                .collect(),
            ..Self::default()
        }
    }

    /// Every message that is still to be sent.
    pub(super) fn messages(&mut self) -> impl Iterator<Item = &mut Vec<u8>> {
        self.steps.iter_mut().filter_map(|step| match step {
            Step::Send(bytes) => Some(bytes),
            _ => None,
        })
    }

    /// Where the last message stands: the final response.
    pub(super) fn last(&self) -> Option<usize> {
        self.steps
            .iter()
            .rposition(|step| matches!(step, Step::Send(_)))
    }
}

/// A fault's view of what it acts on.
pub(super) struct Scene<'a> {
    pub(super) request: &'a Request,
    /// The message ID.
    pub(super) id: i32,
    /// A random number of this hit, the same for the same seed.
    pub(super) random: u64,
    pub(super) script: &'a mut Script,
}
