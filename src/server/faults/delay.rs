//! An answer that takes its time.

use std::time::Duration;

use super::Fault;

impl Fault {
    /// Wait before answering. Waits of several rules add up.
    pub fn delay(by: Duration) -> Self {
        Self::Delay(by)
    }
}
