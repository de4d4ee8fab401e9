//! `rbac serve` and certificates: its own, clients', directories'.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair,
};

use super::{Data, administrator, corp_settings};
use crate::{
    http::Http,
    process::{CORP, Folder, Serving, run},
};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/tls");

/// Chain, key and trust of a good certificate for localhost.
fn written(folder: &Folder) -> [String; 3] {
    let out = folder.path().to_str().unwrap();
    let ran = run(&[
        "tls",
        "write",
        "trusted",
        "--host",
        "localhost",
        "--out",
        out,
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ["chain.pem", "key.pem", "trust.pem"].map(|name| format!("{out}/{name}"))
}

#[test]
fn a_certificate_of_ones_own_is_shown() {
    let data = Data::new("rbac-own");
    let folder = Folder::new("rbac-own-files");
    let [chain, key, trust] = written(&folder);
    let serving = data.serve(&["--tls-cert", &chain, "--tls-key", &key]);
    assert!(serving.ready["ca"].is_null());
    let api = Http::new(serving.field("url"), Some(&trust));
    assert_eq!(api.get("/v1/ds").status, 401);
}

#[test]
fn a_certificate_that_cannot_be_shown_is_named_by_its_file() {
    let data = Data::new("rbac-own-wrong");
    let folder = Folder::new("rbac-own-wrong-files");
    let other = Folder::new("rbac-own-wrong-other");
    let [chain, key, _] = written(&folder);
    let [_, stranger, _] = written(&other);
    for (chain, key, said) in [
        ("no/such.pem", key.as_str(), "no/such.pem: "),
        (&key, &key, "it holds no certificate in PEM"),
        (&chain, &chain, "it holds no private key in PEM"),
        (&chain, &stranger, "certificate and key do not go together"),
    ] {
        let ran = run(&data.arguments(&["--tls-cert", chain, "--tls-key", key]));
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{said}");
        assert!(ran.err.contains(said), "{}", ran.err);
        assert!(ran.err.contains("\n cure: "), "{}", ran.err);
    }
}

/// A CA for clients.
fn ca() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "Clients");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Chain and key of a client.
fn client(ca: &CertifiedIssuer<'_, KeyPair>, name: &str) -> (String, String) {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, ca).unwrap();
    (certificate.pem(), key.serialize_pem())
}

#[test]
fn a_certificate_on_the_list_acts_as_api_user_and_others_do_not() {
    let data = Data::new("rbac-clients");
    let folder = Folder::new("rbac-clients-files");
    let (ours, stranger) = (ca(), ca());
    let file = folder.file("clients.pem", &ours.pem());
    let list = folder.file("list", "# allowed\nconsole.corp.example\n");
    let serving = data.serve(&["--client-ca", &file, "--client-list", &list]);
    let (url, own) = (serving.field("url"), serving.field("ca"));
    let showing = |ca, name| {
        let (chain, key) = client(ca, name);
        Http::showing(url, own, &chain, &key)
    };
    let console = showing(&ours, "console.corp.example");
    let user = console.get("/v1/users/current");
    assert_eq!(
        (user.status, &user.body["login"]),
        (200, &"api_user".into())
    );
    // Whoever is locked out of everything else gets rid of a directory like this.
    assert_eq!(console.put("/v1/ds", &serde_json::json!({})).status, 200);
    assert_eq!(
        showing(&ours, "other.corp.example").get("/v1/ds").status,
        401
    );
    assert_eq!(Http::new(url, Some(own)).get("/v1/ds").status, 401);
    let foreign = showing(&stranger, "console.corp.example");
    assert_eq!(foreign.ask("GET", "/v1/ds", None), None);
}

#[test]
fn directories_without_a_chain_of_their_own_are_trusted_by_the_services_file() {
    let directory = Serving::start(&["serve", "--secure-only", "--ldif", CORP]);
    let jks = format!("{FIXTURES}/trust.jks");
    let unverified = "Any certificate is accepted: nothing proves that this is the server";
    for (name, file, failure, warns) in [
        ("none", None, None, true),
        ("pem", Some(directory.field("ca")), None, false),
        // A store of Java with another CA in it.
        ("jks", Some(jks.as_str()), Some("tls.unknown_ca"), false),
    ] {
        let data = Data::new(&format!("rbac-trust-{name}"));
        let mut more = vec!["--plain-http"];
        more.extend(file.into_iter().flat_map(|file| ["--trust", file]));
        let serving = data.serve(&more);
        let tested = administrator(&serving).put("/v1/ds/test", &corp_settings(&directory));
        assert_eq!(tested.status, 200, "{tested:?}");
        assert_eq!(tested.body["code"].as_str(), failure, "{tested:?}");
        assert_eq!(tested.body.get("error").is_some(), failure.is_some());
        let warnings = tested.body["warnings"].to_string();
        assert_eq!(warnings.contains(unverified), warns, "{name}: {warnings}");
    }
}
