//! OpenLDAP's ppolicy overlay, as recorded from slapd 2.5.13 with `ppolicy_default` and a policy of `pwdLockout: TRUE`, `pwdMustChange: TRUE`.

use std::time::{Duration, SystemTime};

use ldaplab::{
    clock::Clock,
    server::{Builder, LdapServer, User, key},
    wire::{Control, request::Scope},
};

use super::{
    peer::{Peer, add, bind, compare, critical, delete, extended, modify, search},
    slapd,
};

const POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
const RESTRICTED: &str =
    "Operations are restricted to bind/unbind/abandon/StartTLS/modify password";

fn dn(name: &str) -> String {
    format!("uid={name},ou=people,dc=example,dc=org")
}

fn people() -> Builder {
    let user = |name: &str| User::new(name).password("pw");
    LdapServer::openldap("dc=example,dc=org")
        .user(user("plain"))
        .user(user("locked").locked())
        .user(user("disabled").disabled())
        .user(user("reset").must_change_password())
        .user(user("expired").expired())
}

/// The code of a bind that asks for the control, and the control's value, if one came.
fn policed(server: &LdapServer, name: &str, password: &str) -> (u32, Option<Vec<u8>>) {
    let asked = Control::new(POLICY, false);
    let answer = Peer::plain(server).ask_with(&bind(&dn(name), password), &[asked]);
    let value = answer.controls.first().map(|control| {
        assert_eq!((control.oid.as_str(), control.critical), (POLICY, false));
        control.value.clone().unwrap()
    });
    (answer.code(), value)
}

#[test]
fn states_of_users_are_told_by_binds_as_slapd_tells_them() {
    let server = people().start().unwrap();
    for (name, password, code, value) in [
        ("plain", "pw", 0, Some(&b"\x30\x00"[..])),
        ("plain", "wrong", 49, Some(b"\x30\x00")),
        ("locked", "pw", 49, Some(b"\x30\x00")),
        ("locked", "wrong", 49, Some(b"\x30\x00")),
        ("disabled", "pw", 49, Some(b"\x30\x00")),
        ("reset", "pw", 0, Some(b"\x30\x03\x81\x01\x02")),
        ("reset", "wrong", 49, Some(b"\x30\x00")),
        ("expired", "pw", 49, Some(b"\x30\x00")),
        ("nobody", "pw", 49, None),
    ] {
        let expected = (code, value.map(<[u8]>::to_vec));
        assert_eq!(policed(&server, name, password), expected, "{name}");
        // Who does not ask hears the code alone.
        let answer = Peer::plain(&server).ask(&bind(&dn(name), password));
        let heard = (answer.code(), answer.words(), answer.controls.len());
        assert_eq!(heard, (code, "", 0), "{name}");
    }
    let asked = Control::new(POLICY, true);
    let admin = bind(server.admin().dn(), server.admin().password());
    let answer = Peer::plain(&server).ask_with(&admin, &[asked]);
    assert_eq!((answer.code(), answer.controls.len()), (0, 0), "the rootdn");
    // With `ppolicy_use_lockout`.
    let server = people().set(key::PPOLICY, "use-lockout").start().unwrap();
    for (name, password) in [
        ("locked", "pw"),
        ("locked", "wrong"),
        ("disabled", "pw"),
        ("expired", "wrong"),
    ] {
        let expected = (49, Some(b"\x30\x03\x81\x01\x01".to_vec()));
        assert_eq!(policed(&server, name, password), expected, "{name}");
    }
}

#[test]
fn the_states_are_the_attributes_of_the_overlay() {
    let clock = Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045));
    let server = people().clock(clock).start().unwrap();
    for (name, attribute, value) in [
        ("locked", "pwdAccountLockedTime", "20260102030405Z"),
        ("disabled", "pwdAccountLockedTime", "000001010000Z"),
        ("reset", "pwdReset", "TRUE"),
        ("expired", "pwdEndTime", "20000101000000Z"),
    ] {
        let request = search(&dn(name), Scope::Base, "(objectClass=*)", &["+"]);
        let answer = Peer::admin(&server).ask(&request);
        assert_eq!(answer.values(attribute), [value], "{name}");
        let request = search(&dn(name), Scope::Base, "(objectClass=*)", &["*"]);
        assert!(
            !Peer::admin(&server)
                .ask(&request)
                .names()
                .contains(&attribute)
        );
    }
}

