use super::*;
use crate::tls::Certificate;

const ROOT: &str = include_str!("../../../fixtures/tls/root.pem");
const LEAF: &str = include_str!("../../../fixtures/tls/leaf.pem");

fn subjects(bytes: &[u8]) -> Vec<String> {
    let trust = parse(bytes).unwrap();
    assert_eq!(trust.root_store().len(), trust.certificates().len());
    let read = |c: &CertificateDer<'_>| Certificate::parse(c).unwrap().subject().to_owned();
    trust.certificates().iter().map(read).collect()
}

fn code(bytes: &[u8]) -> &'static str {
    parse(bytes).unwrap_err().code().as_str()
}

const WURZBURG: &str = "CN=Corp Würzburg CA,DC=corp,DC=example";

#[test]
fn pem_is_read_however_it_was_copied() {
    let body: String = ROOT.lines().filter(|l| !l.starts_with("---")).collect();
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once('\u{feff}').chain(text.chars());
        units
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    for (how, bytes) in [
        ("as it is", ROOT.into()),
        ("CRLF", ROOT.replace('\n', "\r\n").into_bytes()),
        (
            "comments",
            format!("# our CA\nsubject=…\n{ROOT}\nbye").into_bytes(),
        ),
        ("byte order mark", format!("\u{feff}{ROOT}").into_bytes()),
        ("UTF-16", utf16(ROOT)),
        (
            "indented",
            ROOT.lines()
                .map(|l| format!("    {l}\n"))
                .collect::<String>()
                .into(),
        ),
        (
            "one line",
            format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----").into(),
        ),
        ("line breaks written out", ROOT.replace('\n', "\\n").into()),
        ("no BEGIN line", body.clone().into()),
        (
            "old label",
            ROOT.replace(" CERTIFICATE", " X509 CERTIFICATE").into(),
        ),
        (
            "OpenSSL's trusted form",
            include_bytes!("../../../fixtures/tls/root-trusted.pem").to_vec(),
        ),
    ] {
        let bytes: Vec<u8> = bytes;
        assert_eq!(subjects(&bytes), [WURZBURG], "{how}");
    }
}

#[test]
fn several_certificates_and_der_are_read() {
    let both = format!("{ROOT}{LEAF}");
    assert_eq!(subjects(both.as_bytes()).len(), 2);
    let der = parse(ROOT.as_bytes()).unwrap().certificates()[0].to_vec();
    assert_eq!(subjects(&der), [WURZBURG]);
    assert_eq!(subjects(&[der.clone(), der.clone()].concat()).len(), 2);
    assert_eq!(
        code(&[der.clone(), b"x".to_vec()].concat()),
        "trust.bad_block"
    );
    assert_eq!(code(&der[..der.len() - 1]), "trust.bad_block");
    let with_key = format!("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n{ROOT}");
    assert_eq!(subjects(with_key.as_bytes()), [WURZBURG]);
}

#[test]
fn other_files_are_named_by_their_content() {
    let p12 = include_bytes!("../../../fixtures/tls/root.p12");
    let p7b = include_bytes!("../../../fixtures/tls/root.p7b");
    let csr = include_bytes!("../../../fixtures/tls/leaf.csr.der");
    let key = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
    for (bytes, expected) in [
        (&p12[..], "trust.pkcs12"),
        (p7b, "trust.pkcs7"),
        (csr, "trust.not_certificates"),
        (
            b"-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n",
            "trust.pkcs7",
        ),
        (b"\xfe\xed\xfe\xed\0\0\0\x02", "trust.jks"),
        (b"\xce\xce\xce\xce\0\0\0\x02", "trust.jks"),
        (key.as_bytes(), "trust.private_key"),
        (b"\x30\x06\x02\x01\x01\x04\x01a", "trust.private_key"),
        (b"", "trust.empty"),
        (b" \r\n\t ", "trust.empty"),
        (b"\xef\xbb\xbf", "trust.empty"),
        (b"<!DOCTYPE html><html>", "trust.not_certificates"),
        (b"hello", "trust.not_certificates"),
        (b"MIIBnothing", "trust.not_certificates"),
        (b"\x30\x03\x02\x01\x07", "trust.not_certificates"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB", "trust.bad_block"),
    ] {
        assert_eq!(code(bytes), expected, "{bytes:?}");
    }
    assert!(matches!(parse(csr).unwrap_err().fault(), Fault::Request));
    assert!(matches!(parse(b"<html>").unwrap_err().fault(), Fault::Html));
}

#[test]
fn a_damaged_certificate_is_named_by_its_number() {
    let damaged = LEAF.replacen("MII", "M!I", 1);
    let error = parse(format!("{ROOT}{damaged}").as_bytes()).unwrap_err();
    assert!(matches!(error.fault(), Fault::BadBlock { number: 2, .. }));
    assert!(error.to_string().starts_with("certificate 2 in "));
}

#[test]
fn a_jceks_store_is_named_with_the_command_that_converts_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tls/trust.jceks");
    for error in [
        load_all([path]).unwrap_err(),
        load_store(path, "changeit").unwrap_err(),
    ] {
        assert_eq!(
            error.to_string(),
            format!(
                "{path} is a Java key store of the type JCEKS, which is not read here. Export its certificates: keytool -list -rfc -storetype JCEKS -keystore {path} > ca.pem"
            )
        );
        assert_eq!(error.code().as_str(), "trust.jks");
    }
}

