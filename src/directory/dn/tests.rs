use proptest::prelude::*;

use super::{Dn, Rdn, escape_value};

fn normalized(text: &str) -> String {
    Dn::parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .normalized()
        .to_owned()
}

#[test]
fn good_names_have_one_key() {
    for (name, written, expected) in [
        (
            "plain",
            "CN=Alice Adams,OU=People,DC=example,DC=test",
            "cn=alice adams,ou=people,dc=example,dc=test",
        ),
        (
            "spaces around separators",
            "cn = alice  adams , ou=people",
            "cn=alice adams,ou=people",
        ),
        ("escaped comma", "CN=Comma\\, Carl", "cn=comma\\2c carl"),
        (
            "hexadecimal comma",
            "CN=Comma\\2C Carl",
            "cn=comma\\2c carl",
        ),
        ("quoted comma", "CN=\"Comma, Carl\"", "cn=comma\\2c carl"),
        (
            "quoted with escapes",
            "CN=\"a\\\"b\\\\c\"",
            "cn=a\\22b\\5cc",
        ),
        ("leading space", "CN=\\ Leading", "cn=leading"),
        ("trailing space", "CN=Trail\\ ,OU=x", "cn=trail,ou=x"),
        ("leading hash", "CN=\\#hash", "cn=\\23hash"),
        ("inner hash and equals", "CN=a#b=c", "cn=a#b=c"),
        ("Samba's equals", "CN=Eq\\3Dual", "cn=eq=ual"),
        ("multi-valued, sorted", "uid=7+CN=Ada", "cn=ada+uid=7"),
        ("umlauts", "CN=\u{c9}COLE", "cn=\u{e9}cole"),
        (
            "umlaut as escaped octets",
            "CN=\\C3\\89cole",
            "cn=\u{e9}cole",
        ),
        ("BER UTF8String", "CN=#0C03666F6F", "cn=foo"),
        (
            "BER octet string",
            "1.3.6.1.4.1.1466.0=#04024869",
            "1.3.6.1.4.1.1466.0=hi",
        ),
        ("other BER", "CN=#020105", "cn=#020105"),
        (
            "octets that are no text",
            "CN=\\FF\\FE,O=x",
            "cn=\\ff\\fe,o=x",
        ),
        ("OID", "2.5.4.3=Ada,OID.2.5.4.10=x", "cn=ada,o=x"),
        (
            "long names",
            "commonName=Ada,domainComponent=x,userId=1",
            "cn=ada,dc=x,uid=1",
        ),
        ("empty value", "CN=,O=x", "cn=,o=x"),
        ("root", "", ""),
        ("blank", "  ", ""),
    ] {
        assert_eq!(normalized(written), expected, "{name}");
    }
}

#[test]
fn the_written_form_is_kept() {
    for written in ["CN=Alice ,  OU=People", "cn=\"a,b\",o=X", "CN=#0C03666F6F"] {
        assert_eq!(Dn::parse(written).unwrap().as_str(), written);
    }
}

#[test]
fn bad_names_say_where_and_what() {
    for (written, position, cause) in [
        ("not a dn", 4, "expected `=` after the attribute type"),
        (
            "CN=x,,DC=example",
            5,
            "expected an attribute type, as in `cn=Alice`",
        ),
        ("CN=x,", 5, "expected an attribute type, as in `cn=Alice`"),
        ("=x", 0, "expected an attribute type, as in `cn=Alice`"),
        ("2.5.=x", 0, "this is neither an attribute name nor an OID"),
        (
            "CN=a;b",
            4,
            "`;` does not separate RDNs; write `,`, or `\\;` for the character",
        ),
        ("CN=a\"b", 4, "`\"` inside a value is written `\\\"`"),
        ("CN=\"ab", 6, "the quoted value does not end"),
        ("CN=\"ab\"c", 7, "expected `,` or `+` after the value"),
        (
            "CN=\\zz",
            3,
            "after `\\` stands a special character or two hexadecimal digits",
        ),
        (
            "CN=x\\",
            4,
            "the DN ends in a backslash; write `\\\\` for the character",
        ),
        (
            "CN=#abc",
            4,
            "`#` starts a hexadecimal value, which needs pairs of digits; write `\\#` for the character",
        ),
        (
            "<GUID=47094d93>",
            0,
            "expected an attribute type, as in `cn=Alice`",
        ),
    ] {
        let error = Dn::parse(written).unwrap_err();
        assert_eq!(
            (error.position(), error.cause()),
            (position, cause),
            "{written}"
        );
    }
    assert_eq!(
        Dn::from_bytes(b"cn=\xff").unwrap_err().to_string(),
        "not a DN: at byte 3: the DN is not UTF-8"
    );
}

#[test]
fn length_and_depth_are_bounded() {
    assert_eq!(
        Dn::parse(&"a".repeat(70_000)).unwrap_err().cause(),
        "the DN is longer than 65536 bytes"
    );
    assert_eq!(
        Dn::parse(&vec!["a=b"; 513].join(",")).unwrap_err().cause(),
        "the DN has too many RDNs"
    );
    assert_eq!(Dn::parse(&vec!["a=b"; 512].join(",")).unwrap().depth(), 512);
}

