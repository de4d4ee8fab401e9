//! Who else refuses a chain: other TLS stacks' verdicts, as they were recorded (`fixtures/truth/tls-matrix.jsonl`).

use std::net::IpAddr;

use super::Stack;
use super::certificate::Certificate;
use super::checks::{Checks, bare};
use super::level::RequireSan;
use crate::diagnosis::Code;

/// What the fault depends on beside its code.
pub(super) struct Circumstances<'a> {
    pub(super) leaf: &'a Certificate,
    pub(super) host: &'a str,
    pub(super) depth: usize,
}

/// When a row counts.
type When = fn(&Circumstances<'_>) -> bool;

/// The first row of a code that counts holds.
const ACCEPTING: &[(Code, When, &[Stack])] = {
    use Stack::{GnuTls, Go, Java, Libldap, OpenSsl};
    &[
        (
            Code::LEAF_IS_CA,
            always,
            &[OpenSsl, Libldap, GnuTls, Go, Java],
        ),
        (
            Code::NO_SUBJECT_ALT_NAME,
            by_common_name,
            &[OpenSsl, Libldap, GnuTls, Java],
        ),
        (Code::WRONG_HOST, by_common_name, &[Libldap]),
        (
            Code::WRONG_PURPOSE,
            for_any_purpose,
            &[Libldap, GnuTls, Go, Java],
        ),
        (Code::WRONG_PURPOSE, always, &[Libldap]),
        (Code::ISSUER_WRONG_PURPOSE, always, &[Libldap, Java]),
        (Code::TRUST_ROOT_EXPIRED, always, &[Java]),
        (
            Code::CERTIFICATE_VERSION,
            of_the_server,
            &[OpenSsl, Libldap, GnuTls, Java],
        ),
        (Code::CERTIFICATE_EXPIRED, always, &[]),
        (Code::ISSUER_EXPIRED, always, &[]),
        (Code::CERTIFICATE_NOT_YET_VALID, always, &[]),
        (Code::CA_REKEYED, always, &[]),
        (Code::BAD_SIGNATURE, always, &[]),
        (Code::ISSUER_NOT_CA, always, &[]),
        (Code::LEAF_NOT_FIRST, always, &[]),
    ]
};

fn always(_: &Circumstances<'_>) -> bool {
    true
}

/// Whether the common name alone is the host; of addresses that was not tried.
fn by_common_name(of: &Circumstances<'_>) -> bool {
    let by_name = Checks {
        san: RequireSan::Never,
        ..Checks::STRICT
    };
    bare(of.host).parse::<IpAddr>().is_err() && by_name.accepts(of.leaf, of.host)
}

fn of_the_server(of: &Circumstances<'_>) -> bool {
    of.depth == 0
}

fn for_any_purpose(of: &Circumstances<'_>) -> bool {
    const ANY: &str = "2.5.29.37.0";
    let purposes = of.leaf.purposes().unwrap_or_default();
    purposes.iter().any(|purpose| purpose == ANY)
}

/// Who takes a chain that has this fault and no other; `None` where nobody was asked.
pub(super) fn accepting(code: Code, of: &Circumstances<'_>) -> Option<&'static [Stack]> {
    let mut rows = ACCEPTING.iter();
    let row = rows.find(|(known, when, _)| *known == code && when(of))?;
    Some(row.2)
}

/// Who takes an RSA key of so few bits in the chain.
pub(super) fn accepting_key(bits: usize) -> Option<&'static [Stack]> {
    use Stack::{GnuTls, Go, Java, Libldap};
    (bits >= 1_024).then_some(&[Libldap, GnuTls, Go, Java])
}

/// Who takes a signature with SHA-1, and with MD5.
pub(super) fn accepting_hash(sha1: bool) -> Option<&'static [Stack]> {
    Some(if sha1 { &[Stack::Java] } else { &[] })
}

#[cfg(test)]
mod tests;
