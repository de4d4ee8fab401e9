//! What the connection test says when base, user or groups are not where they were looked for.

use std::net::SocketAddr;

use ldaplab::{
    connection_test::{ConnectionTest, Plan, Report},
    diagnosis::{Code, Stage},
};

use crate::{
    client::peer::{Hear, Hold, Send, Step, peer, tlv},
    tiny::{Tiny, openldap, row},
};

pub(crate) fn plan(address: SocketAddr) -> Plan {
    Plan::url(&format!("ldap://{address}")).unwrap()
}

pub(crate) fn details<'a>(report: &'a Report, stage: Stage, name: &str) -> Vec<&'a str> {
    let details = &report.stage(stage).unwrap().details;
    let named = details.iter().filter(|(own, _)| *own == name);
    named.map(|(_, value)| value.as_str()).collect()
}

/// Code and evidence of the failure.
pub(crate) fn failure(report: &Report) -> (Code, &str) {
    let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
    (failure.code(), failure.detail())
}

/// Two units; `ada` is in the second, with a mail address and a number.
fn units() -> Tiny {
    Tiny {
        rows: vec![
            row("", &[("namingContexts", &["cn=accesslog", "dc=example"])]),
            row("dc=example", &[]),
            row("ou=staff,dc=example", &[]),
            row("ou=empty,dc=example", &[]),
            row("uid=ben,ou=staff,dc=example", &[("uid", &["ben"])]),
            row("ou=guests,dc=example", &[]),
            row(
                "uid=ada,ou=guests,dc=example",
                &[("uid", &["ada"]), ("employeeNumber", &["17"])],
            ),
        ],
        chain: Vec::new(),
    }
}

#[test]
fn a_missing_base_comes_with_the_part_that_exists_and_the_naming_contexts() {
    let plan = plan(openldap().start())
        .bind("cn=reader", "s3cret")
        .base("ou=x,dc=example,dc=net");
    let report = ConnectionTest::new(plan).run_blocking();
    assert_eq!(
        failure(&report),
        (
            Code::BASE_NOT_FOUND,
            "the server answered the search for `ou=x,dc=example,dc=net` with noSuchObject (32), matched up to `dc=example`; this server has `dc=example,dc=org`"
        )
    );
    assert_eq!(
        details(&report, Stage::Base, "naming_context"),
        ["dc=example,dc=org"]
    );
}

#[test]
fn a_user_that_is_not_found_is_looked_for_more_widely() {
    let staff = "ou=staff,dc=example";
    for (base, login, attribute, code, seen) in [
        (
            staff,
            "ada",
            None,
            Code::USER_OUTSIDE_BASE,
            "no entry below `ou=staff,dc=example` has `ada` as uid, cn or mail; `uid=ada,ou=guests,dc=example` is found with the base `dc=example` instead of `ou=staff,dc=example`",
        ),
        (
            staff,
            "ben",
            Some("sAMAccountName"),
            Code::USER_OTHER_ATTRIBUTE,
            "no entry below `ou=staff,dc=example` has `ben` as sAMAccountName; `uid=ben,ou=staff,dc=example` is found with the login attribute uid",
        ),
        (
            staff,
            "ada",
            Some("sAMAccountName"),
            Code::USER_OUTSIDE_BASE,
            "no entry below `ou=staff,dc=example` has `ada` as sAMAccountName; `uid=ada,ou=guests,dc=example` is found with the login attribute uid and the base `dc=example` instead of `ou=staff,dc=example`",
        ),
        (
            staff,
            "17",
            Some("employeeNumber"),
            Code::USER_OUTSIDE_BASE,
            "no entry below `ou=staff,dc=example` has `17` as employeeNumber; `uid=ada,ou=guests,dc=example` is found with the base `dc=example` instead of `ou=staff,dc=example`",
        ),
        (
            staff,
            "ben@example.org",
            None,
            Code::USER_OTHER_NAME,
            "no entry below `ou=staff,dc=example` has `ben@example.org` as uid, cn or mail; `uid=ben,ou=staff,dc=example` is found with the login name `ben`",
        ),
        (
            staff,
            "eve",
            None,
            Code::USER_NONE,
            "no entry below `ou=staff,dc=example` has `eve` as uid, cn or mail; nor is one found by other attributes or in the server's other naming contexts",
        ),
        (
            "ou=empty,dc=example",
            "eve",
            None,
            Code::USER_NOTHING_VISIBLE,
            "no entry below `ou=empty,dc=example` has `eve` as uid, cn or mail; a search for any entry there finds none either",
        ),
    ] {
        let mut plan = plan(units().start()).base(base);
        if let Some(attribute) = attribute {
            plan = plan.login_attribute(attribute);
        }
        let report = ConnectionTest::new(plan).login(login).run_blocking();
        assert_eq!(failure(&report), (code, seen));
        assert_eq!(report.exit_code(), 16);
    }
}

#[test]
fn a_user_found_elsewhere_stands_in_the_details() {
    let plan = plan(units().start()).base("ou=staff,dc=example");
    let report = ConnectionTest::new(plan).login("ada").run_blocking();
    assert_eq!(
        details(&report, Stage::FindUser, "found_instead"),
        ["uid=ada,ou=guests,dc=example"]
    );
}

