//! The line by which a server says where it listens, and the same as environment variables.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

use ldaplab::server::LdapServer;
use serde_json::Value;

use crate::{failure::Failure, output};

/// The fields, in the order of the contract.
pub(crate) struct Ready {
    fields: Vec<(&'static str, Value)>,
}

impl Ready {
    pub(crate) fn new(server: &LdapServer) -> Self {
        let ldap = server.ldap_address().map(|_| server.ldap_url());
        let ldaps = server.ldaps_address().map(|_| server.ldaps_url());
        // Without the root of its certificate a server cannot say whom to trust.
        let trusts = ldaps.is_some() && !server.trust_pem().is_empty();
        let ca = trusts.then(|| server.trust_file().display().to_string());
        let mut fields = vec![
            ("ldap", ldap.into()),
            ("ldaps", ldaps.into()),
            ("gc", Value::Null),
            ("gcs", Value::Null),
            ("host", server.host().into()),
            ("base", server.base().into()),
            ("bind_dn", server.admin().dn().into()),
            ("bind_password", server.admin().password().into()),
            ("ca", ca.into()),
            ("profile", server.profile().into()),
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("pid", process::id().into()),
            ("control", Value::Null),
            ("token", Value::Null),
        ];
        // Only where there is one: whoever reads the fields of before finds them all.
        if let Some(ldapi) = server.ldapi_url() {
            fields.insert(2, ("ldapi", ldapi.into()));
        }
        Self { fields }
    }

    /// One JSON object on one line.
    pub(crate) fn json(&self) -> String {
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", fields.join(","))
    }

    /// Variables for programs, ours and libldap's. Names without a value are left out.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let ours = [
            ("LDAP_URL", "ldap"),
            ("LDAPS_URL", "ldaps"),
            ("LDAP_CA_FILE", "ca"),
            ("LDAP_BASE", "base"),
            ("LDAP_BIND_DN", "bind_dn"),
            ("LDAP_BIND_PASSWORD", "bind_password"),
            ("LDAPURI", "ldap"),
            ("LDAPBASE", "base"),
            ("LDAPTLS_CACERT", "ca"),
        ];
        let mut variables: Vec<(&'static str, String)> = ours
            .iter()
            .filter_map(|(variable, field)| Some((*variable, self.text(field)?)))
            .collect();
        if self.text("ldap").is_none() {
            let other = self.text("ldaps").or_else(|| self.text("ldapi"));
            variables.extend(other.map(|url| ("LDAPURI", url)));
        }
        variables
    }

    fn text(&self, field: &str) -> Option<String> {
        let (_, value) = self.fields.iter().find(|(name, _)| *name == field)?;
        value.as_str().map(str::to_owned)
    }
}

/// The file with the fields, which goes when the server does.
pub(crate) struct ReadyFile(Option<PathBuf>);

impl Drop for ReadyFile {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

/// Prints the line, after the file was written if there is to be one.
pub(crate) fn announce(json: &str, file: Option<&Path>) -> Result<ReadyFile, Failure> {
    if let Some(path) = file {
        // Under a name of its own first, so that whoever waits for the file never reads half of it.
        let half = path.with_extension(format!("{}.part", process::id()));
        let _ = fs::remove_file(&half);
        output::secret_file(&half, json)
            .and_then(|()| fs::rename(&half, path))
            .map_err(|error| {
                Failure::new(
                    format!("{} cannot be written: {error}", path.display()),
                    "Name a file in a folder that you may write to",
                )
            })?;
    }
    output::print(&format!("READY {json}"));
    Ok(ReadyFile(file.map(Path::to_owned)))
}