#[test]
fn who_must_change_the_password_may_do_nothing_else() {
    let server = people().set(key::WRITERS, "anyone").start().unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.bind(&dn("reset"), "pw").0, 0);
    let base = "dc=example,dc=org";
    for request in [
        search(base, Scope::Base, "(objectClass=*)", &[]),
        search("", Scope::Sub, "(objectClass=*)", &[]),
        compare(base, "o", "x"),
        add("cn=z,dc=example,dc=org", &[("objectClass", &["device"])]),
        delete("cn=z,dc=example,dc=org"),
        modify(&dn("reset"), &[("replace", "sn", &["y"])]),
        modify(
            &dn("reset"),
            &[
                ("replace", "userPassword", &["y"]),
                ("replace", "sn", &["y"]),
            ],
        ),
    ] {
        let answer = peer.ask(&request);
        assert_eq!(
            (answer.code(), answer.words()),
            (50, RESTRICTED),
            "{request:?}"
        );
    }
    assert!(peer.is_alive(), "the root DSE is read");
    assert_eq!(peer.who(), format!("dn:{}", dn("reset")));
    let change = modify(&dn("reset"), &[("replace", "userPassword", &["new"])]);
    assert_eq!(peer.ask(&change).code(), 0);
    assert_eq!(
        peer.find(base, "(o=example)").len(),
        1,
        "on the same connection"
    );
    assert_eq!(
        policed(&server, "reset", "new"),
        (0, Some(b"\x30\x00".to_vec()))
    );
    assert!(
        !server.entry(dn("reset")).exists() || server.entry(dn("reset")).text("pwdReset").is_none()
    );
    // By the extended operation too, which the user may do himself.
    let server = people().start().unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.bind(&dn("reset"), "pw").0, 0);
    let change = extended(
        "1.3.6.1.4.1.4203.1.11.1",
        Some(b"\x30\x09\x81\x02pw\x82\x03new"),
    );
    assert_eq!(peer.ask(&change).code(), 0);
    assert_eq!(peer.find(base, "(o=example)").len(), 1);
}

#[test]
fn an_administrator_unlocks_by_the_attribute_or_by_a_new_password() {
    let server = people().start().unwrap();
    let mut admin = Peer::admin(&server);
    let change = modify(&dn("locked"), &[("delete", "pwdAccountLockedTime", &[])]);
    assert_eq!(admin.ask(&change).code(), 0);
    assert_eq!(policed(&server, "locked", "pw").0, 0);
    let change = modify(&dn("disabled"), &[("replace", "userPassword", &["new"])]);
    assert_eq!(admin.ask(&change).code(), 0);
    assert_eq!(policed(&server, "disabled", "new").0, 0);
    let change = modify(
        &dn("plain"),
        &[("add", "pwdAccountLockedTime", &["20260101000000Z"])],
    );
    assert_eq!(admin.ask(&change).code(), 0);
    assert_eq!(policed(&server, "plain", "pw").0, 49);
}

/// Policies as in the recording.
const POLICIES: &str = "\
dn: cn=default,dc=example,dc=org
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMustChange: TRUE
pwdMaxFailure: 2
pwdLockoutDuration: 60
pwdFailureCountInterval: 60

dn: cn=grace,dc=example,dc=org
objectClass: device
objectClass: pwdPolicy
cn: grace
pwdAttribute: userPassword
pwdMaxAge: 3600
pwdGraceAuthNLimit: 2
pwdExpireWarning: 3600

dn: uid=grace,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: grace
cn: grace
sn: grace
userPassword: pw
pwdPolicySubentry: cn=grace,dc=example,dc=org
pwdChangedTime: 20260102010405Z

dn: uid=warn,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: warn
cn: warn
sn: warn
userPassword: pw
pwdPolicySubentry: cn=grace,dc=example,dc=org
pwdChangedTime: 20260102021405Z

dn: uid=nopolicy,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: nopolicy
cn: nopolicy
sn: nopolicy
userPassword: pw
pwdPolicySubentry: cn=none,dc=example,dc=org
pwdAccountLockedTime: 000001010000Z
";

#[test]
fn policies_lock_warn_and_let_passwords_expire_with_the_servers_clock() {
    let clock = Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045));
    let server = slapd()
        .ldif(POLICIES)
        .user(User::new("counted").password("pw"))
        .set(key::PPOLICY_DEFAULT, "cn=default,dc=example,dc=org")
        .clock(clock.clone())
        .start()
        .unwrap();
    let empty = || Some(b"\x30\x00".to_vec());
    let grace = |left| Some(vec![0x30, 0x05, 0xa0, 0x03, 0x81, 0x01, left]);
    assert_eq!(policed(&server, "grace", "pw"), (0, grace(1)));
    assert_eq!(policed(&server, "grace", "pw"), (0, grace(0)));
    let expired = Some(b"\x30\x03\x81\x01\x00".to_vec());
    assert_eq!(policed(&server, "grace", "pw"), (49, expired));
    // Ten minutes are left: 600 seconds.
    let warned = Some(b"\x30\x06\xa0\x04\x80\x02\x02\x58".to_vec());
    assert_eq!(policed(&server, "warn", "pw"), (0, warned));
    // A policy that is not there locks nobody.
    assert_eq!(policed(&server, "nopolicy", "pw"), (0, empty()));
    for password in ["wrong", "wrong", "pw"] {
        assert_eq!(policed(&server, "counted", password), (49, empty()));
    }
    let counted = server.entry(dn("counted"));
    assert_eq!(counted.values("pwdFailureTime").len(), 2);
    assert_eq!(
        counted.text("pwdAccountLockedTime").as_deref(),
        Some("20260102030405Z")
    );
    clock.advance(Duration::from_secs(59));
    assert_eq!(policed(&server, "counted", "pw").0, 49);
    clock.advance(Duration::from_secs(1));
    assert_eq!(policed(&server, "counted", "pw"), (0, empty()));
    assert!(
        server
            .entry(dn("counted"))
            .values("pwdFailureTime")
            .is_empty()
    );
    // Failures that lie a minute apart do not add up.
    assert_eq!(policed(&server, "counted", "wrong").0, 49);
    clock.advance(Duration::from_secs(60));
    assert_eq!(policed(&server, "counted", "wrong").0, 49);
    assert_eq!(policed(&server, "counted", "pw").0, 0);
    // An administrator's new password must be changed, by `pwdMustChange`.
    let change = modify(&dn("counted"), &[("replace", "userPassword", &["given"])]);
    assert_eq!(Peer::admin(&server).ask(&change).code(), 0);
    let reset = Some(b"\x30\x03\x81\x01\x02".to_vec());
    assert_eq!(policed(&server, "counted", "given"), (0, reset));
}

