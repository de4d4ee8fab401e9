//! RFC 4511 section 4.1: messages, results, controls.

use crate::conformance::{
    answer::Answer,
    case::{Case, Need, may, must},
    conversation::Conversation,
    expect::{code, success},
    fault::Fault,
    names::Names,
    step::{Mod, Op, Step, ask, ask_with, base, critical, optional, search, sub},
};

const ROOT_DSE: Step = search(base("").attributes(&["1.1"]), success().entries(&[""]));

/// Nobody has it.
const UNKNOWN: &str = "1.3.6.1.4.1.99999.7.7.7";

const MANAGE_DSA_IT: &str = "2.16.840.1.113730.3.4.2";

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\n";

const fn root() -> Op {
    Op::Search(base("").attributes(&["1.1"]))
}

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.1.1.1/ids-of-answers", "An answer has the message ID of its request, whatever that is.")
        .steps(&[ROOT_DSE, ROOT_DSE, ROOT_DSE]),
    must("rfc4511/4.1.1.1/any-order", "Message IDs need not rise: a lower one than before is answered under its own.")
        .steps(&[
            ROOT_DSE, ROOT_DSE, ROOT_DSE, ROOT_DSE, ROOT_DSE, ROOT_DSE, ROOT_DSE, ROOT_DSE,
            ask(Op::Octets(b"\x30\x25\x02\x01\x07\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00"), success().entries(&[""])),
        ]),
    may("rfc4511/4.1.1.1/message-id-zero", "Message ID 0 is the server's own, and no client may use it; what a server does then is left open: it drops the request, answers under 0, or ends the connection, and else goes on.")
        .steps(&[Step::Reconnect, Step::Script(|on| Box::pin(goes_on_or_ends(on)))]),
    must("rfc4511/4.1.11/unknown-critical", "A critical control that the server does not know: unavailableCriticalExtension, and nothing is done.")
        .steps(&[ask_with(root(), &[critical(UNKNOWN)], code(&[12]).count(0, 0)), ROOT_DSE]),
    must("rfc4511/4.1.11/unknown-optional", "A control that is not critical and not known is ignored.")
        .steps(&[ask_with(root(), &[optional(UNKNOWN)], success().entries(&[""]))]),
    must("rfc4511/4.1.11/unknown-optional-with-value", "So is one with a value.")
        .steps(&[ask_with(root(), &[optional(UNKNOWN).octets(b"\x04\x01x")], success().entries(&[""]))]),
    must("rfc4511/4.1.11/critical-among-optional", "One unknown critical control among others is enough.")
        .steps(&[ask_with(root(), &[optional("1.3.6.1.4.1.99999.7.7.8"), critical(UNKNOWN)], code(&[12]).count(0, 0))]),
    must("rfc4511/4.1.11/unknown-critical-on-write", "A write with an unknown critical control is not done.")
        .fixture(ADA)
        .steps(&[
            ask_with(Op::Delete("cn=Ada,{here}"), &[critical(UNKNOWN)], code(&[12])),
            search(base("cn=Ada,{here}"), success().has(&[("sn", &["Lovelace"])])),
        ]),
    must("rfc4511/4.1.11/unknown-critical-on-bind", "A bind with an unknown critical control is not done.")
        .needs(&[Need::Identity])
        .steps(&[Step::Reconnect, ask_with(Op::BindAsSelf, &[critical(UNKNOWN)], code(&[12]))]),
    must("rfc4511/4.1.11/unknown-critical-on-compare", "So is a compare.")
        .fixture(ADA)
        .steps(&[ask_with(Op::Compare("cn=Ada,{here}", "sn", "Lovelace"), &[critical(UNKNOWN)], code(&[12]))]),
    must("rfc4511/4.1.11/unknown-critical-on-abandon", "An abandon with an unknown critical control is not done, and has no answer either.")
        .steps(&[Step::Send(Op::Abandon(999), &[critical(UNKNOWN)]), ROOT_DSE]),
    must("rfc4511/4.1.11/unbind-ignores-controls", "An unbind ends the session whatever controls it has.")
        .steps(&[Step::Send(Op::Unbind, &[critical(UNKNOWN)]), Step::Ends]),
    must("rfc4511/4.1.11/known-where-it-does-not-belong", "A critical control that is known but not for this operation: unavailableCriticalExtension.")
        .needs(&[Need::Control("1.2.840.113556.1.4.319")])
        .fixture(ADA)
        .steps(&[ask_with(
            Op::Compare("cn=Ada,{here}", "sn", "Lovelace"),
            &[critical("1.2.840.113556.1.4.319").octets(b"\x30\x05\x02\x01\x05\x04\x00")],
            code(&[12]),
        )]),
    must("rfc4511/4.1.11/manage-dsa-it", "ManageDsaIT, where it is listed, is taken as critical.")
        .needs(&[Need::Control(MANAGE_DSA_IT)])
        .steps(&[ask_with(root(), &[critical(MANAGE_DSA_IT)], success().entries(&[""]))]),
    must("rfc4511/4.1.11/control-type-is-no-oid", "A control's type is an OID: otherwise a critical one is not done.")
        .steps(&[ask_with(root(), &[critical("no oid")], code(&[2, 12]).count(0, 0).or_closed())]),
    must("rfc4511/4.1.9/matched-dn-empty-on-success", "matchedDN is empty where an operation succeeded.")
        .steps(&[search(base("").attributes(&["1.1"]), success().matched(""))]),
    must("rfc4511/4.1.9/matched-dn-of-a-search", "With noSuchObject matchedDN names the last entry on the way to the base that exists.")
        .fixture(ADA)
        .steps(&[search(sub("cn=x,ou=none,cn=Ada,{here}"), code(&[32]).matched("cn=Ada,{here}").count(0, 0))]),
    must("rfc4511/4.1.9/matched-dn-of-a-modify", "So it does on the way to what is to be modified.")
        .fixture(ADA)
        .steps(&[ask(Op::Modify("cn=Nobody,cn=Ada,{here}", &[Mod::Add("description", &["x"])]), code(&[32]).matched("cn=Ada,{here}"))]),
    must("rfc4511/4.1.9/matched-dn-of-a-delete", "So it does on the way to what is to be deleted.")
        .fixture(ADA)
        .steps(&[ask(Op::Delete("cn=Nobody,cn=Ada,{here}"), code(&[32]).matched("cn=Ada,{here}"))]),
    must("rfc4511/4.1.9/matched-dn-of-a-rename", "So it does on the way to what is to be renamed.")
        .fixture(ADA)
        .steps(&[ask(Op::Rename("cn=Nobody,cn=Ada,{here}", "cn=Somebody", true, None), code(&[32]).matched("cn=Ada,{here}"))]),
    must("rfc4511/4.1.9/matched-dn-of-a-compare", "So it does on the way to what is to be compared.")
        .fixture(ADA)
        .steps(&[ask(Op::Compare("cn=Nobody,cn=Ada,{here}", "sn", "x"), code(&[32]).matched("cn=Ada,{here}"))]),
    must("rfc4511/4.1.10/only-with-its-code", "A result other than referral has no URL of one.")
        .fixture(ADA)
        .steps(&[
            search(base("cn=Nobody,{here}"), code(&[32]).look(no_referral)),
            search(base("cn=Ada,{here}"), success().count(1, 1).look(no_referral)),
        ]),
];

fn no_referral(answer: &Answer, _: &Names) -> Result<(), String> {
    match answer.result().map(|own| own.referrals.as_slice()) {
        None | Some([]) => Ok(()),
        Some(urls) => Err(format!("it refers to {urls:?}")),
    }
}

/// Whatever comes of a bind with message ID 0, the next operation is answered, or the connection ends.
async fn goes_on_or_ends(on: &mut Conversation) -> Result<(), Fault> {
    on.send(
        &Op::Octets(b"\x30\x0c\x02\x01\x00\x60\x07\x02\x01\x03\x04\x00\x80\x00"),
        &[],
    )
    .await?;
    let id = on.send(&root(), &[]).await?;
    let mut answer = on.answer(id).await;
    if answer.stray.iter().any(|own| own.starts_with("ID 0: ")) {
        answer = on.answer(id).await;
    }
    match answer.result() {
        Some(result) if result.code.0 == 0 => Ok(()),
        None if answer.closed => Ok(()),
        _ => Err(Fault::Illegal("the next search has no answer".to_owned())),
    }
}
