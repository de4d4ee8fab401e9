//! A server's own folder, which nobody else reads.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// The longest path of a folder whose sockets still have names: their paths end after some hundred octets.
const LONGEST: usize = 70;

/// Removed with everything in it when it is dropped.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// A new one, with mode 0700, in the folder for temporary files.
    pub(super) fn new(name: &str) -> io::Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let own = format!("ldaplab-{name}-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(own);
            if path.as_os_str().len() > LONGEST {
                return Err(io::Error::other(format!(
                    "the path {} is too long for the sockets in it; set TMPDIR to a shorter one",
                    path.display()
                )));
            }
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                // Left by a process that had our number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The path of something in it.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Its path as text: configuration files are text.
    pub(super) fn text(&self) -> io::Result<&str> {
        self.0
            .to_str()
            .ok_or_else(|| io::Error::other("the path of the temporary folder is not UTF-8"))
    }

    /// A new folder in it; those above it are made, too.
    pub(super) fn folder(&self, name: &str) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        builder
            .recursive(true)
            .mode(0o700)
            .create(self.0.join(name))
    }

    /// A new file in it, which only we read.
    pub(super) fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.0.join(name))?;
        file.write_all(text.as_bytes())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A program that ends may still remove a file of its own beside us.
        for _ in 0..3 {
            if fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
        }
    }
}
