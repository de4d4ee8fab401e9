//! Our client, and our connection test, against a real slapd.

use std::time::SystemTime;

use ldaplab::{
    LdapServer,
    connection_test::{ConnectionTest, Outcome, Plan, Report},
    diagnosis::{Code, Stage},
    tls::{Material, Scenario},
};

use crate::{
    program::or_skip,
    slapd::{ADMIN, Slapd, TLS},
};

pub(crate) const PEOPLE: &str = "\
dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

dn: uid=ada,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ada
cn: Ada Nightjar
sn: Nightjar
mail: ada@example.org
uidNumber: 10000
gidNumber: 5000
homeDirectory: /home/ada
userPassword: s3cret

dn: cn=Berlin,ou=people,dc=example,dc=org
objectClass: groupOfNames
cn: Berlin
member: uid=ada,ou=people,dc=example,dc=org

dn: cn=Everybody,ou=people,dc=example,dc=org
objectClass: groupOfNames
cn: Everybody
member: cn=Berlin,ou=people,dc=example,dc=org
";

fn outcomes(report: &Report) -> String {
    let letter = |outcome: &Outcome| match outcome {
        Outcome::Passed => 'p',
        Outcome::Failed(_) => 'F',
        Outcome::Skipped(_) => 's',
    };
    let stages = report.stages().iter();
    stages.map(|stage| letter(&stage.outcome)).collect()
}

#[test]
fn the_connection_test_passes_on_slapd_and_finds_the_nested_groups() {
    let slapd = or_skip!(Slapd::start(PEOPLE));
    let plan = |url: &str| {
        Plan::url(url)
            .unwrap()
            .trust_file(slapd.trust_file())
            .unwrap()
            .bind(ADMIN.0, ADMIN.1)
    };
    for (plan, letters) in [
        (plan(&slapd.ldaps_url()), "ppppppppp"),
        (plan(&slapd.ldap_url()).start_tls(), "ppppppppp"),
        (plan(&slapd.ldap_url()), "ppspppppp"),
    ] {
        let report = ConnectionTest::new(plan)
            .login("ada")
            .password("s3cret")
            .run_blocking();
        assert_eq!(outcomes(&report), letters, "{report}");
        let details = &report.stage(Stage::Groups).unwrap().details;
        let of = |name| -> Vec<&str> {
            let named = details.iter().filter(|(own, _)| *own == name);
            named.map(|(_, value)| value.as_str()).collect()
        };
        assert_eq!(of("strategy"), ["member-walk"], "{report}");
        assert_eq!(
            of("group"),
            [
                "cn=Berlin,ou=people,dc=example,dc=org",
                "cn=Everybody,ou=people,dc=example,dc=org"
            ],
            "{report}"
        );
        let root = &report.stage(Stage::RootDse).unwrap().details;
        assert!(root.contains(&("kind", "OpenLDAP".to_owned())), "{report}");
    }
}

