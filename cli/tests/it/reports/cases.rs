//! The failures: how each is brought about. The mock directory makes what it can; the rest are literal answers of real servers.

use std::{net::SocketAddr, time::SystemTime};

use ldaplab::{
    server::{Builder, Group, LdapServer, User, profile::key},
    tls::{Material, Scenario},
};
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::{
    demanding::{Manner, demanding},
    peer::{Close, Hear, Hold, Send, Step, peer, tlv},
    process::{COMPANY, CORP, Folder},
};

/// One report.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Words that must stand in it, whatever else it says.
    pub(super) says: &'static [&'static str],
    pub(super) set: fn() -> Setting,
}

/// What `ldaplab test` is called with, and what must live meanwhile.
pub(super) struct Setting {
    pub(super) arguments: Vec<String>,
    pub(super) password: &'static str,
    alive: (
        Option<LdapServer>,
        Option<Folder>,
        Option<tokio::net::TcpSocket>,
    ),
}

impl Setting {
    fn new(url: &str) -> Self {
        Self {
            arguments: vec![url.to_owned()],
            password: "s3cret",
            alive: (None, None, None),
        }
    }

    /// At a scripted peer.
    fn at(scheme: &str, address: SocketAddr) -> Self {
        Self::new(&format!("{scheme}://{address}"))
    }

    fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments
            .extend(arguments.iter().map(|&a| a.to_owned()));
        self
    }

    fn bind(self, name: &str) -> Self {
        self.with(&["--bind", name])
    }

    fn password(mut self, password: &'static str) -> Self {
        self.password = password;
        self
    }

    fn serving(mut self, server: LdapServer) -> Self {
        self.alive.0 = Some(server);
        self
    }
}

macro_rules! cases {
    ($($name:literal [$($says:literal),*] $set:expr;)*) => {
        pub(super) const CASES: &[Case] = &[$(Case { name: $name, says: &[$($says),*], set: || $set }),*];
    };
}

