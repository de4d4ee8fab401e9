//! 389 Directory Server, without systemd: its own template of a configuration, filled in as its installer would, and `ns-slapd` run on it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::directory::{
    dn::Rdn,
    password::{self, Scheme},
};

use super::{
    attempt::{Attempt, Prepared, Trouble},
    error::{RealError, Stage},
    ports,
    process::Process,
};

const NAME: &str = "389ds";
const BIND_DN: &str = "cn=Directory Manager";

/// For each helper; they take a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn prepare(attempt: &Attempt<'_>) -> Result<Prepared, Trouble> {
    for name in [
        "config/schema",
        "db",
        "log",
        "run",
        "lock",
        "bak",
        "ldif",
        "tmp",
        "cert",
    ] {
        attempt.folder.folder(name)?;
    }
    attempt.certify("127.0.0.1")?;
    let (share, etc) = installed(attempt.found.server());
    let addresses = ports::free()?;
    let template = read(&share.join("data/template-dse.ldif"))?;
    let ports = addresses.map(|address| address.port());
    attempt.folder.write(
        "config/dse.ldif",
        &configuration(attempt, &template, ports)?,
    )?;
    for name in [
        "config/slapd-collations.conf",
        "config/certmap.conf",
        "schema/99user.ldif",
    ] {
        let own = match name {
            "schema/99user.ldif" => "config/schema/99user.ldif",
            _ => name,
        };
        attempt.folder.write(own, &read(&etc.join(name))?)?;
    }
    certificates(attempt)?;
    let folder = attempt.folder.text()?;
    Ok(Prepared {
        // With a level of messages it stays in the foreground.
        arguments: [
            "-D",
            &format!("{folder}/config"),
            "-i",
            &format!("{folder}/run/pid"),
            "-d",
            "0",
        ]
        .map(Into::into)
        .to_vec(),
        addresses,
        socket: attempt.folder.join("ldapi"),
        bind_dn: BIND_DN.to_owned(),
    })
}

/// Where its data and its configuration are: beside the program, and in /etc for one in /usr.
fn installed(program: &Path) -> (PathBuf, PathBuf) {
    let prefix = program.parent().and_then(Path::parent);
    let prefix = prefix.unwrap_or(Path::new("/usr"));
    let etc = match prefix.to_str() {
        Some("/usr" | "/") => PathBuf::from("/etc/dirsrv"),
        _ => prefix.join("etc/dirsrv"),
    };
    let share = match prefix.to_str() {
        Some("/") => PathBuf::from("/usr/share/dirsrv"),
        _ => prefix.join("share/dirsrv"),
    };
    (share, etc)
}

fn read(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path);
    text.map_err(|error| io::Error::other(format!("{} cannot be read: {error}", path.display())))
}

