//! The servers that are installed, each as `real` starts it.

use std::{
    path::Path,
    time::{Duration, SystemTime},
};

use ldaplab::{
    client::{Client, Entry, Options, Search},
    real::{Builder, RealServer, Stage},
    tls::{Material, Scenario},
    wire::ResultCode,
};

use crate::{program::or_skip, slapd::installed};

const PEOPLE: &str = "\
dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

dn: uid=ada,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: ada
cn: Ada Nightjar
sn: Nightjar
mail: ada@example.org

dn: uid=ben,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: ben
cn: Ben Owl
sn: Owl
";

/// Of a domain, where the base is there already.
const DOMAIN: &str = "\
dn: OU=People,DC=lab,DC=example
objectClass: organizationalUnit
ou: People

dn: CN=Ada Nightjar,OU=People,DC=lab,DC=example
objectClass: user
cn: Ada Nightjar
sAMAccountName: ada
mail: ada@lab.example
";

async fn bound(server: &RealServer, url: &str, options: Options) -> Client {
    let mut client = Client::connect(url, &options).await.unwrap();
    let bound = client.simple_bind(server.bind_dn(), server.bind_password());
    bound.await.unwrap();
    client
}

async fn entries(client: &mut Client, search: &Search) -> Vec<Entry> {
    client.search(search).await.unwrap().entries
}

/// Plain, with StartTLS, with TLS, and over its socket: a bind, and the entry with that mail address.
async fn answers(server: &RealServer, mail: &str, dn: &str) {
    let trusting = || Options::default().trust_file(server.trust_file()).unwrap();
    for (url, options) in [
        (server.ldap_url(), Options::default()),
        (server.ldap_url(), trusting().start_tls()),
        (server.ldaps_url(), trusting()),
        (server.ldapi_url(), Options::default()),
    ] {
        let mut client = bound(server, url, options).await;
        let search = Search::new(server.base())
            .filter_text(&format!("(mail={mail})"))
            .unwrap();
        let found = entries(&mut client, &search).await;
        let names: Vec<&str> = found.iter().map(|entry| entry.dn.as_str()).collect();
        assert_eq!(names, [dn], "{url}");
    }
    // Another CA's certificate is no trust in this one.
    let other = Material::new(Scenario::UNKNOWN_CA, &["localhost"], SystemTime::now());
    let other = other.unwrap().trust_pem();
    let other = Options::default().trust_pem(other).unwrap();
    let stranger = Client::connect(server.ldaps_url(), &other).await;
    assert_eq!(stranger.unwrap_err().code().as_str(), "tls.unknown_ca");
}

async fn root_dse(server: &RealServer) -> Entry {
    let mut client = Client::connect(server.ldap_url(), &Options::default())
        .await
        .unwrap();
    let root = Search::entry("").attributes(["*", "+"]);
    entries(&mut client, &root).await.remove(0)
}

/// Neither the process nor the folder is there any more.
fn is_gone(process: u32, folder: &Path) {
    let alive = Path::new("/proc").join(process.to_string());
    assert!(!alive.exists(), "{} runs", process);
    assert!(!folder.exists(), "{} is there", folder.display());
}

fn end(server: RealServer) {
    let (process, folder) = (server.process_id(), server.folder().to_owned());
    assert!(folder.exists());
    drop(server);
    is_gone(process, &folder);
}

#[tokio::test]
async fn slapd_answers_with_its_mark_and_leaves_nothing() {
    let started = RealServer::slapd()
        .ldif(PEOPLE)
        .overlay("memberof")
        .size_limit(2)
        .start();
    let slapd = or_skip!(installed("slapd", started));
    assert_eq!(
        (slapd.name(), slapd.base(), slapd.bind_dn()),
        ("slapd", "dc=example,dc=org", "cn=admin,dc=example,dc=org")
    );
    assert!(slapd.version().starts_with("2."), "{}", slapd.version());
    let root = root_dse(&slapd).await;
    assert!(root.has("objectClass", "OpenLDAProotDSE"));
    answers(
        &slapd,
        "ada@example.org",
        "uid=ada,ou=people,dc=example,dc=org",
    )
    .await;
    let mut anybody = Client::connect(slapd.ldap_url(), &Options::default())
        .await
        .unwrap();
    let all = Search::new("dc=example,dc=org");
    let limited = anybody.search(&all).await.unwrap_err();
    assert_eq!(
        limited.result().map(|result| result.code),
        Some(ResultCode::SIZE_LIMIT_EXCEEDED)
    );
    end(slapd);
}

