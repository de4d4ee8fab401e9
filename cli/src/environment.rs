//! The environment of a command beside a mock directory: nothing in it leads to another directory.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use crate::ready::Ready;

/// What a command's environment becomes.
pub(crate) struct Environment {
    set: Vec<(&'static str, String)>,
    removed: Vec<OsString>,
    /// Asked to be kept, and not there.
    absent: Vec<String>,
}

impl Environment {
    /// Of the variables that there are: those that [`leads_elsewhere`] finds go or are set anew, but for those in `keep`.
    pub(crate) fn new(
        ready: &Ready,
        keep: &[String],
        there: impl Iterator<Item = (OsString, OsString)>,
    ) -> Self {
        let kept = |name: &OsStr| keep.iter().any(|keep| OsStr::new(keep) == name);
        let there: Vec<(OsString, OsString)> = there.collect();
        let absent = keep
            .iter()
            .filter(|keep| !there.iter().any(|(name, _)| name == OsStr::new(keep)))
            .cloned()
            .collect();
        let set: Vec<_> = ready
            .environment()
            .into_iter()
            .filter(|(name, _)| {
                !there.iter().any(|(own, _)| own == name) || !kept(OsStr::new(name))
            })
            .collect();
        let mut removed: Vec<OsString> = there
            .into_iter()
            .filter(|(name, value)| !kept(name) && leads_elsewhere(name, value))
            .map(|(name, _)| name)
            .collect();
        removed.sort();
        Self {
            set,
            removed,
            absent,
        }
    }

    pub(crate) fn set(&self) -> &[(&'static str, String)] {
        &self.set
    }

    pub(crate) fn removed(&self) -> &[OsString] {
        &self.removed
    }

    /// What the caller should know, a sentence a line; values are never named, they may be secrets.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let is_set = |name: &OsString| self.set.iter().any(|(own, _)| name == own);
        let (anew, gone): (Vec<_>, Vec<_>) = self.removed.iter().partition(|name| is_set(name));
        if !gone.is_empty() {
            notes.push(format!(
                "not passed on, for they lead to another directory: {}; --keep-env NAME keeps one",
                list(&gone)
            ));
        }
        if !anew.is_empty() {
            notes.push(format!(
                "set anew for this directory: {}; --keep-env NAME keeps one",
                list(&anew)
            ));
        }
        for name in &self.absent {
            notes.push(format!("--keep-env {name}: there is no such variable"));
        }
        notes.extend(files().into_iter().map(|file| {
            format!(
                "libldap reads {}, too: what it says reaches a command that uses libldap",
                file.display()
            )
        }));
        notes
    }
}

fn list(names: &[&OsString]) -> String {
    let names: Vec<_> = names.iter().map(|name| name.to_string_lossy()).collect();
    names.join(", ")
}

/// The variables that `exec` sets, whichever of them this server has a value for.
const OURS: &[&str] = &[
    "LDAP_URL",
    "LDAPS_URL",
    "LDAP_CA_FILE",
    "LDAP_BASE",
    "LDAP_BIND_DN",
    "LDAP_BIND_PASSWORD",
];

/// How the address of a directory begins.
const SCHEMES: &[&str] = &["ldap://", "ldaps://", "ldapi://", "cldap://"];

/// The ports that belong to directories, the global catalog's included.
const PORTS: &[&str] = &["389", "636", "3268", "3269"];

/// Whether a variable could lead a program to another directory: one of ours, one of libldap's (`LDAP` and an option's name,
/// ldap.conf(5), `LDAPCONF`, `LDAPRC`), or any whose value names a directory's address. `LDAPLAB_*` is ldaplab's own.
fn leads_elsewhere(name: &OsStr, value: &OsStr) -> bool {
    let name = name.to_string_lossy();
    if name.starts_with("LDAPLAB_") {
        return false;
    }
    let option = name.strip_prefix("LDAP").unwrap_or_default();
    let libldaps = option.starts_with(|first: char| first.is_ascii_uppercase());
    libldaps || OURS.contains(&&*name) || names_an_address(&value.to_string_lossy())
}

/// `ldap://…` anywhere in a text, or `host:636`.
fn names_an_address(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    SCHEMES.iter().any(|scheme| lower.contains(scheme))
        || lower
            .split(|character: char| {
                !(character.is_ascii_alphanumeric() || "-._:[]".contains(character))
            })
            .filter_map(|word| word.rsplit_once(':'))
            .any(|(host, port)| {
                let named = host
                    .chars()
                    .any(|character| character.is_ascii_alphanumeric());
                named && !host.starts_with("::") && PORTS.contains(&port)
            })
}

/// The files from which libldap takes its options beside the system's, ldap.conf(5), as far as they are there.
fn files() -> Vec<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from);
    let of_home = home
        .iter()
        .flat_map(|home| [home.join("ldaprc"), home.join(".ldaprc")]);
    let here = env::current_dir().ok();
    let mut files: Vec<PathBuf> = of_home
        .chain(here.map(|here| here.join("ldaprc")))
        .filter(|file| file.is_file())
        .collect();
    files.dedup();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_lead_to_another_directory_is_found_and_nothing_else() {
        for (name, value, found) in [
            ("LDAP_URL", "x", true),
            ("LDAPS_URL", "", true),
            ("LDAP_BIND_PASSWORD", "x", true),
            ("LDAPURI", "x", true),
            ("LDAPTLS_CACERT", "x", true),
            ("LDAPTLS_REQCERT", "never", true),
            ("LDAPSASL_MECH", "x", true),
            ("LDAPBINDDN", "x", true),
            ("LDAPCONF", "x", true),
            ("LDAPRC", "x", true),
            ("LDAPNOINIT", "1", true),
            ("APP_DIRECTORY", "ldaps://prod.example", true),
            ("APP_SETTINGS", "{\"url\": \"LDAP://prod\"}", true),
            ("DC", "dc1.corp.example:636", true),
            ("DCS", "dc1.corp.example:3269,dc2.corp.example:3269", true),
            ("V6", "[fd00::1]:389", true),
            ("LDAPLAB_REQUIRE", "ldap://x", false),
            ("LDAPLAB_TRACE", "1", false),
            ("LDAP_TIMEOUT", "5", false),
            ("LDAP_USER_FILTER", "(uid=%s)", false),
            ("OPENLDAP", "x", false),
            ("PATH", "/usr/bin:/bin", false),
            ("DATABASE_URL", "postgres://db:5432/x", false),
            ("TIME", "12:38:9", false),
            ("NUMBER", ":389", false),
            ("LONG", "host:38900", false),
        ] {
            let got = leads_elsewhere(OsStr::new(name), OsStr::new(value));
            assert_eq!(got, found, "{name}={value}");
        }
    }
}
