use std::cmp::Ordering;

use proptest::prelude::*;

use super::integer::{bit_and, bit_or, parse32, parse64};
use super::substring::Pattern;
use super::{Form, MatchingRule, equal, normalize, order};
use crate::wire::filter::Substrings;

const FORMS: &[Form] = &[
    Form::CaseIgnore,
    Form::CaseExact,
    Form::Numeric,
    Form::Telephone,
    Form::Integer,
    Form::Integer32,
    Form::Integer64,
    Form::Boolean,
    Form::Octets,
    Form::DistinguishedName,
    Form::NameAndOptionalUid,
    Form::Time,
    Form::ObjectIdentifier,
    Form::CaseIgnoreList,
    Form::Bits,
    Form::Uuid,
    Form::FirstComponent,
];

#[test]
fn values_have_their_normal_form() {
    for (form, value, expected) in [
        (Form::CaseIgnore, "Alice  Adams ", Some("alice adams")),
        (Form::CaseIgnore, " Leading", Some("leading")),
        (Form::CaseIgnore, "\u{c9}COLE", Some("\u{e9}cole")),
        (
            Form::CaseIgnore,
            "\u{dc}n\u{ef} \u{c7}\u{f8}d\u{e9} \u{65e5}\u{672c}",
            Some("\u{fc}n\u{ef} \u{e7}\u{f8}d\u{e9} \u{65e5}\u{672c}"),
        ),
        (
            Form::CaseIgnore,
            "\u{39f}\u{394}\u{39f}\u{3a3}",
            Some("\u{3bf}\u{3b4}\u{3bf}\u{3c3}"),
        ),
        (Form::CaseIgnore, "a\tb\u{a0}c\u{ad}d", Some("a b cd")),
        (Form::CaseIgnore, "", Some("")),
        (Form::CaseExact, " Alice  Adams", Some("Alice Adams")),
        (Form::Numeric, "12 34", Some("1234")),
        (Form::Numeric, "12a", None),
        (Form::Telephone, "+49 (30) 555-1", Some("+49(30)5551")),
        (Form::Telephone, "555 1X", Some("5551x")),
        (Form::Integer, "512", Some("512")),
        (Form::Integer, "0512", None),
        (Form::Integer, "-0", None),
        (Form::Integer, "-", None),
        (Form::Integer, "", None),
        (Form::Integer, "abc", None),
        (Form::Integer, "0x2", None),
        (
            Form::Integer,
            "123456789012345678901234567890",
            Some("123456789012345678901234567890"),
        ),
        (Form::Integer32, "2147483650", Some("-2147483646")),
        (Form::Integer32, "-2147483646", Some("-2147483646")),
        (Form::Integer32, "4294967296", None),
        (Form::Integer64, "18446744073709551615", Some("-1")),
        (Form::Integer64, "18446744073709551616", None),
        (Form::Boolean, "TRUE", Some("TRUE")),
        (Form::Boolean, "true", None),
        (Form::Boolean, "maybe", None),
        (
            Form::DistinguishedName,
            "cn=alice adams, ou=people",
            Some("cn=alice adams,ou=people"),
        ),
        (Form::DistinguishedName, "garbage", None),
        (
            Form::NameAndOptionalUid,
            "CN=A,O=B#'0101'B",
            Some("cn=a,o=b#'0101'B"),
        ),
        (Form::NameAndOptionalUid, "CN=A#b", Some("cn=a#b")),
        (Form::Time, "20200101000000.0Z", Some("20200101000000")),
        (Form::Time, "200101000000Z", Some("20200101000000")),
        (Form::Time, "991231235959Z", Some("19991231235959")),
        (Form::Time, "202001010130+0130", Some("20200101000000")),
        (Form::Time, "2020010100-05", Some("20200101050000")),
        (Form::Time, "20200101000000.250Z", Some("20200101000000.25")),
        (Form::Time, "2020010100.5Z", Some("20200101003000")),
        (Form::Time, "20161231235960Z", Some("20170101000000")),
        (Form::Time, "00000101000000+0100", None),
        (Form::Time, "20200230000000Z", None),
        (Form::Time, "20200101000000", None),
        (Form::Time, "yesterday", None),
        (
            Form::ObjectIdentifier,
            "inetOrgPerson",
            Some("inetorgperson"),
        ),
        (Form::ObjectIdentifier, "a b", None),
        (
            Form::CaseIgnoreList,
            "1  Main St $ Town",
            Some("1 main st$town"),
        ),
        (Form::Bits, "'0101'B", Some("'0101'B")),
        (Form::Bits, "0101", None),
        (
            Form::Uuid,
            "47094D93-B373-4BD7-9A69-7F8230ED9CC8",
            Some("47094d93-b373-4bd7-9a69-7f8230ed9cc8"),
        ),
        (Form::Uuid, "47094d93", None),
        (
            Form::FirstComponent,
            "( 2.5.4.3 NAME 'cn' )",
            Some("2.5.4.3"),
        ),
        (Form::FirstComponent, "2.5.4.3", Some("2.5.4.3")),
    ] {
        let got = normalize(form, value.as_bytes());
        assert_eq!(
            got.as_deref(),
            expected.map(str::as_bytes),
            "{form:?} {value}"
        );
    }
    assert_eq!(normalize(Form::CaseIgnore, b"\xff"), None);
    assert_eq!(
        normalize(Form::Octets, b"\xff\0").as_deref(),
        Some(&b"\xff\0"[..])
    );
}

