//! `--config`, and what the command line says beside it.

use crate::process::{Folder, Serving, run};

const TRUTH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/truth");
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/directory.toml");

/// Ports that are free instead of the file's.
const FREE: [&str; 4] = ["--ldap", "127.0.0.1:0", "--ldaps", "127.0.0.1:0"];

fn tested(serving: &Serving, name: &str, password: &str) -> Option<i32> {
    let url = serving.field("ldap");
    run(&[
        "test",
        url,
        "--bind",
        name,
        "--password",
        password,
        "--base",
        "",
    ])
    .code
}

#[test]
fn the_recorded_servers_stand_up_from_their_files() {
    for (file, profile, base, admin, password) in [
        (
            "openldap",
            "openldap",
            "dc=example,dc=org",
            "cn=admin,dc=example,dc=org",
            "adminpw",
        ),
        (
            "openldap-variant",
            "openldap",
            "dc=example,dc=org",
            "cn=admin,dc=example,dc=org",
            "adminpw",
        ),
        (
            "samba",
            "active-directory",
            "DC=example,DC=test",
            "CN=Administrator,CN=Users,DC=example,DC=test",
            "Passw0rd.Admin1",
        ),
        (
            "active-directory",
            "active-directory",
            "DC=example,DC=test",
            "CN=Administrator,CN=Users,DC=example,DC=test",
            "Passw0rd.Admin1",
        ),
    ] {
        let path = format!("{TRUTH}/{file}.toml");
        let serving = Serving::start(&[&["serve", "--config", &path][..], &FREE].concat());
        assert_eq!(serving.field("profile"), profile);
        assert_eq!(serving.field("base"), base);
        assert_eq!(serving.field("bind_dn"), admin);
        assert_eq!(serving.field("bind_password"), password);
        assert_eq!(tested(&serving, admin, password), Some(0), "{file}");
        if profile == "openldap" {
            assert_eq!(
                tested(&serving, "cn=admin,dc=limits,dc=org", password),
                Some(0)
            );
            assert_eq!(
                tested(&serving, "cn=admin,dc=limits,dc=org", "wrong"),
                Some(13)
            );
        }
    }
}

#[test]
fn what_is_given_beside_a_file_adds_to_it_or_wins_over_it() {
    let folder = Folder::new("config");
    let password = folder.file("password", "from the file\n");
    assert!(password.ends_with("password"));
    let file = folder.file(
        "server.toml",
        "suffix = 'dc=a,dc=example'\nroot-password-file = 'password'\nuser = 'ada:s3cret'\n[set]\nsize-limit = 1\n",
    );
    let serving = Serving::start(&["serve", "--config", &file]);
    assert_eq!(serving.field("bind_password"), "from the file");
    assert_eq!(serving.field("profile"), "openldap");
    let serving = Serving::start(&[
        "serve",
        "--config",
        &file,
        "--root-password",
        "mine",
        "--suffix",
        "o=b",
        "--user",
        "bob:s3cret",
    ]);
    assert_eq!(serving.field("bind_password"), "mine");
    assert_eq!(serving.field("base"), "dc=a,dc=example");
    for (name, code) in [
        ("cn=admin,o=b", Some(0)),
        ("uid=none,ou=people,dc=a,dc=example", Some(13)),
    ] {
        assert_eq!(tested(&serving, name, "mine"), code, "{name}");
    }
    for name in ["ada", "bob"] {
        let dn = format!("uid={name},ou=people,dc=a,dc=example");
        assert_eq!(tested(&serving, &dn, "s3cret"), Some(0));
    }
    let domain = Serving::start(&[
        "serve",
        "--config",
        &folder.file("empty.toml", ""),
        "--domain",
        "corp.example",
    ]);
    assert_eq!(domain.field("base"), "DC=corp,DC=example");
}

