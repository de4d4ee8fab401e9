use std::io;
use std::time::SystemTime;

use rustls::pki_types::CertificateDer;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

use super::Problem;
use super::checks::Checks;
use super::explain::{explain_under, well_signed};
use crate::diagnosis::Code;

/// Why a handshake failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Diagnosis {
    /// What it is.
    pub code: Code,
    /// One sentence about this server: names, dates, or the words of the TLS library.
    pub detail: String,
    /// Everything else that was found in the chain, the gravest first; the first is this diagnosis itself
    /// if the chain was the reason.
    pub problems: Vec<Problem>,
}

/// What an error of `rustls` in a client's handshake means.
///
/// `chain` is what the server sent (see [`Verifier::presented`](super::Verifier::presented)); it may be empty. Where the
/// certificate is the reason, the answer rests on [`explain`](fn@super::explain) and only then on what `rustls` says.
///
/// ```
/// use ldaplab::diagnosis::Code;
/// use ldaplab::tls::diagnose;
/// use std::time::SystemTime;
/// let error = rustls::Error::AlertReceived(rustls::AlertDescription::ProtocolVersion);
/// let diagnosis = diagnose(&error, &[], &[], "dc1.corp.example", SystemTime::now());
/// assert_eq!(diagnosis.code, Code::TLS_PROTOCOL_VERSION);
/// ```
pub fn diagnose(
    error: &Error,
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
    host: &str,
    now: SystemTime,
) -> Diagnosis {
    diagnose_under(Checks::STRICT, error, chain, trust, host, now)
}

/// What is said of a chain whose top nobody trusts.
const UNTRUSTED: [Code; 3] = [
    Code::SELF_SIGNED,
    Code::UNKNOWN_CA,
    Code::MISSING_INTERMEDIATE,
];

fn diagnose_under(
    checks: Checks,
    error: &Error,
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
    host: &str,
    now: SystemTime,
) -> Diagnosis {
    let problems = match chain {
        [] => Vec::new(),
        _ => explain_under(checks, chain, trust, host, now),
    };
    let said = code(error, well_signed(chain, trust));
    let certificate = matches!(error, Error::InvalidCertificate(_)) && !BEYOND.contains(&said);
    // A key of a kind that was not offered can only sign in a way that was not offered.
    let key = |p: &Problem| {
        matches!(error, Error::PeerMisbehaved(_)) && p.code == Code::UNSUPPORTED_ALGORITHM
    };
    match problems
        .first()
        .filter(|p| p.fatal && (certificate || key(p)))
    {
        Some(first) if trust.is_empty() && UNTRUSTED.contains(&first.code) => Diagnosis {
            code: Code::NO_TRUST,
            detail: format!("no trusted certificate was given; {}", first.detail),
            problems,
        },
        Some(first) => Diagnosis {
            code: first.code,
            detail: first.detail.clone(),
            problems,
        },
        None => Diagnosis {
            code: said,
            detail: error.to_string(),
            problems,
        },
    }
}

/// What `rustls` finds and [`explain`](fn@super::explain) does not look for.
const BEYOND: [Code; 6] = [
    Code::CERTIFICATE_MALFORMED,
    Code::CERTIFICATE_REVOKED,
    Code::REVOCATION_UNKNOWN,
    Code::CRITICAL_EXTENSION,
    Code::PATH_LENGTH,
    Code::NAME_CONSTRAINT,
];

/// The code for a server that did not prove that it has its certificate's key.
pub(super) fn unproven(error: &Error) -> Code {
    code(error, true)
}

/// The code of such a fault.
pub(super) fn beyond(error: &Error) -> Option<Code> {
    let code = code(error, false);
    BEYOND.contains(&code).then_some(code)
}

/// The same for the error that a TLS stream returns: `rustls`'s own error within, or the connection's.
pub fn diagnose_io(
    error: &io::Error,
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
    host: &str,
    now: SystemTime,
) -> Diagnosis {
    diagnose_io_under(Checks::STRICT, error, chain, trust, host, now)
}

pub(super) fn diagnose_io_under(
    checks: Checks,
    error: &io::Error,
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
    host: &str,
    now: SystemTime,
) -> Diagnosis {
    let inner = error.get_ref().and_then(|e| e.downcast_ref::<Error>());
    if let Some(inner) = inner {
        return diagnose_under(checks, inner, chain, trust, host, now);
    }
    let code = match error.kind() {
        io::ErrorKind::UnexpectedEof => Code::TLS_CLOSED,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => Code::TLS_RESET,
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Code::TLS_STALLED,
        _ => Code::TLS_FAILED,
    };
    Diagnosis {
        code,
        detail: error.to_string(),
        problems: Vec::new(),
    }
}