cases! {
    // tls-failures.md, section 1.
    "tls-self-signed" ["tls.self_signed", "--ca FILE"] scenario(Scenario::SELF_SIGNED);
    "tls-unknown-ca" ["tls.unknown_ca", "--ca FILE"] scenario(Scenario::UNKNOWN_CA);
    "tls-missing-intermediate" ["tls.missing_intermediate"] scenario(Scenario::MISSING_INTERMEDIATE);
    "tls-expired" ["tls.certificate_expired"] scenario(Scenario::EXPIRED);
    "tls-not-yet-valid" ["tls.certificate_not_yet_valid"] scenario(Scenario::NOT_YET_VALID);
    "tls-wrong-host" ["tls.wrong_host"] scenario(Scenario::WRONG_HOST);
    "tls-common-name-only" ["tls.no_subject_alt_name", "accepted by OpenSSL"] by_name(Scenario::COMMON_NAME_ONLY);
    "tls-leaf-is-ca" ["tls.leaf_is_ca", "accepted by OpenSSL"] scenario(Scenario::LEAF_IS_CA);
    "tls-ca-rekeyed" ["tls.ca_rekeyed", "fingerprint"] trusting_another(Scenario::TRUSTED);
    "tls-self-signed-renewed" ["tls.self_signed", "the trusted certificate of the same name is another"]
        trusting_another(Scenario::SELF_SIGNED);
    "tls-handshake-failure" ["tls.handshake_failure", "offered_groups"]
        Setting::at("ldaps", peer(vec![vec![Send(vec![0x15, 3, 3, 0, 2, 2, 40]), Hold]]));
    "tls-client-certificate-1.2" ["tls.client_certificate_required"] client_certificate(&rustls::version::TLS12);
    "tls-client-certificate-1.3" ["tls.client_certificate_required"] client_certificate(&rustls::version::TLS13);
    "tls-on-plain-port" ["protocol.tls_on_plain_port"] crossed(true);
    "plain-on-tls-port" ["protocol.plain_on_tls_port"] crossed(false);
    "starttls-unsupported" ["starttls.unsupported"] start_tls(2, "unsupported extended operation");
    "starttls-unavailable" ["starttls.unavailable"]
        start_tls(52, "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580");
    "tls-reset" ["tls.reset"] Setting::at("ldaps", peer(vec![vec![Step::Reset]]));

    // directory-service-and-client.md, B2 and C4.
    "connection-refused" ["tcp.refused", "nothing listens"] refused();
    "bind-525-unknown-user" ["bind.unknown_user"] nobody();
    "bind-52e-wrong-password" ["bind.wrong_password"] domain("ada@example.test", "wrong");
    "bind-530-logon-hours" ["bind.logon_hours"] refused_by_ad("530");
    "bind-531-workstation" ["bind.workstation"] refused_by_ad("531");
    "bind-532-password-expired" ["bind.password_expired"] refused_by_ad("532");
    "bind-533-disabled" ["bind.account_disabled"] domain("disabled@example.test", "disabled-pass");
    "bind-701-account-expired" ["bind.account_expired"] domain("expired@example.test", "expired-pass");
    "bind-773-must-change" ["bind.must_change_password"] domain("mustchange@example.test", "mustchange-pass");
    "bind-775-locked" ["bind.account_locked"] domain("locked@example.test", "locked-pass");
    "bind-invalid-credentials" ["bind.invalid_credentials"]
        company().bind("uid=ada,ou=engineering,ou=people,dc=example,dc=org").password("wrong");
    "bind-52e-short-name" ["bind.name_form", "try_name: otandy@example.test"] desk("otandy");
    "bind-52e-bare-comma" ["bind.name_form", r"try_name: CN=Tandy\, Orla,OU=Desk"] desk("CN=Tandy, Orla,OU=Desk,DC=example,DC=test");
    "bind-policy-locked" ["bind.account_locked"]
        policy("303202010161070a013104000400a02430220419312e332e362e312e342e312e34322e322e32372e382e352e3104053003810101");
    "bind-policy-expired" ["bind.password_expired"]
        policy("303202010161070a013104000400a02430220419312e332e362e312e342e312e34322e322e32372e382e352e3104053003810100");
    "bind-policy-reset" ["bind.must_change_password"]
        policy("303202010161070a010004000400a02430220419312e332e362e312e342e312e34322e322e32372e382e352e3104053003810102");
    "bind-13-over-tls" ["ldap.tls_not_enough"] weak_tls();
    "bind-8-signing" ["bind.signing_required", "ldaps://"] demanding_tls(LdapServer::active_directory("example.test"));
    "bind-8-samba" ["bind.stronger_auth_required", "ldaps://"] answered(8, "BindSimple: Transport encryption required.");
    "bind-13-confidentiality" ["bind.confidentiality_required", "ldaps://"] demanding_tls(LdapServer::openldap("dc=example,dc=org"));
    "search-000004dc-not-bound" ["base.not_bound", "--bind"] anonymous_domain();
    "search-32-without-matched" ["base.not_found", "`dc=example,dc=org`"] company().with(&["--base", "dc=exmaple,dc=org"]);
    "search-32-with-matched" ["base.not_found", "matched up to"] company().with(&["--base", "ou=staff,dc=example,dc=org"]);
    "search-32-hidden" ["base.hidden", "--bind NAME"] hidden();
    "search-1-without-domain" ["base.incomplete", "000020D6", "whole_base: OU=Desk,DC=example,DC=test"]
        desk("otandy@example.test").with(&["--base", "OU=Desk"]);
    "search-1-outside" ["base.outside", "000020D6"] desk("otandy@example.test").with(&["--base", "OU=Elsewhere"]);
    "search-53-not-bound" ["root_dse.not_bound", "--bind NAME"] after_bind(53, "authentication required");
    "search-13-confidentiality" ["ldap.confidentiality_required", "ldaps://"] after_bind(13, "confidentiality required");
    "search-root-dse-hidden" ["root_dse.empty", "--base DN"] after_bind(32, "");
    "search-references" ["\"Unprocessed Continuation Reference(s)\" (Java)", "passed in"]
        domain("svc-app@example.test", "svc-app-pass").with(&["--login", "dora"]);

    // The same in the words of settings.
    "settings-leaf-is-ca" ["tls.leaf_is_ca", "accepted by OpenSSL"] settings_of(Scenario::LEAF_IS_CA, json!({}));
    "settings-unknown-ca" ["tls.unknown_ca", "give it as cert_chain;"] settings(json!({ "cert_chain": STRANGER }));
    "settings-base" ["base.not_found", "Correct the base (base_dn)"] settings(json!({ "base_dn": "dc=exmaple,dc=org" }));

    // B3, number 5.
    "user-none" ["user.none"] company().with(&["--login", "nobody"]);
    "user-many" ["user.many"] company().with(&["--login", "Port Sable", "--login-attribute", "l"]);
    "user-outside-base-comma" ["user.outside_base", "parent: OU=Desk,DC=example,DC=test"]
        desk("otandy@example.test").with(&["--login", "otandy", "--user-base", "OU=Domain Controllers,DC=example,DC=test"]);
    "user-outside-base" ["user.outside_base"]
        company().with(&["--login", "kim", "--user-base", "ou=people,dc=example,dc=org"]);
    "user-filtered-out" ["user.filtered_out"]
        company().with(&["--login", "ada", "--user-filter", "(&(objectClass=person)(!(uid=ada)))"]);
    "user-filter-nested" ["user.filter_nested", "Leave the group out"]
        company().with(&["--login", "ada", "--user-filter", "(&(objectClass=person)(memberOf=cn=all-staff,ou=groups,dc=example,dc=org))"]);
    "user-filter-nested-ad" ["user.filter_nested", "which this server resolves"]
        corp().with(&["--login", "ada", "--user-filter", "(memberOf=CN=Staff,CN=Users,DC=corp,DC=example)"]);
    "user-filter-primary-group" ["user.filter_primary_group"]
        corp().with(&["--login", "ada", "--user-filter", "(memberOf=CN=Domain Users,CN=Users,DC=corp,DC=example)"]);
    "user-filter-bare-comma" ["user.filter_not_dn"]
        corp().with(&["--login", "ada", "--user-filter", "(memberOf=CN=Tandy, Orla,OU=Desk,DC=corp,DC=example)"]);
    "user-filter-unique-names" ["user.filter_unique_names"]
        unique_names().with(&["--login", "ada", "--user-filter", "(memberOf=cn=unique,dc=example,dc=org)"]);
    "user-filter-unknown-name" ["user.filter_unknown_name", "clause_unreadable: (objectClass=user)"]
        company().with(&["--login", "ada", "--user-filter", "(objectClass=user)"]);
    "user-filter-placeholder" ["user.filter_placeholder", "clause_false: (cn=%s)"]
        company().with(&["--login", "ada", "--user-filter", "(&(objectClass=person)(cn=%s))"]);
    "user-filter-in-chain" ["user.filter_in_chain"]
        company().with(&["--login", "ada", "--user-filter", "(memberOf:1.2.840.113556.1.4.1941:=cn=staff,ou=groups,dc=example,dc=org)"]);
    "user-filter-not-dn" ["user.filter_not_dn"]
        company().with(&["--login", "ada", "--user-filter", "(memberOf=staff)"]);
    "user-other-attribute" ["user.other_attribute"]
        company().with(&["--login", "ada", "--login-attribute", "sAMAccountName"]);
}

