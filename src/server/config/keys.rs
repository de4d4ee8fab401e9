//! The keys of a file: the command line's options by the same names.

use toml::de::{DeTable, DeValue};

use super::{
    database,
    document::Value,
    key::{ConfigKey, Read, exclude, find},
    reading::Reading,
};
use crate::{
    harness::faults::Rule,
    server::builder::{Builder, User},
    tls::Scenario,
    vendor::{self, Profile, key::Kind},
};

/// The keys, in the order of the documentation.
pub(super) const KEYS: &[ConfigKey] = &[
    ConfigKey::server(
        "profile",
        "active-directory or openldap",
        "Whose behaviour; openldap if there is a suffix or a database, else active-directory.",
        |reading, value| reading.read.profile = reading.parsed(value, Profile::named),
    ),
    ConfigKey::server(
        "domain",
        "a DNS domain",
        "The domain, `example.test` without one; an OpenLDAP server's suffix is made of it.",
        |reading, value| reading.read.domain = reading.text(value).map(str::to_owned),
    ),
    ConfigKey::server(
        "suffix",
        "a DN or a list of them",
        "The suffixes of an OpenLDAP server, all with one administrator. `[[database]]` gives each its own.",
        |reading, value| {
            let suffixes = reading.texts(value).into_iter().map(str::to_owned);
            let suffixes: Vec<String> = suffixes.collect();
            reading.read.suffixes.extend(suffixes);
        },
    ),
    ConfigKey::server(
        "ldif",
        "a file or a list of them",
        "LDIF to load.",
        |reading, value| {
            let paths = reading.paths(value).into_iter();
            reading.set(|builder| paths.fold(builder, Builder::ldif_file));
        },
    ),
    ConfigKey::server(
        "schema",
        "a file or a list of them",
        "Attribute types and object classes beside the profile's: OpenLDAP's `.schema`, LDIF of `cn=schema`, or RFC 4512's text.",
        |reading, value| {
            let paths = reading.paths(value).into_iter();
            reading.set(|builder| paths.fold(builder, Builder::schema_file));
        },
    ),
    ConfigKey::server(
        "user",
        "`NAME:PASSWORD[:GROUP…]`, or a table of name, password and groups, or a list of either",
        "People with a password, and the groups that they are in, made on demand. A colon within a part is written `\\:`, a backslash `\\\\`.",
        users,
    ),
    ConfigKey::server("root-dn", "a DN", "The administrator.", |reading, value| {
        let dn = reading.text(value).map(str::to_owned);
        reading.set(|builder| dn.into_iter().fold(builder, Builder::root_dn));
    }),
    ConfigKey::server(
        "root-password",
        "a text",
        "The administrator's password; random without one.",
        |reading, value| {
            let password = reading.text(value).map(str::to_owned);
            reading.set(|builder| password.into_iter().fold(builder, Builder::root_password));
        },
    ),
    ConfigKey::server(
        "root-password-file",
        "a file",
        "The file whose first line is the administrator's password.",
        |reading, value| {
            let password = reading.password(value);
            reading.set(|builder| password.into_iter().fold(builder, Builder::root_password));
        },
    ),
    ConfigKey::server(
        "database",
        "tables",
        "`[[database]]`: a suffix with an administrator, limits, overlays and content of its own; see below.",
        database::read,
    ),
    ConfigKey::server(
        "ldap",
        "an address",
        "Where to listen for ldap://, such as `127.0.0.1:3389`; a free port on both loopback addresses without it.",
        |reading, value| {
            let address = reading.parsed(value, address);
            reading.set(|builder| address.into_iter().fold(builder, Builder::listen_ldap));
        },
    ),
    ConfigKey::server(
        "ldaps",
        "an address",
        "Where to listen for ldaps://; a free port on both loopback addresses without it.",
        |reading, value| {
            let address = reading.parsed(value, address);
            reading.set(|builder| address.into_iter().fold(builder, Builder::listen_ldaps));
        },
    ),
    ConfigKey::server(
        "ldapi",
        "a path",
        "A socket in the file system to listen on, too.",
        |reading, value| {
            let path = reading.path(value).into_iter();
            reading.set(|builder| path.fold(builder, Builder::ldapi));
        },
    ),
    ConfigKey::server(
        "host",
        "a name",
        "The host name that the server has, and its certificate is for.",
        |reading, value| {
            let host = reading.text(value).map(str::to_owned);
            reading.set(|builder| host.into_iter().fold(builder, Builder::host));
        },
    ),
    ConfigKey::server(
        "secure-only",
        "true or false",
        "No ldap:// port at all.",
        |reading, value| {
            if reading.flag(value) == Some(true) {
                reading.set(Builder::secure_only);
            }
        },
    ),
    ConfigKey::server(
        "require-tls",
        "true or false",
        "An ldap:// port that demands StartTLS.",
        |reading, value| {
            if reading.flag(value) == Some(true) {
                reading.set(Builder::require_tls);
            }
        },
    ),
    ConfigKey::server(
        "tls",
        "a scenario",
        "What is wrong with the server's TLS: see `ldaplab tls list`.",
        |reading, value| {
            let scenario = reading.parsed(value, Scenario::find);
            reading.set(|builder| scenario.into_iter().fold(builder, Builder::tls));
        },
    ),
    ConfigKey::server(
        "tls-cert",
        "a file",
        "The certificate to serve, with the chain behind it, PEM or DER; goes with `tls-key`.",
        |reading, value| reading.read.certificate[0] = reading.path(value),
    ),
    ConfigKey::server(
        "tls-key",
        "a file",
        "The certificate's private key, PEM or DER.",
        |reading, value| reading.read.certificate[1] = reading.path(value),
    ),
    ConfigKey::server(
        "tls-client-ca",
        "a file",
        "Only clients with a certificate of this CA are let in over TLS.",
        |reading, value| {
            let path = reading.path(value).into_iter();
            reading.set(|builder| path.fold(builder, Builder::demand_client_certificate_file));
        },
    ),
    ConfigKey::server(
        "fault",
        "a rule or a list of them",
        "What goes wrong, such as `search(uid=ada): delay=200ms times=2`.",
        |reading, value| {
            for one in reading.each(value) {
                let rule = reading.parsed(one, str::parse::<Rule>);
                reading.set(|builder| rule.into_iter().fold(builder, Builder::fault));
            }
        },
    ),
    ConfigKey::server(
        "seed",
        "a number",
        "The number from which GUIDs, SIDs and the administrator's password follow.",
        |reading, value| {
            let seed = reading.number::<u64>(value);
            reading.set(|builder| seed.into_iter().fold(builder, Builder::seed));
        },
    ),
    ConfigKey::server(
        "set",
        "a table",
        "`[set]`: the switches, `KEY = VALUE`; `ldaplab switches` and `docs/switches.md` list them.",
        switches,
    ),
];

