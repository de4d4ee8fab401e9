//! Certificates and StartTLS: whom a password is given to.

use super::{
    ADA, SECRET,
    case::{Case, Subject, must, should},
    says::Says,
    scene::{Over, Scene},
    shows::Shows,
    task::Task,
};
use crate::{conformance::Level, tls::Scenario};

const AS_ADA: Task = Task::Bind {
    name: ADA,
    password: SECRET,
};

const fn with(over: Over, scenario: Scenario) -> Scene {
    Scene::ORDINARY.over(over, scenario)
}

/// A server that the client has every reason to trust.
const fn good(id: &'static str, clause: &'static str, over: Over, scenario: Scenario) -> Case {
    must(id, clause, AS_ADA)
        .scene(with(over, scenario))
        .says(&[Says::Done])
        .shows(&[Shows::NoSecretInClear])
}

/// A server that is not to be trusted: it learns no password.
const fn bad(
    level: Level,
    id: &'static str,
    clause: &'static str,
    over: Over,
    scenario: Scenario,
) -> Case {
    let case = match level {
        Level::Must => must(id, clause, AS_ADA),
        _ => should(id, clause, AS_ADA),
    };
    case.scene(with(over, scenario))
        .shows(&[Shows::NoSecret])
        .subject(Subject::Anything)
}

/// StartTLS on a server with a good certificate, and what goes wrong with it.
const fn start_tls(id: &'static str, clause: &'static str, rules: &'static [&'static str]) -> Case {
    must(id, clause, AS_ADA)
        .scene(with(Over::StartTls, Scenario::TRUSTED).rules(rules))
        .says(&[Says::Refused])
        .shows(&[Shows::NoSecretInClear])
        .subject(Subject::Anything)
}

use Level::{Must, Should};
use Over::{Ldaps, StartTls};

pub(super) const CASES: &[Case] = &[
    good(
        "tls/trusted",
        "A certificate of a trusted CA for the right host is accepted.",
        Ldaps,
        Scenario::TRUSTED,
    ),
    good(
        "tls/start-tls-trusted",
        "StartTLS comes before the password, and a certificate of a trusted CA for the right host is accepted.",
        StartTls,
        Scenario::TRUSTED,
    ),
    bad(
        Must,
        "tls/self-signed",
        "A certificate that is signed by itself and that the client does not hold is refused, before any password.",
        Ldaps,
        Scenario::SELF_SIGNED,
    ),
    bad(
        Must,
        "tls/unknown-ca",
        "A certificate of a CA that is not trusted is refused, before any password.",
        Ldaps,
        Scenario::UNKNOWN_CA,
    ),
    bad(
        Must,
        "tls/expired",
        "A certificate that has expired is refused, before any password.",
        Ldaps,
        Scenario::EXPIRED,
    ),
    bad(
        Must,
        "tls/not-yet-valid",
        "A certificate that is not yet valid is refused, before any password.",
        Ldaps,
        Scenario::NOT_YET_VALID,
    ),
    bad(
        Must,
        "tls/wrong-host",
        "A certificate for another host is refused, before any password (RFC 4513 section 3.1.3).",
        Ldaps,
        Scenario::WRONG_HOST,
    ),
    bad(
        Must,
        "tls/missing-intermediate",
        "A certificate whose chain to a trusted CA is not complete is refused, before any password.",
        Ldaps,
        Scenario::MISSING_INTERMEDIATE,
    ),
    bad(
        Should,
        "tls/common-name-only",
        "A host that stands as common name alone does not count (RFC 9525; RFC 4513 section 3.1.3.1 still lets clients look there).",
        Ldaps,
        Scenario::COMMON_NAME_ONLY,
    ),
    bad(
        Should,
        "tls/names-disagree",
        "A host that stands as common name beside subjectAltNames of others does not count (RFC 9525; RFC 4513 section 3.1.3.1 still lets clients look there).",
        Ldaps,
        Scenario::NAMES_DISAGREE,
    ),
    bad(
        Must,
        "tls/start-tls-unknown-ca",
        "Behind StartTLS, a certificate of a CA that is not trusted is refused, before any password.",
        StartTls,
        Scenario::UNKNOWN_CA,
    ),
    bad(
        Must,
        "tls/start-tls-expired",
        "Behind StartTLS, a certificate that has expired is refused, before any password.",
        StartTls,
        Scenario::EXPIRED,
    ),
    bad(
        Must,
        "tls/start-tls-wrong-host",
        "Behind StartTLS, a certificate for another host is refused, before any password.",
        StartTls,
        Scenario::WRONG_HOST,
    ),
    start_tls(
        "tls/start-tls-refused",
        "A client that is to use StartTLS does not go on in clear where the server refuses it.",
        &["extended oid=1.3.6.1.4.1.1466.20037: start-tls=stripped"],
    ),
    start_tls(
        "tls/start-tls-closed",
        "A connection that is closed behind StartTLS has let nobody in, and the client does not come back in clear.",
        &["extended oid=1.3.6.1.4.1.1466.20037: start-tls=closed"],
    ),
    must(
        "tls/start-tls-injected",
        "What came in clear behind the answer to StartTLS answers nothing that is asked over TLS.",
        Task::Bind {
            name: ADA,
            password: "guessed",
        },
    )
    .scene(
        with(StartTls, Scenario::TRUSTED)
            .rules(&["extended oid=1.3.6.1.4.1.1466.20037: start-tls=injected"]),
    )
    .says(&[Says::Refused])
    .shows(&[Shows::NoSecretInClear])
    .subject(Subject::Anything),
];
