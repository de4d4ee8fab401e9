//! Filters: three values, bit rules, binary values, spellings.

use ldaplab::{
    directory::{guid, sid},
    wire::{Filter, Request, request::Scope},
};

use super::{
    corp,
    peer::{Peer, plain_search},
    slapd,
};

fn count(peer: &mut Peer, base: &str, filter: &str) -> usize {
    peer.find(base, filter).len()
}

#[test]
fn slapd_evaluates_as_recorded() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let base = "dc=example,dc=org";
    for (filter, expected) in [
        ("(nosuchattr=x)", 0),
        ("(&(cn=g1)(!(nosuchattr=x)))", 0),
        ("(|(cn=g1)(nosuchattr=x))", 1),
        ("(nosuchattr=*)", 0),
        ("(&(cn=g1)(!(description=x)))", 1),
        ("(cn=G1)", 1),
        ("(cn= g1 )", 1),
        ("(cn=)", 0),
        ("(|)", 0),
        ("(uidNumber=abc)", 0),
        ("(member=garbage)", 0),
        ("(objectCategory=person)", 0),
        ("(anr=alice)", 0),
        ("(2.5.4.3=g1)", 1),
        ("(cn;lang-en=g1)", 0),
        ("(cn>=g1)", 0),
        ("(cn:caseExactMatch:=g1)", 1),
        ("(cn:caseExactMatch:=G1)", 0),
        ("(cn:2.5.13.5:=g1)", 1),
        ("(ou:dn:=groups)", 3),
        ("(memberOf=cn=g1,ou=groups,dc=example,dc=org)", 1),
        ("(member=UID=alice, ou=people,dc=example,dc=org)", 1),
        ("(cn=*adams*)", 1),
        ("(cn=a*e a*s)", 1),
        ("(objectClass=person)", 2),
        ("(objectClass=nosuchclass)", 0),
        ("(entryDN=uid=alice,ou=people,dc=example,dc=org)", 1),
    ] {
        assert_eq!(count(&mut peer, base, filter), expected, "{filter}");
    }
    assert_eq!(
        count(&mut peer, base, "(&)"),
        8,
        "the referral objects are references"
    );
}

#[test]
fn ad_has_three_values_and_its_own_spellings() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let base = "OU=Berlin,OU=People,OU=Corp,DC=example,DC=test";
    for (filter, expected) in [
        ("(&(sAMAccountName=ada)(!(nosuchattr=x)))", 0),
        ("(sAMAccountName=ADA)", 1),
        ("(sAMAccountName~=ada)", 1),
        ("(&(sAMAccountName=ada)(objectCategory=person))", 1),
        ("(&(sAMAccountName=ada)(objectCategory=user))", 1),
        ("(&(sAMAccountName=ada)(objectCategory=group))", 0),
        ("(&(sAMAccountName=ada)(objectCategory=nosuch))", 0),
        ("(&(sAMAccountName=ada)(objectClass=top))", 1),
        (
            "(&(sAMAccountName=ada)(objectClass=organizationalPerson))",
            1,
        ),
        ("(userPassword=s3cret)", 0),
        ("(userPassword=*)", 0),
        ("(unicodePwd=*)", 0),
        ("(1.2.840.113556.1.4.221=ada)", 1),
        ("(&(sAMAccountName=ada)(cn:1.2.3.4.5:=Ada Nightjar))", 0),
        ("(&(sAMAccountName=ada)(cn:=Ada Nightjar))", 1),
    ] {
        assert_eq!(count(&mut peer, base, filter), expected, "{filter}");
    }
    for constructed in [
        "(tokenGroups=*)",
        "(canonicalName=x)",
        "(!(primaryGroupToken=513))",
    ] {
        let request = Request::Search(plain_search(base, Scope::Sub, constructed, &[]));
        let answer = peer.ask(&request);
        assert_eq!(answer.code(), 18, "{constructed}");
    }
}