#[test]
fn letters_with_accents_are_letters_of_their_own() {
    assert_ne!(
        normalize(Form::CaseIgnore, "ecole".as_bytes()),
        normalize(Form::CaseIgnore, "\u{e9}cole".as_bytes())
    );
}

#[test]
fn integers_are_ordered_by_size() {
    for (one, other, expected) in [
        ("9", "10", Ordering::Less),
        ("-9", "-10", Ordering::Greater),
        ("-1", "0", Ordering::Less),
        ("7", "7", Ordering::Equal),
        ("123456789012345678901234567890", "99", Ordering::Greater),
    ] {
        assert_eq!(
            order(Form::Integer, one.as_bytes(), other.as_bytes()),
            expected,
            "{one} {other}"
        );
    }
    assert_eq!(order(Form::CaseIgnore, b"9", b"10"), Ordering::Greater);
    assert_eq!(
        order(Form::Time, b"20200101000000", b"20200101000000.5"),
        Ordering::Less
    );
}

#[test]
fn bit_rules_are_those_of_the_recorded_servers() {
    for (name, value, mask, and, or) in [
        (
            "bit.and_multi_nomatch, bit.or_multi",
            &b"512"[..],
            514,
            false,
            true,
        ),
        ("bit.and_disabled", b"514", 2, true, true),
        ("bit.and_zero, bit.or_zero", b"512", 0, true, false),
        (
            "bit.negative_groupType",
            b"-2147483646",
            2_147_483_648,
            true,
            true,
        ),
        (
            "bit.negative_groupType2",
            b"-2147483646",
            -2_147_483_648,
            true,
            true,
        ),
        ("64 bits", b"9223372036854775807", 1 << 40, true, true),
        ("64 bits, negative", b"-1", 1 << 40, true, true),
        (
            "64-bit mask on a small value",
            b"512",
            (1 << 40) | 512,
            false,
            true,
        ),
        ("a value that is no integer", b"alice", 1, false, false),
    ] {
        assert_eq!(
            (bit_and(value, mask), bit_or(value, mask)),
            (and, or),
            "{name}"
        );
    }
    assert_eq!(
        (parse32(b"0x2"), parse32(b"abc"), parse64(b"+1")),
        (None, None, None)
    );
}

