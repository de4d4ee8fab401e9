//! What libldap makes of a server's certificate at each level, cell by cell as it was measured with OpenSSL and GnuTLS.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use ldaplab::client::{Client, Options};
use ldaplab::tls::{RequireCert, RequireSan};
use ldaplab::{LdapServer, Scenario};

const HOST: &str = "ldap.example.org";

/// The columns of [`LEVELS`], and with [`RequireCert::Demand`] those of [`NAMES`].
const COLUMNS: [&str; 5] = ["never", "allow", "try", "demand", "hard"];

/// Rows by what the server presents; the names are checked as libldap does by default (`TLS_REQSAN allow`).
const LEVELS: &[(&str, Scenario, &str)] = &[
    ("valid, right host", Scenario::TRUSTED, "ok ok ok ok ok"),
    ("self-signed", Scenario::SELF_SIGNED, "ok ok FAIL FAIL FAIL"),
    ("unknown CA", Scenario::UNKNOWN_CA, "ok ok FAIL FAIL FAIL"),
    (
        "unknown CA, short chain",
        Scenario::MISSING_INTERMEDIATE,
        "ok ok FAIL FAIL FAIL",
    ),
    (
        "trusted CA, wrong host",
        Scenario::WRONG_HOST,
        "ok ok FAIL FAIL FAIL",
    ),
    ("expired", Scenario::EXPIRED, "ok ok FAIL FAIL FAIL"),
    (
        "not yet valid",
        Scenario::NOT_YET_VALID,
        "ok ok FAIL FAIL FAIL",
    ),
    (
        "CN matches, no SAN",
        Scenario::COMMON_NAME_ONLY,
        "ok ok ok ok ok",
    ),
    (
        "SAN wrong, CN right",
        Scenario::NAMES_DISAGREE,
        "ok ok ok ok ok",
    ),
    ("wildcard", Scenario::WILDCARD, "ok ok ok ok ok"),
];

/// Rows by what the server presents, columns by the level of subjectAltName, everything demanded of the certificate.
/// "Both wrong" at `never` is libldap with OpenSSL; GnuTLS's 2.5 checked no name at all there.
const NAMES: &[(&str, Scenario, &str)] = &[
    ("SAN ok", Scenario::TRUSTED, "ok ok ok ok ok"),
    (
        "only CN, ok",
        Scenario::COMMON_NAME_ONLY,
        "ok ok ok FAIL FAIL",
    ),
    (
        "SAN wrong, CN right",
        Scenario::NAMES_DISAGREE,
        "ok ok FAIL FAIL FAIL",
    ),
    (
        "both wrong",
        Scenario::WRONG_HOST,
        "FAIL FAIL FAIL FAIL FAIL",
    ),
];

fn options(level: RequireCert, names: RequireSan) -> Options {
    Options::default()
        .timeout(Duration::from_secs(60))
        .require_cert(level)
        .require_san(names)
        .server_name(HOST)
        .keepalive(true)
}

fn start(scenario: Scenario) -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .host(HOST)
        .tls(scenario)
        .start()
        .unwrap()
}

/// Connects by ldaps and by StartTLS: `ok`, or the code of the failure.
fn both(ldaps: &str, ldap: &str, options: &Options) -> [&'static str; 2] {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    [
        (ldaps, options.clone()),
        (ldap, options.clone().start_tls()),
    ]
    .map(
        |(url, options)| match runtime.block_on(Client::connect(url, &options)) {
            Ok(client) => {
                let peer = client.peer().expect("TLS is spoken");
                assert!(!peer.chain.is_empty(), "the chain is kept at every level");
                let looked = options.tls.require_cert != RequireCert::Never;
                assert!(
                    looked || !peer.verified,
                    "what was not looked at is not called verified"
                );
                "ok"
            }
            Err(error) => {
                assert_eq!(error.stage(), ldaplab::diagnosis::Stage::Secure, "{error}");
                error.code().as_str()
            }
        },
    )
}

/// Each cell of one row, over ldaps and StartTLS; a failure must have the code that fits.
fn row(
    name: &str,
    server: &LdapServer,
    cells: &str,
    code: &str,
    options: impl Fn(&str) -> Options,
) {
    for (column, cell) in COLUMNS.into_iter().zip(cells.split(' ')) {
        let options = options(column).trust_file(server.trust_file()).unwrap();
        let expected = if cell == "ok" { "ok" } else { code };
        let found = both(&server.ldaps_url(), &server.ldap_url(), &options);
        assert_eq!(found, [expected; 2], "{name}, {column}");
    }
}

#[test]
fn every_level_accepts_and_refuses_what_libldap_does() {
    for (name, scenario, cells) in LEVELS {
        let code = scenario.expected().map_or("", |code| code.as_str());
        row(name, &start(*scenario), cells, code, |level| {
            options(level.parse().unwrap(), RequireSan::Allow)
        });
    }
}

