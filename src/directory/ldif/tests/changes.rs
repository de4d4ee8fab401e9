use proptest::prelude::*;

use crate::{
    directory::{
        dn::{Dn, Rdn},
        ldif::{
            Change, ChangeRecord, Layout, Options, read_changes, read_changes_with, write_changes,
        },
    },
    wire::{
        Control,
        request::{self, ChangeOperation, PartialAttribute},
    },
};

fn attribute(description: &str, values: &[&[u8]]) -> PartialAttribute {
    PartialAttribute {
        description: description.to_owned(),
        values: values.iter().map(|value| value.to_vec()).collect(),
    }
}

fn modification(
    operation: ChangeOperation,
    description: &str,
    values: &[&[u8]],
) -> request::Change {
    request::Change {
        operation,
        modification: attribute(description, values),
    }
}

fn record(dn: &str, line: usize, controls: Vec<Control>, change: Change) -> ChangeRecord {
    ChangeRecord {
        dn: Dn::parse(dn).unwrap(),
        line,
        controls,
        change,
    }
}

#[test]
fn every_kind_of_change_is_read() {
    let text = b"version: 1
# RFC 2849 has these kinds
dn: cn=Ada,dc=x
changetype: add
objectClass: person
cn: Ada
objectclass: top

dn: cn=Old,dc=x
control: 1.2.840.113556.1.4.805 true
control: 1.2.3
control: 1.2.4 false: plain
control: 1.2.5:: AP8=
changetype: Delete

dn: cn=Ada,dc=x
changetype: modify
add: mail
mail: a@x
mail:: YkB4
-
delete: title
-
delete: sn
sn: Old
-
replace: description
-
increment: uidNumber
uidNumber: 1

dn: cn=Ada,dc=x
changetype: modrdn
newrdn: cn=Eva
deleteoldrdn: 1

dn: cn=Eva,dc=x
changetype: moddn
newrdn: cn=Eva
deleteoldrdn: 0
newsuperior: ou=b,
 dc=x

dn: o=plain
o: plain
";
    let expected = [
        record(
            "cn=Ada,dc=x",
            3,
            vec![],
            Change::Add(vec![
                attribute("objectClass", &[b"person", b"top"]),
                attribute("cn", &[b"Ada"]),
            ]),
        ),
        record(
            "cn=Old,dc=x",
            9,
            vec![
                Control::new("1.2.840.113556.1.4.805", true),
                Control::new("1.2.3", false),
                Control::new("1.2.4", false).with_value("plain"),
                Control::new("1.2.5", false).with_value([0, 0xff]),
            ],
            Change::Delete,
        ),
        record(
            "cn=Ada,dc=x",
            16,
            vec![],
            Change::Modify(vec![
                modification(ChangeOperation::Add, "mail", &[b"a@x", b"b@x"]),
                modification(ChangeOperation::Delete, "title", &[]),
                modification(ChangeOperation::Delete, "sn", &[b"Old"]),
                modification(ChangeOperation::Replace, "description", &[]),
                modification(ChangeOperation::Increment, "uidNumber", &[b"1"]),
            ]),
        ),
        record(
            "cn=Ada,dc=x",
            32,
            vec![],
            Change::Rename {
                new_rdn: Rdn::new("cn", "Eva"),
                delete_old_rdn: true,
                new_superior: None,
            },
        ),
        record(
            "cn=Eva,dc=x",
            37,
            vec![],
            Change::Rename {
                new_rdn: Rdn::new("cn", "Eva"),
                delete_old_rdn: false,
                new_superior: Some(Dn::parse("ou=b,dc=x").unwrap()),
            },
        ),
        record(
            "o=plain",
            44,
            vec![],
            Change::Add(vec![attribute("o", &[b"plain"])]),
        ),
    ];
    assert_eq!(read_changes(text).unwrap(), expected);
}