/// `well_signed`: the signatures of the chain are known to be right.
fn code(error: &Error, well_signed: bool) -> Code {
    match error {
        Error::InvalidCertificate(reason) => certificate(reason, well_signed),
        Error::AlertReceived(alert) => alert_code(*alert),
        Error::NoCertificatesPresented => Code::NO_CERTIFICATE,
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => Code::TLS_PROTOCOL_VERSION,
        Error::PeerIncompatible(_) => Code::TLS_INCOMPATIBLE,
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => Code::TLS_ON_PLAIN_PORT,
        Error::InvalidMessage(_) | Error::DecryptError => Code::TLS_MALFORMED,
        Error::PeerMisbehaved(_)
        | Error::InappropriateMessage { .. }
        | Error::InappropriateHandshakeMessage { .. } => Code::TLS_MISBEHAVED,
        Error::PeerSentOversizedRecord => Code::TLS_MALFORMED,
        _ => Code::TLS_FAILED,
    }
}

/// Certificate errors that [`explain`](fn@super::explain) does not find by itself. A bad signature here, where
/// the chain's own signatures are right, is that of the handshake.
fn certificate(reason: &CertificateError, well_signed: bool) -> Code {
    use CertificateError as E;
    match reason {
        E::BadEncoding => Code::CERTIFICATE_MALFORMED,
        E::Expired | E::ExpiredContext { .. } => Code::CERTIFICATE_EXPIRED,
        E::NotValidYet | E::NotValidYetContext { .. } => Code::CERTIFICATE_NOT_YET_VALID,
        E::Revoked => Code::CERTIFICATE_REVOKED,
        E::UnhandledCriticalExtension => Code::CRITICAL_EXTENSION,
        E::UnknownIssuer => Code::UNKNOWN_CA,
        E::UnknownRevocationStatus
        | E::ExpiredRevocationList
        | E::ExpiredRevocationListContext { .. } => Code::REVOCATION_UNKNOWN,
        E::BadSignature if well_signed => Code::KEY_MISMATCH,
        E::BadSignature => Code::BAD_SIGNATURE,
        E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => Code::UNSUPPORTED_ALGORITHM,
        E::NotValidForName | E::NotValidForNameContext { .. } => Code::WRONG_HOST,
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => Code::WRONG_PURPOSE,
        E::Other(other) => webpki(&other.to_string(), &format!("{other:?}")),
        _ => Code::CERTIFICATE_REJECTED,
    }
}

/// The errors that `rustls` hands through from webpki without names of its own; webpki is no
/// dependency of ours, so they are known by their names.
fn webpki(display: &str, debug: &str) -> Code {
    const KNOWN: [(&str, Code); 9] = [
        ("CaUsedAsEndEntity", Code::LEAF_IS_CA),
        ("EndEntityUsedAsCa", Code::ISSUER_NOT_CA),
        ("PathLenConstraintViolated", Code::PATH_LENGTH),
        ("NameConstraintViolation", Code::NAME_CONSTRAINT),
        ("UnsupportedCriticalExtension", Code::CRITICAL_EXTENSION),
        ("UnsupportedCertVersion", Code::CERTIFICATE_VERSION),
        ("ExtensionValueInvalid", Code::CERTIFICATE_MALFORMED),
        ("BadDer", Code::CERTIFICATE_MALFORMED),
        ("MalformedExtensions", Code::CERTIFICATE_MALFORMED),
    ];
    let found = KNOWN
        .iter()
        .find(|(name, _)| display.contains(name) || debug.contains(name));
    found.map_or(Code::CERTIFICATE_REJECTED, |(_, code)| *code)
}

fn alert_code(alert: AlertDescription) -> Code {
    use AlertDescription as A;
    match alert {
        A::ProtocolVersion => Code::TLS_PROTOCOL_VERSION,
        A::HandshakeFailure => Code::TLS_HANDSHAKE_FAILURE,
        A::InsufficientSecurity => Code::TLS_INSUFFICIENT_SECURITY,
        A::InternalError => Code::TLS_INTERNAL_ERROR,
        A::UnrecognisedName => Code::TLS_UNRECOGNISED_NAME,
        // The latter in SSL 3.
        A::CertificateRequired | A::NoCertificate => Code::CLIENT_CERTIFICATE_REQUIRED,
        A::BadCertificate
        | A::UnsupportedCertificate
        | A::CertificateRevoked
        | A::CertificateExpired
        | A::CertificateUnknown
        | A::UnknownCA
        | A::AccessDenied => Code::CLIENT_CERTIFICATE_REJECTED,
        _ => Code::TLS_ALERT,
    }
}

#[cfg(test)]
mod tests;
