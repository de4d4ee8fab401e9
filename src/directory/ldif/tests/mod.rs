mod changes;

use proptest::prelude::*;

use super::{LdifError, Options, read, read_with, write, write_record};

/// DN and `description=value` of every record.
fn shown(text: &[u8]) -> Vec<(String, Vec<String>)> {
    read(text)
        .unwrap_or_else(|error| panic!("{error}"))
        .iter()
        .map(|record| {
            let value = |(name, value): &(_, _)| {
                format!(
                    "{name}={}",
                    String::from_utf8_lossy(AsRef::<[u8]>::as_ref(value))
                )
            };
            (
                record.dn.to_string(),
                record
                    .attributes
                    .iter()
                    .map(|(n, v)| value(&(n, v.clone())))
                    .collect(),
            )
        })
        .collect()
}

#[test]
fn content_records_are_read() {
    for (name, text, expected) in [
        ("nothing", &b""[..], vec![]),
        ("a comment alone", b"# nothing\n#\n", vec![]),
        (
            "version and one entry",
            b"version: 1\ndn: o=x\no: x\n",
            vec![("o=x", vec!["o=x"])],
        ),
        (
            "version apart",
            b"version: 1\n\ndn: o=x\no: x",
            vec![("o=x", vec!["o=x"])],
        ),
        (
            "a byte order mark",
            b"\xef\xbb\xbfdn: o=x\no: x\n",
            vec![("o=x", vec!["o=x"])],
        ),
        (
            "CRLF",
            b"dn: o=x\r\no: x\r\n\r\ndn: o=y\r\n",
            vec![("o=x", vec!["o=x"]), ("o=y", vec![])],
        ),
        (
            "many empty lines",
            b"\n\n\ndn: o=x\n\n\n\ndn: o=y\n\n",
            vec![("o=x", vec![]), ("o=y", vec![])],
        ),
        (
            "folded",
            b"dn: o=\n x\ndescrip\n tion: a\n  b\n \n c\n",
            vec![("o=x", vec!["description=a bc"])],
        ),
        (
            "folded base64",
            b"dn: o=x\no:: ZWlu\n cw==\n",
            vec![("o=x", vec!["o=eins"])],
        ),
        (
            "folded comment",
            b"# a\n  b: c\ndn: o=x\n# in between\n too\no: x\n",
            vec![("o=x", vec!["o=x"])],
        ),
        (
            "comment within a folded line ends it",
            b"dn: o=x\no: a\n# b\n c\no: d\n",
            vec![("o=x", vec!["o=a", "o=d"])],
        ),
        (
            "no space after the colon",
            b"dn:o=x\no:x\n",
            vec![("o=x", vec!["o=x"])],
        ),
        (
            "empty values",
            b"dn: o=x\no:\ncn::\n",
            vec![("o=x", vec!["o=", "cn="])],
        ),
        (
            "colons in values",
            b"dn: o=x\nurl: ldap://a\n",
            vec![("o=x", vec!["url=ldap://a"])],
        ),
        (
            "trailing space is part of the value",
            b"dn: o=x\no: x \n",
            vec![("o=x", vec!["o=x "])],
        ),
        (
            "base64 name",
            b"dn:: bz3DvA==\n",
            vec![("o=\u{fc}", vec![])],
        ),
        (
            "base64 without padding",
            b"dn: o=x\no:: ZWlucw\n",
            vec![("o=x", vec!["o=eins"])],
        ),
        (
            "options",
            b"dn: o=x\no;lang-de: x\n",
            vec![("o=x", vec!["o;lang-de=x"])],
        ),
        (
            "added",
            b"dn: o=x\nchangetype: add\no: x\n",
            vec![("o=x", vec!["o=x"])],
        ),
        (
            "UTF-8 in plain lines",
            "dn: o=\u{fc}\no: \u{fc}\n".as_bytes(),
            vec![("o=\u{fc}", vec!["o=\u{fc}"])],
        ),
        (
            "the root",
            b"dn:\nvendorName: x\n",
            vec![("", vec!["vendorName=x"])],
        ),
        (
            "a line of spaces separates",
            b"dn: o=x\n\n  \ndn: o=y\n",
            vec![("o=x", vec![]), ("o=y", vec![])],
        ),
        (
            "attributes named as keywords",
            b"dn: o=x\no: x\nversion: 2\nchangetype: modify\n",
            vec![("o=x", vec!["o=x", "version=2", "changetype=modify"])],
        ),
    ] {
        let expected: Vec<(String, Vec<String>)> = expected
            .into_iter()
            .map(|(dn, values): (&str, Vec<&str>)| {
                (
                    dn.to_owned(),
                    values.into_iter().map(str::to_owned).collect(),
                )
            })
            .collect();
        assert_eq!(shown(text), expected, "{name}");
    }
}

