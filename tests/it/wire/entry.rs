//! Entries written straight into a buffer.

use ldaplab::wire::{Control, EntryWriter, Response};

use super::{hex, hostile::element, response};

#[test]
fn entries_are_appended_to_what_the_buffer_holds() {
    let mut out = b"earlier".to_vec();
    let mut entry = EntryWriter::begin(&mut out, 300, b"cn=\xff");
    entry.attribute("objectGUID", [b"\x00\xff"]);
    entry.attribute("member;range=10-*", Vec::<Vec<u8>>::new());
    entry.finish(&[Control::new("1.2.3", false).with_value(*b"v")]);
    EntryWriter::begin(&mut out, 301, b"").finish(&[]);
    let expected = hex("
        30 47                                              # LDAPMessage
          02 02 01 2c                                      # messageID 300
          64 33                                            # SearchResultEntry
            04 04 63 6e 3d ff                              # cn= and an octet that is not UTF-8
            30 2b
              30 12
                04 0a 6f 62 6a 65 63 74 47 55 49 44        # objectGUID
                31 04
                  04 02 00 ff
              30 15
                04 11 6d 65 6d 62 65 72 3b 72 61 6e 67 65 3d 31 30 2d 2a   # member;range=10-*
                31 00
          a0 0c                                            # controls
            30 0a
              04 05 31 2e 32 2e 33
              04 01 76
        30 0a                                              # LDAPMessage
          02 02 01 2d                                      # messageID 301
          64 04
            04 00
            30 00
    ");
    assert_eq!(out, [&b"earlier"[..], &expected].concat());
}

#[test]
fn a_group_of_a_hundred_thousand_members_has_minimal_lengths() {
    let member = |n: usize| format!("cn=u{n:05}");
    let mut out = Vec::new();
    let mut entry = EntryWriter::begin(&mut out, 1, b"cn=g");
    entry.attribute("member", (0..100_000).map(member));
    entry.finish(&[]);
    // 100,000 values of 9 octets with a header of 2 are 0x10c8e0 octets.
    let head = hex("
        30 83 10 c9 05                     # LDAPMessage
          02 01 01
          64 83 10 c8 fd                   # SearchResultEntry
            04 04 63 6e 3d 67              # cn=g
            30 83 10 c8 f2
              30 83 10 c8 ed
                04 06 6d 65 6d 62 65 72    # member
                31 83 10 c8 e0
                  04 09 63 6e 3d 75 30 30 30 30 30
    ");
    assert_eq!(out[..head.len()], head);
    assert!(out.ends_with(b"\x04\x09cn=u99999"));
    let (_, read, _) = response(&out).expect("our own entry");
    let Response::SearchEntry(entry) = read else {
        panic!("not an entry");
    };
    let values = &entry.attributes[0].values;
    assert_eq!(values.len(), 100_000);
    assert_eq!(values[54_321], b"cn=u54321");
}

#[test]
fn an_entry_is_read_though_something_unknown_follows_and_not_if_something_known_does() {
    let entry = |of_attribute: &str, of_entry: &str| {
        let set = hex(&format!("04 02 63 6e 31 03 04 01 61 {of_attribute}"));
        let list = element(0x30, &element(0x30, &set));
        let content = [&hex("04 04 63 6e 3d 61")[..], &list, &hex(of_entry)].concat();
        let bytes = element(0x30, &[&[2, 1, 3][..], &element(0x64, &content)].concat());
        response(&bytes).map(|(_, response, _)| response)
    };
    let read = entry("9d 01 78", "9d 00 be 02 04 00");
    let Ok(Response::SearchEntry(read)) = read else {
        panic!("{read:?}");
    };
    assert_eq!(read.dn, b"cn=a");
    assert_eq!(read.attributes[0].description, "cn");
    assert_eq!(read.attributes[0].values, [b"a"]);
    for (of_attribute, of_entry) in [("31 00", ""), ("04 00", ""), ("", "30 00"), ("", "04 00")] {
        let error = entry(of_attribute, of_entry).expect_err("it is no entry");
        assert_eq!((error.id, error.tag), (Some(3), Some(0x64)), "{error}");
    }
}
