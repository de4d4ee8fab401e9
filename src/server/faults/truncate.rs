//! An answer that breaks off, and the connection with it.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    pdu,
    script::{Scene, Step},
    table::Row,
};

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

/// The identifier octet of a SearchResultEntry.
const ENTRY: u8 = 0x64;

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

    fn act(&self, scene: &mut Scene<'_>) {
        let mut left = self.after;
        let steps = std::mem::take(&mut scene.script.steps);
        for step in steps {
            let Step::Send(mut bytes) = step else {
                scene.script.steps.push(step);
                continue;
            };
            if self.entries {
                if pdu::operation(&bytes) != Some(ENTRY) || left == 0 {
                    break;
                }
                left -= 1;
            } else {
                bytes.truncate(left);
                left -= bytes.len();
            }
            scene.script.steps.push(Step::Send(bytes));
        }
        scene.script.steps.push(Step::Close);
    }
}
