//! Evaluation and candidates.

use std::collections::HashSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::super::{
    Choice, EntrySet, Extensible, Options, Subject, Truth, UnknownAttribute, compile, parse,
};
use super::filters;
use crate::{
    directory::{attribute::AttributeDescription, dn::Dn, matching::integer, schema::Schema},
    wire::filter::MatchingRuleAssertion,
};

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
        let options = Options {
            dn_attributes: false,
            subclasses: false,
            ..Options::default()
        };
        assert_eq!(
            truth(text, Schema::active_directory(), options),
            expected,
            "{name}: {text}"
        );
    }
}

#[test]
fn two_values_make_the_negation_of_nonsense_true() {
    let samba = Options {
        two_valued: true,
        attribute_oids: false,
        ..Options::default()
    };
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
        (
            "a class that there is not, by name",
            "(objectClass=nosuchclass)",
            Truth::Undefined,
        ),
        (
            "a class that there is not, by OID",
            "(objectClass=1.2.3.4.5)",
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
        let options = Options {
            subclasses,
            ..Options::default()
        };
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
    let options = Options {
        unknown_attribute: UnknownAttribute::Text,
        ..Options::default()
    };
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
    let names: Arc<dyn EntrySet> = Arc::new(HashSet::from([alice().dn.normalized().to_owned()]));
    let filter = parse("(memberOf:1.2.840.113556.1.4.1941:=CN=x)").unwrap();
    let mut asked = 0;
    let compiled = compile(
        &filter,
        Schema::active_directory(),
        Options::default(),
        &mut |assertion| {
            asked += 1;
            assert_eq!(assertion.value, b"CN=x");
            Extensible::InSet(names.clone())
        },
    );
    assert!(compiled.matches(&alice()));
    assert!(matches!(compiled.candidates()[..], []));
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
                Choice::Set(_) => "set".to_owned(),
            })
            .collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_filter_is_evaluated(filter in filters(), two_valued in any::<bool>()) {
        let options = Options { two_valued, ..Options::default() };
        let compiled = compile(&filter, Schema::standard(), options, &mut bits);
        let truth = compiled.evaluate(&alice());
        prop_assert!(!(two_valued && truth == Truth::Undefined));
        let _ = compiled.candidates();
    }
}
