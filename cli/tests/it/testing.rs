//! `test`, `groups` and `demo` against a server of ours.

use tokio::net::TcpSocket;

use crate::{
    peer::{Hear, Hold, Send, peer, tlv},
    process::{COMPANY, CORP, Folder, Serving, run, run_with},
};

#[test]
fn every_tls_scenario_ends_the_test_with_its_code() {
    for (scenario, code) in [
        ("trusted", None),
        ("self-signed", Some("tls.self_signed")),
        ("unknown-ca", Some("tls.unknown_ca")),
        ("expired", Some("tls.certificate_expired")),
        ("not-yet-valid", Some("tls.certificate_not_yet_valid")),
        ("wrong-host", Some("tls.wrong_host")),
        ("missing-intermediate", Some("tls.missing_intermediate")),
        ("leaf-is-ca", Some("tls.leaf_is_ca")),
        ("common-name-only", Some("tls.no_subject_alt_name")),
        ("names-disagree", Some("tls.wrong_host")),
        ("wildcard", None),
    ] {
        let serving = Serving::start(&["tls", "serve", scenario]);
        let (ca, dn, password) = (
            serving.field("ca"),
            serving.field("bind_dn"),
            serving.field("bind_password"),
        );
        for url in [
            &[serving.field("ldaps")][..],
            &[serving.field("ldap"), "--start-tls"],
        ] {
            let ran = run_with(
                &[&["test", "--ca", ca, "--bind", dn][..], url].concat(),
                &[("LDAP_BIND_PASSWORD", password)],
            );
            assert_eq!(
                ran.code,
                Some(if code.is_some() { 12 } else { 0 }),
                "{scenario} {url:?}: {}{}",
                ran.out,
                ran.err
            );
            assert!(
                ran.out.contains(code.unwrap_or("")),
                "{scenario} {url:?}: {}",
                ran.out
            );
        }
    }
}

#[test]
fn a_name_is_given_its_addresses_as_for_curl() {
    let serving = Serving::start(&["serve", "--host", "dc1.corp.example", "--tls", "trusted"]);
    let port = serving.field("ldaps").rsplit(':').next().unwrap();
    let port = port.trim_end_matches('/');
    for (host, address, code) in [
        ("dc1.corp.example", "127.0.0.1", 0),
        ("dc1.corp.example", "[::1]", 0),
        ("dc1.corp.example", "::1", 0),
        // The certificate is checked for the name.
        ("dc2.corp.example", "127.0.0.1", 12),
    ] {
        let (url, fixed) = (
            format!("ldaps://{host}:{port}"),
            format!("{host}:{address}"),
        );
        let ran = run_with(
            &[
                "test",
                &url,
                "--resolve",
                &fixed,
                "--ca",
                serving.field("ca"),
                "--bind",
                serving.field("bind_dn"),
            ],
            &[("LDAP_BIND_PASSWORD", serving.field("bind_password"))],
        );
        assert_eq!(
            ran.code,
            Some(code),
            "{host} {address}: {}{}",
            ran.out,
            ran.err
        );
    }
    for wrong in [
        "dc1.corp.example",
        "dc1.corp.example:",
        ":127.0.0.1",
        "dc1:dc2",
    ] {
        let ran = run(&["test", "ldap://dc1.corp.example", "--resolve", wrong]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{wrong}");
    }
}

#[test]
fn a_port_that_nobody_listens_on_is_exit_code_11() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    let _inside = runtime.enter();
    // Bound and not listening: taken, so that nobody else can have it.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let ran = run(&["test", &format!("ldap://{}", socket.local_addr().unwrap())]);
    assert_eq!(ran.code, Some(11), "{}{}", ran.out, ran.err);
}

#[test]
fn a_port_that_stays_silent_ends_the_test_at_its_deadline() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ldaps://{}", listener.local_addr().unwrap());
    let ran = run(&["test", &url, "--timeout", "0.5", "--json"]);
    assert_eq!(ran.code, Some(12), "{}{}", ran.out, ran.err);
    serde_json::from_str::<serde_json::Value>(&ran.out).expect("JSON");
}

#[test]
fn a_wrong_password_is_exit_code_13_and_the_code_says_which_kind() {
    let serving = Serving::start(&["serve", "--ldif", CORP]);
    let url = serving.field("ldap");
    let test = |name: &str, password: &str| {
        let ran = run(&["test", url, "--bind", name, "--password", password]);
        assert_eq!(ran.code, Some(13), "{name}: {}{}", ran.out, ran.err);
        ran.out
    };
    assert!(test(r"EXAMPLE\ada", "wrong").contains("bind.wrong_password"));
    assert!(test("disabled@example.test", "disabled-pass").contains("bind.account_disabled"));
    assert!(test("locked@example.test", "locked-pass").contains("bind.account_locked"));
    assert!(test("expired@example.test", "expired-pass").contains("bind.account_expired"));
    assert!(
        test("mustchange@example.test", "mustchange-pass").contains("bind.must_change_password")
    );
}

