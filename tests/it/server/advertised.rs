//! What the root DSE names works: every value of every attribute is used over the wire. An attribute that nobody uses here fails.

use std::time::Duration;

use ldaplab::{
    clock::Clock,
    server::{Builder, LdapServer, key},
    wire::{Control, Response, request::Authentication, request::Scope},
};

use super::{
    ALICE, corp,
    peer::{Peer, START_TLS, add, bind, bind_as, critical, delete, extended, modify, search},
    slapd,
};

type Build = fn() -> Builder;

/// The profiles, and what switches and calls change of their root DSEs.
const SERVERS: &[(&str, Build)] = &[
    ("active-directory", corp),
    ("active-directory", || corp().without_tls()),
    ("openldap", slapd),
    ("openldap", || slapd().without_tls()),
    ("openldap", || slapd().set(key::PPOLICY, "off")),
    ("openldap", || slapd().suffix("dc=example,dc=net")),
];

#[test]
fn whatever_a_root_dse_names_works() {
    for &(profile, builder) in SERVERS {
        let root = Peer::admin(&builder().start().unwrap()).ask(&search(
            "",
            Scope::Base,
            "(objectClass=*)",
            &["*", "+", "supportedExtension"],
        ));
        let [entry] = root.entries.as_slice() else {
            panic!("{profile}: {root:?}");
        };
        assert!(entry.attributes.len() > 5, "{entry:?}");
        for attribute in &entry.attributes {
            for value in &attribute.values {
                let value = String::from_utf8(value.clone()).unwrap();
                let lab = Lab { profile, builder };
                lab.uses(&attribute.description, &value);
            }
        }
    }
}

struct Lab {
    profile: &'static str,
    builder: Build,
}

impl Lab {
    fn start(&self) -> LdapServer {
        (self.builder)().start().unwrap()
    }

    fn uses(&self, attribute: &str, value: &str) {
        match attribute {
            "supportedControl" => self.control(value),
            "supportedExtension" => self.extension(value),
            "supportedFeatures" => self.feature(value),
            "supportedLDAPPolicies" => self.policy(value),
            "supportedLDAPVersion" => {
                let version = value.parse().unwrap();
                let (server, simple) = (self.start(), |text: &str| {
                    Authentication::Simple(text.into())
                });
                let admin = server.admin();
                let mut peer = Peer::plain(&server);
                let answer = peer.ask(&bind_as(version, admin.dn(), simple(admin.password())));
                assert_eq!(answer.code(), 0, "version {value}");
            }
            // Which Windows it is, by MS-ADTS 3.1.1.3.4.3 and 3.1.1.3.2.
            "supportedCapabilities" => assert!(
                [800, 1670, 1935, 2080, 2237]
                    .map(|number| format!("1.2.840.113556.1.4.{number}"))
                    .contains(&value.to_owned()),
                "{value}"
            ),
            "domainFunctionality" | "forestFunctionality" | "domainControllerFunctionality" => {
                assert_eq!(value, "7");
                let found = self.read(self.start().base(), "msDS-Behavior-Version");
                assert_eq!(found, ["7"]);
            }
            "namingContexts"
            | "defaultNamingContext"
            | "rootDomainNamingContext"
            | "configurationNamingContext"
            | "schemaNamingContext"
            | "serverName"
            | "dsServiceName" => self.is_there(value),
            "subschemaSubentry" => {
                assert!(self.read(value, "attributeTypes").len() > 100, "{value}");
                assert!(self.read(value, "objectClasses").len() > 20, "{value}");
            }
            "objectClass" | "structuralObjectClass" => {
                let classes = self.read("cn=Subschema", "objectClasses");
                assert!(
                    classes
                        .iter()
                        .any(|class| class.contains(&format!("'{value}'"))),
                    "{value}"
                );
            }
            "highestCommittedUSN" => {
                let server = self.start();
                let usn = || -> u64 {
                    let found = self.read_of(&server, "", "highestCommittedUSN");
                    found[0].parse().unwrap()
                };
                let before = usn();
                let change = modify(&server.dn_of("ada"), &[("replace", "title", &["x"])]);
                assert_eq!(Peer::admin(&server).ask(&change).code(), 0);
                assert!(usn() > before);
            }
            "entryDN" => assert_eq!(value, ""),
            "dnsHostName" => assert_eq!(value, self.start().host()),
            "ldapServiceName" => assert_eq!(value, "example.test:dc1$@EXAMPLE.TEST"),
            "isSynchronized" => assert_eq!(value, "TRUE"),
            // There are no ports of a global catalogue.
            "isGlobalCatalogReady" => assert_eq!(value, "FALSE"),
            "currentTime" => assert!(value.ends_with(".0Z") && value.len() == 17, "{value}"),
            other => panic!("{}: nobody uses {other}: {value}", self.profile),
        }
    }

