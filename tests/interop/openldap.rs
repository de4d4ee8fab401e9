//! ldapsearch, ldapwhoami, ldapadd, ldapmodify.

use std::path::Path;

use ldaplab::{
    directory::{
        Dn, Entry, Rdn,
        ldif::{Change, ChangeRecord, write_changes},
        modlist::Modlist,
    },
    server::LdapServer,
    tls::Scenario,
    transcript::Operation,
    wire::Control,
};

use crate::{
    ADA, ADA_OF_CORP, CORP, company, corp,
    program::{ldap, or_skip},
};

#[test]
fn ldapsearch_on_the_wrong_kind_of_port_ends_at_once() {
    let server = company(Scenario::TRUSTED);
    let (plain, tls) = (
        server.ldap_address().unwrap(),
        server.ldaps_address().unwrap(),
    );
    for url in [format!("ldap://{tls}"), format!("ldaps://{plain}")] {
        let ran = or_skip!(ldap(
            "ldapsearch",
            server.trust_file(),
            &["-H", &url, "-b", "", "-s", "base"]
        ));
        // 255 or 254, as the program finds out by its bind or by its search.
        assert!(ran.code > Some(1) && ran.out.is_empty(), "{url}: {ran:?}");
        assert!(
            ran.err.contains("Can't contact LDAP server (-1)"),
            "{url}: {}",
            ran.err
        );
    }
}

#[test]
fn starttls_on_a_server_without_tls_is_refused_and_the_program_says_so() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .without_tls()
        .start()
        .unwrap();
    let trust = Path::new("/dev/null");
    let ran = or_skip!(ldap(
        "ldapwhoami",
        trust,
        &["-ZZ", "-H", &server.ldap_url()]
    ));
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
    assert_eq!(
        ran.err,
        "ldap_start_tls: Protocol error (2)\n\tadditional info: unsupported extended operation\n"
    );
}

#[test]
fn ldapsearch_finds_a_person_over_ldap_ldaps_and_starttls() {
    let server = company(Scenario::TRUSTED);
    let trust = server.trust_file();
    let (ldap_url, ldaps_url) = (server.ldap_url(), server.ldaps_url());
    for how in [
        &["-H", ldap_url.as_str()][..],
        &["-H", &ldaps_url],
        &["-ZZ", "-H", &ldap_url],
    ] {
        let arguments = [
            how,
            &[
                "-D",
                ADA,
                "-w",
                "s3cret",
                "-b",
                "dc=example,dc=org",
                "(uid=ada)",
                "mail",
                "description;lang-de",
            ],
        ]
        .concat();
        let ran = or_skip!(ldap("ldapsearch", trust, &arguments));
        assert_eq!(ran.code, Some(0), "{how:?}: {}", ran.err);
        assert_eq!(
            ran.out,
            format!(
                "dn: {ADA}\nmail: ada@example.org\nmail: ada.nightjar@example.org\ndescription;lang-de:: S8O8bW1lcnQgc2ljaCB1bSBkaWUgTWFzY2hpbmVu\n\n"
            ),
            "{how:?}"
        );
    }
}

#[test]
fn ldapsearch_refuses_every_broken_scenario_over_ldaps_and_starttls() {
    // Not leaf-is-ca: GnuTLS, which Debian's libldap uses, accepts a trusted CA certificate as the server's own.
    for scenario in [
        Scenario::SELF_SIGNED,
        Scenario::UNKNOWN_CA,
        Scenario::EXPIRED,
        Scenario::NOT_YET_VALID,
        Scenario::WRONG_HOST,
        Scenario::MISSING_INTERMEDIATE,
    ] {
        let server = company(scenario);
        let base = ["-b", "", "-s", "base"];
        let over_tls = or_skip!(ldap(
            "ldapsearch",
            server.trust_file(),
            &[&["-H", &server.ldaps_url()][..], &base].concat()
        ));
        assert_eq!(
            (over_tls.code, over_tls.out.as_str()),
            (Some(255), ""),
            "{scenario}: {}",
            over_tls.err
        );
        assert!(
            over_tls.err.contains("Can't contact LDAP server (-1)"),
            "{scenario}: {}",
            over_tls.err
        );
        let upgraded = or_skip!(ldap(
            "ldapsearch",
            server.trust_file(),
            &[&["-ZZ", "-H", &server.ldap_url()][..], &base].concat()
        ));
        assert_eq!(
            (upgraded.code, upgraded.out.as_str()),
            (Some(1), ""),
            "{scenario}: {}",
            upgraded.err
        );
        assert!(
            upgraded.err.contains("ldap_start_tls: Connect error (-11)"),
            "{scenario}: {}",
            upgraded.err
        );
        // The other end: nothing but StartTLS was ever asked of the server.
        assert!(
            server
                .requests()
                .iter()
                .all(|request| request.operation() == Operation::Extended),
            "{scenario}"
        );
    }
}