fn scenario(scenario: Scenario) -> Setting {
    let server = LdapServer::openldap("dc=example,dc=org")
        .tls(scenario)
        .start()
        .unwrap();
    let trust = server.trust_file().display().to_string();
    Setting::new(&server.ldaps_url())
        .with(&["--ca", &trust])
        .serving(server)
}

/// The same by the name that is in the certificate.
fn by_name(of: Scenario) -> Setting {
    let mut setting = scenario(of);
    setting.arguments[0] = setting.arguments[0].replace("127.0.0.1", "localhost");
    setting
}

/// The client holds a certificate of the same name and with another key.
fn trusting_another(of: Scenario) -> Setting {
    let other = Material::new(of, &["localhost"], SystemTime::now()).unwrap();
    // The trust of a self-signed certificate is a stranger's; here it is the one that was served before.
    let held = match of == Scenario::SELF_SIGNED {
        true => other.chain_pem(),
        false => other.trust_pem(),
    };
    let folder = Folder::new(&format!("another-{of}"));
    let trust = folder.file("ca.pem", &held);
    let mut setting = by_name(of);
    setting.arguments.truncate(1);
    setting = setting.with(&["--ca", &trust]);
    setting.alive.1 = Some(folder);
    setting
}

const STRANGER: &str = include_str!("../../../../fixtures/tls/root.pem");

