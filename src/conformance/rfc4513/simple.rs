//! RFC 4513 sections 4 and 5.1: anonymous, unauthenticated and simple binds, and what a session is after each.

use crate::conformance::{
    case::{
        Case,
        Need::{Extension, Identity, NotActiveDirectory, Second},
        must, should,
    },
    conversation::Conversation,
    expect::{code, success},
    fault::Fault,
    play,
    step::{
        Mod, Op,
        Step::{Reconnect, Script},
        ask,
    },
};
use crate::wire::Response;

/// Who am I?, RFC 4532: shows whose the session is.
pub(super) const WHO: &str = "1.3.6.1.4.1.4203.1.11.3";

/// Asks who the session is; nobody is an empty value, or none, or `dn:`.
pub(super) async fn is_anonymous(conversation: &mut Conversation) -> Result<(), Fault> {
    let id = conversation.send(&Op::Extended(WHO, None), &[]).await?;
    let answer = conversation.answer(id).await;
    match answer.last() {
        Some(Response::Extended(own)) if own.result.code.0 == 0 => match own.value.as_deref() {
            None | Some(b"" | b"dn:") => Ok(()),
            Some(who) => Err(Fault::Illegal(format!(
                "the session is still `{}`",
                String::from_utf8_lossy(who)
            ))),
        },
        // Whom nobody is may not ask.
        Some(Response::Extended(_)) => Ok(()),
        _ => Err(Fault::Illegal("Who am I? has no answer".to_owned())),
    }
}

/// Two refusals that are to be told apart by nothing.
async fn alike(conversation: &mut Conversation) -> Result<(), Fault> {
    let mut told = Vec::new();
    for name in ["cn=there is none,{base}", "{bind}"] {
        let id = conversation
            .send(&Op::Bind(name, "certainly not it"), &[])
            .await?;
        let answer = conversation.answer(id).await;
        let result = answer.result();
        let result = result.ok_or_else(|| Fault::Illegal("a bind has no answer".to_owned()))?;
        told.push((result.code, result.matched_dn.clone()));
    }
    match told[0] == told[1] {
        true => Ok(()),
        false => Err(Fault::Illegal(format!(
            "an unknown name answers {}, a wrong password {}; or matchedDN differs",
            told[0].0, told[1].0
        ))),
    }
}

/// Both passwords of an entry hold, or the second is refused.
async fn two_passwords(conversation: &mut Conversation) -> Result<(), Fault> {
    let second = Op::Modify(
        "cn=Ada,{here}",
        &[Mod::Add("userPassword", &["Engine-Nine9"])],
    );
    let id = conversation.send(&second, &[]).await?;
    let answer = conversation.answer(id).await;
    let taken = answer.result().is_some_and(|own| own.code.0 == 0);
    let wanted = if taken { success() } else { code(&[49]) };
    play::take(
        conversation,
        &[
            Reconnect,
            ask(Op::Bind("cn=Ada,{here}", "Engine-Nine9"), wanted),
            ask(Op::Bind("cn=Ada,{here}", "Analytical7"), success()),
        ],
    )
    .await
}