#[test]
fn a_user_is_looked_up_logged_in_and_placed_in_groups() {
    let serving = Serving::start(&["serve", "--ldif", CORP]);
    let folder = Folder::new("login");
    let password = folder.file("password", "s3cret\n");
    let ran = run(&[
        "test",
        serving.field("ldap"),
        "--bind",
        "svc-app@example.test",
        "--password",
        "svc-app-pass",
        "--login",
        "ada",
        "--login-password-file",
        &password,
    ]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(
        !format!("{}{}", ran.out, ran.err).contains("s3cret"),
        "a secret is printed"
    );
}

#[test]
fn the_look_up_of_a_user_takes_filter_attribute_scope_and_bases() {
    let serving = Serving::start(&["serve", "--ldif", CORP]);
    let test = |more: &[&str]| {
        let bound = [
            "test",
            serving.field("ldap"),
            "--bind",
            "svc-app@example.test",
            "--password",
            "svc-app-pass",
            "--login",
            "ada",
        ];
        run(&[&bound[..], more].concat())
    };
    let people = "OU=People,OU=Corp,DC=example,DC=test";
    let found = test(&[
        "--login-attribute",
        "sAMAccountName",
        "--user-filter",
        "(objectClass=user)",
        "--user-base",
        people,
        "--group-base",
        "OU=Corp,DC=example,DC=test",
    ]);
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    for (switches, code, says) in [
        (
            &["--user-filter", "(objectClass=computer)"][..],
            "user.filtered_out",
            "is found without the filter `(objectClass=computer)`",
        ),
        (
            &["--user-base", people, "--user-scope", "one"],
            "user.too_deep",
            "is found in the whole subtree",
        ),
        (
            &["--user-filter", "(&(objectClass=user)(mail={login}))"],
            "user.filtered_out",
            "is found without the filter",
        ),
        (
            &[
                "--user-base",
                "OU=Lyon,OU=People,OU=Corp,DC=example,DC=test",
            ],
            "user.outside_base",
            "is found with the base `DC=example,DC=test` instead of",
        ),
    ] {
        let ran = test(switches);
        assert_eq!(ran.code, Some(16), "{}{}", ran.out, ran.err);
        assert!(
            ran.out.contains(code) && ran.out.contains(says),
            "{}",
            ran.out
        );
    }
}

#[test]
fn the_groups_of_ada_are_the_same_by_every_strategy() {
    let serving = Serving::start(&["serve", "--ldif", CORP]);
    let asking = [
        "groups",
        serving.field("ldap"),
        "--bind",
        r"EXAMPLE\ada",
        "--password",
        "s3cret",
        "--user",
        "ada",
    ];
    // Seventeen of the fixture, and Builtin\Users by way of the primary group.
    for strategy in ["auto", "in-chain", "member-walk", "member-of-walk"] {
        let ran = run(&[&asking[..], &["--strategy", strategy, "--json"]].concat());
        assert_eq!(ran.code, Some(0), "{strategy}: {}", ran.err);
        let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(
            answer["groups"].as_array().unwrap().len(),
            18,
            "{strategy}: {answer}"
        );
        assert_eq!(answer["primary"]["name"], "Domain Users", "{strategy}");
    }
    let ran = run(&[&asking[..], &["--compare"]].concat());
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.out);
}

