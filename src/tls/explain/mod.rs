mod alone;
mod host;
mod strength;
mod trust;

use std::time::SystemTime;

use rustls::pki_types::CertificateDer;

use super::certificate::{Certificate, Signed};
use super::checks::{Checks, NAMES};
use super::path::{End, Path};
use super::prediction::{self, Circumstances};
use super::{Problem, Stack};
use crate::{clock::generalized_time, diagnosis::Code};

/// Whether every signature from the server's certificate up to a trusted one is known to be right, so that a bad one can only be that
/// of the handshake.
pub(super) fn well_signed(chain: &[CertificateDer<'_>], trust: &[CertificateDer<'_>]) -> bool {
    let read = |list: &[CertificateDer<'_>]| -> Vec<Certificate> {
        list.iter()
            .filter_map(|c| Certificate::parse(c).ok())
            .collect()
    };
    let (sent, trust) = (read(chain), read(trust));
    let Some((leaf, rest)) = sent.split_first() else {
        return false;
    };
    let path = Path::climb(leaf, rest, &trust);
    let End::Trusted(anchor) = path.end else {
        return false;
    };
    let issuers = path.passed.iter().copied().skip(1).chain([anchor]);
    let mut links = path.passed.iter().zip(issuers);
    links.all(|(certificate, issuer)| certificate.signed_by(issuer) == Signed::Yes)
}

/// Every problem of a chain that a server sent, for a client that trusts `trust`, connected to `host` and lives at
/// `now`; the gravest first. Empty if all is well.
///
/// The order: what cannot be read, then dates, then trust, then purpose, then names. Some faults look the same to
/// every TLS library, and are told apart so:
///
/// * `tls.self_signed`: the server's own certificate names itself as its issuer.
/// * `tls.unknown_ca`: the issuer of the last certificate that was sent is not trusted.
/// * `tls.missing_intermediate`: the same where the server sent nothing above its own certificate, and its issuer seems to
///   be an intermediate CA: it is called so, or it belongs to the organisation of a trusted certificate. Only who knows the CA can
///   tell for certain, so the cures of both name both.
/// * `tls.ca_rekeyed`: the trust holds the issuer's name with another key; rustls calls it a bad signature. It is `tls.self_signed` where
///   the server's certificate signed itself, and `tls.bad_signature` where it names the very key that is trusted.
/// * `tls.leaf_is_ca`: everything else about trust is right.
///
/// ```
/// use ldaplab::diagnosis::Code;
/// use ldaplab::tls::{Material, Scenario, explain};
/// use std::time::SystemTime;
/// let now = SystemTime::now();
/// let expired = Material::new(Scenario::EXPIRED, &["dc1.corp.example"], now)?;
/// let problems = explain(expired.chain(), expired.trust().certificates(), "dc9.corp.example", now);
/// let codes: Vec<Code> = problems.iter().map(|p| p.code).collect();
/// assert_eq!(codes, [Code::CERTIFICATE_EXPIRED, Code::WRONG_HOST]);
/// # Ok::<(), ldaplab::tls::MintError>(())
/// ```
pub fn explain(
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
    host: &str,
    now: SystemTime,
) -> Vec<Problem> {
    explain_under(Checks::STRICT, chain, trust, host, now)
}

/// The same for a client that checks less: what it does not check is found, and is not fatal.
pub(super) fn explain_under(
    checks: Checks,
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
    host: &str,
    now: SystemTime,
) -> Vec<Problem> {
    let mut found = find(checks, chain, trust, host, now);
    checks.weigh(&mut found);
    found.sort_by_key(|p| (!p.fatal, rank(p.code)));
    found
}

fn find(
    checks: Checks,
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
    host: &str,
    now: SystemTime,
) -> Vec<Problem> {
    let Some((first, rest)) = chain.split_first() else {
        let detail = "the server sent no certificate".to_owned();
        return vec![Problem::new(Code::NO_CERTIFICATE, detail, true)];
    };
    let leaf = match Certificate::parse(first) {
        Ok(leaf) => leaf,
        Err(e) => {
            let detail = format!("the server's certificate is unreadable: {e}");
            return vec![Problem::new(Code::CERTIFICATE_MALFORMED, detail, true)];
        }
    };
    let mut found = Findings {
        list: Vec::new(),
        leaf: &leaf,
        host,
    };
    let read = |list: &[CertificateDer<'_>]| -> Vec<Certificate> {
        list.iter()
            .filter_map(|c| Certificate::parse(c).ok())
            .collect()
    };
    let trusted = match trust.len() {
        0 => "no certificate is trusted".to_owned(),
        _ if trust.contains(first) => "only that certificate itself is trusted".to_owned(),
        1 => "the one trusted certificate is another".to_owned(),
        n => format!("it is none of the {n} trusted certificates"),
    };
    let (sent, trust) = (read(rest), read(trust));
    if leaf.is_ca()
        && let Some(own) = sent.iter().find(|c| !c.is_ca())
    {
        let detail = format!(
            "the server sends the certificate of {} before its own of {}",
            leaf.subject(),
            own.subject()
        );
        found.fatal(Code::LEAF_NOT_FIRST, detail);
        return found.list;
    }
    let path = Path::climb(&leaf, &sent, &trust);
    for (depth, certificate) in path.passed.iter().enumerate() {
        found.dates(certificate, depth, now);
    }
    found.strength(&path);
    found.trust(&path, &trust, &trusted, now);
    found.leaf(&leaf);
    for issuer in &path.passed[1..] {
        found.issuer(issuer);
    }
    found.name(&leaf, host, checks);
    found.list
}