pub(super) const CASES: &[Case] = &[
    must("rfc4513/5.1.1/anonymous", "A bind without name and password makes an anonymous session, where that is allowed.")
        .steps(&[Reconnect, ask(Op::Bind("", ""), code(&[0, 8, 48, 49, 53]))]),
    must("rfc4513/5.1.1/anonymous-after-identity", "An anonymous bind takes back who the session was.")
        .needs(&[Identity, Extension(WHO)])
        .steps(&[ask(Op::Bind("", ""), code(&[0, 8, 48, 49, 53])), Script(|c| Box::pin(is_anonymous(c)))]),
    must("rfc4513/4/anonymous-at-first", "A session on which nobody has bound is anonymous.")
        .needs(&[Extension(WHO)])
        .steps(&[Reconnect, Script(|c| Box::pin(is_anonymous(c)))]),
    should("rfc4513/5.1.2/unauthenticated-refused", "A bind with a name and no password proves nothing; a server by default refuses it with unwillingToPerform.")
        .needs(&[Identity, NotActiveDirectory])
        .steps(&[Reconnect, ask(Op::Bind("{bind}", ""), code(&[53]))]),
    must("rfc4513/5.1.2/unauthenticated-is-nobody", "A bind with a name and no password never makes the session that name's.")
        .needs(&[Identity, Extension(WHO)])
        .steps(&[Reconnect, ask(Op::Bind("{bind}", ""), code(&[0, 8, 48, 49, 53])), Script(|c| Box::pin(is_anonymous(c)))]),
    must("rfc4513/5.1.2/unauthenticated-after-identity", "Nor does it leave the session whose it was before.")
        .needs(&[Identity, Extension(WHO)])
        .steps(&[ask(Op::Bind("{bind}", ""), code(&[0, 8, 48, 49, 53])), Script(|c| Box::pin(is_anonymous(c)))]),
    must("rfc4513/5.1.3/simple", "A name and its password make the session that name's.")
        .needs(&[Identity])
        .steps(&[Reconnect, ask(Op::BindAsSelf, success())]),
    must("rfc4513/5.1.3/wrong-password", "A password that is not the name's answers invalidCredentials.")
        .needs(&[Identity])
        .steps(&[Reconnect, ask(Op::Bind("{bind}", "certainly not it"), code(&[49]))]),
    must("rfc4513/5.1.3/unknown-name", "A name that does not exist answers invalidCredentials as well.")
        .steps(&[Reconnect, ask(Op::Bind("cn=there is none,{base}", "any"), code(&[49]))]),
    should("rfc4513/5.1.3/alike", "An unknown name and a wrong password are answered alike, so that names are not given away.")
        .needs(&[Identity])
        .steps(&[Reconnect, Script(|c| Box::pin(alike(c)))]),
    must("rfc4513/5.1.3/no-password-of-entry", "An entry without a password cannot bind with any.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\n")
        .steps(&[Reconnect, ask(Op::Bind("cn=Ada,{here}", "any"), code(&[48, 49]))]),
    must("rfc4513/5.1.3/password-of-entry", "A value of userPassword is a password of the entry.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\nuserPassword: Analytical7\n")
        .steps(&[Reconnect, ask(Op::Bind("cn=Ada,{here}", "Analytical7"), success())]),
    must("rfc4513/5.1.3/either-of-two-passwords", "Any value of userPassword is a password of the entry; a server may have a policy that allows one only.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\nuserPassword: Analytical7\n")
        .steps(&[Script(|c| Box::pin(two_passwords(c)))]),
    must("rfc4513/5.1.3/password-case", "The case of a password matters.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\nuserPassword: Analytical7\n")
        .steps(&[Reconnect, ask(Op::Bind("cn=Ada,{here}", "ANALYTICAL7"), code(&[49]))]),
    must("rfc4513/5.1.3/password-prefix", "A part of a password is no password.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\nuserPassword: Analytical7\n")
        .steps(&[
            Reconnect,
            ask(Op::Bind("cn=Ada,{here}", "Analytical"), code(&[49])),
            ask(Op::Bind("cn=Ada,{here}", "Analytical77"), code(&[49])),
            ask(Op::Bind("cn=Ada,{here}", "Analytical7 "), code(&[49])),
        ]),
    must("rfc4513/5.1.3/name-written-otherwise", "The name of a bind is compared as a name.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\nuserPassword: Analytical7\n")
        .steps(&[Reconnect, ask(Op::Bind("CN=ADA,{here}", "Analytical7"), success())]),
    must("rfc4513/4/failed-rebind", "A bind that fails leaves the session anonymous.")
        .needs(&[Identity, Extension(WHO)])
        .steps(&[ask(Op::Bind("{bind}", "certainly not it"), code(&[49])), Script(|c| Box::pin(is_anonymous(c)))]),
    must("rfc4513/4/failed-rebind-has-no-rights", "What only the identity may do is refused after a bind that failed.")
        .needs(&[Identity, NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\n")
        .steps(&[
            ask(Op::Bind("{bind}", "certainly not it"), code(&[49])),
            ask(Op::Delete("cn=Ada,{here}"), code(&[1, 8, 32, 50, 53])),
        ]),
    must("rfc4513/4/rebind-as-another", "A second bind makes the session another's.")
        .needs(&[Identity, Second])
        .steps(&[ask(Op::BindAsSecond, success()), ask(Op::BindAsSelf, success())]),
    must("rfc4513/4/bind-after-failure", "After a bind that failed another can succeed.")
        .needs(&[Identity])
        .steps(&[Reconnect, ask(Op::Bind("{bind}", "certainly not it"), code(&[49])), ask(Op::BindAsSelf, success())]),
];
