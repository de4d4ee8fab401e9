//! RFC 3062: the password modify operation.

use crate::{
    conformance::{
        answer::Answer,
        case::{
            Case,
            Need::{self, Extension, Identity, NotActiveDirectory},
            must,
        },
        conversation::Conversation,
        expect::{any_code, code, success},
        fault::Fault,
        names::Names,
        play,
        step::{
            Op,
            Step::{Reconnect, Script},
            ask,
        },
    },
    wire::{
        Response,
        ber::{read::Reader, tag, write},
    },
};

const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";

const NEEDS: &[Need] = &[Extension(PASSWORD_MODIFY), NotActiveDirectory];

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
userPassword: Analytical7
";

/// Whose, the old one, the new one.
fn value(names: &Names, parts: [Option<&str>; 3]) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        for (tag, part) in (0x80..).zip(parts) {
            if let Some(part) = part {
                write::primitive(out, tag, names.fill(part).as_bytes());
            }
        }
    });
    out
}

const ADAS: Option<&str> = Some("cn=Ada,{here}");

const NEW: Op = Op::ExtendedMade(PASSWORD_MODIFY, |names| {
    value(names, [ADAS, None, Some("Difference8")])
});

const WRONG_OLD: Op = Op::ExtendedMade(PASSWORD_MODIFY, |names| {
    value(names, [ADAS, Some("certainly not it"), Some("Difference8")])
});

const RIGHT_OLD: Op = Op::ExtendedMade(PASSWORD_MODIFY, |names| {
    value(names, [ADAS, Some("Analytical7"), Some("Difference8")])
});

const OF_NOBODY: Op = Op::ExtendedMade(PASSWORD_MODIFY, |names| {
    value(names, [Some("cn=Nobody,{here}"), None, Some("Difference8")])
});

const OWN: Op = Op::ExtendedMade(PASSWORD_MODIFY, |names| {
    value(names, [None, Some("Analytical7"), Some("Difference8")])
});

const GENERATE: Op = Op::ExtendedMade(PASSWORD_MODIFY, |names| value(names, [ADAS, None, None]));

const OLD: Op = Op::Bind("cn=Ada,{here}", "Analytical7");

const CHANGED: Op = Op::Bind("cn=Ada,{here}", "Difference8");

fn refused(answer: &Answer, _: &Names) -> Result<(), String> {
    match answer.result() {
        Some(result) if result.code.0 == 0 => Err("the change was granted".to_owned()),
        _ => Ok(()),
    }
}

/// An answer has no name, and no password where none was to be generated or it is a refusal.
fn bare(answer: &Answer, _: &Names) -> Result<(), String> {
    match answer.last() {
        Some(Response::Extended(own)) if own.value.is_some() => {
            Err("a password was generated that nobody asked for".to_owned())
        }
        Some(Response::Extended(own)) if own.name.is_some() => {
            Err("the answer has a name".to_owned())
        }
        _ => Ok(()),
    }
}

/// After success the new password is the one that holds, after a refusal the old one.
async fn changed(conversation: &mut Conversation, change: &Op) -> Result<(), Fault> {
    let id = conversation.send(change, &[]).await?;
    let answer = conversation.answer(id).await;
    let granted = answer.result().is_some_and(|own| own.code.0 == 0);
    let (good, bad) = if granted {
        (CHANGED, OLD)
    } else {
        (OLD, CHANGED)
    };
    play::take(
        conversation,
        &[Reconnect, ask(bad, code(&[49])), ask(good, success())],
    )
    .await
}

/// A generated password is the password, or the server generates none.
async fn generated(conversation: &mut Conversation) -> Result<(), Fault> {
    let id = conversation.send(&GENERATE, &[]).await?;
    let answer = conversation.answer(id).await;
    let Some(Response::Extended(response)) = answer.last() else {
        return Err(Fault::Illegal("there is no answer".to_owned()));
    };
    if response.result.code.0 != 0 {
        return play::take(conversation, &[ask(OLD, success())]).await;
    }
    // A sequence of one element, the generated password.
    let Some(password) = response.value.as_deref().and_then(password_in) else {
        return Err(Fault::Illegal(
            "success without a new password and without a generated one".to_owned(),
        ));
    };
    conversation.names.told = password;
    let id = conversation
        .send(&Op::ElementMade(bind_as_told), &[])
        .await?;
    let answer = conversation.answer(id).await;
    match answer.result() {
        Some(result) if result.code.0 == 0 => Ok(()),
        Some(result) => Err(Fault::Illegal(format!(
            "the bind with the generated password answers {}",
            result.code
        ))),
        None => Err(Fault::Illegal("the bind has no answer".to_owned())),
    }
}

fn bind_as_told(names: &Names) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, 0x60, |out| {
        write::integer(out, tag::INTEGER, 3);
        write::octets(out, names.fill("cn=Ada,{here}").as_bytes());
        write::primitive(out, 0x80, names.told.as_bytes());
    });
    out
}

pub(super) const TABLES: &[&[Case]] = &[&[
    must("rfc3062/3/of-another", "After success another's password is the new one, after a refusal the old one.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Script(|c| Box::pin(changed(c, &NEW)))]),
    must("rfc3062/2.2/response", "The answer has no name, and no password where one was given.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[ask(NEW, any_code().look(bare))]),
    must("rfc3062/2.1/own", "Without a name the password is that of the session; after success it is the new one.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Reconnect, ask(OLD, success()), Script(|c| Box::pin(changed(c, &OWN)))]),
    must("rfc3062/3/right-old", "So it is where the right old password was given.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Script(|c| Box::pin(changed(c, &RIGHT_OLD)))]),
    must("rfc3062/3/wrong-old", "With a wrong old password nothing is changed.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Reconnect, ask(OLD, success()), ask(WRONG_OLD, any_code().look(refused)), ask(CHANGED, code(&[49])), ask(OLD, success())]),
    must("rfc3062/3/generated", "Without a new password the server generates one and tells it, or refuses.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Script(|c| Box::pin(generated(c)))]),
    must("rfc3062/3/of-nobody", "The password of an entry that does not exist cannot be changed.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[ask(OF_NOBODY, any_code().look(refused))]),
    must("rfc3062/1/anonymous", "Nobody changes another's password without having bound.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Reconnect, ask(NEW, any_code().look(refused)), ask(OLD, success())]),
    must("rfc3062/1/anonymous-own", "A session of nobody has no password to change.")
        .needs(NEEDS)
        .steps(&[Reconnect, ask(OWN, any_code().look(refused))]),
    must("rfc3062/2.1/malformed", "A value that is no request is refused.")
        .needs(&[Extension(PASSWORD_MODIFY), Identity, NotActiveDirectory])
        .steps(&[ask(Op::Extended(PASSWORD_MODIFY, Some(b"no request")), any_code().or_closed().look(refused))]),
    must("rfc3062/3/unknown-element", "An element that the request does not have is refused or passed over; it is answered, and the connection lives on.")
        .needs(&[Extension(PASSWORD_MODIFY), Identity, NotActiveDirectory])
        .steps(&[ask(Op::Extended(PASSWORD_MODIFY, Some(b"\x30\x03\x85\x01x")), any_code()), ask(Op::BindAsSelf, success())]),
]];

fn password_in(value: &[u8]) -> Option<String> {
    let mut value = Reader::new(value);
    let mut response = value.sequence("the response").ok()?;
    let password = response.optional(0x80).ok()??;
    Some(String::from_utf8_lossy(password).into_owned())
}
