//! RFC 4527: entries as they were before a change, and as they are after it.

use super::answer::Answer;
use super::case::{
    Case,
    Need::{self, Control},
    must,
};
use super::expect::{Expect, Look, code, refused, success};
use super::names::Names;
use super::step::{Ctl, Mod, Op, Step, ask, ask_with, base, critical, optional, search};
use crate::wire::Control as Sent;

const BEFORE: &str = "1.3.6.1.1.13.1";
const AFTER: &str = "1.3.6.1.1.13.2";

const PRE: &[Need] = &[Control(BEFORE)];
const POST: &[Need] = &[Control(AFTER)];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Old\n";

/// The attribute sn alone.
const SN: &[u8] = b"\x30\x04\x04\x02sn";
/// All user attributes.
const EVERYTHING: &[u8] = b"\x30\x00";

pub(super) const TABLES: &[&[Case]] = &[CASES];

fn entry<'a>(answer: &'a Answer, oid: &str) -> Result<&'a [u8], String> {
    let control = Sent::find(answer.controls(), oid);
    let value = control.and_then(|own| own.value.as_deref());
    let value = value.ok_or_else(|| format!("the answer lacks an entry in the control {oid}"))?;
    match value.first() {
        Some(0x64) => Ok(value),
        _ => Err("the control's value is no entry".to_owned()),
    }
}

fn holds(octets: &[u8], text: &str) -> bool {
    let (octets, text) = (octets.to_ascii_lowercase(), text.to_ascii_lowercase());
    octets.windows(text.len()).any(|own| own == text.as_bytes())
}

/// The entry in the control has one text and not the other.
fn shows(answer: &Answer, oid: &str, has: &str, lacks: &str) -> Result<(), String> {
    let entry = entry(answer, oid)?;
    match (holds(entry, has), holds(entry, lacks)) {
        (true, false) => Ok(()),
        (false, _) => Err(format!("the entry in the control has no `{has}`")),
        (true, true) => Err(format!("the entry in the control has `{lacks}`")),
    }
}

fn nothing(answer: &Answer, oid: &str) -> Result<(), String> {
    match Sent::find(answer.controls(), oid) {
        None => Ok(()),
        Some(_) => Err(format!("the answer to what failed has the control {oid}")),
    }
}

const CHANGED: Op = Op::Modify("cn=Ada,{here}", &[Mod::Replace("sn", &["New"])]);

const OLD: Look = |answer, _| shows(answer, BEFORE, "Old", "New");
const NEW: Look = |answer, _| shows(answer, AFTER, "New", "Old");

const fn looked(look: Look) -> Expect {
    success().look(look)
}

const fn pre(value: &'static [u8]) -> Ctl {
    critical(BEFORE).octets(value)
}

const fn post(value: &'static [u8]) -> Ctl {
    critical(AFTER).octets(value)
}

const CASES: &[Case] = &[
    must("rfc4527/3.1/modify", "A modify with the pre-read control returns the entry as it was.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(CHANGED, &[pre(SN)], looked(OLD))]),
    must("rfc4527/3.1/attributes", "It has the attributes that were asked for, and no others.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(CHANGED, &[pre(SN)], looked(|answer, _| shows(answer, BEFORE, "Old", "objectClass")))]),
    must("rfc4527/3.1/all-attributes", "An empty list asks for all user attributes.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(CHANGED, &[pre(EVERYTHING)], looked(|answer, _| shows(answer, BEFORE, "objectClass", "New")))]),
    must("rfc4527/3.1/delete", "A delete returns what is gone.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(Op::Delete("cn=Ada,{here}"), &[pre(SN)], looked(OLD))]),
    must("rfc4527/3.1/modify-dn", "A rename returns the entry under its old name.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(Op::Rename("cn=Ada,{here}", "cn=Bea", false, None), &[pre(SN)], looked(|answer, _| shows(answer, BEFORE, "cn=Ada", "cn=Bea")))]),
    must("rfc4527/3.1/failed", "What failed returns no entry.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(Op::Modify("cn=Ada,{here}", &[Mod::Delete("description", &[])]), &[pre(SN)], code(&[16]).look(|answer, _| nothing(answer, BEFORE)))]),
    must("rfc4527/3.1/not-critical", "The control is honoured without criticality.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(CHANGED, &[optional(BEFORE).octets(SN)], looked(OLD))]),
    must("rfc4527/3.1/malformed", "A value that is no list of attributes is refused, and nothing is changed.").needs(PRE).fixture(ADA)
        .steps(&[
            ask_with(CHANGED, &[pre(b"no list")], refused().or_closed()),
            // The connection may have ended.
            Step::Reconnect,
            ask(Op::BindAsSelf, success()),
            search(base("cn=Ada,{here}"), success().has(&[("sn", &["Old"])])),
        ]),
    must("rfc4527/3.2/modify", "A modify with the post-read control returns the entry as it is now.").needs(POST).fixture(ADA)
        .steps(&[ask_with(CHANGED, &[post(SN)], looked(NEW))]),
    must("rfc4527/3.2/add", "An add returns what was added.").needs(POST)
        .steps(&[ask_with(Op::Add("cn=New,{here}", &[("objectClass", &["person"]), ("cn", &["New"]), ("sn", &["New"])]), &[post(SN)], looked(NEW))]),
    must("rfc4527/3.2/operational", "Attributes that the server makes are there by their names: entryUUID or what else was asked for.").needs(&[Control(AFTER), Need::Attribute("createTimestamp")])
        .steps(&[ask_with(Op::Add("cn=New,{here}", &[("objectClass", &["person"]), ("cn", &["New"]), ("sn", &["New"])]), &[post(b"\x30\x11\x04\x0fcreateTimestamp")],
            looked(|answer, _| shows(answer, AFTER, "createTimestamp", "objectClass")))]),
    must("rfc4527/3.2/modify-dn", "A rename returns the entry under its new name.").needs(POST).fixture(ADA)
        .steps(&[ask_with(Op::Rename("cn=Ada,{here}", "cn=Bea", true, None), &[post(SN)], looked(|answer, _| shows(answer, AFTER, "cn=Bea", "cn=Ada")))]),
    must("rfc4527/3.2/failed", "What failed returns no entry.").needs(POST).fixture(ADA)
        .steps(&[ask_with(Op::Modify("cn=Ada,{here}", &[Mod::Delete("description", &[])]), &[post(SN)], code(&[16]).look(|answer, _| nothing(answer, AFTER)))]),
    must("rfc4527/4/both", "Both controls may stand with one change.").needs(&[Control(BEFORE), Control(AFTER)]).fixture(ADA)
        .steps(&[ask_with(CHANGED, &[pre(SN), post(SN)], looked(both))]),
    must("rfc4527/3.1/search", "A critical control on what changes nothing is refused: it goes with changes alone.").needs(PRE).fixture(ADA)
        .steps(&[ask_with(Op::Search(base("cn=Ada,{here}")), &[pre(SN)], code(&[12]))]),
    must("rfc4527/3.1/same-as-search", "What the control shows is what a search had shown.").needs(PRE).fixture(ADA)
        .steps(&[search(base("cn=Ada,{here}"), success().has(&[("sn", &["Old"])])), ask_with(CHANGED, &[pre(SN)], looked(OLD)), search(base("cn=Ada,{here}"), success().has(&[("sn", &["New"])]))]),
];

fn both(answer: &Answer, names: &Names) -> Result<(), String> {
    OLD(answer, names)?;
    NEW(answer, names)
}
