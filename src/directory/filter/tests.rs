use std::collections::HashSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::{
    Choice, Extensible, FilterError, MAX_DEPTH, Options, Subject, Truth, UnknownAttribute, compile,
    parse, print,
};
use crate::directory::attribute::AttributeDescription;
use crate::directory::dn::Dn;
use crate::directory::matching::integer;
use crate::directory::schema::Schema;
use crate::wire::filter::{Filter, MatchingRuleAssertion, Substrings};

struct Person {
    dn: Dn,
    attributes: Vec<(&'static str, &'static [u8])>,
}

impl Subject for Person {
    fn dn(&self) -> &Dn {
        &self.dn
    }

    fn any_value(&self, attribute: &str, test: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let asked = AttributeDescription::split(attribute);
        self.attributes
            .iter()
            .any(|(own, value)| asked.covers(&AttributeDescription::split(own)) && test(value))
    }

    fn any_attribute(&self, test: &mut dyn FnMut(&str, &[u8]) -> bool) -> bool {
        self.attributes.iter().any(|(own, value)| test(own, value))
    }
}

/// The recorded user, as Samba's dump shows her.
fn alice() -> Person {
    Person {
        dn: Dn::parse("CN=Alice Adams,OU=People,OU=T,DC=example,DC=test").unwrap(),
        attributes: vec![
            ("objectClass", b"top"),
            ("objectClass", b"person"),
            ("objectClass", b"organizationalPerson"),
            ("objectClass", b"user"),
            ("cn", b"Alice Adams"),
            ("cn;lang-de", "Ad\u{e8}le".as_bytes()),
            ("sn", b"Adams"),
            ("name", b"Alice Adams"),
            ("sAMAccountName", b"alice"),
            ("userPrincipalName", b"alice@example.test"),
            ("telephoneNumber", b"555-1"),
            ("userAccountControl", b"512"),
            ("groupType", b"-2147483646"),
            ("accountExpires", b"9223372036854775807"),
            ("whenCreated", b"20261121194541.0Z"),
            (
                "objectGUID",
                b"\x93\x4d\x09\x47\x73\xb3\xd7\x4b\x9a\x69\x7f\x82\x30\xed\x9c\xc8",
            ),
            ("memberOf", b"CN=direct,OU=Groups,OU=T,DC=example,DC=test"),
            (
                "distinguishedName",
                b"CN=Alice Adams,OU=People,OU=T,DC=example,DC=test",
            ),
        ],
    }
}

fn bits(assertion: &MatchingRuleAssertion) -> Extensible {
    let mask = integer::parse64(&assertion.value);
    match assertion.rule.as_deref() {
        None => Extensible::Equality,
        Some("1.2.840.113556.1.4.803") => mask.map_or(Extensible::Undefined, Extensible::BitAnd),
        Some("1.2.840.113556.1.4.804") => mask.map_or(Extensible::Undefined, Extensible::BitOr),
        Some("1.2.3.4.5") => Extensible::False,
        Some("2.5.13.5" | "caseExactMatch") => Extensible::Equality,
        Some(_) => Extensible::Undefined,
    }
}

fn truth(text: &str, schema: &Schema, options: Options) -> Truth {
    let filter = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    compile(&filter, schema, options, &mut bits).evaluate(&alice())
}

