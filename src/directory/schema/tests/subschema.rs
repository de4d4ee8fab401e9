use proptest::prelude::*;

use crate::directory::schema::{ClassKind, Schema, Syntax};

const NONE: [&str; 0] = [];

/// Values as slapd publishes them: lengths behind syntaxes, `SUP` before and after, extensions.
#[test]
fn the_form_of_openldap_is_read_in_any_order() {
    let (schema, left_out) = Schema::from_subschema(
        [
            "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519: common name(s) for which the entity is known by' SUP name )",
            "( 2.5.4.41 NAME 'name' DESC 'RFC4519: common supertype of name attributes' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
            "( 2.5.18.1 NAME 'createTimestamp' DESC 'RFC4512: time which object was created' EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )",
            "( 1.3.6.1.4.1.4203.666.1.57 NAME 'pKIPart' EQUALITY privateKeyMatch SYNTAX 1.3.6.1.4.1.4203.666.2.13 X-ORIGIN ( 'a' 'b' ) )",
        ],
        [
            "( 2.5.6.6 NAME 'person' DESC 'RFC2256: a person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ telephoneNumber ) )",
            "( 2.5.6.0 NAME 'top' DESC 'top of the superclass chain' ABSTRACT MUST objectClass )",
        ],
    );
    assert_eq!(left_out, []);
    let cn = schema.attribute_type("commonName").unwrap();
    assert_eq!(cn.syntax(), Syntax::DirectoryString);
    assert_eq!(cn.equality().unwrap().name(), "caseIgnoreMatch");
    assert!(
        schema
            .attribute_type("createTimestamp")
            .unwrap()
            .is_operational()
    );
    let unknown = schema.attribute_type("PKIPART").unwrap();
    assert_eq!(unknown.syntax(), Syntax::Unknown);
    assert!(unknown.equality().is_none());
    let name = schema.attribute_type("name").unwrap();
    assert_eq!(schema.subtypes(name).count(), 2);
    assert!(schema.is_subclass("person", "top"));
    assert_eq!(
        schema.object_class("2.5.6.0").unwrap().kind(),
        ClassKind::Abstract
    );
}

/// Values as Active Directory publishes them below `CN=Aggregate,CN=Schema,CN=Configuration,…`.
#[test]
fn the_form_of_active_directory_gets_its_rules_from_the_syntaxes() {
    let (schema, left_out) = Schema::from_subschema(
        [
            "( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )",
            "( 1.2.840.113556.1.2.102 NAME 'memberOf' SYNTAX '1.3.6.1.4.1.1466.115.121.1.12' NO-USER-MODIFICATION )",
            "( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX '1.3.6.1.4.1.1466.115.121.1.27' SINGLE-VALUE )",
            "( 1.2.840.113556.1.2.281 NAME 'nTSecurityDescriptor' SYNTAX '1.2.840.113556.1.4.907' SINGLE-VALUE )",
        ],
        [
            "( 2.5.6.0 NAME 'top' SUP top ABSTRACT MUST (objectClass $ nTSecurityDescriptor ) MAY (cn $ description ) )",
            "( 1.2.840.113556.1.5.9 NAME 'user' SUP top STRUCTURAL MAY (sAMAccountName $ memberOf ) )",
        ],
    );
    assert_eq!(left_out, []);
    let account = schema.attribute_type("samaccountname").unwrap();
    assert_eq!(account.equality().unwrap().name(), "caseIgnoreMatch");
    assert!(account.substrings().is_some());
    let member_of = schema.attribute_type("memberOf").unwrap();
    assert!(member_of.is_dn_valued() && member_of.no_user_modification());
    assert!(member_of.substrings().is_none());
    assert_eq!(schema.superclass_chain("user").len(), 2);
    assert_eq!(schema.superclass_chain("top").len(), 1);
}

