//! Bind: who gets in by which name, and what everybody else hears.

use ldaplab::{
    directory::{guid, sid},
    server::{LdapServer, User, key},
    wire::request::Authentication,
};

use super::{
    ADMIN, ALICE, corp,
    peer::{Peer, bind, bind_as, search},
    slapd,
};
use ldaplab::wire::request::Scope;

const DATA_52E: &str =
    "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1\0";

fn data(code: &str) -> (u32, String) {
    (49, DATA_52E.replace("data 52e", &format!("data {code}")))
}

#[test]
fn slapd_answers_binds_as_recorded() {
    let server = slapd().start().unwrap();
    let long = "unauthenticated bind (DN with no password) disallowed";
    for (name, password, code, words) in [
        (ALICE, "secret", 0, ""),
        ("UID=Alice, OU=People,dc=example,DC=ORG", "secret", 0, ""),
        (ADMIN, "adminpw", 0, ""),
        (ADMIN, "bad", 49, ""),
        (ALICE, "bad", 49, ""),
        ("uid=zzz,ou=people,dc=example,dc=org", "bad", 49, ""),
        ("uid=nopw,ou=people,dc=example,dc=org", "x", 49, ""),
        ("", "", 0, ""),
        ("", "secret", 49, ""),
        (ALICE, "", 53, long),
        ("uid=zzz,dc=example,dc=org", "", 53, long),
        ("not a dn", "x", 34, "invalid DN"),
        ("not a dn", "", 34, "invalid DN"),
        ("cn=x,dc=contoso,dc=com", "x", 49, ""),
        ("cn=r1,ou=refs,dc=example,dc=org", "x", 49, ""),
        ("alice@example.org", "secret", 34, "invalid DN"),
        ("EXAMPLE\\alice", "secret", 34, "invalid DN"),
    ] {
        let answer = Peer::plain(&server).bind(name, password);
        assert_eq!(answer, (code, words.to_owned()), "{name} {password}");
    }
    let mut peer = Peer::tls(&server);
    assert_eq!(peer.bind(ALICE, "secret"), (0, String::new()));
}

#[test]
fn slapd_wants_version_3_and_no_sasl_mechanism_is_there() {
    let server = slapd().start().unwrap();
    let simple = |password: &str| Authentication::Simple(password.into());
    let sasl = |mechanism: &str| Authentication::Sasl {
        mechanism: mechanism.into(),
        credentials: Some(b"x".to_vec()),
    };
    let old = "historical protocol version requested, use LDAPv3 instead";
    let unknown = "requested protocol version not supported";
    for (version, name, how, code, words) in [
        (2, ALICE, simple("secret"), 2, old),
        (2, "", simple(""), 2, old),
        (1, ALICE, simple("secret"), 2, unknown),
        (4, ALICE, simple("secret"), 2, unknown),
        (
            3,
            "",
            sasl("FOO"),
            7,
            "SASL(-4): no mechanism available: Couldn't find mech FOO",
        ),
        (3, "", sasl(""), 7, "no SASL mechanism provided"),
        (
            3,
            "",
            Authentication::Other {
                tag: 0x85,
                content: Vec::new(),
            },
            7,
            "unknown authentication method",
        ),
    ] {
        let mut peer = Peer::plain(&server);
        let answer = peer.ask(&bind_as(version, name, how));
        assert_eq!((answer.code(), answer.words()), (code, words), "{version}");
        assert!(peer.is_alive());
    }
    assert_eq!(server.requests().unsupported().count(), 3);
}

