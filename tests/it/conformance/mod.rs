//! The conformance suite: the profile `openldap` passes it but for what is listed, and a server that makes mistakes does not.

mod matrix;
mod mutants;

use std::collections::HashSet;

use ldaplab::{
    LdapServer,
    conformance::{self, Deviations, Level, Manner, Place, Selection, Target, Verdict},
    server::{Fault, compare, search},
    wire::{Operation, ResultCode},
};

const BASE: &str = "dc=example,dc=com";

const CONTENT: &str = "dn: ou=scratch,dc=example,dc=com
objectClass: organizationalUnit
ou: scratch

dn: cn=second,dc=example,dc=com
objectClass: person
cn: second
sn: second
userPassword: secondpw

";

pub(crate) const OPENLDAP: &str =
    include_str!("../../../fixtures/deviations/openldap-profile.toml");

pub(crate) fn server() -> LdapServer {
    LdapServer::openldap(BASE)
        .root_dn("cn=admin,dc=example,dc=com")
        .root_password("password")
        .ldif(CONTENT)
        .start()
        .unwrap()
}

pub(crate) fn target(server: &LdapServer) -> Target {
    Target::new(&server.ldap_url())
        .unwrap()
        .bind("cn=admin,dc=example,dc=com", "password")
        .second("cn=second,dc=example,dc=com", "secondpw")
        .scratch("ou=scratch,dc=example,dc=com")
}

/// The names of all entries.
fn all(server: &LdapServer) -> Vec<String> {
    let entries = server.find("(|(objectClass=*)(!(objectClass=*)))");
    entries.iter().map(|entry| entry.dn().to_owned()).collect()
}

pub(crate) fn manner() -> Manner {
    Manner {
        jobs: 2,
        known: Deviations::parse(OPENLDAP).unwrap(),
    }
}

#[test]
fn the_openldap_profile_passes_but_for_what_is_listed() {
    let server = server();
    let before = all(&server);
    let report = conformance::run_in(&target(&server), &Selection::all(), &manner(), &|_| {});
    assert_eq!(report.count("failed"), 0, "{report}");
    assert_eq!(report.count("deviates-no-longer"), 0, "{report}");
    assert!(report.count("passed") >= 640, "{report}");
    report.assert_conforms();
    // Whatever was made is gone.
    assert_eq!(all(&server), before);
}

#[test]
fn without_a_scratch_place_nothing_is_written() {
    let server = server();
    let target = Target::new(&server.ldap_url()).unwrap();
    let report = conformance::run_in(&target, &Selection::all(), &manner(), &|_| {});
    assert!(report.conforms(), "{report}");
    assert!(
        report.count("passed") > 20 && report.count("skipped") > 80,
        "{report}"
    );
    let skipped = report
        .outcomes
        .iter()
        .find(|own| own.case.id == "rfc4511/4.10/true");
    let expected =
        Verdict::Skipped("no place to write was given (--scratch, with --bind)".to_owned());
    assert_eq!(skipped.map(|own| &own.verdict), Some(&expected));
    assert_eq!(written(&server), [""; 0]);
}

/// What might change the directory, of all that was asked.
fn written(server: &LdapServer) -> Vec<String> {
    let writes = [
        Operation::Add,
        Operation::Modify,
        Operation::Delete,
        Operation::ModifyDn,
    ];
    let requests = server.requests();
    let written = requests
        .iter()
        .filter(|own| writes.contains(&own.operation()));
    written.map(|own| own.to_string()).collect()
}

/// Nor is it where somebody who may write is named: a case that sends a write has a place for it.
#[test]
fn who_may_write_writes_nothing_without_a_scratch_place() {
    for (builder, place) in [
        (LdapServer::openldap(BASE), Place::of_directory(BASE)),
        (
            LdapServer::active_directory("example.test"),
            Place::of_domain("DC=example,DC=test"),
        ),
    ] {
        let server = builder.ldif(place.ldif()).start().unwrap();
        let admin = server.admin();
        let target = Target::new(&server.ldap_url()).unwrap();
        let target = target.bind(admin.dn(), admin.password());
        let report = conformance::run_in(&target, &Selection::all(), &manner(), &|_| {});
        assert!(report.count("passed") > 40, "{report}");
        assert_eq!(written(&server), [""; 0]);
    }
}

#[test]
fn ids_are_names_and_stand_once() {
    let mut seen = HashSet::new();
    for case in conformance::cases() {
        assert!(seen.insert(case.id), "{} stands twice", case.id);
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/-._".contains(c);
        assert!(case.id.chars().all(good), "{}", case.id);
        assert!(
            case.id.matches('/').count() >= 2,
            "{} has no section",
            case.id
        );
        let name = case.id.rsplit('/').next().unwrap();
        assert!(
            name.chars().any(|c| c.is_ascii_alphabetic()),
            "{} is a number",
            case.id
        );
        assert!(
            case.clause.ends_with('.') || case.clause.ends_with('?'),
            "{}: {}",
            case.id,
            case.clause
        );
    }
    assert!(seen.len() >= 750, "{}", seen.len());
}