#[test]
fn a_domain_that_is_secure_only_answers_in_chain_to_a_down_level_logon_name() {
    let server = LdapServer::active_directory("example.test")
        .ldif_file(CORP)
        .secure_only()
        .start()
        .unwrap();
    assert_eq!(server.ldap_address(), None);
    let search = |filter: &str| {
        let arguments = [
            "-H",
            &server.ldaps_url(),
            "-D",
            r"EXAMPLE\ada",
            "-w",
            "s3cret",
            "-b",
            "OU=Corp,DC=example,DC=test",
            filter,
            "cn",
        ];
        ldap("ldapsearch", server.trust_file(), &arguments)
    };
    let mut members = or_skip!(search(
        "(memberOf:1.2.840.113556.1.4.1941:=CN=Level 1,OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test)"
    ));
    assert_eq!(members.code, Some(0), "{}", members.err);
    members.err.clear();
    let mut names = members.values("cn");
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "Ada Nightjar",
            "Level 10",
            "Level 11",
            "Level 12",
            "Level 2",
            "Level 3",
            "Level 4",
            "Level 5",
            "Level 6",
            "Level 7",
            "Level 8",
            "Level 9"
        ]
    );
    let groups = or_skip!(search(&format!(
        "(member:1.2.840.113556.1.4.1941:={ADA_OF_CORP})"
    )));
    assert_eq!(groups.values("cn").len(), 17, "{}", groups.out);
}

#[test]
fn ldapwhoami_says_who_in_each_vendors_way() {
    let server = company(Scenario::TRUSTED);
    let whoami = |server: &LdapServer, name: &str| {
        ldap(
            "ldapwhoami",
            server.trust_file(),
            &["-ZZ", "-H", &server.ldap_url(), "-D", name, "-w", "s3cret"],
        )
    };
    let ran = or_skip!(whoami(&server, ADA));
    assert_eq!(
        (ran.code, ran.out),
        (Some(0), format!("dn:{ADA}\n")),
        "{}",
        ran.err
    );
    let server = corp(Scenario::TRUSTED);
    for name in [r"EXAMPLE\ada", "ada@example.test", ADA_OF_CORP] {
        let ran = or_skip!(whoami(&server, name));
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(0), "u:EXAMPLE\\ada\n"),
            "{name}: {}",
            ran.err
        );
    }
    let ran = or_skip!(ldap(
        "ldapwhoami",
        server.trust_file(),
        &["-H", &server.ldap_url()]
    ));
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), "anonymous\n"),
        "{}",
        ran.err
    );
}

#[test]
fn a_wrong_password_is_refused_in_each_vendors_words() {
    let refused = |server: &LdapServer, name: &str, password: &str| {
        ldap(
            "ldapwhoami",
            server.trust_file(),
            &["-H", &server.ldap_url(), "-D", name, "-w", password],
        )
    };
    let ran = or_skip!(refused(&company(Scenario::TRUSTED), ADA, "wrong"));
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(49), "ldap_bind: Invalid credentials (49)\n")
    );
    let server = corp(Scenario::TRUSTED);
    for (name, password, data) in [
        (r"EXAMPLE\ada", "wrong", "52e"),
        ("disabled@example.test", "disabled-pass", "533"),
        ("expired@example.test", "expired-pass", "701"),
        ("mustchange@example.test", "mustchange-pass", "773"),
        ("locked@example.test", "locked-pass", "775"),
    ] {
        let ran = or_skip!(refused(&server, name, password));
        assert_eq!(ran.code, Some(49), "{name}");
        assert!(
            ran.err
                .contains(&format!("AcceptSecurityContext error, data {data}, v")),
            "{name}: {}",
            ran.err
        );
    }
}