#[test]
fn octets_stay_octets() {
    let records = read(b"dn: o=x\nphoto:: /9j/AA==\nplain: \xff\xfe\n").unwrap();
    assert_eq!(
        records[0].values("PHOTO").collect::<Vec<_>>(),
        [b"\xff\xd8\xff\0"]
    );
    assert_eq!(
        records[0].values("plain").collect::<Vec<_>>(),
        [b"\xff\xfe"]
    );
    assert_eq!(records[0].line, 1);
}

#[test]
fn wrong_lines_say_where_what_and_how_to_mend() {
    for (text, line, column, cause, cure) in [
        (
            &b"cn: x\n"[..],
            1,
            1,
            "the record starts with `cn` instead of `dn`",
            "separate records by an empty line and start each with `dn: NAME`",
        ),
        (
            b"dn: o=x\no: x\n\no: y\n",
            4,
            1,
            "the record starts with `o` instead of `dn`",
            "separate records by an empty line and start each with `dn: NAME`",
        ),
        (
            b"dn: o=x\ndn: o=y\n",
            2,
            1,
            "a second `dn` within a record",
            "put an empty line before it",
        ),
        (
            b"dn: o=x\nno colon\n",
            2,
            9,
            "there is no `:` in the line",
            "write `attribute: value`; a folded line starts with one space",
        ),
        (
            b"dn: o=x\nc n: x\n",
            2,
            1,
            "what stands before `:` is no attribute name",
            "names hold letters, digits and `-`, then options after `;`",
        ),
        (
            b"dn: o=x\n: x\n",
            2,
            1,
            "what stands before `:` is no attribute name",
            "names hold letters, digits and `-`, then options after `;`",
        ),
        (
            b"dn: o=x\no:: ab*d\n",
            2,
            7,
            "the value after `::` is not base64",
            "encode it again, or write one `:` before plain text",
        ),
        (
            b"dn: o=x\no:< file:///x\n",
            2,
            3,
            "values from URLs (`:<`) are not read unless that is permitted",
            "permit it (the switch `ldif-urls` of a server, `--urls` of `ldaplab ldif check`), or write the value itself, in base64 after `::` if it is binary",
        ),
        (
            b"dn: nonsense\n",
            1,
            13,
            "not a DN: at byte 8: expected `=` after the attribute type",
            "write the name as RFC 4514 has it, for example `dn: cn=Ada,dc=corp,dc=example`",
        ),
        (
            b"dn:: /w==\n",
            1,
            5,
            "not a DN: at byte 0: the DN is not UTF-8",
            "save the file as UTF-8: `iconv -f LATIN1 -t UTF-8`, where it is Latin-1",
        ),
        (
            b"version: 2\n",
            1,
            1,
            "only version 1 of LDIF exists",
            "write `version: 1` or remove the line",
        ),
        (
            b"dn: o=x\nchangetype: modify\n",
            2,
            1,
            "`changetype: modify` is a change, not an entry",
            "files hold entries; apply changes with ldapmodify",
        ),
        (
            b"dn: o=x\ncontrol: 1.2\n",
            2,
            1,
            "controls belong into change records",
            "files hold entries; apply changes with ldapmodify",
        ),
        (
            b"dn: o=x\no: x\n-\n",
            3,
            1,
            "a line `-` belongs into change records",
            "files hold entries; apply changes with ldapmodify",
        ),
        (
            b" dn: o=x\n",
            1,
            1,
            "a line that starts with a space continues the one before it, but there is none",
            "remove the space, or the empty line above",
        ),
    ] {
        let error: LdifError = read(text).unwrap_err();
        let text = String::from_utf8_lossy(text);
        assert_eq!(
            (error.line(), error.column(), error.cause(), error.cure()),
            (line, column, cause, cure),
            "{text}"
        );
    }
    let error = read(b"version: 2\n").unwrap_err().in_file("people.ldif");
    assert_eq!(
        error.to_string(),
        "people.ldif:1:1: only version 1 of LDIF exists; write `version: 1` or remove the line"
    );
}