const NOT_BUILT: &str = "is not built yet; leave it out";
const COMMAND_LINE: &str = "is an option of the command line alone; leave it out";

/// Options that a file cannot have, and why.
const OTHERS: &[(&str, &str)] = &[
    ("gc", NOT_BUILT),
    ("gcs", NOT_BUILT),
    ("control", NOT_BUILT),
    ("from-dump", NOT_BUILT),
    ("scenario", NOT_BUILT),
    ("tls-from", NOT_BUILT),
    ("config", COMMAND_LINE),
    ("verbose", COMMAND_LINE),
    ("ready-file", COMMAND_LINE),
    ("until-stdin-closes", COMMAND_LINE),
    ("keep-env", COMMAND_LINE),
    (
        "size-limit",
        "is a switch or a limit of a database; write it below `[set]` or `[[database]]`",
    ),
    (
        "overlays",
        "are a database's; write them below `[[database]]`",
    ),
    (
        "referral",
        "is the switch `default-referral`; write `default-referral = \"ldap://…\"` below `[set]`",
    ),
];

/// As clap has them on the command line.
const EXCLUSIVE: &[(&str, &str)] = &[
    ("domain", "suffix"),
    ("domain", "database"),
    ("suffix", "database"),
    ("root-dn", "database"),
    ("root-password", "root-password-file"),
    ("secure-only", "ldap"),
    ("secure-only", "require-tls"),
    ("tls", "tls-cert"),
];

