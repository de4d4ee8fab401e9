//! The annotated messages of `fixtures/wire`: decoded to literals, and encoded back to the same octets.

use std::{collections::BTreeSet, fs, path::PathBuf};

use ldaplab::wire::{
    Control, Filter, LdapResult, Request, Response, ResultCode,
    control::PagedResults,
    filter::{MatchingRuleAssertion, Substrings},
    request::{
        AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
        ExtendedRequest, ModifyDnRequest, ModifyRequest, PartialAttribute, Scope, SearchRequest,
    },
    response::{ExtendedResponse, SearchEntry},
};

use super::{hex, request, response};

const GUID: &[u8] = b"\xb2\xf7\x9a\x7c\x00\xff\x27\xc3\x4e\x8a\x5c\x3d\x2a\x28\x5c\x0a";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/wire")
}

fn read(name: &str) -> Vec<u8> {
    let path = folder().join(name).with_extension("hex");
    hex(&fs::read_to_string(path).expect("a fixture"))
}

fn attribute(description: &str, values: &[&[u8]]) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: values.iter().map(|value| value.to_vec()).collect(),
    }
}

fn bind(name: &str, authentication: Authentication) -> Request {
    Request::Bind(BindRequest {
        version: 3,
        name: name.into(),
        authentication,
    })
}

fn search(base: &str, scope: Scope, filter: Filter, attributes: &[&str]) -> SearchRequest {
    SearchRequest {
        base: base.into(),
        scope,
        deref_aliases: 0,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter,
        attributes: attributes.iter().map(ToString::to_string).collect(),
    }
}

fn change(operation: ChangeOperation, modification: PartialAttribute) -> Change {
    Change {
        operation,
        modification,
    }
}

fn every_filter() -> Filter {
    Filter::And(vec![
        Filter::Or(vec![]),
        Filter::Not(Box::new(Filter::Equality("uid".into(), b"a".to_vec()))),
        Filter::Substrings(
            "cn".into(),
            Substrings {
                initial: Some(b"a".to_vec()),
                any: vec![b"b".to_vec(), b"".to_vec()],
                last: Some(b"c".to_vec()),
            },
        ),
        Filter::GreaterOrEqual("sn".into(), b"m".to_vec()),
        Filter::LessOrEqual("sn".into(), b"z".to_vec()),
        Filter::Present("mail".into()),
        Filter::Approx("cn".into(), b"ade".to_vec()),
        Filter::Extensible(MatchingRuleAssertion {
            rule: Some("1.2.840.113556.1.4.1941".into()),
            attribute: Some("memberOf".into()),
            value: b"cn=g".to_vec(),
            dn_attributes: false,
        }),
        Filter::Extensible(MatchingRuleAssertion {
            rule: None,
            attribute: Some("ou".into()),
            value: b"x".to_vec(),
            dn_attributes: true,
        }),
    ])
}

