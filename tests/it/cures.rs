//! Cures look at what was given: where the base came from, whether somebody is bound, what form a name has, what the password's policy says.

use ldaplab::{
    client::{Client, Options},
    connection_test::{ConnectionTest, Outcome, Plan, Report},
    diagnosis::{Audience, Code, Stage},
    server::{LdapServer, User},
    wire::Request,
};

use crate::{
    client::peer::{Close, Hear, Hold, Send, Step, peer},
    connection_test_lookups::{details, failure, plan},
    tiny::{Tiny, row},
};

const ACCOUNT: &str = "Give the name of an account that may read it (--bind NAME: a whole DN, in Active Directory also name@domain) and its password (--password-file FILE); a new directory may still lack the entry.";

fn run(plan: Plan) -> Report {
    ConnectionTest::new(plan.audience(Audience::CommandLine)).run_blocking()
}

fn cure(report: &Report) -> &str {
    report.failure().unwrap().cure()
}

/// A server whose access rules hide everything but the root DSE.
fn hidden() -> Tiny {
    Tiny {
        rows: vec![row("", &[("namingContexts", &["dc=example,dc=org"])])],
        chain: Vec::new(),
    }
}

#[test]
fn a_hidden_naming_context_asks_for_an_account_and_not_for_another_base() {
    let address = hidden().start();
    for (plan, seen) in [
        (
            plan(address),
            "; the root DSE names it as a naming context; the connection is anonymous, and servers may hide entries from it",
        ),
        (
            plan(address).base("DC=example, DC=org"),
            "; the root DSE names it as a naming context; the connection is anonymous, and servers may hide entries from it",
        ),
        (
            plan(address).base("ou=people,dc=example,dc=org"),
            "; nor is `dc=example,dc=org` shown, the naming context that it lies in; the connection is anonymous, and servers may hide entries from it",
        ),
    ] {
        let report = run(plan);
        let (code, detail) = failure(&report);
        assert_eq!(code, Code::BASE_HIDDEN, "{report}");
        assert!(detail.ends_with(seen), "{report}");
        assert_eq!(cure(&report), ACCOUNT);
    }
    let report = run(plan(address).bind("cn=reader", "s3cret"));
    assert_eq!(failure(&report).0, Code::BASE_HIDDEN, "{report}");
    assert_eq!(
        cure(&report),
        "Have the account given the right to read it, or bind with another (--bind NAME); a new directory may still lack the entry."
    );
}

#[test]
fn a_base_that_is_not_there_beside_a_context_that_is_has_to_be_corrected() {
    let mut server = hidden();
    server.rows.push(row("dc=example,dc=org", &[]));
    let report = run(plan(server.start()).base("ou=people,dc=example,dc=org"));
    assert_eq!(failure(&report).0, Code::BASE_NOT_FOUND, "{report}");
    assert!(cure(&report).starts_with("Correct the base (--base DN): "));
}

#[test]
fn each_base_is_corrected_by_its_own_option() {
    let mut server = hidden();
    server.rows.push(row("dc=example,dc=org", &[]));
    let address = server.start();
    let gone = "ou=gone,dc=example,dc=org";
    for (plan, option) in [
        (plan(address).base(gone), "(--base DN)"),
        (plan(address).user_base(gone), "(--user-base DN)"),
        (plan(address).group_base(gone), "(--group-base DN)"),
    ] {
        let report = run(plan);
        assert!(cure(&report).contains(option), "{report}");
    }
}

#[test]
fn a_base_without_its_naming_context_is_asked_with_it() {
    let server = LdapServer::active_directory("example.test")
        .ldif("dn: OU=Desk,DC=example,DC=test\nobjectClass: organizationalUnit\n")
        .user(User::new("svc").password("Passw0rd!"))
        .start()
        .unwrap();
    let plan = || {
        let plan = Plan::url(&server.ldap_url()).unwrap();
        plan.bind("svc@example.test", "Passw0rd!")
    };
    // Windows' own words: 000020D6, with code 1.
    let words = "\"000020D6: SvcErr: DSID-031007E5, problem 5012 (DIR_ERROR), data 0\\n\\0\"";
    let words = words.replace("\\n\\0", "");
    let report = run(plan().base("OU=Desk"));
    assert_eq!(
        failure(&report),
        (
            Code::BASE_INCOMPLETE,
            format!(
                "the server answered the search for `OU=Desk` with operationsError (1), {words}; `OU=Desk,DC=example,DC=test` exists"
            )
            .as_str()
        )
    );
    assert_eq!(
        details(&report, Stage::Base, "whole_base"),
        ["OU=Desk,DC=example,DC=test"]
    );
    assert_eq!(
        cure(&report),
        "Write the base (--base DN) as the `whole_base` in the details."
    );
    let report = run(plan().user_base("OU=Desk"));
    assert!(cure(&report).contains("(--user-base DN)"), "{report}");
    // As in a public transcript: the DC parts are not at the end.
    for base in ["OU=Elsewhere", "CN=Users,DC=gsacrd,CN=ab,CN=ca"] {
        let report = run(plan().base(base));
        let (code, detail) = failure(&report);
        assert_eq!(code, Code::BASE_OUTSIDE, "{report}");
        assert!(
            detail.contains(&words) && detail.contains("; this server has `DC=example,DC=test`")
        );
        assert!(cure(&report).starts_with("Correct the base (--base DN): "));
    }
    // With a domain at its end it is referred to, as before.
    let report = run(plan().base("OU=Desk,DC=contoso,DC=com"));
    assert_eq!(failure(&report).0, Code::BASE_REFERRAL, "{report}");
}