#[test]
fn ad_takes_a_user_by_every_name_of_ms_adts() {
    let dc = corp().start().unwrap();
    let ada = "CN=Ada Nightjar,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test";
    let entry = dc.entry(ada);
    let guid: [u8; 16] = entry.values("objectGUID")[0].clone().try_into().unwrap();
    let guid = guid::print(&guid);
    let sid = sid::print(&entry.values("objectSid")[0]).unwrap();
    let names = [
        ada.to_owned(),
        ada.to_lowercase().replace(',', " , "),
        "ada@example.test".into(),
        "ADA@Example.Test".into(),
        "ada@EXAMPLE".into(),
        "EXAMPLE\\ada".into(),
        "example\\ADA".into(),
        "example.test/Corp/People/Berlin/Ada Nightjar".into(),
        format!("<GUID={guid}>"),
        format!("{{{guid}}}"),
        format!("<SID={sid}>"),
        sid.clone(),
        // Windows takes the display name too (MS-ADTS 5.1.1.1.1).
        "Ada Nightjar".into(),
    ];
    for name in &names {
        let mut peer = Peer::plain(&dc);
        assert_eq!(peer.bind(name, "s3cret"), (0, String::new()), "{name}");
        assert_eq!(peer.who(), "u:EXAMPLE\\ada", "{name}");
    }
    for name in [
        "ada".to_owned(),
        guid,
        "example.test\\ada".into(),
        "OTHER\\ada".into(),
        "nobody@example.test".into(),
        "EXAMPLE\\nobody".into(),
        "EXAMPLE\\".into(),
        "\\".into(),
        "@".into(),
        "/".into(),
        "example.test/".into(),
        "<GUID=>".into(),
        "<SID=1>".into(),
        "{".into(),
        "S-1-".into(),
        "CN=No Body,DC=example,DC=test".into(),
        "CN=x,DC=other,DC=test".into(),
        "CN=x,,DC=y".into(),
        "not=a,valid".into(),
        "".into(),
    ] {
        let answer = Peer::plain(&dc).bind(&name, "s3cret");
        assert_eq!(answer, (49, DATA_52E.to_owned()), "{name}");
    }
}

#[test]
fn ad_binds_by_the_login_name_where_the_upn_is_another_or_missing() {
    let dc = corp().start().unwrap();
    for (name, password) in [
        ("una.different@example.test", "short-pass"),
        ("short@example.test", "short-pass"),
        ("noupn@example.test", "noupn-pass"),
        ("EXAMPLE\\unicode", "Unicode-Pässword"),
        (
            "CN=Lee\\, Paula,OU=Names,OU=People,OU=Corp,DC=example,DC=test",
            "lee-pass",
        ),
        ("EXAMPLE\\o'hara", "o'hara-pass"),
    ] {
        let answer = Peer::plain(&dc).bind(name, password);
        assert_eq!(answer, (0, String::new()), "{name}");
    }
}

#[test]
fn ad_tells_the_state_of_an_account_only_to_who_knows_its_password() {
    let dc = corp().start().unwrap();
    for (login, right, wrong) in [
        ("disabled", "533", "52e"),
        ("expired", "701", "52e"),
        ("mustchange", "773", "52e"),
        ("locked", "775", "775"),
        ("disabledlocked", "775", "775"),
    ] {
        let mut peer = Peer::plain(&dc);
        let name = format!("EXAMPLE\\{login}");
        assert_eq!(peer.bind(&name, &format!("{login}-pass")), data(right));
        assert_eq!(peer.bind(&name, "bad"), data(wrong), "{login}");
    }
    let never = Peer::plain(&dc).bind("EXAMPLE\\neverexpires", "neverexpires-pass");
    assert_eq!(never, (0, String::new()));
}

#[test]
fn ad_locks_an_account_at_the_threshold_and_an_administrator_unlocks_it() {
    let dc = corp().set(key::LOCKOUT_THRESHOLD, 3).start().unwrap();
    let mut peer = Peer::plain(&dc);
    // Empty passwords do not count: they are anonymous binds.
    for _ in 0..5 {
        assert_eq!(peer.bind("EXAMPLE\\ivo", "").0, 0);
    }
    for _ in 0..2 {
        assert_eq!(peer.bind("EXAMPLE\\ivo", "bad"), data("52e"));
    }
    assert_eq!(
        peer.bind("EXAMPLE\\ivo", "ivo-pass").0,
        0,
        "a right password starts the count again"
    );
    for _ in 0..3 {
        assert_eq!(peer.bind("EXAMPLE\\ivo", "bad"), data("52e"));
    }
    assert_eq!(peer.bind("EXAMPLE\\ivo", "ivo-pass"), data("775"));
    dc.modify(dc.dn_of("ivo"), |entry| entry.set("lockoutTime", ["0"]))
        .unwrap();
    assert_eq!(peer.bind("EXAMPLE\\ivo", "ivo-pass").0, 0);
    // Nobody is locked without the switch.
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    for _ in 0..20 {
        assert_eq!(peer.bind("EXAMPLE\\ivo", "bad"), data("52e"));
    }
    assert_eq!(peer.bind("EXAMPLE\\ivo", "ivo-pass").0, 0);
}

