mod model;

use super::*;
use crate::{
    directory::{
        dn::Dn,
        entry::Entry,
        filter::{self, Compiled, Extensible, Options},
        schema::Schema,
    },
    wire::request::Scope,
};
use std::sync::Arc;

fn dn(text: &str) -> Dn {
    Dn::parse(text).expect("a literal name")
}

fn entry(name: &str, attributes: &[(&str, &str)]) -> Entry {
    let mut entry = Entry::new(dn(name));
    for (description, value) in attributes {
        entry.push(description, *value);
    }
    entry
}

fn empty() -> Dit {
    let mut dit = Dit::new(Arc::new(Schema::standard().clone()));
    dit.add_suffix(dn("dc=org"));
    dit
}

/// A suffix, a unit, two people and a group of both.
fn small() -> Dit {
    let mut dit = empty();
    dit.load(vec![
        entry("dc=org", &[("objectClass", "domain")]),
        entry("ou=people,dc=org", &[("ou", "people")]),
        entry(
            "uid=ada,ou=people,dc=org",
            &[("uid", "ada"), ("mail", "ada@example.org")],
        ),
        entry("uid=bob,ou=people,dc=org", &[("uid", "bob"), ("sn", "Bob")]),
        entry(
            "cn=ops,dc=org",
            &[
                ("cn", "Ops"),
                ("member", "UID=Ada, OU=people, DC=org"),
                ("member", "uid=bob,ou=people,dc=org"),
            ],
        ),
    ])
    .expect("a good list");
    dit
}

fn compiled(text: &str) -> Compiled {
    let filter = filter::parse(text).expect("a literal filter");
    let undefined = &mut |_: &_| Extensible::Undefined;
    filter::compile(&filter, Schema::standard(), Options::default(), undefined)
}

fn names<E: AsRef<Entry>>(entries: impl IntoIterator<Item = E>) -> Vec<String> {
    let entries = entries.into_iter();
    entries
        .map(|entry| entry.as_ref().dn().to_string())
        .collect()
}

fn searched(dit: &Dit, base: &str, scope: Scope, filter: &str) -> Vec<String> {
    names(dit.candidates(&dn(base), scope, &compiled(filter)))
}

#[test]
fn an_entry_is_found_by_its_name_however_that_is_written() {
    let dit = small();
    let found = dit
        .get(&dn("UID=ADA, OU=People, DC=org"))
        .expect("it exists");
    assert_eq!(found.dn().as_str(), "uid=ada,ou=people,dc=org");
    assert!(dit.get(&dn("uid=eve,ou=people,dc=org")).is_none());
    assert_eq!(dit.len(), 5);
}

#[test]
fn an_entry_needs_its_superior_unless_it_is_a_suffix() {
    let mut dit = empty();
    let orphan = dit.insert(entry("ou=people,dc=org", &[]));
    assert_eq!(
        orphan.err(),
        Some(DitError::NoSuperior(dn("ou=people,dc=org")))
    );
    assert_eq!(dit.insert(entry("", &[])).err(), Some(DitError::Root));
    dit.insert(entry("dc=org", &[])).expect("the suffix");
    dit.insert(entry("ou=people,dc=org", &[]))
        .expect("its superior exists");
    let again = dit.insert(entry("OU=People,dc=org", &[]));
    assert_eq!(again.err(), Some(DitError::Exists(dn("ou=people,dc=org"))));
    assert_eq!((dit.len(), dit.version()), (2, 2));
}

#[test]
fn only_leaves_are_deleted() {
    let mut dit = small();
    let people = dn("ou=people,dc=org");
    assert_eq!(
        dit.remove(&people).err(),
        Some(DitError::NotLeaf(people.clone()))
    );
    dit.remove(&dn("uid=ada,ou=people,dc=org")).expect("a leaf");
    dit.remove(&dn("uid=bob,ou=people,dc=org")).expect("a leaf");
    assert!(dit.is_leaf(&people));
    dit.remove(&people).expect("a leaf by now");
    assert_eq!(
        dit.remove(&people).err(),
        Some(DitError::NoSuchEntry(people))
    );
    assert_eq!(
        names(dit.subtree(&dn("dc=org"))),
        ["dc=org", "cn=ops,dc=org"]
    );
}

#[test]
fn the_deepest_existing_name_above_is_known() {
    let dit = small();
    let matched = |name| {
        dit.deepest_ancestor(&dn(name))
            .map(|entry| entry.dn().to_string())
    };
    let people = Some("ou=people,dc=org".to_owned());
    assert_eq!(matched("cn=x,uid=eve,ou=people,dc=org"), people);
    assert_eq!(matched("uid=ada,ou=people,dc=org"), people);
    assert_eq!(matched("dc=elsewhere"), None);
}

