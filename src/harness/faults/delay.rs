//! An answer that takes its time.

use std::time::Duration;

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    parameters::duration,
    pdu,
    rule::unit,
    script::{Scene, Step},
    table::Row,
};
use crate::wire::Request;

pub(super) const ROW: Row = Row {
    name: "delay",
    parameters: &["by", "jitter", "per"],
    meaning: "wait before the answer (per=request) or before each entry (per=entry), with jitter up to so much longer",
    build,
};

#[derive(Debug)]
struct Delay {
    by: Duration,
    jitter: Option<Duration>,
    per_entry: bool,
}

impl Fault {
    /// Wait before answering. Waits of several rules add up.
    pub fn delay(by: Duration) -> Self {
        Self::of(Delay {
            by,
            jitter: None,
            per_entry: false,
        })
    }

    /// Wait before answering, at random up to `jitter` longer.
    pub fn delay_with_jitter(by: Duration, jitter: Duration) -> Self {
        Self::of(Delay {
            by,
            jitter: Some(jitter),
            per_entry: false,
        })
    }

    /// Wait before each entry of a search's answer.
    pub fn delay_per_entry(by: Duration) -> Self {
        Self::of(Delay {
            by,
            jitter: None,
            per_entry: true,
        })
    }
}

fn build(given: &Parameters) -> Result<Fault, WrongParameter> {
    Ok(Fault::of(Delay {
        by: Parameters::required("by", given.duration("by")?)?,
        jitter: given.duration("jitter")?,
        per_entry: given.word("per", &["request", "entry"])? == "entry",
    }))
}

impl Act for Delay {
    fn row(&self) -> &'static Row {
        &ROW
    }

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .with("by", duration(self.by))
            .maybe("jitter", self.jitter.map(duration))
            .maybe("per", self.per_entry.then_some("entry"))
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn applies(&self, request: &Request) -> bool {
        !self.per_entry || matches!(request, Request::Search(_))
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let jitter = self.jitter.unwrap_or_default();
        let by = self.by.saturating_add(jitter.mul_f64(unit(scene.random)));
        if !self.per_entry {
            scene.script.steps.insert(0, Step::Wait(by));
            return;
        }
        let steps = std::mem::take(&mut scene.script.steps);
        for step in steps {
            let entry =
                matches!(&step, Step::Send(bytes) if pdu::operation(bytes) == Some(pdu::ENTRY));
            if entry {
                scene.script.steps.push(Step::Wait(by));
            }
            scene.script.steps.push(step);
        }
    }
}
