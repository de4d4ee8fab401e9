//! TLS servers that are not ours, with keys and demands that this client does not meet.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use ldaplab::{
    connection_test::{ConnectionTest, Plan},
    diagnosis::{Code, Stage},
};

use crate::{program::program, slapd::folder};

/// A program that ends with its handle.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs openssl to its end.
fn openssl(arguments: &[&str]) -> Option<()> {
    let ran = program("openssl")?.args(arguments).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {ran:?}");
    Some(())
}

/// `openssl s_server` and its port, which it says itself.
fn s_server(arguments: &[&str]) -> Option<(Running, u16)> {
    let mut command: Command = program("openssl")?;
    let mut child = command
        .args(["s_server", "-accept", "127.0.0.1:0"])
        .args(arguments)
        // At the end of its input it would stop.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let running = Running(child);
    for line in said.lines().map_while(Result::ok) {
        if let Some(address) = line.strip_prefix("ACCEPT ") {
            let (_, port) = address.rsplit_once(':').unwrap();
            return Some((running, port.parse().unwrap()));
        }
    }
    panic!("openssl s_server {arguments:?} does not say where it listens");
}

/// What the connection test says of the server that presents this certificate.
fn tested(port: u16, trust: &str) -> (Stage, Code, String) {
    let plan = Plan::url(&format!("ldaps://localhost:{port}"))
        .unwrap()
        .trust_file(trust)
        .unwrap();
    let report = ConnectionTest::new(plan).run_blocking();
    let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
    (failure.stage(), failure.code(), report.to_string())
}

const KEYS: [(&str, &[&str]); 4] = [
    ("P-521", &["ec", "-pkeyopt", "ec_paramgen_curve:secp521r1"]),
    (
        "secp256k1",
        &["ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
    ),
    ("Ed448", &["ed448"]),
    ("RSA-PSS", &["rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"]),
];

/// A self-signed certificate for localhost in the folder; the paths of certificate and key.
fn self_signed(folder: &str, kind: &[&str]) -> Option<(String, String)> {
    let (pem, key) = (format!("{folder}/own.pem"), format!("{folder}/own.key"));
    let fixed = [
        "-nodes",
        "-keyout",
        &key,
        "-out",
        &pem,
        "-days",
        "30",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ];
    openssl(&[&["req", "-x509", "-newkey"], kind, &fixed[..]].concat())?;
    Some((pem, key))
}

#[test]
fn openssl_with_a_key_that_this_client_does_not_understand_is_told_by_the_key() {
    for (name, kind) in KEYS {
        for version in ["-tls1_2", "-tls1_3"] {
            // The curve is none of TLS 1.3.
            if (name, version) == ("secp256k1", "-tls1_3") {
                continue;
            }
            let folder = folder();
            let Some((pem, key)) = self_signed(folder.to_str().unwrap(), kind) else {
                return;
            };
            let Some((_running, port)) = s_server(&["-cert", &pem, "-key", &key, version]) else {
                return;
            };
            let (stage, code, report) = tested(port, &pem);
            assert_eq!(
                (stage, code),
                (Stage::Secure, Code::UNSUPPORTED_ALGORITHM),
                "{report}"
            );
            let says =
                format!("the key of CN=localhost is {name}, which this client does not understand");
            assert!(report.contains(&says), "{name} {version}: {report}");
            let _ = fs::remove_dir_all(folder);
        }
    }
}

#[test]
fn openssl_with_no_cipher_suite_in_common_is_told_what_was_offered() {
    let folder = folder();
    let kind = ["rsa:2048"];
    let Some((pem, key)) = self_signed(folder.to_str().unwrap(), &kind) else {
        return;
    };
    let old = [
        "-tls1_2",
        "-cipher",
        "AES128-SHA256",
        "-cert",
        &pem,
        "-key",
        &key,
    ];
    let Some((_running, port)) = s_server(&old) else {
        return;
    };
    let (stage, code, report) = tested(port, &pem);
    assert_eq!(
        (stage, code),
        (Stage::Secure, Code::TLS_HANDSHAKE_FAILURE),
        "{report}"
    );
    for says in [
        "offered_versions: TLS 1.2, TLS 1.3",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "offered_groups: X25519, P-256, P-384",
        "ECDSA_NISTP256_SHA256",
    ] {
        assert!(report.contains(says), "{report}");
    }
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn openssl_that_demands_a_client_certificate_is_told_in_every_version() {
    for (version, stage) in [("-tls1_2", Stage::Secure), ("-tls1_3", Stage::Bind)] {
        let folder = folder();
        let kind = ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
        let Some((pem, key)) = self_signed(folder.to_str().unwrap(), &kind) else {
            return;
        };
        let demand = ["-cert", &pem, "-key", &key, "-Verify", "1", version];
        let Some((_running, port)) = s_server(&demand) else {
            return;
        };
        let (at, code, report) = tested(port, &pem);
        assert_eq!(
            (at, code),
            (stage, Code::CLIENT_CERTIFICATE_REQUIRED),
            "{report}"
        );
        let _ = fs::remove_dir_all(folder);
    }
}

#[test]
fn openssl_below_a_weak_root_is_told_by_the_roots_key() {
    let folder = folder();
    let of = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (root, root_key, leaf, key, request, extensions) = (
        of("root.pem"),
        of("root.key"),
        of("leaf.pem"),
        of("leaf.key"),
        of("leaf.csr"),
        of("ext"),
    );
    fs::write(
        &extensions,
        "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    let made = openssl(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:1024",
        "-nodes",
        "-keyout",
        &root_key,
        "-out",
        &root,
        "-days",
        "30",
        "-subj",
        "/CN=Weak root",
    ])
    .and_then(|()| {
        openssl(&[
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            &key,
            "-out",
            &request,
            "-subj",
            "/CN=localhost",
        ])
    })
    .and_then(|()| {
        openssl(&[
            "x509",
            "-req",
            "-in",
            &request,
            "-CA",
            &root,
            "-CAkey",
            &root_key,
            "-CAcreateserial",
            "-days",
            "20",
            "-extfile",
            &extensions,
            "-out",
            &leaf,
        ])
    });
    if made.is_none() {
        return;
    }
    let Some((_running, port)) = s_server(&["-cert", &leaf, "-key", &key]) else {
        return;
    };
    let (stage, code, report) = tested(port, &root);
    assert_eq!((stage, code), (Stage::Secure, Code::WEAK_KEY), "{report}");
    let says = "the RSA key of the trusted CN=Weak root (signed by itself) has 1024 bits";
    assert!(report.contains(says), "{report}");
    let _ = fs::remove_dir_all(folder);
}
