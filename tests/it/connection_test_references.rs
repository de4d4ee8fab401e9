//! Search references: what the connection test says of parts of the directory that other servers hold.

use ldaplab::{
    connection_test::{ConnectionTest, Outcome},
    diagnosis::{Code, Stage},
};

use crate::{
    client::peer::{Hear, Send, Step, peer, tlv},
    connection_test_lookups::{answer, base_answer, details, failure, plan},
};

/// A search reference, message 4, before the end of the search.
fn referring(to: &str, entry: bool) -> Vec<Step> {
    let reference = tlv(
        0x30,
        &[&[2, 1, 4], &tlv(0x73, &[&tlv(4, &[to.as_bytes()])])],
    );
    let ada = tlv(
        0x30,
        &[
            &[2, 1, 4],
            &tlv(0x64, &[&tlv(4, &[b"cn=ada,dc=example"]), &tlv(0x30, &[])]),
        ],
    );
    let base = tlv(
        0x30,
        &[
            &[2, 1, 3],
            &tlv(0x64, &[&tlv(4, &[b"dc=example"]), &tlv(0x30, &[])]),
        ],
    );
    let mut script = base_answer(0, "");
    let end = script.pop();
    script.pop();
    script.push(Send([base, answer(3, 0x65, 0, "")].concat()));
    script.push(Hear);
    let found = if entry { ada } else { Vec::new() };
    script.push(Send([found, reference, answer(4, 0x65, 0, "")].concat()));
    // The wider look-up finds nobody.
    script.extend([Hear, Send(answer(5, 0x65, 0, ""))]);
    script.extend(end);
    script
}

#[test]
fn a_wider_look_up_that_breaks_off_leaves_the_finding() {
    let mut script = referring("ldap://emea.example/dc=emea,dc=example", false);
    script.truncate(script.len() - 3);
    let address = peer(vec![[script, vec![Hear]].concat()]);
    let report = ConnectionTest::new(plan(address))
        .login("ada")
        .run_blocking();
    let (code, seen) = failure(&report);
    assert_eq!(code, Code::USER_NONE, "{report}");
    let start =
        "no entry below `dc=example` has `ada` as uid, cn or mail; a wider look-up broke off: ";
    assert!(seen.starts_with(start), "{report}");
}

#[test]
fn references_to_other_servers_are_told_and_name_the_words_of_java() {
    let address = peer(vec![referring(
        "ldap://emea.example/dc=emea,dc=example",
        false,
    )]);
    let report = ConnectionTest::new(plan(address))
        .login("ada")
        .run_blocking();
    assert_eq!(
        failure(&report),
        (
            Code::USER_REFERRED,
            "no entry below `dc=example` has `ada` as uid, cn or mail; the server refers to `ldap://emea.example/dc=emea,dc=example`"
        )
    );
    let zones = "ldap://DomainDnsZones.example/DC=DomainDnsZones,DC=example";
    let address = peer(vec![referring(zones, true)]);
    let report = ConnectionTest::new(plan(address).timeout(std::time::Duration::from_secs(2)))
        .login("ada")
        .run_blocking();
    let find = report.stage(Stage::FindUser).unwrap();
    assert!(matches!(find.outcome, Outcome::Passed), "{report}");
    assert_eq!(details(&report, Stage::FindUser, "reference"), [zones]);
    assert!(
        report.warnings()[1].contains("\"Unprocessed Continuation Reference(s)\" (Java)"),
        "{report}"
    );
}
