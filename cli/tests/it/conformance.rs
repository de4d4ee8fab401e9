//! `conformance`: the list, a run, its reports and exit codes, and what it refuses.

use crate::process::{Folder, run};

const CONTENT: &str = "dn: ou=scratch,dc=example,dc=org
objectClass: organizationalUnit
ou: scratch

";

/// Runs the suite with these options beside an OpenLDAP.
fn suite(folder: &Folder, options: &str) -> crate::process::Ran {
    let file = folder.file("content.ldif", CONTENT);
    let script = format!(
        "{} conformance \"$LDAP_URL\" --bind \"$LDAP_BIND_DN\" --scratch ou=scratch,dc=example,dc=org {options}",
        env!("CARGO_BIN_EXE_ldaplab"),
    );
    run(&[
        "exec",
        "--profile",
        "openldap",
        "--suffix",
        "dc=example,dc=org",
        "--ldif",
        &file,
        "--",
        "sh",
        "-c",
        &script,
    ])
}

#[test]
fn the_list_asks_nobody_and_has_an_id_in_each_line() {
    let all = run(&["conformance", "--list"]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    assert!(all.out.lines().count() >= 750, "{}", all.out);
    assert!(all.out.starts_with("rfc4511/"), "{}", all.out);
    let one = run(&["conformance", "--list", "--case", "rfc4511/4.10/true"]);
    assert_eq!(
        one.out,
        "rfc4511/4.10/true must A compare with a value that the attribute has answers compareTrue.\n"
    );
}

#[test]
fn a_run_ends_well_or_with_1_and_writes_its_reports() {
    let folder = Folder::new("conformance-run");
    let good = suite(&folder, "--section rfc4511/4.10 --jobs 2");
    assert_eq!(good.code, Some(0), "{}{}", good.out, good.err);
    assert!(
        good.out
            .contains("\nrfc4511/4.10      10       0        0         0          0\n"),
        "{}",
        good.out
    );
    let (json, junit) = (
        folder.path().join("report.json"),
        folder.path().join("report.xml"),
    );
    let bad = suite(
        &folder,
        &format!(
            "--case rfc4511/4.6/rdn-value-stays --save {} --junit {}",
            json.display(),
            junit.display()
        ),
    );
    assert_eq!(bad.code, Some(1), "{}{}", bad.out, bad.err);
    assert!(
        bad.out
            .contains("the result is namingViolation (64), legal is 67"),
        "{}",
        bad.out
    );
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    assert_eq!(json["cases"][0]["verdict"], "failed");
    assert!(
        std::fs::read_to_string(junit)
            .unwrap()
            .contains("<failure message=\"the result is namingViolation (64), legal is 67\"")
    );
    let known = folder.file(
        "known.toml",
        "[[deviation]]\ncase = 'rfc4511/4.6/rdn-value-stays'\nserver = 'slapd'\nversions = '2.5'\nwhy = 'It says 64.'\nreference = 'seen'\n",
    );
    let listed = suite(
        &folder,
        &format!("--case rfc4511/4.6/rdn-value-stays --deviations {known} --json"),
    );
    assert_eq!(listed.code, Some(0), "{}{}", listed.out, listed.err);
    let json: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(json["cases"][0]["verdict"], "deviates");
    assert_eq!(json["cases"][0]["deviation"]["why"], "It says 64.");
}

#[test]
fn reports_are_shown_side_by_side() {
    let folder = Folder::new("conformance-page");
    let (one, page) = (
        folder.path().join("one.json"),
        folder.path().join("page.html"),
    );
    let cases = "--case rfc4511/4.6/rdn-value-stays --case rfc4511/4.10/true";
    let ran = suite(&folder, &format!("{cases} --save {}", one.display()));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let other = folder.file(
        "other.json",
        r#"{"server":"<b>","cases":[{"id":"rfc4511/4.10/true","clause":"x","verdict":"passed"}]}"#,
    );
    let ran = run(&[
        "conformance",
        "--html",
        &page.display().to_string(),
        "--merge",
        &one.display().to_string(),
        "--merge",
        &other,
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let html = std::fs::read_to_string(page).unwrap();
    for expected in [
        "<th class=\"v\" title=\"OpenLDAP\">one</th><th class=\"v\" title=\"&lt;b&gt;\">other</th>",
        "<td class=\"v\">1 of 2</td><td class=\"v\">1 of 1</td>",
        "<a href=\"#rfc4511/4.6/rdn-value-stays\">\u{2717}</a>",
        "the result is namingViolation (64), legal is 67",
        "&lt; 2 Modify(LdapResult",
    ] {
        assert!(html.contains(expected), "{expected} is not in {html}");
    }
    assert!(
        !html.contains("http://") && !html.contains("https://"),
        "{html}"
    );
    let wrong = run(&["conformance", "--html", "/dev/null", "--merge", "/dev/null"]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong
            .err
            .starts_with("error: the report /dev/null is no JSON"),
        "{}",
        wrong.err
    );
}

#[test]
fn servers_are_started_for_the_run_and_known() {
    let folder = Folder::new("conformance-servers");
    let (saved, page) = (
        folder.path().join("saved.json"),
        folder.path().join("page.html"),
    );
    let case = [
        "--case",
        "rfc4511/4.6/rdn-value-stays",
        "--case",
        "rfc4511/4.10/true",
    ];
    let mut all = vec![
        "conformance",
        "mock:openldap",
        "mock:active-directory:tls",
        "--json",
    ];
    let (saved, page) = (saved.display().to_string(), page.display().to_string());
    all.extend(case);
    all.extend(["--save", &saved, "--html", &page]);
    let ran = run(&all);
    // What is known of a profile of ours is no failure.
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let both: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(both[0]["name"], "mock:openldap");
    assert_eq!(both[0]["cases"][0]["verdict"], "deviates");
    assert_eq!(both[1]["cases"][1]["verdict"], "passed");
    assert!(
        both[1]["url"].as_str().unwrap().starts_with("ldaps://"),
        "{}",
        both[1]["url"]
    );
    // The names stay when the reports are put on another page.
    let again = folder.path().join("again.html").display().to_string();
    let ran = run(&["conformance", "--merge", &saved, "--html", &again]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let (one, other) = (
        std::fs::read_to_string(page).unwrap(),
        std::fs::read_to_string(again).unwrap(),
    );
    assert_eq!(one, other);
    assert!(
        one.contains(">mock:openldap</th>") && one.contains(">mock:active-directory:tls</th>"),
        "{one}"
    );
    // And nothing is known where the user says so.
    let nothing = folder.file("nothing.toml", "");
    let ran = run(&[
        "conformance",
        "mock:openldap",
        "--case",
        "rfc4511/4.6/rdn-value-stays",
        "--deviations",
        &nothing,
    ]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    let ran = run(&[
        "conformance",
        "mock:openldap",
        "--case",
        "rfc4511/4.6/rdn-value-stays",
        "--profile",
        "slapd",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
}

#[test]
fn a_server_is_held_against_a_profile() {
    let ran = run(&[
        "conformance",
        "mock:openldap",
        "--diff",
        "active-directory",
        "--case",
        "rfc4511/4.2/wrong-password",
        "--case",
        "rfc4511/4.10/true",
        "--case",
        "rfc4511/4.9/moved",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let text = ran.out.split_once("\n\n").unwrap().1;
    assert_eq!(
        text,
        "rfc4511/4.9/moved (must; legality)
  With newSuperior the entry goes below it.
  1: passed
     success (0)
  2: failed: the result is unwillingToPerform (53), legal is 0
     unwillingToPerform (53)
     words: 00002035: SvcErr: DSID-031A120C, problem 5003 (WILL_NOT_PERFORM), data 0

rfc4511/4.2/wrong-password (must; words)
  A wrong password is invalidCredentials.
  1: passed
     invalidCredentials (49)
  2: passed
     invalidCredentials (49)
     words: 80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1

3 cases, 2 differences: 1 legality, 0 presence, 0 answer, 1 words
"
    );
    let ran = run(&[
        "conformance",
        "mock:openldap",
        "--diff",
        "active-directory",
        "--section",
        "rfc4511/4.5.1.1",
        "--json",
        "--anonymise",
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for private in ["127.0.0.1", "ldap://", "dc=example"] {
        assert!(
            !ran.out.to_ascii_lowercase().contains(private),
            "{private} is in {}",
            ran.out
        );
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_a_cure() {
    for (arguments, expected) in [
        (
            &["--section", "rfc9999"][..],
            "error: no case is `rfc9999` or lies in it",
        ),
        (
            &["--case", "rfc4511/none"],
            "error: no case is `rfc4511/none` or lies in it",
        ),
        (
            &["--deviations", "/nonexistent"],
            "error: the file /nonexistent cannot be read",
        ),
        (
            &["--shard", "3/2"],
            "error: invalid value '3/2' for '--shard <PART/OF>': part 3 of 2 does not exist; the first is 1",
        ),
        (
            &["--profile", "oracle"],
            "error: no deviations are known of `oracle`.\n cure: There are slapd, samba, 389ds, openldap-profile, active-directory-profile.",
        ),
        (
            &[
                "mock:oracle",
                "--case",
                "rfc4511/4.10/true",
                "--diff",
                "openldap",
            ],
            "error: two servers are held against each other",
        ),
        (
            &["--case", "rfc4511/4.10/true", "--diff", "oracle"],
            "error: mock:oracle is no profile that can be started.\n cure: There are mock:openldap, mock:active-directory.",
        ),
        (
            &["real:slapd", "--junit", "/dev/null"],
            "error: a file of JUnit XML is about one server",
        ),
        (
            &["--without", "rfc4511/none"],
            "error: no case is `rfc4511/none` or lies in it",
        ),
        (
            &["--anonymise"],
            "error: the following required arguments were not provided",
        ),
        (
            &["--level", "often"],
            "error: invalid value 'often' for '--level <LEVEL>': there are must, should, may and quirk",
        ),
    ] {
        let mut all = vec!["conformance", "ldap://127.0.0.1:1"];
        all.extend(arguments);
        let ran = run(&all);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.starts_with(expected), "{}", ran.err);
    }
    let folder = Folder::new("conformance-none");
    let none = suite(&folder, "--case rfc4511/4.10/true --shard 2/2");
    assert_eq!(none.code, Some(1), "{}", none.out);
    assert!(
        none.err
            .starts_with("error: no case was run: this part has none"),
        "{}",
        none.err
    );
    let nobody = run(&["conformance", "ldap://127.0.0.1:1", "--timeout", "2"]);
    assert_eq!(nobody.code, Some(1), "{}", nobody.err);
    assert!(nobody.err.contains("127.0.0.1:1"), "{}", nobody.err);
}