#[test]
fn recorded_filters_of_active_directory_find_the_recorded_user() {
    use Truth::{False, True, Undefined};
    for (name, text, expected) in [
        ("filter.sam_upper", "(sAMAccountName=ALICE)", True),
        ("filter.cn_lower", "(cn=alice adams)", True),
        ("filter.cn_2spaces", "(cn=alice  adams)", True),
        ("filter.cn_trailing", "(cn=Alice Adams )", True),
        ("filter.cn_leading", "(cn= Alice Adams)", True),
        ("filter.attr_option", "(cn;lang-en=Alice Adams)", False),
        ("an option of the entry", "(cn=ad\u{e8}le)", True),
        ("filter.unicode_noaccent", "(cn=adele)", False),
        ("filter.substr_initial", "(cn=ali*)", True),
        ("filter.substr_any", "(cn=*ce ad*)", True),
        ("filter.substr_final", "(cn=*ADAMS)", True),
        ("filter.substr_multi", "(cn=a*c*a*s)", True),
        ("filter.ge_string", "(&(cn>=Z)(objectClass=user))", False),
        ("filter.le_string", "(&(cn<=B)(objectClass=user))", True),
        ("filter.ge_int", "(userAccountControl>=512)", True),
        ("filter.le_int", "(userAccountControl<=511)", False),
        (
            "filter.int_leading_zero",
            "(userAccountControl=0512)",
            Undefined,
        ),
        ("filter.int_bad", "(userAccountControl=abc)", Undefined),
        ("filter.time_ge", "(whenCreated>=20200101000000.0Z)", True),
        ("filter.time_utc", "(whenCreated>=200101000000Z)", True),
        ("filter.unknown_attr", "(nosuchattr=x)", Undefined),
        (
            "filter.unknown_attr_or",
            "(|(cn=Alice Adams)(nosuchattr=x))",
            True,
        ),
        ("filter.unknown_attr_presence", "(nosuchattr=*)", Undefined),
        ("filter.unknown_attr_ge", "(nosuchattr>=1)", Undefined),
        ("filter.absent_attr_not", "(!(mobile=1))", True),
        ("filter.absent_attr_ge_not", "(!(mobile>=1))", True),
        ("filter.empty_value", "(sn=)", False),
        ("filter.empty_and", "(&)", True),
        ("filter.empty_or", "(|)", False),
        ("filter.not_empty_and", "(!(&))", False),
        ("filter.name", "(name=Alice Adams)", True),
        (
            "filter.deep_not",
            "(!(!(!(!(!(!(!(!(!(!(cn=Alice Adams)))))))))))",
            True,
        ),
        ("filter.upn", "(userPrincipalName=ALICE@example.test)", True),
        ("filter.sn_missing", "(sn=*)", True),
        ("filter.telephone_space", "(telephoneNumber=5551)", False),
        ("filter.groupType_eq", "(groupType=-2147483646)", True),
        ("filter.groupType_unsigned", "(groupType=2147483650)", True),
        (
            "filter.accountExpires",
            "(accountExpires<=130000000000000000)",
            False,
        ),
        (
            "guid.binary",
            "(objectGUID=\\93\\4d\\09\\47\\73\\b3\\d7\\4b\\9a\\69\\7f\\82\\30\\ed\\9c\\c8)",
            True,
        ),
        ("guid.substring", "(objectGUID=\\93\\4d\\09\\47*)", True),
        ("guid.malformed", "(objectGUID=zz)", False),
        (
            "dnfilter.distinguishedName_spaces",
            "(distinguishedName=cn=alice adams, ou=people, ou=t, dc=example, dc=test)",
            True,
        ),
        (
            "dnfilter.distinguishedName_substr",
            "(distinguishedName=CN=Alice*)",
            Undefined,
        ),
        ("dnfilter.memberOf_presence", "(memberOf=*)", True),
        ("dnfilter.member_bad", "(memberOf=garbage)", Undefined),
        ("objectClass.USER", "(objectClass=USER)", True),
        (
            "objectClass.1.2.840.113556.1.5.9",
            "(objectClass=1.2.840.113556.1.5.9)",
            True,
        ),
        ("objectClass.top", "(objectClass=top)", True),
        (
            "objectClass.nosuchclass",
            "(objectClass=nosuchclass)",
            False,
        ),
        (
            "objectClass.securityPrincipal",
            "(objectClass=securityPrincipal)",
            False,
        ),
        ("attribute OID on Windows", "(2.5.4.3=Alice Adams)", True),
        (
            "bit.and_zero",
            "(userAccountControl:1.2.840.113556.1.4.803:=0)",
            True,
        ),
        (
            "bit.or_zero",
            "(userAccountControl:1.2.840.113556.1.4.804:=0)",
            False,
        ),
        (
            "bit.and_multi_nomatch",
            "(userAccountControl:1.2.840.113556.1.4.803:=514)",
            False,
        ),
        (
            "bit.or_multi",
            "(userAccountControl:1.2.840.113556.1.4.804:=514)",
            True,
        ),
        (
            "bit.nonint_value",
            "(userAccountControl:1.2.840.113556.1.4.803:=abc)",
            Undefined,
        ),
        (
            "bit.negative_groupType",
            "(groupType:1.2.840.113556.1.4.803:=2147483648)",
            True,
        ),
        (
            "bit.negative_groupType2",
            "(groupType:1.2.840.113556.1.4.803:=-2147483648)",
            True,
        ),
        (
            "bit.not",
            "(!(userAccountControl:1.2.840.113556.1.4.803:=2))",
            True,
        ),
        (
            "bit.not_absent_attr",
            "(!(adminCount:1.2.840.113556.1.4.803:=2))",
            True,
        ),
        ("ext.unknown_rule", "(cn:1.2.3.4.5:=alice)", False),
        ("ext.no_rule", "(cn:=Alice Adams)", True),
        ("ext.dn_rule on Windows", "(ou:dn:=People)", False),
        ("approximate", "(cn~=alice adams)", True),
    ] {
        let mut options = Options::default();
        options.dn_attributes = false;
        options.subclasses = false;
        assert_eq!(
            truth(text, Schema::active_directory(), options),
            expected,
            "{name}: {text}"
        );
    }
}

