mod subschema;

use super::{AttributeType, ClassKind, ObjectClass, Schema, Syntax, Usage};
use crate::directory::matching::{Form, MatchingRule};

#[test]
fn embedded_schemas_are_complete() {
    for (name, schema, types, classes) in [
        ("standard", Schema::standard(), 150, 45),
        ("Active Directory", Schema::active_directory(), 250, 50),
    ] {
        assert!(schema.attribute_types().count() >= types, "{name}");
        assert!(schema.object_classes().count() >= classes, "{name}");
        for kind in schema.attribute_types() {
            for key in kind.names().iter().map(String::as_str).chain([kind.oid()]) {
                assert_eq!(
                    schema.attribute_type(key).unwrap().oid(),
                    kind.oid(),
                    "{name}: {key}"
                );
            }
        }
        for class in schema.object_classes() {
            assert!(
                schema
                    .superclass_chain(class.name())
                    .iter()
                    .any(|class| class.name() == "top"),
                "{}",
                class.name()
            );
        }
    }
}

#[test]
fn names_and_oids_are_found_in_any_case() {
    let schema = Schema::standard();
    for (asked, expected) in [
        ("CN", "cn"),
        ("commonname", "cn"),
        ("2.5.4.3", "cn"),
        ("EntryUUID", "entryUUID"),
        ("homedirectory", "homeDirectory"),
        ("memberof", "memberOf"),
    ] {
        assert_eq!(
            schema.attribute_type(asked).unwrap().name(),
            expected,
            "{asked}"
        );
    }
    for unknown in ["", "nosuchattr", "cn;lang-de", &"A".repeat(200)] {
        assert!(schema.attribute_type(unknown).is_none(), "{unknown}");
    }
    assert_eq!(
        schema.object_class("INETORGPERSON").unwrap().name(),
        "inetOrgPerson"
    );
    for (description, expected) in [
        ("2.5.4.3;lang-de", "cn;lang-de"),
        ("CN", "cn"),
        ("commonName", "cn"),
        ("nosuch;x", "nosuch;x"),
    ] {
        assert_eq!(schema.canonical(description), expected);
    }
}

#[test]
fn types_inherit_from_their_supertype() {
    let schema = Schema::standard();
    let cn = schema.attribute_type("cn").unwrap();
    assert_eq!(cn.syntax(), Syntax::DirectoryString);
    assert_eq!(
        cn.equality().map(MatchingRule::name),
        Some("caseIgnoreMatch")
    );
    assert_eq!(
        cn.substrings().map(MatchingRule::name),
        Some("caseIgnoreSubstringsMatch")
    );
    assert!(cn.ordering().is_none(), "recorded case filter.ge_noorder");
    let country = schema.attribute_type("c").unwrap();
    assert_eq!(
        (country.syntax(), country.is_single_value()),
        (Syntax::CountryString, true)
    );
    assert!(schema.attribute_type("member").unwrap().is_dn_valued());
    let below: Vec<_> = schema
        .subtypes(schema.attribute_type("name").unwrap())
        .map(AttributeType::name)
        .collect();
    assert!(
        below.starts_with(&["name", "cn", "sn", "c", "l", "st", "o", "ou", "title"]),
        "{below:?}"
    );
}

#[test]
fn active_directory_compares_by_syntax() {
    let schema = Schema::active_directory();
    let form = |name: &str| {
        schema
            .attribute_type(name)
            .unwrap()
            .equality()
            .unwrap()
            .form()
    };
    for (name, expected) in [
        ("cn", Form::CaseIgnore),
        ("telephoneNumber", Form::CaseIgnore),
        ("userAccountControl", Form::Integer32),
        ("accountExpires", Form::Integer64),
        ("objectGUID", Form::Octets),
        ("member", Form::DistinguishedName),
        ("whenCreated", Form::Time),
        ("isDeleted", Form::Boolean),
        ("objectClass", Form::ObjectIdentifier),
    ] {
        assert_eq!(form(name), expected, "{name}");
    }
    assert!(
        schema
            .attribute_type("member")
            .unwrap()
            .substrings()
            .is_none()
    );
    assert!(schema.attribute_type("cn").unwrap().ordering().is_some());
}

