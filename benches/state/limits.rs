//! What only the crate's own tree is asked: groups of many members, long searches during writes.

use std::time::Instant;

use ldaplab::wire::request::Scope;

use crate::measure::{median, reads, report, text};
use crate::people::{SUFFIX, compiled, dn, entries, name, plain, tree};

pub(crate) fn all(size: usize) {
    let mut dit = tree(entries(size));
    let group = dn("cn=all,dc=example,dc=org");
    let mut entry = plain("cn=all,dc=example,dc=org", "groupOfNames");
    entry.set("member", (0..size).map(|n| name(n).as_str().to_owned()));
    let start = Instant::now();
    dit.insert(entry).expect("a new name");
    report("group of all: add", text(start.elapsed()));

    let member = |n: usize| format!("uid=new{n},ou=people,dc=example,dc=org");
    let mut times = Vec::new();
    for n in 0..200 {
        let value = member(n);
        let start = Instant::now();
        let target = dn(&value);
        assert!(!dit.refers(&group, "member", &target));
        let mut entry = dit.get(&group).expect("just added").as_ref().clone();
        entry.push("member", value);
        dit.replace(entry).expect("the group exists");
        times.push(start.elapsed());
    }
    report("group of all: one more member", text(median(&mut times)));
    let mut times = Vec::new();
    for n in 0..20 {
        let value = member(n * 7);
        let start = Instant::now();
        let mut entry = dit.get(&group).expect("just added").as_ref().clone();
        entry.remove_value("member", |member| member == value.as_bytes());
        dit.replace(entry).expect("the group exists");
        times.push(start.elapsed());
    }
    report("group of all: one member less", text(median(&mut times)));

    let version = dit.clone();
    reads("back links of one, in a version", 2_000.min(size), |n| {
        version.referrers("member", &name(n)).count()
    });
    // A long search that holds its version, with a write between its batches.
    let everything = compiled("(objectClass=*)");
    let mut search = dit.candidates(&dn(SUFFIX), Scope::Sub, &everything);
    let mut times = Vec::new();
    while search.by_ref().take(64).count() == 64 && times.len() < 1_000 {
        let mut entry = dit.get(&group).expect("just added").as_ref().clone();
        entry.push("member", member(1_000 + times.len()));
        let start = Instant::now();
        dit.replace(entry).expect("the group exists");
        times.push(start.elapsed());
    }
    let longest = times.iter().max().copied().unwrap_or_default();
    report("same write during a long search", text(median(&mut times)));
    report("the longest of these", text(longest));
    let both = compiled("(&(objectClass=person)(mail=given7.family7@example.org))");
    assert_eq!(dit.candidates(&dn(SUFFIX), Scope::Sub, &both).count(), 1);
    reads("search (&(objectClass=person)(mail=…))", 2_000, |_| {
        dit.candidates(&dn(SUFFIX), Scope::Sub, &both).count()
    });
    let start = Instant::now();
    dit.index_on("sn");
    report("an index more", text(start.elapsed()));
    let start = Instant::now();
    drop(dit);
    drop(version);
    drop(search);
    report("drop", text(start.elapsed()));
}
