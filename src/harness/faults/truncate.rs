//! An answer that breaks off, and the connection with it.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    pdu,
    script::{Scene, Step},
    table::Row,
};
use crate::wire::Request;

pub(super) const ROW: Row = Row {
    name: "truncate",
    parameters: &["after", "unit"],
    meaning: "send so many bytes (unit=bytes) or entries (unit=entries) of the answer, then close the connection",
    build,
};

#[derive(Debug)]
struct Truncate {
    after: usize,
    entries: bool,
}

impl Fault {
    /// Send so many bytes of the answer, then close the connection.
    pub fn truncate(bytes: usize) -> Self {
        Self::of(Truncate {
            after: bytes,
            entries: false,
        })
    }

    /// Send so many entries of the answer, then close the connection.
    pub fn truncate_after_entries(entries: usize) -> Self {
        Self::of(Truncate {
            after: entries,
            entries: true,
        })
    }
}

fn build(given: &Parameters) -> Result<Fault, WrongParameter> {
    Ok(Fault::of(Truncate {
        after: Parameters::required("after", given.number("after")?)?,
        entries: given.word("unit", &["bytes", "entries"])? == "entries",
    }))
}

impl Act for Truncate {
    fn row(&self) -> &'static Row {
        &ROW
    }

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .with("after", self.after)
            .maybe("unit", self.entries.then_some("entries"))
    }

    fn needs(&self) -> Needs {
        Needs::TheAnswer
    }

    fn applies(&self, request: &Request) -> bool {
        !self.entries || matches!(request, Request::Search(_))
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let mut left = self.after;
        let last = scene.script.last();
        let steps = std::mem::take(&mut scene.script.steps);
        for (at, step) in steps.into_iter().enumerate() {
            let Step::Send(mut bytes) = step else {
                scene.script.steps.push(step);
                continue;
            };
            if self.entries {
                // References in between count as nothing; the final response never goes out.
                let entry = pdu::operation(&bytes) == Some(pdu::ENTRY);
                if Some(at) == last || entry && left == 0 {
                    break;
                }
                left -= usize::from(entry);
            } else {
                if left == 0 {
                    break;
                }
                bytes.truncate(left);
                left -= bytes.len();
            }
            scene.script.steps.push(Step::Send(bytes));
        }
        scene.script.steps.push(Step::Close);
    }
}