#[test]
fn wrong_changes_say_where_what_and_how_to_mend() {
    for (text, line, column, cause, cure) in [
        (
            "dn: o=x\nchangetype: burn\n",
            2,
            13,
            "`burn` is no kind of change",
            "write add, delete, modify, modrdn or moddn",
        ),
        (
            "dn: o=x\nchangetype: delete\no: x\n",
            3,
            1,
            "`o` stands behind the end of the change",
            "put an empty line before the next record, or remove the line",
        ),
        (
            "dn: o=x\nchangetype: modify\nmail: x\n",
            3,
            1,
            "`mail` begins no change",
            "begin with `add: ATTRIBUTE`, `delete:`, `replace:` or `increment:`, and end each with a line `-`",
        ),
        (
            "dn: o=x\nchangetype: modify\nadd: mail\nsn: x\n-\n",
            4,
            1,
            "a value of `sn` within the change of `mail`",
            "end each change with a line `-`",
        ),
        (
            "dn: o=x\nchangetype: modify\nadd: mail\n-\n",
            3,
            1,
            "`add: mail` has 0 values",
            "give `add` at least one value below it, and `increment` exactly one",
        ),
        (
            "dn: o=x\nchangetype: modify\ndelete: e mail\n-\n",
            3,
            9,
            "`e mail` is no attribute name",
            "names hold letters, digits and `-`, then options after `;`",
        ),
        (
            "dn: o=x\nchangetype: modrdn\nnewrdn: o=y\n",
            2,
            1,
            "the renaming lacks its `deleteoldrdn`",
            "write `newrdn`, `deleteoldrdn` and, if the entry moves, `newsuperior`, in this order",
        ),
        (
            "dn: o=x\nchangetype: modrdn\nnewrdn: o=y\ndeleteoldrdn: yes\n",
            4,
            15,
            "`deleteoldrdn` is neither 0 nor 1",
            "write 1 to remove the old RDN's values from the entry, 0 to keep them",
        ),
        (
            "dn: o=x\nchangetype: modrdn\nnewrdn: y\ndeleteoldrdn: 1\n",
            3,
            10,
            "not a DN: at byte 1: expected `=` after the attribute type",
            "write the name as RFC 4514 has it, for example `cn=Ada,dc=corp,dc=example`",
        ),
        (
            "dn: o=x\ncontrol: paged true\nchangetype: delete\n",
            2,
            10,
            "a control is named by its OID",
            "write `control: OID true`, then `: value` or `:: base64` if it has one",
        ),
        (
            "dn: o=x\ncontrol: 1.2 maybe\nchangetype: delete\n",
            2,
            14,
            "the criticality is neither true nor false",
            "write `control: OID true`, then `: value` or `:: base64` if it has one",
        ),
        (
            "dn: o=x\ncontrol: 1.2 true\no: x\n",
            1,
            1,
            "after its controls the record has no `changetype`",
            "write `changetype: add`, `delete`, `modify` or `modrdn` after the controls",
        ),
        (
            "dn: o=x\nchangetype: add\no: x\n-\n",
            4,
            1,
            "a line `-` belongs into `changetype: modify`",
            "remove it, or write `changetype: modify` after the `dn`",
        ),
        (
            "dn: o=x\nchangetype: add\ndn: o=y\n",
            3,
            1,
            "a second `dn` within a record",
            "put an empty line before it",
        ),
        (
            "dn: o=x\ncontrol: 1.2 true:< file:///x\nchangetype: delete\n",
            2,
            19,
            "values from URLs (`:<`) are not read unless that is permitted",
            "permit it (the switch `ldif-urls` of a server, `--urls` of `ldaplab ldif check`), or write the value itself, in base64 after `::` if it is binary",
        ),
        (
            "-\n",
            1,
            1,
            "the record starts with `-` instead of `dn`",
            "separate records by an empty line and start each with `dn: NAME`",
        ),
    ] {
        let error = read_changes(text).unwrap_err();
        assert_eq!(
            (error.line(), error.column(), error.cause(), error.cure()),
            (line, column, cause, cure),
            "{text}"
        );
    }
}

#[test]
fn urls_in_changes_are_fetched_where_permitted() {
    let fetch = |_: &str| Ok(b"\xff".to_vec());
    let text = "dn: o=x\nchangetype: modify\nreplace: photo\nphoto:< file:///x\n-\n";
    let records = read_changes_with(text, &Options::fetching(&fetch)).unwrap();
    let photo = modification(ChangeOperation::Replace, "photo", &[b"\xff"]);
    assert_eq!(records[0].change, Change::Modify(vec![photo]));
    assert!(read_changes(text).is_err());
}