#[test]
fn two_values_make_the_negation_of_nonsense_true() {
    let mut samba = Options::default();
    samba.two_valued = true;
    samba.attribute_oids = false;
    for (name, text, expected) in [
        ("filter.unknown_attr", "(nosuchattr=x)", Truth::False),
        (
            "filter.unknown_attr_not",
            "(&(cn=Alice Adams)(!(nosuchattr=x)))",
            Truth::True,
        ),
        ("filter.attr_oid", "(2.5.4.3=Alice Adams)", Truth::False),
        ("filter.int_bad", "(!(userAccountControl=abc))", Truth::True),
    ] {
        assert_eq!(
            truth(text, Schema::active_directory(), samba),
            expected,
            "{name}"
        );
    }
    let three = truth(
        "(&(cn=Alice Adams)(!(nosuchattr=x)))",
        Schema::standard(),
        Options::default(),
    );
    assert_eq!(
        three,
        Truth::Undefined,
        "OpenLDAP's filter.unknown_attr_not"
    );
}

#[test]
fn three_values_follow_their_table() {
    use Truth::{False, True, Undefined};
    for (text, expected) in [
        ("(&(cn=*)(nosuch=x))", Undefined),
        ("(&(sn=z)(nosuch=x))", False),
        ("(&(nosuch=x)(sn=z))", False),
        ("(|(cn=*)(nosuch=x))", True),
        ("(|(nosuch=x)(cn=*))", True),
        ("(|(sn=z)(nosuch=x))", Undefined),
        ("(!(nosuch=x))", Undefined),
    ] {
        assert_eq!(
            truth(text, Schema::standard(), Options::default()),
            expected,
            "{text}"
        );
    }
}

