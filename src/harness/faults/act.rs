//! What every kind of fault can do.

use std::fmt;

use super::{Fault, Parameters, script::Scene, script::Script, table::Row};
use crate::wire::Request;

/// When a fault needs the real answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// It goes with any: it changes time and pace only.
    Nothing,
    /// It changes the answer, so the operation is done.
    TheAnswer,
    /// It stands instead of the answer, so the operation is not done.
    NoAnswer,
}

/// One kind of fault.
pub(super) trait Act: fmt::Debug + Send + Sync {
    fn row(&self) -> &'static Row;
    /// Its parameters as words; the one that the row names first may be left out as all others.
    fn parameters(&self) -> Parameters;
    fn needs(&self) -> Needs;
    /// Whether there is anything to go wrong with such a request; where not, the rule does not count it.
    fn applies(&self, request: &Request) -> bool {
        let _ = request;
        true
    }
    /// Changes the script of the answer.
    fn act(&self, scene: &mut Scene<'_>);
}

/// The faults that act on one request, in order.
#[derive(Debug, Default)]
pub(crate) struct Course {
    acting: Vec<(Fault, u64)>,
}

impl Course {
    pub(super) fn add(&mut self, fault: &Fault, random: u64) {
        self.acting.push((fault.clone(), random));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.acting.is_empty()
    }

    /// The faults in words.
    pub(crate) fn words(&self) -> Vec<String> {
        self.acting
            .iter()
            .map(|(fault, _)| fault.to_string())
            .collect()
    }

    /// Whether the operation is to be done: not when the first fault that is about the answer stands instead of it.
    pub(crate) fn needs_answer(&self) -> bool {
        let mut needs = self.acting.iter().map(|(fault, _)| fault.0.needs());
        needs.find(|needs| *needs != Needs::Nothing) != Some(Needs::NoAnswer)
    }

    /// The script of an answer, after all faults.
    pub(crate) fn shape(&self, request: &Request, id: i32, answer: &[u8]) -> Script {
        let mut script = Script::of(answer);
        for (fault, random) in &self.acting {
            fault.0.act(&mut Scene {
                request,
                id,
                random: *random,
                script: &mut script,
            });
        }
        script
    }
}