    fn read(&self, dn: &str, attribute: &str) -> Vec<String> {
        self.read_of(&self.start(), dn, attribute)
    }

    fn read_of(&self, server: &LdapServer, dn: &str, attribute: &str) -> Vec<String> {
        let request = search(dn, Scope::Base, "(objectClass=*)", &[attribute]);
        let answer = Peer::admin(server).ask(&request);
        assert_eq!((answer.code(), answer.entries.len()), (0, 1), "{dn}");
        answer.values(attribute)
    }

    fn is_there(&self, dn: &str) {
        let request = search(dn, Scope::Base, "(objectClass=*)", &["1.1"]);
        let answer = Peer::admin(&self.start()).ask(&request);
        assert_eq!((answer.code(), answer.dns()), (0, vec![dn.to_owned()]));
    }

    fn control(&self, oid: &str) {
        let server = self.start();
        let mut peer = Peer::admin(&server);
        let all = search(server.base(), Scope::Sub, "(objectClass=*)", &["1.1"]);
        match oid {
            "1.2.840.113556.1.4.319" => {
                let page = critical(oid).with_value(b"\x30\x05\x02\x01\x02\x04\x00".as_slice());
                let answer = peer.ask_with(&all, &[page]);
                assert_eq!((answer.code(), answer.entries.len()), (0, 2));
                assert_eq!(answer.controls[0].oid, oid);
            }
            "1.2.840.113556.1.4.1339" | "1.2.840.113556.1.4.1340" => {
                let control = match oid {
                    // The flag of domain scope.
                    "1.2.840.113556.1.4.1340" => {
                        critical(oid).with_value(b"\x30\x03\x02\x01\x01".as_slice())
                    }
                    _ => critical(oid),
                };
                assert_ne!(peer.ask(&all).references.len(), 0);
                let answer = peer.ask_with(&all, &[control]);
                assert_eq!((answer.code(), answer.references.len()), (0, 0), "{oid}");
            }
            "1.2.840.113556.1.4.805" => {
                let top = format!("OU=Tree,{}", server.base());
                let class: (&str, &[&str]) = ("objectClass", &["organizationalUnit"]);
                assert_eq!(peer.ask(&add(&top, &[class])).code(), 0);
                assert_eq!(
                    peer.ask(&add(&format!("OU=Leaf,{top}"), &[class])).code(),
                    0
                );
                assert_eq!(peer.ask(&delete(&top)).code(), 66);
                assert_eq!(peer.ask_with(&delete(&top), &[critical(oid)]).code(), 0);
            }
            "1.2.840.113556.1.4.1413" => {
                let change = modify(&server.dn_of("ada"), &[("add", "otherTelephone", &["1"])]);
                let codes = [
                    peer.ask(&change).code(),
                    peer.ask(&change).code(),
                    peer.ask_with(&change, &[critical(oid)]).code(),
                ];
                assert_eq!(codes, [0, 20, 0]);
            }
            "2.16.840.1.113730.3.4.2" => {
                let referral = "cn=r1,ou=refs,dc=example,dc=org";
                let request = search(referral, Scope::Base, "(objectClass=*)", &["1.1"]);
                assert_eq!(peer.ask(&request).code(), 10);
                let answer = peer.ask_with(&request, &[critical(oid)]);
                assert_eq!(
                    (answer.code(), answer.dns()),
                    (0, vec![referral.to_owned()])
                );
            }
            "1.3.6.1.4.1.42.2.27.8.5.1" => {
                let answer = peer.ask_with(&bind(ALICE, "secret"), &[critical(oid)]);
                assert_eq!(answer.code(), 0);
                let said = Control::new(oid, false).with_value(b"\x30\x00".as_slice());
                assert_eq!(answer.controls, [said]);
            }
            other => panic!("{}: nobody uses the control {other}", self.profile),
        }
    }

