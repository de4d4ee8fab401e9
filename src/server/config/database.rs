//! `[[database]]`: a suffix with an administrator, limits and content of its own, as in slapd.

use toml::de::DeValue;

use super::{
    document::Value,
    key::{ConfigKey, Read, exclude, find},
    reading::Reading,
};
use crate::server::builder::{Builder, Database};

/// The keys of a database.
pub(super) const KEYS: &[ConfigKey] = &[
    ConfigKey::database(
        "suffix",
        "a DN",
        "The naming context. Each database has one.",
        |_, database, _| database,
    ),
    ConfigKey::database(
        "root-dn",
        "a DN",
        "The administrator of this database, and of no other; `cn=admin,` and the suffix without it.",
        |reading, database, value| match reading.text(value) {
            Some(dn) => database.root_dn(dn),
            None => database,
        },
    ),
    ConfigKey::database(
        "root-password",
        "a text",
        "The administrator's password; without one that of the server's administrator.",
        |reading, database, value| match reading.text(value) {
            Some(password) => database.root_password(password),
            None => database,
        },
    ),
    ConfigKey::database(
        "root-password-file",
        "a file",
        "The file whose first line is the administrator's password.",
        |reading, database, value| match reading.password(value) {
            Some(password) => database.root_password(password),
            None => database,
        },
    ),
    ConfigKey::database(
        "ldif",
        "files",
        "Files of LDIF to load; all their entries lie in this database.",
        |reading, database, value| {
            let paths = reading.paths(value).into_iter();
            paths.fold(database, Database::ldif_file)
        },
    ),
    ConfigKey::database(
        "schema",
        "files",
        "Schema files, as at the top. What they define is the whole server's, as in slapd.",
        |reading, database, value| {
            let paths = reading.paths(value);
            reading.set(|builder| paths.into_iter().fold(builder, Builder::schema_file));
            database
        },
    ),
    ConfigKey::database(
        "size-limit",
        "a number",
        "Most entries of one search below this suffix for anyone but its administrator, slapd.conf's `sizelimit`; 0 = no limit. The switch `size-limit` without it.",
        |reading, database, value| match reading.number::<u32>(value) {
            Some(limit) => database.size_limit(limit),
            None => database,
        },
    ),
    ConfigKey::database(
        "time-limit",
        "a number",
        "Most seconds of one search below this suffix for anyone but its administrator, by the server's clock, slapd.conf's `timelimit`; 0 or none = no limit.",
        |reading, database, value| match reading.number::<u32>(value) {
            Some(limit) => database.time_limit(limit),
            None => database,
        },
    ),
    ConfigKey::database(
        "overlays",
        "a list of memberof and ppolicy",
        "Exactly these overlays; the server's usual ones without it. `memberof` is always there, and `ppolicy` is on for all databases or for none.",
        |reading, database, value| {
            let each = reading.each(value).into_iter();
            let overlays: Vec<String> = each
                .filter_map(|one| reading.parsed(one, overlay))
                .collect();
            database.overlays(overlays)
        },
    ),
];

/// What slapd.conf(5) has in a database and is not built, or stands elsewhere.
const OTHERS: &[(&str, &str)] = &[
    (
        "limits",
        "(limits for somebody, such as `size.pr`) is not built yet; leave it out",
    ),
    (
        "access",
        "(access control) is not built yet; leave it out, or set the switches `anonymous` and `writers`",
    ),
    (
        "index",
        "has no effect here: searches are exact without it; leave it out",
    ),
    (
        "directory",
        "has no effect here: entries are held in memory; leave it out",
    ),
    (
        "referral",
        "is the whole server's; write it at the top, before the first `[[database]]`",
    ),
    ("read-only", "is not built yet; leave it out"),
    (
        "user",
        "is the whole server's; write it at the top, before the first `[[database]]`",
    ),
    ("set", "is the whole server's; write `[set]` for it"),
];

/// slapd's overlays, slapd.overlays(5).
const OVERLAYS: &[&str] = &[
    "accesslog",
    "auditlog",
    "autoca",
    "autogroup",
    "chain",
    "collect",
    "constraint",
    "dds",
    "deref",
    "dyngroup",
    "dynlist",
    "homedir",
    "lastbind",
    "nestgroup",
    "otp",
    "pcache",
    "refint",
    "remoteauth",
    "retcode",
    "rwm",
    "sssvlv",
    "syncprov",
    "translucent",
    "unique",
    "valsort",
];

fn overlay(name: &str) -> Result<String, String> {
    match name {
        "memberof" | "ppolicy" => Ok(name.to_owned()),
        _ if OVERLAYS.contains(&name) => Err(format!(
            "the overlay `{name}` is not built yet; leave it out"
        )),
        _ => Err(format!(
            "there is no overlay `{name}`; those built are `memberof` and `ppolicy`"
        )),
    }
}

/// Reads each of the tables.
pub(super) fn read<'d>(reading: &mut Reading<'d>, value: &Value<'d>) {
    for one in reading.each(value) {
        let DeValue::Table(table) = one.get_ref() else {
            reading.problem(
                one.span().start,
                "a database is a table; write `[[database]]` and its keys in lines below"
                    .to_owned(),
            );
            continue;
        };
        let suffix = table.get("suffix").map(|suffix| reading.text(suffix));
        if suffix.is_none() {
            reading.problem(
                one.span().start,
                "this database has no suffix; write `suffix = \"dc=example,dc=org\"`".to_owned(),
            );
        }
        let mut database = Database::new(suffix.flatten().unwrap_or_default());
        for (key, value) in table {
            if let Some(Read::Database(read)) = find(KEYS, OTHERS, key, reading).map(|row| row.read)
            {
                database = read(reading, database, value);
            }
        }
        exclude(reading, table, &[("root-password", "root-password-file")]);
        reading.read.databases = true;
        reading.set(|builder| builder.database(database));
    }
}