#[test]
fn every_level_of_names_accepts_and_refuses_what_libldap_does() {
    for (name, scenario, cells) in NAMES {
        let code = scenario.expected().map_or("", |code| code.as_str());
        row(name, &start(*scenario), cells, code, |names| {
            options(RequireCert::Demand, names.parse().unwrap())
        });
    }
}

/// The row of a server that has no certificate and speaks only anonymous suites: no default suite works without one, so it
/// ends the handshake (alert handshake_failure), whatever the level. Simulated, since rustls knows no such suite.
#[test]
fn no_level_goes_on_without_a_certificate() {
    const CONSENT: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";
    const ALERT: &[u8] = b"\x15\x03\x01\x00\x02\x02\x28";
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut heard = [0; 4096];
            while let Ok(1..) = stream.read(&mut heard) {
                let answer = if heard[0] == 0x16 { ALERT } else { CONSENT };
                if stream.write_all(answer).is_err() {
                    break;
                }
            }
        }
    });
    for level in RequireCert::ALL {
        let found = both(
            &format!("ldaps://{address}"),
            &format!("ldap://{address}"),
            &options(*level, RequireSan::Allow),
        );
        assert_eq!(found, ["tls.handshake_failure"; 2], "{level}");
    }
}

/// The combinations that libldap lacks, with the code of the first thing that still counts.
#[test]
fn chain_host_and_wildcards_are_checked_or_not_separately() {
    type Set = fn(Options) -> Options;
    let no_chain: Set = |o| o.verify_chain(false);
    let no_host: Set = |o| o.verify_host(false);
    let no_wildcard: Set = |o| o.allow_wildcard(false);
    let elsewhere: Set = |o| o.verify_chain(false).server_name("other.example.net");
    for (scenario, what, set, expected) in [
        (Scenario::WRONG_HOST, "no host", no_host, "ok"),
        (Scenario::WRONG_HOST, "no chain", no_chain, "tls.wrong_host"),
        (
            Scenario::EXPIRED,
            "no host",
            no_host,
            "tls.certificate_expired",
        ),
        (Scenario::EXPIRED, "no chain", no_chain, "ok"),
        (
            Scenario::EXPIRED,
            "no chain, other host",
            elsewhere,
            "tls.wrong_host",
        ),
        (Scenario::UNKNOWN_CA, "no host", no_host, "tls.unknown_ca"),
        (Scenario::UNKNOWN_CA, "no chain", no_chain, "ok"),
        (Scenario::LEAF_IS_CA, "no chain", no_chain, "ok"),
        (
            Scenario::WILDCARD,
            "no wildcard",
            no_wildcard,
            "tls.wrong_host",
        ),
        (Scenario::TRUSTED, "no wildcard", no_wildcard, "ok"),
    ] {
        let server = start(scenario);
        let options = options(RequireCert::Demand, RequireSan::Hard);
        let options = set(options).trust_file(server.trust_file()).unwrap();
        let found = both(&server.ldaps_url(), &server.ldap_url(), &options);
        assert_eq!(found, [expected; 2], "{scenario}, {what}");
    }
}

/// Connecting has a time of its own, whatever an operation may take.
#[test]
fn a_silent_port_is_left_after_the_network_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let options = Options::default()
        .timeout(Duration::from_secs(3600))
        .network_timeout(Duration::from_millis(500));
    let found = both(
        &format!("ldaps://{address}"),
        &format!("ldap://{address}"),
        &options,
    );
    assert_eq!(found, ["protocol.silent"; 2]);
}

/// The errors of files that are given to the options name the file and what to do.
#[test]
fn files_of_the_wrong_kind_are_errors_at_set_time() {
    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tls/");
    let file = |name: &str| format!("{FOLDER}{name}");
    let options = Options::default;
    let crl = options()
        .crl_file(file("root.pem"))
        .unwrap_err()
        .to_string();
    let key = options()
        .client_certificate(file("root.pem"), file("leaf.pem"))
        .unwrap_err()
        .to_string();
    let password = options()
        .trust_store(file("trust.jks"), "s3cret-word")
        .unwrap_err();
    for (error, name, cure) in [
        (crl, "root.pem", "Give a file with -----BEGIN X509 CRL-----"),
        (
            key,
            "leaf.pem",
            "Give a file with a -----BEGIN PRIVATE KEY-----",
        ),
        (
            format!("{password} {password:?}"),
            "trust.jks",
            "keytool -list -rfc",
        ),
    ] {
        assert!(error.starts_with(&file(name)), "{error}");
        assert!(error.contains(cure), "{error}");
        assert!(!error.contains("s3cret-word"), "{error}");
    }
    let store = options()
        .trust_store(file("trust.jks"), "changeit")
        .unwrap();
    assert_eq!(store.tls.trust.certificates().len(), 2);
    assert!(!format!("{store:?}").contains("changeit"));
}
