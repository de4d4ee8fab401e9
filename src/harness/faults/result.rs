//! A result instead of the answer.

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    parameters::wrong_parameter,
    script::{Scene, Step},
    table::Row,
};
use crate::{
    vendor::logon,
    wire::{LdapResult, Operation, Request, ResultCode},
};

pub(super) const ROW: Row = Row {
    name: "result",
    parameters: &["code", "text", "matched", "referral", "data"],
    meaning: "answer with this result; data=52e is AD's refusal of a logon with that Win32 error",
    build,
};

#[derive(Debug)]
struct Answer(LdapResult);

impl Fault {
    /// Any result code, without words.
    pub fn result(code: ResultCode) -> Self {
        Self::answer(LdapResult::new(code))
    }

    /// A whole result: code, words, matched DN, referrals.
    pub fn answer(result: LdapResult) -> Self {
        Self::of(Answer(result))
    }

    /// `busy` (51).
    pub fn busy() -> Self {
        Self::result(ResultCode::BUSY)
    }

    /// `unavailable` (52).
    pub fn unavailable() -> Self {
        Self::result(ResultCode::UNAVAILABLE)
    }

    /// Active Directory's refusal of a logon: `invalidCredentials` with a Win32 error in hexadecimal after `data`, such as `775` for a locked
    /// account; see [`meaning`](crate::diagnosis::active_directory::meaning).
    ///
    /// # Errors
    /// There is no such error.
    pub fn logon_refused(data: &str) -> Result<Self, WrongParameter> {
        logon(data).map(Self::answer)
    }
}

fn logon(data: &str) -> Result<LdapResult, WrongParameter> {
    match logon::refusal(data) {
        Some(text) => Ok(LdapResult::new(ResultCode::INVALID_CREDENTIALS).diagnostic(text)),
        None => Err(wrong_parameter(
            "data",
            format!("{data:?} is no error of a logon, such as 52e, 533 or 775"),
        )),
    }
}

fn build(given: &Parameters) -> Result<Fault, WrongParameter> {
    if let Some(data) = given.get("data") {
        if let Some((other, _)) = given.iter().find(|(name, _)| *name != "data") {
            return Err(wrong_parameter(
                other,
                "data makes the whole result; give it alone",
            ));
        }
        return Fault::logon_refused(data);
    }
    let mut result = LdapResult::new(Parameters::required("code", given.result_code("code")?)?);
    if let Some(text) = given.get("text") {
        result = result.diagnostic(text);
    }
    if let Some(dn) = given.get("matched") {
        result = result.matched_dn(dn);
    }
    if let Some(url) = given.get("referral") {
        result = result.referrals(url.split(' ').map(str::to_owned).collect());
    }
    Ok(Fault::answer(result))
}

impl Act for Answer {
    fn row(&self) -> &'static Row {
        &ROW
    }

    fn parameters(&self) -> Parameters {
        let result = &self.0;
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let code = match result.code.name() {
            Some(name) => name.to_owned(),
            None => result.code.0.to_string(),
        };
        Parameters::new()
            .with("code", code)
            .maybe("text", given(&result.diagnostic))
            .maybe(
                "matched",
                given(&String::from_utf8_lossy(&result.matched_dn)),
            )
            .maybe("referral", given(&result.referrals.join(" ")))
    }

    fn needs(&self) -> Needs {
        Needs::NoAnswer
    }

    fn applies(&self, request: &Request) -> bool {
        !matches!(request, Request::Unbind | Request::Abandon(_))
    }

    /// In place of the final response, if there is one; the first result of several counts.
    fn act(&self, scene: &mut Scene<'_>) {
        let Some(response) = Operation::of(scene.request).response(self.0.clone()) else {
            return;
        };
        if std::mem::replace(&mut scene.script.decided, true) {
            return;
        }
        let bytes = response.encode(scene.id, &[]);
        match scene.script.last() {
            Some(at) => scene.script.steps[at] = Step::Send(bytes),
            None => scene.script.steps.push(Step::Send(bytes)),
        }
    }
}