#[test]
fn openldap_is_asked_for_the_whole_base_too() {
    let mut server = hidden();
    server.rows.push(row("dc=example,dc=org", &[]));
    server.rows.push(row("ou=people,dc=example,dc=org", &[]));
    let report = run(plan(server.start()).base("ou=people"));
    assert_eq!(failure(&report).0, Code::BASE_INCOMPLETE, "{report}");
}

#[test]
fn a_hidden_root_dse_ends_nothing_where_a_base_is_given() {
    let rows = vec![
        row("dc=example,dc=org", &[]),
        row("uid=ada,dc=example,dc=org", &[("uid", &["ada"])]),
    ];
    let address = Tiny {
        rows,
        chain: Vec::new(),
    }
    .start();
    let report = run(plan(address));
    assert_eq!(failure(&report).0, Code::ROOT_DSE_EMPTY, "{report}");
    assert!(cure(&report).starts_with("Give the search base (--base DN), or "));
    for plan in [
        plan(address).base("dc=example,dc=org"),
        plan(address)
            .user_base("dc=example,dc=org")
            .group_base("dc=example,dc=org"),
    ] {
        let test = ConnectionTest::new(plan).login("ada").password("s3cret");
        let report = test.run_blocking();
        assert!(report.passed(), "{report}");
        let stage = report.stage(Stage::RootDse).unwrap();
        assert!(matches!(stage.outcome, Outcome::Skipped(_)), "{report}");
        assert!(
            report.warnings()[1].starts_with("The root DSE is empty or cannot be seen. "),
            "{report}"
        );
    }
}

/// SearchResultDone of message 2, with a code and words.
fn refused(code: u8, words: &str) -> Vec<u8> {
    use crate::client::peer::tlv;
    let result = [
        tlv(0x0a, &[&[code]]),
        tlv(4, &[]),
        tlv(4, &[words.as_bytes()]),
    ];
    tlv(0x30, &[&[2, 1, 2], &tlv(0x65, &[&result.concat()])])
}

/// A bind that succeeds as message 1, then that answer to the root DSE.
fn after_bind(answer: Vec<u8>) -> Vec<Step> {
    let bound = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec();
    vec![Hear, Send(bound), Hear, Send(answer), Hold]
}

#[test]
fn who_is_not_bound_is_told_so_in_every_servers_words() {
    for (code, words) in [
        // slapd with `require authc`, then with `require bind` and `require strong`; 389-DS; Active Directory; Samba.
        (53, "authentication required"),
        (1, "BIND required"),
        (8, "strong(er) authentication required"),
        (48, "Anonymous access is not allowed."),
        (
            1,
            "000004DC: LdapErr: DSID-0C090CF4, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563",
        ),
        (1, "Operation unavailable without authentication"),
    ] {
        let script = after_bind(refused(code, words));
        let report = run(plan(peer(vec![script.clone()])));
        assert_eq!(failure(&report).0, Code::ROOT_DSE_NOT_BOUND, "{report}");
        assert!(cure(&report).contains("(--bind NAME: "), "{report}");
        // With an account it is something else.
        let report = run(plan(peer(vec![script])).bind("cn=reader", "s3cret"));
        assert_eq!(failure(&report).0, Code::ROOT_DSE_FAILED, "{report}");
    }
    // Another unwillingness is none of that.
    let report = run(plan(peer(vec![after_bind(refused(53, "shutting down"))])));
    assert_eq!(failure(&report).0, Code::ROOT_DSE_FAILED, "{report}");
}

