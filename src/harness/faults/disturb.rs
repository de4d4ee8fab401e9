//! What goes wrong with more than the answer: the connection when it is idle, the listeners, the certificate.

use std::time::Duration;

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    parameters::{duration, wrong_parameter},
    script::{Scene, Step},
    table::{Row, plain},
};
use crate::tls::Scenario;

pub(super) const IDLE: Row = Row {
    name: "idle",
    parameters: &["after"],
    meaning: "from this request on close the connection when nothing comes for so long, by the server's clock",
    build: |given| {
        let after = Parameters::required("after", given.duration("after")?)?;
        Ok::<Fault, WrongParameter>(Fault::idle(after))
    },
};

pub(super) const SWAP: Row = Row {
    name: "swap",
    parameters: &["scenario"],
    meaning: "from the next TLS handshake on, that of a StartTLS included, serve the certificates of another scenario",
    build: |given| {
        let name = Parameters::required("scenario", given.get("scenario"))?;
        let scenario: Scenario = name
            .parse()
            .map_err(|error| wrong_parameter("scenario", format!("{error}")))?;
        Ok(Fault::swap_certificate(scenario))
    },
};

#[derive(Debug)]
struct Idle(Duration);

#[derive(Debug)]
struct Swap(Scenario);

impl Fault {
    /// From this request on, close the connection when nothing comes for so long, by the server's clock.
    pub fn idle(after: Duration) -> Self {
        Self::of(Idle(after))
    }

    /// From the next TLS handshake on, that of a StartTLS included, serve the certificates of another scenario:
    /// [`LdapServer::swap_certificate`](crate::server::LdapServer::swap_certificate).
    pub fn swap_certificate(scenario: Scenario) -> Self {
        Self::of(Swap(scenario))
    }

    /// Close every listener: who connects from now on is refused; [`LdapServer::start_listener`](crate::server::LdapServer::start_listener)
    /// opens them again.
    pub fn refuse_connections() -> Self {
        Self::of(Refuse)
    }
}

impl Act for Idle {
    fn row(&self) -> &'static Row {
        &IDLE
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("after", duration(self.0))
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn act(&self, scene: &mut Scene<'_>) {
        scene.script.steps.insert(0, Step::Idle(self.0));
    }
}

impl Act for Swap {
    fn row(&self) -> &'static Row {
        &SWAP
    }

    fn parameters(&self) -> Parameters {
        Parameters::new().with("scenario", self.0.name())
    }

    fn needs(&self) -> Needs {
        Needs::Nothing
    }

    fn act(&self, scene: &mut Scene<'_>) {
        scene.script.steps.insert(0, Step::Swap(self.0));
    }
}

plain! {
    REFUSE = "refuse" "close every listener: who connects from now on is refused", Refuse, Nothing,
    |scene| { scene.script.steps.insert(0, Step::Refuse); }
}
