//! `unicodePwd` as Windows takes and refuses it.

use ldaplab::wire::{
    Request,
    request::{Change, ChangeOperation, ModifyRequest, PartialAttribute, Scope},
};

use super::{
    corp,
    peer::{Peer, modify, search},
    writes_ad::{OU, outline, user},
};

fn unicode(text: &str) -> Vec<u8> {
    format!("\"{text}\"")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

fn passwords(dn: &str, changes: &[(ChangeOperation, Vec<u8>)]) -> Request {
    let change = |(operation, value): &(ChangeOperation, Vec<u8>)| Change {
        operation: *operation,
        modification: PartialAttribute {
            description: "unicodePwd".into(),
            values: vec![value.clone()],
        },
    };
    Request::Modify(ModifyRequest {
        dn: dn.into(),
        changes: changes.iter().map(change).collect(),
    })
}

#[test]
fn a_password_is_set_over_tls_and_refused_in_clear() {
    let dc = corp().start().unwrap();
    let ivo = dc.dn_of("ivo");
    let set = passwords(
        &ivo,
        &[(ChangeOperation::Replace, unicode("N\u{eb}w-Pass1"))],
    );
    let mut peer = Peer::admin(&dc);
    let answer = peer.ask(&set);
    assert_eq!(
        (answer.code(), answer.words()),
        (
            53,
            "0000001F: SvcErr: DSID-031A124C, problem 5003 (WILL_NOT_PERFORM), data 0\n\0"
        )
    );
    assert_eq!(Peer::plain(&dc).bind("EXAMPLE\\ivo", "ivo-pass").0, 0);
    let mut peer = Peer::tls(&dc);
    assert_eq!(peer.bind(dc.admin().dn(), dc.admin().password()).0, 0);
    for bad in [
        b"plain".to_vec(),
        unicode("x")[..3].to_vec(),
        Vec::new(),
        vec![0x22, 0],
        vec![0x22, 0, 0, 0xd8, 0x22, 0],
    ] {
        let answer = peer.ask(&passwords(&ivo, &[(ChangeOperation::Replace, bad.clone())]));
        assert_eq!(answer.code(), 53, "{}", bad.escape_ascii());
    }
    for weak in ["Abc-1", "alllowercase"] {
        let answer = peer.ask(&passwords(
            &ivo,
            &[(ChangeOperation::Replace, unicode(weak))],
        ));
        let words = outline(answer.words());
        assert_eq!(
            (answer.code(), words.0.as_str()),
            (19, "0000052D"),
            "{weak}"
        );
    }
    assert_eq!(peer.ask(&set).code(), 0);
    let mut other = Peer::plain(&dc);
    assert_eq!(other.bind("EXAMPLE\\ivo", "ivo-pass").0, 49);
    assert_eq!(other.bind("EXAMPLE\\ivo", "N\u{eb}w-Pass1").0, 0);
    let answer = peer.ask(&search(
        &ivo,
        Scope::Base,
        "(objectClass=*)",
        &["unicodePwd", "userPassword", "*"],
    ));
    assert!(
        !answer
            .names()
            .iter()
            .any(
                |name| name.to_lowercase().contains("pwd") && *name == "unicodePwd"
                    || *name == "userPassword"
            )
    );
}

#[test]
fn a_user_changes_his_own_password_by_naming_the_old_one() {
    let dc = corp().start().unwrap();
    let (ivo, ada) = (dc.dn_of("ivo"), dc.dn_of("ada"));
    let mut peer = Peer::tls(&dc);
    assert_eq!(peer.bind("EXAMPLE\\ivo", "ivo-pass").0, 0);
    let change = |dn: &str, old: &str| {
        passwords(
            dn,
            &[
                (ChangeOperation::Delete, unicode(old)),
                (ChangeOperation::Add, unicode("New-Pass1")),
            ],
        )
    };
    let answer = peer.ask(&change(&ivo, "wrong"));
    assert_eq!(
        (answer.code(), outline(answer.words()).0.as_str()),
        (19, "00000056")
    );
    assert_eq!(peer.ask(&change(&ada, "s3cret")).code(), 50);
    assert_eq!(
        peer.ask(&passwords(
            &ivo,
            &[(ChangeOperation::Replace, unicode("New-Pass1"))]
        ))
        .code(),
        50
    );
    assert_eq!(peer.ask(&change(&ivo, "ivo-pass")).code(), 0);
    assert_eq!(peer.bind("EXAMPLE\\ivo", "New-Pass1").0, 0);
}

#[test]
fn an_account_that_is_enabled_has_a_password() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let enabled = Request::Add(ldaplab::wire::request::AddRequest {
        dn: format!("CN=w9,{OU}").into(),
        attributes: [
            ("objectClass", "user"),
            ("sAMAccountName", "w9"),
            ("userAccountControl", "512"),
        ]
        .map(
            |(description, value)| ldaplab::wire::request::PartialAttribute {
                description: description.into(),
                values: vec![value.into()],
            },
        )
        .into(),
    });
    let answer = peer.ask(&enabled);
    assert_eq!(
        (answer.code(), outline(answer.words()).0.as_str()),
        (53, "0000052D")
    );
    assert_eq!(peer.ask(&user("w9")).code(), 0, "disabled, it needs none");
    let enable = modify(
        &format!("CN=w9,{OU}"),
        &[("replace", "userAccountControl", &["512"])],
    );
    assert_eq!(peer.ask(&enable).code(), 53);
}