#[test]
fn a_server_that_answers_with_tls_only_is_told_apart_from_one_that_refuses() {
    let script = after_bind(refused(13, "confidentiality required"));
    let report = run(plan(peer(vec![script])));
    let code = Code::LDAP_CONFIDENTIALITY_REQUIRED;
    assert_eq!(failure(&report).0, code, "{report}");
    assert!(cure(&report).contains("StartTLS (--start-tls)"), "{report}");
}

#[test]
fn names_that_active_directory_cannot_read_are_told_as_such() {
    let server = LdapServer::active_directory("example.test")
        .ldif("dn: OU=Desk,DC=example,DC=test\nobjectClass: organizationalUnit\n")
        .user(
            User::new("otandy")
                .dn(r"CN=Tandy\, Orla,OU=Desk,DC=example,DC=test")
                .password("Passw0rd!"),
        )
        .start()
        .unwrap();
    let plan =
        |name: &str, password: &str| Plan::url(&server.ldap_url()).unwrap().bind(name, password);
    for (name, seen, meant) in [
        (
            "otandy",
            "; `otandy` is neither a DN nor name@domain nor DOMAIN\\name",
            Some("otandy@example.test"),
        ),
        (
            "CN=Tandy, Orla,OU=Desk,DC=example,DC=test",
            "; `CN=Tandy, Orla,OU=Desk,DC=example,DC=test` is not a DN: at byte 14: expected `=` after the attribute type",
            Some(r"CN=Tandy\, Orla,OU=Desk,DC=example,DC=test"),
        ),
        (
            "Tandy, Orla",
            "; `Tandy, Orla` is neither a DN nor name@domain nor DOMAIN\\name",
            None,
        ),
    ] {
        let report = run(plan(name, "Passw0rd!"));
        let (code, detail) = failure(&report);
        assert_eq!(code, Code::BIND_NAME_FORM, "{report}");
        assert!(detail.ends_with(seen), "{report}");
        let noted = details(&report, Stage::Bind, "try_name");
        assert_eq!(noted, meant.into_iter().collect::<Vec<_>>(), "{report}");
        if let Some(meant) = meant {
            assert!(run(plan(meant, "Passw0rd!")).passed());
        }
    }
    // A displayName is one of the forms.
    assert!(run(plan("User otandy", "Passw0rd!")).passed());
    for name in [
        "otandy@example.test",
        r"EXAMPLE\otandy",
        r"CN=Tandy\, Orla,OU=Desk,DC=example,DC=test",
    ] {
        let report = run(plan(name, "wrong"));
        assert_eq!(failure(&report).0, Code::BIND_WRONG_PASSWORD, "{report}");
    }
    // Each test binds once: another name with the same password could lock an account.
    let binds = |server: &LdapServer| {
        let asked = server.requests();
        asked
            .iter()
            .filter(|request| matches!(request.request, Request::Bind(_)))
            .count()
    };
    server.forget_requests();
    run(plan("otandy", "Passw0rd!"));
    assert_eq!(binds(&server), 1);
}

#[test]
fn a_user_outside_of_the_base_comes_with_the_parent_of_its_dn() {
    let server = LdapServer::active_directory("example.test")
        .ldif("dn: OU=Desk,DC=example,DC=test\nobjectClass: organizationalUnit\n\ndn: OU=Other,DC=example,DC=test\nobjectClass: organizationalUnit\n")
        .user(
            User::new("otandy")
                .dn(r"CN=Tandy\, Orla,OU=Desk,DC=example,DC=test")
                .password("Passw0rd!"),
        )
        .start()
        .unwrap();
    let plan = Plan::url(&server.ldap_url())
        .unwrap()
        .bind("otandy@example.test", "Passw0rd!")
        .user_base("OU=Other,DC=example,DC=test");
    let test = ConnectionTest::new(plan.audience(Audience::CommandLine)).login("otandy");
    let report = test.run_blocking();
    assert_eq!(failure(&report).0, Code::USER_OUTSIDE_BASE, "{report}");
    assert_eq!(
        details(&report, Stage::FindUser, "parent"),
        ["OU=Desk,DC=example,DC=test"],
        "{report}"
    );
    assert_eq!(
        cure(&report),
        "Change the base (--user-base DN) to one that holds the user, such as the `parent` in the details."
    );
}

