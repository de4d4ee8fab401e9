//! `serve`, `tls serve` and `exec`.

use crate::process::{COMPANY, CORP, Folder, Serving, run};

#[test]
fn ready_has_the_fields_of_the_contract_in_their_order() {
    let mut serving = Serving::start(&["serve", "--ldif", CORP]);
    let mut at = 0;
    for field in [
        "ldap",
        "ldaps",
        "gc",
        "gcs",
        "host",
        "base",
        "bind_dn",
        "bind_password",
        "ca",
        "profile",
        "version",
        "pid",
        "control",
        "token",
    ] {
        let found = serving
            .ready_line
            .find(&format!("\"{field}\":"))
            .unwrap_or_else(|| panic!("{field} is missing"));
        assert!(
            found > at,
            "{field} is out of order in {}",
            serving.ready_line
        );
        at = found;
    }
    assert!(serving.field("ldap").starts_with("ldap://"));
    assert!(serving.field("ldaps").starts_with("ldaps://"));
    assert_eq!(serving.field("base"), "DC=example,DC=test");
    assert_eq!(serving.field("profile"), "active-directory");
    assert!(serving.ready["gc"].is_null() && serving.ready["control"].is_null());
    assert!(
        std::fs::read_to_string(serving.field("ca"))
            .unwrap()
            .contains("-----BEGIN CERTIFICATE-----")
    );
    let ca = serving.field("ca").to_owned();
    serving.close_stdin();
    assert_eq!(serving.end(), (Some(0), String::new()));
    assert!(
        !std::path::Path::new(&ca).exists(),
        "the trust file outlives its server"
    );
}

#[test]
fn without_a_plain_listener_ldap_is_null() {
    let serving = Serving::start(&["serve", "--secure-only"]);
    assert!(serving.ready["ldap"].is_null());
    assert!(serving.field("ldaps").starts_with("ldaps://"));
}

#[test]
fn sigterm_stops_it_with_exit_code_0() {
    let mut serving = Serving::start(&["serve"]);
    serving.terminate();
    assert_eq!(serving.end(), (Some(0), String::new()));
}

#[test]
fn the_ready_file_holds_the_same_json_and_goes_away_at_the_end() {
    let folder = Folder::new("ready-file");
    let file = folder.path().join("ready.json");
    let mut serving = Serving::start(&["serve", "--ready-file", file.to_str().unwrap()]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(serving.ready_line, format!("READY {text}\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it holds the administrator's password");
    }
    serving.close_stdin();
    assert_eq!(serving.end().0, Some(0));
    assert!(!file.exists());
}

#[test]
fn the_administrator_is_who_the_options_say() {
    let folder = Folder::new("root-password");
    let file = folder.file("password", "top secret\n");
    let arguments = [
        "serve",
        "--profile",
        "openldap",
        "--ldif",
        COMPANY,
        "--root-dn",
        "cn=root,dc=example,dc=org",
        "--root-password-file",
        &file,
    ];
    let serving = Serving::start(&arguments);
    assert_eq!(serving.field("bind_dn"), "cn=root,dc=example,dc=org");
    assert_eq!(serving.field("bind_password"), "top secret");
    let ran = run(&[
        "test",
        serving.field("ldap"),
        "--bind",
        "cn=root,dc=example,dc=org",
        "--password",
        "top secret",
    ]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn a_server_that_cannot_start_says_why_and_prints_no_ready() {
    let folder = Folder::new("bad-start");
    let file = folder.file("bad.ldif", "dn: DC=example,DC=test\nx\n");
    let ran = run(&["serve", "--ldif", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err.contains(&file) && ran.err.contains("\n cure: "),
        "{}",
        ran.err
    );
}

#[test]
fn a_switch_that_does_not_exist_is_a_usage_error_that_names_the_nearest() {
    let ran = run(&["serve", "--set", "max-page-sise=2"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("the nearest is `max-page-size`"),
        "{}",
        ran.err
    );
}

#[test]
fn a_command_finds_the_directory_in_its_environment() {
    let script = "echo $LDAP_BASE $LDAPBASE; test -r \"$LDAP_CA_FILE\" && test \"$LDAPTLS_CACERT\" = \"$LDAP_CA_FILE\" && echo $LDAP_URL | cut -c1-7; exit 3";
    let ran = run(&["exec", "--profile", "openldap", "--", "sh", "-c", script]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(ran.out, "dc=example,dc=org dc=example,dc=org\nldap://\n");
}

#[test]
fn exec_has_the_shells_codes_for_what_cannot_run() {
    assert_eq!(
        run(&["exec", "--", "no-such-program-anywhere"]).code,
        Some(127)
    );
    assert_eq!(run(&["exec", "--", "/"]).code, Some(126));
    assert_eq!(
        run(&["exec", "--ldif", "no/such.ldif", "--", "true"]).code,
        Some(125)
    );
    assert_eq!(
        run(&["exec", "--", "sh", "-c", "kill -KILL $$"]).code,
        Some(137)
    );
}