#[test]
fn values_are_found_by_the_equality_rule_with_and_without_an_index() {
    let mut dit = small();
    let ada = ["uid=ada,ou=people,dc=org"];
    assert_eq!(names(dit.find("mail", b"ADA@example.org")), ada);
    assert_eq!(
        names(dit.find("0.9.2342.19200300.100.1.3", b"ada@example.org")),
        ada
    );
    assert!(dit.indexes().all(|index| index != "sn"));
    let bob = ["uid=bob,ou=people,dc=org"];
    assert_eq!(names(dit.find("surname", b" bob ")), bob);
    dit.index_on("surname");
    assert!(dit.indexes().any(|index| index == "sn"));
    assert_eq!(names(dit.find("sn", b"BOB")), bob);
    dit.replace(entry(
        "uid=bob,ou=people,dc=org",
        &[("sn;lang-de", "Robert")],
    ))
    .expect("it exists");
    assert_eq!(names(dit.find("sn", b"robert")), bob);
    assert_eq!(names(dit.find("sn", b"bob")), [""; 0]);
}

#[test]
fn who_refers_to_an_entry_is_known_however_the_name_is_written() {
    let mut dit = small();
    let (ops, ada) = (dn("cn=ops,dc=org"), dn("uid=ada,ou=people,dc=org"));
    assert_eq!(names(dit.referrers("member", &ada)), ["cn=ops,dc=org"]);
    assert!(dit.refers(&ops, "member", &ada));
    assert!(!dit.refers(&ada, "member", &ops));
    let mut changed = dit.get(&ops).expect("it exists").as_ref().clone();
    changed.remove_value("member", |value| value.starts_with(b"UID=Ada"));
    dit.replace(changed).expect("it exists");
    assert_eq!(names(dit.referrers("member", &ada)), [""; 0]);
    assert_eq!(dit.referrers("cn", &ada).count(), 0);
}

#[test]
fn a_value_that_stays_under_another_option_stays_in_the_index() {
    let mut dit = small();
    let name = "uid=bob,ou=people,dc=org";
    dit.replace(entry(name, &[("cn", "Bob"), ("cn;lang-de", "bob")]))
        .expect("it exists");
    dit.replace(entry(name, &[("cn", "Robert"), ("cn;lang-de", "bob")]))
        .expect("it exists");
    assert_eq!(names(dit.find("cn", b"BOB")), [name]);
    dit.replace(entry(name, &[("cn", "Robert")]))
        .expect("it exists");
    assert_eq!(names(dit.find("cn", b"bob")), [""; 0]);
}

#[test]
fn a_subtree_moves_with_its_entry() {
    let mut dit = small();
    dit.insert(entry("ou=staff,dc=org", &[]))
        .expect("a new name");
    let people = dn("ou=people,dc=org");
    let below = entry("ou=people,uid=ada,ou=people,dc=org", &[]);
    let cause = dit.rename(&people, below.clone()).err();
    assert_eq!(cause, Some(DitError::BelowItself(below.dn().clone())));
    let taken = dit.rename(&people, entry("ou=staff,dc=org", &[])).err();
    assert_eq!(taken, Some(DitError::Exists(dn("ou=staff,dc=org"))));

    let moved = dit.rename(&people, entry("ou=Crew,ou=staff,dc=org", &[("ou", "Crew")]));
    let expected = [
        "ou=Crew,ou=staff,dc=org",
        "uid=ada,ou=Crew,ou=staff,dc=org",
        "uid=bob,ou=Crew,ou=staff,dc=org",
    ];
    assert_eq!(names(moved.expect("a good move")), expected);
    assert!(dit.get(&dn("uid=ada,ou=people,dc=org")).is_none());
    assert_eq!(names(dit.find("uid", b"ada")), expected[1..2]);
    let all = searched(&dit, "dc=org", Scope::Sub, "(objectClass=*)");
    assert_eq!(all[..3], ["dc=org", "cn=ops,dc=org", "ou=staff,dc=org"]);
    assert_eq!(all[3..], expected);
}

#[test]
fn a_name_may_change_its_spelling() {
    let mut dit = small();
    let (old, new) = (
        dn("cn=ops,dc=org"),
        entry("CN=OPS,dc=org", &[("cn", "OPS")]),
    );
    dit.rename(&old, new).expect("the same name");
    assert_eq!(
        dit.get(&old).map(|entry| entry.dn().as_str()),
        Some("CN=OPS,dc=org")
    );
}

