//! A new domain: the entries that every domain controller has, MS-ADTS 6.1.1.

use crate::vendor::new_domain::{
    Holds::{self, Dn, DomainSid, Text, WellKnown},
    NewDomain, Object,
    Sid::{self, Builtin, Domain},
};

pub(super) const NEW: NewDomain = NewDomain {
    contexts: &[
        "",
        CONFIGURATION,
        SCHEMA,
        "DC=DomainDnsZones",
        "DC=ForestDnsZones",
    ],
    configuration: CONFIGURATION,
    schema: SCHEMA,
    subschema: "CN=Aggregate,CN=Schema,CN=Configuration",
    people: "CN=Users",
    groups: "CN=Users",
    server: SERVER,
    directory_service: SERVICE,
    well_known: &[
        ("A9D1CA15768811D1ADED00C04FD8D5CD", "CN=Users"),
        ("AA312825768811D1ADED00C04FD8D5CD", "CN=Computers"),
        ("A361B2FFFFD211D1AA4B00C04FD7D83A", "OU=Domain Controllers"),
        ("AB1D30F3768811D1ADED00C04FD8D5CD", "CN=System"),
        (
            "22B70C67D56E4EFB91E9300FCA3DC1AA",
            "CN=ForeignSecurityPrincipals",
        ),
        ("AB8153B7768811D1ADED00C04FD8D5CD", "CN=LostAndFound"),
    ],
    objects: OBJECTS,
};

const CONFIGURATION: &str = "CN=Configuration";
const SCHEMA: &str = "CN=Schema,CN=Configuration";
const SERVER: &str = "CN={host},CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration";
const SERVICE: &str =
    "CN=NTDS Settings,CN={host},CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration";
const ADMINISTRATOR: &str = "CN=Administrator,CN=Users";

/// Values of `groupType` (MS-ADTS 2.2.12): security groups that are global, universal, and local to the system.
const GLOBAL: (&str, &[Holds]) = ("groupType", &[Text("-2147483646")]);
const UNIVERSAL: (&str, &[Holds]) = ("groupType", &[Text("-2147483640")]);
const LOCAL: (&str, &[Holds]) = ("groupType", &[Text("-2147483643")]);
const OF_ADMINISTRATOR: (&str, &[Holds]) = ("member", &[Dn(ADMINISTRATOR)]);

const OBJECTS: &[Object] = &[
    Object {
        name: "",
        class: "domainDNS",
        account: None,
        attributes: &[
            ("objectSid", &[DomainSid]),
            ("msDS-Behavior-Version", &[Text("7")]),
            ("lockoutThreshold", &[Text("0")]),
            // Half an hour each (recorded at Samba's domain head).
            ("lockoutDuration", &[Text("-18000000000")]),
            ("lockOutObservationWindow", &[Text("-18000000000")]),
            ("minPwdLength", &[Text("7")]),
            ("pwdProperties", &[Text("1")]),
            ("maxPwdAge", &[Text("-36288000000000")]),
            ("wellKnownObjects", &[WellKnown]),
        ],
    },
    Object::place("CN=Users", "container"),
    Object::place("CN=Computers", "container"),
    Object::place("OU=Domain Controllers", "organizationalUnit"),
    Object::place("CN=Builtin", "builtinDomain"),
    Object::place("CN=ForeignSecurityPrincipals", "container"),
    Object::place("CN=System", "container"),
    Object::place("CN=LostAndFound", "lostAndFound"),
    Object::place(CONFIGURATION, "configuration"),
    Object::place(SCHEMA, "dMD"),
    Object::place("CN=Sites,CN=Configuration", "sitesContainer"),
    Object::place(
        "CN=Default-First-Site-Name,CN=Sites,CN=Configuration",
        "site",
    ),
    Object::place(
        "CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration",
        "serversContainer",
    ),
    Object::place(SERVER, "server"),
    Object::place(SERVICE, "nTDSDSA"),
    Object::place("DC=DomainDnsZones", "domainDNS"),
    Object::place("DC=ForestDnsZones", "domainDNS"),
    // Relative identifiers: MS-DTYP section 2.4.2.4.
    Object::account(
        ADMINISTRATOR,
        "user",
        Domain(500),
        &[
            ("userAccountControl", &[Text("512")]),
            ("primaryGroupID", &[Text("513")]),
        ],
    ),
    Object::account(
        "CN=Guest,CN=Users",
        "user",
        Domain(501),
        &[
            ("userAccountControl", &[Text("66082")]),
            ("primaryGroupID", &[Text("514")]),
        ],
    ),
    group(
        "CN=Domain Admins,CN=Users",
        Domain(512),
        &[GLOBAL, OF_ADMINISTRATOR],
    ),
    group("CN=Domain Users,CN=Users", Domain(513), &[GLOBAL]),
    group("CN=Domain Guests,CN=Users", Domain(514), &[GLOBAL]),
    group("CN=Domain Computers,CN=Users", Domain(515), &[GLOBAL]),
    group("CN=Domain Controllers,CN=Users", Domain(516), &[GLOBAL]),
    group(
        "CN=Schema Admins,CN=Users",
        Domain(518),
        &[UNIVERSAL, OF_ADMINISTRATOR],
    ),
    group(
        "CN=Enterprise Admins,CN=Users",
        Domain(519),
        &[UNIVERSAL, OF_ADMINISTRATOR],
    ),
    group(
        "CN=Administrators,CN=Builtin",
        Builtin(544),
        &[
            LOCAL,
            (
                "member",
                &[
                    Dn(ADMINISTRATOR),
                    Dn("CN=Domain Admins,CN=Users"),
                    Dn("CN=Enterprise Admins,CN=Users"),
                ],
            ),
        ],
    ),
    group(
        "CN=Users,CN=Builtin",
        Builtin(545),
        &[LOCAL, ("member", &[Dn("CN=Domain Users,CN=Users")])],
    ),
    group(
        "CN=Guests,CN=Builtin",
        Builtin(546),
        &[
            LOCAL,
            (
                "member",
                &[Dn("CN=Guest,CN=Users"), Dn("CN=Domain Guests,CN=Users")],
            ),
        ],
    ),
];

const fn group(
    name: &'static str,
    sid: Sid,
    attributes: &'static [(&'static str, &'static [Holds])],
) -> Object {
    Object::account(name, "group", sid, attributes)
}