#[test]
fn ldapadd_and_ldapmodify_change_what_is_found() {
    let server = company(Scenario::TRUSTED);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &str| {
        let path = folder.join(format!("interop-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path
    };
    let admin = server.admin();
    let change = |name: &str, path: &Path| {
        let path = path.to_str().unwrap();
        ldap(
            name,
            server.trust_file(),
            &[
                "-H",
                &server.ldaps_url(),
                "-D",
                admin.dn(),
                "-w",
                admin.password(),
                "-f",
                path,
            ],
        )
    };
    let grace = "uid=grace,ou=people,dc=example,dc=org";
    let new = file(
        "add.ldif",
        &format!(
            "dn: {grace}\nobjectClass: inetOrgPerson\nuid: grace\ncn: Grace Hollis\nsn: Hollis\nuserPassword: s3cret\n"
        ),
    );
    let ran = or_skip!(change("ldapadd", &new));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(server.entry(grace).has("sn", "Hollis"));
    let again = or_skip!(change("ldapadd", &new));
    assert_eq!(again.code, Some(68), "{}", again.err);
    assert!(
        again.err.contains("ldap_add: Already exists (68)"),
        "{}",
        again.err
    );
    let changed = file(
        "modify.ldif",
        &format!(
            "dn: {grace}\nchangetype: modify\nreplace: sn\nsn: Hollis-Marr\n-\nadd: mail\nmail: grace@example.org\nmail: g@example.org\n-\ndelete: mail\nmail: g@example.org\n-\n"
        ),
    );
    let ran = or_skip!(change("ldapmodify", &changed));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let entry = server.entry(grace);
    assert!(
        entry.has("sn", "Hollis-Marr")
            && entry.has("mail", "grace@example.org")
            && !entry.has("mail", "g@example.org")
    );
    let missing = file(
        "missing.ldif",
        "dn: uid=nobody,ou=people,dc=example,dc=org\nchangetype: modify\nreplace: sn\nsn: x\n-\n",
    );
    let ran = or_skip!(change("ldapmodify", &missing));
    assert_eq!(ran.code, Some(32), "{}", ran.err);
    assert!(
        ran.err.contains("matched DN: ou=people,dc=example,dc=org"),
        "{}",
        ran.err
    );
    for path in [new, changed, missing] {
        let _ = std::fs::remove_file(path);
    }
}

#[test]
fn ldapsearch_reads_page_by_page() {
    let server = corp(Scenario::TRUSTED);
    let arguments = [
        "-H",
        &server.ldap_url(),
        "-D",
        r"EXAMPLE\ada",
        "-w",
        "s3cret",
        "-b",
        "OU=Corp,DC=example,DC=test",
        "-E",
        "pr=10/noprompt",
        "(&(objectClass=user)(!(objectClass=computer)))",
        "sAMAccountName",
    ];
    let ran = or_skip!(ldap("ldapsearch", server.trust_file(), &arguments));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.values("sAMAccountName").len(), 41);
    let searches = server.requests().of(Operation::Search).count();
    assert_eq!(searches, 5);
}

#[test]
fn a_server_that_demands_tls_refuses_a_plain_bind_in_its_own_words() {
    let server = LdapServer::active_directory("example.test")
        .ldif_file(CORP)
        .require_tls()
        .start()
        .unwrap();
    let bind = [
        "-H",
        &server.ldap_url(),
        "-D",
        r"EXAMPLE\ada",
        "-w",
        "s3cret",
    ];
    let plain = or_skip!(ldap("ldapwhoami", server.trust_file(), &bind));
    assert_eq!(plain.code, Some(8), "{}", plain.err);
    assert!(
        plain.err.contains("Strong(er) authentication required (8)")
            && plain.err.contains("00002028"),
        "{}",
        plain.err
    );
    let upgraded = or_skip!(ldap(
        "ldapwhoami",
        server.trust_file(),
        &[&["-ZZ"][..], &bind].concat()
    ));
    assert_eq!(upgraded.code, Some(0), "{}", upgraded.err);
}

#[test]
fn ldapmodify_takes_the_change_records_that_are_written_here() {
    let server = company(Scenario::TRUSTED);
    let parse = |dn: &str| Dn::parse(dn).unwrap();
    let people = parse("ou=people,dc=example,dc=org");
    let [grace, greta] = ["Grace \u{fc}, 1", " #Greta"]
        .map(|name| people.child(&Rdn::from_pairs([("cn", name)]).unwrap()));
    let mut old = Entry::new(grace.clone());
    old.set("objectClass", ["inetOrgPerson"]);
    old.set("cn", ["Grace \u{fc}, 1"]);
    old.set("sn", ["H"]);
    old.set("description", [" leading", "one\ntwo", "plain"]);
    let mut new = old.clone();
    new.remove("description");
    new.set("sn", ["x".repeat(200)]);
    new.set("mail", ["g@example.org"]);
    let records = [
        ChangeRecord::new(grace.clone(), Change::Add(Modlist::new().of_new(&old))),
        ChangeRecord::new(
            grace.clone(),
            Change::Modify(Modlist::new().between(&old, &new)),
        ),
        ChangeRecord {
            controls: vec![Control::manage_dsa_it()],
            ..ChangeRecord::new(
                grace,
                Change::Rename {
                    new_rdn: greta.rdn().unwrap(),
                    delete_old_rdn: true,
                    new_superior: None,
                },
            )
        },
    ];
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("interop-{}-written.ldif", std::process::id()));
    std::fs::write(&path, write_changes(&records)).unwrap();
    let (url, admin) = (server.ldaps_url(), server.admin());
    let (dn, password) = (admin.dn(), admin.password());
    let file = path.to_str().unwrap();
    let arguments = ["-H", &url, "-D", dn, "-w", password, "-f", file];
    let ran = or_skip!(ldap("ldapmodify", server.trust_file(), &arguments));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let entry = server.entry(greta.as_str());
    assert!(entry.has("sn", &"x".repeat(200)) && entry.has("mail", "g@example.org"));
    assert!(entry.has("cn", " #Greta") && !entry.has("description", "plain"));
    let _ = std::fs::remove_file(path);
}