fn requests() -> Vec<(&'static str, i32, Request)> {
    let sasl = |mechanism: &str, credentials: Option<&[u8]>| Authentication::Sasl {
        mechanism: mechanism.into(),
        credentials: credentials.map(<[u8]>::to_vec),
    };
    let by_guid = SearchRequest {
        size_limit: -1,
        ..search(
            "DC=example,DC=test",
            Scope::Sub,
            Filter::Equality("objectGUID".into(), GUID.to_vec()),
            &["1.1"],
        )
    };
    let root = search("", Scope::Base, Filter::Present("objectClass".into()), &[]);
    vec![
        (
            "bind_simple",
            1,
            bind(
                "cn=admin,dc=example,dc=org",
                Authentication::Simple(b"\xff\x00pw".to_vec()),
            ),
        ),
        (
            "bind_sasl_without_credentials",
            2,
            bind("", sasl("GSS-SPNEGO", None)),
        ),
        (
            "bind_sasl_empty_credentials",
            2,
            bind("", sasl("EXTERNAL", Some(b""))),
        ),
        (
            "bind_sicily",
            3,
            bind(
                "",
                Authentication::Other {
                    tag: 9,
                    content: vec![],
                },
            ),
        ),
        ("unbind", 4, Request::Unbind),
        ("search_binary_filter", 5, Request::Search(by_guid)),
        (
            "search_every_filter",
            6,
            Request::Search(search("", Scope::Base, every_filter(), &["*", "+"])),
        ),
        (
            "modify",
            7,
            Request::Modify(ModifyRequest {
                dn: b"cn=a".to_vec(),
                changes: vec![
                    change(ChangeOperation::Add, attribute("mail", &[b"a@x"])),
                    change(ChangeOperation::Delete, attribute("sn", &[])),
                    change(
                        ChangeOperation::Replace,
                        attribute("cn;lang-de", &["ä".as_bytes(), b"b"]),
                    ),
                    change(ChangeOperation::Increment, attribute("uidNumber", &[b"-1"])),
                ],
            }),
        ),
        (
            "add",
            127,
            Request::Add(AddRequest {
                dn: b"cn=\xe4".to_vec(),
                attributes: vec![
                    attribute("objectClass", &[b"top", b"person"]),
                    attribute("jpegPhoto", &[b"\xff\xd8\x00"]),
                ],
            }),
        ),
        ("delete", 128, Request::Delete(b"cn=a,dc=b".to_vec())),
        (
            "modify_dn",
            65_536,
            Request::ModifyDn(ModifyDnRequest {
                dn: b"cn=a,dc=b".to_vec(),
                new_rdn: b"cn=c".to_vec(),
                delete_old_rdn: true,
                new_superior: Some(b"ou=d,dc=b".to_vec()),
            }),
        ),
        (
            "compare",
            9,
            Request::Compare(CompareRequest {
                dn: b"cn=a".to_vec(),
                attribute: "objectSid".into(),
                value: b"\x01\xff".to_vec(),
            }),
        ),
        ("abandon", 10, Request::Abandon(5)),
        (
            "extended_start_tls",
            11,
            Request::Extended(ExtendedRequest {
                name: "1.3.6.1.4.1.1466.20037".into(),
                value: None,
            }),
        ),
        ("search_long_lengths", 1, Request::Search(root)),
    ]
}

fn extended(result: LdapResult, name: Option<&str>, value: Option<&[u8]>) -> Response {
    Response::Extended(ExtendedResponse {
        result,
        name: name.map(Into::into),
        value: value.map(<[u8]>::to_vec),
    })
}

fn responses() -> Vec<(&'static str, i32, Response)> {
    let notice = Some("1.3.6.1.4.1.1466.20036");
    vec![
        (
            "bind_response",
            1,
            Response::Bind {
                result: LdapResult::new(ResultCode(49)).diagnostic(
                    "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1\0",
                ),
                sasl_credentials: None,
            },
        ),
        (
            "bind_response_sasl",
            2,
            Response::Bind {
                result: LdapResult::new(ResultCode(14)),
                sasl_credentials: Some(b"\x60\x00".to_vec()),
            },
        ),
        (
            "search_entry",
            2,
            Response::SearchEntry(SearchEntry {
                dn: b"CN=a".to_vec(),
                attributes: vec![
                    attribute("objectGUID", &[GUID]),
                    attribute("member;range=1500-*", &[]),
                    attribute("description", &[&[b'x'; 130]]),
                ],
            }),
        ),
        (
            "search_reference",
            2,
            Response::SearchReference(vec![
                "ldap://a.example/dc=a".into(),
                "ldap://b.example/".into(),
            ]),
        ),
        (
            "search_done_referral",
            3,
            Response::SearchDone(
                LdapResult::new(ResultCode(10))
                    .matched_dn("dc=a")
                    .diagnostic("0000202B: RefErr")
                    .referrals(vec!["ldap://c.example/dc=c".into()]),
            ),
        ),
        (
            "search_done_unregistered_code",
            3,
            Response::SearchDone(LdapResult::new(ResultCode(4711))),
        ),
        (
            "who_am_i_response",
            4,
            extended(LdapResult::success(), None, Some(b"dn:cn=a")),
        ),
        (
            "notice_of_disconnection",
            0,
            extended(
                LdapResult::new(ResultCode(2)).diagnostic("unknown LDAP request"),
                notice,
                None,
            ),
        ),
        (
            "notice_of_disconnection_active_directory",
            0,
            extended(
                LdapResult::new(ResultCode(52)).diagnostic("00000000: LdapErr\0"),
                notice,
                None,
            ),
        ),
        (
            "intermediate",
            5,
            Response::Intermediate {
                name: Some("1.3.6.1.4.1.4203.1.9.1.4".into()),
                value: Some(b"\x80\x01c".to_vec()),
            },
        ),
    ]
}

