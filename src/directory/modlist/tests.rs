use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::directory::Dn;

fn entry(attributes: &[(&str, &[&str])]) -> Entry {
    let mut entry = Entry::new(Dn::parse("o=x").unwrap());
    for (description, values) in attributes {
        entry.set(description, values.iter().copied());
    }
    entry
}

/// `+mail: a b` and so on.
fn shown(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|change| {
            let sign = match change.operation {
                ChangeOperation::Add => '+',
                ChangeOperation::Delete => '-',
                ChangeOperation::Replace => '=',
                ChangeOperation::Increment => '#',
            };
            let values = change.modification.values.iter();
            let values: String = values
                .map(|value| format!(" {}", value.escape_ascii()))
                .collect();
            format!("{sign}{}{values}", change.modification.description)
        })
        .collect()
}

#[test]
fn changes_are_what_differs() {
    let old = entry(&[("cn", &["Ada"]), ("mail", &["a", "b"]), ("sn", &["N"])]);
    for (name, modlist, new, expected) in [
        ("nothing", Modlist::new(), old.clone(), &[][..]),
        (
            "order and case of names",
            Modlist::new(),
            entry(&[("SN", &["N"]), ("CN", &["Ada"]), ("mail", &["b", "a", "b"])]),
            &[],
        ),
        (
            "new, changed, gone",
            Modlist::new(),
            entry(&[
                ("cn", &["ada"]),
                ("mail", &["a", "c", "c"]),
                ("title", &["Dr", "Dr"]),
            ]),
            &["=cn ada", "=mail a c", "+title Dr", "-sn"],
        ),
        (
            "without case",
            Modlist::new().ignoring_case_of(["CN"]),
            entry(&[("cn", &["ADA"]), ("mail", &["A", "b"]), ("sn", &["N"])]),
            &["=mail A b"],
        ),
        (
            "ignored on both sides",
            Modlist::new().ignoring(["SN", "title"]),
            entry(&[("cn", &["Ada"]), ("mail", &["a", "b"]), ("title", &["Dr"])]),
            &[],
        ),
        (
            "a part",
            Modlist::new().keeping_missing(),
            entry(&[("cn", &["Eva"])]),
            &["=cn Eva"],
        ),
        (
            "value by value",
            Modlist::new().by_value(["mail"]),
            entry(&[("cn", &["Ada"]), ("mail", &["b", "c"]), ("sn", &["N"])]),
            &["-mail a", "+mail c"],
        ),
        (
            "one value less",
            Modlist::new().by_value(["mail"]),
            entry(&[("cn", &["Ada"]), ("mail", &["b"]), ("sn", &["N"])]),
            &["-mail a"],
        ),
    ] {
        assert_eq!(shown(&modlist.between(&old, &new)), expected, "{name}");
    }
}

/// What a server does, for attributes without schema.
fn apply(entry: &Entry, changes: &[Change]) -> Entry {
    let mut entry = entry.clone();
    for Change {
        operation,
        modification: PartialAttribute {
            description,
            values,
        },
    } in changes
    {
        match operation {
            ChangeOperation::Replace => entry.set(description, values.clone()),
            ChangeOperation::Delete if values.is_empty() => {
                assert!(entry.remove(description), "no attribute {description}");
            }
            ChangeOperation::Delete => {
                for value in values {
                    let gone = entry.remove_value(description, |own| own == value);
                    assert!(gone > 0, "no value in {description}");
                }
            }
            ChangeOperation::Add => {
                for value in values {
                    assert!(entry.values(description).all(|own| own != value));
                    entry.push(description, value.clone());
                }
            }
            ChangeOperation::Increment => unreachable!("never made"),
        }
    }
    entry
}

fn sets(entry: &Entry) -> BTreeMap<String, BTreeSet<Vec<u8>>> {
    entry
        .attributes()
        .map(|attribute| {
            let values = attribute.values().map(<[u8]>::to_vec).collect();
            (attribute.description().to_ascii_lowercase(), values)
        })
        .collect()
}

fn entries() -> impl Strategy<Value = Entry> {
    let values = prop::collection::vec(prop::sample::select(vec!["a", "A", "b", "c", ""]), 0..5);
    let name = prop::sample::select(vec!["cn", "CN", "sn", "mail", "mail;lang-de"]);
    prop::collection::vec((name, values), 0..5).prop_map(|attributes| {
        let mut entry = Entry::new(Dn::root());
        for (name, values) in attributes {
            entry.set(name, values);
        }
        entry
    })
}

proptest! {
    #[test]
    fn the_changes_make_the_new_entry_out_of_the_old(old in entries(), new in entries(), by_value: bool) {
        let modlist = Modlist::new().by_value(by_value.then_some(["cn", "mail"]).into_iter().flatten());
        let changes = modlist.between(&old, &new);
        prop_assert_eq!(sets(&apply(&old, &changes)), sets(&new));
        prop_assert_eq!(changes.is_empty(), sets(&old) == sets(&new));
    }

    #[test]
    fn nothing_is_touched_that_is_ignored_or_missing(old in entries(), new in entries()) {
        let modlist = Modlist::new().ignoring(["cn"]).keeping_missing();
        let after = sets(&apply(&old, &modlist.between(&old, &new)));
        let mut expected = sets(&old);
        expected.extend(sets(&new).into_iter().filter(|(name, _)| name != "cn"));
        prop_assert_eq!(after, expected);
    }
}
