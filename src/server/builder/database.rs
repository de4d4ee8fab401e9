//! A suffix with settings of its own.

use std::path::PathBuf;

/// A database of an OpenLDAP server: a suffix with an administrator, limits and content of its own. See
/// [`Builder::database`](super::Builder::database).
///
/// Its administrator may do anything below its suffix, and elsewhere what everybody may. `Debug` does not show the password.
#[derive(Clone)]
pub struct Database {
    pub(super) suffix: String,
    pub(super) root_dn: Option<String>,
    pub(super) root_password: Option<String>,
    pub(super) ldif: Vec<PathBuf>,
    pub(super) size_limit: Option<u32>,
    pub(super) time_limit: Option<u32>,
    pub(super) overlays: Option<Vec<String>>,
}

impl Database {
    /// A database of a naming context, such as `dc=example,dc=org`.
    pub fn new(suffix: impl Into<String>) -> Self {
        Self {
            suffix: suffix.into(),
            root_dn: None,
            root_password: None,
            ldif: Vec::new(),
            size_limit: None,
            time_limit: None,
            overlays: None,
        }
    }

    /// The administrator's DN; `cn=admin,` and the suffix without it.
    pub fn root_dn(mut self, dn: impl Into<String>) -> Self {
        self.root_dn = Some(dn.into());
        self
    }

    /// The administrator's password; without one that of the server's administrator.
    pub fn root_password(mut self, password: impl Into<String>) -> Self {
        self.root_password = Some(password.into());
        self
    }

    /// Loads a file of LDIF content records (RFC 2849), all of which lie below the suffix.
    pub fn ldif_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ldif.push(path.into());
        self
    }

    /// Most entries of one search over all its pages for anyone but the administrator, slapd.conf's `sizelimit`; 0 = no limit. The switch
    /// `size-limit` holds without it.
    pub fn size_limit(mut self, entries: u32) -> Self {
        self.size_limit = Some(entries);
        self
    }

    /// Most seconds of one search for anyone but the administrator, by the server's clock, slapd.conf's `timelimit`; 0 = no limit, as without it.
    pub fn time_limit(mut self, seconds: u32) -> Self {
        self.time_limit = Some(seconds);
        self
    }

    /// Exactly these overlays. `memberof` is always there, so that it must be among them; `ppolicy` is on for all databases or for none.
    pub fn overlays(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.overlays = Some(names.into_iter().map(Into::into).collect());
        self
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("suffix", &self.suffix)
            .field("root_dn", &self.root_dn)
            .finish_non_exhaustive()
    }
}
