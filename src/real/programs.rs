//! Where installed programs are.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use super::error::{RealError, Stage};

/// The folders beside PATH's in which distributions keep servers.
const FOLDERS: [&str; 4] = [
    "/usr/sbin",
    "/usr/local/sbin",
    "/usr/local/libexec",
    "/usr/libexec",
];

/// The folders in which programs are looked for.
pub(super) struct Programs(Vec<PathBuf>);

impl Programs {
    /// Those of PATH, and where distributions keep servers.
    pub(super) fn installed() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        let others = FOLDERS.map(PathBuf::from);
        Self(env::split_paths(&path).chain(others).collect())
    }

    /// Those of a path alone.
    pub(super) fn of(path: &OsStr) -> Self {
        Self(env::split_paths(path).collect())
    }

    fn find(&self, name: &str) -> Option<PathBuf> {
        let candidates = self.0.iter().map(|folder| folder.join(name));
        candidates.into_iter().find(|path| path.is_file())
    }

    /// Everything that a server needs, of which its row names each program with its package: itself first.
    pub(super) fn all_of(
        &self,
        server: &'static str,
        title: &str,
        needed: &[(&'static str, &str)],
    ) -> Result<Found, RealError> {
        let mut found = Vec::new();
        for &(name, package) in needed {
            let Some(path) = self.find(name) else {
                return Err(RealError::new(
                    server,
                    Stage::Find,
                    format!("{name} is not installed, and {title} needs it"),
                    format!(
                        "install it (Debian: apt-get install {package}), or put its folder on PATH"
                    ),
                ));
            };
            found.push((name, path));
        }
        Ok(Found(found))
    }
}

/// The programs of one server.
pub(super) struct Found(Vec<(&'static str, PathBuf)>);

impl Found {
    /// The path of one that the server's row names.
    pub(super) fn path(&self, name: &str) -> &Path {
        let own = self.0.iter().find(|(own, _)| *own == name);
        let (_, path) = own.expect("the server's row names the program");
        path
    }

    /// The server itself.
    pub(super) fn server(&self) -> &Path {
        let (_, path) = self.0.first().expect("a row begins with its server");
        path
    }
}
