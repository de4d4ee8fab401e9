//! Servers from files of options, as OpenLDAP's own programs and files meet them.

use std::{fs, path::Path};

use ldaplab::server::LdapServer;

use crate::program::{ldap, or_skip, program, run};

/// Where distributions keep OpenLDAP's schema files.
const SCHEMA: &str = "/etc/ldap/schema";

/// In the order in which a slapd.conf names them, for each builds on those before.
const IN_ORDER: &[&str] = &[
    "core",
    "cosine",
    "inetorgperson",
    "nis",
    "openldap",
    "collective",
    "corba",
    "duaconf",
    "dyngroup",
    "java",
    "misc",
    "namedobject",
    "pmi",
    "msuser",
];

#[test]
fn openldaps_own_schema_files_load_together_in_both_forms() {
    if !Path::new(SCHEMA).join("core.schema").exists() {
        return crate::program::absent("slapd");
    }
    for form in ["schema", "ldif"] {
        let files = IN_ORDER
            .iter()
            .map(|name| format!("{SCHEMA}/{name}.{form}"));
        let files: Vec<String> = files.filter(|file| Path::new(file).exists()).collect();
        let quoted: Vec<String> = files.iter().map(|file| format!("'{file}'")).collect();
        let text = format!(
            "suffix = 'dc=example,dc=org'\nschema = [{}]",
            quoted.join(", ")
        );
        let server = LdapServer::from_config_text(&text).unwrap();
        let server = server
            .ldif("dn: cn=o,dc=example,dc=org\nobjectClass: javaContainer\ncn: o\n\ndn: cn=g,dc=example,dc=org\nobjectClass: groupOfURLs\ncn: g\nmemberURL: ldap:///dc=example,dc=org??sub?(sn=a)\n")
            .start()
            .unwrap_or_else(|error| panic!("{form}: {error}"));
        let found = or_skip!(ldap(
            "ldapsearch",
            server.trust_file(),
            &[
                "-H",
                &server.ldap_url(),
                "-b",
                "cn=Subschema",
                "-s",
                "base",
                "(objectClass=*)",
                "attributeTypes",
                "objectClasses"
            ]
        ));
        // Each of these is of a file alone; the profile has none of them.
        for name in [
            "javaClassName",
            "c-l",
            "corbaIor",
            "dgIdentity",
            "pmiUser",
            "residentialPerson",
        ] {
            assert!(
                found.out.contains(&format!("NAME '{name}'")),
                "{form}: {name}"
            );
        }
    }
}

#[test]
fn a_file_with_a_mistake_is_refused_as_slapd_refuses_it() {
    let path = Path::new(SCHEMA).join("dsee.schema");
    let Ok(text) = fs::read_to_string(&path) else {
        return;
    };
    // A word of Debian 12's file is misspelt; other editions may have mended it.
    let line = text
        .lines()
        .position(|line| line.starts_with("attributeype"));
    let started = LdapServer::openldap("dc=example,dc=org")
        .schema_file(&path)
        .start();
    match line {
        None => assert!(started.is_ok()),
        Some(line) => assert_eq!(
            started.unwrap_err().problems(),
            [format!(
                "{}:{}:1: there is no statement `attributeype`; the nearest is `attributetype`",
                path.display(),
                line + 1
            )]
        ),
    }
}

#[cfg(unix)]
#[test]
fn ldapsearch_comes_through_a_socket_in_the_file_system() {
    let path = std::env::temp_dir().join(format!("ldaplab-interop-{}.sock", std::process::id()));
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldapi(&path)
        .start()
        .unwrap();
    let url = server.ldapi_url().unwrap();
    let base = ["-H", &url, "-b", "dc=example,dc=org", "-s", "base", "dc"];
    let ran = or_skip!(ldap("ldapsearch", server.trust_file(), &base));
    assert_eq!(
        (ran.code, ran.values("dc")),
        (Some(0), vec!["example"]),
        "{ran:?}"
    );
    // libldap asks for the certificate of the path (SNI), which is no host name: rustls refuses that.
    let ran = or_skip!(ldap(
        "ldapsearch",
        server.trust_file(),
        &[&["-ZZ"][..], &base].concat()
    ));
    assert!(
        ran.err.starts_with("ldap_start_tls: Connect error (-11)"),
        "{ran:?}"
    );
    let mut openssl = or_skip!(program("openssl"));
    openssl.args([
        "s_client",
        "-starttls",
        "ldap",
        "-verify_return_error",
        "-brief",
        "-unix",
    ]);
    openssl.arg(&path).arg("-CAfile").arg(server.trust_file());
    let ran = run(openssl);
    assert!(ran.err.contains("Verification: OK"), "{ran:?}");
}

#[test]
fn a_certificate_that_openssl_made_is_served_to_ldapsearch() {
    let folder = std::env::temp_dir().join(format!("ldaplab-openssl-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (key, cert) = (folder.join("key.pem"), folder.join("cert.pem"));
    let mut openssl = or_skip!(program("openssl"));
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "30",
        "-subj",
        "/CN=localhost",
    ]);
    openssl.args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]);
    openssl.arg("-keyout").arg(&key).arg("-out").arg(&cert);
    let made = run(openssl);
    assert_eq!(made.code, Some(0), "{made:?}");
    let server = LdapServer::openldap("dc=example,dc=org")
        .tls_files(&cert, &key)
        .start()
        .unwrap();
    for (url, more) in [(server.ldaps_url(), &[][..]), (server.ldap_url(), &["-ZZ"])] {
        let base = ["-H", &url, "-b", "dc=example,dc=org", "-s", "base", "dc"];
        let ran = or_skip!(ldap(
            "ldapsearch",
            server.trust_file(),
            &[more, &base].concat()
        ));
        assert_eq!(
            (ran.code, ran.values("dc")),
            (Some(0), vec!["example"]),
            "{ran:?}"
        );
    }
    fs::remove_dir_all(&folder).unwrap();
}
