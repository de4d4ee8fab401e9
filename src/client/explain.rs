//! From what broke a conversation to an error with a code.

use std::io;

use super::{
    bind_name,
    deadline::{Deadline, seconds},
    error::{Error, describe},
    late::late,
    probe::Finding,
    suspicion::Speech,
    trouble::Trouble,
};
use crate::{
    diagnosis::{Code, Stage, excerpt},
    tls::{self, Shown},
    wire::{Broken, LdapResult, ResultCode},
};

/// What was asked, for the sentence of evidence: `the bind`.
pub(super) fn trouble(
    what: &str,
    trouble: Trouble,
    heard: bool,
    head: &[u8],
    deadline: Deadline,
) -> Error {
    judge(what, trouble, heard, head, deadline)
}

/// [`trouble`] on a connection that several share.
pub(super) fn later(what: &str, trouble: Trouble, heard: bool) -> Error {
    let deadline = Deadline::new(std::time::Duration::ZERO, None);
    match &trouble {
        Trouble::Broken(Broken::NotLdap { head }) if !heard => foreign_speech(head),
        _ => judge(what, trouble, true, &[], deadline),
    }
}

fn judge(what: &str, trouble: Trouble, heard: bool, head: &[u8], deadline: Deadline) -> Error {
    match trouble {
        Trouble::Closed { .. } | Trouble::Silent { .. } | Trouble::Malformed(_)
            if !heard && foreign(head).is_some() =>
        {
            foreign_speech(head)
        }
        Trouble::Closed { partial: 0 } => Error::of(
            Code::LDAP_CLOSED,
            format!("the server closed the connection without answering {what}"),
        ),
        Trouble::Closed { partial } => Error::of(
            Code::LDAP_CLOSED,
            format!(
                "the server closed the connection in the middle of its answer to {what}, after {partial} bytes of a message"
            ),
        ),
        // TLS ended without its farewell; the words of the library are for programmers.
        Trouble::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Error::of(
            Code::LDAP_CLOSED,
            format!("the server closed the connection without answering {what}"),
        )
        .because(error),
        Trouble::Io(error) => io_error(what, error),
        Trouble::Silent { partial: 0, .. } if !heard && deadline.starved().is_none() => Error::of(
            Code::SILENT,
            format!(
                "the port took the connection and {what}, and sent no byte in {}",
                deadline.waited()
            ),
        ),
        Trouble::Silent { partial, came } => late(what, partial, *came, deadline),
        Trouble::Broken(Broken::NotLdap { .. }) if !heard => foreign_speech(head),
        Trouble::Broken(Broken::NotLdap { head }) => Error::of(
            Code::LDAP_MALFORMED,
            format!(
                "the server stopped speaking LDAP and sent {}",
                excerpt(&head)
            ),
        ),
        Trouble::Broken(Broken::TooLarge { announced, limit }) if heard => Error::of(
            Code::LDAP_TOO_LARGE,
            format!("the server announced a message of {announced} bytes; {limit} are accepted"),
        ),
        Trouble::Broken(broken) if heard => Error::of(
            Code::LDAP_MALFORMED,
            format!("the answer to {what} cannot be framed: {broken:?}"),
        ),
        Trouble::Broken(Broken::TooLarge { announced, limit })
            if Speech::of(head) == Some(Speech::Ldap) =>
        {
            Error::of(
                Code::LDAP_TOO_LARGE,
                format!(
                    "the server announced a message of {announced} bytes; {limit} are accepted"
                ),
            )
        }
        Trouble::Broken(_) => foreign_speech(head),
        Trouble::Malformed(malformed) if malformed.over_limit => Error::of(
            Code::LDAP_TOO_LARGE,
            format!("the answer to {what} has {malformed}, which is the most that is accepted"),
        )
        .because(malformed),
        Trouble::Malformed(malformed) => Error::of(
            Code::LDAP_MALFORMED,
            format!("the answer to {what} is not a correct LDAP message: {malformed}"),
        )
        .because(malformed),
        Trouble::Notice(result) => Error::of(
            Code::NOTICE_OF_DISCONNECTION,
            format!(
                "instead of answering {what} the server sent a notice of disconnection: {}",
                describe(&result)
            ),
        )
        .with_result(result),
        Trouble::WrongId { got, tag, expected } => Error::of(
            Code::LDAP_WRONG_MESSAGE_ID,
            format!(
                "{what} was message {expected}; the server answered message {got} ({})",
                response_name(tag)
            ),
        ),
    }
}

