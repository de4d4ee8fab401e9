//! The draft of password policy for LDAP (draft-behera-ldap-password-policy): its control, where the server lists it.

use crate::{
    conformance::{
        answer::Answer,
        case::{
            Case,
            Need::{self, Control, Identity, NotActiveDirectory},
            must, quirk,
        },
        expect::{code, success},
        names::Names,
        step::{Op, Step::Reconnect, ask, ask_with, base, critical, optional},
    },
    wire::{self, ber::read::Reader},
};

const POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

const NEEDS: &[Need] = &[Control(POLICY), Identity];

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
userPassword: Analytical7
";

/// A response control that comes is a sequence of a warning and an error, both optional.
fn well_formed(answer: &Answer, _: &Names) -> Result<(), String> {
    let Some(control) = wire::Control::find(answer.controls(), POLICY) else {
        return Ok(());
    };
    let wrong = || format!("the response control has the value {:02x?}", control.value);
    let value = control.value.as_deref().ok_or_else(wrong)?;
    let mut value = Reader::new(value);
    let mut response = value.sequence("the response").map_err(|_| wrong())?;
    for tag in [0xa0, 0x81] {
        response.optional(tag).map_err(|_| wrong())?;
    }
    match response.is_empty() && value.is_empty() {
        true => Ok(()),
        false => Err(wrong()),
    }
}

pub(super) const TABLES: &[&[Case]] = &[&[
    quirk(
        "draft-password-policy/6.1/bind",
        "A bind with the control is answered as without, with a response control or not.",
    )
    .needs(NEEDS)
    .steps(&[
        Reconnect,
        ask_with(
            Op::BindAsSelf,
            &[optional(POLICY)],
            success().look(well_formed),
        ),
    ]),
    quirk(
        "draft-password-policy/6.1/critical",
        "A critical control is honoured, or told to be unavailable for this name.",
    )
    .needs(NEEDS)
    .steps(&[
        Reconnect,
        ask_with(
            Op::BindAsSelf,
            &[critical(POLICY)],
            code(&[0, 12]).look(well_formed),
        ),
    ]),
    quirk(
        "draft-password-policy/6.1/wrong-password",
        "A wrong password is invalidCredentials with the control as well.",
    )
    .needs(NEEDS)
    .steps(&[
        Reconnect,
        ask_with(
            Op::Bind("{bind}", "certainly not it"),
            &[optional(POLICY)],
            code(&[49]).look(well_formed),
        ),
    ]),
    quirk(
        "draft-password-policy/6.1/value",
        "The request control has no value.",
    )
    .needs(NEEDS)
    .steps(&[
        Reconnect,
        ask_with(Op::BindAsSelf, &[critical(POLICY).octets(b"x")], code(&[2])),
    ]),
    quirk(
        "draft-password-policy/6.1/search",
        "The control may come with any operation.",
    )
    .needs(NEEDS)
    .steps(&[ask_with(
        Op::Search(base("{base}")),
        &[optional(POLICY)],
        success().look(well_formed),
    )]),
    must(
        "draft-password-policy/6.2/not-unasked",
        "No response control comes to who did not ask for one.",
    )
    .needs(&[Control(POLICY), NotActiveDirectory])
    .fixture(PERSON)
    .steps(&[
        Reconnect,
        ask(
            Op::Bind("cn=Ada,{here}", "certainly not it"),
            code(&[49]).look(
                |answer, _| match wire::Control::find(answer.controls(), POLICY) {
                    Some(_) => Err("a response control came".to_owned()),
                    None => Ok(()),
                },
            ),
        ),
    ]),
]];
