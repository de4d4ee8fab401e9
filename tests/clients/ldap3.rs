//! The tasks of `ldaplab conformance client`, done with the ldap3 crate as its documentation has it, and nothing done for it.

use std::{
    collections::{HashMap, HashSet},
    env,
    process::exit,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use ldap3::{
    Ldap, LdapConnAsync, LdapConnSettings, Mod, ResultEntry, Scope, SearchEntry,
    adapters::{Adapter, EntriesOnly, PagedResults},
    dn_escape, drive, ldap_escape,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

type Error = Box<dyn std::error::Error>;

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

fn patience() -> Duration {
    Duration::from_secs(variable("LDAP_TIMEOUT").parse().unwrap_or(3))
}

/// A configuration of rustls that trusts the file alone.
fn trusting(file: &str) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file)? {
        roots.add(certificate?)?;
    }
    let provider = rustls::crypto::ring::default_provider();
    let builder = ClientConfig::builder_with_provider(provider.into());
    let versions = builder.with_safe_default_protocol_versions()?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

async fn connect() -> Result<Ldap, Error> {
    let mut settings = LdapConnSettings::new()
        .set_conn_timeout(patience())
        .set_starttls(env::var("LDAP_START_TLS").is_ok());
    if let Ok(file) = env::var("LDAP_CA_FILE") {
        settings = settings.set_config(trusting(&file)?.into());
    }
    let (connection, ldap) = LdapConnAsync::with_settings(settings, &variable("LDAP_URL")).await?;
    drive!(connection);
    Ok(ldap)
}

async fn ask(
    ldap: &mut Ldap,
    base: &str,
    scope: Scope,
    filter: &str,
    attributes: &[&str],
) -> Result<Vec<SearchEntry>, Error> {
    let ldap = ldap.with_timeout(patience());
    let found = ldap.search(base, scope, filter, attributes).await?;
    let (found, _) = found.success()?;
    let entry = |one: &ResultEntry| !one.is_ref() && !one.is_intermediate();
    let entries = found.into_iter().filter(entry);
    Ok(entries.map(SearchEntry::construct).collect())
}

async fn pages(
    ldap: &mut Ldap,
    base: &str,
    scope: Scope,
    filter: &str,
    attributes: &[&str],
    size: i32,
) -> Result<Vec<SearchEntry>, Error> {
    let adapters: Vec<Box<dyn Adapter<_, _>>> = vec![
        Box::new(EntriesOnly::new()),
        Box::new(PagedResults::new(size)),
    ];
    let mut search = ldap
        .with_timeout(patience())
        .streaming_search_with(adapters, base, scope, filter, attributes)
        .await?;
    let mut found = Vec::new();
    while let Some(entry) = search.next().await? {
        found.push(SearchEntry::construct(entry));
    }
    search.finish().await.success()?;
    Ok(found)
}

async fn perform(task: &str) -> Result<Vec<SearchEntry>, Error> {
    let mut ldap = connect().await?;
    if let Ok(name) = env::var("LDAP_BIND_DN") {
        let password = variable("LDAP_BIND_PASSWORD");
        let bound = ldap.with_timeout(patience()).simple_bind(&name, &password);
        bound.await?.success()?;
    }
    let base = variable("LDAP_BASE");
    let attribute = variable("LDAP_ATTRIBUTE");
    match task {
        "bind" => {}
        "login" => {
            let filter = format!("(uid={})", ldap_escape(variable("LDAP_USER")));
            let found = ask(&mut ldap, &base, Scope::Subtree, &filter, &["1.1"]).await?;
            let [person] = found.as_slice() else {
                return Err(format!("{} entries have this name", found.len()).into());
            };
            let password = variable("LDAP_PASSWORD");
            let bound = ldap
                .with_timeout(patience())
                .simple_bind(&person.dn, &password);
            bound.await?.success()?;
        }
        "search" => {
            let scope = match variable("LDAP_SCOPE").as_str() {
                "base" => Scope::Base,
                "one" => Scope::OneLevel,
                _ => Scope::Subtree,
            };
            let (filter, attributes) = (variable("LDAP_FILTER"), variable("LDAP_ATTRIBUTES"));
            let attributes: Vec<&str> = attributes.split(' ').collect();
            return match variable("LDAP_PAGE_SIZE").parse() {
                Ok(size) => pages(&mut ldap, &base, scope, &filter, &attributes, size).await,
                Err(_) => ask(&mut ldap, &base, scope, &filter, &attributes).await,
            };
        }
        "find" => {
            // A value that is no text is escaped octet by octet.
            let octets = STANDARD.decode(variable("LDAP_VALUE_BASE64"))?;
            let value: String = match String::from_utf8(octets) {
                Ok(text) => ldap_escape(text).into_owned(),
                Err(other) => {
                    let octets = other.as_bytes().iter();
                    octets.map(|octet| format!("\\{octet:02x}")).collect()
                }
            };
            let filter = format!("({attribute}={value})");
            return ask(&mut ldap, &base, Scope::Subtree, &filter, &["uid"]).await;
        }
        "read" => {
            let name = format!("{attribute}={},{base}", dn_escape(variable("LDAP_VALUE")));
            return ask(
                &mut ldap,
                &name,
                Scope::Base,
                "(objectClass=*)",
                &[&attribute],
            )
            .await;
        }
        "write" => {
            let values = HashSet::from([STANDARD.decode(variable("LDAP_VALUE_BASE64"))?]);
            let change = Mod::Replace(attribute.into_bytes(), values);
            let changed = ldap.with_timeout(patience()).modify(&base, vec![change]);
            changed.await?.success()?;
        }
        _ => exit(77),
    }
    Ok(Vec::new())
}

fn print(found: Vec<SearchEntry>) {
    let mut out = String::new();
    let texts = |values: HashMap<String, Vec<String>>| {
        let octets = |values: Vec<String>| values.into_iter().map(String::into_bytes).collect();
        values
            .into_iter()
            .map(move |(name, values)| (name, octets(values)))
            .collect::<Vec<(String, Vec<Vec<u8>>)>>()
    };
    for entry in found {
        out += &format!("dn:: {}\n", STANDARD.encode(&entry.dn));
        for (name, values) in texts(entry.attrs).into_iter().chain(entry.bin_attrs) {
            for value in values {
                out += &format!("{name}:: {}\n", STANDARD.encode(value));
            }
        }
        out.push('\n');
    }
    let _ = std::io::Write::write_all(&mut std::io::stdout(), out.as_bytes());
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    match perform(&variable("LDAP_TASK")).await {
        Ok(found) => print(found),
        Err(error) => {
            let _ =
                std::io::Write::write_all(&mut std::io::stderr(), format!("{error}\n").as_bytes());
            exit(1);
        }
    }
}
