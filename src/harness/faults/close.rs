//! A connection that ends: instead of an answer, or after what other faults left of it.

use super::{Fault, script::Step, table::plain};

impl Fault {
    /// Close the connection (FIN).
    pub fn close() -> Self {
        Self::of(Close)
    }

    /// Reset the connection (RST).
    pub fn reset() -> Self {
        Self::of(Reset)
    }

    /// Close the own direction, read on, and never answer again.
    pub fn half_close() -> Self {
        Self::of(HalfClose)
    }
}

plain! {
    CLOSE = "close" "close the connection (FIN)", Close, NoAnswer,
    |scene| { scene.script.steps.push(Step::Close); }
}

plain! {
    RESET = "reset" "reset the connection (RST)", Reset, NoAnswer,
    |scene| { scene.script.steps.push(Step::Reset); }
}

plain! {
    HALF_CLOSE = "half-close" "close the own direction, read on, never answer again", HalfClose, NoAnswer,
    |scene| { scene.script.steps.push(Step::HalfClose); }
}