/// The peer's first bytes are not LDAP's.
fn foreign(head: &[u8]) -> Option<Code> {
    Speech::of(head)?.code()
}

fn foreign_speech(head: &[u8]) -> Error {
    let code = foreign(head).unwrap_or(Code::GARBAGE);
    let detail = if code == Code::PLAIN_ON_TLS_PORT {
        format!(
            "this looks like a TLS port: it answered plain LDAP with a TLS record ({})",
            excerpt(head)
        )
    } else {
        format!("the port answered LDAP with {}", excerpt(head))
    };
    Error::of(code, detail)
}

/// A probe showed what the port speaks; the client had spoken plain LDAP to it.
pub(super) fn not_ldap(finding: &Finding, seen: &str) -> Error {
    let code = finding.speech.code().unwrap_or(Code::GARBAGE);
    let detail = match finding.speech {
        Speech::Tls => format!(
            "this looks like a TLS port: {seen}, and a TLS greeting was answered with a TLS record"
        ),
        _ => format!(
            "{seen}; probed, the port answered {}",
            excerpt(&finding.head)
        ),
    };
    Error::of(code, detail)
}

fn io_error(what: &str, error: io::Error) -> Error {
    if let Some(tls) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        let code = super::secure::late_code(tls);
        let detail = format!("TLS broke while the client waited for the answer to {what}: {tls}");
        return Error::of(code, detail).because(error);
    }
    let reset = matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionAborted
    );
    let code = if reset {
        Code::LDAP_RESET
    } else {
        Code::LDAP_CLOSED
    };
    Error::of(code, format!("waiting for the answer to {what}: {error}")).because(error)
}

/// What an error means on a connection whose server was not heard since the handshake, by what it was shown there.
pub(super) fn by_certificate(error: Error, shown: Shown) -> Error {
    let source = std::error::Error::source(&error);
    let alert = source
        .and_then(|source| source.downcast_ref::<io::Error>())
        .and_then(tls::alert);
    let Some((code, clause)) = shown.judge(error.code(), alert) else {
        return error;
    };
    let detail = format!("{clause}: {}", error.detail());
    Error::new(error.stage(), code, detail).because(error)
}

/// A result code that is no success, outside of a bind.
pub(super) fn refusal(what: &str, result: LdapResult) -> Error {
    Error::refused(Code::LDAP_FAILED.stage(), Code::LDAP_FAILED, what, result)
}

/// A refused bind: the AD sub-code where there is one, else the result code. With TLS on nobody is told to use it.
pub(super) fn bind_refusal(result: LdapResult, tls: bool) -> Error {
    let code = match result.code {
        ResultCode::STRONGER_AUTH_REQUIRED | ResultCode::CONFIDENTIALITY_REQUIRED if tls => {
            Code::LDAP_TLS_NOT_ENOUGH
        }
        ResultCode::INVALID_CREDENTIALS => {
            crate::diagnosis::active_directory::bind_code(&result.diagnostic)
                .unwrap_or(Code::BIND_INVALID_CREDENTIALS)
        }
        ResultCode::STRONGER_AUTH_REQUIRED if demands_signing(&result.diagnostic) => {
            Code::BIND_SIGNING_REQUIRED
        }
        ResultCode::STRONGER_AUTH_REQUIRED => Code::BIND_STRONGER_AUTH_REQUIRED,
        ResultCode::CONFIDENTIALITY_REQUIRED => Code::BIND_CONFIDENTIALITY_REQUIRED,
        ResultCode::INAPPROPRIATE_AUTHENTICATION => Code::BIND_INAPPROPRIATE_AUTHENTICATION,
        ResultCode::AUTH_METHOD_NOT_SUPPORTED => Code::BIND_METHOD_NOT_SUPPORTED,
        ResultCode::UNWILLING_TO_PERFORM => Code::BIND_UNWILLING,
        ResultCode::INVALID_DN_SYNTAX => Code::BIND_INVALID_DN,
        ResultCode::BUSY => Code::BIND_BUSY,
        ResultCode::UNAVAILABLE => Code::BIND_UNAVAILABLE,
        ResultCode::PROTOCOL_ERROR => Code::BIND_NOT_LDAPV3,
        ResultCode::REFERRAL => Code::BIND_REFERRAL,
        _ => Code::BIND_FAILED,
    };
    Error::refused(Stage::Bind, code, "the bind", result)
}

