//! What all connections of a server share: the directory system agent, and what is the server's and the test double's own.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use tokio::sync::Semaphore;

use super::{door::Door, served::Served};
use crate::{
    dsa::agent::Dsa,
    harness::{
        expect::{Watched, line},
        faults::Rules,
        recorder::{Place, Recorder},
    },
    wire::Limits,
};

/// Who is told of every request.
#[derive(Clone)]
pub(super) struct Log(pub(super) Arc<dyn Fn(&str) + Send + Sync>);

/// Most long searches at once: threads cost memory, and slow each other down.
const AT_ONCE: usize = 4;

/// The state of a server.
pub(super) struct Backend {
    dsa: Dsa,
    pub(super) tls: Option<Arc<Served>>,
    pub(super) recorder: Recorder,
    pub(super) rules: Arc<Rules>,
    pub(super) watched: Watched,
    /// Whoever writes has this, so that a long write is not overtaken.
    pub(super) turn: Arc<Semaphore>,
    /// As many long searches are under way at once; more wait.
    pub(super) at_once: Arc<Semaphore>,
    /// What closes the listeners.
    doors: OnceLock<Vec<Door>>,
    log: OnceLock<Log>,
}

impl Deref for Backend {
    type Target = Dsa;

    fn deref(&self) -> &Dsa {
        &self.dsa
    }
}

impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backend")
            .field("dsa", &self.dsa)
            .finish_non_exhaustive()
    }
}

impl Backend {
    pub(super) fn new(dsa: Dsa, tls: Option<Arc<Served>>) -> Self {
        let recorded = dsa.vendor.switches.max_recorded;
        Self {
            dsa,
            tls,
            recorder: Recorder::new(recorded),
            rules: Arc::new(Rules::default()),
            watched: Watched::default(),
            turn: Arc::new(Semaphore::new(1)),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            doors: OnceLock::new(),
            log: OnceLock::new(),
        }
    }

    /// Learns of its listeners.
    pub(super) fn opened(&self, doors: &[Door]) {
        // Said once, when they are opened.
        let _ = self.doors.set(doors.to_vec());
    }

    /// Tells somebody of every request from now on.
    pub(super) fn log_to(&self, log: Log) {
        // Said once, before anybody connects.
        let _ = self.log.set(log);
    }

    /// A request was answered.
    pub(super) fn answered(&self, place: Place) {
        if let Some(Log(log)) = self.log.get()
            && let Some(record) = self.recorder.at(place)
        {
            log(&line(&record));
        }
    }

    /// Closes its listeners, without waiting.
    pub(super) fn shut(&self) {
        self.doors.get().into_iter().flatten().for_each(Door::shut);
    }

    /// A copy whose directory, records, rules and expectations are its own from now on.
    pub(super) fn fork(&self) -> Self {
        let tls = self.tls.as_deref().map(|served| Arc::new(served.fork()));
        let fork = Self::new(self.dsa.fork(), tls);
        if let Some(log) = self.log.get() {
            fork.log_to(log.clone());
        }
        fork
    }

    /// The limits of a client; one who has not bound gets shorter messages.
    pub(super) fn limits(&self, anonymous: bool) -> Limits {
        let mut limits = Limits::default();
        let switches = &self.dsa.vendor.switches;
        for (limit, set) in [
            (&mut limits.max_pdu, switches.max_pdu),
            (&mut limits.max_depth, switches.max_depth),
            (&mut limits.max_pipelined, switches.max_pipelined),
        ] {
            if set > 0 {
                *limit = set;
            }
        }
        match switches.max_pdu_anonymous {
            0 => {}
            most if anonymous => limits.max_pdu = limits.max_pdu.min(most),
            _ => {}
        }
        limits
    }
}