#[test]
fn a_java_key_store_is_read_and_an_unchecked_one_says_so() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tls/trust.jks");
    let open = load_store(path, "changeit").unwrap();
    assert_eq!((open.certificates().len(), open.note()), (2, None));
    let unchecked = load_all([path]).unwrap();
    assert_eq!(unchecked.certificates().len(), 2);
    assert_eq!(
        unchecked.note(),
        Some("The Java key store was read without its password, so its integrity was not checked.")
    );
    assert_eq!(
        load_store(path, "s3cret").unwrap_err().to_string(),
        format!(
            "{path} is a Java key store, and the password given does not open it, or it was changed since. \
             Export its certificates: keytool -list -rfc -keystore {path} > ca.pem"
        )
    );
    assert_eq!(
        parse_store(ROOT.as_bytes(), "not needed").unwrap().note(),
        None
    );
}

#[cfg(not(feature = "pkcs12"))]
#[test]
fn an_error_names_the_file_and_the_command_that_converts_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/tls/root.p12");
    assert_eq!(
        load(path).unwrap_err().to_string(),
        format!(
            "{path} is a PKCS#12 key store. Export its certificates: \
             openssl pkcs12 -in {path} -cacerts -nokeys -out ca.pem"
        )
    );
    let missing = load("/nonexistent/ca.pem").unwrap_err();
    assert_eq!(missing.code().as_str(), "trust.unreadable");
    assert!(
        missing
            .to_string()
            .starts_with("/nonexistent/ca.pem cannot be read: ")
    );
}

/// A folder of its own, gone with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let path =
            std::env::temp_dir().join(format!("ldaplab-trust-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, content) in files {
            std::fs::write(path.join(file), content).unwrap();
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn of_a_folder_every_file_is_read_whatever_its_name() {
    let both = format!("{ROOT}{LEAF}");
    let files: [(&str, &[u8]); 4] = [
        ("README", b"The CAs of Corp."),
        ("a.pem", ROOT.as_bytes()),
        ("bundle", both.as_bytes()),
        ("empty.crt", b""),
    ];
    let folder = Folder::new("every", &files);
    assert_eq!(load(&folder.0).unwrap().certificates().len(), 2);
    let files = [folder.0.join("a.pem"), folder.0.join("bundle")];
    assert_eq!(load_all(&files).unwrap().certificates().len(), 3);
    assert_eq!(load_all([&folder.0]).unwrap().certificates().len(), 2);
    assert_eq!(
        load_all([""; 0]).unwrap_err().code().as_str(),
        "trust.empty"
    );
}

#[test]
fn a_folder_without_certificates_and_one_with_a_damaged_file_are_errors() {
    let folder = Folder::new("none", &[("README", b"soon"), ("key.pem", b"")]);
    let error = load(&folder.0).unwrap_err();
    assert_eq!(error.code().as_str(), "trust.empty");
    let begins = format!("none of the 2 files in the folder {} ", folder.0.display());
    assert!(error.to_string().starts_with(&begins), "{error}");
    let damaged = ROOT.replacen("MII", "M!I", 1);
    let folder = Folder::new(
        "damaged",
        &[("a.pem", LEAF.as_bytes()), ("b.pem", damaged.as_bytes())],
    );
    let error = load(&folder.0).unwrap_err().to_string();
    assert!(error.contains("b.pem is damaged"), "{error}");
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_and_never_make_an_empty_trust(bytes: Vec<u8>, cut in 0usize..800, to: u8) {
        let _ = parse(&bytes);
        let mut pem = ROOT.as_bytes().to_vec();
        let at = cut % pem.len();
        pem[at] = to;
        if let Ok(trust) = parse(&pem) {
            assert!(!trust.is_empty());
        }
    }
}