#[test]
fn openldap_reads_filters_by_the_rfcs() {
    for (name, text, expected) in [
        ("subtypes of name", "(name=adams)", Truth::True),
        ("filter.attr_oid", "(2.5.4.3=alice adams)", Truth::True),
        ("alias", "(commonName=alice adams)", Truth::True),
        ("telephone numbers", "(telephoneNumber=55 51)", Truth::True),
        ("rule.dn", "(ou:dn:=people)", Truth::True),
        ("rule.dn, another value", "(ou:dn:=groups)", Truth::False),
        (
            "any attribute of the DN",
            "(:dn:2.5.13.5:=People)",
            Truth::True,
        ),
        (
            "rule.caseExact",
            "(cn:caseExactMatch:=Alice Adams)",
            Truth::True,
        ),
        (
            "rule.caseExact_oid",
            "(cn:2.5.13.5:=alice adams)",
            Truth::False,
        ),
        (
            "any attribute by a rule",
            "(:caseExactMatch:=Adams)",
            Truth::True,
        ),
        (
            "any attribute by a rule, not",
            "(:caseExactMatch:=adams)",
            Truth::False,
        ),
        (
            "rule.1941",
            "(memberOf:1.2.840.113556.1.4.1941:=cn=x)",
            Truth::Undefined,
        ),
        ("filter.ge_noorder", "(cn>=d599)", Truth::Undefined),
        (
            "filter.objectCategory",
            "(objectCategory=person)",
            Truth::Undefined,
        ),
        (
            "a superclass that the entry does not hold",
            "(objectClass=alias)",
            Truth::False,
        ),
    ] {
        assert_eq!(
            truth(text, Schema::standard(), Options::default()),
            expected,
            "{name}"
        );
    }
}

#[test]
fn superclasses_match_where_the_entry_holds_the_subclass_alone() {
    let person = Person {
        dn: Dn::root(),
        attributes: vec![("objectClass", b"inetOrgPerson")],
    };
    let filter = parse("(objectClass=2.5.6.6)").unwrap();
    for (subclasses, expected) in [(true, Truth::True), (false, Truth::False)] {
        let mut options = Options::default();
        options.subclasses = subclasses;
        assert_eq!(
            compile(&filter, Schema::standard(), options, &mut bits).evaluate(&person),
            expected
        );
    }
}

#[test]
fn unknown_attributes_may_be_text() {
    let person = Person {
        dn: Dn::root(),
        attributes: vec![("badge", b"Gold  7"), ("badge", b"\xff")],
    };
    let mut options = Options::default();
    options.unknown_attribute = UnknownAttribute::Text;
    for (text, expected) in [
        ("(badge=gold 7)", Truth::True),
        ("(badge=go*)", Truth::True),
        ("(badge>=a)", Truth::True),
        ("(badge=*)", Truth::True),
        ("(nosuch=*)", Truth::False),
        ("(badge=\\ff)", Truth::Undefined),
    ] {
        let compiled = compile(
            &parse(text).unwrap(),
            Schema::standard(),
            options,
            &mut bits,
        );
        assert_eq!(compiled.evaluate(&person), expected, "{text}");
    }
}

#[test]
fn a_set_of_names_stands_for_a_chain() {
    let names = Arc::new(HashSet::from([alice().dn.normalized().to_owned()]));
    let filter = parse("(memberOf:1.2.840.113556.1.4.1941:=CN=x)").unwrap();
    let mut asked = 0;
    let compiled = compile(
        &filter,
        Schema::active_directory(),
        Options::default(),
        &mut |assertion| {
            asked += 1;
            assert_eq!(assertion.value, b"CN=x");
            Extensible::InSet(Arc::clone(&names))
        },
    );
    assert!(compiled.matches(&alice()));
    assert!(matches!(compiled.candidates()[..], [Choice::Names(found)] if found.len() == 1));
    assert_eq!(asked, 1);
}

