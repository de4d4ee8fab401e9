use proptest::prelude::*;

use super::values;
use crate::{
    directory::filter::{build::*, escape, parse, print},
    wire::filter::Filter,
};

#[test]
fn every_kind_of_filter_is_built() {
    for (filter, text) in [
        (
            and([equals("a", "1"), or([]), not(present("b"))]),
            "(&(a=1)(|)(!(b=*)))",
        ),
        (
            or([at_least("a", "1"), at_most("a", "9")]),
            "(|(a>=1)(a<=9))",
        ),
        (approx("cn", "Ada"), "(cn~=Ada)"),
        (starts_with("cn", "(A"), "(cn=\\28A*)"),
        (ends_with("cn", "a*"), "(cn=*a\\2a)"),
        (contains("cn", "\u{fc}"), "(cn=*\u{fc}*)"),
        (contains("cn", ""), "(cn=*)"),
        (substring("cn", "a", ["b", "", "c"], "d"), "(cn=a*b*c*d)"),
        (
            matches_rule("userAccountControl", "1.2.840.113556.1.4.803", "2"),
            "(userAccountControl:1.2.840.113556.1.4.803:=2)",
        ),
        (
            equals("objectGUID", [0xff, 0x00, 0x5c]),
            "(objectGUID=\\ff\\00\\5c)",
        ),
    ] {
        assert_eq!(print(&filter), text);
        assert_eq!(parse(text), Ok(filter), "{text}");
    }
}

#[test]
fn a_hostile_name_does_not_become_another_filter() {
    for name in ["cn=*)(uid", "cn)", "cn:dn", "a\\", "c n", "cn~"] {
        let text = print(&not(equals(name, "x")));
        assert!(parse(&text).is_err(), "{text}");
    }
    assert_eq!(
        print(&equals("cn=*)(uid", "x")),
        "(cn\\3d\\2a\\29\\28uid=x)"
    );
}

#[test]
fn a_template_takes_as_many_values_as_it_has_places() {
    assert_eq!(
        fill("(|(cn={}*)(sn={}))", ["{}", ""]),
        Ok(or([starts_with("cn", "{}"), equals("sn", "")]))
    );
    for (template, values, cause) in [
        (
            "(cn={})",
            &[][..],
            "there are fewer values than `{}` in the text",
        ),
        (
            "(cn={})",
            &["a", "b"],
            "there are more values than `{}` in the text",
        ),
        ("(cn={}", &["a"], "a closing parenthesis is missing"),
    ] {
        assert_eq!(fill(template, values).unwrap_err().cause(), cause);
    }
}

proptest! {
    #[test]
    fn a_value_in_a_template_stays_a_value(value in values()) {
        prop_assert_eq!(fill("(!(cn={}))", [&value]), Ok(not(equals("cn", value))));
    }

    #[test]
    fn an_escaped_value_is_one_value(value in values()) {
        let text = format!("(cn={})", escape(&value));
        prop_assert_eq!(parse(&text), Ok(Filter::Equality("cn".to_owned(), value.clone())));
        prop_assert_eq!(print(&equals("cn", value)), text);
    }

    #[test]
    fn a_built_substring_is_read_again(initial in values(), any in prop::collection::vec(values(), 0..3), last in values()) {
        let filter = substring("cn", initial, any, last);
        prop_assert_eq!(parse(&print(&filter)), Ok(filter));
    }
}
