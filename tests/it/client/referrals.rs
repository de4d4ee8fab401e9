//! Referrals are followed by those who ask for it, and with nobody's credentials.

use ldaplab::{
    client::{Client, Credentials, Kind, Options, Referrals, Search},
    server::LdapServer,
    transcript::Operation,
    wire::{
        Control, Request, ResultCode,
        request::{AddRequest, PartialAttribute},
    },
};

use super::{
    patient,
    peer::{Hear, Hold, Send, peer, tlv},
    plain,
};

pub(super) const SUFFIX: &str = "dc=example,dc=org";

fn slapd() -> LdapServer {
    LdapServer::openldap(SUFFIX).start().unwrap()
}

pub(super) fn following(referrals: Referrals) -> Options {
    patient().referrals(referrals)
}

/// An entry `ou=away` that lies at another place.
pub(super) async fn refer(server: &LdapServer, to: &str) {
    let mut client = Client::connect(&server.ldap_url(), &patient())
        .await
        .unwrap();
    let admin = server.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();
    let attribute = |description: &str, values: &[&str]| PartialAttribute {
        description: description.into(),
        values: values
            .iter()
            .map(|value| value.as_bytes().to_vec())
            .collect(),
    };
    let request = Request::Add(AddRequest {
        dn: format!("ou=away,{SUFFIX}").into_bytes(),
        attributes: vec![
            attribute("objectClass", &["referral", "extensibleObject"]),
            attribute("ou", &["away"]),
            attribute("ref", &[to]),
        ],
    });
    let answer = client
        .request(&request, &[Control::manage_dsa_it()])
        .await
        .unwrap();
    assert_eq!(answer.result().code, ResultCode::SUCCESS, "{answer:?}");
}

#[tokio::test]
async fn references_are_followed_without_and_with_credentials() {
    let (near, far) = (slapd(), slapd());
    refer(&near, &format!("{}/{SUFFIX}??base", far.ldap_url())).await;
    let admin = near.admin();
    let authority = far.ldap_address().unwrap().to_string();
    let with = Referrals::follow().credentials_for(
        &authority,
        Credentials::simple(far.admin().dn(), far.admin().password()),
    );
    for (options, entries, references, binds) in [
        (patient(), 1, 1, 0),
        (following(Referrals::follow()), 2, 0, 0),
        (following(with), 2, 0, 1),
    ] {
        let mut client = Client::connect(&near.ldap_url(), &options).await.unwrap();
        client
            .simple_bind(admin.dn(), admin.password())
            .await
            .unwrap();
        let found = client.search(&Search::new(SUFFIX)).await.unwrap();
        assert_eq!(
            (found.entries.len(), found.references.len()),
            (entries, references)
        );
        assert_eq!(far.requests().of(Operation::Bind).count(), binds);
    }
}

#[tokio::test]
async fn servers_that_refer_to_each_other_are_a_loop() {
    let (one, two) = (slapd(), slapd());
    refer(&one, &format!("{}/ou=away,{SUFFIX}", two.ldap_url())).await;
    refer(&two, &format!("{}/ou=away,{SUFFIX}", one.ldap_url())).await;
    let options = following(Referrals::follow());
    let mut client = Client::connect(&one.ldap_url(), &options).await.unwrap();
    let away = Search::new(format!("ou=away,{SUFFIX}"));
    let error = client.search(&away).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Loop, "{error}");
}

#[tokio::test]
async fn a_chain_that_is_too_long_is_left() {
    let end = slapd();
    let mut url = format!("{}/{SUFFIX}??base", end.ldap_url());
    for _ in 0..3 {
        let referrals = tlv(0xa3, &[&tlv(0x04, &[url.as_bytes()])]);
        let done = tlv(0x65, &[b"\x0a\x01\x0a\x04\x00\x04\x00", &referrals]);
        let answer = tlv(0x30, &[b"\x02\x01\x01", &done]);
        let address = peer(vec![vec![Hear, Send(answer), Hold]]);
        url = format!("ldap://{address}/{SUFFIX}??base");
    }
    let address = url[7..].split('/').next().unwrap().parse().unwrap();
    let search = Search::entry(SUFFIX);
    for (hops, kind) in [(2, Some(Kind::ReferralLimit)), (3, None)] {
        let options = following(Referrals::follow().hop_limit(hops));
        let mut client = plain(address, &options).await;
        let outcome = client.search(&search).await;
        assert_eq!(
            outcome.as_ref().err().map(|error| error.kind()),
            kind,
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_protected_search_does_not_go_on_in_plain() {
    let (near, far) = (
        slapd(),
        LdapServer::openldap(SUFFIX).without_tls().start().unwrap(),
    );
    refer(&near, &format!("{}/{SUFFIX}??base", far.ldap_url())).await;
    let options = following(Referrals::follow())
        .trust_pem(near.trust_pem())
        .unwrap();
    let mut client = Client::connect(&near.ldaps_url(), &options).await.unwrap();
    let error = client.search(&Search::new(SUFFIX)).await.unwrap_err();
    assert_eq!(error.stage(), ldaplab::diagnosis::Stage::Secure, "{error}");
    assert_eq!(far.requests().of(Operation::Search).count(), 0);
}

#[tokio::test]
async fn nobody_is_referred_to_a_socket_in_the_file_system() {
    let referrals = tlv(0xa3, &[&tlv(0x04, &[b"ldapi://%2Frun%2Fs"])]);
    let done = tlv(0x65, &[b"\x0a\x01\x0a\x04\x00\x04\x00", &referrals]);
    let answer = tlv(0x30, &[b"\x02\x01\x01", &done]);
    let address = peer(vec![vec![Hear, Send(answer), Hold]]);
    let mut client = plain(address, &following(Referrals::follow())).await;
    let error = client.search(&Search::entry(SUFFIX)).await.unwrap_err();
    assert_eq!(
        error.detail(),
        "the server refers to `ldapi://%2Frun%2Fs`: a socket in the file system is nothing that a server can refer to"
    );
}