#[test]
fn what_is_wrong_with_a_file_or_beside_it_is_a_usage_error() {
    let folder = Folder::new("config-wrong");
    let file = folder.file("server.toml", "sufix = 'o=a'\nroot-password = 's3cret\n");
    let ran = run(&["serve", "--config", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err
            .starts_with(&format!("error: {file}:2:24: this is no TOML: ")),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("s3cret"), "{}", ran.err);
    let file = folder.file("server.toml", "sufix = 'o=a'\ncontrol = '127.0.0.1:1'\n");
    let ran = run(&["exec", "--config", &file, "--", "true"]);
    assert_eq!(ran.code, Some(125));
    assert_eq!(
        ran.err,
        format!(
            "error: {file}:1:1: there is no key `sufix`; the nearest is `suffix`\n  {file}:2:1: `control` is not built yet; leave it out.\n cure: Correct the file of options and start again.\n"
        )
    );
    // Conflicts between the two are told, too.
    let file = folder.file("server.toml", "profile = 'active-directory'\n");
    let ran = run(&["serve", "--config", &file, "--suffix", "o=a"]);
    assert!(
        ran.code == Some(2)
            && ran.err.contains(
                "the profile `active-directory` has no suffix of its own, and `o=a` was given"
            ),
        "{}",
        ran.err
    );
    let file = folder.file("server.toml", "ldap = '127.0.0.1:0'\n");
    let ran = run(&["serve", "--config", &file, "--secure-only"]);
    assert!(
        ran.code == Some(2)
            && ran
                .err
                .contains("an address for ldap:// was given to a server that has no such port"),
        "{}",
        ran.err
    );
    let ran = run(&["serve", "--config", "no/such.toml"]);
    assert!(
        ran.code == Some(2)
            && ran
                .err
                .starts_with("error: no/such.toml: it cannot be read: "),
        "{}",
        ran.err
    );
    for profile in ["samba", "rfc"] {
        let ran = run(&["serve", "--profile", profile]);
        assert!(ran.code == Some(2) && ran.err.contains(&format!("the profile `{profile}` is not built yet; there are active-directory and openldap")), "{}", ran.err);
    }
}

#[test]
fn a_certificate_goes_with_its_key_and_not_with_a_scenario() {
    for (arguments, words) in [
        (&["--tls-cert", "a.pem"][..], "--tls-key <FILE>"),
        (&["--tls-key", "a.pem"], "--tls-cert <FILE>"),
        (
            &["--tls-cert", "a", "--tls-key", "b", "--tls", "expired"],
            "cannot be used with",
        ),
    ] {
        let ran = run(&[&["serve"][..], arguments].concat());
        assert!(
            ran.code == Some(2) && ran.err.contains(words),
            "{}",
            ran.err
        );
    }
    let folder = Folder::new("tls-cert");
    let out = folder.path().display().to_string();
    assert_eq!(
        run(&["tls", "write", "self-signed", "--out", &out]).code,
        Some(0)
    );
    let (chain, key) = (format!("{out}/chain.pem"), format!("{out}/key.pem"));
    let serving = Serving::start(&["serve", "--tls-cert", &chain, "--tls-key", &key]);
    let served = std::fs::read_to_string(serving.field("ca")).unwrap();
    assert_eq!(served, std::fs::read_to_string(&chain).unwrap());
    let ran = run(&[
        "test",
        serving.field("ldaps"),
        "--ca",
        serving.field("ca"),
        "--base",
        "",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = run(&[
        "tls",
        "serve",
        "expired",
        "--tls-cert",
        &chain,
        "--tls-key",
        &key,
    ]);
    assert!(
        ran.code == Some(2) && ran.err.contains("exclude each other"),
        "{}",
        ran.err
    );
    // Whoever shows no certificate of the CA is not let in, which TLS 1.3 says with the first answer.
    let serving = Serving::start(&["serve", "--tls-client-ca", &chain]);
    assert_eq!(
        run(&[
            "test",
            serving.field("ldaps"),
            "--ca",
            serving.field("ca"),
            "--base",
            ""
        ])
        .code,
        Some(13)
    );
}

#[cfg(unix)]
#[test]
fn ready_says_where_the_socket_is() {
    let path = std::env::temp_dir().join(format!("ldaplab-cli-{}.sock", std::process::id()));
    let path = path.to_str().unwrap();
    let mut serving = Serving::start(&["serve", "--ldapi", path]);
    assert_eq!(
        serving.field("ldapi"),
        format!("ldapi://{}", path.replace('/', "%2F"))
    );
    let ran = run(&["test", serving.field("ldapi"), "--base", ""]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    serving.close_stdin();
    assert_eq!(serving.end().0, Some(0));
    assert!(!std::path::Path::new(path).exists());
}

#[test]
fn a_schema_file_is_loaded_and_its_faults_are_told_with_their_place() {
    let folder = Folder::new("schema");
    let file = folder.file("lab.schema", "objectidentifier Lab 1.3.6.1.4.1.99999\nattributetype ( Lab:1 NAME 'badge'\n  SYNTAX 1.3.6.1.4.1.1466.115.121.1.99 )\n");
    let ran = run(&["serve", "--suffix", "o=a", "--schema", &file]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains(&format!(
            "{file}:2:14: the syntax 1.3.6.1.4.1.1466.115.121.1.99 is not known"
        )),
        "{}",
        ran.err
    );
}

#[test]
fn a_check_of_entries_takes_the_schema_that_they_have() {
    let folder = Folder::new("schema-check");
    let schema = folder.file(
        "lab.schema",
        "attributetype ( 1.3.6.1.4.1.99999.1 NAME 'badge' SUP name )\nobjectclass ( 1.3.6.1.4.1.99999.2 NAME 'holder' AUXILIARY MUST badge )\n",
    );
    let entries = folder.file(
        "a.ldif",
        "dn: cn=a,dc=example,dc=org\nobjectClass: person\nobjectClass: holder\ncn: a\nsn: a\nbadge: 7\n",
    );
    assert_eq!(run(&["ldif", "check", &entries]).code, Some(1));
    let ran = run(&["ldif", "check", &entries, "--schema", &schema]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

#[test]
fn the_example_is_what_it_says() {
    let serving = Serving::start(&["serve", "--config", EXAMPLE]);
    for (name, password) in [
        ("cn=admin,dc=example,dc=org", "adminpw"),
        ("cn=admin,dc=limits,dc=org", "limitspw"),
        ("uid=ada,ou=people,dc=example,dc=org", "s3cret"),
        ("uid=bob,ou=people,dc=example,dc=org", "colon:s3cret"),
    ] {
        assert_eq!(tested(&serving, name, password), Some(0), "{name}");
    }
}