#[test]
fn links_find_their_partner() {
    let schema = Schema::active_directory();
    for (one, other) in [
        ("member", "memberOf"),
        ("manager", "directReports"),
        ("managedBy", "managedObjects"),
    ] {
        assert_eq!(schema.link_partner(one).unwrap().name(), other);
        assert_eq!(schema.link_partner(other).unwrap().name(), one);
    }
    for none in ["cn", "objectCategory", "nosuchattr"] {
        assert!(schema.link_partner(none).is_none(), "{none}");
    }
}

#[test]
fn flags_of_active_directory_are_known() {
    let schema = Schema::active_directory();
    let kind = |name: &str| schema.attribute_type(name).unwrap();
    assert!(kind("memberOf").no_user_modification() && !kind("member").no_user_modification());
    assert!(kind("tokenGroups").is_constructed() && kind("tokenGroups").is_operational());
    assert!(!kind("memberOf").is_constructed() && !kind("memberOf").is_operational());
    assert!(kind("sn").is_single_value() && !kind("description").is_single_value());
    for (class, category) in [
        ("user", "Person"),
        ("contact", "Person"),
        ("group", "Group"),
        ("computer", "Computer"),
        ("organizationalUnit", "Organizational-Unit"),
    ] {
        assert_eq!(
            schema.object_class(class).unwrap().category(),
            Some(category)
        );
    }
    assert_eq!(
        schema.object_class("securityPrincipal").unwrap().kind(),
        ClassKind::Auxiliary
    );
    assert!(schema.is_subclass("computer", "person") && !schema.is_subclass("group", "person"));
}

#[test]
fn definitions_are_printed() {
    let cn = Schema::standard().attribute_type("cn").unwrap();
    assert_eq!(
        cn.definition(),
        "( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )"
    );
    let member_of = Schema::standard().attribute_type("memberOf").unwrap();
    assert_eq!(
        member_of.definition(),
        "( 1.2.840.113556.1.2.102 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 NO-USER-MODIFICATION USAGE dSAOperation )"
    );
    assert_eq!(
        Schema::active_directory()
            .attribute_type("cn")
            .unwrap()
            .active_directory_definition(),
        "( 2.5.4.3 NAME 'cn' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )"
    );
    assert_eq!(
        Schema::standard()
            .object_class("person")
            .unwrap()
            .definition(),
        "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ telephoneNumber $ seeAlso $ description ) )"
    );
    assert_eq!(
        MatchingRule::find("integerMatch").unwrap().definition(),
        "( 2.5.13.14 NAME 'integerMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )"
    );
    assert_eq!(
        Syntax::Boolean.definition(),
        "( 1.3.6.1.4.1.1466.115.121.1.7 DESC 'Boolean' )"
    );
}

#[test]
fn every_printed_definition_is_read_again() {
    for schema in [Schema::standard(), Schema::active_directory()] {
        for kind in schema.attribute_types() {
            assert_eq!(
                AttributeType::parse(&kind.definition())
                    .unwrap()
                    .definition(),
                kind.definition()
            );
        }
        for class in schema.object_classes() {
            assert_eq!(
                ObjectClass::parse(&class.definition())
                    .unwrap()
                    .definition(),
                class.definition()
            );
        }
    }
}

#[test]
fn descriptions_are_read_in_full() {
    let text = "( 1.3.6.1.4.1.99999.1 NAME ( 'badge' 'badgeNumber' ) DESC 'Ada\\27s \\5C badge' OBSOLETE EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64} SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation X-ORIGIN 'us' )";
    let kind = AttributeType::parse(text).unwrap();
    assert_eq!(kind.oid(), "1.3.6.1.4.1.99999.1");
    assert_eq!(kind.names(), ["badge", "badgeNumber"]);
    assert_eq!(kind.description(), Some("Ada's \\ badge"));
    assert_eq!(kind.usage(), Usage::DirectoryOperation);
    assert_eq!(kind.extension("X-ORIGIN"), Some("us"));
    assert!(kind.is_single_value() && kind.no_user_modification() && kind.is_operational());
}

