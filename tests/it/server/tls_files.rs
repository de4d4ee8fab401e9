//! A server's own certificate from files, and the CA of its clients from a file.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use ldaplab::{
    client::{Client, Options},
    diagnosis::Code,
    server::{Builder, LdapServer},
    tls::{ClientCertificate, Material, Scenario, Trust},
};

use super::slapd;

/// A folder of files that goes away with this.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ldaplab-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn material(scenario: Scenario) -> Material {
    Material::new(scenario, &["ldap.example.org"], SystemTime::now()).unwrap()
}

/// Asks who it is over TLS, by StartTLS or at once; the code of what went wrong.
fn ask(
    server: &LdapServer,
    trust: Trust,
    shown: Option<ClientCertificate>,
    start_tls: bool,
) -> Option<Code> {
    let mut options = Options::default();
    options.tls.trust = trust;
    options.tls.client_certificate = shown;
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

/// Why a server does not start.
fn unstarted(builder: Builder) -> String {
    let error = builder.start().unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    error.problems()[0].clone()
}

#[test]
fn the_files_are_served_over_ldaps_and_start_tls() {
    let folder = Folder::new("tls-files");
    let made = material(Scenario::TRUSTED);
    let chain = folder.file("chain.pem", &made.chain_pem());
    let key = folder.file("key.pem", &made.key_pem());
    let server = slapd().tls_files(&chain, &key).start().unwrap();
    for start_tls in [false, true] {
        assert_eq!(ask(&server, made.trust().clone(), None, start_tls), None);
    }
    assert_eq!(server.chain_pem(), made.chain_pem());
    // The root is not in the file: whom to trust is for others to say.
    assert_eq!(server.trust_pem(), "");
    assert_eq!(
        server.warnings(),
        [
            "the certificate's file ends without its root, so that this server cannot say what clients are to trust: give them the certificate of `CN=ldaplab root CA`, or append it to the file"
        ]
    );
    let whole = made.chain_pem() + &made.trust_pem();
    let whole = folder.file("whole.pem", &whole);
    let server = slapd().tls_files(&whole, &key).start().unwrap();
    assert_eq!(
        (server.trust_pem(), server.warnings()),
        (made.trust_pem(), &[][..])
    );
    // A key may stand behind its certificate.
    let both = folder.file("both.pem", &(made.chain_pem() + &made.key_pem()));
    assert!(slapd().tls_files(&both, &both).start().is_ok());
    // Its dates stay, whatever the clock; another scenario is minted.
    server
        .clock()
        .advance(std::time::Duration::from_secs(400 * 86_400));
    assert_eq!(ask(&server, made.trust().clone(), None, false), None);
}

#[test]
fn a_certificate_that_is_signed_by_itself_is_what_clients_trust() {
    let folder = Folder::new("tls-self");
    let made = material(Scenario::SELF_SIGNED);
    let chain = folder.file("chain.pem", &made.chain_pem());
    let key = folder.file("key.pem", &made.key_pem());
    let server = slapd().tls_files(chain, key).start().unwrap();
    assert_eq!(server.trust_pem(), made.chain_pem());
}

#[test]
fn files_that_cannot_be_served_are_refused_by_what_is_wrong() {
    let folder = Folder::new("tls-wrong");
    let (made, other) = (material(Scenario::TRUSTED), material(Scenario::TRUSTED));
    let chain = folder.file("chain.pem", &made.chain_pem());
    let key = folder.file("key.pem", &made.key_pem());
    let strange = folder.file("strange.pem", &other.key_pem());
    let locked = folder.file(
        "locked.pem",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
    );
    let missing = folder.0.join("missing.pem");
    let shown = |path: &Path| path.display().to_string();
    for (certificate, own, words) in [
        (
            &missing,
            &key,
            format!(
                "server certificate: {} cannot be read: No such file",
                shown(&missing)
            ),
        ),
        (&key, &key, format!("server certificate: {}", shown(&key))),
        (
            &chain,
            &missing,
            format!("{} cannot be read: No such file", shown(&missing)),
        ),
        (
            &chain,
            &chain,
            format!(
                "{} holds no private key. Give a file with a -----BEGIN PRIVATE KEY----- line",
                shown(&chain)
            ),
        ),
        (
            &chain,
            &locked,
            format!(
                "the private key in {} is protected by a password. Take it off",
                shown(&locked)
            ),
        ),
        (
            &chain,
            &strange,
            format!(
                "the private key in {} cannot be used: it does not belong to the certificate. Give the key of the first certificate in the certificate's file, which is the server's own",
                shown(&strange)
            ),
        ),
    ] {
        let problem = unstarted(slapd().tls_files(certificate, own));
        assert!(problem.starts_with(&words), "{problem}");
    }
    let problem = unstarted(slapd().tls(Scenario::EXPIRED).tls_files(&chain, &key));
    assert_eq!(
        problem,
        format!(
            "the TLS scenario `expired` and the certificate file {} exclude each other; leave one out",
            shown(&chain)
        )
    );
    let problem = unstarted(slapd().tls_files(&chain, &key).without_tls());
    assert_eq!(
        problem,
        "certificate files were given to a server without TLS; leave out `without_tls`"
    );
    let problem = unstarted(slapd().demand_client_certificate_file(&missing));
    assert!(
        problem.starts_with(&format!(
            "the CA of client certificates: {} cannot be read: ",
            shown(&missing)
        )),
        "{problem}"
    );
    for (text, words) in [
        (
            "tls-cert = 'a.pem'",
            "config:1:1: `tls-cert` goes with `tls-key`, which is not here; write both",
        ),
        (
            "tls-key = 'a.pem'",
            "config:1:1: `tls-key` goes with `tls-cert`, which is not here; write both",
        ),
        (
            "tls = 'expired'\ntls-cert = 'a'\ntls-key = 'b'",
            "config:2:1: `tls` and `tls-cert` exclude each other; leave one out",
        ),
    ] {
        assert_eq!(
            LdapServer::from_config_text(text).unwrap_err().to_string(),
            words
        );
    }
}

#[test]
fn a_client_without_a_certificate_of_the_ca_is_refused_in_the_handshake() {
    let folder = Folder::new("tls-clients");
    let made = material(Scenario::SELF_SIGNED);
    let ca = folder.file("ca.pem", &made.chain_pem());
    let text = format!("suffix = 'o=a'\ntls-client-ca = '{}'", ca.display());
    let server = LdapServer::from_config_text(&text)
        .unwrap()
        .start()
        .unwrap();
    let trust = || ldaplab::tls::trust::parse(server.trust_pem().as_bytes()).unwrap();
    for start_tls in [false, true] {
        assert_eq!(
            ask(&server, trust(), None, start_tls),
            Some(Code::CLIENT_CERTIFICATE_REQUIRED)
        );
    }
    let stranger = material(Scenario::SELF_SIGNED);
    let stranger = ClientCertificate::parse(
        stranger.chain_pem().as_bytes(),
        stranger.key_pem().as_bytes(),
    )
    .unwrap();
    assert_eq!(
        ask(&server, trust(), Some(stranger), false),
        Some(Code::CLIENT_CERTIFICATE_REJECTED)
    );
}
