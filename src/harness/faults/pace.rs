//! Bytes that come in small pieces, or slowly.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    parameters::wrong_parameter,
    script::Scene,
    table::Row,
};

pub(super) const SPLIT: Row = Row {
    name: "split",
    parameters: &["bytes"],
    meaning: "write the answer in pieces of so many bytes, 1 unless given",
    build: |given| match given.number("bytes")?.unwrap_or(1) {
        0 => Err(wrong_parameter("bytes", "a piece has one byte at least")),
        bytes => Ok(Fault::split(bytes)),
    },
};

pub(super) const BANDWIDTH: Row = Row {
    name: "bandwidth",
    parameters: &["rate"],
    meaning: "write the answer at so many bytes a second",
    build: |given| match Parameters::required("rate", given.number("rate")?)? {
        0 => Err(wrong_parameter(
            "rate",
            "it is one byte a second at least; stall is none",
        )),
        rate => Ok::<Fault, WrongParameter>(Fault::bandwidth(rate)),
    },
};

#[derive(Debug)]
struct Split(usize);

#[derive(Debug)]
struct Bandwidth(u64);

impl Fault {
    /// Write the answer in pieces of so many bytes (at least one).
    pub fn split(bytes: usize) -> Self {
        Self::of(Split(bytes.max(1)))
    }

    /// Write the answer at so many bytes a second (at least one).
    pub fn bandwidth(rate: u64) -> Self {
        Self::of(Bandwidth(rate.max(1)))
    }
}

impl Act for Split {
    fn row(&self) -> &'static Row {
        &SPLIT
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("bytes", self.0)
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let piece = scene.script.piece.map_or(self.0, |piece| piece.min(self.0));
        scene.script.piece = Some(piece);
    }
}

impl Act for Bandwidth {
    fn row(&self) -> &'static Row {
        &BANDWIDTH
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("rate", self.0)
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let rate = scene.script.rate.map_or(self.0, |rate| rate.min(self.0));
        scene.script.rate = Some(rate);
    }
}
