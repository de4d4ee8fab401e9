//! A message that claims to be larger than anything.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    script::{Scene, Step},
    table::Row,
};

pub(super) const ROW: Row = Row {
    name: "oversized",
    parameters: &["length"],
    meaning: "begin a message that claims so many octets (2147483647 unless given), and go on as if it had been sent",
    build: |given| {
        let length = given.number("length")?.unwrap_or(MOST);
        Ok::<Fault, WrongParameter>(Fault::oversized(length))
    },
};

const MOST: u32 = i32::MAX.unsigned_abs();

#[derive(Debug)]
struct Oversized(u32);

impl Fault {
    /// Begin a message that claims so many octets, and go on as if it had been sent.
    pub fn oversized(length: u32) -> Self {
        Self::of(Oversized(length))
    }
}

impl Act for Oversized {
    fn row(&self) -> &'static Row {
        &ROW
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("length", self.0)
    }

    fn needs(&self) -> Needs {
        Needs::NoAnswer
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let mut bytes = vec![0x30, 0x84];
        bytes.extend(self.0.to_be_bytes());
        // The message ID, so that it is a message.
        bytes.extend([2, 4]);
        bytes.extend(scene.id.to_be_bytes());
        scene.script.steps.push(Step::Send(bytes));
    }
}
