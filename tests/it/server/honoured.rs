//! Input is taken or refused: every switch and call that a profile does not honour is an error at start that names it.

use ldaplab::{
    LdapServer,
    server::{Builder, Profile, User, key},
    wire::request::Scope,
};

use super::{
    ALICE,
    peer::{Peer, add, bind, search},
    slapd,
};

/// The switches that a profile does not have; every other pair of switch and profile is honoured.
const NOT_HONOURED: &[(&str, &str)] = &[
    ("openldap", "unknown-user"),
    ("openldap", "linked"),
    ("active-directory", "suffix-entry"),
    ("active-directory", "ppolicy"),
    ("active-directory", "ppolicy-default"),
];

/// A value that each switch takes.
const VALUES: &[(&str, &str)] = &[
    ("require-tls", "false"),
    ("anonymous", "read"),
    ("unauthenticated-bind", "refuse"),
    ("writers", "anyone"),
    ("max-page-size", "7"),
    ("size-limit", "7"),
    ("max-val-range", "7"),
    ("ranges", "true"),
    ("linked", "true"),
    ("check-classes", "true"),
    ("lockout-threshold", "7"),
    ("ppolicy", "on"),
    ("ppolicy-default", "cn=policy"),
    ("suffix-entry", "true"),
    ("ldif-urls", "true"),
    ("ldif-schema", "lenient"),
    ("in-chain", "true"),
    ("bit-rules", "true"),
    ("three-valued", "true"),
    ("unknown-user", "525"),
    ("default-referral", "ldap://x"),
    ("on-plaintext", "close"),
    ("on-tls", "close"),
    ("max-pdu", "70000"),
    ("max-pdu-anonymous", "70000"),
    ("max-idle", "7"),
    ("max-depth", "7"),
    ("max-pipelined", "70000"),
    ("max-recorded", "7"),
];

fn of(profile: Profile) -> Builder {
    match profile.name() {
        "active-directory" => LdapServer::builder(profile).domain("example.test"),
        _ => LdapServer::builder(profile).suffix("dc=example,dc=org"),
    }
}

#[test]
fn every_switch_is_honoured_by_a_profile_or_refused_by_name() {
    let names: Vec<&str> = VALUES.iter().map(|(name, _)| *name).collect();
    for key in key::ALL {
        assert!(
            names.contains(&key.name()),
            "{} has no value here",
            key.name()
        );
    }
    for profile in Profile::ALL {
        for (name, text) in VALUES {
            let key = key::find(name).unwrap();
            let started = of(*profile).set(key, key.parse(text).unwrap()).start();
            let refused = NOT_HONOURED.contains(&(profile.name(), name));
            match started {
                Ok(_) => assert!(!refused, "{} takes {name}", profile.name()),
                Err(error) => {
                    assert!(refused, "{error}");
                    let all = error.problems().join("\n");
                    assert!(
                        all.starts_with(&format!(
                            "the profile `{}` has no switch `{name}`, which is for `",
                            profile.name()
                        )),
                        "{all}"
                    );
                }
            }
        }
    }
}

#[test]
fn calls_that_a_server_cannot_honour_are_told_all_at_once() {
    let address = "127.0.0.1:0".parse().unwrap();
    let dc = || LdapServer::active_directory("example.test");
    let server = || LdapServer::openldap("dc=example,dc=org");
    for (builder, said) in [
        (
            dc().suffix("dc=example,dc=org"),
            "the profile `active-directory` has no suffix of its own, and `dc=example,dc=org` was given; name its domain instead",
        ),
        (
            server().domain("corp.example"),
            "the profile `openldap` has no domain, and `corp.example` was given; name a suffix instead, such as `dc=corp,dc=example`",
        ),
        (
            dc().secure_only().listen_ldap(address),
            "an address for ldap:// was given to a server that has no such port; leave out `secure_only`",
        ),
        (
            dc().plain_only().listen_ldaps(address),
            "an address for ldaps:// was given to a server that has no such port; leave out `plain_only` and `without_tls`",
        ),
        (
            server().without_tls().listen_ldaps(address),
            "an address for ldaps:// was given to a server that has no such port; leave out `plain_only` and `without_tls`",
        ),
        (
            server().client_ca("x").without_tls(),
            "clients cannot be asked for a certificate without TLS; leave out `without_tls`",
        ),
        (
            server()
                .set(key::PPOLICY, "off")
                .set(key::LOCKOUT_THRESHOLD, 3),
            "the switch `lockout-threshold` has no effect without the ppolicy overlay; set the switch `ppolicy` to `on`",
        ),
        (
            server()
                .set(key::PPOLICY, "off")
                .set(key::PPOLICY_DEFAULT, "cn=p,dc=example,dc=org"),
            "the switch `ppolicy-default` has no effect without the ppolicy overlay; set the switch `ppolicy` to `on`",
        ),
    ] {
        let error = builder.start().unwrap_err();
        assert_eq!(error.problems(), [said]);
    }
}

#[test]
fn switches_of_the_other_vendor_have_their_effect() {
    let server = slapd()
        .set(key::MAX_PAGE_SIZE, 2)
        .set(key::RANGES, true)
        .set(key::MAX_VAL_RANGE, 1)
        .ldif("dn: cn=two,ou=groups,dc=example,dc=org\nobjectClass: groupOfNames\ncn: two\nmember: cn=a\nmember: cn=b\n")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let all = search("dc=example,dc=org", Scope::Sub, "(objectClass=*)", &["1.1"]);
    let answer = peer.ask(&all);
    assert_eq!((answer.code(), answer.entries.len()), (4, 2));
    let two = search(
        "cn=two,ou=groups,dc=example,dc=org",
        Scope::Base,
        "(cn=two)",
        &["member"],
    );
    assert_eq!(peer.ask(&two).names(), ["member", "member;range=0-0"]);
}