fn configuration(
    attempt: &Attempt<'_>,
    template: &str,
    ports: [u16; 2],
) -> Result<String, Trouble> {
    let (folder, wishes) = (attempt.folder.text()?, attempt.wishes);
    let stored = password::hash(Scheme::SaltedSha512, attempt.password.as_bytes());
    let stored = String::from_utf8_lossy(&stored).into_owned();
    let beside = |name: &str| format!("{folder}/{name}");
    let values = [
        ("schema_dir", beside("config/schema")),
        ("lock_dir", beside("lock")),
        ("tmp_dir", beside("tmp")),
        ("cert_dir", beside("cert")),
        ("ldif_dir", beside("ldif")),
        ("bak_dir", beside("bak")),
        ("run_dir", beside("run")),
        ("inst_dir", folder.to_owned()),
        ("log_dir", beside("log")),
        ("config_dir", beside("config")),
        ("db_dir", beside("db")),
        ("db_home_dir", beside("db")),
        ("db_lib", "bdb".to_owned()),
        ("fqdn", "localhost".to_owned()),
        ("ds_port", ports[0].to_string()),
        ("ds_user", user()?),
        ("ds_passwd", stored),
        ("ds_suffix", attempt.suffix.to_owned()),
        ("rootdn", BIND_DN.to_owned()),
        ("ldapi_enabled", "on".to_owned()),
        ("ldapi", beside("ldapi")),
        ("ldapi_autobind", "off".to_owned()),
    ];
    let mut text = template.to_owned();
    for (key, value) in &values {
        text = text.replace(&format!("%{key}%"), value);
    }
    let mut more = format!(
        "nsslapd-listenhost: 127.0.0.1
nsslapd-securelistenhost: 127.0.0.1
nsslapd-secureport: {}
nsslapd-security: on
",
        ports[1]
    );
    if let Some(limit) = wishes.size_limit {
        more.push_str(&format!("nsslapd-sizelimit: {limit}\n"));
    }
    if let Some(limit) = wishes.time_limit {
        more.push_str(&format!("nsslapd-timelimit: {limit}\n"));
    }
    for line in &wishes.lines {
        more.push_str(&line.replace("{folder}", folder));
        more.push('\n');
    }
    // The first entry is that of the server itself.
    let Some((first, rest)) = text.split_once("\n\n") else {
        return Err(io::Error::other("the template of its configuration has one entry").into());
    };
    let (suffix, mapping) = (attempt.suffix, Rdn::new("cn", attempt.suffix));
    Ok(format!(
        "{first}
{more}
{}

dn: cn=userroot,cn=ldbm database,cn=plugins,cn=config
objectClass: top
objectClass: extensibleObject
objectClass: nsBackendInstance
cn: userroot
nsslapd-suffix: {suffix}

dn: {},cn=mapping tree,cn=config
objectClass: top
objectClass: extensibleObject
objectClass: nsMappingTree
cn: {suffix}
nsslapd-state: backend
nsslapd-backend: userroot
",
        rest.trim_end(),
        mapping.as_str(),
    ))
}

/// The name of the user that we are: it changes to the one that is configured.
fn user() -> io::Result<String> {
    let output = Command::new("id").arg("-un").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A database of NSS with the key, which goes there in a PKCS#12 file.
fn certificates(attempt: &Attempt<'_>) -> Result<(), Trouble> {
    attempt.folder.write("pin", "worthless\n")?;
    let folder = attempt.folder.text()?;
    let (database, pin) = (format!("{folder}/cert"), format!("{folder}/pin"));
    let (key, chain) = (format!("{folder}/key.pem"), format!("{folder}/chain.pem"));
    let (authority, pack) = (format!("{folder}/ca.pem"), format!("{folder}/pack.p12"));
    let passed = format!("file:{pin}");
    let steps: [(&str, &[&str]); 4] = [
        (
            "openssl",
            &[
                "pkcs12",
                "-export",
                "-inkey",
                &key,
                "-in",
                &chain,
                "-name",
                "Server-Cert",
                "-passout",
                &passed,
                "-out",
                &pack,
            ],
        ),
        ("certutil", &["-N", "-d", &database, "--empty-password"]),
        (
            "pk12util",
            &["-i", &pack, "-d", &database, "-w", &pin, "-K", ""],
        ),
        (
            "certutil",
            &[
                "-A", "-d", &database, "-n", "CA", "-t", "CT,,", "-a", "-i", &authority,
            ],
        ),
    ];
    for (name, arguments) in steps {
        let mut command = Command::new(attempt.found.path(name));
        let mut process = Process::start(command.args(arguments), attempt.folder)?;
        let ended = process.ends_within(PATIENCE)?;
        if !ended.is_some_and(|status| status.success()) {
            process.kill();
            let error = RealError::new(
                NAME,
                Stage::Prepare,
                format!("{name} does not store the server's certificate"),
                "mend what it says",
            );
            return Err(error.saying(process.words(), "").into());
        }
    }
    Ok(())
}