#[test]
fn an_empty_password_makes_anonymous_in_ad() {
    let dc = corp().start().unwrap();
    for name in [
        "EXAMPLE\\ada",
        "ada@example.test",
        "CN=No Body,DC=example,DC=test",
    ] {
        let mut peer = Peer::plain(&dc);
        assert_eq!(peer.bind("EXAMPLE\\ada", "s3cret").0, 0);
        assert_eq!(peer.bind(name, ""), (0, String::new()), "{name}");
        assert_eq!(peer.who(), "");
    }
}

#[test]
fn a_failed_bind_leaves_the_connection_anonymous() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.bind(ALICE, "secret").0, 0);
    assert_eq!(peer.who(), "dn:uid=alice,ou=people,dc=example,dc=org");
    assert_eq!(peer.bind(ALICE, "bad").0, 49);
    assert_eq!(peer.who(), "");

    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    assert_eq!(peer.bind("EXAMPLE\\ada", "s3cret").0, 0);
    assert_eq!(peer.bind("EXAMPLE\\ada", "bad").0, 49);
    let answer = peer.ask(&search(dc.base(), Scope::Base, "(objectClass=*)", &[]));
    assert_eq!(answer.code(), 1);
}

#[test]
fn ad_takes_any_version_and_has_no_sasl() {
    let dc = corp().start().unwrap();
    for version in [1, 2, 3, 4] {
        let mut peer = Peer::plain(&dc);
        let how = Authentication::Simple(b"s3cret".to_vec());
        assert_eq!(peer.ask(&bind_as(version, "EXAMPLE\\ada", how)).code(), 0);
    }
    let how = Authentication::Sasl {
        mechanism: "GSS-SPNEGO".into(),
        credentials: None,
    };
    let mut peer = Peer::plain(&dc);
    let answer = peer.ask(&bind_as(3, "", how));
    assert_eq!(answer.code(), 7);
    assert_eq!(
        answer.words(),
        "00002027: LdapErr: DSID-0C0905ED, comment: Invalid Authentication method, data 0, v4563\0"
    );
    assert!(peer.is_alive());
}

#[test]
fn an_expiry_comes_with_the_clock() {
    let start = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_795_290_367);
    let clock = ldaplab::clock::Clock::at(start);
    // 2026-11-21T19:46:07Z as AD counts it, and an hour later.
    let in_an_hour = (1_795_290_367_u64 + 11_644_473_600 + 3600) * 10_000_000;
    let dc = LdapServer::active_directory("example.test")
        .clock(clock.clone())
        .user(
            User::new("ada")
                .password("s3cret")
                .attribute("accountExpires", in_an_hour.to_string()),
        )
        .start()
        .unwrap();
    let bind = || Peer::plain(&dc).bind("EXAMPLE\\ada", "s3cret");
    assert_eq!(bind().0, 0);
    clock.advance(std::time::Duration::from_secs(3600));
    assert_eq!(bind(), data("701"));
}

#[test]
fn hashed_passwords_let_in() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldif_file("fixtures/ldif/company.ldif")
        .start()
        .unwrap();
    for (name, password) in [
        (
            "uid=hugo,ou=engineering,ou=people,dc=example,dc=org",
            "hugo-pass",
        ),
        (
            "uid=lars,ou=engineering,ou=people,dc=example,dc=org",
            "lars-pass",
        ),
        ("cn=backup,ou=services,dc=example,dc=org", "backup-pass"),
        (
            "cn=Rafe Lee\\, Jr.,ou=external,dc=example,dc=org",
            "rafe-pass",
        ),
        (
            "uid=kim+cn=Kim Parkhurst,ou=external,dc=example,dc=org",
            "kim-pass",
        ),
        (
            "cn=Jörg Müßig-Łaski,ou=external,dc=example,dc=org",
            "jorg-pass",
        ),
    ] {
        let mut peer = Peer::plain(&server);
        assert_eq!(peer.bind(name, password), (0, String::new()), "{name}");
        assert_eq!(peer.bind(name, "bad"), (49, String::new()), "{name}");
    }
}