#[test]
fn wrong_descriptions_say_where_and_what() {
    for (text, position, cause) in [
        ("", 0, "the description is empty"),
        ("2.5.4.3", 0, "expected `(`"),
        ("( )", 2, "expected an OID, as in 1.3.6.1.4.1.99999.1"),
        (
            "( 1.2 NAME 'x'",
            14,
            "the description ends without its closing parenthesis",
        ),
        ("( 1.2 NAME 'x", 11, "the quoted text does not end"),
        ("( 1.2 NAME ( ( ) )", 13, "a list within a list"),
        ("( 1.2 SUP ( a $ b ) )", 6, "SUP takes one argument"),
        ("( 1.2 MUST cn )", 6, "an attribute type has no MUST"),
        ("( 1.2 USAGE never )", 6, "never is no usage"),
        ("( 1.2 SUP cn ) x", 15, "text after the closing parenthesis"),
    ] {
        let error = AttributeType::parse(text).unwrap_err();
        assert_eq!(
            (error.position(), error.cause()),
            (position, cause),
            "{text}"
        );
    }
}

#[test]
fn schema_files_extend_a_schema() {
    let mut schema = Schema::standard().clone();
    schema
        .extend("# local\nattributetype ( 1.3.6.1.4.1.99999.1 NAME 'badge'\n  SUP name )\n\nobjectClasses: ( 1.3.6.1.4.1.99999.2 NAME 'guest' SUP person\n\tMAY badge )\n")
        .unwrap();
    assert_eq!(
        schema.attribute_type("BADGE").unwrap().syntax(),
        Syntax::DirectoryString
    );
    assert!(schema.is_subclass("guest", "person"));
    for (text, expected) in [
        (
            "attributetype ( 1.2.3 NAME 'x' SUP nosuch )",
            "line 1: x has the supertype nosuch, which is not known; define it before",
        ),
        (
            "\nattributetype ( 1.2.3 NAME 'x' )",
            "line 2: x has neither SUP nor SYNTAX; add one",
        ),
        (
            "attributetype ( 1.2.3 NAME 'x'\n  EQUALITY nosuch\n  SYNTAX 1.2 )",
            "line 1: the matching rule nosuch is not known",
        ),
        (
            "attributetype ( 1.2.3\n  NAME 'x'\n  MUST y )",
            "line 3: an attribute type has no MUST",
        ),
        (
            "objectclass ( 1.2.3 NAME 'x' MUST nosuch )",
            "line 1: x names the attribute nosuch, which is not known; define it before",
        ),
        (
            "objectclass ( 1.2.3 NAME 'x' SUP nosuch )",
            "line 1: x has the superclass nosuch, which is not known; define it before",
        ),
        (
            "include core.schema",
            "line 1: expected `attributetype (` or `objectclass (`, not `include`",
        ),
        (
            "  ( 1.2 )",
            "line 1: an indented line continues a statement, but there is none before it",
        ),
    ] {
        assert_eq!(
            schema.extend(text).unwrap_err().to_string(),
            expected,
            "{text}"
        );
    }
    let error = schema.extend("x").unwrap_err().in_file("local.schema");
    assert_eq!(
        error.to_string(),
        "local.schema:1: expected `attributetype (` or `objectclass (`, not `x`"
    );
}

#[test]
fn a_circle_of_supertypes_ends() {
    let mut schema = Schema::standard().clone();
    schema
        .extend("attributetype ( 2.5.4.41 NAME 'name' SUP cn )")
        .unwrap();
    let name = schema.attribute_type("name").unwrap();
    assert!(schema.subtypes(name).count() > 2);
}

#[test]
fn values_fit_their_syntax() {
    for (syntax, value, expected) in [
        (Syntax::DirectoryString, &b"a"[..], true),
        (Syntax::DirectoryString, b"", false),
        (Syntax::DirectoryString, b"\xff", false),
        (Syntax::Ia5String, "\u{e9}".as_bytes(), false),
        (Syntax::Integer, b"-12345678901234567890123", true),
        (Syntax::Integer, b"abc", false),
        (Syntax::LargeInteger, b"9223372036854775807", true),
        (Syntax::LargeInteger, b"99999999999999999999", false),
        (Syntax::Boolean, b"true", false),
        (Syntax::DistinguishedName, b"garbage", false),
        (Syntax::GeneralizedTime, b"20200101000000.0Z", true),
        (Syntax::CountryString, b"DE", true),
        (Syntax::CountryString, b"Germany", false),
        (Syntax::Uuid, b"47094d93-b373-4bd7-9a69-7f8230ed9cc8", true),
        (Syntax::TelephoneNumber, b"+49 30 1", true),
        (Syntax::Unknown, b"\xff\0", true),
    ] {
        assert_eq!(syntax.fits(value), expected, "{syntax:?} {value:?}");
    }
}
