//! The rows.

use super::{Chain, Held, Names, Row, Scenario};
use crate::diagnosis::Code;

/// An ordinary certificate: from yesterday for a year.
const USUAL: Row = Row {
    name: "trusted",
    title: "The client trusts the root that issued the server's certificate.",
    chain: Chain::Root,
    days: -1..365,
    names: Names::Right,
    held: Held::Own,
    expected: None,
};

pub(super) const ALL: &[Scenario] = &[
    Scenario::TRUSTED,
    Scenario::SELF_SIGNED,
    Scenario::UNKNOWN_CA,
    Scenario::EXPIRED,
    Scenario::NOT_YET_VALID,
    Scenario::WRONG_HOST,
    Scenario::MISSING_INTERMEDIATE,
    Scenario::LEAF_IS_CA,
    Scenario::COMMON_NAME_ONLY,
    Scenario::NAMES_DISAGREE,
    Scenario::WILDCARD,
];

impl Scenario {
    /// All is well.
    pub const TRUSTED: Self = Self(&USUAL);

    /// A certificate signed by its own key (CA:FALSE); the client trusts some other CA.
    pub const SELF_SIGNED: Self = Self(&Row {
        name: "self-signed",
        title: "The server's certificate is signed by its own key, and the client does not hold it.",
        chain: Chain::SelfSigned { ca: false },
        held: Held::Stranger,
        expected: Some(Code::SELF_SIGNED),
        ..USUAL
    });

    /// A complete chain from a CA that the client does not trust. The intermediate is sent, so that
    /// the fault can be told from a missing one: see [`explain`](fn@crate::tls::explain).
    pub const UNKNOWN_CA: Self = Self(&Row {
        name: "unknown-ca",
        title: "The server sends a complete chain from a CA that the client does not trust.",
        chain: Chain::Intermediate { sent: true },
        held: Held::Stranger,
        expected: Some(Code::UNKNOWN_CA),
        ..USUAL
    });

    /// The certificate ran out 30 days ago.
    pub const EXPIRED: Self = Self(&Row {
        name: "expired",
        title: "The server's certificate expired 30 days ago.",
        days: -395..-30,
        expected: Some(Code::CERTIFICATE_EXPIRED),
        ..USUAL
    });

    /// The certificate begins in 30 days.
    pub const NOT_YET_VALID: Self = Self(&Row {
        name: "not-yet-valid",
        title: "The server's certificate becomes valid in 30 days.",
        days: 30..395,
        expected: Some(Code::CERTIFICATE_NOT_YET_VALID),
        ..USUAL
    });

    /// The certificate names another host and another address.
    pub const WRONG_HOST: Self = Self(&Row {
        name: "wrong-host",
        title: "The server's certificate is for another host name.",
        names: Names::Wrong,
        expected: Some(Code::WRONG_HOST),
        ..USUAL
    });

    /// The client trusts the root, but the server sends only its own certificate, which an intermediate issued.
    pub const MISSING_INTERMEDIATE: Self = Self(&Row {
        name: "missing-intermediate",
        title: "The server does not send the intermediate certificate between its own and the trusted root.",
        chain: Chain::Intermediate { sent: false },
        expected: Some(Code::MISSING_INTERMEDIATE),
        ..USUAL
    });

    /// A self-signed certificate with CA:TRUE, as `openssl req -x509` makes it, in the client's trust:
    /// OpenSSL and GnuTLS accept it, rustls does not.
    pub const LEAF_IS_CA: Self = Self(&Row {
        name: "leaf-is-ca",
        title: "The server serves a CA certificate (CA:TRUE) as its own, and the client holds it.",
        chain: Chain::SelfSigned { ca: true },
        expected: Some(Code::LEAF_IS_CA),
        ..USUAL
    });

    /// The right host as common name, and no subjectAltName: libldap accepts it unless told otherwise, RFC 9525 does not.
    pub const COMMON_NAME_ONLY: Self = Self(&Row {
        name: "common-name-only",
        title: "The server's certificate names it only as common name and has no subjectAltName.",
        names: Names::OnlyCommon,
        expected: Some(Code::NO_SUBJECT_ALT_NAME),
        ..USUAL
    });

    /// The right host as common name, and another in subjectAltName: libldap accepts it unless told otherwise.
    pub const NAMES_DISAGREE: Self = Self(&Row {
        name: "names-disagree",
        title: "The server's certificate names it as common name, but another host as subjectAltName.",
        names: Names::WrongBesideCommon,
        expected: Some(Code::WRONG_HOST),
        ..USUAL
    });

    /// A wildcard such as `*.corp.example` for every host of the server's domain.
    pub const WILDCARD: Self = Self(&Row {
        name: "wildcard",
        title: "The server's certificate is for every host of its domain.",
        names: Names::Wildcard,
        ..USUAL
    });
}