#[test]
fn what_a_policy_asks_beyond_what_is_done_is_told_at_load() {
    let more = "pwdMinLength: 8\npwdInHistory: 3\npwdSafeModify: FALSE\npwdAllowUserChange: TRUE\npwdCheckQuality: 0\n\n";
    let ldif = POLICIES.replacen(
        "pwdMaxFailure: 2\n",
        &format!("pwdMaxFailure: 2\n{more}"),
        1,
    );
    // The rest of that record goes.
    let ldif = ldif.replacen(
        "pwdLockoutDuration: 60\npwdFailureCountInterval: 60\n",
        "",
        1,
    );
    let server = slapd()
        .ldif(ldif)
        .set(key::PPOLICY_DEFAULT, "cn=absent,dc=example,dc=org")
        .start()
        .unwrap();
    assert_eq!(
        server.warnings(),
        [
            "the switch `ppolicy-default` names `cn=absent,dc=example,dc=org`, and there is no such entry: until it is added, no policy holds; load it, or correct the switch",
            "the policy `cn=default,dc=example,dc=org` has pwdInHistory, pwdMinLength, which this server does not enforce: new passwords are taken as they come",
        ]
    );
    // Policies that ask for the same are told of together.
    let many: String = (0..50)
        .map(|number| {
            format!("\ndn: cn=policy {number},dc=example,dc=org\nobjectClass: device\nobjectClass: pwdPolicy\npwdAttribute: userPassword\npwdMinLength: 8\n")
        })
        .collect();
    let server = slapd().ldif(many).start().unwrap();
    assert_eq!(
        server.warnings(),
        [
            "the policies `cn=policy 0,dc=example,dc=org`, `cn=policy 1,dc=example,dc=org`, `cn=policy 2,dc=example,dc=org` and 47 more have pwdMinLength, which this server does not enforce: new passwords are taken as they come"
        ]
    );
    let error = slapd()
        .set(key::PPOLICY_DEFAULT, "policy")
        .start()
        .unwrap_err();
    assert!(
        error.problems()[0].starts_with("the switch `ppolicy-default` takes a DN: "),
        "{error}"
    );
}

#[test]
fn a_lockout_threshold_counts_without_a_policy_too() {
    let server = people().set(key::LOCKOUT_THRESHOLD, 3).start().unwrap();
    for password in ["wrong", "wrong", "pw", "wrong", "wrong", "wrong"] {
        let code = if password == "pw" { 0 } else { 49 };
        assert_eq!(policed(&server, "plain", password).0, code);
    }
    assert_eq!(policed(&server, "plain", "pw").0, 49);
}

#[test]
fn the_control_is_taken_where_slapd_takes_it() {
    let server = people().set(key::WRITERS, "anyone").start().unwrap();
    let mut peer = Peer::plain(&server);
    let base = "dc=example,dc=org";
    let entry = add(
        "cn=z,dc=example,dc=org",
        &[("objectClass", &["device"]), ("cn", &["z"])],
    );
    for (request, code) in [
        (search(base, Scope::Base, "(objectClass=*)", &[]), 12),
        (compare(base, "o", "x"), 12),
        (entry, 0),
        (
            modify("cn=z,dc=example,dc=org", &[("add", "description", &["x"])]),
            0,
        ),
        (delete("cn=z,dc=example,dc=org"), 12),
    ] {
        let answer = peer.ask_with(&request, &[critical(POLICY)]);
        assert_eq!(answer.code(), code, "{request:?}");
    }
}

#[test]
fn without_the_overlay_a_state_is_an_error_at_start() {
    let error = people().set(key::PPOLICY, "off").start().unwrap_err();
    let state = |name: &str, method: &str| {
        format!(
            "the user `{name}` is `{method}()`, which only the ppolicy overlay knows; set the switch `ppolicy` to `on`"
        )
    };
    assert_eq!(
        error.problems(),
        [
            state("locked", "locked"),
            state("disabled", "disabled"),
            state("reset", "must_change_password"),
            state("expired", "expired"),
        ]
    );
}
