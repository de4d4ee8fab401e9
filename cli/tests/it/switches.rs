//! `switches`, and the table in the docs.

use crate::process::run;

#[test]
fn every_switch_is_listed_with_what_it_takes_its_defaults_and_its_meaning() {
    let ran = run(&["switches"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines: Vec<Vec<&str>> = ran
        .out
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(
        lines[0],
        ["KEY", "takes", "active-directory", "openldap", "meaning"]
    );
    let row = |key: &str| {
        let found = lines.iter().find(|line| line[0] == key);
        found
            .unwrap_or_else(|| panic!("{key} is missing:\n{}", ran.out))
            .clone()
    };
    assert_eq!(row("max-page-size")[1..4], ["a number", "1000", "0"]);
    assert_eq!(
        row("require-tls")[1..4],
        ["true or false", "false", "false"]
    );
    assert_eq!(
        row("anonymous")[1..4],
        ["root-dse or read", "root-dse", "read"]
    );
    assert_eq!(row("suffix-entry")[2], "-");
    assert!(row("linked")[4].starts_with("Whether linked attributes"));
    assert_eq!(run(&["serve", "--set", "help"]).out, ran.out);
    assert_eq!(run(&["exec", "--set=help", "--", "true"]).out, ran.out);
    let json: serde_json::Value = serde_json::from_str(&run(&["switches", "--json"]).out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), lines.len() - 1);
    assert_eq!(json[0]["key"], "require-tls");
    assert_eq!(json[0]["defaults"]["openldap"], "false");
}

#[test]
fn the_page_on_switches_is_what_the_command_prints() {
    let page = include_str!("../../../docs/switches.md");
    let table = run(&["switches", "--markdown"]).out;
    assert!(
        page.ends_with(&table),
        "docs/switches.md is not what `ldaplab switches --markdown` prints:\n{table}"
    );
}

#[test]
fn a_wrong_switch_says_where_all_are_listed() {
    let ran = run(&["serve", "--set", "max-page-sise=2"]);
    assert_eq!(ran.code, Some(2));
    let said = "there is no switch `max-page-sise`; the nearest is `max-page-size`, and `ldaplab switches` lists them all";
    assert!(ran.err.contains(said), "{}", ran.err);
}