#[test]
fn a_database_is_empty_or_has_its_suffix() {
    let suffix = "dc=example,dc=org";
    let base = add(
        suffix,
        &[
            ("objectClass", &["dcObject", "organization"]),
            ("dc", &["example"]),
            ("o", &["Example"]),
        ],
    );
    let server = LdapServer::openldap(suffix).start().unwrap();
    assert_eq!(Peer::admin(&server).ask(&base).code(), 68);
    let server = LdapServer::openldap(suffix)
        .set(key::SUFFIX_ENTRY, false)
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let read = search(suffix, Scope::Sub, "(objectClass=*)", &["1.1"]);
    assert_eq!(peer.ask(&read).code(), 32);
    let below = add(
        "ou=people,dc=example,dc=org",
        &[
            ("objectClass", &["organizationalUnit"]),
            ("ou", &["people"]),
        ],
    );
    assert_eq!(peer.ask(&below).code(), 32);
    assert_eq!(peer.ask(&base).code(), 0);
    assert_eq!(peer.ask(&below).code(), 0);
    assert_eq!(
        peer.ask(&read).dns(),
        [suffix, "ou=people,dc=example,dc=org"]
    );
    // Entries that need the suffix say so.
    let error = LdapServer::openldap(suffix)
        .set(key::SUFFIX_ENTRY, false)
        .user(User::new("ada"))
        .start()
        .unwrap_err();
    let all = error.problems().join("\n");
    assert!(all.contains("dc=example,dc=org"), "{all}");
}

#[test]
fn passwords_that_cannot_be_checked_are_told_at_load_and_in_the_record() {
    let person = |name: &str, password: &str| {
        format!(
            "dn: uid={name},dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {name}\nsn: {name}\nuserPassword: {password}\n\n"
        )
    };
    let bcrypt = "{CRYPT}$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";
    let mut ldif =
        person("des", "{CRYPT}d/krz.ZHtr312") + &person("md5", "{MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ==");
    for name in ["a", "b", "c", "d"] {
        ldif += &person(name, bcrypt);
    }
    ldif += &person("e", "{SASL}e@EXAMPLE.TEST");
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldif(ldif)
        .start()
        .unwrap();
    assert_eq!(
        server.warnings(),
        [
            "`uid=a,dc=example,dc=org`, `uid=b,dc=example,dc=org`, `uid=c,dc=example,dc=org` and 1 more cannot bind: passwords stored as {CRYPT}$2b$ cannot be checked; store {SSHA}, {SSHA512}, {PBKDF2-SHA256} or the plain text",
            "`uid=e,dc=example,dc=org` cannot bind: passwords stored as {SASL} cannot be checked; store {SSHA}, {SSHA512}, {PBKDF2-SHA256} or the plain text",
        ]
    );
    let mut peer = Peer::plain(&server);
    assert_eq!(
        peer.bind("uid=a,dc=example,dc=org", "secret"),
        (49, String::new())
    );
    assert_eq!(peer.bind("uid=des,dc=example,dc=org", "secret").0, 0);
    assert_eq!(peer.bind("uid=md5,dc=example,dc=org", "secret").0, 0);
    let requests = server.requests();
    let unsupported: Vec<&str> = requests
        .iter()
        .filter_map(|record| record.unsupported.as_deref())
        .collect();
    assert_eq!(
        unsupported,
        ["the password scheme {CRYPT}$2b$ of uid=a,dc=example,dc=org"]
    );
    assert!(slapd().start().unwrap().warnings().is_empty());
    assert_eq!(
        Peer::plain(&slapd().start().unwrap())
            .ask(&bind(ALICE, "secret"))
            .code(),
        0
    );
}

#[test]
fn files_named_by_ldif_are_read_where_that_is_permitted() {
    let folder = std::env::temp_dir().join(format!("ldaplab honoured {}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("photo"), b"\xff\xd8\xff\x00").unwrap();
    let url = format!(
        "file://{}/photo",
        folder.display().to_string().replace(' ', "%20")
    );
    let ldif = |url: &str| {
        format!(
            "dn: uid=a,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: a\ncn: a\nsn: a\njpegPhoto:< {url}\n"
        )
    };
    let server = || LdapServer::openldap("dc=example,dc=org");
    let refused = |builder: Builder| builder.start().unwrap_err().problems().join("\n");
    assert_eq!(
        refused(server().ldif(ldif(&url))),
        "LDIF:6:11: values from URLs (`:<`) are not read unless that is permitted; permit it (the switch `ldif-urls` of a server, `--urls` of `ldaplab ldif check`), or write the value itself, in base64 after `::` if it is binary"
    );
    let permitted = || server().set(key::LDIF_URLS, true);
    let running = permitted().ldif(ldif(&url)).start().unwrap();
    let photo = running.entry("uid=a,dc=example,dc=org").values("jpegPhoto");
    assert_eq!(photo, [b"\xff\xd8\xff\x00"]);
    for (wrong, why) in [
        (format!("{url}s"), "No such file or directory"),
        ("file:///".to_owned(), "it is no file"),
        (
            "http://example.org/photo".to_owned(),
            "only URLs of the form file:///path are read",
        ),
        (
            "file://elsewhere/photo".to_owned(),
            "only URLs of the form file:///path are read",
        ),
        (
            "file:photo".to_owned(),
            "only URLs of the form file:///path are read",
        ),
        ("file:///%zz".to_owned(), "its path is no text"),
    ] {
        let error = refused(permitted().ldif(ldif(&wrong)));
        assert!(
            error.starts_with("LDIF:6:11: ") && error.contains(why),
            "{error}"
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
