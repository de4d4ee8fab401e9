//! Bytes that are no answer.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    script::{Scene, Step},
    table::Row,
};

pub(super) const ROW: Row = Row {
    name: "garbage",
    parameters: &["bytes"],
    meaning: "send these octets (hexadecimal) instead of the answer, then go on",
    build: |given| {
        let bytes = Parameters::required("bytes", given.octets("bytes")?)?;
        Ok::<Fault, WrongParameter>(Fault::garbage(bytes))
    },
};

#[derive(Debug)]
struct Garbage(Vec<u8>);

impl Fault {
    /// Send these bytes instead of an answer, then go on.
    pub fn garbage(bytes: impl Into<Vec<u8>>) -> Self {
        Self::of(Garbage(bytes.into()))
    }
}

impl Act for Garbage {
    fn row(&self) -> &'static Row {
        &ROW
    }

    fn parameters(&self) -> Parameters {
        let octets: String = self.0.iter().map(|octet| format!("{octet:02x}")).collect();
        Parameters::new().with("bytes", octets)
    }

    fn needs(&self) -> Needs {
        Needs::NoAnswer
    }

    fn act(&self, scene: &mut Scene<'_>) {
        scene.script.steps.push(Step::Send(self.0.clone()));
    }
}
