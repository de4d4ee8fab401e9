//! The questions that real servers were asked, asked again: what differs from their recorded answers stands in
//! `fixtures/truth/differences.*.txt`, each case with its reason. A difference more fails, and so does one less.
//!
//! Needs python3, which runs the tools that recorded the answers.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use ldaplab::{
    LdapServer,
    server::{Profile, key},
};

use crate::program::python;

const TRUTH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/truth");

/// A folder for what the tools write, which goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ldaplab-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The questions of a server, in order; then its answers compared. `None` without python3.
fn differences(
    server: &LdapServer,
    ports: [u16; 2],
    questions: &[&str],
    compare: impl Fn(&Path) -> Vec<String>,
) -> Option<BTreeMap<String, String>> {
    let folder = Folder::new(questions[0]);
    let (plain, tls) = (
        server.ldap_address().unwrap().port(),
        server.ldaps_address().unwrap().port(),
    );
    // Where there is a global catalogue, the questions to it go to the same ports.
    let map = format!(
        "{}={plain},{}={tls},3268={plain},3269={tls}",
        ports[0], ports[1]
    );
    for question in questions {
        let ran = python(
            &[&format!("{TRUTH}/capture.py"), question],
            &[
                ("LDAPLAB_PORTS", &map),
                ("LDAPLAB_OUT", folder.0.to_str().unwrap()),
            ],
        )?;
        assert_eq!(
            ran.code,
            Some(0),
            "capture.py {question}: {}\n{}",
            ran.err,
            ran.out
        );
    }
    let mut arguments = vec![format!("{TRUTH}/compare.py")];
    arguments.extend(compare(&folder.0));
    arguments.push("--list".into());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = python(&arguments, &[])?;
    // The last line is the sum.
    let lines = ran
        .out
        .lines()
        .filter(|line| !line.starts_with("rows ") && !line.starts_with("verdict "));
    let differences = lines.filter_map(|line| line.split_once(": "));
    Some(
        differences
            .map(|(case, how)| (case.to_owned(), how.to_owned()))
            .collect(),
    )
}

/// The cases of a list, each line `case<TAB>reason`.
fn listed(name: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(format!("{TRUTH}/differences.{name}.txt")).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let cases = lines.map(|line| {
        line.split_once('\t')
            .unwrap_or_else(|| panic!("without a reason: {line}"))
    });
    cases
        .map(|(case, reason)| (case.to_owned(), reason.to_owned()))
        .collect()
}

fn check(name: &str, found: &BTreeMap<String, String>) {
    let listed = listed(name);
    let new: Vec<_> = found
        .iter()
        .filter(|(case, _)| !listed.contains_key(*case))
        .collect();
    let gone: Vec<_> = listed
        .keys()
        .filter(|case| !found.contains_key(*case))
        .collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "differences.{name}.txt is not what was found.\nnew: {new:#?}\nagrees by now: {gone:#?}"
    );
}

#[test]
fn openldap_answers_as_recorded_but_for_the_listed_cases() {
    let server = LdapServer::builder(Profile::OPENLDAP)
        .suffix("dc=example,dc=org")
        .suffix("dc=limits,dc=org")
        .ldif("dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n")
        .root_password("adminpw")
        .set(key::DEFAULT_REFERRAL, "ldap://root.example.org")
        .start()
        .unwrap();
    let found = differences(&server, [2389, 2636], &["slapd"], |folder| {
        vec![
            "openldap".into(),
            format!("{TRUTH}/answers.openldap.jsonl"),
            folder.join("answers.slapd.jsonl").display().to_string(),
        ]
    });
    if let Some(found) = found {
        check("openldap", &found);
    }
}

#[test]
fn active_directory_answers_as_documented_and_recorded_but_for_the_listed_cases() {
    let server = LdapServer::active_directory("example.test")
        .root_password("Passw0rd.Admin1")
        .start()
        .unwrap();
    let found = differences(&server, [389, 636], &["setup-samba", "samba"], |folder| {
        vec![
            "windows".into(),
            format!("{TRUTH}/answers.samba.jsonl"),
            folder.join("answers.samba.jsonl").display().to_string(),
            format!("{TRUTH}/windows-documented.jsonl"),
            format!("{TRUTH}/windows-exclude.txt"),
        ]
    });
    if let Some(mut found) = found {
        // Rows that are inferred or remembered: nobody is held to them.
        found.retain(|_, how| !how.starts_with("[likely]"));
        check("active-directory", &found);
    }
}