/// BindResponses as slapd's overlay ppolicy sent them, with its control, and two of 389 Directory Server's older controls.
mod policy {
    pub(super) const LOCKED: &str = "303202010161070a013104000400a02430220419312e332e362e312e342e312e34322e322e32372e382e352e3104053003810101";
    pub(super) const EXPIRED: &str = "303202010161070a013104000400a02430220419312e332e362e312e342e312e34322e322e32372e382e352e3104053003810100";
    pub(super) const RESET: &str = "303202010161070a010004000400a02430220419312e332e362e312e342e312e34322e322e32372e382e352e3104053003810102";
    pub(super) const LAST_GRACE: &str = "303402010161070a010004000400a02630240419312e332e362e312e342e312e34322e322e32372e382e352e3104073005a003810100";
    pub(super) const NOTHING: &str = "302f02010161070a010004000400a021301f0419312e332e362e312e342e312e34322e322e32372e382e352e3104023000";
    pub(super) const REFUSED: &str = "302f02010161070a013104000400a021301f0419312e332e362e312e342e312e34322e322e32372e382e352e3104023000";
    /// 2.16.840.1.113730.3.4.4 with the value `0`.
    pub(super) const RESET_389: &str = "302c02010161070a010004000400a01e301c0417322e31362e3834302e312e3131333733302e332e342e34040130";
    pub(super) const EXPIRED_389: &str = "302c02010161070a013104000400a01e301c0417322e31362e3834302e312e3131333733302e332e342e34040130";
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.map(octet).collect()
}

#[test]
fn what_a_password_policy_says_of_a_bind_has_a_code_of_its_own() {
    for (answer, code) in [
        (policy::LOCKED, Code::BIND_ACCOUNT_LOCKED),
        (policy::EXPIRED, Code::BIND_PASSWORD_EXPIRED),
        (policy::RESET, Code::BIND_MUST_CHANGE_PASSWORD),
        (policy::REFUSED, Code::BIND_INVALID_CREDENTIALS),
        (policy::RESET_389, Code::BIND_MUST_CHANGE_PASSWORD),
        (policy::EXPIRED_389, Code::BIND_PASSWORD_EXPIRED),
    ] {
        let script = vec![Hear, Send(bytes(answer)), Hold];
        let report = run(plan(peer(vec![script])).bind("uid=ada,dc=example,dc=org", "pass"));
        assert_eq!(failure(&report).0, code, "{report}");
        assert_eq!(report.exit_code(), 13);
    }
}

#[tokio::test]
async fn a_bind_that_hears_returns_what_was_said() {
    for (answer, grace_binds, warning) in [
        (
            policy::LAST_GRACE,
            Some(0),
            Some(
                "The password has expired, and the server takes it for a few binds only: this bind was the last. Change it now.",
            ),
        ),
        (policy::NOTHING, None, None),
    ] {
        let script = vec![Hear, Send(bytes(answer)), Close];
        let url = format!("ldap://{}", peer(vec![script]));
        let mut client = Client::connect(&url, &Options::default()).await.unwrap();
        let bound = client.bind_and_hear("uid=ada", "pass").await.unwrap();
        assert_eq!(bound.grace_binds, grace_binds);
        assert_eq!(bound.warning().as_deref(), warning);
    }
}

#[test]
fn the_test_asks_for_the_policy_at_both_binds() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .root_password("admin-pass")
        .user(User::new("ada").password("pass-word"))
        .start()
        .unwrap();
    let plan = Plan::url(&server.ldap_url())
        .unwrap()
        .bind("cn=admin,dc=example,dc=org", "admin-pass");
    let report = ConnectionTest::new(plan)
        .login("ada")
        .password("pass-word")
        .run_blocking();
    assert!(report.passed(), "{report}");
    let controls: Vec<Vec<(String, bool)>> = server
        .requests()
        .iter()
        .filter(|request| matches!(request.request, Request::Bind(_)))
        .map(|request| {
            let controls = request.controls.iter();
            controls.map(|c| (c.oid.clone(), c.critical)).collect()
        })
        .collect();
    let asked = vec![("1.3.6.1.4.1.42.2.27.8.5.1".to_owned(), false)];
    assert_eq!(controls, [asked.clone(), asked]);
}

#[test]
fn a_found_user_is_not_asked_for_another_name() {
    let server = LdapServer::active_directory("example.test")
        .user(User::new("svc").password("Passw0rd!"))
        .user(User::new("ada").password("Passw0rd!"))
        .start()
        .unwrap();
    let plan = Plan::url(&server.ldap_url()).unwrap();
    let wrong = run(plan.clone().bind("svc@example.test", "wrong"));
    assert_eq!(
        cure(&wrong),
        "Check the name that is bound with (the bind DN) and its password, for example by logging in elsewhere with them."
    );
    let test = ConnectionTest::new(plan.bind("svc@example.test", "Passw0rd!")).login("ada");
    let report = test.password("wrong").run_blocking();
    assert_eq!(failure(&report).0, Code::BIND_WRONG_PASSWORD, "{report}");
    assert_eq!(
        cure(&report),
        "Check the user's password, for the name is right: it is the DN that was found."
    );
}
