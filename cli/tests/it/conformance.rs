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
            .contains("\nrfc4511/4.10       8       0        0         0          0\n"),
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