#[test]
fn the_groups_of_ada_on_openldap_are_found_by_walking() {
    let serving = Serving::start(&["serve", "--profile", "openldap", "--ldif", COMPANY]);
    let ran = run(&[
        "groups",
        serving.field("ldap"),
        "--bind",
        serving.field("bind_dn"),
        "--password",
        serving.field("bind_password"),
        "--user",
        "ada",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for group in ["backend", "oncall", "release", "engineering", "all-staff"] {
        assert!(
            ran.out
                .contains(&format!("cn={group},ou=groups,dc=example,dc=org")),
            "{group}: {}",
            ran.out
        );
    }
}

#[test]
fn nobody_of_that_name_is_an_error_with_cause_and_cure() {
    let serving = Serving::start(&["serve", "--ldif", CORP]);
    let ran = run(&[
        "groups",
        serving.field("ldap"),
        "--bind",
        r"EXAMPLE\ada",
        "--password",
        "s3cret",
        "--user",
        "nobody",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(16), ""));
    assert!(
        ran.err.starts_with(
            "error: nobody below DC=example,DC=test has the login name nobody.\n cure: "
        ),
        "{}",
        ran.err
    );
}

#[test]
fn contradictory_client_options_are_usage_errors() {
    for arguments in [
        &["test", "ldap://localhost", "--password", "x"][..],
        &[
            "test",
            "ldap://localhost",
            "--bind",
            "cn=x",
            "--password",
            "x",
            "--password-file",
            "y",
        ],
        &["test", "ldap://localhost", "--ca", "x", "--insecure"],
        &["test", "ldap://localhost", "--bind", "cn=x"],
        &["test", "ldap://localhost", "--timeout", "0"],
        &["test", "http://localhost"],
        &["test", "ldaps://localhost", "--ca", "no/such/file"],
        &["test", "ldap://localhost", "--user-filter", "(uid=ada"],
        &["test", "ldap://localhost", "--user-scope", "base"],
        &[
            "groups",
            "ldap://localhost",
            "--user",
            "ada",
            "--strategy",
            "magic",
        ],
    ] {
        let ran = run(arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(2), ""),
            "{arguments:?}: {}",
            ran.err
        );
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn the_tour_ends_by_itself_and_says_why_the_connection_failed() {
    let ran = run(&["demo"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    for word in [
        "tls.self_signed",
        "in-chain",
        "member-walk",
        "member-of-walk",
        "18 groups",
    ] {
        assert!(ran.out.contains(word), "{word} is missing in:\n{}", ran.out);
    }
}

/// A message with a SearchResultDone.
fn done(id: u8, code: u8) -> Vec<u8> {
    let result = [tlv(0x0a, &[&[code]]), tlv(4, &[]), tlv(4, &[])];
    tlv(0x30, &[&[2, 1, id], &tlv(0x65, &[&result.concat()])])
}

#[test]
fn groups_goes_without_a_root_dse_that_cannot_be_read_where_a_base_is_given() {
    let dn = tlv(4, &[b"uid=ada,dc=example,dc=org"]);
    let entry = tlv(0x64, &[&dn, &tlv(0x30, &[])]);
    let user = tlv(0x30, &[&[2, 1, 2], &entry]);
    let script = vec![
        Hear,
        Send(done(1, 32)),
        Hear,
        Send([user, done(2, 0)].concat()),
        Hear,
        Send(done(3, 0)),
        Hold,
    ];
    let url = format!("ldap://{}", peer(vec![script.clone(), script]));
    let ran = run(&["groups", &url, "--user", "ada"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(14), ""), "{}", ran.err);
    let ran = run(&[
        "groups",
        &url,
        "--user",
        "ada",
        "--base",
        "dc=example,dc=org",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.starts_with("member-walk\t0 groups\t1 round trips"),
        "{}",
        ran.out
    );
    // An account that may not read `member` sees as much as one of a user without groups.
    assert!(ran.err.contains("note: no group was seen."), "{}", ran.err);
    assert!(
        ran.err.starts_with("warning: the root DSE cannot be read, so that nothing is known of what the server can do: "),
        "{}",
        ran.err
    );
}

#[test]
fn groups_says_what_its_numbers_do_not() {
    let groups = |more: &str, user: &str| {
        let script = format!(
            "{} groups \"$LDAP_URL\" --bind \"$LDAP_BIND_DN\" --user {user} {more}",
            env!("CARGO_BIN_EXE_ldaplab")
        );
        run(&[
            "exec",
            "--profile",
            "openldap",
            "--user",
            "ada:x:Ops",
            "--user",
            "bob:x",
            "--",
            "sh",
            "-c",
            &script,
        ])
    };
    let none = groups("", "bob");
    assert!(
        none.err
            .contains("note: no group was seen. The user is in none, or the account may not read"),
        "{}",
        none.err
    );
    assert!(!groups("", "ada").err.contains("note:"));
    // Where depths are not told, a `?` stands and is explained; elsewhere neither.
    let corp = |strategy: &str, user: &str| {
        let script = format!(
            "{} groups \"$LDAP_URL\" --bind \"$LDAP_BIND_DN\" --user {user} --strategy {strategy}",
            env!("CARGO_BIN_EXE_ldaplab")
        );
        run(&[
            "exec",
            "--user",
            "ada:x:Ops",
            "--user",
            "bob:x",
            "--",
            "sh",
            "-c",
            &script,
        ])
    };
    let nested = corp("in-chain", "ada");
    assert!(
        nested.out.contains("?\tCN=Ops,CN=Users,DC=example,DC=test"),
        "{nested:?}"
    );
    assert!(
        nested.err.contains(
            "note: `?` stands where a strategy does not tell how many groups lie between"
        ),
        "{nested:?}"
    );
    let walked = corp("member-walk", "ada");
    assert!(
        !walked.out.contains('?') && !walked.err.contains("note:"),
        "{walked:?}"
    );
    let none = corp("member-walk", "bob");
    assert!(
        none.err
            .contains("note: no group besides the primary one was seen. The user is in no other, or the account may not read"),
        "{none:?}"
    );
}