#[test]
fn every_listed_deviation_is_of_a_case() {
    let known: HashSet<&str> = conformance::cases().map(|case| case.id).collect();
    for name in Deviations::names() {
        let deviations = Deviations::known(name).unwrap();
        for deviation in deviations.iter() {
            assert!(
                known.contains(deviation.case.as_str()),
                "{}",
                deviation.case
            );
        }
    }
    for (text, expected) in [
        (
            "[[deviation]]\ncase = 'a'\n",
            "a deviation lacks `server`, a text",
        ),
        (
            "[[deviations]]\ncase = 'a'\n",
            "`deviations` is unknown; write [[deviation]]",
        ),
        ("case = 'a'\n", "`case` is no list of [[deviation]]"),
    ] {
        let error = Deviations::parse(text).unwrap_err().to_string();
        assert!(error.ends_with(expected), "{error}");
    }
}

/// docs/conformance.md has a row for each document, with the number of its cases and of those of each section.
#[test]
fn the_page_counts_the_cases() {
    let page = include_str!("../../../docs/conformance.md");
    let (_, table) = page.split_once("## What is covered").unwrap();
    let mut documents: Vec<&str> = conformance::cases()
        .map(|case| case.id.split('/').next().unwrap())
        .collect();
    documents.dedup();
    documents.sort_unstable();
    documents.dedup();
    for document in documents {
        let own: Vec<&str> = conformance::cases()
            .map(|case| case.section())
            .filter(|section| section.split('/').next() == Some(document))
            .collect();
        let row = table
            .lines()
            .find(|line| line.starts_with(&format!("| {document} |")));
        let row: Vec<&str> = row
            .unwrap_or_else(|| panic!("no row for {document}"))
            .split(" | ")
            .collect();
        assert_eq!(row[2], own.len().to_string(), "{document}");
        for section in &own {
            let number = own.iter().filter(|other| *other == section).count();
            let (_, name) = section.split_once('/').unwrap();
            let shown = format!("{name} ({number})");
            assert!(
                row[3].split(", ").any(|own| own == shown),
                "{document}: {shown}"
            );
        }
    }
}

#[test]
fn parts_of_a_run_are_the_whole() {
    let part = |number| Selection::all().shard(number, 3).unwrap().chosen();
    let mut parts: Vec<&str> = (1..=3).flat_map(part).map(|case| case.id).collect();
    let mut all: Vec<&str> = conformance::cases().map(|case| case.id).collect();
    parts.sort_unstable();
    all.sort_unstable();
    assert_eq!(parts, all);
    assert_eq!(
        Selection::all().shard(4, 3).unwrap_err(),
        "part 4 of 3 does not exist; the first is 1"
    );
    let section = Selection::all().section("rfc4511/4.1").chosen();
    assert!(
        section
            .iter()
            .all(|case| case.id.starts_with("rfc4511/4.1.") || case.id.starts_with("rfc4511/4.1/"))
    );
    assert!(!section.is_empty());
    let binding = Selection::all().level(Level::Must).chosen();
    assert!(binding.iter().all(|case| case.level == Level::Must));
    assert_eq!(
        Selection::all()
            .section("rfc9999")
            .case("rfc4511/no")
            .unknown(),
        ["rfc9999", "rfc4511/no"]
    );
}

#[test]
fn a_server_that_refuses_fails_and_says_why() {
    let server = server();
    let selection = Selection::all().case("rfc4511/4.10/true");
    let _fault = server.inject(compare(), Fault::result(ResultCode::BUSY));
    let report = conformance::run(&target(&server), &selection);
    assert!(!report.conforms());
    let Verdict::Failed(why) = &report.outcomes[0].verdict else {
        panic!("{report}");
    };
    assert_eq!(why, "the result is busy (51), legal is 6");
    let text = report.to_string();
    assert!(
        text.contains("< 2 Compare(LdapResult { code: busy (51)"),
        "{text}"
    );
    assert!(!text.contains("password"), "{text}");
    let known = "[[deviation]]\ncase = 'rfc4511/4.10/true'\nserver = 's'\nversions = '1'\nwhy = 'It is busy.'\nreference = 'seen'\n";
    let manner = Manner {
        jobs: 1,
        known: Deviations::parse(known).unwrap(),
    };
    let report = conformance::run_in(&target(&server), &selection, &manner, &|_| {});
    assert_eq!((report.count("deviates"), report.conforms()), (1, true));
    let junit = report.to_junit().unwrap();
    assert!(
        junit.contains("name=\"rfc4511/4.10/true\"") && junit.contains("<skipped"),
        "{junit}"
    );
}

