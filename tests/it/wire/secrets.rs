//! No `Debug` of a message shows a password.

use bytes::Bytes;
use ldaplab::wire::{
    Filter, LdapResult, Request, Response,
    filter::{MatchingRuleAssertion, Substrings},
    request::{
        AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
        ExtendedRequest, ModifyRequest, PartialAttribute, Scope, SearchRequest,
    },
    response::{ExtendedResponse, SearchEntry},
};

use super::envelope;

const SECRET: &[u8] = b"s3cret";

fn bind(authentication: Authentication) -> Request {
    Request::Bind(BindRequest {
        version: 3,
        name: b"cn=shown".to_vec(),
        authentication,
    })
}

fn attribute(description: &str) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: vec![SECRET.to_vec()],
    }
}

fn search(filter: Filter) -> Request {
    Request::Search(SearchRequest {
        base: b"dc=shown".to_vec(),
        scope: Scope::Sub,
        deref_aliases: 0,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter,
        attributes: vec![],
    })
}

fn extended(name: &str) -> Request {
    Request::Extended(ExtendedRequest {
        name: name.into(),
        value: Some(SECRET.to_vec()),
    })
}

fn change(description: &str) -> Request {
    Request::Modify(ModifyRequest {
        dn: b"cn=shown".to_vec(),
        changes: vec![Change {
            operation: ChangeOperation::Replace,
            modification: attribute(description),
        }],
    })
}

fn secret_requests() -> Vec<Request> {
    vec![
        bind(Authentication::Simple(SECRET.to_vec())),
        bind(Authentication::Sasl {
            mechanism: "PLAIN".into(),
            credentials: Some(SECRET.to_vec()),
        }),
        bind(Authentication::Other {
            tag: 10,
            content: SECRET.to_vec(),
        }),
        Request::Add(AddRequest {
            dn: b"cn=shown".to_vec(),
            attributes: vec![attribute("userPassword")],
        }),
        change("unicodePwd"),
        change("USERPASSWORD"),
        change("userPassword;x-shown"),
        change("2.5.4.35"),
        change("clearTextPassword"),
        Request::Compare(CompareRequest {
            dn: b"cn=shown".to_vec(),
            attribute: "userPassword".into(),
            value: SECRET.to_vec(),
        }),
        extended("1.3.6.1.4.1.4203.1.11.1"),
        search(Filter::Not(Box::new(Filter::Equality(
            "userPassword".into(),
            SECRET.to_vec(),
        )))),
        search(Filter::Substrings(
            "userPassword".into(),
            Substrings {
                initial: Some(SECRET.to_vec()),
                any: vec![SECRET.to_vec()],
                last: Some(SECRET.to_vec()),
            },
        )),
        search(Filter::Extensible(MatchingRuleAssertion {
            rule: None,
            attribute: Some("userPassword".into()),
            value: SECRET.to_vec(),
            dn_attributes: false,
        })),
    ]
}

/// Neither as text nor as the list of numbers that a derived `Debug` makes.
fn shows_secret(debug: &str) -> bool {
    debug.contains("s3cret") || debug.replace([' ', '\n'], "").contains("115,51,99")
}

#[test]
fn no_request_shows_its_password() {
    for request in secret_requests() {
        let debug = format!("{request:?}\n{request:#?}");
        assert!(!shows_secret(&debug), "{debug}");
        let envelope = envelope(&request.encode(1, &[])).expect("our own message");
        assert!(!shows_secret(&format!("{envelope:?} {envelope:#?}")));
    }
}

#[test]
fn no_response_shows_a_password() {
    let responses = [
        Response::Bind {
            result: LdapResult::success(),
            sasl_credentials: Some(SECRET.to_vec()),
        },
        Response::SearchEntry(SearchEntry {
            dn: b"cn=shown".to_vec(),
            attributes: vec![attribute("userPassword")],
        }),
        // PasswdModifyResponseValue, RFC 3062: SEQUENCE { [0] genPasswd }
        Response::Extended(ExtendedResponse {
            result: LdapResult::success(),
            name: None,
            value: Some(b"\x30\x08\x80\x06s3cret".to_vec()),
        }),
    ];
    for response in responses {
        let debug = format!("{response:?}\n{response:#?}");
        assert!(!shows_secret(&debug), "{debug}");
    }
}

#[test]
fn what_is_not_secret_is_shown_as_text() {
    let debug = format!("{:?}", change("mail"));
    assert_eq!(
        debug,
        "ModifyRequest { dn: \"cn=shown\", changes: [Change { operation: Replace, modification: \
         PartialAttribute { description: \"mail\", values: [\"s3cret\"] } }] }"
    );
    let debug = format!("{:?}", Request::Delete(b"cn=\xe4".to_vec()));
    assert_eq!(debug, r#"Delete(b"cn=\xe4")"#);
    let debug = format!("{:?}", bind(Authentication::Simple(vec![])));
    assert!(debug.contains("Simple(empty)"), "{debug}");
}

#[test]
fn the_envelope_of_a_bind_shows_its_size_only() {
    let bytes = bind(Authentication::Simple(SECRET.to_vec())).encode(1, &[]);
    let envelope = envelope(&bytes).expect("our own message");
    assert_eq!(
        format!("{envelope:?}"),
        "Envelope { id: 1, tag: 0x60, operation: 23 octets, controls: [] }"
    );
    assert_eq!(envelope.raw, Bytes::from(bytes));
}
