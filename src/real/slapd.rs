//! OpenLDAP's slapd, set up by a `slapd.conf` with one database.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::directory::password::{self, Scheme};

use super::{
    attempt::{Attempt, Prepared, Trouble},
    ports,
    wishes::Wishes,
};

/// Where distributions keep its schema, and its modules.
const SCHEMAS: [&str; 3] = [
    "/etc/ldap/schema",
    "/etc/openldap/schema",
    "/usr/local/etc/openldap/schema",
];
const MODULES: [&str; 4] = [
    "/usr/lib/ldap",
    "/usr/lib64/openldap",
    "/usr/lib/openldap",
    "/usr/local/libexec/openldap",
];

pub(super) fn prepare(attempt: &Attempt<'_>) -> Result<Prepared, Trouble> {
    let folder = attempt.folder;
    folder.folder("db")?;
    attempt.certify("127.0.0.1")?;
    let own = configuration(
        attempt.wishes,
        attempt.suffix,
        attempt.password,
        folder.text()?,
    );
    folder.write("slapd.conf", &(installation(attempt.wishes)? + &own))?;
    let addresses = ports::free()?;
    let socket = folder.join("ldapi");
    let urls = format!(
        "ldap://{} ldaps://{} ldapi://{}",
        addresses[0],
        addresses[1],
        folder.text()?.replace('%', "%25").replace('/', "%2F") + "%2Fldapi"
    );
    Ok(Prepared {
        // With a level of messages it stays in the foreground; at this one it says what is wrong, and nothing else.
        arguments: ["-d", "none", "-h", &urls, "-f"]
            .map(Into::into)
            .into_iter()
            .chain([folder.join("slapd.conf").into()])
            .collect(),
        addresses,
        socket,
        bind_dn: bind_dn(attempt.suffix),
    })
}

/// What depends on where slapd is installed: its schema and its modules.
fn installation(wishes: &Wishes) -> io::Result<String> {
    let mut text = String::new();
    let schemas = first(&SCHEMAS, "the schema of OpenLDAP")?;
    for name in ["core", "cosine", "nis", "inetorgperson"] {
        let file = schemas.join(format!("{name}.schema"));
        text.push_str(&format!("include {}\n", file.display()));
    }
    let folders = MODULES.map(PathBuf::from);
    if let Some(folder) = folders.into_iter().find(|path| path.is_dir()) {
        text.push_str(&format!("modulepath {}\n", folder.display()));
        // What is not there as a module is built in, or else slapd says that it does not know it.
        for name in modules(wishes).filter(|name| is_module(&folder, name)) {
            text.push_str(&format!("moduleload {name}\n"));
        }
    }
    Ok(text)
}

/// The modules that it loads, where they are modules.
pub(super) fn modules(wishes: &Wishes) -> impl Iterator<Item = &str> {
    let overlays = wishes.overlays.iter().map(String::as_str);
    ["back_mdb"].into_iter().chain(overlays)
}

/// Who may do everything below a suffix.
pub(super) fn bind_dn(suffix: &str) -> String {
    format!("cn=admin,{suffix}")
}

/// What is the same wherever slapd is installed, behind the schema and the modules; its files are in this folder.
pub(super) fn configuration(wishes: &Wishes, suffix: &str, password: &str, folder: &str) -> String {
    let mut text = String::new();
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(&format!("pidfile {folder}/slapd.pid"));
    if !wishes.without_tls {
        line(&format!("TLSCertificateFile {folder}/chain.pem"));
        line(&format!("TLSCertificateKeyFile {folder}/key.pem"));
    }
    for own in &wishes.lines {
        line(&own.replace("{folder}", folder));
    }
    line("database mdb");
    line(&format!("suffix {}", quoted(suffix)));
    line(&format!("rootdn {}", quoted(&bind_dn(suffix))));
    let stored = password::hash(Scheme::SaltedSha, password.as_bytes());
    line(&format!("rootpw {}", String::from_utf8_lossy(&stored)));
    line(&format!("directory {folder}/db"));
    line("index objectClass eq");
    if let Some(limit) = wishes.size_limit {
        line(&format!("sizelimit {limit}"));
    }
    if let Some(limit) = wishes.time_limit {
        line(&format!("timelimit {limit}"));
    }
    // The first rule that fits counts.
    let lines = wishes.database.iter().flat_map(|lines| lines.lines());
    let (rules, others): (Vec<&str>, Vec<&str>) =
        lines.partition(|line| line.starts_with("access "));
    rules.into_iter().for_each(&mut line);
    line("access to attrs=userPassword by self write by anonymous auth by * none");
    line("access to * by * read");
    for overlay in &wishes.overlays {
        line(&format!("overlay {overlay}"));
    }
    for own in others {
        line(&own.replace("{folder}", folder));
    }
    text
}

fn is_module(folder: &Path, name: &str) -> bool {
    ["la", "so"]
        .iter()
        .any(|end| folder.join(format!("{name}.{end}")).exists())
}

/// A word of `slapd.conf`.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn first(folders: &[&str], what: &str) -> io::Result<PathBuf> {
    let found = folders.iter().map(PathBuf::from).find(|path| path.is_dir());
    found.ok_or_else(|| io::Error::other(format!("{what} is in none of {}", folders.join(", "))))
}