#[test]
fn a_name_leads_to_its_relatives() {
    let dn = Dn::parse("CN=Trail\\ , OU=\"a,b\",DC=Example").unwrap();
    assert_eq!(dn.depth(), 3);
    assert_eq!(dn.rdn().unwrap().as_str(), "CN=Trail\\ ");
    assert_eq!(dn.rdn().unwrap().value(), b"Trail ");
    let parent = dn.parent().unwrap();
    assert_eq!(parent.as_str(), "OU=\"a,b\",DC=Example");
    assert_eq!(parent.normalized(), "ou=a\\2cb,dc=example");
    assert_eq!(parent.rdn().unwrap().value(), b"a,b");
    assert_eq!(parent.parent().unwrap().as_str(), "DC=Example");
    assert!(parent.parent().unwrap().parent().unwrap().is_root());
    assert!(Dn::root().parent().is_none() && Dn::root().rdn().is_none());
    assert_eq!(
        parent.child(&Rdn::new("cn", "x,y")).as_str(),
        "cn=x\\,y,OU=\"a,b\",DC=Example"
    );
    assert_eq!(Dn::root().child(&Rdn::new("dc", "X")).normalized(), "dc=x");
}

#[test]
fn within_counts_whole_rdns() {
    let base = Dn::parse("dc=example,dc=test").unwrap();
    for (dn, expected) in [
        ("DC=Example, DC=Test", true),
        ("ou=x,dc=example,dc=test", true),
        ("adc=example,dc=test", false),
        ("cn=a\\,dc=example,dc=test", false),
        ("dc=test", false),
        ("", false),
    ] {
        assert_eq!(Dn::parse(dn).unwrap().is_within(&base), expected, "{dn}");
    }
    assert!(base.is_within(&Dn::root()) && Dn::root().is_within(&Dn::root()));
}

#[test]
fn a_subtree_moves_with_its_spelling() {
    let parse = |text| Dn::parse(text).unwrap();
    let moved = parse("CN=Ada\\, L,OU=Old,DC=x")
        .rebase(&parse("ou=old,dc=x"), &parse("OU=New,DC=y"))
        .unwrap();
    assert_eq!(moved.as_str(), "CN=Ada\\, L,OU=New,DC=y");
    assert_eq!(
        parse("ou=old,dc=x")
            .rebase(&parse("ou=old,dc=x"), &parse("OU=New,DC=y"))
            .unwrap()
            .as_str(),
        "OU=New,DC=y"
    );
    assert_eq!(
        parse("DC=x").rebase(&parse("ou=old,dc=x"), &parse("dc=y")),
        None
    );
}

#[test]
fn multi_valued_rdns_are_equal_in_any_order() {
    assert_eq!(
        Rdn::parse("CN=Ada+UID=7").unwrap(),
        Rdn::parse("uid=7 + cn=ADA").unwrap()
    );
    let pairs = Rdn::parse("CN=Ada+UID=7").unwrap();
    assert_eq!(
        pairs.pairs().collect::<Vec<_>>(),
        [("CN", b"Ada".as_slice()), ("UID", b"7")]
    );
    assert_eq!(
        Rdn::parse("cn=a,ou=b").unwrap_err().cause(),
        "more than one RDN"
    );
}

#[test]
fn values_are_escaped() {
    for (value, expected) in [
        ("Adams, Alice", "Adams\\, Alice"),
        (" a ", "\\ a\\ "),
        (" ", "\\ "),
        ("#1#", "\\#1#"),
        ("a+b<c>\"d\\;", "a\\+b\\<c\\>\\\"d\\\\\\;"),
        ("line\nbreak\0", "line\\0Abreak\\00"),
        ("a=b", "a=b"),
    ] {
        assert_eq!(escape_value(value), expected);
    }
}

#[test]
fn names_are_taken_apart_into_one_spelling() {
    for (name, written, explode, values) in [
        ("the root", "", &[][..], &[][..]),
        (
            "plain",
            "CN=Ada,DC=x",
            &["CN=Ada", "DC=x"][..],
            &["Ada", "x"][..],
        ),
        (
            "quoted and spaced",
            "cn = \"a, b\" + sn=c ,dc= x ",
            &["cn=a\\, b+sn=c", "dc=x"],
            &["a\\, b+c", "x"],
        ),
        (
            "hexadecimal escapes",
            "cn=L\\c3\\bc\\2c,o=\\20x\\20",
            &["cn=L\u{fc}\\,", "o=\\ x\\ "],
            &["L\u{fc}\\,", "\\ x\\ "],
        ),
        (
            "a BER string and another BER value",
            "1.1=#04024869,1.2=#0500",
            &["1.1=Hi", "1.2=#0500"],
            &["Hi", "#0500"],
        ),
        ("octets", "cn=\\ff\\,", &["cn=\\FF\\,"], &["\\FF\\,"]),
        ("empty", "cn=,o=x", &["cn=", "o=x"], &["", "x"]),
    ] {
        let dn = Dn::parse(written).unwrap();
        assert_eq!(dn.explode(), explode, "{name}");
        assert_eq!(dn.explode_values(), values, "{name}");
        assert_eq!(Dn::parse(&dn.explode().join(",")).unwrap(), dn, "{name}");
    }
}

