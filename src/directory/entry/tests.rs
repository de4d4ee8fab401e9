use std::ops::Range;

use super::*;

fn entry() -> Entry {
    Entry::new(Dn::parse("cn=x,dc=example,dc=org").expect("literal"))
}

fn members(numbers: Range<usize>) -> Vec<String> {
    numbers.map(|n| format!("cn={n}")).collect()
}

fn texts<'a>(values: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    values
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect()
}

#[test]
fn attributes_and_values_keep_their_order() {
    let mut entry = entry();
    entry.set("sn", ["b", "a"]);
    entry.set("cn", ["x"]);
    entry.push("SN", "c");
    entry.set("CN", ["y"]);
    let found: Vec<_> = entry
        .attributes()
        .map(|attribute| (attribute.description(), texts(attribute.values())))
        .collect();
    let expected = [
        ("sn", vec!["b".to_owned(), "a".to_owned(), "c".to_owned()]),
        ("cn", vec!["y".to_owned()]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_attribute_is_found_by_its_exact_description_in_any_case() {
    let mut entry = entry();
    entry.set("cn;lang-de", ["Müller"]);
    assert_eq!(entry.text("CN;LANG-DE"), Some("Müller"));
    assert_eq!(entry.text("cn"), None);
    assert_eq!(entry.attribute("cn;lang-de").map(Attribute::len), Some(1));
}

#[test]
fn an_attribute_goes_with_its_last_value() {
    let mut entry = entry();
    entry.set("mail", ["a@b", "c@d"]);
    assert_eq!(entry.remove_value("mail", |value| value == b"a@b"), 1);
    assert_eq!(entry.remove_value("mail", |value| value == b"c@d"), 1);
    assert!(entry.attribute("mail").is_none());
    assert_eq!(entry.remove_value("mail", |_| true), 0);
    entry.set("sn", ["s"]);
    entry.set("sn", [""; 0]);
    assert_eq!(entry.attributes().count(), 0);
    assert!(!entry.remove("sn"));
}

#[test]
fn values_of_any_length_and_content_survive() {
    let long = vec![0xff; 100_000];
    let mut entry = entry();
    entry.set(
        "jpegPhoto",
        [Vec::new(), vec![0; 127], vec![1; 128], long.clone()],
    );
    entry.push("jpegPhoto", "");
    let lengths: Vec<_> = entry.values("jpegPhoto").map(<[u8]>::len).collect();
    assert_eq!(lengths, [0, 127, 128, 100_000, 0]);
    assert_eq!(entry.values("jpegPhoto").nth(3), Some(&long[..]));
    assert_eq!(entry.text("jpegPhoto"), Some(""));
}

#[test]
fn a_long_list_is_the_same_however_it_came() {
    let (mut pushed, mut set) = (entry(), entry());
    for value in members(0..1_000) {
        pushed.push("member", value);
    }
    set.set("member", members(0..1_000));
    assert_eq!(pushed, set);
    assert_eq!(texts(pushed.values("member")), members(0..1_000));
    assert_eq!(pushed.attribute("member").map(Attribute::len), Some(1_000));
    set.remove_value("member", |value| value == b"cn=500");
    assert_ne!(pushed, set);
}

#[test]
fn an_entry_is_lean() {
    // Its name, the list of its attributes, its values, its long lists.
    assert_eq!(size_of::<Entry>(), 24 + 8 + 16 + 16);
}

#[test]
fn values_are_the_same_in_an_entry_that_is_kept_and_in_one_that_changes() {
    for length in [0, 1, 127, 128, 300] {
        let long = "x".repeat(length);
        let mut entry = entry();
        if length > 1 {
            entry.set("sn", ["before"]);
        }
        entry.pack();
        entry.push("cn", long.as_str());
        assert_eq!(texts(entry.values("cn")), [long.as_str()]);
        let same = entry.clone();
        entry.push("cn", "y");
        assert_eq!(texts(entry.values("cn")), [long.as_str(), "y"]);
        assert_ne!(entry, same);
        assert_eq!(entry.remove_value("cn", |value| value == b"y"), 1);
        assert_eq!(entry, same);
    }
}

#[test]
fn a_range_of_values_is_cut_at_the_end() {
    let mut entry = entry();
    entry.set("member", members(0..300));
    let member = entry.attribute("member").expect("just set");
    assert_eq!(texts(member.range(0..2)), ["cn=0", "cn=1"]);
    assert_eq!(
        texts(member.range(127..130)),
        ["cn=127", "cn=128", "cn=129"]
    );
    assert_eq!(texts(member.range(128..129)), ["cn=128"]);
    assert_eq!(texts(member.range(256..258)), ["cn=256", "cn=257"]);
    assert_eq!(texts(member.range(298..9_999)), ["cn=298", "cn=299"]);
    assert_eq!(member.range(300..301).count(), 0);
    assert_eq!(member.range(9_999..10_001).count(), 0);
}

#[test]
fn removing_from_a_long_list_leaves_the_others_in_order() {
    let mut entry = entry();
    entry.set("member", members(0..1_000));
    let before = entry.clone();
    let removed = entry.remove_value("member", |value| value.ends_with(b"7"));
    assert_eq!(removed, 100);
    let expected: Vec<_> = members(0..1_000)
        .into_iter()
        .filter(|value| !value.ends_with('7'))
        .collect();
    assert_eq!(texts(entry.values("member")), expected);
    assert_eq!(before.values("member").count(), 1_000);
    assert_eq!(entry.remove_value("member", |value| value != b"cn=0"), 899);
    assert_eq!(texts(entry.values("member")), ["cn=0"]);
}

#[test]
fn versions_of_a_long_list_share_what_did_not_change() {
    let mut old = entry();
    old.set("member", members(0..100_000));
    let mut new = old.clone();
    new.push("member", "cn=new");
    let (old, new) = (old.attribute("member"), new.attribute("member"));
    let (gone, come) = old.expect("set").unshared(new.expect("set"));
    assert!(gone.count() <= 128);
    assert!(come.count() <= 128);
}

#[test]
fn debug_shows_values_but_no_secrets() {
    let mut entry = entry();
    entry.set("cn", ["x"]);
    entry.set("userPassword", ["s3cret"]);
    entry.set("unicodePwd;x", ["t0p"]);
    let shown = format!("{entry:?}");
    assert!(shown.contains(r#"cn: ["x"]"#), "{shown}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("t0p"),
        "{shown}"
    );
}

#[test]
fn attributes_in_the_middle_change_and_go_while_the_others_stay() {
    let mut entry = entry();
    entry.set("cn", ["x", "y"]);
    entry.set("member", members(0..200));
    entry.set("sn", ["s"]);
    entry.set("owner", members(0..129));
    entry.pack();
    let before = entry.clone();
    entry.push("cn", "z");
    assert_eq!(entry.remove_value("sn", |_| true), 1);
    entry.pack();
    assert_eq!(texts(entry.values("cn")), ["x", "y", "z"]);
    assert_eq!(texts(entry.values("owner")), members(0..129));
    assert!(entry.remove("member"));
    assert_eq!(texts(entry.values("owner")), members(0..129));
    entry.set("owner", ["cn=one"]);
    entry.set("seeAlso", members(0..129));
    let found: Vec<_> = entry
        .attributes()
        .map(|own| (own.description(), own.len()))
        .collect();
    assert_eq!(found, [("cn", 3), ("owner", 1), ("seeAlso", 129)]);
    assert_eq!(texts(before.values("member")), members(0..200));
    assert_eq!(texts(before.values("sn")), ["s"]);
}
