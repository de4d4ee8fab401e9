//! `serve`, `tls serve` and `exec`.

use crate::process::{COMPANY, CORP, Folder, Serving, binary, run};

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
fn the_readme_says_which_fields_ready_has_and_what_ends_a_server() {
    let readme = include_str!("../../../README.md");
    let table = readme.split_once("| field | what |").expect("the table").1;
    let table = table.split("\n\n").next().unwrap_or_default();
    let mut told: Vec<&str> = table
        .lines()
        .skip(2)
        .filter_map(|line| line.split('|').nth(1))
        .flat_map(|cell| cell.split(','))
        .map(|name| name.trim().trim_matches('`'))
        .collect();
    let server = Serving::start(&["serve"]);
    let mut fields: Vec<&str> = server
        .ready
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    told.sort_unstable();
    fields.sort_unstable();
    assert_eq!(told, fields);
    assert!(readme.contains("with `--until-stdin-closes` also until its stdin ends"));
}

#[test]
fn without_being_asked_a_server_outlives_its_stdin() {
    let mut child = binary()
        .arg("serve")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    let ready: serde_json::Value =
        serde_json::from_str(line.strip_prefix("READY ").unwrap()).unwrap();
    // Its stdin has ended long before a whole connection test is through.
    let ran = run(&["test", ready["ldap"].as_str().unwrap()]);
    assert_eq!(child.try_wait().unwrap(), None, "{}", ran.err);
    child.kill().unwrap();
    child.wait().unwrap();
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

/// The exit code of a connection test.
fn tested(serving: &Serving) -> Option<i32> {
    let url = serving.field("ldap").to_owned();
    let arguments = [
        "test",
        &url,
        "--bind",
        serving.field("bind_dn"),
        "--password",
        serving.field("bind_password"),
    ];
    run(&arguments).code
}

#[test]
fn a_bare_suffix_is_empty_as_slapds_is_and_the_switch_says_otherwise() {
    let bare = Serving::start(&["serve", "--suffix", "dc=example,dc=org"]);
    // 15: the base is not there.
    assert_eq!(tested(&bare), Some(15));
    let switched = [
        "serve",
        "--suffix",
        "dc=example,dc=org",
        "--set",
        "suffix-entry=true",
    ];
    assert_eq!(tested(&Serving::start(&switched)), Some(0));
    let filled = ["serve", "--suffix", "dc=example,dc=org", "--ldif", COMPANY];
    assert_eq!(tested(&Serving::start(&filled)), Some(0));
    let domain = ["serve", "--domain", "corp.example"];
    assert_eq!(tested(&Serving::start(&domain)), Some(0));
}

#[test]
fn exec_makes_the_suffix_unless_the_switch_says_otherwise() {
    let test = |more: &[&str]| {
        let mut arguments = vec!["exec", "--suffix", "dc=example,dc=org"];
        arguments.extend(more);
        let program = env!("CARGO_BIN_EXE_ldaplab");
        let shell = format!("{program} test \"$LDAP_URL\" --bind \"$LDAP_BIND_DN\" >/dev/null");
        arguments.extend(["--", "sh", "-c", &shell]);
        run(&arguments).code
    };
    assert_eq!(test(&[]), Some(0));
    assert_eq!(test(&["--set", "suffix-entry=false"]), Some(15));
}

#[test]
fn passwords_that_cannot_be_checked_and_switches_that_a_profile_has_not_are_told_on_stderr() {
    let folder = Folder::new("unchecked");
    let file = folder.file(
        "a.ldif",
        "dn: uid=a,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: a\ncn: a\nsn: a\nuserPassword: {ARGON2}x\n",
    );
    let ran = run(&[
        "exec",
        "--suffix",
        "dc=example,dc=org",
        "--ldif",
        &file,
        "--",
        "true",
    ]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            Some(0),
            "warning: `uid=a,dc=example,dc=org` cannot bind: passwords stored as {ARGON2} cannot be checked; store {SSHA}, {SSHA512}, {PBKDF2-SHA256} or the plain text\n"
        )
    );
    let ran = run(&["ldif", "check", &file]);
    assert!(
        ran.code == Some(0) && ran.err.starts_with("warning: `uid=a,"),
        "{ran:?}"
    );
    let ran = run(&[
        "serve",
        "--suffix",
        "dc=example,dc=org",
        "--set",
        "unknown-user=525",
    ]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("the profile `openldap` has no switch `unknown-user`, which is for `active-directory`; leave it out"),
        "{}",
        ran.err
    );
}

#[test]
fn a_check_reads_the_files_that_values_name_where_that_is_permitted() {
    let folder = Folder::new("urls");
    let photo = folder.file("photo", "JPEG");
    let file = folder.file(
        "a.ldif",
        &format!("dn: uid=a,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: a\ncn: a\nsn: a\njpegPhoto:< file://{photo}\n"),
    );
    let refused = run(&["ldif", "check", &file]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused
            .err
            .contains(":6:11: values from URLs (`:<`) are not read unless that is permitted")
            && refused.err.contains("`--urls`"),
        "{}",
        refused.err
    );
    let taken = run(&["ldif", "check", &file, "--urls"]);
    assert_eq!(taken.code, Some(0), "{}", taken.err);
    let missing = folder.file("b.ldif", "dn: uid=a,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: a\ncn: a\nsn: a\njpegPhoto:< file:///nowhere/at/all\n");
    let ran = run(&["ldif", "check", &missing, "--urls"]);
    assert!(
        ran.code == Some(1) && ran.err.contains("No such file"),
        "{}",
        ran.err
    );
}