/// Reads a whole file.
pub(super) fn read<'d>(reading: &mut Reading<'d>, table: &DeTable<'d>) {
    for (key, value) in table {
        if let Some(Read::Server(read)) = find(KEYS, OTHERS, key, reading).map(|row| row.read) {
            read(reading, value);
        }
    }
    exclude(reading, table, EXCLUSIVE);
    if let Some(profile) = reading
        .read
        .profile
        .filter(|profile| profile.conduct().domain)
    {
        let strange = |key: &str| ["suffix", "database"].contains(&key);
        for (key, _) in table.iter().filter(|(key, _)| strange(key.get_ref())) {
            let problem = format!(
                "the profile `{}` has one directory, that of its domain, and no `{}`; leave it out, or take the profile `openldap`",
                profile.name(),
                key.get_ref()
            );
            reading.problem(key.span().start, problem);
        }
    }
    for (one, other) in [("tls-cert", "tls-key"), ("tls-key", "tls-cert")] {
        if let Some((key, _)) = table.iter().find(|(key, _)| key.get_ref() == one)
            && !table.contains_key(other)
        {
            let problem = format!("`{one}` goes with `{other}`, which is not here; write both");
            reading.problem(key.span().start, problem);
        }
    }
    if let [Some(certificate), Some(key)] = std::mem::take(&mut reading.read.certificate) {
        reading.set(|builder| builder.tls_files(certificate, key));
    }
}

fn address(text: &str) -> Result<std::net::SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is no address with a port, such as `127.0.0.1:3389`"))
}

fn users<'d>(reading: &mut Reading<'d>, value: &Value<'d>) {
    for one in reading.each(value) {
        let user = match one.get_ref() {
            DeValue::Table(table) => user(reading, one, table),
            _ => reading.parsed(one, User::parse),
        };
        reading.set(|builder| user.into_iter().fold(builder, Builder::user));
    }
}

/// `{ name = "ada", password = "s3cret", groups = ["Ops"] }`.
fn user<'d>(reading: &mut Reading<'d>, one: &Value<'d>, table: &DeTable<'d>) -> Option<User> {
    let Some(name) = table.get("name").and_then(|name| reading.text(name)) else {
        let problem = "this user has no name; write `name = \"ada\"`".to_owned();
        reading.problem(one.span().start, problem);
        return None;
    };
    let mut user = User::new(name);
    for (key, value) in table {
        let name: &str = key.get_ref();
        match name {
            "name" => {}
            "password" => user = user.password(reading.text(value)?),
            "groups" => user = reading.texts(value).into_iter().fold(user, User::member_of),
            _ => {
                let problem = format!("a user has no `{name}`; it has name, password and groups");
                reading.problem(key.span().start, problem);
            }
        }
    }
    Some(user)
}

fn switches<'d>(reading: &mut Reading<'d>, value: &Value<'d>) {
    let DeValue::Table(table) = value.get_ref() else {
        let problem = "switches are a table; write `[set]`, and `KEY = VALUE` in lines below";
        return reading.problem(value.span().start, problem.to_owned());
    };
    for (name, value) in table {
        let key = match vendor::key::find(name.get_ref()) {
            Ok(key) => key,
            Err(problem) => {
                reading.problem(name.span().start, problem);
                continue;
            }
        };
        let given = match key.kind() {
            Kind::Flag => reading.flag(value).map(vendor::Value::from),
            Kind::Number => reading.number::<i64>(value).map(vendor::Value::from),
            Kind::Text(_) => reading.text(value).map(vendor::Value::from),
        };
        let Some(given) = given else { continue };
        match key.check(&given) {
            Ok(()) => reading.set(|builder| builder.set(key, given)),
            Err(problem) => reading.problem(value.span().start, problem),
        }
    }
}
