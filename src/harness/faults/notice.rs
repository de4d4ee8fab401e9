//! What a server says without being asked, RFC 4511 section 4.4: message ID 0.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    script::{Scene, Step},
    table::Row,
};
use crate::wire::{LdapResult, Response, ResultCode, operation, response::ExtendedResponse};

pub(super) const NOTICE: Row = Row {
    name: "notice",
    parameters: &["code", "text"],
    meaning: "send a notice of disconnection with this result (unavailable unless given) and close the connection",
    build: |given| {
        let code = given
            .result_code("code")?
            .unwrap_or(ResultCode::UNAVAILABLE);
        let text = given.get("text").unwrap_or_default();
        let result = LdapResult::new(code).diagnostic(text);
        Ok::<Fault, WrongParameter>(Fault::notice_of_disconnection(result))
    },
};

pub(super) const UNSOLICITED: Row = Row {
    name: "unsolicited",
    parameters: &["name"],
    meaning: "send an unsolicited notification of this OID before the answer",
    build: |given| {
        let name = Parameters::required("name", given.oid("name")?)?;
        Ok::<Fault, WrongParameter>(Fault::unsolicited(&name))
    },
};

#[derive(Debug)]
struct Notice(LdapResult);

#[derive(Debug)]
struct Unsolicited(String);

impl Fault {
    /// Send a notice of disconnection instead of the answer, and close the connection; RFC 4511 section 4.4.1.
    pub fn notice_of_disconnection(result: LdapResult) -> Self {
        Self::of(Notice(result))
    }

    /// Send an unsolicited notification with this OID before the answer.
    pub fn unsolicited(oid: &str) -> Self {
        Self::of(Unsolicited(oid.to_owned()))
    }
}

impl Act for Notice {
    fn row(&self) -> &'static Row {
        &NOTICE
    }

    fn parameters(&self) -> Parameters {
        let text = &self.0.diagnostic;
        let code = match self.0.code.name() {
            Some(name) => name.to_owned(),
            None => self.0.code.0.to_string(),
        };
        let text = (!text.is_empty()).then_some(text);
        Parameters::new().with("code", code).maybe("text", text)
    }

    fn needs(&self) -> Needs {
        Needs::NoAnswer
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let bytes = operation::notice_of_disconnection(self.0.clone());
        scene.script.steps.extend([Step::Send(bytes), Step::Close]);
    }
}

impl Act for Unsolicited {
    fn row(&self) -> &'static Row {
        &UNSOLICITED
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("name", &self.0)
    }

    fn needs(&self) -> Needs {
        Needs::TheAnswer
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let notification = Response::Extended(ExtendedResponse {
            result: LdapResult::success(),
            name: Some(self.0.clone()),
            value: None,
        });
        let bytes = notification.encode(0, &[]);
        scene.script.steps.insert(0, Step::Send(bytes));
    }
}