#[test]
fn what_is_wrong_with_a_connection_to_slapd_has_the_same_code_as_on_the_mock() {
    let slapd = or_skip!(Slapd::start(PEOPLE));
    let mock = LdapServer::openldap("dc=example,dc=org")
        .ldif(PEOPLE)
        .root_dn(ADMIN.0)
        .root_password(ADMIN.1)
        .start()
        .unwrap();
    let trust = |scenario| {
        let material = Material::new(scenario, &["localhost"], SystemTime::now());
        material.unwrap().trust_pem()
    };
    // Another CA, and another key of a CA of the same name.
    let (stranger, renewed) = (trust(Scenario::UNKNOWN_CA), trust(Scenario::TRUSTED));
    for (ldap, ldaps, trust) in [
        (slapd.ldap_url(), slapd.ldaps_url(), slapd.trust_file()),
        (
            mock.ldap_url(),
            mock.ldaps_url(),
            mock.trust_file().to_owned(),
        ),
    ] {
        let plan = |url: &str| Plan::url(url).unwrap().trust_file(&trust).unwrap();
        let trusting = |url: &str, pem: &str| Plan::url(url).unwrap().trust_pem(pem).unwrap();
        let wrong_way = |url: &str, other: &str| {
            plan(&format!(
                "{}{}",
                &other[..other.find(':').unwrap()],
                &url[url.find(':').unwrap()..]
            ))
        };
        let cases = [
            (
                ConnectionTest::new(trusting(&ldaps, &stranger)),
                Stage::Secure,
                Code::UNKNOWN_CA,
            ),
            (
                ConnectionTest::new(trusting(&ldap, &stranger).start_tls()),
                Stage::Secure,
                Code::UNKNOWN_CA,
            ),
            (
                ConnectionTest::new(trusting(&ldaps, &renewed)),
                Stage::Secure,
                Code::CA_REKEYED,
            ),
            (
                ConnectionTest::new(wrong_way(&ldaps, &ldap)),
                Stage::Bind,
                Code::PLAIN_ON_TLS_PORT,
            ),
            (
                ConnectionTest::new(wrong_way(&ldaps, &ldap).start_tls()),
                Stage::Secure,
                Code::PLAIN_ON_TLS_PORT,
            ),
            (
                ConnectionTest::new(wrong_way(&ldap, &ldaps)),
                Stage::Secure,
                Code::TLS_ON_PLAIN_PORT,
            ),
            (
                ConnectionTest::new(plan(&ldap).bind(ADMIN.0, "wrong")),
                Stage::Bind,
                Code::BIND_INVALID_CREDENTIALS,
            ),
            (
                ConnectionTest::new(plan(&ldaps).base("dc=nowhere,dc=example,dc=org")),
                Stage::Base,
                Code::BASE_NOT_FOUND,
            ),
            (
                ConnectionTest::new(plan(&ldap)).login("nobody"),
                Stage::FindUser,
                Code::USER_NONE,
            ),
            (
                ConnectionTest::new(plan(&ldap))
                    .login("ada")
                    .password("wrong"),
                Stage::BindAsUser,
                Code::BIND_INVALID_CREDENTIALS,
            ),
        ];
        for (test, stage, code) in cases {
            let report = test.run_blocking();
            let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
            assert_eq!((failure.stage(), failure.code()), (stage, code), "{report}");
        }
    }
}

#[test]
fn what_a_slapd_demands_has_a_code_of_its_own() {
    let tls = |line: &str| format!("{TLS}\n{line}");
    let client_certificate = tls("TLSCACertificateFile {folder}/ca.pem\nTLSVerifyClient demand");
    let cases = [
        (
            tls("security simple_bind=128"),
            "",
            Stage::Bind,
            Code::BIND_CONFIDENTIALITY_REQUIRED,
        ),
        (
            tls("disallow bind_anon"),
            "anonymous",
            Stage::Bind,
            Code::BIND_ANONYMOUS_REFUSED,
        ),
        (
            tls("require authc"),
            "anonymous",
            Stage::RootDse,
            Code::ROOT_DSE_NOT_BOUND,
        ),
        (
            String::new(),
            "StartTLS",
            Stage::Secure,
            Code::STARTTLS_UNSUPPORTED,
        ),
        (String::new(), "ldaps", Stage::Secure, Code::TLS_CLOSED),
        // GnuTLS ends the connection behind a handshake of TLS 1.3 that was a success at our end, without an alert.
        (
            client_certificate.clone(),
            "StartTLS",
            Stage::Bind,
            Code::CLIENT_CERTIFICATE_REQUIRED,
        ),
        (
            client_certificate.clone(),
            "ldaps",
            Stage::Bind,
            Code::CLIENT_CERTIFICATE_REQUIRED,
        ),
        // In TLS 1.2 it ends the handshake.
        (
            format!("{client_certificate}\nTLSCipherSuite NORMAL:-VERS-TLS1.3"),
            "StartTLS",
            Stage::Secure,
            Code::CLIENT_CERTIFICATE_REQUIRED,
        ),
        (
            format!("{client_certificate}\nTLSCipherSuite NORMAL:-VERS-TLS1.3"),
            "ldaps",
            Stage::Secure,
            Code::CLIENT_CERTIFICATE_REQUIRED,
        ),
    ];
    for (lines, how, stage, code) in cases {
        let slapd = or_skip!(Slapd::configured(&lines));
        let url = match how {
            "ldaps" => slapd.ldaps_url(),
            _ => slapd.ldap_url(),
        };
        let mut plan = Plan::url(&url)
            .unwrap()
            .trust_file(slapd.trust_file())
            .unwrap();
        if how != "anonymous" {
            plan = plan.bind(ADMIN.0, ADMIN.1);
        }
        if how == "StartTLS" {
            plan = plan.start_tls();
        }
        let report = ConnectionTest::new(plan).run_blocking();
        let failure = report
            .failure()
            .unwrap_or_else(|| panic!("{lines} {how}: {report}"));
        let found = (failure.stage(), failure.code());
        assert!(!failure.detail().contains("docs.rs"), "{report}");
        assert_eq!(found, (stage, code), "{lines} {how}: {report}");
    }
}
