//! The root DSE and the subschema subentry of both vendors.

use ldaplab::wire::request::Scope;

use super::{
    corp,
    peer::{Peer, search},
    slapd,
};

const ALL: &str = "(objectClass=*)";

#[test]
fn ads_root_dse_has_windows_attributes_in_windows_order() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    let names = [
        "domainFunctionality",
        "forestFunctionality",
        "domainControllerFunctionality",
        "rootDomainNamingContext",
        "ldapServiceName",
        "isGlobalCatalogReady",
        "supportedLDAPVersion",
        "supportedLDAPPolicies",
        "supportedControl",
        "supportedCapabilities",
        "subschemaSubentry",
        "serverName",
        "schemaNamingContext",
        "namingContexts",
        "isSynchronized",
        "highestCommittedUSN",
        "dsServiceName",
        "dnsHostName",
        "defaultNamingContext",
        "currentTime",
        "configurationNamingContext",
    ];
    for attributes in [&[][..], &["*"], &["*", "+"]] {
        let answer = peer.ask(&search("", Scope::Base, ALL, attributes));
        assert_eq!(answer.dns(), [""]);
        assert_eq!(answer.names(), names, "{attributes:?}");
    }
    let answer = peer.ask(&search("", Scope::Base, ALL, &[]));
    for (name, values) in [
        ("defaultNamingContext", vec!["DC=example,DC=test"]),
        ("rootDomainNamingContext", vec!["DC=example,DC=test"]),
        (
            "configurationNamingContext",
            vec!["CN=Configuration,DC=example,DC=test"],
        ),
        (
            "schemaNamingContext",
            vec!["CN=Schema,CN=Configuration,DC=example,DC=test"],
        ),
        (
            "subschemaSubentry",
            vec!["CN=Aggregate,CN=Schema,CN=Configuration,DC=example,DC=test"],
        ),
        ("dnsHostName", vec!["dc1.example.test"]),
        ("ldapServiceName", vec!["example.test:dc1$@EXAMPLE.TEST"]),
        ("supportedLDAPVersion", vec!["3", "2"]),
        (
            "namingContexts",
            vec![
                "DC=example,DC=test",
                "CN=Configuration,DC=example,DC=test",
                "CN=Schema,CN=Configuration,DC=example,DC=test",
                "DC=DomainDnsZones,DC=example,DC=test",
                "DC=ForestDnsZones,DC=example,DC=test",
            ],
        ),
        (
            "supportedCapabilities",
            vec![
                "1.2.840.113556.1.4.800",
                "1.2.840.113556.1.4.1670",
                "1.2.840.113556.1.4.1935",
                "1.2.840.113556.1.4.2080",
                "1.2.840.113556.1.4.2237",
            ],
        ),
        (
            "serverName",
            vec![
                "CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,DC=example,DC=test",
            ],
        ),
    ] {
        assert_eq!(answer.values(name), values, "{name}");
    }
    // Of Windows' 40 those that are built; `advertised` uses each.
    assert_eq!(answer.values("supportedControl").len(), 5);
}

#[test]
fn ads_root_dse_ignores_the_filter_and_names_few_things_only_when_asked() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    for filter in ["(cn=x)", "(!(objectClass=*))", "(|)"] {
        assert_eq!(
            peer.ask(&search("", Scope::Base, filter, &["1.1"]))
                .entries
                .len(),
            1,
            "{filter}"
        );
    }
    for none in ["1.1", "+", "nosuchattr"] {
        assert!(
            peer.ask(&search("", Scope::Base, ALL, &[none]))
                .names()
                .is_empty(),
            "{none}"
        );
    }
    let answer = peer.ask(&search(
        "",
        Scope::Base,
        ALL,
        &["DNSHOSTNAME", "supportedExtension"],
    ));
    assert_eq!(answer.values("dnsHostName"), ["dc1.example.test"]);
    assert_eq!(
        answer.values("supportedExtension"),
        ["1.3.6.1.4.1.1466.20037", "1.3.6.1.4.1.4203.1.11.3"]
    );
}

#[test]
fn slapds_root_dse_shows_its_classes_and_the_rest_with_plus() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    for attributes in [&[][..], &["*"]] {
        let answer = peer.ask(&search("", Scope::Base, ALL, attributes));
        assert_eq!(answer.names(), ["objectClass"]);
        assert_eq!(answer.values("objectClass"), ["top", "OpenLDAProotDSE"]);
    }
    let answer = peer.ask(&search("", Scope::Base, ALL, &["+"]));
    assert_eq!(
        answer.names(),
        [
            "structuralObjectClass",
            "namingContexts",
            "supportedControl",
            "supportedExtension",
            "supportedFeatures",
            "supportedLDAPVersion",
            "entryDN",
            "subschemaSubentry"
        ]
    );
    assert_eq!(answer.values("namingContexts"), ["dc=example,dc=org"]);
    assert_eq!(answer.values("subschemaSubentry"), ["cn=Subschema"]);
    assert_eq!(answer.values("supportedLDAPVersion"), ["3"]);
    assert!(
        peer.ask(&search("", Scope::Base, "(cn=x)", &[]))
            .entries
            .is_empty()
    );
    let bare = slapd().without_tls().start().unwrap();
    let answer = Peer::plain(&bare).ask(&search("", Scope::Base, ALL, &["supportedExtension"]));
    assert_eq!(
        answer.values("supportedExtension"),
        [
            "1.3.6.1.4.1.4203.1.11.3",
            "1.3.6.1.4.1.4203.1.11.1",
            "1.3.6.1.1.8"
        ]
    );
}

#[test]
fn the_subschema_entry_tells_the_attribute_types_and_classes() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    let answer = peer.ask(&search(
        "cn=Subschema",
        Scope::Base,
        "(objectClass=subschema)",
        &[
            "objectClass",
            "cn",
            "attributeTypes",
            "objectClasses",
            "matchingRules",
            "ldapSyntaxes",
        ],
    ));
    assert_eq!(answer.dns(), ["cn=Subschema"]);
    assert_eq!(answer.values("cn"), ["Subschema"]);
    let types = answer.values("attributeTypes");
    assert!(
        types
            .iter()
            .any(|kind| kind.starts_with("( 2.5.4.31 NAME 'member'")),
        "member"
    );
    let classes = answer.values("objectClasses");
    assert!(
        classes
            .iter()
            .any(|class| class.starts_with("( 2.5.6.9 NAME 'groupOfNames'"))
    );
    assert!(!answer.values("matchingRules").is_empty());
    assert!(!answer.values("ldapSyntaxes").is_empty());

    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let aggregate = "CN=Aggregate,CN=Schema,CN=Configuration,DC=example,DC=test";
    let answer = peer.ask(&search(
        aggregate,
        Scope::Base,
        "(objectClass=subSchema)",
        &["attributeTypes", "objectClasses"],
    ));
    let types = answer.values("attributeTypes");
    assert!(
        types
            .iter()
            .any(|kind| kind.starts_with("( 1.2.840.113556.1.4.221 NAME 'sAMAccountName'")),
        "{:?}",
        &types[..3]
    );
    assert!(
        answer
            .values("objectClasses")
            .iter()
            .any(|class| class.contains("NAME 'user'"))
    );
}
