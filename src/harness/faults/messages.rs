//! Messages that are well-formed and wrong: another ID, another tag, twice, not at all, in another order.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    parameters::wrong_parameter,
    pdu,
    script::{Scene, Step},
    table::{Row, plain},
};

pub(super) const WRONG_ID: Row = Row {
    name: "wrong-id",
    parameters: &["id"],
    meaning: "answer under another message ID: this one, else the next",
    build: |given| Ok::<Fault, WrongParameter>(Fault::of(WrongId(given.number("id")?))),
};

pub(super) const WRONG_TAG: Row = Row {
    name: "wrong-tag",
    parameters: &["tag"],
    meaning: "end the answer with a response of another operation: this identifier octet in hexadecimal, else 77",
    build: |given| match given.octets("tag")?.as_deref() {
        None => Ok(Fault::wrong_tag(OTHER)),
        Some([tag]) => Ok(Fault::wrong_tag(*tag)),
        Some(_) => Err(wrong_parameter(
            "tag",
            "it is one octet in hexadecimal, such as 61",
        )),
    },
};

/// No operation has this response.
const OTHER: u8 = 0x77;

#[derive(Debug)]
struct WrongId(Option<i32>);

#[derive(Debug)]
struct WrongTag(u8);

impl Fault {
    /// Answer under this message ID.
    pub fn wrong_id(id: i32) -> Self {
        Self::of(WrongId(Some(id)))
    }

    /// End the answer with this identifier octet instead of the right one.
    pub fn wrong_tag(tag: u8) -> Self {
        Self::of(WrongTag(tag))
    }

    /// Send the final response twice.
    pub fn duplicate() -> Self {
        Self::of(Duplicate)
    }

    /// Leave the final response out.
    pub fn missing_done() -> Self {
        Self::of(MissingDone)
    }

    /// Send the messages of the answer in the reverse order: the end first.
    pub fn out_of_order() -> Self {
        Self::of(OutOfOrder)
    }
}

impl Act for WrongId {
    fn row(&self) -> &'static Row {
        &WRONG_ID
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().maybe("id", self.0)
    }

    fn needs(&self) -> Needs {
        Needs::TheAnswer
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let id = self.0.unwrap_or(scene.id.wrapping_add(1));
        for message in scene.script.messages() {
            *message = pdu::with_id(message, id);
        }
    }
}

impl Act for WrongTag {
    fn row(&self) -> &'static Row {
        &WRONG_TAG
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("tag", format!("{:02x}", self.0))
    }

    fn needs(&self) -> Needs {
        Needs::TheAnswer
    }

    fn act(&self, scene: &mut Scene<'_>) {
        if let Some(message) = scene.script.messages().last() {
            *message = pdu::with_operation(message, self.0);
        }
    }
}

plain! {
    DUPLICATE = "duplicate" "send the final response twice", Duplicate, TheAnswer,
    |scene| {
        if let Some(at) = scene.script.last() {
            let again = scene.script.steps[at].clone();
            scene.script.steps.insert(at, again);
        }
    }
}

plain! {
    MISSING_DONE = "missing-done" "leave the final response out", MissingDone, TheAnswer,
    |scene| {
        if let Some(at) = scene.script.last() {
            scene.script.steps.remove(at);
        }
    }
}

plain! {
    OUT_OF_ORDER = "out-of-order" "send the messages of the answer in the reverse order", OutOfOrder, TheAnswer,
    |scene| {
        let sent = |step: &Step| matches!(step, Step::Send(_));
        let mut backwards: Vec<Step> = scene.script.steps.iter().rev().filter(|step| sent(step)).cloned().collect();
        for step in scene.script.steps.iter_mut().rev().filter(|step| sent(step)) {
            if let Some(other) = backwards.pop() {
                *step = other;
            }
        }
    }
}