#[test]
fn a_user_that_the_filter_or_the_scope_hides_is_found_and_the_part_named() {
    use ldaplab::wire::request::Scope;
    let below = |base: &str| plan(units().start()).base(base);
    let filtered = |filter: &str| below("ou=staff,dc=example").user_filter(filter).unwrap();
    let cases = [
        (
            filtered("(uid=ada)"),
            "ben",
            Code::USER_FILTERED_OUT,
            "no entry below `ou=staff,dc=example` has `ben` as uid, cn or mail and matches `(uid=ada)`; `uid=ben,ou=staff,dc=example` is found without the filter `(uid=ada)`",
        ),
        (
            filtered("(&(cn={login})(uid=ben))"),
            "ben",
            Code::USER_FILTERED_OUT,
            "no entry below `ou=staff,dc=example` has `ben` in the places of the filter `(&(cn={login})(uid=ben))`; `uid=ben,ou=staff,dc=example` is found without the filter `(&(cn={login})(uid=ben))`",
        ),
        (
            filtered("(uid=ben)").login_attribute("mail"),
            "ben",
            Code::USER_OTHER_ATTRIBUTE,
            "no entry below `ou=staff,dc=example` has `ben` as mail and matches `(uid=ben)`; `uid=ben,ou=staff,dc=example` is found with the login attribute uid",
        ),
        (
            filtered("(uid=ada)"),
            "ada",
            Code::USER_OUTSIDE_BASE,
            "no entry below `ou=staff,dc=example` has `ada` as uid, cn or mail and matches `(uid=ada)`; `uid=ada,ou=guests,dc=example` is found with the base `dc=example` instead of `ou=staff,dc=example`",
        ),
        (
            filtered("(uid=eve)"),
            "ada",
            Code::USER_OUTSIDE_BASE,
            "no entry below `ou=staff,dc=example` has `ada` as uid, cn or mail and matches `(uid=eve)`; `uid=ada,ou=guests,dc=example` is found without the filter `(uid=eve)` and with the base `dc=example` instead of `ou=staff,dc=example`",
        ),
        (
            below("dc=example").user_scope(Scope::One),
            "ben",
            Code::USER_TOO_DEEP,
            "no entry below `dc=example` has `ben` as uid, cn or mail; `uid=ben,ou=staff,dc=example` is found in the whole subtree",
        ),
    ];
    for (plan, login, code, seen) in cases {
        let report = ConnectionTest::new(plan).login(login).run_blocking();
        assert_eq!(failure(&report), (code, seen));
        assert_eq!(report.exit_code(), 16);
    }
}

#[test]
fn a_login_name_in_an_attribute_unusual_for_the_server_is_found() {
    let mut directory = crate::tiny::active_directory();
    let mail = ("mail", vec![b"ada.lovelace@corp.example".to_vec()]);
    directory.rows[2].1.push(mail);
    let address = directory.start();
    for (login, seen) in [
        ("ada.lovelace@corp.example", "mail"),
        ("Lovelace, Ada", "cn"),
    ] {
        let report = ConnectionTest::new(plan(address))
            .login(login)
            .run_blocking();
        let expected = format!(
            "no entry below `DC=corp,DC=example` has `{login}` as sAMAccountName or userPrincipalName; `CN=Lovelace\\, Ada,CN=Users,DC=corp,DC=example` is found with the login attribute {seen}"
        );
        assert_eq!(
            failure(&report),
            (Code::USER_OTHER_ATTRIBUTE, expected.as_str())
        );
    }
}

#[test]
fn users_and_groups_have_bases_of_their_own() {
    let plan = || {
        plan(units().start())
            .user_base("ou=guests,dc=example")
            .group_base("ou=staff,dc=example")
            .user_filter("(&(employeeNumber=17)(uid={login}))")
            .unwrap()
    };
    let report = ConnectionTest::new(plan()).login("ada").run_blocking();
    assert!(report.passed(), "{report}");
    let base = &report.stage(Stage::Base).unwrap().details;
    let base: Vec<(&str, &str)> = base.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(
        base,
        [
            ("base", "dc=example"),
            ("from", "the root DSE"),
            ("user_base", "ou=guests,dc=example"),
            ("group_base", "ou=staff,dc=example"),
        ]
    );
    let report = ConnectionTest::new(plan().group_base("ou=nowhere,dc=example")).run_blocking();
    assert_eq!(failure(&report).0, Code::BASE_NOT_FOUND);
    assert!(failure(&report).1.contains("`ou=nowhere,dc=example`"));
}

#[test]
fn a_filter_that_is_none_is_refused_before_anything_is_sent() {
    let error = plan(units().start())
        .user_filter("(objectClass=person")
        .unwrap_err();
    assert!(
        error
            .cause()
            .starts_with("the user filter `(objectClass=person`: "),
        "{error}"
    );
}

