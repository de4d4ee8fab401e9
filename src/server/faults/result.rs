//! A result instead of the answer.

use super::Fault;
use crate::wire::{LdapResult, ResultCode};

impl Fault {
    /// Any result code, without words.
    pub fn result(code: ResultCode) -> Self {
        Self::Result(LdapResult::new(code))
    }

    /// A whole result: code, words, matched DN, referrals.
    pub fn answer(result: LdapResult) -> Self {
        Self::Result(result)
    }

    /// `busy` (51).
    pub fn busy() -> Self {
        Self::result(ResultCode::BUSY)
    }

    /// `unavailable` (52).
    pub fn unavailable() -> Self {
        Self::result(ResultCode::UNAVAILABLE)
    }
}