#[test]
fn an_rdn_is_built_of_pairs_that_cannot_break_out() {
    let rdn = Rdn::from_pairs([("cn", &b"a,dc=b"[..]), ("2.5.4.4", b"\xff ")]).unwrap();
    assert_eq!(rdn.as_str(), "cn=a\\,dc=b+2.5.4.4=\\FF\\ ");
    for attribute in ["", "cn=x", "c n", "cn,dc", "cn+sn", "1..2"] {
        assert!(Rdn::from_pairs([(attribute, "x")]).is_err(), "{attribute}");
    }
    assert!(Rdn::from_pairs([("cn", ""); 0]).is_err());
    for (value, escaped) in [
        (" ", "\\ "),
        ("  ", "\\ \\ "),
        ("#", "\\#"),
        ("a#", "a#"),
        ("", ""),
    ] {
        assert_eq!(escape_value(value), escaped, "{value:?}");
    }
}

proptest! {
    #[test]
    fn what_is_built_of_pairs_is_read_as_the_same_pairs(
        rdns in prop::collection::vec(prop::collection::vec(("[a-z][a-z0-9-]{0,4}", prop_oneof![
            prop::collection::vec(any::<u8>(), 0..8),
            "[ #,+\"<>;=\\\\\0a]{0,5}".prop_map(String::into_bytes),
        ]), 1..3), 0..4),
    ) {
        let built = Dn::from_rdns(rdns.iter().map(|pairs| {
            Rdn::from_pairs(pairs.iter().map(|(attribute, value)| (attribute.as_str(), value))).unwrap()
        }));
        let read = Dn::parse(built.as_str()).unwrap();
        let pairs: Vec<Vec<(String, Vec<u8>)>> = read
            .rdns()
            .map(|rdn| rdn.pairs().map(|(attribute, value)| (attribute.to_owned(), value.to_vec())).collect())
            .collect();
        prop_assert_eq!(pairs, rdns);
        prop_assert_eq!(read.explode().join(","), built.as_str());
    }

    #[test]
    fn plain_names_are_their_own_key(text in "((cn|OU|dc|gn|uid|c|x1)=[a-bA-B0 ,.#+\\\\-]{0,5},?){1,3}") {
        use crate::directory::dn::is_plain;

        if is_plain(text.as_bytes()) {
            // The slow way: one RDN at a time.
            let slow: Vec<_> = text.split(',').map(|rdn| Rdn::parse(rdn).unwrap().normalized().to_owned()).collect();
            prop_assert_eq!(slow.join(","), text.to_ascii_lowercase());
            let dn = Dn::parse(&text).unwrap();
            prop_assert_eq!(dn.normalized(), text.to_ascii_lowercase());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}") {
        if let Ok(dn) = Dn::parse(&text) {
            prop_assert_eq!(dn.rdns().count(), dn.depth());
            let mut up = dn;
            while let Some(parent) = up.parent() {
                prop_assert!(up.is_within(&parent));
                prop_assert_eq!(Dn::parse(parent.as_str()).unwrap(), parent.clone());
                up = parent;
            }
        }
    }

    #[test]
    fn any_likely_text_is_read_or_refused(text in "([a-cA-C0-9.=,+#\"\\\\ ;]|cn=|\\\\2c|\\\\ ){0,30}") {
        if let Ok(dn) = Dn::parse(&text) {
            prop_assert_eq!(dn.rdns().count(), dn.depth());
            let mut again = Dn::root();
            for rdn in dn.rdns().collect::<Vec<_>>().iter().rev() {
                again = again.child(rdn);
            }
            prop_assert_eq!(&again, &dn);
            prop_assert_eq!(Dn::parse(again.as_str()).unwrap(), dn);
        }
    }

    #[test]
    fn the_key_is_a_name_with_the_same_key(values in prop::collection::vec(any::<String>(), 1..4)) {
        let mut dn = Dn::root();
        for value in &values {
            dn = dn.child(&Rdn::new("cn", value));
        }
        let read = Dn::parse(dn.as_str()).unwrap();
        prop_assert_eq!(read.normalized(), dn.normalized());
        let key = Dn::parse(dn.normalized()).unwrap();
        prop_assert_eq!(key.normalized(), dn.normalized());
        let top = read.rdn().unwrap();
        prop_assert_eq!(top.value(), values.last().unwrap().as_bytes());
    }

    #[test]
    fn any_octets_are_read_or_refused(octets in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = Dn::from_bytes(&octets);
    }
}
