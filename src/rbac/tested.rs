//! The outcome of a test of settings, as answers show it.

use serde_json::{Map, Value, json};

use crate::{
    connection_test::{ConnectionTest, Plan, PlanError, Report},
    identity::Directory,
};

/// What a test found.
#[derive(Clone, Debug)]
pub struct Tested {
    report: Report,
}

impl Tested {
    pub(super) async fn run(directory: &Directory) -> Result<Self, PlanError> {
        let plan = Plan::directory(directory)?;
        let report = ConnectionTest::new(plan).run().await;
        Ok(Self { report })
    }

    /// The report.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// `{elapsed, error?, code?, cause?, cure?, seen?, warnings, stages}`; `elapsed` in seconds.
    pub fn to_json(&self) -> Value {
        let mut all = Map::new();
        let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
        put("elapsed", self.report.elapsed().as_secs_f64().into());
        // The report writes itself; what it writes is JSON.
        let report: Value = serde_json::from_str(&self.report.to_json()).unwrap_or_default();
        if let Some(failure) = self.report.failure() {
            let cure = failure.cure();
            let error = format!("{} {cure}", failure.cause());
            put("error", error.into());
            put("error_kind", failure.stage().name().into());
            put("code", failure.code().as_str().into());
            put("cause", failure.cause().into());
            put("cure", cure.into());
            put("seen", failure.detail().into());
        }
        put("warnings", json!(self.report.warnings()));
        put("stages", report["stages"].clone());
        Value::Object(all)
    }
}
