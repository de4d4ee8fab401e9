//! RFC 4511 section 4.2: bind, and 4.3: unbind.

use crate::conformance::{
    case::{Case, Need, must, should},
    expect::{Expect, code, success},
    step::{Op, Step, ask, base, search},
};
use crate::wire::Response;

const IDENTITY: &[Need] = &[Need::Identity];

/// A bind of nobody is taken, or refused for want of something better.
const ANONYMOUS: Expect = code(&[0, 8, 13, 48, 50, 53]);

const ROOT_DSE: Step = search(base("").attributes(&["1.1"]), success().entries(&[""]));

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.2/simple", "A name with its password binds.")
        .needs(IDENTITY)
        .steps(&[Step::Reconnect, ask(Op::BindAsSelf, success())]),
    must("rfc4511/4.2/anonymous", "A bind without name and password is anonymous; it may be refused.")
        .steps(&[Step::Reconnect, ask(Op::Bind("", ""), ANONYMOUS)]),
    must("rfc4511/4.2/wrong-password", "A wrong password is invalidCredentials.")
        .needs(IDENTITY)
        .steps(&[Step::Reconnect, ask(Op::Bind("{bind}", "not the password at all"), code(&[49]))]),
    must("rfc4511/4.2.1/again", "A session may be bound again, at any time.")
        .needs(IDENTITY)
        .steps(&[ask(Op::BindAsSelf, success()), ask(Op::BindAsSelf, success()), ROOT_DSE]),
    must("rfc4511/4.2/goes-on-after-refusal", "After a refused bind the connection goes on.")
        .needs(IDENTITY)
        .steps(&[Step::Reconnect, ask(Op::Bind("{bind}", "wrong"), code(&[49])), ROOT_DSE, ask(Op::BindAsSelf, success())]),
    must("rfc4511/4.2/version-out-of-range", "A version that the server does not speak is a protocolError.")
        .steps(&[Step::Reconnect, ask(Op::BindVersion(4, "", ""), code(&[2]))]),
    must("rfc4511/4.2/version-127", "So is the highest version that the message can say.")
        .steps(&[Step::Reconnect, ask(Op::BindVersion(127, "", ""), code(&[2]))]),
    must("rfc4511/4.2/version-zero", "Versions begin with 1.")
        .steps(&[Step::Reconnect, ask(Op::BindVersion(0, "", ""), code(&[2]).or_closed())]),
    must("rfc4511/4.2/unknown-mechanism", "A SASL mechanism that the server does not have is authMethodNotSupported.")
        .steps(&[Step::Reconnect, ask(Op::Sasl("NO-SUCH-MECHANISM", None), code(&[7, 8, 13]))]),
    must("rfc4511/4.2/unknown-choice", "An authentication choice that the server does not know is authMethodNotSupported.")
        .needs(&[Need::NotActiveDirectory])
        .steps(&[Step::Reconnect, ask(Op::Element(b"\x60\x07\x02\x01\x03\x04\x00\x85\x00"), code(&[7]))]),
    must("rfc4511/4.2/invalid-dn", "A name that is no DN is invalidDNSyntax, or says no more than invalidCredentials.")
        .needs(&[Need::NotActiveDirectory])
        .steps(&[Step::Reconnect, ask(Op::Bind("this is no name", "x"), code(&[34, 49]))]),
    should("rfc4511/6/unknown-name", "Whether a name exists is not told apart from a wrong password.")
        .needs(IDENTITY)
        .steps(&[Step::Reconnect, ask(Op::Bind("{missing}", "x"), code(&[49]))]),
    must("rfc4511/4.2.2/response-tag", "The answer to a bind is a BindResponse with the bind's message ID.")
        .steps(&[
            Step::Reconnect,
            ask(Op::Octets(b"\x30\x0c\x02\x01\x07\x60\x07\x02\x01\x03\x04\x00\x80\x00"), ANONYMOUS),
        ]),
    must("rfc4511/4.2.2/no-credentials-after-simple", "The answer to a simple bind has no SASL credentials of the server.")
        .needs(IDENTITY)
        .steps(&[Step::Reconnect, ask(Op::BindAsSelf, success().look(|answer, _| match answer.last() {
            Some(Response::Bind { sasl_credentials: Some(_), .. }) => Err("it has serverSaslCreds".to_owned()),
            _ => Ok(()),
        }))]),
    must("rfc4511/4.2/alias-itself", "Aliases are not dereferenced: the password of an entry does not bind by the name of an alias to it.")
        .needs(&[Need::Class("alias"), Need::NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\nuserPassword: Enchantress-1\n\ndn: cn=other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\ncn: other\naliasedObjectName: cn=Ada,{here}\n")
        .steps(&[
            Step::Reconnect,
            ask(Op::Bind("cn=Ada,{here}", "Enchantress-1"), success()),
            ask(Op::Bind("cn=other,{here}", "Enchantress-1"), code(&[32, 33, 36, 48, 49, 50, 53])),
        ]),
    must("rfc4511/4.3/unbind-ends", "After an unbind the server ends the connection and answers nothing.")
        .steps(&[
            Step::Send(Op::Unbind, &[]),
            Step::Ends,
        ]),
    must("rfc4511/4.3/unbind-without-bind", "An unbind needs no bind before it.")
        .steps(&[
            Step::Reconnect,
            Step::Send(Op::Unbind, &[]),
            Step::Ends,
        ]),
];