#[test]
fn a_server_that_goes_in_the_middle_is_told() {
    let server = server();
    let target = target(&server);
    let server = std::sync::Mutex::new(Some(server));
    let selection = Selection::all().section("rfc4511/4.10");
    let manner = Manner::default();
    let report = conformance::run_in(&target, &selection, &manner, &|outcome| {
        // It goes behind the first case, and so in the second.
        assert!(!outcome.case.id.is_empty());
        drop(server.lock().unwrap().take());
    });
    let ids: Vec<&str> = report.outcomes.iter().map(|own| own.case.id).collect();
    assert_eq!(report.died, [ids[1]]);
    assert!(!report.conforms());
    assert_eq!(report.outcomes[0].verdict, Verdict::Passed);
    for outcome in &report.outcomes[2..] {
        let expected = format!("the server went in {}", ids[1]);
        assert_eq!(outcome.verdict, Verdict::Skipped(expected));
    }
    let last = format!(
        "\nthe server was gone when these cases were under way: {}\n",
        ids[1]
    );
    assert!(report.to_string().contains(&last), "{report}");
}

/// The profile `active-directory` does what Samba does, or what is listed.
#[test]
fn the_active_directory_profile_passes_but_for_what_is_listed() {
    let place = Place::of_domain("DC=example,DC=test");
    let server = LdapServer::active_directory("example.test")
        .ldif(place.ldif())
        .start()
        .unwrap();
    let before = all(&server);
    let (name, password) = (server.admin().dn(), server.admin().password());
    let target = place.target(&server.ldap_url(), name, password).unwrap();
    let manner = Manner {
        jobs: 2,
        known: Deviations::known("active-directory-profile").unwrap(),
    };
    let report = conformance::run_in(&target, &Selection::all(), &manner, &|_| {});
    assert_eq!(report.count("failed"), 0, "{report}");
    assert_eq!(report.count("deviates-no-longer"), 0, "{report}");
    assert!(report.count("passed") >= 315, "{report}");
    assert_eq!(all(&server), before);
}

#[test]
fn two_servers_are_held_against_each_other() {
    let place = Place::of_directory(BASE);
    let start = || {
        LdapServer::openldap(BASE)
            .ldif(place.ldif())
            .start()
            .unwrap()
    };
    let (one, other) = (start(), start());
    let target = |server: &LdapServer| {
        let admin = server.admin();
        place
            .target(&server.ldap_url(), admin.dn(), admin.password())
            .unwrap()
    };
    let same = conformance::diff(&target(&one), &target(&other));
    assert!(same.is_complete());
    let ids: Vec<&str> = same.differences.iter().map(|own| own.case.id).collect();
    assert_eq!(ids, [""; 0], "{same}");
    // What the one is not asked, the other is not asked either.
    let reading = Target::new(&one.ldap_url()).unwrap();
    let same = conformance::diff(&reading, &target(&other));
    let ids: Vec<&str> = same.differences.iter().map(|own| own.case.id).collect();
    assert_eq!(ids, [""; 0], "{same}");
    assert!(same.reports[1].count("passed") > 20, "{same}");
    // One that is busy, one with other words, and one that finds more.
    let busy = Fault::result(ResultCode::BUSY);
    let _faults = [
        other.inject(compare(), busy),
        other.inject(
            search().filter("(cn=Ada)"),
            Fault::result(ResultCode::SUCCESS),
        ),
    ];
    let selection = Selection::all()
        .section("rfc4511/4.10")
        .section("rfc4511/4.8");
    let found = conformance::diff_in(
        &target(&one),
        &target(&other),
        &selection,
        &Manner::default(),
        &|_| {},
    );
    let first = &found.differences[0];
    assert_eq!(
        (first.case.id, first.kind),
        ("rfc4511/4.10/true", "legality")
    );
    assert_eq!(first.one, ["passed", "compareTrue (6)"]);
    assert_eq!(
        first.other,
        ["failed: the result is busy (51), legal is 6", "busy (51)"]
    );
    assert!(
        found
            .differences
            .iter()
            .all(|own| own.case.id.starts_with("rfc4511/4.10")),
        "{found}"
    );
    let text = found.to_string();
    assert!(
        text.contains("rfc4511/4.10/true (must; legality)\n"),
        "{text}"
    );
    assert!(
        text.contains("  2: failed: the result is busy (51), legal is 6\n     busy (51)\n"),
        "{text}"
    );
    let json = found.to_json(true);
    assert_eq!(
        json["servers"][0],
        serde_json::json!({ "server": "OpenLDAP" })
    );
    assert_eq!(json["differences"][0]["other"][0], "failed");
    assert!(
        !json.to_string().contains("127.0.0.1") && !json.to_string().contains(BASE),
        "{json}"
    );
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let url = server().ldap_url();
    let report = conformance::run(&Target::new(&url).unwrap(), &Selection::all());
    assert!(!report.conforms());
    assert_eq!(report.outcomes.len(), 0);
    assert!(report.trouble.is_some_and(|why| why.contains("refused")));
}