#[test]
fn a_list_with_a_bad_entry_is_refused_as_a_whole() {
    let mut dit = small();
    let before = dit.version();
    let refused = |dit: &mut Dit, entries| {
        let error = dit.load(entries).expect_err("a bad list");
        (error.index(), error.cause().clone(), error.to_string())
    };
    let orphan = vec![entry("cn=a,dc=org", &[]), entry("cn=b,cn=c,dc=org", &[])];
    let cause = DitError::NoSuperior(dn("cn=b,cn=c,dc=org"));
    let text = "entry 2: the superior of `cn=b,cn=c,dc=org` does not exist; \
                add it first, or name `cn=b,cn=c,dc=org` as a suffix";
    assert_eq!(refused(&mut dit, orphan), (1, cause, text.to_owned()));
    let twice = vec![entry("cn=a,dc=org", &[]), entry("CN=A,dc=org", &[])];
    let cause = DitError::Exists(dn("cn=a,dc=org"));
    let text = "entry 2: the entry `CN=A,dc=org` exists already";
    assert_eq!(refused(&mut dit, twice), (1, cause, text.to_owned()));
    let known = vec![entry("cn=ops,dc=org", &[])];
    assert_eq!(refused(&mut dit, known).0, 0);
    assert_eq!((dit.len(), dit.version()), (5, before));
}

#[test]
fn entries_loaded_later_join_those_that_are_there() {
    let mut dit = small();
    let more = ["cn=dev,dc=org", "cn=x,cn=dev,dc=org"].map(|name| {
        entry(
            name,
            &[("cn", "dev"), ("member", "uid=ada,ou=people,dc=org")],
        )
    });
    dit.load(more.to_vec()).expect("a good list");
    let ada = dn("uid=ada,ou=people,dc=org");
    let groups = ["cn=ops,dc=org", "cn=dev,dc=org", "cn=x,cn=dev,dc=org"];
    assert_eq!(names(dit.referrers("member", &ada)), groups);
    assert_eq!(names(dit.children(&dn("cn=dev,dc=org"))), groups[2..]);
    assert_eq!(dit.len(), 7);
}

#[test]
fn scopes_hold_what_they_should_in_the_order_of_adding() {
    let dit = small();
    let scoped = |base, scope| searched(&dit, base, scope, "(objectClass=*)");
    let people = ["uid=ada,ou=people,dc=org", "uid=bob,ou=people,dc=org"];
    assert_eq!(
        scoped("ou=people,dc=org", Scope::Base),
        ["ou=people,dc=org"]
    );
    assert_eq!(scoped("ou=people,dc=org", Scope::One), people);
    assert_eq!(scoped("ou=people,dc=org", Scope::Children), people);
    assert_eq!(scoped("ou=people,dc=org", Scope::Sub)[1..], people);
    assert_eq!(
        scoped("dc=org", Scope::One),
        ["ou=people,dc=org", "cn=ops,dc=org"]
    );
    assert_eq!(scoped("", Scope::One), ["dc=org"]);
    assert_eq!(scoped("", Scope::Sub).len(), 5);
    assert_eq!(scoped("", Scope::Base), [""; 0]);
    assert_eq!(scoped("cn=none,dc=org", Scope::Sub), [""; 0]);
}

#[test]
fn a_suffix_below_another_is_a_context_of_its_own() {
    let mut dit = small();
    dit.add_suffix(dn("cn=config,dc=org"));
    dit.insert(entry("cn=config,dc=org", &[("cn", "config")]))
        .expect("a suffix");
    dit.insert(entry("cn=x,cn=config,dc=org", &[("cn", "x")]))
        .expect("a new name");
    for filter in ["(objectClass=*)", "(cn=x)"] {
        let found = searched(&dit, "dc=org", Scope::Sub, filter);
        assert!(
            !found.iter().any(|name| name.contains("config")),
            "{filter}: {found:?}"
        );
        let found = searched(&dit, "cn=config,dc=org", Scope::Sub, filter);
        assert_eq!(
            found.last().map(String::as_str),
            Some("cn=x,cn=config,dc=org")
        );
    }
    assert_eq!(
        searched(&dit, "", Scope::Sub, "(cn=x)"),
        ["cn=x,cn=config,dc=org"]
    );
    assert_eq!(searched(&dit, "", Scope::One, "(objectClass=*)").len(), 2);
}

