//! Text in and out.

use proptest::prelude::*;

use super::super::{FilterError, MAX_DEPTH, parse, print};
use super::filters;
use crate::wire::filter::{Filter, MatchingRuleAssertion, Substrings};

#[test]
fn texts_are_read() {
    let equality = |attribute: &str, value: &[u8]| Filter::Equality(attribute.into(), value.into());
    let extensible = |attribute: Option<&str>, dn_attributes, rule: Option<&str>, value: &[u8]| {
        Filter::Extensible(MatchingRuleAssertion {
            rule: rule.map(Into::into),
            attribute: attribute.map(Into::into),
            value: value.into(),
            dn_attributes,
        })
    };
    for (name, text, expected) in [
        ("plain", "(cn=Babs Jensen)", equality("cn", b"Babs Jensen")),
        ("without parentheses", "cn=Babs", equality("cn", b"Babs")),
        ("spaces around", "  (cn=a)  ", equality("cn", b"a")),
        (
            "spaces belong to values",
            "(cn= a )",
            equality("cn", b" a "),
        ),
        (
            "equals in values",
            "(member=cn=x,dc=y)",
            equality("member", b"cn=x,dc=y"),
        ),
        (
            "escapes",
            "(cn=\\2a\\28\\29\\5C\\00)",
            equality("cn", b"*()\\\0"),
        ),
        (
            "UTF-8 as octets",
            "(sn=Lu\\c4\\8di\\c4\\87)",
            equality("sn", "Lu\u{10d}i\u{107}".as_bytes()),
        ),
        ("octets", "(o=\\ff\\fe)", equality("o", b"\xff\xfe")),
        (
            "RFC 1960's escapes",
            "(cn=a\\*b\\(c\\)\\\\)",
            equality("cn", b"a*b(c)\\"),
        ),
        ("empty value", "(seeAlso=)", equality("seeAlso", b"")),
        (
            "OID",
            "(1.3.6.1.4.1.1466.0=\\04\\02\\48\\69)",
            equality("1.3.6.1.4.1.1466.0", b"\x04\x02Hi"),
        ),
        ("options", "(cn;lang-de=a)", equality("cn;lang-de", b"a")),
        (
            "presence",
            "(objectClass=*)",
            Filter::Present("objectClass".into()),
        ),
        (
            "more presence",
            "(objectClass=**)",
            Filter::Present("objectClass".into()),
        ),
        (
            "at least",
            "(n>=5)",
            Filter::GreaterOrEqual("n".into(), b"5".into()),
        ),
        (
            "at most",
            "(n<=5)",
            Filter::LessOrEqual("n".into(), b"5".into()),
        ),
        ("about", "(n~=5)", Filter::Approx("n".into(), b"5".into())),
        (
            "substrings",
            "(o=univ*of*mich*\\2a)",
            Filter::Substrings(
                "o".into(),
                Substrings {
                    initial: Some(b"univ".into()),
                    any: vec![b"of".into(), b"mich".into()],
                    last: Some(b"*".into()),
                },
            ),
        ),
        (
            "any",
            "(o=*a**b*)",
            Filter::Substrings(
                "o".into(),
                Substrings {
                    any: vec![b"a".into(), b"b".into()],
                    ..Substrings::default()
                },
            ),
        ),
        ("true", "(&)", Filter::And(vec![])),
        ("false", "( | )", Filter::Or(vec![])),
        (
            "nested, with line breaks",
            "(&\n  (a=1)\n  (!(b=2))\n  (|(c=3)(d=4)) )",
            Filter::And(vec![
                equality("a", b"1"),
                Filter::Not(Box::new(equality("b", b"2"))),
                Filter::Or(vec![equality("c", b"3"), equality("d", b"4")]),
            ]),
        ),
        (
            "rule",
            "(cn:caseExactMatch:=Fred)",
            extensible(Some("cn"), false, Some("caseExactMatch"), b"Fred"),
        ),
        (
            "no rule",
            "(cn:=Betty)",
            extensible(Some("cn"), false, None, b"Betty"),
        ),
        (
            "dn and rule",
            "(sn:dn:2.4.6.8.10:=Barney)",
            extensible(Some("sn"), true, Some("2.4.6.8.10"), b"Barney"),
        ),
        (
            "dn",
            "(o:DN:=Ace)",
            extensible(Some("o"), true, None, b"Ace"),
        ),
        (
            "rule alone",
            "(:1.2.3:=Wilma)",
            extensible(None, false, Some("1.2.3"), b"Wilma"),
        ),
        (
            "dn and rule alone",
            "(:DN:2.4.6.8.10:=Dino)",
            extensible(None, true, Some("2.4.6.8.10"), b"Dino"),
        ),
    ] {
        assert_eq!(parse(text), Ok(expected), "{name}");
    }
}