/// A refused simple bind, whose name may have none of the forms that servers read.
pub(super) fn of_name(name: &str, error: Error) -> Error {
    let code = error.code();
    if ![Code::BIND_WRONG_PASSWORD, Code::BIND_INVALID_DN].contains(&code) {
        return error;
    }
    let Some(fault) = bind_name::fault(name) else {
        return error;
    };
    let detail = format!("{}; {fault}", error.detail());
    let code = match code == Code::BIND_WRONG_PASSWORD {
        true => Code::BIND_NAME_FORM,
        false => code,
    };
    error.recoded(code).with_detail(detail)
}

/// AD where the policy demands signed LDAP: ERROR_DS_STRONG_AUTH_REQUIRED.
fn demands_signing(words: &str) -> bool {
    crate::diagnosis::active_directory::leading_code(words)
        .is_some_and(|code| code.eq_ignore_ascii_case("00002028"))
        || words.contains("integrity checking")
}

/// The name of a response by its identifier octet, RFC 4511 appendix B.
pub(super) fn response_name(tag: u8) -> String {
    let name = match tag {
        0x61 => "BindResponse",
        0x64 => "SearchResultEntry",
        0x65 => "SearchResultDone",
        0x67 => "ModifyResponse",
        0x69 => "AddResponse",
        0x6b => "DelResponse",
        0x6d => "ModifyDNResponse",
        0x6f => "CompareResponse",
        0x73 => "SearchResultReference",
        0x78 => "ExtendedResponse",
        0x79 => "IntermediateResponse",
        _ => return format!("tag 0x{tag:02x}"),
    };
    name.to_owned()
}

/// What was seen before a probe began, for people.
pub(super) fn seen(what: &str, trouble: &Trouble) -> Option<String> {
    match trouble {
        Trouble::Closed { partial: 0 } => Some(format!("it closed the connection at {what}")),
        Trouble::Io(error) => Some(format!("{what} ended with \"{error}\"")),
        _ => None,
    }
}

/// What was seen when a watch ends, for people.
pub(super) fn seen_silence(what: &str, since: tokio::time::Instant) -> String {
    format!(
        "it took {what} and was silent for {}",
        seconds(since.elapsed())
    )
}

#[cfg(test)]
mod tests {
    use rustls::AlertDescription;

    use super::*;

    /// Go and Java say bad_certificate (42) in TLS 1.3, which comes with the first read.
    #[test]
    fn a_late_alert_about_a_certificate_is_judged_by_what_was_shown() {
        for (shown, code) in [
            (Shown::Nothing, Code::CLIENT_CERTIFICATE_REQUIRED),
            (Shown::Unfit, Code::CLIENT_CERTIFICATE_REJECTED),
            (Shown::Own, Code::CLIENT_CERTIFICATE_REJECTED),
            (Shown::NotAsked, Code::TLS_ALERT),
        ] {
            let alert = rustls::Error::AlertReceived(AlertDescription::BadCertificate);
            let trouble = Trouble::Io(io::Error::other(alert));
            let error = by_certificate(later("the bind", trouble, true), shown);
            assert_eq!(error.code(), code, "{shown:?}");
        }
        let alert = rustls::Error::AlertReceived(AlertDescription::DecryptError);
        let trouble = Trouble::Io(io::Error::other(alert));
        let error = by_certificate(later("the bind", trouble, true), Shown::Nothing);
        assert_eq!(error.code(), Code::TLS_ALERT);
    }
}