#[test]
fn bits_are_counted_as_ms_adts_says() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let (and, or) = (":1.2.840.113556.1.4.803:=", ":1.2.840.113556.1.4.804:=");
    let states = "OU=States,OU=People,OU=Corp,DC=example,DC=test";
    let mut disabled = peer.find(states, &format!("(userAccountControl{and}2)"));
    disabled.sort();
    assert_eq!(disabled.len(), 2, "{disabled:?}");
    assert!(disabled[0].starts_with("CN=Dirk Disabled,"));
    let groups = dc.base();
    let security = count(&mut peer, groups, &format!("(groupType{and}2147483648)"));
    assert!(security > 10);
    assert_eq!(
        count(&mut peer, groups, &format!("(groupType{and}-2147483648)")),
        security
    );
    let all = count(&mut peer, groups, "(groupType=*)");
    assert_eq!(count(&mut peer, groups, &format!("(groupType{and}0)")), all);
    assert_eq!(count(&mut peer, groups, &format!("(groupType{or}0)")), 0);
    let kinds = count(&mut peer, groups, &format!("(groupType{or}14)"));
    assert!(kinds > 0 && kinds <= all);
    for odd in [
        "x",
        "",
        "99999999999999999999",
        "-99999999999999999999",
        "1.5",
    ] {
        let filter = format!("(userAccountControl{and}{odd})");
        let answer = peer.ask(&Request::Search(plain_search(
            states,
            Scope::Sub,
            &filter,
            &[],
        )));
        assert_eq!(answer.entries.len(), 0, "{filter}");
    }
}

#[test]
fn guids_and_sids_are_found_binary_and_as_text() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    let entry = dc.entry(&ada);
    let guid_bytes = entry.values("objectGUID").remove(0);
    let sid_bytes = entry.values("objectSid").remove(0);
    let dashed = guid::print(&guid_bytes.clone().try_into().unwrap());
    let text = sid::print(&sid_bytes).unwrap();
    assert!(text.starts_with("S-1-5-21-"), "{text}");
    for (attribute, value) in [
        ("objectGUID", guid_bytes.clone()),
        ("OBJECTGUID", guid_bytes),
        ("objectGUID", dashed.clone().into_bytes()),
        ("objectGUID", dashed.to_uppercase().into_bytes()),
        ("objectGUID", format!("{{{dashed}}}").into_bytes()),
        ("objectSid", sid_bytes),
        ("objectSid", text.into_bytes()),
    ] {
        let mut request = plain_search(dc.base(), Scope::Sub, "(cn=x)", &["1.1"]);
        request.filter = Filter::Equality(attribute.into(), value.clone());
        let answer = peer.ask(&Request::Search(request));
        assert_eq!(
            answer.dns(),
            [ada.as_str()],
            "{attribute}={}",
            value.escape_ascii()
        );
    }
    for value in [
        vec![],
        vec![0; 15],
        vec![0xff; 17],
        b"S-1-".to_vec(),
        b"{".to_vec(),
        "ü-".into(),
    ] {
        for attribute in ["objectGUID", "objectSid", "objectCategory", "member"] {
            let mut request = plain_search(dc.base(), Scope::Sub, "(cn=x)", &["1.1"]);
            request.filter = Filter::Equality(attribute.into(), value.clone());
            let answer = peer.ask(&Request::Search(request));
            assert_eq!((answer.code(), answer.entries.len()), (0, 0));
        }
    }
}

#[test]
fn a_guid_is_written_in_the_order_of_windows() {
    // The first three groups are little-endian: MS-DTYP section 2.3.4.
    let bytes: [u8; 16] = [
        0x93, 0x4d, 0x09, 0x47, 0x73, 0xb3, 0xd7, 0x4b, 0x9a, 0x69, 0x7f, 0x82, 0x30, 0xed, 0x9c,
        0xc8,
    ];
    let dc = corp().start().unwrap();
    let ada = dc.dn_of("ada");
    dc.modify(&ada, |entry| entry.set("objectGUID", [bytes.to_vec()]))
        .unwrap();
    let mut peer = Peer::admin(&dc);
    for filter in [
        "(objectGUID=47094d93-b373-4bd7-9a69-7f8230ed9cc8)",
        "(objectGUID=\\93\\4d\\09\\47\\73\\b3\\d7\\4b\\9a\\69\\7f\\82\\30\\ed\\9c\\c8)",
    ] {
        assert_eq!(peer.find(dc.base(), filter), [ada.as_str()], "{filter}");
    }
    assert_eq!(
        Peer::plain(&dc)
            .bind("<GUID=47094d93-b373-4bd7-9a69-7f8230ed9cc8>", "s3cret")
            .0,
        0
    );
}
