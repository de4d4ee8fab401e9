//! Trust as a file, for clients that want a path.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file of certificates in the folder for temporary files, which goes with its owner. The owner holds a lock on it, by which
/// a file is known whose owner ended without dropping it: a `static` server's.
#[derive(Debug)]
pub(crate) struct TrustFile(
    PathBuf,
    #[expect(dead_code, reason = "holds the lock")] File,
);

const BEGIN: &str = "ldaplab-";
const END: &str = "-ca.pem";

impl TrustFile {
    pub(crate) fn write(pem: &str) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        static LEFT: Once = Once::new();
        LEFT.call_once(remove_left_files);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("{BEGIN}{}-{number}{END}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(mut file) => {
                    lock(&file)?;
                    file.write_all(pem.as_bytes())?;
                    // Between its making and its lock it may have been taken for one that was left.
                    if path.exists() {
                        return Ok(Self(path, file));
                    }
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

/// Where locks keep others from reading, there are none.
#[cfg(unix)]
fn lock(file: &File) -> io::Result<()> {
    file.lock()
}

#[cfg(not(unix))]
fn lock(_: &File) -> io::Result<()> {
    Ok(())
}

/// Removes the trust files of processes that ended without dropping their servers (a signal, or a server in a `static`). The
/// first server of a process does so, too. Files of living processes stay.
///
/// ```
/// ldaplab::tls::trust::remove_left_files();
/// ```
pub fn remove_left_files() {
    if !cfg!(unix) {
        return;
    }
    let entries = fs::read_dir(std::env::temp_dir()).into_iter().flatten();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ours = name
            .strip_prefix(BEGIN)
            .and_then(|name| name.strip_suffix(END))
            .and_then(|numbers| numbers.split_once('-'))
            .is_some_and(|(pid, number)| {
                pid.parse::<u32>().is_ok() && number.parse::<u64>().is_ok()
            });
        // A file that cannot be opened or removed is somebody else's.
        if ours
            && let Ok(file) = OpenOptions::new().write(true).open(&path)
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(&path);
        }
    }
}
