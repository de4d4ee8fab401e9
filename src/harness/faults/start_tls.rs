//! StartTLS that goes wrong, at the server or by somebody on the way.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    script::{Scene, Step},
    table::Row,
};
use crate::wire::{LdapResult, Request, Response, ResultCode, oid, response::ExtendedResponse};

pub(super) const ROW: Row = Row {
    name: "start-tls",
    parameters: &["how"],
    meaning: "refused (53), unavailable (52), stripped (2, as if it did not exist), injected (another answer in clear behind it), closed (success, then the end)",
    build: |given| {
        let how = given.word("how", HOW)?;
        Ok::<Fault, WrongParameter>(Fault::of(StartTls(how)))
    },
};

const HOW: &[&str] = &["refused", "unavailable", "stripped", "injected", "closed"];

#[derive(Debug)]
struct StartTls(&'static str);

impl Fault {
    /// Refuse StartTLS with `unwillingToPerform`.
    pub fn start_tls_refused() -> Self {
        Self::of(StartTls("refused"))
    }

    /// Refuse StartTLS with `unavailable`.
    pub fn start_tls_unavailable() -> Self {
        Self::of(StartTls("unavailable"))
    }

    /// Answer StartTLS as a server that does not know it: what somebody on the way makes of it to read on.
    pub fn start_tls_stripped() -> Self {
        Self::of(StartTls("stripped"))
    }

    /// Send the answer to a request that has not been made, in clear behind StartTLS's: a client must not take it for one over TLS.
    pub fn start_tls_injected() -> Self {
        Self::of(StartTls("injected"))
    }

    /// Agree to StartTLS and close the connection.
    pub fn start_tls_closed() -> Self {
        Self::of(StartTls("closed"))
    }
}

impl Act for StartTls {
    fn row(&self) -> &'static Row {
        &ROW
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("how", self.0)
    }

    fn needs(&self) -> Needs {
        Needs::TheAnswer
    }

    fn applies(&self, request: &Request) -> bool {
        matches!(request, Request::Extended(extended) if extended.name == oid::START_TLS)
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let answer = |result: LdapResult| {
            let response = Response::Extended(ExtendedResponse {
                result,
                name: Some(oid::START_TLS.to_owned()),
                value: None,
            });
            Step::Send(response.encode(scene.id, &[]))
        };
        let refused = |code, text: &str| vec![answer(LdapResult::new(code).diagnostic(text))];
        scene.script.steps = match self.0 {
            "refused" => refused(
                ResultCode::UNWILLING_TO_PERFORM,
                "StartTLS is not allowed here",
            ),
            "unavailable" => refused(ResultCode::UNAVAILABLE, "Error initializing SSL/TLS"),
            "stripped" => refused(ResultCode::PROTOCOL_ERROR, "unsupported extended operation"),
            "closed" => vec![answer(LdapResult::success()), Step::Close],
            _ => {
                let injected = Response::Bind {
                    result: LdapResult::success(),
                    sasl_credentials: None,
                };
                let after = injected.encode(scene.id.wrapping_add(1), &[]);
                // They go out in one write, so that the client has read both when TLS begins.
                vec![answer(LdapResult::success()), Step::Send(after)]
            }
        };
    }
}