fn controls(name: &str) -> Vec<Control> {
    match name {
        "search_every_filter" => vec![
            Control::new("1.2.840.113556.1.4.319", true)
                .with_value(*b"\x30\x05\x02\x01\x02\x04\x00"),
            Control::new("2.16.840.1.113730.3.4.2", false),
        ],
        _ => vec![],
    }
}

/// Those with longer lengths than needed, or with elements where we would not put them.
const NOT_OURS: [&str; 2] = [
    "search_long_lengths",
    "notice_of_disconnection_active_directory",
];

#[test]
fn every_request_fixture_means_what_it_says_and_is_written_the_same_way() {
    for (name, id, expected) in requests() {
        let bytes = read(name);
        let controls = controls(name);
        let (got_id, got, got_controls) = request(&bytes).expect(name);
        assert_eq!(
            (got_id, &got, &got_controls),
            (id, &expected, &controls),
            "{name}"
        );
        if !NOT_OURS.contains(&name) {
            assert_eq!(expected.encode(id, &controls), bytes, "{name}");
        }
    }
}

#[test]
fn every_response_fixture_means_what_it_says_and_is_written_the_same_way() {
    for (name, id, expected) in responses() {
        let bytes = read(name);
        let (got_id, got, controls) = response(&bytes).expect(name);
        assert_eq!((got_id, &got, controls), (id, &expected, vec![]), "{name}");
        if !NOT_OURS.contains(&name) {
            assert_eq!(expected.encode(id, &[]), bytes, "{name}");
        }
    }
}

#[test]
fn the_notice_of_disconnection_is_made_as_openldap_makes_it() {
    let notice = Response::notice_of_disconnection(ResultCode(2), "unknown LDAP request");
    assert_eq!(notice.encode(0, &[]), read("notice_of_disconnection"));
}

#[test]
fn no_fixture_is_without_a_test() {
    let known: BTreeSet<String> = requests()
        .into_iter()
        .map(|(name, ..)| name)
        .chain(responses().into_iter().map(|(name, ..)| name))
        .map(|name| format!("{name}.hex"))
        .collect();
    let found: BTreeSet<String> = fs::read_dir(folder())
        .expect("the folder of fixtures")
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.ends_with(".hex"))
        .collect();
    assert_eq!(known, found);
}

#[test]
fn the_paged_results_value_is_read_and_written() {
    let value = b"\x30\x09\x02\x02\xff\x38\x04\x03\x00\xff\x01";
    let paged = PagedResults {
        size: -200,
        cookie: b"\x00\xff\x01".to_vec(),
    };
    assert_eq!(PagedResults::decode(value), Some(paged.clone()));
    assert_eq!(
        paged.control(true),
        Control::new("1.2.840.113556.1.4.319", true).with_value(*value)
    );
    for wrong in [
        &b""[..],
        b"\x30\x00",
        b"\x30\x03\x02\x01\x02",
        b"\x30\x05\x04\x00\x02\x01\x02",
        b"\x30\x05\x02\x01\x02\x04\x00\x00",
        b"\x30\x07\x02\x01\x02\x04\x00\x04\x00",
        b"\x31\x05\x02\x01\x02\x04\x00",
    ] {
        assert_eq!(PagedResults::decode(wrong), None, "{wrong:02x?}");
    }
}
