//! The test of settings: what it says, and that it does no more than it should.

use ldaplab::{
    Scenario,
    server::{LdapServer, User},
};
use serde_json::{Value, json};

use super::lab::{Lab, asked, settings, settings_at, with};

fn secure(server: &LdapServer, chain: Option<&str>) -> Value {
    let port = server.ldaps_address().unwrap().port();
    with(
        settings(server),
        json!({"ssl": true, "port": port, "cert_chain": chain}),
    )
}

fn company() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .root_password("admin-pass")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .start()
        .unwrap()
}

fn outcomes(tested: &Value) -> Vec<String> {
    let stages = tested["stages"].as_array().unwrap();
    let all = stages.iter().map(|stage| {
        let text = |name: &str| stage[name].as_str().unwrap().to_owned();
        text("stage") + " " + &text("outcome")
    });
    all.collect()
}

#[test]
fn without_settings_there_is_nothing_to_test() {
    let lab = Lab::new();
    let refused = lab.get("/v1/ds/test");
    assert_eq!(refused.refusal(), (400, "ds-not-configured".into()));
}

#[test]
fn a_good_test_binds_once_and_stores_nothing() {
    let server = company();
    let lab = Lab::new();
    let asked_of = settings(&server);
    lab.put("/v1/ds", settings_at(([127, 0, 0, 1], 1).into()))
        .expect(200);
    for (method, path) in [("PUT", "/v1/ds/test"), ("POST", "/v1/command/ldap/test")] {
        let tested = lab.ask(&lab.token, method, path, Some(asked_of.clone()));
        let tested = tested.expect(200).json();
        assert_eq!(tested["error"], Value::Null, "{tested}");
        assert!(tested["elapsed"].is_f64(), "{tested}");
        assert!(tested["elapsed"].as_f64().unwrap() < 60.0, "{tested}");
        assert_eq!(
            tested["warnings"],
            json!(["The connection is not protected: names and passwords can be read on the way."])
        );
        assert_eq!(
            outcomes(&tested)[..6],
            [
                "resolve passed",
                "connect passed",
                "secure skipped",
                "bind passed",
                "root_dse passed",
                "base passed"
            ]
        );
        let asked = asked(&server);
        let binds: Vec<&String> = asked
            .iter()
            .filter(|line| line.contains(" bind "))
            .collect();
        assert_eq!(binds, ["1 bind cn=admin,dc=example,dc=org"]);
    }
    assert_eq!(lab.get("/v1/ds").json()["display_name"], "Somewhere");
    lab.put("/v1/ds", asked_of).expect(200);
    server.forget_requests();
    let tested = lab.get("/v1/ds/test").expect(200).json();
    assert_eq!(tested["error"], Value::Null);
    let asked = asked(&server);
    assert_eq!(
        asked.iter().filter(|line| line.contains(" bind ")).count(),
        1
    );
}

#[test]
fn a_wrong_ca_is_named_and_the_right_one_mends_it() {
    let server = company();
    let lab = Lab::new();
    let wrong = include_str!("../../../fixtures/tls/root.pem");
    let wrong = secure(&server, Some(wrong));
    lab.put("/v1/ds", wrong).expect(200);
    let failed = lab.get("/v1/ds/test").expect(200).json();
    assert_eq!(failed["code"], "tls.unknown_ca", "{failed}");
    assert_eq!(failed["error_kind"], "secure");
    let (cause, cure) = (
        failed["cause"].as_str().unwrap(),
        failed["cure"].as_str().unwrap(),
    );
    assert_eq!(failed["error"], format!("{cause} {cure}"));
    assert_eq!(
        outcomes(&failed)[..4],
        [
            "resolve passed",
            "connect passed",
            "secure failed",
            "bind skipped"
        ]
    );
    // No password went to somebody who is not trusted; nor does a login's.
    assert_eq!(asked(&server), [""; 0]);
    let refused = lab.log_in_told("ada", "pass-word");
    assert_eq!(refused.refusal(), (503, "ds-unreachable".into()));
    assert_eq!(refused.json()["details"]["code"], "tls.unknown_ca");
    assert_eq!(asked(&server), [""; 0]);
    lab.put("/v1/ds", secure(&server, Some(&server.trust_pem())))
        .expect(200);
    let passed = lab.get("/v1/ds/test").expect(200).json();
    assert_eq!(passed["error"], Value::Null, "{passed}");
    assert_eq!(passed["warnings"], json!([]));
    lab.log_in("ada", "pass-word").expect(200);
}