/// Directory-service settings for a directory with TLS, with changes.
fn settings(changes: Value) -> Setting {
    settings_of(Scenario::TRUSTED, changes)
}

fn settings_of(scenario: Scenario, changes: Value) -> Setting {
    let server = LdapServer::openldap("dc=example,dc=org")
        .tls(scenario)
        .start()
        .unwrap();
    let mut settings = json!({
        "display_name": "Example", "hostname": "localhost", "port": server.ldaps_address().unwrap().port(), "ssl": true,
        "connect_timeout": 5, "base_dn": "dc=example,dc=org", "user_lookup_attr": "uid", "user_email_attr": "mail",
        "user_display_name_attr": "cn", "group_object_class": "groupOfNames", "group_member_attr": "member",
        "group_name_attr": "cn", "group_lookup_attr": "cn", "cert_chain": server.trust_pem(),
    });
    for (key, value) in changes.as_object().unwrap() {
        settings[key] = value.clone();
    }
    let folder = Folder::new(&format!(
        "report-of-settings-{}",
        changes
            .as_object()
            .unwrap()
            .keys()
            .next()
            .map_or("-", String::as_str)
    ));
    let file = folder.file("settings.json", &settings.to_string());
    let mut setting = Setting {
        arguments: vec!["--settings".to_owned(), file],
        ..Setting::new("")
    }
    .serving(server);
    setting.alive.1 = Some(folder);
    setting
}

fn client_certificate(version: &'static rustls::SupportedProtocolVersion) -> Setting {
    let material = Material::new(Scenario::TRUSTED, &["localhost"], SystemTime::now()).unwrap();
    let folder = Folder::new(&format!("demanding-{:?}", version.version));
    let trust = folder.file("ca.pem", &material.trust_pem());
    let address = demanding(&material, version, Manner::Alert);
    let mut setting = Setting::at("ldaps", address)
        .with(&["--ca", &trust])
        .bind("cn=reader,dc=example,dc=org");
    setting.alive.1 = Some(folder);
    setting
}

/// ldaps:// to the plain port, or ldap:// to the other.
fn crossed(tls: bool) -> Setting {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    match tls {
        true => Setting::at("ldaps", server.ldap_address().unwrap()),
        false => Setting::at("ldap", server.ldaps_address().unwrap()),
    }
    .serving(server)
}

/// An answer to message 1.
fn answer(tag: u8, code: u8, words: &str) -> Vec<u8> {
    let result = [
        tlv(0x0a, &[&[code]]),
        tlv(4, &[]),
        tlv(4, &[words.as_bytes()]),
    ];
    tlv(0x30, &[&[2, 1, 1], &tlv(tag, &[&result.concat()])])
}

/// Somebody whose name has a comma, bound by this name.
fn desk(name: &str) -> Setting {
    let server = LdapServer::active_directory("example.test")
        .ldif("dn: OU=Desk,DC=example,DC=test\nobjectClass: organizationalUnit\n")
        .user(
            User::new("otandy")
                .dn(r"CN=Tandy\, Orla,OU=Desk,DC=example,DC=test")
                .password("s3cret"),
        )
        .start()
        .unwrap();
    Setting::new(&server.ldap_url()).bind(name).serving(server)
}

/// A BindResponse as slapd's overlay ppolicy sent it.
fn policy(answer: &str) -> Setting {
    let octets = answer.as_bytes().chunks(2);
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let script = vec![Hear, Send(octets.map(octet).collect()), Close];
    Setting::at("ldap", peer(vec![script])).bind("uid=ada,ou=people,dc=example,dc=org")
}

const BOUND: &[u8] = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00";

/// An anonymous bind that succeeds, and that answer to the search for the root DSE.
fn after_bind(code: u8, words: &str) -> Setting {
    let result = [
        tlv(0x0a, &[&[code]]),
        tlv(4, &[]),
        tlv(4, &[words.as_bytes()]),
    ];
    let done = tlv(0x30, &[&[2, 1, 2], &tlv(0x65, &[&result.concat()])]);
    let script = vec![Hear, Send(BOUND.to_vec()), Hear, Send(done), Hold];
    Setting::at("ldap", peer(vec![script]))
}

