//! Errors as people meet them: through `unwrap`, which prints their Debug.

use std::{fs, path::Path};

use ldaplab::{
    ConnectionTest, LdapServer, Plan,
    directory::{Dn, filter, ldif},
    server::{Rule, search},
};

/// Every file of a folder, and of those below it.
fn sources(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path.display().to_string(), text));
        }
    }
}

/// What stands between two texts, wherever the first one does.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(after)?.0.trim()))
        .collect()
}

#[test]
fn the_debug_of_every_error_is_its_display() {
    let mut files = Vec::new();
    for folder in ["src", "cli/src"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        sources(&root.join(folder), &mut files);
    }
    let mut errors = 0;
    for (file, text) in &files {
        let shown = between(text, "debug_is_display!(", ")");
        for error in between(text, "Error for ", "{") {
            // Not the macro's own words, nor prose.
            if !error.chars().all(|c| c.is_ascii_alphanumeric()) {
                continue;
            }
            errors += 1;
            assert!(
                shown.contains(&error),
                "{file}: {error} has a Debug of another kind"
            );
        }
    }
    // As many as there are, so that the search cannot find nothing in silence.
    assert!(errors >= 38, "{errors}");
}

/// The error type of each `Result` in a text of types.
fn error_types(types: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, start) in types.match_indices("Result<") {
        let (mut depth, mut last) = (1, at + start.len());
        for (place, letter) in types[at + start.len()..].char_indices() {
            let place = at + start.len() + place;
            match letter {
                '<' | '(' | '[' => depth += 1,
                '>' if types[..place].ends_with('-') => {}
                '>' | ')' | ']' => depth -= 1,
                ',' if depth == 1 => last = place + 1,
                _ => {}
            }
            if depth == 0 {
                found.push(types[last..place].trim());
                break;
            }
        }
    }
    found
}

#[test]
fn every_error_that_a_public_function_returns_is_an_error() {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&root.join("src"), &mut files);
    let known: Vec<&str> = files
        .iter()
        .flat_map(|(_, text)| between(text, "Error for ", "{"))
        .collect();
    let mut seen = 0;
    for (file, text) in &files {
        for signature in text
            .split("\n")
            .filter(|line| line.trim().starts_with("pub "))
        {
            // The types of a signature of several lines are in its last.
            let start = text.find(signature).unwrap_or_default();
            let whole = text[start..].split(['{', ';']).next().unwrap_or_default();
            if !whole.contains("fn ") {
                continue;
            }
            let types = whole.rsplit("-> ").next().unwrap_or_default();
            for error in error_types(types) {
                seen += 1;
                let name = error.rsplit("::").next().unwrap_or_default();
                // Those of io and formatting stand as `io::Result<T>`; a sentence for a closure or a command's argument is text.
                let of_others =
                    types.contains("io::Result<") || ["String", "Error"].contains(&name);
                assert!(
                    of_others || known.contains(&name),
                    "{file}: {error} in {whole}"
                );
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn unwrap_shows_the_words_that_were_written_for_people() {
    let unwrapped = |work: fn()| {
        let panic = std::thread::spawn(work).join().unwrap_err();
        *panic.downcast::<String>().unwrap()
    };
    for (work, words) in [
        (
            (|| drop(Dn::parse("x").unwrap())) as fn(),
            "not a DN: at byte 1: expected `=` after the attribute type",
        ),
        (
            || drop(filter::parse("(cn=a").unwrap()),
            "not a filter: at byte 5: a closing parenthesis is missing",
        ),
        (
            || drop(ldif::read(b"cn: Ada\n").unwrap()),
            "line 1, column 1: the record starts with `cn` instead of `dn`; separate records by an empty line and start each with `dn: NAME`",
        ),
        (
            || drop(LdapServer::openldap("dc").start().unwrap()),
            "the LDAP server did not start: the suffix `dc`: not a DN: at byte 2: ",
        ),
        (
            || drop("search: explode".parse::<Rule>().unwrap()),
            "there is no such fault; did you mean close?\n  search: explode\n          ^^^^^^^",
        ),
        (
            || {
                let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
                server.expect(search().named("lookup"));
                server.verify().unwrap();
            },
            "the expectation is not met\n\nexpected  lookup: search, at least once\n",
        ),
    ] {
        let said = unwrapped(work);
        let expected = format!("called `Result::unwrap()` on an `Err` value: {words}");
        assert!(said.starts_with(&expected), "{said}");
    }
}

#[test]
fn a_failed_connection_test_says_in_a_sentence_what_failed() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let plan = Plan::url(&server.ldap_url())
        .unwrap()
        .bind("cn=nobody,dc=example,dc=org", "bad");
    let report = ConnectionTest::new(plan).run_blocking();
    let failure = report.failure().unwrap().to_string();
    assert!(
        failure.starts_with("bind failed (bind.invalid_credentials): The server refuses the name and password (invalidCredentials) without saying why: one of them is wrong, or the account has no password or is locked. Seen: the server answered the bind with invalidCredentials (49). Cure: Check the name that is bound with"),
        "{failure}"
    );
    assert_eq!(format!("{:?}", report.failure().unwrap()), failure);
}
