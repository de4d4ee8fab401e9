//! The kinds of failures.

use crate::diagnosis::Code;

/// What went wrong, in the kinds that programs tell apart. Those besides [`Server`](Self::Server) arise at the client's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The server answered with a result code that is no success.
    Server,
    /// There is no server, or no more: the name is unknown, the connection was refused, or it ended.
    ServerDown,
    /// TLS failed: handshake, certificate, or the wrong one of plain and TLS.
    Connect,
    /// An answer did not come in the time allowed.
    Timeout,
    /// What came is not LDAP, or is no answer to what was asked.
    Decoding,
    /// The search filter is not one. Nothing was sent.
    Filter,
    /// Another argument is wrong: a URL, a trust file, an empty password. Nothing was sent.
    Parameter,
    /// The protocol version in use does not have the operation. Nothing was sent.
    NotSupported,
    /// The connection is in no state for the operation: StartTLS twice, a bind beside other operations. Nothing was sent.
    Local,
    /// The answer is larger than the client takes.
    TooLarge,
    /// Everything was answered, and what was looked for is not there.
    NoResults,
    /// Referrals went further than they are followed.
    ReferralLimit,
    /// Referrals went in a circle.
    Loop,
}

/// Codes whose kind their family does not tell.
const EXCEPTIONS: &[(Code, Kind)] = &[
    (Code::DNS_TIMEOUT, Kind::Timeout),
    (Code::TCP_TIMEOUT, Kind::Timeout),
    (Code::DEADLINE_PASSED, Kind::Timeout),
    (Code::SILENT, Kind::Timeout),
    (Code::LDAP_NO_ANSWER, Kind::Timeout),
    (Code::LDAP_TIME_USED_UP, Kind::Timeout),
    (Code::STARTTLS_NO_ANSWER, Kind::Timeout),
    (Code::TLS_STALLED, Kind::Timeout),
    (Code::PLAIN_ON_TLS_PORT, Kind::Connect),
    (Code::TLS_ON_PLAIN_PORT, Kind::Connect),
    (Code::STARTTLS_SEQUENCE, Kind::Local),
    (Code::STARTTLS_CLOSED, Kind::ServerDown),
    (Code::NOTICE_OF_DISCONNECTION, Kind::ServerDown),
    (Code::LDAP_CLOSED, Kind::ServerDown),
    (Code::LDAP_RESET, Kind::ServerDown),
    (Code::LDAP_TOO_LARGE, Kind::TooLarge),
    (Code::LDAP_CLIENT_LIMIT, Kind::TooLarge),
    (Code::LDAP_ENDLESS_PAGES, Kind::TooLarge),
    (Code::BIND_EMPTY_PASSWORD, Kind::Parameter),
    (Code::USER_FILTER, Kind::Filter),
    (Code::OPERATION_FILTER, Kind::Filter),
    (Code::OPERATION_SEQUENCE, Kind::Local),
    (Code::OPERATION_NOT_SUPPORTED, Kind::NotSupported),
    (Code::REFERRAL_LOOP, Kind::Loop),
];

impl Kind {
    /// The kind of a failure without a result.
    pub(super) fn of(code: Code) -> Self {
        let exception = EXCEPTIONS.iter().find(|(listed, _)| *listed == code);
        if let Some((_, kind)) = exception {
            return *kind;
        }
        let (family, _) = code.as_str().split_once('.').unwrap_or_default();
        match family {
            "dns" | "tcp" => Self::ServerDown,
            "tls" | "starttls" => Self::Connect,
            "url" | "trust" | "operation" => Self::Parameter,
            "referral" => Self::ReferralLimit,
            "root_dse" | "base" | "user" | "group" | "bind" => Self::NoResults,
            _ => Self::Decoding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_of_codes_has_its_kind() {
        for (code, kind) in [
            (Code::TCP_REFUSED, Kind::ServerDown),
            (Code::DNS_NO_SUCH_HOST, Kind::ServerDown),
            (Code::TCP_TIMEOUT, Kind::Timeout),
            (Code::CERTIFICATE_EXPIRED, Kind::Connect),
            (Code::TLS_ON_PLAIN_PORT, Kind::Connect),
            (Code::STARTTLS_SEQUENCE, Kind::Local),
            (Code::LDAP_CLOSED, Kind::ServerDown),
            (Code::LDAP_WRONG_RESPONSE, Kind::Decoding),
            (Code::SPEAKS_HTTP, Kind::Decoding),
            (Code::URL_INVALID, Kind::Parameter),
            (Code::TRUST_EMPTY, Kind::Parameter),
            (Code::OPERATION_FILTER, Kind::Filter),
            (Code::REFERRAL_LIMIT, Kind::ReferralLimit),
            (Code::REFERRAL_LOOP, Kind::Loop),
        ] {
            assert_eq!(Kind::of(code), kind, "{code}");
        }
    }
}
