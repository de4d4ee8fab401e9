//! The staged connection test: where it ends, with what code, and what it prints.

use std::{
    net::{SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use ldaplab::{
    connection_test::{ConnectionTest, Outcome, Plan, Report},
    diagnosis::{Code, Stage},
};

use crate::tiny::{active_directory, openldap};

fn plan(address: SocketAddr) -> Plan {
    Plan::url(&format!("ldap://{address}")).unwrap()
}

fn outcomes(report: &Report) -> String {
    let letter = |outcome: &Outcome| match outcome {
        Outcome::Passed => 'p',
        Outcome::Failed(_) => 'F',
        Outcome::Skipped(_) => 's',
    };
    report
        .stages()
        .iter()
        .map(|stage| letter(&stage.outcome))
        .collect()
}

fn failure(report: &Report) -> (Stage, Code, u8) {
    let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
    (failure.stage(), failure.code(), report.exit_code())
}

#[test]
fn a_whole_test_passes_every_stage() {
    let plan = plan(active_directory().start()).bind("CORP\\reader", "s3cret");
    let report = ConnectionTest::new(plan)
        .login("CORP\\ada")
        .password("s3cret")
        .run_blocking();
    assert_eq!(outcomes(&report), "ppspppppp", "{report}");
    assert!(report.passed());
    assert_eq!(report.exit_code(), 0);
    let of = |stage, name| -> Vec<String> {
        let details = &report.stage(stage).unwrap().details;
        let named = details.iter().filter(|(own, _)| *own == name);
        named.map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(of(Stage::RootDse, "kind"), ["Active Directory"]);
    assert_eq!(of(Stage::Base, "base"), ["DC=corp,DC=example"]);
    assert_eq!(
        of(Stage::FindUser, "dn"),
        ["CN=Lovelace\\, Ada,CN=Users,DC=corp,DC=example"]
    );
    assert_eq!(of(Stage::Groups, "strategy"), ["in-chain"]);
    assert_eq!(of(Stage::Groups, "group").len(), 3);
    assert_eq!(
        of(Stage::Groups, "group_through_primary"),
        ["CN=d,DC=corp,DC=example"]
    );
    assert_eq!(
        of(Stage::Groups, "primary_group"),
        ["CN=Domain Users,CN=Users,DC=corp,DC=example"]
    );
    assert_eq!(report.warnings().len(), 1, "plain ldap:// warns");
}

#[tokio::test]
async fn it_runs_inside_a_runtime_both_ways() {
    let test = ConnectionTest::new(plan(openldap().start())).login("ada");
    assert_eq!(outcomes(&test.run().await), "ppsppppsp");
    assert_eq!(outcomes(&test.run_blocking()), "ppsppppsp");
}

#[test]
fn without_a_login_it_ends_at_the_base() {
    let report = ConnectionTest::new(plan(openldap().start())).run_blocking();
    assert_eq!(outcomes(&report), "ppspppsss");
    assert!(report.passed());
}

#[test]
fn each_stage_fails_under_its_own_code_and_skips_the_rest() {
    let refused = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let ad = || plan(active_directory().start());
    let slapd = || plan(openldap().start());
    let cases: Vec<(ConnectionTest, Stage, Code, u8, &str)> = vec![
        (
            ConnectionTest::new(plan(refused)),
            Stage::Connect,
            Code::TCP_REFUSED,
            11,
            "pFsssssss",
        ),
        (
            ConnectionTest::new(ad().bind("CORP\\reader", "wrong")),
            Stage::Bind,
            Code::BIND_WRONG_PASSWORD,
            13,
            "ppsFsssss",
        ),
        (
            ConnectionTest::new(ad().bind("CORP\\reader", "")),
            Stage::Bind,
            Code::BIND_EMPTY_PASSWORD,
            13,
            "ppsFsssss",
        ),
        (
            ConnectionTest::new(slapd().base("dc=nowhere")),
            Stage::Base,
            Code::BASE_NOT_FOUND,
            15,
            "ppsppFsss",
        ),
        (
            ConnectionTest::new(slapd()).login("eve"),
            Stage::FindUser,
            Code::USER_NONE,
            16,
            "ppspppFss",
        ),
        (
            ConnectionTest::new(slapd()).login("ben"),
            Stage::FindUser,
            Code::USER_MANY,
            16,
            "ppspppFss",
        ),
        (
            ConnectionTest::new(ad()).login("ada").password("wrong"),
            Stage::BindAsUser,
            Code::BIND_WRONG_PASSWORD,
            17,
            "ppsppppFs",
        ),
        (
            ConnectionTest::new(ad()).login("ada").password(""),
            Stage::BindAsUser,
            Code::BIND_EMPTY_PASSWORD,
            17,
            "ppsppppFs",
        ),
    ];
    for (test, stage, code, exit, letters) in cases {
        let report = test.run_blocking();
        assert_eq!(failure(&report), (stage, code, exit), "{report}");
        assert_eq!(outcomes(&report), letters, "{report}");
        assert!(!report.failure().unwrap().cause().is_empty());
    }
}

#[test]
fn a_port_of_the_other_scheme_is_warned_about_before_connecting() {
    let plan = Plan::url("ldaps://no-such-host.invalid:389").unwrap();
    let report = ConnectionTest::new(plan).run_blocking();
    assert_eq!(
        report.warnings(),
        [
            "Port 389 is the one for plain LDAP and StartTLS, but ldaps:// speaks TLS from the first byte: ldaps://no-such-host.invalid:636 is probably meant."
        ]
    );
}

#[test]
fn a_name_that_nobody_knows_ends_at_resolve() {
    let report =
        ConnectionTest::new(Plan::url("ldap://no-such-host.invalid").unwrap()).run_blocking();
    let failure = report.failure().unwrap();
    assert_eq!((failure.stage(), report.exit_code()), (Stage::Resolve, 10));
}

#[test]
fn a_silent_port_ends_at_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    for scheme in ["ldap", "ldaps"] {
        let plan = Plan::url(&format!("{scheme}://{address}"))
            .unwrap()
            .timeout(Duration::from_millis(300));
        let began = Instant::now();
        let report = ConnectionTest::new(plan).run_blocking();
        assert!(
            began.elapsed() < Duration::from_secs(15),
            "{:?}",
            began.elapsed()
        );
        assert_eq!(report.failure().unwrap().code(), Code::SILENT, "{report}");
        assert!(
            report.to_string().contains("sent no byte in 0.3 s"),
            "{report}"
        );
    }
}

#[test]
fn the_report_is_text_for_people_and_json_for_programs() {
    let report = ConnectionTest::new(plan(openldap().start()))
        .login("ben")
        .run_blocking();
    let text = report.to_string();
    for line in [
        "-    secure       skipped: plain ldap://, StartTLS was not asked for",
        "FAIL find_user    user.many",
        "dn: uid=ben,dc=example,dc=org",
        "dn: cn=ben,dc=example,dc=org",
        "failed at find_user: user.many",
        "seen:   2 entries below `dc=example,dc=org` have `ben` as uid, cn or mail",
        "-    groups       skipped: find_user failed",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let json = report.to_json();
    for part in [
        r#""passed":false,"exit_code":16,"#,
        r#""failure":{"stage":"find_user","code":"user.many","cause":"#,
        r#"{"stage":"find_user","outcome":"failed","elapsed_ms":"#,
        r#""details":{"login":["ben"],"dn":["uid=ben,dc=example,dc=org","cn=ben,dc=example,dc=org"]}}"#,
        r#"{"stage":"groups","outcome":"skipped","reason":"find_user failed","#,
    ] {
        assert!(json.contains(part), "{part}\n{json}");
    }
}

#[test]
fn no_password_is_shown() {
    let plan = plan(active_directory().start()).bind("CORP\\reader", "wrong-s3cret");
    let test = ConnectionTest::new(plan)
        .login("ada")
        .password("other-s3cret");
    let report = test.run_blocking();
    for text in [
        format!("{test:?}"),
        format!("{report:?}"),
        report.to_string(),
        report.to_json(),
    ] {
        assert!(!text.contains("s3cret"), "{text}");
    }
}

#[test]
fn a_servers_endless_text_is_cut_and_the_report_says_so() {
    let diagnostic = "x".repeat(1_000_000);
    let text = [
        &[0x0a, 0x01, 53, 0x04, 0x00][..],
        &[0x04, 0x83, 0x0f, 0x42, 0x40],
        diagnostic.as_bytes(),
    ]
    .concat();
    let wrapped = |tag: u8, inner: &[u8]| {
        let length = u32::try_from(inner.len()).unwrap().to_be_bytes();
        [&[tag, 0x84][..], &length, inner].concat()
    };
    let message = [&[0x02, 0x01, 0x01][..], &wrapped(0x61, &text)].concat();
    let address = crate::client::peer::peer(vec![vec![
        crate::client::peer::Hear,
        crate::client::peer::Send(wrapped(0x30, &message)),
        crate::client::peer::Hold,
    ]]);
    let plan = Plan::url(&format!("ldap://{address}")).unwrap();
    let report = ConnectionTest::new(plan).run_blocking();
    let failure = report.failure().unwrap();
    assert_eq!(failure.stage(), Stage::Bind, "{failure}");
    assert!(
        failure.detail().ends_with("x… (996000 more characters)\""),
        "{}",
        failure.detail().len()
    );
    assert_eq!(
        failure.server_text().unwrap().len(),
        4_000 + "… (996000 more characters)".len()
    );
    assert!(report.to_string().len() < 20_000);
}
