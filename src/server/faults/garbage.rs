//! Bytes that are no answer.

use super::Fault;

impl Fault {
    /// Send these bytes instead of an answer, then go on.
    pub fn garbage(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Garbage(bytes.into())
    }
}