#[test]
fn the_layout_says_where_lines_are_folded_and_what_is_base64() {
    let change = modification(ChangeOperation::Add, "jpegPhoto", &[b"abc"]);
    let record = record("o=x", 0, vec![], Change::Modify(vec![change]));
    for (layout, expected) in [
        (
            Layout::new().base64(["JPEGPHOTO"]),
            "dn: o=x\nchangetype: modify\nadd: jpegPhoto\njpegPhoto:: YWJj\n-\n",
        ),
        (
            Layout::new().columns(10),
            "dn: o=x\nchangetype: modify\nadd: jpegP\n hoto\njpegPhoto:\n  abc\n-\n",
        ),
        (
            Layout::new().columns(0),
            "dn: o=x\nchangetype: modify\nadd: jpegPhoto\njpegPhoto: abc\n-\n",
        ),
    ] {
        let mut out = String::new();
        layout.write_change(&mut out, &record);
        assert_eq!(out, expected);
    }
}

fn values() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let value = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..100),
        "[ -~]{0,100}".prop_map(String::into_bytes)
    ];
    prop::collection::vec(value, 1..4)
}

fn controls() -> impl Strategy<Value = Vec<Control>> {
    let value = prop::option::of(prop::collection::vec(any::<u8>(), 0..40));
    let control =
        ("[0-2](\\.[0-9]{1,4}){1,6}", any::<bool>(), value).prop_map(|(oid, critical, value)| {
            Control {
                oid,
                critical,
                value,
            }
        });
    prop::collection::vec(control, 0..3)
}

fn dns() -> impl Strategy<Value = Dn> {
    prop::collection::vec(".{0,40}", 0..3).prop_map(|names| {
        Dn::from_rdns(
            names
                .iter()
                .map(|name| Rdn::new("cn", name))
                .collect::<Vec<_>>(),
        )
    })
}

fn a_change() -> impl Strategy<Value = Change> {
    let attribute = || {
        ("x[a-z0-9-]{0,6}(;x-[a-z]{1,4})?", values()).prop_map(|(description, values)| {
            PartialAttribute {
                description,
                values,
            }
        })
    };
    let modification = (0..4, attribute()).prop_map(|(kind, mut modification)| {
        let operation = match kind {
            0 => ChangeOperation::Add,
            1 => ChangeOperation::Delete,
            2 => ChangeOperation::Replace,
            _ => {
                modification.values.truncate(1);
                ChangeOperation::Increment
            }
        };
        if kind == 1 && modification.values.len() == 1 {
            modification.values.clear();
        }
        request::Change {
            operation,
            modification,
        }
    });
    prop_oneof![
        prop::collection::btree_map("x[a-z]{1,3}", values(), 0..4).prop_map(|attributes| {
            let attribute = |(description, values)| PartialAttribute {
                description,
                values,
            };
            Change::Add(attributes.into_iter().map(attribute).collect())
        }),
        Just(Change::Delete),
        prop::collection::vec(modification, 0..4).prop_map(Change::Modify),
        (".{0,90}", any::<bool>(), prop::option::of(dns())).prop_map(
            |(name, delete_old_rdn, new_superior)| Change::Rename {
                new_rdn: Rdn::new("ou", &name),
                delete_old_rdn,
                new_superior,
            }
        ),
    ]
}

proptest! {
    #[test]
    fn written_changes_are_read_again(
        records in prop::collection::vec((dns(), controls(), a_change()), 0..4),
        columns in prop_oneof![Just(0_usize), 2_usize..100],
    ) {
        let mut text = String::from("version: 1\n");
        let layout = Layout::new().columns(columns);
        let mut expected = Vec::new();
        for (dn, controls, change) in records {
            text.push('\n');
            let line = text.matches('\n').count() + 1;
            let record = ChangeRecord { dn, line, controls, change };
            layout.write_change(&mut text, &record);
            expected.push(record);
        }
        if columns > 0 {
            // Words of the format itself are never folded.
            prop_assert!(text.lines().all(|line| line.len() <= columns.max("changetype: modify".len())));
        }
        prop_assert_eq!(read_changes(&text).unwrap(), expected.clone());
        let again = read_changes(&write_changes(&expected)).unwrap();
        prop_assert_eq!(again.len(), expected.len());
    }

    #[test]
    fn any_likely_change_is_read_or_refused(text in "(dn: o=x|control: 1.2 true|:: |: |\n|\n|-|YQ==|changetype: (modify|add|delete|modrdn)|add: a|a: b|newrdn: o=y|deleteoldrdn: 1){0,30}") {
        let _ = read_changes(&text);
    }
}
