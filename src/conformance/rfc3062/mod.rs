//! RFC 3062: the password modify operation.

use crate::{
    conformance::{
        answer::Answer,
        case::{
            Case,
            Need::{self, Extension, Identity, NotActiveDirectory},
            may, must,
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

/// An answer has no name, and a generated password only where one was to be generated.
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

/// Whoever changes the own password has the new one, or the old one where that was refused.
async fn own(conversation: &mut Conversation) -> Result<(), Fault> {
    let id = conversation.send(&OWN, &[]).await?;
    let answer = conversation.answer(id).await;
    let granted = answer.result().is_some_and(|own| own.code.0 == 0);
    let (good, bad) = if granted {
        (CHANGED, OLD)
    } else {
        (OLD, CHANGED)
    };
    play::take(conversation, &[ask(bad, code(&[49])), ask(good, success())]).await
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
    must("rfc3062/2/of-another", "Who has the right changes another's password: the new one holds, the old one does not.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[ask(NEW, success()), Reconnect, ask(CHANGED, success()), ask(OLD, code(&[49]))]),
    must("rfc3062/2/response", "The answer has no name, and no password where one was given.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[ask(NEW, success().look(bare))]),
    must("rfc3062/2/own", "Without a name the password is that of the session; after success it is the new one.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Reconnect, ask(OLD, success()), Script(|c| Box::pin(own(c)))]),
    must("rfc3062/2/right-old", "The right old password does not hinder.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[ask(RIGHT_OLD, success()), Reconnect, ask(CHANGED, success())]),
    must("rfc3062/2/wrong-old", "With a wrong old password nothing is changed.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Reconnect, ask(OLD, success()), ask(WRONG_OLD, any_code().look(refused)), ask(CHANGED, code(&[49])), ask(OLD, success())]),
    may("rfc3062/2/generated", "Without a new password the server generates one and tells it, or refuses.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Script(|c| Box::pin(generated(c)))]),
    must("rfc3062/2/of-nobody", "The password of an entry that does not exist cannot be changed.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[ask(OF_NOBODY, any_code().look(refused))]),
    must("rfc3062/2/anonymous", "Nobody changes another's password without having bound.")
        .needs(NEEDS)
        .fixture(PERSON)
        .steps(&[Reconnect, ask(NEW, any_code().look(refused)), ask(OLD, success())]),
    must("rfc3062/2/anonymous-own", "A session of nobody has no password to change.")
        .needs(NEEDS)
        .steps(&[Reconnect, ask(OWN, any_code().look(refused))]),
    must("rfc3062/2/malformed", "A value that is no request is refused with protocolError.")
        .needs(&[Extension(PASSWORD_MODIFY), Identity, NotActiveDirectory])
        .steps(&[ask(Op::Extended(PASSWORD_MODIFY, Some(b"no request")), code(&[2]).or_closed())]),
    must("rfc3062/2/unknown-element", "An element that the request does not have is refused or passed over; it is answered, and the connection lives on.")
        .needs(&[Extension(PASSWORD_MODIFY), Identity, NotActiveDirectory])
        .steps(&[ask(Op::Extended(PASSWORD_MODIFY, Some(b"\x30\x03\x85\x01x")), any_code()), ask(Op::BindAsSelf, success())]),
]];

fn password_in(value: &[u8]) -> Option<String> {
    let mut value = Reader::new(value);
    let mut response = value.sequence("the response").ok()?;
    let password = response.optional(0x80).ok()??;
    Some(String::from_utf8_lossy(password).into_owned())
}
