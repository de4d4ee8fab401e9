//! A file to which lines are appended.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::{failure::Failure, output};

pub(crate) struct Log {
    path: PathBuf,
    /// The file, and whether the last line could not be written.
    file: Mutex<(File, bool)>,
}

impl Log {
    /// Opens it; a new one is for its owner only.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| {
            Failure::usage(
                format!("{} cannot be written: {error}", path.display()),
                "Name a file in a folder that you may write to",
            )
        })?;
        Ok(Self {
            path: path.to_owned(),
            file: Mutex::new((file, false)),
        })
    }

    /// Appends a line, at once and as a whole. That it cannot is said once, until it can again.
    pub(crate) fn write(&self, line: &str) {
        let mut guard = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, failed) = &mut *guard;
        match file.write_all(
            format!(
                "{line}
"
            )
            .as_bytes(),
        ) {
            Ok(()) => *failed = false,
            Err(_) if *failed => {}
            Err(error) => {
                *failed = true;
                let path = self.path.display();
                output::warn(&format!(
                    "{path} cannot be written, and requests go on without it: {error}"
                ));
            }
        }
    }
}
