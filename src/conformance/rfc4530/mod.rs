//! RFC 4530: entryUUID.

use super::case::{Case, Need, must};
use super::conversation::Conversation;
use super::expect::{Expect, code, success};
use super::fault::Fault;
use super::play;
use super::step::{Mod, Op, Step::Script, ask, base, one, search};

const NEEDS: &[Need] = &[Need::Attribute("entryUUID")];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n\ndn: cn=Bob,{here}\nobjectClass: person\ncn: Bob\nsn: Bob\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const UUID: Expect = success().count(1, 1).look(|answer, _| {
    let value = answer.first("entryUUID").unwrap_or_default();
    let dashes = value
        .iter()
        .enumerate()
        .filter(|(_, own)| **own == b'-')
        .map(|(place, _)| place);
    let fits = value.len() == 36
        && dashes.eq([8, 13, 18, 23])
        && value
            .iter()
            .all(|own| *own == b'-' || own.is_ascii_hexdigit());
    match fits {
        true => Ok(()),
        false => Err(format!(
            "entryUUID is no UUID: {}",
            String::from_utf8_lossy(&value)
        )),
    }
});

const CASES: &[Case] = &[
    must(
        "rfc4530/2.1/syntax",
        "entryUUID is a UUID in its string form.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["entryUUID"]),
        UUID,
    )]),
    must(
        "rfc4530/2.4/operational",
        "entryUUID is operational: it does not come unasked.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}"),
        success().count(1, 1).lacks(&["entryUUID"]),
    )]),
    must("rfc4530/2.4/present", "Every entry has an entryUUID.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            one("{here}").filter("(entryUUID=*)"),
            success().count(2, 2),
        )]),
    must(
        "rfc4530/2.3/ordering",
        "uuidOrderingMatch orders UUIDs: none is below the one of zeros.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(entryUUID>=00000000-0000-0000-0000-000000000000)"),
        success().count(2, 2),
    )]),
    must(
        "rfc4530/2.2/no-uuid",
        "A value that is no UUID makes the filter Undefined.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(!(entryUUID=nothing))"),
        success().count(0, 0),
    )]),
    must(
        "rfc4530/2.4/kept-after-rename",
        "The entryUUID of an entry is the same under another name, and finds it.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[Script(|c| Box::pin(kept(c)))]),
    must(
        "rfc4530/2.4/not-modifiable",
        "entryUUID is no user's to change.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[ask(
        Op::Modify(
            "cn=Ada,{here}",
            &[Mod::Replace(
                "entryUUID",
                &["597ae2f6-16a6-1027-98f4-d28b5365dc14"],
            )],
        ),
        code(&[19, 50, 53, 65]),
    )]),
];

/// Reads the entryUUID, renames the entry, and finds it by what it read.
async fn kept(conversation: &mut Conversation) -> Result<(), Fault> {
    let asked = Op::Search(base("cn=Ada,{here}").attributes(&["entryUUID"]));
    let id = conversation.send(&asked, &[]).await?;
    let answer = conversation.answer(id).await;
    let value = answer
        .first("entryUUID")
        .ok_or_else(|| Fault::Illegal("the entry has no entryUUID".to_owned()))?;
    conversation.names.told = String::from_utf8_lossy(&value).into_owned();
    play::take(
        conversation,
        &[
            ask(Op::Rename("cn=Ada,{here}", "cn=Eve", true, None), success()),
            search(
                one("{here}").filter("(entryUUID={told})"),
                success().entries(&["cn=Eve,{here}"]),
            ),
        ],
    )
    .await
}
