//! The words with which servers refuse a client that did not bind.

use crate::wire::{LdapResult, ResultCode};

/// What servers say, each behind its result code: Active Directory (000004DC), Samba, slapd with `require authc` and with `require bind`.
/// Recorded from the programs, Active Directory's from MS-ADTS 3.1.1.3.1.9.
const WORDS: [(ResultCode, &str); 4] = [
    (
        ResultCode::OPERATIONS_ERROR,
        "successful bind must be completed",
    ),
    (
        ResultCode::OPERATIONS_ERROR,
        "Operation unavailable without authentication",
    ),
    (ResultCode::UNWILLING_TO_PERFORM, "authentication required"),
    (ResultCode::OPERATIONS_ERROR, "BIND required"),
];

/// Whether a server says with this result that it does not know who the client is.
pub(crate) fn not_bound(result: &LdapResult) -> bool {
    let mut words = WORDS.iter();
    words.any(|(code, words)| result.code == *code && result.diagnostic.contains(words))
}
