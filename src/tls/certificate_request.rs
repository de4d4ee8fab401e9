//! What a client showed when the server asked for its certificate (CertificateRequest, RFC 8446 section 4.3.2), and what the end of a
//! connection means by it. Few alerts have one meaning, and TLS 1.2 has none of its own for a certificate that is missed.

use std::io;
use std::sync::{Arc, OnceLock};

use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;
use rustls::{AlertDescription, Error, SignatureScheme};

use super::ClientCertificate;
use crate::diagnosis::Code;

/// What the server was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// It did not ask.
    NotAsked,
    /// It asked, and there was nothing to show.
    Nothing,
    /// It asked, and takes no signature by the key of the certificate that was given: nothing was shown.
    Unfit,
    /// The client's certificate.
    Own,
}

impl Shown {
    /// What it means that the server ended the connection: the code, and the clause that the evidence begins with. `None` where this says
    /// no more.
    pub(crate) fn judge(
        self,
        code: Code,
        alert: Option<AlertDescription>,
    ) -> Option<(Code, &'static str)> {
        const BY_CERTIFICATE: [Code; 2] = [
            Code::CLIENT_CERTIFICATE_REQUIRED,
            Code::CLIENT_CERTIFICATE_REJECTED,
        ];
        const ENDED: [Code; 8] = [
            Code::TLS_HANDSHAKE_FAILURE,
            Code::TLS_INSUFFICIENT_SECURITY,
            Code::TLS_INTERNAL_ERROR,
            Code::TLS_ALERT,
            Code::TLS_CLOSED,
            Code::TLS_RESET,
            Code::LDAP_CLOSED,
            Code::LDAP_RESET,
        ];
        let of_certificates = BY_CERTIFICATE.contains(&code);
        let ended = of_certificates || ENDED.contains(&code) && !alert.is_some_and(of_messages);
        match self {
            Self::NotAsked if code == Code::CLIENT_CERTIFICATE_REJECTED => Some((
                Code::TLS_ALERT,
                "the server asked for no certificate of this client, and broke off",
            )),
            Self::Nothing if ended => Some((
                Code::CLIENT_CERTIFICATE_REQUIRED,
                "the server asked for a client certificate in the handshake, got none, and ended the connection",
            )),
            Self::Unfit if ended => Some((
                Code::CLIENT_CERTIFICATE_REJECTED,
                "the server asked for a client certificate; the one that was given was not shown, because the server takes no signature by a key of its kind, and the server ended the connection",
            )),
            Self::Own if of_certificates => Some((
                Code::CLIENT_CERTIFICATE_REJECTED,
                "the server asked for a client certificate, was shown that of this client, and ended the connection",
            )),
            Self::Own if ended => Some((
                code,
                "the server asked for a client certificate, was shown that of this client, and ended the connection: perhaps it does not accept it",
            )),
            _ => None,
        }
    }
}

/// Whether an alert speaks of what was said and how, not of who the client is. GnuTLS answers the empty certificate list of TLS 1.2 with
/// decode_error, so that this one may be about it.
fn of_messages(alert: AlertDescription) -> bool {
    use AlertDescription as A;
    matches!(
        alert,
        A::BadRecordMac
            | A::RecordOverflow
            | A::DecryptError
            | A::ProtocolVersion
            | A::UnrecognisedName
            | A::NoApplicationProtocol
            | A::UnsupportedExtension
    )
}

/// The alert that an error of a TLS stream is about.
pub(crate) fn alert(error: &io::Error) -> Option<AlertDescription> {
    match error.get_ref()?.downcast_ref::<Error>()? {
        Error::AlertReceived(alert) => Some(*alert),
        _ => None,
    }
}

/// Answers the server's request, and remembers how.
#[derive(Debug)]
pub(super) struct Answerer {
    own: Option<Arc<CertifiedKey>>,
    shown: OnceLock<Shown>,
}

impl Answerer {
    pub(super) fn new(own: Option<&ClientCertificate>) -> Self {
        Self {
            own: own.map(ClientCertificate::pair),
            shown: OnceLock::new(),
        }
    }

