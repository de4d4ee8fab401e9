//! StartTLS that does not end in TLS.

use ldaplab::{
    client::{Client, Error},
    diagnosis::{Code, Stage},
};

use super::{
    brief, patient,
    peer::{Close, Hear, Hold, Send, Step, peer},
};

/// Message 1: ExtendedResponse, success.
const CONSENT: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

async fn start_tls(script: Vec<Step>) -> Error {
    let address = peer(vec![script, vec![Close]]);
    let options = patient().start_tls();
    Client::connect(&format!("ldap://{address}"), &options)
        .await
        .unwrap_err()
}

/// Message 1: ExtendedResponse with this code and text.
fn refusal(code: u8, text: &[u8]) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    let head = [
        0x30,
        12 + length,
        2,
        1,
        1,
        0x78,
        7 + length,
        0x0a,
        1,
        code,
        4,
        0,
        4,
        length,
    ];
    [&head[..], text].concat()
}

#[tokio::test]
async fn every_refusal_has_its_code_and_the_servers_words() {
    for (code, text, expected) in [
        (
            2,
            "unsupported extended operation",
            Code::STARTTLS_UNSUPPORTED,
        ),
        (
            52,
            "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580",
            Code::STARTTLS_UNAVAILABLE,
        ),
        (
            1,
            "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580",
            Code::STARTTLS_UNAVAILABLE,
        ),
        (1, "TLS already started", Code::STARTTLS_SEQUENCE),
        (53, "not today", Code::STARTTLS_REFUSED),
    ] {
        let error = start_tls(vec![Hear, Send(refusal(code, text.as_bytes())), Hold]).await;
        assert_eq!(
            (error.stage(), error.code()),
            (Stage::Secure, expected),
            "{error}"
        );
        assert_eq!(error.server_text(), Some(text));
    }
}

#[tokio::test]
async fn bytes_behind_the_consent_are_refused() {
    let injected = b"\x30\x0c\x02\x01\x02\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
    let error = start_tls(vec![Hear, Send([CONSENT, injected].concat()), Hold]).await;
    assert_eq!(
        (error.stage(), error.code()),
        (Stage::Secure, Code::STARTTLS_INJECTED),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_closes_is_told_by_when_it_does() {
    let error = start_tls(vec![Hear, Close]).await;
    assert_eq!(
        (error.stage(), error.code()),
        (Stage::Secure, Code::STARTTLS_CLOSED),
        "{error}"
    );
    let error = start_tls(vec![Hear, Send(CONSENT.to_vec()), Hear, Close]).await;
    assert_eq!(
        (error.stage(), error.code()),
        (Stage::Secure, Code::TLS_CLOSED),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_that_consents_and_hangs_ends_at_the_deadline() {
    let address = peer(vec![vec![Hear, Send(CONSENT.to_vec()), Hold]]);
    let error = Client::connect(&format!("ldap://{address}"), &brief().start_tls())
        .await
        .unwrap_err();
    assert_eq!(
        (error.stage(), error.code()),
        (Stage::Secure, Code::TLS_STALLED),
        "{error}"
    );
}