#[test]
fn urls_are_fetched_where_permitted() {
    let fetch = |url: &str| {
        if url == "file:///x" {
            Ok(b"\xff".to_vec())
        } else {
            Err("no such file".to_owned())
        }
    };
    let options = Options::fetching(&fetch);
    let records = read_with(b"dn: o=x\nphoto:< file:///x\n", &options).unwrap();
    assert_eq!(records[0].values("photo").collect::<Vec<_>>(), [b"\xff"]);
    let error = read_with(b"dn: o=x\nphoto:< file:///y\n", &options).unwrap_err();
    assert_eq!(error.cause(), "file:///y: no such file");
}

#[test]
fn values_are_written_safely() {
    for (name, value, expected) in [
        ("plain", &b"Ada"[..], "cn: Ada\n"),
        ("empty", b"", "cn:\n"),
        ("leading space", b" a", "cn:: IGE=\n"),
        ("leading colon", b":a", "cn:: OmE=\n"),
        ("leading less-than", b"<a", "cn:: PGE=\n"),
        ("trailing space", b"a ", "cn:: YSA=\n"),
        ("line feed", b"a\nb", "cn:: YQpi\n"),
        ("NUL", b"a\0", "cn:: YQA=\n"),
        ("umlaut", "\u{fc}".as_bytes(), "cn:: w7w=\n"),
        ("octets", b"\xff", "cn:: /w==\n"),
        ("inner colon and hash", b"#a:b", "cn: #a:b\n"),
    ] {
        let mut out = String::new();
        write_record(&mut out, "o=x", [("cn", value)]);
        assert_eq!(out, format!("dn: o=x\n{expected}"), "{name}");
    }
}

#[test]
fn long_lines_are_folded_at_76() {
    let value = "0123456789".repeat(16);
    let mut out = String::new();
    write_record(&mut out, "o=x", [("cn", value.as_bytes())]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines,
        [
            "dn: o=x",
            "cn: 012345678901234567890123456789012345678901234567890123456789012345678901",
            " 234567890123456789012345678901234567890123456789012345678901234567890123456",
            " 7890123456789",
        ]
    );
}

#[test]
fn a_hundred_thousand_people_are_read() {
    let mut text = String::from("version: 1\n");
    for number in 0..100_000 {
        text.push_str(&format!("\ndn: uid=u{number},ou=people,dc=x\nobjectClass: person\nuid: u{number}\ncn: Person {number}\n"));
    }
    let records = read(&text).unwrap();
    assert_eq!(records.len(), 100_000);
    assert_eq!(records[99_999].dn.normalized(), "uid=u99999,ou=people,dc=x");
    assert_eq!(records[99_999].line, 499_998);
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        values in prop::collection::vec(("[a-z][a-zA-Z0-9-]{0,8}(;[a-z]{1,4})?", prop::collection::vec(any::<u8>(), 0..120)), 0..6),
        name in ".{0,90}",
    ) {
        prop_assume!(!values.iter().any(|(name, _)| matches!(name.to_ascii_lowercase().as_str(), "dn" | "changetype" | "control")));
        let dn = format!("cn={}", crate::directory::dn::escape_value(&name));
        let fields: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), vec![value.as_slice()])).collect();
        let text = write([(dn.as_str(), &fields[..]), ("o=x", &[][..])]);
        prop_assert!(text.lines().all(|line| line.len() <= 76));
        let records = read(&text).unwrap();
        prop_assert_eq!(records.len(), 2);
        prop_assert_eq!(records[0].dn.as_str(), dn.as_str());
        let got: Vec<_> = records[0].attributes.iter().map(|(name, value)| (name.to_string(), value.to_vec())).collect();
        prop_assert_eq!(got, values);
    }

    #[test]
    fn any_octets_are_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..120)) {
        let _ = read(&text);
    }

    #[test]
    fn any_likely_text_is_read_or_refused(text in "(dn: o=x|dn:: |cn|: |:: |:< |\n|\r\n| |#|-|YQ==|changetype: ){0,30}") {
        let _ = read(&text);
    }
}