    pub(super) fn shown(&self) -> Shown {
        self.shown.get().copied().unwrap_or(Shown::NotAsked)
    }
}

impl ResolvesClientCert for Answerer {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let shown = match &self.own {
            None => Shown::Nothing,
            Some(own) if own.key.choose_scheme(schemes).is_none() => Shown::Unfit,
            Some(_) => Shown::Own,
        };
        let _ = self.shown.set(shown);
        self.own.clone()
    }

    fn has_certs(&self) -> bool {
        self.own.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDS: [(Code, Option<AlertDescription>); 11] = [
        (
            Code::TLS_HANDSHAKE_FAILURE,
            Some(AlertDescription::HandshakeFailure),
        ),
        (
            Code::CLIENT_CERTIFICATE_REJECTED,
            Some(AlertDescription::BadCertificate),
        ),
        (
            Code::CLIENT_CERTIFICATE_REQUIRED,
            Some(AlertDescription::CertificateRequired),
        ),
        (Code::TLS_ALERT, Some(AlertDescription::DecodeError)),
        (Code::TLS_ALERT, Some(AlertDescription::UnexpectedMessage)),
        (
            Code::TLS_INTERNAL_ERROR,
            Some(AlertDescription::InternalError),
        ),
        (
            Code::TLS_INSUFFICIENT_SECURITY,
            Some(AlertDescription::InsufficientSecurity),
        ),
        (Code::TLS_CLOSED, None),
        (Code::TLS_RESET, None),
        (Code::LDAP_CLOSED, None),
        (Code::LDAP_RESET, None),
    ];

    fn code(shown: Shown, of: (Code, Option<AlertDescription>)) -> Code {
        shown.judge(of.0, of.1).map_or(of.0, |(code, _)| code)
    }

    #[test]
    fn a_server_that_asked_and_got_nothing_misses_the_certificate_however_it_ends() {
        for end in ENDS {
            assert_eq!(
                code(Shown::Nothing, end),
                Code::CLIENT_CERTIFICATE_REQUIRED,
                "{end:?}"
            );
            assert_eq!(
                code(Shown::Unfit, end),
                Code::CLIENT_CERTIFICATE_REJECTED,
                "{end:?}"
            );
        }
    }

    #[test]
    fn what_ends_otherwise_keeps_its_code() {
        for shown in [Shown::NotAsked, Shown::Nothing, Shown::Unfit, Shown::Own] {
            for end in [
                (Code::TLS_ALERT, Some(AlertDescription::DecryptError)),
                (
                    Code::TLS_PROTOCOL_VERSION,
                    Some(AlertDescription::ProtocolVersion),
                ),
                (
                    Code::TLS_UNRECOGNISED_NAME,
                    Some(AlertDescription::UnrecognisedName),
                ),
                (Code::CERTIFICATE_EXPIRED, None),
                (Code::TLS_STALLED, None),
                (Code::LDAP_NO_ANSWER, None),
            ] {
                assert_eq!(shown.judge(end.0, end.1), None, "{shown:?}: {end:?}");
            }
        }
    }

    #[test]
    fn a_certificate_that_was_shown_is_blamed_only_by_an_alert_about_certificates() {
        for end in ENDS {
            let about = [
                Code::CLIENT_CERTIFICATE_REJECTED,
                Code::CLIENT_CERTIFICATE_REQUIRED,
            ];
            let expected = match about.contains(&end.0) {
                true => Code::CLIENT_CERTIFICATE_REJECTED,
                false => end.0,
            };
            assert_eq!(code(Shown::Own, end), expected, "{end:?}");
        }
    }

    #[test]
    fn who_was_not_asked_for_a_certificate_is_not_told_that_it_is_rejected() {
        for end in ENDS {
            let expected = match end.0 == Code::CLIENT_CERTIFICATE_REJECTED {
                true => Code::TLS_ALERT,
                false => end.0,
            };
            assert_eq!(code(Shown::NotAsked, end), expected, "{end:?}");
        }
    }
}