#[test]
fn wrong_texts_say_where_and_what() {
    for (text, position, cause) in [
        (
            "",
            0,
            "the filter is empty; `(objectClass=*)` matches every entry",
        ),
        ("()", 1, "empty parentheses; write `(&)` for true"),
        ("(cn=a", 5, "a closing parenthesis is missing"),
        ("(&(cn=a)", 8, "a closing parenthesis is missing"),
        ("(cn=a))", 6, "there is no opening parenthesis for this one"),
        (
            "(a=1)(b=2)",
            5,
            "two filters side by side; join them as in `(&(a=1)(b=2))`",
        ),
        ("(a=1) x", 6, "text after the end of the filter"),
        (
            "&(a=1)",
            0,
            "put `(` before the operator and `)` at the end",
        ),
        (
            "(&a=1)",
            2,
            "expected `(` or `)`; each part of `&`, `|` and `!` has its own parentheses",
        ),
        (
            "(!(a=1)(b=2))",
            1,
            "`!` takes exactly one filter, as in `(!(cn=a))`",
        ),
        ("(!)", 1, "`!` takes exactly one filter, as in `(!(cn=a))`"),
        (
            "(cn)",
            3,
            "expected `=` after the attribute, as in `(cn=Alice)`",
        ),
        ("(=a)", 1, "the attribute is missing before the operator"),
        (
            "(c n=a)",
            1,
            "`c n` is no attribute description: a name or OID, then options after `;`, without spaces",
        ),
        (
            "(cn=a\\zz)",
            5,
            "after `\\` stand two hexadecimal digits; a backslash itself is `\\5c`",
        ),
        (
            "(cn=a\\4)",
            5,
            "after `\\` stand two hexadecimal digits; a backslash itself is `\\5c`",
        ),
        (
            "(cn=a(b))",
            5,
            "an opening parenthesis in a value is written `\\28`",
        ),
        (
            "(memberOf=CN=Staff (EU),DC=x)",
            19,
            "an opening parenthesis in a value is written `\\28`",
        ),
        (
            "cn=a)b",
            4,
            "a closing parenthesis in a value is written `\\29`",
        ),
        (
            "(n>=1*)",
            5,
            "an asterisk stands for any text only behind a plain `=`; in a value it is written `\\2a`",
        ),
        (
            "(cn:=*)",
            5,
            "an asterisk stands for any text only behind a plain `=`; in a value it is written `\\2a`",
        ),
        ("(cn=a\0)", 5, "a NUL in a value is written `\\00`"),
        (
            "(:=a)",
            1,
            "before `:=` stands an attribute, a rule, or both",
        ),
        (
            "(:dn:=a)",
            1,
            "before `:=` stands an attribute, a rule, or both",
        ),
        (
            "(cn:a:b:=c)",
            1,
            "expected `attribute:dn:rule:=value`, with a rule's name or OID",
        ),
    ] {
        let error: FilterError = parse(text).unwrap_err();
        assert_eq!(
            (error.position(), error.cause()),
            (position, cause),
            "{text}"
        );
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}(a=1){}", "(!".repeat(depth), ")".repeat(depth));
    let filter = parse(&nested(MAX_DEPTH - 1)).unwrap();
    assert_eq!(print(&filter), nested(MAX_DEPTH - 1));
    assert_eq!(
        parse(&nested(MAX_DEPTH)).unwrap_err().cause(),
        "the filter is nested deeper than 500 levels"
    );
    assert!(parse(&"(!".repeat(200_000)).is_err());
}

proptest! {
    #[test]
    fn printed_filters_are_read_again(filter in filters()) {
        prop_assert_eq!(parse(&print(&filter)), Ok(filter));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn any_likely_text_is_read_or_refused(text in "([()&|!*=<>~:\\\\ ]|cn|\\\\2a|dn|1\\.2){0,30}") {
        if let Ok(filter) = parse(&text) {
            prop_assert_eq!(parse(&print(&filter)), Ok(filter));
        }
    }
}