    fn extension(&self, oid: &str) {
        let server = self.start();
        match oid {
            START_TLS => {
                let mut peer = Peer::plain(&server);
                assert_eq!(peer.ask(&extended(oid, None)).code(), 0);
                peer.negotiate(&server);
                assert!(peer.is_alive());
            }
            "1.3.6.1.4.1.4203.1.11.3" => assert!(Peer::admin(&server).who().len() > 2),
            "1.3.6.1.4.1.4203.1.11.1" => {
                let length = u8::try_from(ALICE.len()).unwrap();
                let mut value = vec![0x30, 2 + length + 5, 0x80, length];
                value.extend(ALICE.as_bytes());
                value.extend(b"\x82\x03new");
                let answer = Peer::admin(&server).ask(&extended(oid, Some(&value)));
                assert_eq!(answer.code(), 0, "{}", answer.words());
                assert_eq!(Peer::plain(&server).bind(ALICE, "new").0, 0);
            }
            // Nothing is under way that could be cancelled; `extended` cancels a search.
            "1.3.6.1.1.8" => {
                let value = b"\x30\x03\x02\x01\x63";
                let answer = Peer::admin(&server).ask(&extended(oid, Some(value)));
                assert_eq!(answer.code(), 119);
            }
            other => panic!("{}: nobody uses the extension {other}", self.profile),
        }
    }

    fn feature(&self, oid: &str) {
        let server = self.start();
        let mut peer = Peer::admin(&server);
        let asked = |peer: &mut Peer, filter: &str, attributes: &[&str]| {
            let answer = peer.ask(&search(ALICE, Scope::Base, filter, attributes));
            assert_eq!(answer.code(), 0, "{filter}");
            answer
        };
        match oid {
            // Modify-increment, RFC 4525.
            "1.3.6.1.1.14" => {
                let group = "cn=counted,dc=example,dc=org";
                let entry = add(
                    group,
                    &[
                        ("objectClass", &["posixGroup"]),
                        ("cn", &["counted"]),
                        ("gidNumber", &["7"]),
                    ],
                );
                assert_eq!(peer.ask(&entry).code(), 0);
                let change = modify(group, &[("increment", "gidNumber", &["5"])]);
                assert_eq!(peer.ask(&change).code(), 0);
                assert_eq!(self.read_of(&server, group, "gidNumber"), ["12"]);
            }
            // All operational attributes, RFC 3673.
            "1.3.6.1.4.1.4203.1.5.1" => {
                let answer = asked(&mut peer, "(objectClass=*)", &["+"]);
                assert!(answer.names().contains(&"entryUUID"));
                assert!(!answer.names().contains(&"sn"));
            }
            // Absolute true and false, RFC 4526.
            "1.3.6.1.4.1.4203.1.5.3" => {
                assert_eq!(asked(&mut peer, "(&)", &["1.1"]).entries.len(), 1);
                assert_eq!(asked(&mut peer, "(|)", &["1.1"]).entries.len(), 0);
            }
            // Language tags, RFC 3866.
            "1.3.6.1.4.1.4203.1.5.4" => {
                let change = modify(ALICE, &[("add", "title;lang-de", &["Ingenieurin"])]);
                assert_eq!(peer.ask(&change).code(), 0);
                let answer = asked(&mut peer, "(title=Ingenieurin)", &["title"]);
                assert_eq!(answer.values("title;lang-de"), ["Ingenieurin"]);
                let answer = asked(&mut peer, "(title;lang-fr=Ingenieurin)", &["title"]);
                assert_eq!(answer.entries.len(), 0);
            }
            other => panic!("{}: nobody uses the feature {other}", self.profile),
        }
    }

