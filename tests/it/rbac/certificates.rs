//! Certificates of clients, and the service's own.

use std::{fs, net::Ipv4Addr};

use ldaplab::{
    http::{AllowList, Transport},
    tls::{Material, Scenario},
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::json;

use super::{
    http::{Http, Identity},
    lab::{Lab, Scratch, loopback, start},
};

/// A CA, and certificates of it with these common names: PEM, and pairs of PEM.
fn ca(names: &[&str]) -> (String, Vec<(String, String)>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(DnType::CommonName, "Clients");
    let own = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let made = names.iter().map(|name| {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, *name);
        let certificate = params.signed_by(&key, &issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    });
    (own, made.collect())
}

fn shows(lab: &Lab, pair: &(String, String)) -> Http {
    let identity: Identity = (&pair.0, &pair.1);
    Http::secure(
        lab.service.address(),
        lab.service.ca_file().unwrap(),
        Some(identity),
    )
}

#[test]
fn only_certificates_of_the_ca_that_are_on_the_list_act_as_api_user() {
    let (own, clients) = ca(&[
        "console.corp.example",
        "console.corp.example.evil",
        "CONSOLE.corp.example",
    ]);
    let (_, strangers) = ca(&["console.corp.example"]);
    let files = Scratch::new();
    fs::create_dir(&files.0).unwrap();
    let (ca_file, list) = (files.0.join("ca.pem"), files.0.join("allowed"));
    fs::write(&ca_file, own).unwrap();
    fs::write(
        &list,
        // With the mark that some editors write.
        "\u{feff}# those that may\n\nconsole.corp.example # the console\r\n",
    )
    .unwrap();
    let allowed = AllowList::load(&ca_file, &list).unwrap();
    fs::write(&list, b"c\0o\0n\0").unwrap();
    let error = AllowList::load(&ca_file, &list).unwrap_err().to_string();
    assert!(
        error.ends_with(": it is UTF-16, as PowerShell's `>` writes it; write it as UTF-8: `Out-File -Encoding utf8`, or `iconv -f UTF-16 -t UTF-8`"),
        "{error}"
    );
    let lab = Lab::with(|_| {}, |service| service.clients = Some(allowed));
    let get = |http: &Http, path: &str| http.send("GET", path, &[], None);
    let console = shows(&lab, &clients[0]);
    let user = get(&console, "/rbac-api/v1/users/current")
        .expect(200)
        .json();
    assert_eq!(user["login"], "api_user");
    // The way out for whoever is locked out by a bad directory.
    let headers = [("Content-Type", "application/json")];
    let put = console
        .send("PUT", "/rbac-api/v1/ds", &headers, Some("{}"))
        .expect(200);
    assert_eq!(put.json(), json!({}));
    for other in &clients[1..] {
        let refused = get(&shows(&lab, other), "/rbac-api/v1/ds");
        assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    }
    // Without one, or beside one, tokens count.
    assert_eq!(get(&lab.http, "/rbac-api/v1/ds").status, 401);
    lab.get("/v1/ds").expect(200);
    let headers = [("X-Authentication", "wrong")];
    assert_eq!(
        console
            .send("GET", "/rbac-api/v1/ds", &headers, None)
            .status,
        401
    );
    // A stranger's CA ends the handshake, whatever the name.
    let stranger = shows(&lab, &strangers[0]).raw(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
    let error = stranger.unwrap_err().to_string();
    assert!(
        error.contains("alert") || error.contains("reset"),
        "{error}"
    );
    lab.get("/v1/ds").expect(200);
}

#[test]
fn a_certificate_is_not_asked_for_where_there_is_no_list() {
    let (_, clients) = ca(&["api_user"]);
    let lab = Lab::new();
    let refused = shows(&lab, &clients[0]).send("GET", "/rbac-api/v1/ds", &[], None);
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
}

#[test]
fn the_services_certificate_is_kept_given_or_left_out() {
    let lab = Lab::new();
    let ca = lab.service.ca_file().unwrap();
    let before = fs::read_to_string(ca).unwrap();
    assert!(!before.contains("PRIVATE KEY"));
    #[cfg(unix)]
    for file in ["https.pem", "key", "rbac.json", "rbac.redb"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(lab.data.0.join(file))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    // Another service with the same data shows the same.
    let (service, http) = start(&lab.rbac, loopback());
    assert_eq!(fs::read_to_string(ca).unwrap(), before);
    http.send("GET", "/openapi.json", &[], None).expect(200);
    assert!(service.url().starts_with("https://127.0.0.1:"));
    // One that is given.
    let names = ["localhost"];
    let material = Material::new(Scenario::TRUSTED, &names, std::time::SystemTime::now()).unwrap();
    let (chain, key, trust) = (
        lab.data.0.join("c.pem"),
        lab.data.0.join("k.pem"),
        lab.data.0.join("t.pem"),
    );
    fs::write(&chain, material.chain_pem()).unwrap();
    fs::write(&key, material.key_pem()).unwrap();
    fs::write(&trust, material.trust_pem()).unwrap();
    let mut config = loopback();
    config.transport = Transport::HttpsWith {
        chain: chain.clone(),
        key,
    };
    let service = ldaplab::http::Service::start(lab.rbac.clone(), config).unwrap();
    assert_eq!(service.ca_file(), None);
    let http = Http::secure(service.address(), &trust, None);
    http.send("GET", "/openapi.json", &[], None).expect(200);
    let mut config = loopback();
    config.transport = Transport::HttpsWith {
        chain: chain.clone(),
        key: chain,
    };
    let error = ldaplab::http::Service::start(lab.rbac.clone(), config)
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("c.pem: it holds no private key in PEM that is not encrypted"),
        "{error}"
    );
    // In clear.
    let mut config = loopback();
    config.transport = Transport::PlainHttp;
    let service = ldaplab::http::Service::start(lab.rbac.clone(), config).unwrap();
    assert!(service.url().starts_with("http://127.0.0.1:"));
    let plain = Http::plain((Ipv4Addr::LOCALHOST, service.address().port()).into());
    plain.send("GET", "/openapi.json", &[], None).expect(200);
    // Nobody else opens the data meanwhile.
    let second = ldaplab::rbac::Rbac::open(ldaplab::rbac::Config::new(&lab.data.0));
    assert!(second.unwrap_err().is_in_use());
}
