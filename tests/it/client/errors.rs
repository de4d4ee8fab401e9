//! What an error tells: kinds, words, and none of the misleading texts that libldap is known for.

use ldaplab::{
    client::{Client, Error, Kind, Options, Search},
    diagnosis::Code,
    server::LdapServer,
    tls::Scenario,
    wire::ResultCode,
};

use super::{
    brief, patient,
    peer::{Hear, Hold, Send, peer, tlv},
    plain,
};

/// Texts for failures that they do not describe.
const MISLEADING: &[&str] = &[
    "Transport endpoint is not connected",
    "unknown error code",
    "Error in the pull function",
    "non-properly terminated",
];

fn is_honest(error: &Error) {
    let text = format!("{error} {} {}", error.desc(), error.info());
    for misleading in MISLEADING {
        assert!(!text.contains(misleading), "{text}");
    }
    assert!(!error.desc().is_empty() && !error.info().is_empty());
}

#[tokio::test]
async fn a_refused_connection_says_refused() {
    let error = Client::connect("ldap://127.0.0.1:1", &patient())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::ServerDown, Code::TCP_REFUSED)
    );
    assert_eq!(
        error.desc(),
        "The host refuses connections on this port: nothing listens there, or a firewall refuses in its name."
    );
    assert!(error.info().contains("127.0.0.1:1"), "{}", error.info());
    assert!(error.info().contains("refused"), "{}", error.info());
    assert_eq!(error.message_id(), None);
    assert!(std::error::Error::source(&error).is_some());
    is_honest(&error);
}

#[tokio::test]
async fn an_unknown_host_is_named() {
    let error = Client::connect("ldap://no-such-host.invalid", &patient())
        .await
        .unwrap_err();
    assert!(
        error.info().contains("no-such-host.invalid"),
        "{}",
        error.info()
    );
    is_honest(&error);
}

#[tokio::test]
async fn a_timeout_says_how_long_it_took_and_to_what() {
    let address = peer(vec![vec![Hold]]);
    let mut client = plain(address, &brief()).await;
    let error = client.simple_bind("cn=a", "b").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Timeout);
    assert!(
        error.info().contains("the bind") && error.info().contains(" s"),
        "{error}"
    );
    assert_eq!(error.message_id(), Some(1));
    is_honest(&error);
}

#[tokio::test]
async fn a_bad_certificate_is_the_same_failure_over_ldaps_and_start_tls() {
    let dc = LdapServer::active_directory("corp.example")
        .tls(Scenario::EXPIRED)
        .start()
        .unwrap();
    let options = patient().trust_pem(dc.trust_pem()).unwrap();
    for (url, options) in [
        (dc.ldaps_url(), options.clone()),
        (dc.ldap_url(), options.start_tls()),
    ] {
        let error = Client::connect(&url, &options).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::Connect, Code::CERTIFICATE_EXPIRED),
            "{error}"
        );
        is_honest(&error);
    }
}

#[tokio::test]
async fn plain_and_tls_taken_for_each_other_are_told_apart_at_once() {
    let dc = LdapServer::active_directory("corp.example")
        .start()
        .unwrap();
    let options = Options::default().insecure();
    let tls_port = dc.ldaps_address().unwrap().port();
    let mut client = Client::connect(&format!("ldap://127.0.0.1:{tls_port}"), &options)
        .await
        .unwrap();
    let error = client.anonymous_bind().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::Connect, Code::PLAIN_ON_TLS_PORT)
    );
    is_honest(&error);
    let plain = dc.ldap_url().replace("ldap:", "ldaps:");
    let error = Client::connect(&plain, &options).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::Connect, Code::TLS_ON_PLAIN_PORT)
    );
    is_honest(&error);
}

#[tokio::test]
async fn a_refusal_has_words_matched_dn_and_message_id() {
    let result = b"\x30\x16\x02\x01\x01\x65\x11\x0a\x01\x20\x04\x04dc=a\x04\x06no: c\0";
    let address = peer(vec![vec![Hear, Send(result.to_vec()), Hold]]);
    let mut client = plain(address, &patient()).await;
    let error = client.search(&Search::new("dc=b,dc=a")).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Server);
    assert!(error.is_no_such_object() && !error.is_invalid_credentials());
    assert_eq!(error.result_code(), Some(ResultCode::NO_SUCH_OBJECT));
    assert_eq!(error.desc(), "No such object");
    assert_eq!(error.info(), "no: c");
    assert_eq!(error.matched().as_deref(), Some("dc=a"));
    assert_eq!(error.message_id(), Some(1));
    assert!(error.referral().is_empty() && error.win32().is_empty());
}

#[tokio::test]
async fn a_referral_keeps_its_urls() {
    let result =
        b"\x30\x1c\x02\x01\x01\x69\x17\x0a\x01\x0a\x04\x00\x04\x00\xa3\x0e\x04\x0cldap://c/o=y";
    let address = peer(vec![vec![Hear, Send(result.to_vec()), Hold]]);
    let mut client = plain(address, &patient()).await;
    let error = client.add("o=y", Vec::new()).await.unwrap_err();
    assert!(error.is_referral());
    assert_eq!(error.referral(), ["ldap://c/o=y"]);
}

#[tokio::test]
async fn active_directorys_numbers_come_in_words() {
    let text = b"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 775, v4563\0";
    let result = tlv(0x61, &[b"\x0a\x01\x31\x04\x00", &tlv(0x04, &[text])]);
    let answer = tlv(0x30, &[b"\x02\x01\x01", &result]);
    let address = peer(vec![vec![Hear, Send(answer), Hold]]);
    let mut client = plain(address, &patient()).await;
    let error = client.simple_bind("cn=a", "b").await.unwrap_err();
    let numbers = error.win32();
    assert_eq!(numbers[1].number, "775");
    assert_eq!(numbers[1].symbol, "ERROR_ACCOUNT_LOCKED_OUT");
    assert_eq!(numbers[1].meaning, "the account is locked");
    assert_eq!(numbers[0].symbol, "SEC_E_INVALID_TOKEN");
    assert!(error.is_invalid_credentials() && error.desc() == "Invalid credentials");
}

#[tokio::test]
async fn a_wrong_message_id_is_a_decoding_error_with_both_ids() {
    let wrong = b"\x30\x0c\x02\x01\x07\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
    let address = peer(vec![vec![Hear, Send(wrong.to_vec()), Hold]]);
    let mut client = plain(address, &patient()).await;
    let error = client.simple_bind("cn=a", "b").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Decoding);
    assert_eq!(error.message_id(), Some(1));
}

#[test]
fn a_bad_filter_is_refused_where_it_is_wrong() {
    let error = Search::new("o=x").filter_text("(cn=a").unwrap_err();
    assert_eq!(error.kind(), Kind::Filter);
    assert!(error.info().starts_with("the filter `(cn=a`: "), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}