    /// Each is the value of a switch; here it is made small.
    fn policy(&self, name: &str) {
        let builder = (self.builder)();
        let everything =
            |server: &LdapServer| search(server.base(), Scope::Sub, "(objectClass=*)", &["member"]);
        match name {
            "MaxPageSize" => {
                let server = builder.set(key::MAX_PAGE_SIZE, 2).start().unwrap();
                let answer = Peer::admin(&server).ask(&everything(&server));
                assert_eq!((answer.code(), answer.entries.len()), (4, 2));
            }
            "MaxValRange" => {
                let server = builder.set(key::MAX_VAL_RANGE, 2).start().unwrap();
                let answer = Peer::admin(&server).ask(&everything(&server));
                let names = answer.entries.iter().flat_map(|entry| &entry.attributes);
                let mut names = names.map(|attribute| attribute.description.as_str());
                assert!(names.any(|name| name == "member;range=0-1"));
            }
            "MaxReceiveBuffer" | "MaxPreAuthReceiveBuffer" => {
                let (key, admin) = match name {
                    "MaxReceiveBuffer" => (key::MAX_PDU, true),
                    _ => (key::MAX_PDU_ANONYMOUS, false),
                };
                let server = builder.set(key, 1000).start().unwrap();
                let mut peer = match admin {
                    true => Peer::admin(&server),
                    false => Peer::plain(&server),
                };
                // A header that promises 1,001 octets.
                peer.write(&[0x30, 0x82, 0x03, 0xe5]);
                assert!(!matches!(peer.read(), Some((id, ..)) if id > 0), "{name}");
            }
            "MaxConnIdleTime" => {
                let clock = Clock::at(
                    std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045),
                );
                let server = builder
                    .clock(clock.clone())
                    .set(key::MAX_IDLE, 5)
                    .start()
                    .unwrap();
                let mut peer = Peer::admin(&server);
                clock.advance(Duration::from_secs(5));
                peer.read_to_end();
            }
            other => panic!("{}: nobody uses the policy {other}", self.profile),
        }
    }
}

/// The same the other way: what works is named.
#[test]
fn root_dses_list_the_controls_and_extensions_that_there_are() {
    let listed = |server: &LdapServer, name: &str| {
        let answer = Peer::plain(server).ask(&search("", Scope::Base, "(objectClass=*)", &[name]));
        answer.values(name)
    };
    let dc = corp().start().unwrap();
    assert_eq!(
        listed(&dc, "supportedControl"),
        [
            "1.2.840.113556.1.4.319",
            "1.2.840.113556.1.4.1339",
            "1.2.840.113556.1.4.1340",
            "1.2.840.113556.1.4.805",
            "1.2.840.113556.1.4.1413",
        ]
    );
    assert_eq!(listed(&dc, "supportedSASLMechanisms"), [""; 0]);
    assert_eq!(
        listed(&dc, "supportedExtension"),
        [START_TLS, "1.3.6.1.4.1.4203.1.11.3"]
    );
    let server = slapd().start().unwrap();
    assert_eq!(
        listed(&server, "supportedControl"),
        [
            "1.2.840.113556.1.4.319",
            "2.16.840.1.113730.3.4.2",
            "1.2.840.113556.1.4.1339",
            "1.3.6.1.4.1.42.2.27.8.5.1",
        ]
    );
    let server = slapd()
        .set(key::PPOLICY, "off")
        .without_tls()
        .start()
        .unwrap();
    assert_eq!(listed(&server, "supportedControl").len(), 3);
    assert_eq!(listed(&server, "supportedExtension").len(), 3);
    let refused = Peer::plain(&server).ask_with(
        &bind(ALICE, "secret"),
        &[critical("1.3.6.1.4.1.42.2.27.8.5.1")],
    );
    assert_eq!(refused.code(), 12);
    assert!(matches!(refused.response, Response::Bind { .. }));
}
