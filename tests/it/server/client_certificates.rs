//! Certificates that clients show.

use ldaplab::{
    client::{Client, Options},
    diagnosis::Code,
    server::{Fault, LdapServer, Matcher, any, extended},
    tls::ClientCertificate,
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use super::slapd;

/// A CA of this name in PEM, and a certificate of it.
fn ca(name: &str) -> (String, ClientCertificate) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let own = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "app");
    let leaf = params.signed_by(&key, &issuer).unwrap().pem();
    let leaf = ClientCertificate::parse(leaf.as_bytes(), key.serialize_pem().as_bytes());
    (own, leaf.unwrap())
}

/// Asks who it is over TLS, by StartTLS or at once; the code of what went wrong.
fn ask(server: &LdapServer, shown: Option<&ClientCertificate>, start_tls: bool) -> Option<Code> {
    let mut options = Options::default().trust_file(server.trust_file()).unwrap();
    options.tls.client_certificate = shown.cloned();
    options.start_tls = start_tls;
    let url = match start_tls {
        true => server.ldap_url(),
        false => server.ldaps_url(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let asked = runtime.block_on(async { Client::connect(&url, &options).await?.who_am_i().await });
    asked.err().map(|error| error.code())
}

#[test]
fn a_certificate_is_asked_for_recorded_and_selected_by() {
    let (own, shown) = ca("Clients");
    let (_, stranger) = ca("Strangers");
    let server = slapd().client_ca(own).start().unwrap();
    let matcher: Matcher = "extended certificate=yes oid=1.3.6.1.4.1.4203.1.11.3"
        .parse()
        .unwrap();
    assert_eq!(
        matcher.to_string(),
        "extended certificate=yes oid=1.3.6.1.4.1.4203.1.11.3"
    );
    server.expect(matcher.times(2));
    let who = "1.3.6.1.4.1.4203.1.11.3";
    server.expect(extended().oid(who).certificate(false).times(1));
    for start_tls in [false, true] {
        assert_eq!(ask(&server, Some(&shown), start_tls), None);
    }
    assert_eq!(ask(&server, None, false), None);
    assert_eq!(
        ask(&server, Some(&stranger), false),
        Some(Code::CLIENT_CERTIFICATE_REJECTED)
    );
    let subjects: Vec<Option<String>> = server
        .requests()
        .iter()
        .filter(|record| record.tls)
        .map(|record| record.certificate.clone())
        .collect();
    let app = Some("CN=app".to_owned());
    assert_eq!(subjects, [app.clone(), app, None]);
    server.verify().unwrap();
    // Whoever shows none is told to come back with one.
    let _refused = server.inject(any().certificate(false).tls(true), Fault::close());
    assert_eq!(
        ask(&server, None, false),
        Some(Code::CLIENT_CERTIFICATE_REQUIRED)
    );
}

#[test]
fn a_demanded_certificate_must_be_shown_also_when_the_own_one_was_issued_again() {
    let (own, shown) = ca("Clients");
    let server = slapd().demand_client_certificate(own).start().unwrap();
    server
        .clock()
        .advance(std::time::Duration::from_secs(86_400));
    assert_eq!(ask(&server, Some(&shown), false), None);
    assert_eq!(
        ask(&server, None, false),
        Some(Code::CLIENT_CERTIFICATE_REQUIRED)
    );
    server
        .swap_certificate(ldaplab::tls::Scenario::TRUSTED)
        .unwrap();
    assert_eq!(
        ask(&server, None, true),
        Some(Code::CLIENT_CERTIFICATE_REQUIRED)
    );
}

#[test]
fn a_ca_that_is_none_is_told_at_the_start() {
    let error = slapd()
        .client_ca("nonsense")
        .start()
        .unwrap_err()
        .to_string();
    assert!(error.contains("the CA of client certificates: "), "{error}");
}
