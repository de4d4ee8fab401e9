//! A connection that ends instead of an answer.

use super::Fault;

impl Fault {
    /// Close the connection (FIN) instead of answering.
    pub fn close() -> Self {
        Self::Close { reset: false }
    }

    /// Reset the connection (RST) instead of answering.
    pub fn reset() -> Self {
        Self::Close { reset: true }
    }
}