/// What is mended first stands first.
fn rank(code: Code) -> usize {
    const DATES: [Code; 4] = [
        Code::CERTIFICATE_EXPIRED,
        Code::CERTIFICATE_NOT_YET_VALID,
        Code::ISSUER_EXPIRED,
        Code::ISSUER_NOT_YET_VALID,
    ];
    const STRENGTH: [Code; 3] = [
        Code::WEAK_KEY,
        Code::WEAK_SIGNATURE,
        Code::UNSUPPORTED_ALGORITHM,
    ];
    const TRUST: [Code; 5] = [
        Code::SELF_SIGNED,
        Code::UNKNOWN_CA,
        Code::MISSING_INTERMEDIATE,
        Code::CA_REKEYED,
        Code::BAD_SIGNATURE,
    ];
    let order: [&[Code]; 4] = [&[Code::CERTIFICATE_VERSION], &DATES, &STRENGTH, &TRUST];
    if NAMES.contains(&code) {
        return order.len() + 1;
    }
    order
        .iter()
        .position(|codes| codes.contains(&code))
        .unwrap_or(order.len())
}

/// What was found so far, and what the verdicts of others depend on.
struct Findings<'a> {
    list: Vec<Problem>,
    leaf: &'a Certificate,
    host: &'a str,
}

const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";

impl Findings<'_> {
    fn fatal(&mut self, code: Code, detail: String) {
        self.add(code, detail, true);
    }

    fn add(&mut self, code: Code, detail: String, fatal: bool) {
        self.at(0, code, detail, fatal);
    }

    /// A fault of the certificate at this depth.
    fn at(&mut self, depth: usize, code: Code, detail: String, fatal: bool) {
        let (leaf, host) = (self.leaf, self.host);
        let accepted_by = prediction::accepting(code, &Circumstances { leaf, host, depth });
        self.push(code, detail, fatal, accepted_by);
    }

    /// A fault whose verdicts are known to the caller.
    fn known(&mut self, code: Code, detail: String, accepted_by: Option<&'static [Stack]>) {
        self.push(code, detail, true, accepted_by);
    }

    fn push(
        &mut self,
        code: Code,
        detail: String,
        fatal: bool,
        accepted_by: Option<&'static [Stack]>,
    ) {
        self.list.push(Problem {
            code,
            detail,
            fatal,
            accepted_by,
        });
    }

    fn dates(&mut self, c: &Certificate, depth: usize, now: SystemTime) {
        let (expired, early) = match depth {
            0 => (Code::CERTIFICATE_EXPIRED, Code::CERTIFICATE_NOT_YET_VALID),
            _ => (Code::ISSUER_EXPIRED, Code::ISSUER_NOT_YET_VALID),
        };
        if now > c.not_after() {
            let detail = format!(
                "the certificate of {} expired on {}",
                who(c),
                day(c.not_after())
            );
            self.fatal(expired, detail);
        } else if now < c.not_before() {
            let detail = format!(
                "the certificate of {} is valid only from {}",
                who(c),
                day(c.not_before())
            );
            self.fatal(early, detail);
        }
    }

    fn leaf(&mut self, leaf: &Certificate) {
        if leaf.is_ca() {
            let detail = format!(
                "the server's own certificate, {}, is that of a CA (CA:TRUE)",
                who(leaf)
            );
            self.fatal(Code::LEAF_IS_CA, detail);
        }
        if let Some(purposes) = leaf.purposes().filter(|p| !serves(p)) {
            let detail = format!(
                "the certificate of {} is only for the purposes {}",
                who(leaf),
                purposes.join(", ")
            );
            self.fatal(Code::WRONG_PURPOSE, detail);
        }
    }

    fn issuer(&mut self, issuer: &Certificate) {
        if !issuer.is_ca() && issuer.version() == 3 {
            let detail = format!("{} issued a certificate but is no CA", issuer.subject());
            self.fatal(Code::ISSUER_NOT_CA, detail);
        }
        if let Some(purposes) = issuer.purposes().filter(|p| !serves(p)) {
            let detail = format!(
                "the CA {} is only for the purposes {}",
                issuer.subject(),
                purposes.join(", ")
            );
            self.fatal(Code::ISSUER_WRONG_PURPOSE, detail);
        }
    }
}

/// `subject …, issuer …`.
fn who(c: &Certificate) -> String {
    let subject = if c.subject().is_empty() {
        "(no subject)"
    } else {
        c.subject()
    };
    match c.is_self_issued() {
        true => format!("{subject} (signed by itself)"),
        false => format!("{subject} (issued by {})", c.issuer()),
    }
}

fn serves(purposes: &[String]) -> bool {
    purposes.iter().any(|p| p == SERVER_AUTH)
}

/// `2026-01-02`.
fn day(time: SystemTime) -> String {
    match generalized_time::format(time) {
        Some(t) => format!("{}-{}-{}", &t[..4], &t[4..6], &t[6..8]),
        None => "a day beyond the calendar".to_owned(),
    }
}

#[cfg(test)]
mod tests;