#[test]
fn a_random_administrators_password_lets_in_and_differs_between_servers() {
    let (one, other) = (slapd_random(), slapd_random());
    assert_ne!(one.admin().password(), other.admin().password());
    for server in [&one, &other] {
        assert_eq!(Peer::admin(server).who(), "dn:cn=admin,dc=example,dc=org");
    }
    let dc = corp().start().unwrap();
    assert_eq!(Peer::admin(&dc).who(), "u:EXAMPLE\\Administrator");
    let answer = Peer::plain(&dc).ask(&bind("EXAMPLE\\administrator", dc.admin().password()));
    assert_eq!(answer.code(), 0);
}

fn slapd_random() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org").start().unwrap()
}

/// A second in the units of the domain's spans, which are stored negative.
const SECOND: i64 = 10_000_000;

#[test]
fn ad_unlocks_forgets_failures_and_lets_passwords_expire_as_time_passes_on_the_servers_clock() {
    let start = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_767_323_045);
    let dc = corp()
        .clock(ldaplab::clock::Clock::at(start))
        .set(key::LOCKOUT_THRESHOLD, 3)
        .start()
        .unwrap();
    let base = dc.base().to_owned();
    dc.modify(&base, |domain| {
        domain.set("lockoutDuration", [(-1800 * SECOND).to_string()]);
        domain.set("lockOutObservationWindow", [(-600 * SECOND).to_string()]);
        domain.set("maxPwdAge", [(-42 * 86_400 * SECOND).to_string()]);
    })
    .unwrap();
    let wait = |seconds| dc.clock().advance(std::time::Duration::from_secs(seconds));
    let try_it = |password: &str| Peer::plain(&dc).bind("EXAMPLE\\ivo", password);
    // Two failures, and ten minutes later two more: never three in the window.
    for _ in 0..2 {
        assert_eq!(try_it("bad"), data("52e"));
    }
    wait(600);
    for _ in 0..2 {
        assert_eq!(try_it("bad"), data("52e"));
    }
    assert_eq!(try_it("ivo-pass").0, 0);
    // Three lock for half an hour.
    for _ in 0..3 {
        assert_eq!(try_it("bad"), data("52e"));
    }
    wait(1799);
    assert_eq!(try_it("ivo-pass"), data("775"));
    wait(1);
    assert_eq!(try_it("ivo-pass").0, 0);
    // A password lasts 42 days, but not that of an account whose passwords never expire.
    wait(42 * 86_400);
    assert_eq!(try_it("ivo-pass"), data("532"));
    assert_eq!(try_it("bad"), data("52e"));
    let never = Peer::plain(&dc).bind("EXAMPLE\\neverexpires", "neverexpires-pass");
    assert_eq!(never, (0, String::new()));
}

#[test]
fn a_fresh_domain_unlocks_after_half_an_hour_on_the_servers_clock() {
    let start = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_767_323_045);
    let dc = LdapServer::active_directory("corp.example")
        .clock(ldaplab::clock::Clock::at(start))
        .set(key::LOCKOUT_THRESHOLD, 2)
        .user(User::new("ada").password("s3cret"))
        .user(User::new("bob").password("s3cret").locked())
        .start()
        .unwrap();
    let wait = |seconds| dc.clock().advance(std::time::Duration::from_secs(seconds));
    let try_it =
        |name: &str, password: &str| Peer::plain(&dc).bind(&format!("CORP\\{name}"), password);
    // A failure half an hour ago does not count towards the two.
    assert_eq!(try_it("ada", "bad"), data("52e"));
    assert_eq!(try_it("bob", "s3cret"), data("775"));
    wait(1800);
    assert_eq!(try_it("bob", "s3cret").0, 0);
    for password in ["bad", "bad"] {
        assert_eq!(try_it("ada", password), data("52e"));
    }
    assert_eq!(try_it("ada", "s3cret"), data("775"));
    wait(1799);
    assert_eq!(try_it("ada", "s3cret"), data("775"));
    wait(1);
    assert_eq!(try_it("ada", "s3cret").0, 0);
}