#[tokio::test]
async fn samba_answers_with_its_mark_and_leaves_nothing() {
    let started = RealServer::samba()
        .suffix("DC=lab,DC=example")
        .ldif(DOMAIN)
        .start();
    let samba = or_skip!(installed("samba", started));
    assert_eq!(
        (samba.name(), samba.base(), samba.bind_dn()),
        (
            "samba",
            "DC=lab,DC=example",
            "CN=Administrator,CN=Users,DC=lab,DC=example"
        )
    );
    assert!(samba.version().starts_with("4."), "{}", samba.version());
    assert!(samba.ldap_url().ends_with(":389"));
    let root = root_dse(&samba).await;
    assert_eq!(root.text("isGlobalCatalogReady"), Some("TRUE"));
    let vendor = root.text("vendorName").unwrap();
    assert!(vendor.starts_with("Samba Team"), "{vendor}");
    answers(
        &samba,
        "ada@lab.example",
        "CN=Ada Nightjar,OU=People,DC=lab,DC=example",
    )
    .await;
    end(samba);
}

#[tokio::test]
async fn ds389_answers_with_its_mark_and_leaves_nothing() {
    let started = RealServer::ds389().ldif(PEOPLE).size_limit(1).start();
    let ds = or_skip!(installed("389ds", started));
    assert_eq!(
        (ds.name(), ds.base(), ds.bind_dn()),
        ("389ds", "dc=example,dc=org", "cn=Directory Manager")
    );
    let root = root_dse(&ds).await;
    assert_eq!(root.text("vendorName"), Some("389 Project"));
    let version = root.text("vendorVersion").unwrap();
    assert!(version.contains(ds.version()), "{version}");
    answers(
        &ds,
        "ada@example.org",
        "uid=ada,ou=people,dc=example,dc=org",
    )
    .await;
    let mut manager = bound(&ds, ds.ldap_url(), Options::default()).await;
    let config = entries(&mut manager, &Search::entry("cn=config")).await;
    assert_eq!(config[0].text("nsslapd-sizelimit"), Some("1"));
    end(ds);
}

#[test]
fn a_server_that_dies_while_it_starts_is_told_with_its_own_words() {
    let password = "hidden.in.every.word1A";
    let broken = |builder: Builder, lines: &str| builder.bind_password(password).config(lines);
    let line = format!("nonsense {password}");
    let started = broken(RealServer::slapd(), &line).start();
    let error = match started {
        Err(error) if error.stage() == Stage::Find => {
            return crate::program::absent("slapd");
        }
        started => started.unwrap_err(),
    };
    assert_eq!((error.program(), error.stage()), ("slapd", Stage::Start));
    assert!(
        error.said().iter().any(|said| said.contains("nonsense")),
        "{error}"
    );
    assert!(!error.to_string().contains(password), "{error}");
}

#[test]
fn what_a_server_cannot_is_told_before_anything_is_looked_for() {
    let nowhere = |builder: Builder| builder.programs_in("/nonexistent").start().unwrap_err();
    for (builder, words) in [
        (
            RealServer::samba().overlay("memberof"),
            "Samba cannot be started with `overlay`: overlays are OpenLDAP's; leave it out",
        ),
        (
            RealServer::ds389().without_tls(),
            "389 Directory Server cannot be started with `without_tls`: only OpenLDAP is started without a certificate here; leave it out",
        ),
        (
            RealServer::samba().time_limit(Duration::from_secs(1)),
            "Samba cannot be started with `time_limit`: no line of smb.conf limits the time of a search; leave it out",
        ),
        (
            RealServer::slapd().suffix("l=Berlin"),
            "the entry of the suffix l=Berlin cannot be guessed; give it as LDIF, or a suffix that begins with dc, o or ou",
        ),
        (
            RealServer::slapd().ldif("cn: Ada\n"),
            "the LDIF, line 1, column 1: the record starts with `cn` instead of `dn`; separate records by an empty line and start each with `dn: NAME`",
        ),
        (
            RealServer::slapd(),
            "slapd is not installed, and OpenLDAP needs it; install it (Debian: apt-get install slapd), or put its folder on PATH",
        ),
        (
            RealServer::samba(),
            "samba is not installed, and Samba needs it; install it (Debian: apt-get install samba-ad-dc samba-ad-provision), or put its folder on PATH",
        ),
        (
            RealServer::ds389(),
            "ns-slapd is not installed, and 389 Directory Server needs it; install it (Debian: apt-get install 389-ds-base), or put its folder on PATH",
        ),
    ] {
        assert_eq!(nowhere(builder).to_string(), words);
    }
}
