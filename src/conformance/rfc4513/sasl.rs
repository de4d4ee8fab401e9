//! RFC 4513 section 5.2: SASL.

use super::simple::is_anonymous;
use crate::conformance::{
    case::{
        Case,
        Need::{Extension, Identity, Mechanism},
        must,
    },
    expect::code,
    step::{
        Op,
        Step::{Reconnect, Script},
        ask, base, search,
    },
};

pub(super) const CASES: &[Case] = &[
    must("rfc4513/5.2/unknown-mechanism", "A mechanism that the server has not answers authMethodNotSupported.")
        .steps(&[Reconnect, ask(Op::Sasl("X-THERE-IS-NO-SUCH", None), code(&[7]))]),
    must("rfc4513/4/unknown-mechanism-leaves-nobody", "A bind with an unknown mechanism fails as others do: the session is anonymous.")
        .needs(&[Identity, Extension(super::simple::WHO)])
        .steps(&[ask(Op::Sasl("X-THERE-IS-NO-SUCH", None), code(&[7])), Script(|c| Box::pin(is_anonymous(c)))]),
    must("rfc4513/5.2.1.2/empty-mechanism", "A mechanism without a name, which aborts a negotiation, answers authMethodNotSupported.")
        .steps(&[Reconnect, ask(Op::Sasl("", None), code(&[7]))]),
    must("rfc4513/5.2.1.5/mechanisms-have-names", "supportedSASLMechanisms has names of mechanisms: 1 to 20 upper-case letters, digits, hyphens and underscores.")
        .steps(&[search(base("").attributes(&["supportedSASLMechanisms"]), code(&[0]).look(|answer, _| {
            let entries = answer.entries();
            let all = entries.iter().flat_map(|entry| &entry.attributes);
            let mut values = all.flat_map(|own| &own.values);
            let legal = |own: u8| own.is_ascii_uppercase() || own.is_ascii_digit() || own == b'-' || own == b'_';
            match values.find(|own| !(1..=20).contains(&own.len()) || !own.iter().all(|own| legal(*own))) {
                None => Ok(()),
                Some(wrong) => Err(format!("`{}` is no name of a mechanism", String::from_utf8_lossy(wrong))),
            }
        }))]),
    must("rfc4513/5.2.3/external-without-tls", "EXTERNAL without an identity from below fails with inappropriateAuthentication, where the method is known at all.")
        .steps(&[Reconnect, ask(Op::Sasl("EXTERNAL", Some(b"")), code(&[7, 48]))]),
    must("rfc4513/5.2/plain-wrong", "Wrong credentials of PLAIN answer invalidCredentials.")
        .needs(&[Mechanism("PLAIN")])
        .steps(&[Reconnect, ask(Op::Sasl("PLAIN", Some(b"\0nobody\0certainly not it")), code(&[13, 49]))]),
    must("rfc4513/5.2.1.2/challenge", "A mechanism in which the server speaks first answers saslBindInProgress.")
        .needs(&[Mechanism("DIGEST-MD5")])
        .steps(&[Reconnect, ask(Op::Sasl("DIGEST-MD5", None), code(&[14, 48, 53]))]),
    must("rfc4513/5.2.1.2/other-bind-aborts", "A simple bind gives up a SASL negotiation that was not ended.")
        .needs(&[Identity, Mechanism("DIGEST-MD5")])
        .steps(&[Reconnect, ask(Op::Sasl("DIGEST-MD5", None), code(&[14, 48, 53])), ask(Op::BindAsSelf, code(&[0]))]),
    must("rfc4513/5.2/malformed-scram", "A first message of SCRAM that is none fails; it is no crash and no success.")
        .needs(&[Mechanism("SCRAM-SHA-1")])
        .steps(&[Reconnect, ask(Op::Sasl("SCRAM-SHA-1", Some(b"this is none")), code(&[2, 49, 80]))]),
    must("rfc4513/5.2/digest-wrong", "A response of DIGEST-MD5 that fits nothing fails.")
        .needs(&[Mechanism("DIGEST-MD5")])
        .steps(&[Reconnect, ask(Op::Sasl("DIGEST-MD5", None), code(&[14])), ask(Op::Sasl("DIGEST-MD5", Some(b"username=\"x\"")), code(&[2, 49, 80]))]),
];
