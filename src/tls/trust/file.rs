use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A file of certificates in the folder for temporary files, which goes with its owner.
#[derive(Debug)]
pub(crate) struct TrustFile(PathBuf);

impl TrustFile {
    pub(crate) fn write(pem: &str) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("ldaplab-{}-{number}-ca.pem", std::process::id());
            let path = std::env::temp_dir().join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    file.write_all(pem.as_bytes())?;
                    return Ok(Self(path));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TrustFile {
    fn drop(&mut self) {
        // Nobody is left to tell; the folder for temporary files is cleaned by others.
        let _ = fs::remove_file(&self.0);
    }
}