#[test]
fn candidates_are_what_every_match_fulfils() {
    for (text, expected) in [
        ("(uid=Ada)", "[uid=ada]"),
        (
            "(&(objectClass=*)(uid=Ada)(mail=A@b))",
            "[uid=ada] [mail=a@b]",
        ),
        (
            "(&(uid=a)(|(sn=b)(givenName=c)))",
            "[uid=a] [sn=b givenName=c]",
        ),
        ("(|(uid=a)(&(sn=b)(cn=*)))", "[uid=a sn=b]"),
        ("(|(uid=a)(&(cn=*)(sn=b)))", "[uid=a sn=b]"),
        ("(|(uid=a)(nosuch=b))", "[uid=a]"),
        ("(|(uid=a)(cn=*))", ""),
        ("(cn;lang-de=a)", ""),
        ("(!(uid=a))", ""),
        ("(uidNumber>=5)", ""),
        ("(uid>=a)", "[]"),
        ("(&)", ""),
        ("(nosuch=x)", "[]"),
        ("(memberOf=CN=G,O=X)", "[memberOf=cn=g,o=x]"),
    ] {
        let compiled = compile(
            &parse(text).unwrap(),
            Schema::standard(),
            Options::default(),
            &mut bits,
        );
        let shown: Vec<String> = compiled
            .candidates()
            .iter()
            .map(|choice| match choice {
                Choice::Terms(terms) => {
                    let terms: Vec<_> = terms
                        .iter()
                        .map(|term| {
                            format!("{}={}", term.attribute, String::from_utf8_lossy(term.value))
                        })
                        .collect();
                    format!("[{}]", terms.join(" "))
                }
                Choice::Names(_) => "names".to_owned(),
            })
            .collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }
}

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
        (
            "balanced parentheses",
            "(cn=a(b)c)",
            equality("cn", b"a(b)c"),
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
        (
            "asterisk where it means nothing",
            "(cn:=a*b)",
            extensible(Some("cn"), false, None, b"a*b"),
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

fn values() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..12),
        ".{0,8}".prop_map(String::into_bytes),
        "[*()\\\\ ]{0,4}".prop_map(String::into_bytes)
    ]
}

fn attributes() -> impl Strategy<Value = String> {
    "([a-zA-Z][a-zA-Z0-9-]{0,6}|[0-9]{1,3}(\\.[0-9]{1,3}){1,3})(;[a-z][a-z0-9-]{0,4}){0,2}"
}

fn filters() -> impl Strategy<Value = Filter> {
    let filled = || values().prop_filter("filled", |value| !value.is_empty());
    let substrings = (
        prop::option::of(filled()),
        prop::collection::vec(filled(), 0..3),
        prop::option::of(filled()),
    )
        .prop_map(|(initial, any, last)| Substrings { initial, any, last })
        .prop_filter("some piece", |pieces| *pieces != Substrings::default());
    let rules = || prop::option::of("[a-z]{3,8}|1\\.[0-9]{1,4}");
    let leaf = prop_oneof![
        (attributes(), values()).prop_map(|(attribute, value)| Filter::Equality(attribute, value)),
        (attributes(), values())
            .prop_map(|(attribute, value)| Filter::GreaterOrEqual(attribute, value)),
        (attributes(), values())
            .prop_map(|(attribute, value)| Filter::LessOrEqual(attribute, value)),
        (attributes(), values()).prop_map(|(attribute, value)| Filter::Approx(attribute, value)),
        attributes().prop_map(Filter::Present),
        (attributes(), substrings)
            .prop_map(|(attribute, pieces)| Filter::Substrings(attribute, pieces)),
        (
            prop::option::of(attributes()),
            rules(),
            values(),
            any::<bool>()
        )
            .prop_filter("attribute or rule", |(attribute, rule, ..)| attribute
                .is_some()
                || rule.is_some())
            .prop_map(|(attribute, rule, value, dn_attributes)| {
                Filter::Extensible(MatchingRuleAssertion {
                    rule,
                    attribute,
                    value,
                    dn_attributes,
                })
            }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
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

    #[test]
    fn any_filter_is_evaluated(filter in filters(), two_valued in any::<bool>()) {
        let mut options = Options::default();
        options.two_valued = two_valued;
        let compiled = compile(&filter, Schema::standard(), options, &mut bits);
        let truth = compiled.evaluate(&alice());
        prop_assert!(!(two_valued && truth == Truth::Undefined));
        let _ = compiled.candidates();
    }
}