#[test]
fn the_index_with_the_fewest_entries_is_used() {
    let mut dit = small();
    let crowd = (0..500).map(|n| {
        let name = format!("uid=u{n},ou=people,dc=org");
        entry(
            &name,
            &[
                ("objectClass", "person"),
                ("uid", &format!("u{n}")),
                ("sn", "Crowd"),
            ],
        )
    });
    dit.load(crowd.collect()).expect("new names");
    let tried = |dit: &Dit, filter: &str| {
        let mut candidates = dit.candidates(&dn("dc=org"), Scope::Sub, &compiled(filter));
        let found = candidates.by_ref().count();
        let index = candidates.index_used().map(str::to_owned);
        (
            index,
            found,
            candidates.examined(),
            candidates.wanted().to_vec(),
        )
    };
    let uid = Some("uid".to_owned());
    let none: Vec<String> = Vec::new();
    let both = "(&(objectClass=person)(uid=U7))";
    assert_eq!(tried(&dit, both), (uid.clone(), 1, 1, none.clone()));
    assert_eq!(
        tried(&dit, "(|(uid=u7)(uid=u8)(uid=u7))"),
        (uid.clone(), 2, 2, none.clone())
    );
    assert_eq!(tried(&dit, "(|(uid=u7)(cn=ops))").1, 2);
    let sn = vec!["sn".to_owned()];
    assert_eq!(tried(&dit, "(sn=Bob)"), (None, 505, 505, sn));
    dit.index_on("sn");
    assert_eq!(
        tried(&dit, "(sn=Bob)"),
        (Some("sn".to_owned()), 1, 1, none.clone())
    );
    // Not narrowed: negations, presence, what the server computes.
    for filter in ["(!(uid=u7))", "(uid=*)", "(memberOf=cn=ops,dc=org)"] {
        assert_eq!(
            tried(&dit, filter),
            (None, 505, 505, none.clone()),
            "{filter}"
        );
    }
    dit.set_computed([]);
    let replaced = entry("uid=bob,ou=people,dc=org", &[("uid", "bob")]);
    dit.replace(replaced).expect("it exists");
    assert_eq!(tried(&dit, "(uid=bob)").0, uid);
}

#[test]
fn a_search_sees_the_version_it_began_with() {
    let mut dit = small();
    let crowd = (0..6_000).map(|n| entry(&format!("uid=u{n},ou=people,dc=org"), &[]));
    dit.load(crowd.collect()).expect("new names");
    for (base, expected) in [("dc=org", 6_005), ("ou=people,dc=org", 6_003), ("", 6_005)] {
        let mut search = dit.candidates(&dn(base), Scope::Sub, &compiled("(objectClass=*)"));
        let first = names(search.by_ref().take(10));
        assert_eq!(first.len(), 10);
        dit.remove(&dn("uid=u5999,ou=people,dc=org"))
            .expect("a leaf");
        dit.insert(entry("uid=late,ou=people,dc=org", &[]))
            .expect("a new name");
        let rest = names(search);
        assert_eq!((rest.len(), base), (expected - 10, base));
        assert!(rest.contains(&"uid=u5999,ou=people,dc=org".to_owned()));
        assert!(!rest.contains(&"uid=late,ou=people,dc=org".to_owned()));
        dit.remove(&dn("uid=late,ou=people,dc=org"))
            .expect("a leaf");
        dit.insert(entry("uid=u5999,ou=people,dc=org", &[]))
            .expect("a new name");
    }
}

#[test]
fn snapshots_are_restored_in_any_order() {
    let mut dit = empty();
    let mut kept = vec![dit.snapshot()];
    for name in ["dc=org", "cn=a,dc=org", "cn=b,dc=org"] {
        dit.insert(entry(name, &[("cn", "same")]))
            .expect("a new name");
        kept.push(dit.snapshot());
    }
    for count in [3, 0, 2, 1, 3] {
        let before = dit.version();
        dit.restore(&kept[count]);
        assert!(dit.version() > before);
        assert_eq!((dit.len(), dit.find("cn", b"SAME").count()), (count, count));
        assert_eq!(kept[count].dit().len(), count);
    }
    drop(kept);
    dit.remove(&dn("cn=b,dc=org")).expect("a leaf");
    assert_eq!(dit.len(), 2);
}

#[test]
fn a_restore_hands_back_what_it_replaced() {
    let mut dit = small();
    let before = dit.snapshot();
    dit.remove(&dn("cn=ops,dc=org")).expect("a leaf");
    let replaced = dit.restore(&before);
    assert_eq!((dit.len(), replaced.dit().len()), (5, 4));
    dit.restore(&replaced);
    assert_eq!(dit.len(), 4);
}

#[test]
fn versions_go_to_other_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let dit = small();
    shared(&dit.snapshot());
    shared(&dit.candidates(&dn("dc=org"), Scope::Sub, &compiled("(cn=x)")));
}

#[test]
fn one_member_more_or_less_in_a_large_group_is_followed() {
    let mut dit = small();
    let group = dn("cn=all,dc=org");
    let member = |n: usize| format!("uid=u{n},ou=people,dc=org");
    let mut all = entry("cn=all,dc=org", &[]);
    all.set("member", (0..1_000).map(member));
    dit.insert(all).expect("a new name");
    let mut more = dit.get(&group).expect("just added").as_ref().clone();
    more.push("member", member(1_000));
    more.remove_value("member", |value| value == b"uid=u500,ou=people,dc=org");
    dit.replace(more).expect("it exists");
    for n in 0..=1_000 {
        assert_eq!(
            dit.refers(&group, "member", &dn(&member(n))),
            n != 500,
            "{n}"
        );
    }
}
