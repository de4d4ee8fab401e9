//! MS-ADTS 3.1.1.3.1.2.4: other ways to name an entry.

use crate::conformance::{
    case::{
        Case,
        Need::{ActiveDirectory, Identity},
        quirk,
    },
    conversation::Conversation,
    expect::{code, success},
    fault::Fault,
    step::{Op, Step::Script, base, search},
};

/// Reads an attribute of the naming context and keeps it in hexadecimal.
async fn hear(
    conversation: &mut Conversation,
    attribute: &'static str,
    length: std::ops::RangeInclusive<usize>,
) -> Result<(), Fault> {
    let id = conversation.send(&Op::Search(base("{base}")), &[]).await?;
    let answer = conversation.answer(id).await;
    let value = answer.first(attribute);
    let value = value.ok_or_else(|| Fault::Illegal(format!("`{attribute}` did not come")))?;
    if !length.contains(&value.len()) {
        return Err(Fault::Illegal(format!(
            "`{attribute}` has {} octets",
            value.len()
        )));
    }
    conversation.names.told = value.iter().map(|octet| format!("{octet:02x}")).collect();
    Ok(())
}

pub(super) const CASES: &[Case] = &[
    quirk(
        "active-directory/names/guid",
        "`<GUID=…>` with the octets of objectGUID in hexadecimal names the entry.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[
        Script(|c| Box::pin(hear(c, "objectGUID", 16..=16))),
        search(base("<GUID={told}>"), success().entries(&["{base}"])),
    ]),
    quirk(
        "active-directory/names/sid",
        "`<SID=…>` with the octets of objectSid names the entry.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[
        Script(|c| Box::pin(hear(c, "objectSid", 24..=28))),
        search(base("<SID={told}>"), success().entries(&["{base}"])),
    ]),
    quirk(
        "active-directory/names/guid-unknown",
        "A GUID that nothing has is noSuchObject.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[search(
        base("<GUID=00000000000000000000000000000001>"),
        code(&[32]),
    )]),
    quirk(
        "active-directory/names/well-known",
        "`<WKGUID=…,DN>` names a container that was moved or renamed, perhaps: users.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[search(
        base("<WKGUID=a9d1ca15768811d1aded00c04fd8d5cd,{base}>"),
        success().count(1, 1),
    )]),
    quirk(
        "active-directory/names/canonical-name",
        "canonicalName of a domain is its DNS name and a slash.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[search(
        base("{base}").attributes(&["canonicalName"]),
        success()
            .count(1, 1)
            .look(|answer, _| match answer.first("canonicalName") {
                Some(value) if value.ends_with(b"/") && value.contains(&b'.') => Ok(()),
                other => Err(format!(
                    "canonicalName is {:?}",
                    other.map(|own| String::from_utf8_lossy(&own).into_owned())
                )),
            }),
    )]),
];
