use std::collections::HashSet;

use super::*;

fn pseudonyms() -> Pseudonyms {
    Pseudonyms::new(b"a key of this test")
}

fn of(attribute: &str, value: &str) -> String {
    String::from_utf8(pseudonyms().value(attribute, value.as_bytes())).unwrap()
}

#[test]
fn a_name_is_the_same_pseudonym_in_dns_mails_and_texts() {
    let ada = of("uid", "ada");
    assert_eq!((ada.len(), ada == "ada"), (12, false));
    let nightjar = of("uid", "nightjar");
    assert_eq!(
        of("mail", "ada.nightjar@org"),
        format!("{ada}.{nightjar}@{}", of("o", "org"))
    );
    let dn = pseudonyms().dn(b"CN=ada nightjar+uid=ada,O=org");
    let dn = String::from_utf8(dn).unwrap();
    assert_eq!(
        dn,
        format!("CN={ada} {nightjar}+uid={ada},O={}", of("o", "org"))
    );
    assert_eq!(of("member", "CN=ada nightjar+uid=ada,O=org"), dn);
    assert_eq!(of("cn", "ADA").to_lowercase(), ada);
    assert_eq!(of("cn", "ADA"), of("cn", "ADA").to_uppercase());
    assert!(of("cn", "Ada").starts_with(char::is_uppercase));
}

#[test]
fn what_names_nobody_stays() {
    for (attribute, value) in [
        ("objectClass", "inetOrgPerson"),
        ("userAccountControl", "512"),
        ("supportedControl", "1.2.840.113556.1.4.319"),
        ("createTimestamp", "20260102030405Z"),
        ("pwdLastSet", "133799999999999999"),
        ("isCriticalSystemObject", "TRUE"),
        ("userPassword", "***"),
        ("primaryGroupID", "513"),
        ("cn", "— (…)"),
    ] {
        assert_eq!(of(attribute, value), value, "{attribute}");
    }
}

#[test]
fn numbers_are_numbers_of_as_many_digits_and_no_two_are_the_same() {
    let seen: HashSet<String> = (1000..10_000)
        .map(|n| of("uidNumber", &n.to_string()))
        .collect();
    assert_eq!(seen.len(), 9000);
    assert!(
        seen.iter()
            .all(|n| n.len() == 4 && !n.starts_with('0') && n.parse::<u16>().is_ok())
    );
    let phone = of("telephoneNumber", "+44 20 7946 0001");
    let shape: String = phone
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect();
    assert_eq!(shape, "+99 99 9999 9999");
    assert_eq!(of("cn", "00000000000000000000000000000000000007").len(), 38);
    assert_eq!(of("cn", "1000000000000000000000000000000000000").len(), 37);
}

#[test]
fn guids_and_sids_become_others_of_their_kind() {
    let sid = |text: &str| sid::parse(text).unwrap();
    let other = |text: &str| sid::print(&pseudonyms().sid(&sid(text))).unwrap();
    let (ada, bob) = (other("S-1-5-21-1-2-3-1104"), other("S-1-5-21-1-2-3-1105"));
    let domain = |text: &str| text.rsplit_once('-').unwrap().0.to_owned();
    assert_eq!(domain(&ada), domain(&bob));
    assert_ne!(ada, bob);
    assert_ne!(domain(&ada), "S-1-5-21-1-2-3");
    assert!(other("S-1-5-21-1-2-3-512").ends_with("-512"));
    assert_eq!(other("S-1-5-32-544"), "S-1-5-32-544");
    assert_eq!(of("objectSid", "S-1-5-21-1-2-3-1104"), ada);
    assert!(ada.ends_with(&format!("-{}", of("primaryGroupID", "1104"))));
    let guid = pseudonyms().value("objectGUID", &[7; 16]);
    assert_eq!((guid.len(), guid == [7; 16]), (16, false));
    let digits: String = guid.iter().map(|octet| format!("{octet:02x}")).collect();
    let by_guid = pseudonyms().dn(format!("<GUID={}>", "07".repeat(16)).as_bytes());
    assert_eq!(
        String::from_utf8(by_guid).unwrap(),
        format!("<GUID={digits}>")
    );
    let uuid = of("entryUUID", "12345678-1234-1234-1234-123456789abc");
    assert!(guid::parse(&uuid).is_some() && uuid != "12345678-1234-1234-1234-123456789abc");
}

#[test]
fn another_key_gives_other_pseudonyms_and_the_same_key_the_same() {
    assert_eq!(of("cn", "ada"), of("cn", "ada"));
    assert_ne!(Pseudonyms::new(b"another").text("ada"), of("cn", "ada"));
    assert_eq!(format!("{:?}", pseudonyms()), "Pseudonyms { .. }");
}

#[test]
fn whatever_the_octets_are_they_get_others() {
    let pseudonyms = pseudonyms();
    for octets in [
        &b""[..],
        b"\xff\xfe",
        b"=",
        b",",
        b"cn=",
        b"<GUID=zz>",
        b"<SID=01>",
        b"B:1",
        "ü=ß".as_bytes(),
    ] {
        for attribute in [
            "",
            "cn",
            "member",
            "objectSid",
            "c",
            "wellKnownObjects",
            "uidNumber",
            "jpegPhoto",
        ] {
            assert_eq!(
                pseudonyms.value(attribute, octets).is_empty(),
                octets.is_empty()
            );
        }
    }
}
