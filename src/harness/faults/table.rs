//! Every kind of fault: a row each.

use super::{
    Fault, Parameters, WrongParameter, close, delay, disturb, garbage, messages, notice, oversized,
    pace, parameters::wrong_parameter, result, rewrite, stall, start_tls, truncate,
};
use crate::{diagnosis::distance, wire::ResultCode};

/// One kind.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    /// The names of its parameters; the first may be given as the value of the kind itself: `delay=200ms`.
    pub(super) parameters: &'static [&'static str],
    pub(super) meaning: &'static str,
    pub(super) build: fn(&Parameters) -> Result<Fault, WrongParameter>,
}

pub(super) const ROWS: &[&Row] = &[
    &delay::ROW,
    &result::ROW,
    &close::CLOSE,
    &close::RESET,
    &close::HALF_CLOSE,
    &stall::STALL,
    &stall::BLACK_HOLE,
    &truncate::ROW,
    &garbage::ROW,
    &messages::WRONG_ID,
    &messages::WRONG_TAG,
    &messages::DUPLICATE,
    &messages::MISSING_DONE,
    &messages::OUT_OF_ORDER,
    &oversized::ROW,
    &pace::SPLIT,
    &pace::BANDWIDTH,
    &notice::NOTICE,
    &notice::UNSOLICITED,
    &start_tls::ROW,
    &disturb::IDLE,
    &disturb::REFUSE,
    &disturb::SWAP,
    &rewrite::ROW,
];

pub(super) fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name).copied()
}

pub(super) fn build(name: &str, parameters: &Parameters) -> Result<Fault, WrongParameter> {
    let Some(row) = find(name) else {
        let names = ROWS.iter().map(|row| row.name);
        let meant = match ResultCode::named(name).and_then(ResultCode::name) {
            Some(code) => format!("result={code}"),
            None => {
                let nearest = names.min_by_key(|known| distance(known, name));
                nearest.unwrap_or_default().to_owned()
            }
        };
        let why = format!("there is no such fault; did you mean {meant}?");
        return Err(wrong_parameter(name, why));
    };
    for (given, _) in parameters.iter() {
        if !row.parameters.contains(&given) {
            let why = match row.parameters {
                [] => format!("{name} takes no parameters"),
                known => format!(
                    "{name} has no such parameter; it takes {}",
                    known.join(", ")
                ),
            };
            return Err(wrong_parameter(given, why));
        }
    }
    (row.build)(parameters)
}

/// A fault without parameters.
macro_rules! plain {
    ($(#[$doc:meta])* $row:ident = $name:literal $meaning:literal, $kind:ident, $needs:ident, |$scene:ident| $act:block) => {
        pub(super) const $row: crate::harness::faults::table::Row = crate::harness::faults::table::Row {
            name: $name,
            parameters: &[],
            meaning: $meaning,
            build: |_| Ok(crate::harness::faults::Fault::of($kind)),
        };

        $(#[$doc])*
        #[derive(Debug)]
        struct $kind;

        impl crate::harness::faults::act::Act for $kind {
            fn row(&self) -> &'static crate::harness::faults::table::Row {
                &$row
            }

            fn parameters(&self) -> crate::harness::faults::Parameters {
                crate::harness::faults::Parameters::new()
            }

            fn needs(&self) -> crate::harness::faults::act::Needs {
                crate::harness::faults::act::Needs::$needs
            }

            fn act(&self, $scene: &mut crate::harness::faults::script::Scene<'_>) $act
        }
    };
}

pub(super) use plain;