#[test]
fn tls_that_nobody_checks_is_warned_about() {
    let server = company();
    let lab = Lab::new();
    let start_tls = with(settings(&server), json!({"start_tls": true}));
    for unverified in [secure(&server, None), start_tls] {
        let tested = lab
            .put("/v1/ds/test", unverified.clone())
            .expect(200)
            .json();
        assert_eq!(tested["error"], Value::Null, "{tested}");
        assert_eq!(
            tested["warnings"],
            json!([
                "Any certificate is accepted: nothing proves that this is the server that was meant."
            ])
        );
        // As in the original, it is encrypted and logins work.
        lab.put("/v1/ds", unverified).expect(200);
        server.forget_requests();
        lab.log_in("ada", "pass-word").expect(200);
        assert!(
            server
                .requests()
                .iter()
                .filter(|record| record.operation() != ldaplab::transcript::Operation::Extended)
                .all(|record| record.tls)
        );
    }
}

#[test]
fn the_service_wide_trust_counts_where_a_directory_has_none_of_its_own() {
    let (server, other) = (company(), company());
    let lab = Lab::with(
        |config| config.trust = Some(ldaplab::tls::trust::load(server.trust_file()).unwrap()),
        |_| {},
    );
    let tested = |settings: Value| lab.put("/v1/ds/test", settings).expect(200).json();
    let good = tested(secure(&server, None));
    assert_eq!(
        (&good["error"], &good["warnings"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(tested(secure(&other, None))["code"], "tls.ca_rekeyed");
    assert_eq!(
        tested(secure(&other, Some(&other.trust_pem())))["error"],
        Value::Null
    );
    assert_eq!(
        tested(secure(&server, Some(&other.trust_pem())))["code"],
        "tls.ca_rekeyed"
    );
}

#[test]
fn names_and_wildcards_are_checked_as_the_flags_say() {
    let lab = Lab::new();
    let wrong_host = LdapServer::openldap("dc=example,dc=org")
        .tls(Scenario::WRONG_HOST)
        .start()
        .unwrap();
    let chain = wrong_host.trust_pem();
    let checked = secure(&wrong_host, Some(&chain));
    let tested = lab.put("/v1/ds/test", checked.clone()).expect(200).json();
    assert_eq!(tested["code"], "tls.wrong_host", "{tested}");
    let unchecked = with(checked, json!({"ssl_hostname_validation": false}));
    let tested = lab.put("/v1/ds/test", unchecked).expect(200).json();
    assert_eq!(tested["error"], Value::Null, "{tested}");
    assert_eq!(tested["warnings"].as_array().unwrap().len(), 1, "{tested}");
}

#[test]
fn every_failure_comes_with_200_and_says_where() {
    let server = company();
    let lab = Lab::new();
    for (changes, kind, code) in [
        (json!({"port": 1}), "connect", "tcp.refused"),
        (json!({"hostname": "nobody.invalid"}), "resolve", ""),
        (json!({"password": "wr0ng s3cret"}), "bind", ""),
        (
            json!({"base_dn": "dc=example,dc=net"}),
            "base",
            "base.not_found",
        ),
        (json!({"group_rdn": "ou=none"}), "base", "base.not_found"),
        (json!({"user_rdn": "ou=none"}), "base", "base.not_found"),
    ] {
        let tested = lab.put("/v1/ds/test", with(settings(&server), changes.clone()));
        let tested = tested.expect(200);
        let json = tested.json();
        assert_eq!(json["error_kind"], kind, "{tested:?}");
        if !code.is_empty() {
            assert_eq!(json["code"], code, "{tested:?}");
        }
        for name in ["error", "code", "cause", "cure", "seen"] {
            assert!(
                json[name].as_str().is_some_and(|text| !text.is_empty()),
                "{name}: {tested:?}"
            );
        }
        assert!(!tested.body.contains("s3cret") && !tested.body.contains("admin-pass"));
    }
}