/// slapd whose access rules hide everything but the root DSE, as it answers.
fn hidden() -> Setting {
    let context = tlv(
        0x30,
        &[
            &tlv(4, &[b"namingContexts"]),
            &tlv(0x31, &[&tlv(4, &[b"dc=example,dc=org"])]),
        ],
    );
    let entry = tlv(0x64, &[&tlv(4, &[]), &tlv(0x30, &[&context])]);
    let root = tlv(0x30, &[&[2, 1, 2], &entry]);
    let done = |id: u8, code: u8| {
        let result = [tlv(0x0a, &[&[code]]), tlv(4, &[]), tlv(4, &[])];
        tlv(0x30, &[&[2, 1, id], &tlv(0x65, &[&result.concat()])])
    };
    let script = vec![
        Hear,
        Send(BOUND.to_vec()),
        Hear,
        Send([root, done(2, 0)].concat()),
        Hear,
        Send(done(3, 32)),
        Hold,
    ];
    Setting::at("ldap", peer(vec![script]))
}

/// slapd with `security simple_bind=512`, over TLS.
fn weak_tls() -> Setting {
    let server = LdapServer::openldap("dc=example,dc=org")
        .fault(
            "bind: result=confidentialityRequired text=\"stronger confidentiality required\""
                .parse()
                .unwrap(),
        )
        .start()
        .unwrap();
    let trust = server.trust_file().display().to_string();
    Setting::new(&server.ldaps_url())
        .with(&["--ca", &trust])
        .bind("cn=reader,dc=example,dc=org")
        .serving(server)
}

fn start_tls(code: u8, words: &str) -> Setting {
    let script = vec![Hear, Send(answer(0x78, code, words)), Hold];
    Setting::at("ldap", peer(vec![script])).with(&["--start-tls"])
}

/// A bind that is answered so.
fn answered(code: u8, words: &str) -> Setting {
    let script = vec![Hear, Send(answer(0x61, code, words)), Close];
    Setting::at("ldap", peer(vec![script])).bind(r"EXAMPLE\reader")
}

fn refused_by_ad(data: &str) -> Setting {
    answered(
        49,
        &format!(
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data {data}, v4563"
        ),
    )
}

fn refused() -> Setting {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    let _inside = runtime.enter();
    // Bound and not listening: taken, so that nobody else can have it.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let mut setting = Setting::at("ldaps", socket.local_addr().unwrap());
    setting.alive.2 = Some(socket);
    setting
}

fn domain(name: &str, password: &'static str) -> Setting {
    let server = LdapServer::active_directory("example.test")
        .ldif_file(CORP)
        .start()
        .unwrap();
    Setting::new(&server.ldap_url())
        .bind(name)
        .password(password)
        .serving(server)
}

fn nobody() -> Setting {
    let server = LdapServer::active_directory("example.test").set(key::UNKNOWN_USER, "525");
    let server = server.start().unwrap();
    Setting::new(&server.ldap_url())
        .bind("nobody@example.test")
        .serving(server)
}

fn anonymous_domain() -> Setting {
    let server = LdapServer::active_directory("example.test")
        .start()
        .unwrap();
    Setting::new(&server.ldap_url()).serving(server)
}

fn company() -> Setting {
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldif_file(COMPANY)
        .start()
        .unwrap();
    Setting::new(&server.ldap_url()).serving(server)
}

fn corp() -> Setting {
    let server = LdapServer::active_directory("corp.example")
        .user(User::new("ada").password("s3cret").member_of("Ops"))
        .group(Group::new("Ops").member_of("Staff"))
        .start()
        .unwrap();
    Setting::new(&server.ldap_url())
        .bind("ada@corp.example")
        .serving(server)
}

/// A group that names its members in uniqueMember, which memberOf follows on no slapd that is not told to.
fn unique_names() -> Setting {
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldif("dn: cn=unique,dc=example,dc=org\nobjectClass: groupOfUniqueNames\nuniqueMember: uid=ada,ou=people,dc=example,dc=org\n")
        .user(User::new("ada"))
        .start()
        .unwrap();
    Setting::new(&server.ldap_url()).serving(server)
}

fn demanding_tls(builder: Builder) -> Setting {
    let server = builder.require_tls().start().unwrap();
    Setting::new(&server.ldap_url())
        .bind("cn=reader,dc=example,dc=org")
        .serving(server)
}
