//! A connection that stays open and says nothing more.

use super::{Fault, script::Step, table::plain};

impl Fault {
    /// Neither read nor write any more: what the client sends fills the buffers.
    pub fn stall() -> Self {
        Self::of(Stall)
    }

    /// Read everything and never answer again.
    pub fn black_hole() -> Self {
        Self::of(BlackHole)
    }
}

plain! {
    STALL = "stall" "neither read nor write any more", Stall, NoAnswer,
    |scene| { scene.script.steps.push(Step::Stall); }
}

plain! {
    BLACK_HOLE = "black-hole" "read everything, never answer again", BlackHole, NoAnswer,
    |scene| { scene.script.steps.push(Step::Swallow); }
}
