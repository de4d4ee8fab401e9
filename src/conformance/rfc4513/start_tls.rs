//! RFC 4513 section 3: StartTLS.

use crate::conformance::{
    case::{
        Case,
        Need::{Identity, StartTls, Tls},
        must, should,
    },
    conversation::Conversation,
    expect::{closed, code},
    fault::Fault,
    step::{
        Op,
        Step::{Await, Reconnect, Script, Send},
        ask, base,
    },
};
use crate::wire::Response;

const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

/// The answer has the operation's name, or none.
async fn named(conversation: &mut Conversation) -> Result<(), Fault> {
    let id = conversation
        .send(&Op::Extended(START_TLS, None), &[])
        .await?;
    let answer = conversation.answer(id).await;
    match answer.last() {
        Some(Response::Extended(own))
            if own.result.code.0 == 0 && own.name.as_deref().is_none_or(|own| own == START_TLS) =>
        {
            Ok(())
        }
        Some(Response::Extended(own)) => Err(Fault::Illegal(format!(
            "the answer is {} with the name {:?}",
            own.result.code, own.name
        ))),
        _ => Err(Fault::Illegal("StartTLS has no answer".to_owned())),
    }
}

pub(super) const CASES: &[Case] = &[
    must("rfc4513/3.1/accepted", "StartTLS that is offered and allowed is answered with success and its own name, or none.")
        .needs(&[StartTls])
        .steps(&[Reconnect, Script(|c| Box::pin(named(c)))]),
    should("rfc4513/3/value", "StartTLS has no value; one that has is a protocolError.")
        .needs(&[StartTls])
        .steps(&[Reconnect, ask(Op::Extended(START_TLS, Some(b"x")), code(&[2]))]),
    must("rfc4513/3.1/plain-afterwards", "After success nothing but TLS is understood: what comes unprotected is not answered.")
        .needs(&[StartTls])
        .steps(&[Reconnect, ask(Op::Extended(START_TLS, None), code(&[0])), ask(Op::Bind("", ""), closed())]),
    must("rfc4513/3.1.1/outstanding", "StartTLS while another operation is outstanding is refused with operationsError, or comes after its end.")
        .needs(&[StartTls])
        .steps(&[
            Reconnect,
            Send(Op::Search(base("")), &[]),
            Send(Op::Extended(START_TLS, None), &[]),
            Await(code(&[0])),
            Await(code(&[0, 1])),
        ]),
    must("rfc4513/3.1.1/twice", "StartTLS on a connection that is protected is an operationsError.")
        .needs(&[Tls])
        .steps(&[Reconnect, ask(Op::Extended(START_TLS, None), code(&[1]))]),
    must("rfc4513/3.1.1/in-the-midst-of-sasl", "StartTLS in the midst of a SASL negotiation is refused with operationsError.")
        .needs(&[StartTls, Identity, crate::conformance::case::Need::Mechanism("DIGEST-MD5")])
        .steps(&[Reconnect, ask(Op::Sasl("DIGEST-MD5", None), code(&[14])), ask(Op::Extended(START_TLS, None), code(&[1]))]),
];