#[test]
fn substrings_fit_prepared_values() {
    let pieces = |initial: &str, any: &[&str], last: &str| Substrings {
        initial: (!initial.is_empty()).then(|| initial.into()),
        any: any.iter().map(|piece| (*piece).into()).collect(),
        last: (!last.is_empty()).then(|| last.into()),
    };
    for (name, form, pieces, value, expected) in [
        (
            "filter.substr_initial",
            Form::CaseIgnore,
            pieces("ali", &[], ""),
            "Alice Adams",
            true,
        ),
        (
            "filter.substr_any",
            Form::CaseIgnore,
            pieces("", &["ce ad"], ""),
            "Alice Adams",
            true,
        ),
        (
            "filter.substr_final",
            Form::CaseIgnore,
            pieces("", &[], "ADAMS"),
            "Alice Adams",
            true,
        ),
        (
            "filter.substr_multi",
            Form::CaseIgnore,
            pieces("a", &["c", "a"], "s"),
            "Alice Adams",
            true,
        ),
        (
            "pieces do not overlap",
            Form::CaseIgnore,
            pieces("ab", &[], "ba"),
            "aba",
            false,
        ),
        (
            "pieces keep their order",
            Form::CaseIgnore,
            pieces("", &["b", "a"], ""),
            "ab",
            false,
        ),
        (
            "spaces",
            Form::CaseIgnore,
            pieces(" a  b", &[], ""),
            "A B c",
            true,
        ),
        (
            "case",
            Form::CaseExact,
            pieces("Al", &[], ""),
            "alice",
            false,
        ),
        (
            "telephone",
            Form::Telephone,
            pieces("+49 30", &[], "1"),
            "+4930-55 1",
            true,
        ),
        (
            "octets",
            Form::Octets,
            pieces("\u{1}", &[], ""),
            "\u{1}x",
            true,
        ),
    ] {
        assert_eq!(
            Pattern::new(form, &pieces)
                .unwrap()
                .matches(value.as_bytes()),
            expected,
            "{name}"
        );
    }
    assert!(
        Pattern::new(Form::CaseIgnore, &Substrings::default()).is_none(),
        "filterwire.substr_empty"
    );
    assert!(Pattern::new(Form::DistinguishedName, &pieces("CN=A", &[], "")).is_none());
    assert!(Pattern::new(Form::Integer, &pieces("5", &[], "")).is_none());
}

#[test]
fn rules_are_found_by_name_and_oid() {
    for key in ["caseIgnoreMatch", "CASEIGNOREMATCH", "2.5.13.2"] {
        assert_eq!(MatchingRule::find(key).unwrap().oid(), "2.5.13.2");
    }
    assert!(MatchingRule::find("").is_none() && MatchingRule::find("1.2.3.4.5").is_none());
}

proptest! {
    #[test]
    fn no_value_panics_and_a_form_is_its_own_form(value in prop::collection::vec(any::<u8>(), 0..40)) {
        for &form in FORMS {
            if let Some(normal) = normalize(form, &value) {
                prop_assert!(equal(form, &normal, &value), "{:?}", form);
                if form != Form::Time {
                    let again = normalize(form, &normal).map(std::borrow::Cow::into_owned);
                    prop_assert_eq!(again, Some(normal.to_vec()), "{:?}", form);
                }
            }
        }
    }

    #[test]
    fn comparing_is_normalising(value in "[ aA\u{e9}\u{c9}\tb]{0,8}", other in "[ aA\u{e9}\u{c9}\tb]{0,8}") {
        for form in [Form::CaseIgnore, Form::CaseExact, Form::Telephone] {
            let normal = normalize(form, other.as_bytes()).unwrap();
            let same = normalize(form, value.as_bytes()).unwrap() == normal;
            prop_assert_eq!(equal(form, &normal, value.as_bytes()), same);
        }
    }

    #[test]
    fn likely_times_never_panic(value in "[0-9]{8,15}([.,][0-9]{1,12})?(Z|[+-][0-9]{2,4})") {
        let _ = normalize(Form::Time, value.as_bytes());
    }

    #[test]
    fn texts_are_prepared_once(text in ".{0,40}") {
        let normal = normalize(Form::CaseIgnore, text.as_bytes()).unwrap().into_owned();
        prop_assert_eq!(normalize(Form::CaseIgnore, &normal).unwrap().into_owned(), normal);
    }
}