#[test]
fn a_server_without_in_chain_is_found_out_by_asking() {
    let report = ConnectionTest::new(plan(openldap().start()))
        .login("ada")
        .run_blocking();
    assert!(report.passed(), "{report}");
    assert_eq!(
        details(&report, Stage::Groups, "in_chain"),
        ["not resolved: success without a group"]
    );
}

#[test]
fn a_server_that_promises_in_chain_and_does_not_keep_it_is_walked() {
    let mut directory = crate::tiny::active_directory();
    directory.chain.clear();
    let report = ConnectionTest::new(plan(directory.start()))
        .login("ada")
        .run_blocking();
    assert!(report.passed(), "{report}");
    assert_eq!(details(&report, Stage::Groups, "strategy"), ["member-walk"]);
    assert_eq!(details(&report, Stage::Groups, "group").len(), 3);
    assert!(
        report.warnings()[1].starts_with("The server's root DSE says"),
        "{:?}",
        report.warnings()
    );
}

/// An answer to message `id`: its tag, result code and words.
pub(crate) fn answer(id: u8, tag: u8, code: u8, words: &str) -> Vec<u8> {
    let result = [
        tlv(0x0a, &[&[code]]),
        tlv(4, &[]),
        tlv(4, &[words.as_bytes()]),
    ];
    tlv(0x30, &[&[2, 1, id], &tlv(tag, &[&result.concat()])])
}

/// Bind accepted, root DSE with one naming context, and then this answer to the search for the base.
pub(crate) fn base_answer(code: u8, words: &str) -> Vec<Step> {
    let name = tlv(4, &[b"namingContexts"]);
    let values = tlv(0x31, &[&tlv(4, &[b"dc=example"])]);
    let attributes = tlv(0x30, &[&tlv(0x30, &[&name, &values])]);
    let root_dse = tlv(
        0x30,
        &[&[2, 1, 2], &tlv(0x64, &[&tlv(4, &[]), &attributes])],
    );
    vec![
        Hear,
        Send(answer(1, 0x61, 0, "")),
        Hear,
        Send([root_dse, answer(2, 0x65, 0, "")].concat()),
        Hear,
        Send(answer(3, 0x65, code, words)),
        Hold,
    ]
}

#[test]
fn a_refused_anonymous_look_up_has_its_code_in_every_vendors_words() {
    for (code, words) in [
        (
            1,
            "000004DC: LdapErr: DSID-0C090CA3, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563",
        ),
        (1, "00002020: Operation unavailable without authentication"),
        (8, "authentication required"),
        (48, "Anonymous access is not allowed."),
    ] {
        let address = peer(vec![base_answer(code, words)]);
        let report = ConnectionTest::new(plan(address)).run_blocking();
        assert_eq!(failure(&report).0, Code::BASE_NOT_BOUND, "{report}");
        assert_eq!(report.failure().unwrap().server_text(), Some(words));
    }
}

#[test]
fn a_base_that_the_server_refers_elsewhere_is_not_hidden() {
    // The root DSE names the base as a naming context, and the search for it is answered with a referral.
    let url = tlv(4, &[b"ldap://dc2.example/dc=example"]);
    let result = [
        tlv(0x0a, &[&[10]]),
        tlv(4, &[]),
        tlv(4, &[]),
        tlv(0xa3, &[&url]),
    ];
    let mut script = base_answer(10, "");
    script[5] = Send(tlv(0x30, &[&[2, 1, 3], &tlv(0x65, &[&result.concat()])]));
    let report = ConnectionTest::new(plan(peer(vec![script]))).run_blocking();
    let (code, detail) = failure(&report);
    assert_eq!(code, Code::BASE_REFERRAL, "{report}");
    assert!(detail.contains("ldap://dc2.example/dc=example"), "{report}");
}

#[test]
fn a_refused_bind_has_a_code_for_what_the_server_demands() {
    for (name, code, words, expected) in [
        (
            "",
            48,
            "anonymous bind disallowed",
            Code::BIND_ANONYMOUS_REFUSED,
        ),
        (
            "cn=reader",
            8,
            "00002028: LdapErr: DSID-0C09026E, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v2580",
            Code::BIND_SIGNING_REQUIRED,
        ),
        (
            "cn=reader",
            8,
            "BindSimple: Transport encryption required.",
            Code::BIND_STRONGER_AUTH_REQUIRED,
        ),
        (
            "cn=reader",
            49,
            "80090346: LdapErr: DSID-0C09089F, comment: AcceptSecurityContext error, data 80090346, v4563",
            Code::BIND_CHANNEL_BINDING,
        ),
        (
            "cn=reader",
            13,
            "TLS confidentiality required",
            Code::BIND_CONFIDENTIALITY_REQUIRED,
        ),
    ] {
        let address = peer(vec![vec![Hear, Send(answer(1, 0x61, code, words)), Hold]]);
        let mut plan = plan(address);
        if !name.is_empty() {
            plan = plan.bind(name, "s3cret");
        }
        let report = ConnectionTest::new(plan).run_blocking();
        assert_eq!(failure(&report).0, expected, "{report}");
        assert_eq!(report.exit_code(), 13);
    }
}