#[test]
fn the_servers_own_publications_are_read_whole() {
    for schema in [Schema::standard(), Schema::active_directory()] {
        let types: Vec<String> = schema
            .attribute_types()
            .map(|kind| kind.definition())
            .collect();
        let classes: Vec<String> = schema
            .object_classes()
            .map(|class| class.definition())
            .collect();
        // The other way round, so that everything stands before what it builds on.
        let (read, left_out) = Schema::from_subschema(types.iter().rev(), classes.iter().rev());
        assert_eq!(left_out, []);
        for kind in schema.attribute_types() {
            let again = read.attribute_type(kind.oid()).unwrap();
            assert_eq!(again.syntax(), kind.syntax(), "{}", kind.name());
            let rule = |rule: Option<&crate::directory::matching::MatchingRule>| {
                rule.map(|rule| rule.name().to_owned())
            };
            assert_eq!(
                rule(again.equality()),
                rule(kind.equality()),
                "{}",
                kind.name()
            );
        }
        for class in schema.object_classes() {
            let chain = |schema: &Schema| {
                schema
                    .superclass_chain(class.oid())
                    .iter()
                    .map(|class| class.name().to_owned())
                    .collect::<Vec<_>>()
            };
            assert_eq!(chain(&read), chain(schema));
        }
    }
}

#[test]
fn what_cannot_be_used_is_left_out_and_said() {
    let (schema, left_out) = Schema::from_subschema(
        [
            "( 1.1 NAME 'a' SUP b )",
            "( 1.2 NAME 'b' SUP a )",
            "( 1.3 NAME 'c' SUP gone )",
            "( 1.1 NAME 'd' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
            "nonsense",
            "( 1.5 NAME 'e' )",
        ],
        [
            "( 2.1 NAME 'x' SUP y )",
            "( 2.2 NAME 'y' SUP ( x $ gone ) )",
        ],
    );
    let said: Vec<String> = left_out.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "attributeTypes:5: expected `(`",
            "attributeTypes:2: b builds on a, which is not there",
            "attributeTypes:3: c builds on gone, which is not there",
            "attributeTypes:4: d has an OID or a name that another definition has already",
            "objectClasses:2: y builds on x, which is not there",
            "objectClasses:2: y builds on gone, which is not there",
        ]
    );
    assert_eq!(schema.attribute_types().count(), 4);
    let b = schema.attribute_type("b").unwrap();
    assert_eq!(
        schema
            .subtypes(b)
            .map(|kind| kind.name())
            .collect::<Vec<_>>(),
        ["b", "a"]
    );
    assert_eq!(schema.superclass_chain("x").len(), 2);
    let (_, left_out) = Schema::from_subschema(NONE, NONE);
    assert_eq!(left_out, []);
}

#[test]
fn a_chain_without_end_is_cut() {
    let types: Vec<String> = (0..20_000)
        .map(|at| format!("( 1.{at} NAME 'a{at}' SUP a{} )", at + 1))
        .collect();
    let classes: Vec<String> = (0..20_000)
        .map(|at| format!("( 2.{at} NAME 'c{at}' SUP c{} )", at + 1))
        .collect();
    let (schema, left_out) = Schema::from_subschema(&types, &classes);
    assert_eq!(schema.object_classes().count(), 20_000);
    assert!(
        schema
            .object_classes()
            .all(|class| schema.superclass_chain(class.oid()).len() <= 101)
    );
    assert!(!left_out.is_empty());
}

proptest! {
    #[test]
    fn any_likely_values_are_read(types in prop::collection::vec("\\( (1\\.[1-4]|x) NAME '[a-d]'( SUP [a-d])?( EQUALITY (x|caseIgnoreMatch))?( SYNTAX (1\\.2|'1\\.3\\.6\\.1\\.4\\.1\\.1466\\.115\\.121\\.1\\.15'))? \\)?", 0..8)) {
        let (schema, _) = Schema::from_subschema(&types, &types);
        for kind in schema.attribute_types() {
            prop_assert!(schema.subtypes(kind).count() <= schema.attribute_types().count());
        }
        for class in schema.object_classes() {
            prop_assert!(!schema.superclass_chain(class.oid()).is_empty());
        }
    }
}
