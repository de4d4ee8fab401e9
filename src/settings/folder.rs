//! A folder whose files are written whole or not at all, by one process.

use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The file that is locked.
const LOCK: &str = "lock";
/// What the name of a file that is being written ends in.
const UNFINISHED: &str = ".new";
/// The largest file that is read, and so that is written.
const LARGEST: u64 = 64 << 20;

/// A folder that this process alone writes to. A file in it is replaced by writing another beside it, and renaming that: after a crash at any
/// point there is the old or the new one. Files and folder are the owner's only.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Held as long as the folder is.
    _lock: File,
}

impl Folder {
    /// Opens a folder, made where there is none, and locks it.
    ///
    /// # Errors
    /// [`StoreError`]: another process has it, or the system refuses.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        make(&path).map_err(|error| StoreError::new(&path, Fault::Io(error)))?;
        owners_only(&path)?;
        let at = path.join(LOCK);
        let lock = owner_only(OpenOptions::new().create(true).truncate(false).write(true))
            .open(&at)
            .map_err(|error| StoreError::new(&at, Fault::Io(error)))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::new(&path, Fault::InUse)),
            Err(TryLockError::Error(error)) => return Err(StoreError::new(&at, Fault::Io(error))),
        }
        Ok(Self { path, _lock: lock })
    }

    /// Makes a folder that only its owner may enter; of one that is there and empty the rights are set so.
    ///
    /// # Errors
    /// The system refuses.
    pub fn prepare(path: impl AsRef<Path>) -> Result<(), StoreError> {
        let path = path.as_ref();
        let failed = |error| StoreError::new(path, Fault::Io(error));
        make(path).map_err(failed)?;
        let is_empty = fs::read_dir(path).map_err(failed)?.next().is_none();
        if is_empty {
            shut(path).map_err(failed)
        } else {
            Ok(())
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The content of a file; `None` where there is none.
    ///
    /// # Errors
    /// The system refuses, or the file is larger than 64 MiB.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path.join(name);
        let failed = |error| StoreError::new(&path, Fault::Io(error));
        if !self.holds(name)? {
            return Ok(None);
        }
        let file = File::open(&path).map_err(failed)?;
        let mut octets = Vec::new();
        file.take(LARGEST + 1)
            .read_to_end(&mut octets)
            .map_err(failed)?;
        if octets.len() as u64 > LARGEST {
            return Err(failed(io::Error::other("it is larger than 64 MiB")));
        }
        Ok(Some(octets))
    }

    /// Whether there is a file of this name that its owner alone may use.
    ///
    /// Looked at before it is opened: to open a pipe is to wait for who writes into it.
    fn holds(&self, name: &str) -> Result<bool, StoreError> {
        let path = self.path.join(name);
        match fs::metadata(&path) {
            Ok(about) if about.is_file() => owners_only(&path).map(|()| true),
            Ok(_) => Err(self.failed(name, io::Error::other("it is no file"))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.failed(name, error)),
        }
    }

    /// A file that is read and written in place; `None` where there is none.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn open_file(&self, name: &str) -> Result<Option<File>, StoreError> {
        if !self.holds(name)? {
            return Ok(None);
        }
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .open(self.path.join(name));
        opened.map(Some).map_err(|error| self.failed(name, error))
    }

    /// An empty file beside the one of this name, to take its place once it is [finished](Self::finish).
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn begin(&self, name: &str) -> Result<File, StoreError> {
        let unfinished = self.path.join(format!("{name}{UNFINISHED}"));
        let begin = || -> io::Result<File> {
            // One that a crash left may have other rights.
            match fs::remove_file(&unfinished) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            owner_only(OpenOptions::new().create_new(true).read(true).write(true)).open(&unfinished)
        };
        begin().map_err(|error| self.failed(name, error))
    }

    /// Puts a file that was [begun](Self::begin), and is on the disk, in its place.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn finish(&self, name: &str) -> Result<(), StoreError> {
        let unfinished = self.path.join(format!("{name}{UNFINISHED}"));
        let finish = || -> io::Result<()> {
            fs::rename(&unfinished, self.path.join(name))?;
            // The rename itself is on the disk only now.
            File::open(&self.path)?.sync_all()
        };
        finish().map_err(|error| self.failed(name, error))
    }

    /// Replaces a file. On return it is on the disk.
    ///
    /// # Errors
    /// The system refuses, or it is more than 64 MiB; the old file is then still there.
    pub fn write(&self, name: &str, octets: &[u8]) -> Result<(), StoreError> {
        if octets.len() as u64 > LARGEST {
            return Err(self.failed(name, io::Error::other("it is larger than 64 MiB")));
        }
        let mut file = self.begin(name)?;
        let mut write = || file.write_all(octets).and_then(|()| file.sync_all());
        write().map_err(|error| self.failed(name, error))?;
        self.finish(name)
    }

    /// The error for a file that the system refuses.
    pub(crate) fn failed(&self, name: &str, error: io::Error) -> StoreError {
        StoreError::new(&self.path.join(name), Fault::Io(error))
    }

    /// The error for a file that cannot be used as it is, with what to do.
    pub(crate) fn refused(&self, name: &str, why: &'static str, cure: &'static str) -> StoreError {
        StoreError::new(&self.path.join(name), Fault::Refused { why, cure })
    }

    /// The error for a file without which the others are of no use.
    pub(super) fn without(&self, name: &str) -> StoreError {
        StoreError::new(&self.path.join(name), Fault::Missing)
    }

    /// The error for a file whose content is not what it should be.
    pub fn damaged(&self, name: &str, why: impl fmt::Display) -> StoreError {
        StoreError::new(&self.path.join(name), Fault::Damaged(why.to_string()))
    }
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(unix)]
fn shut(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn shut(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Refuses what others than its owner may read or write: whoever can is told the key, or chooses the administrator.
#[cfg(unix)]
fn owners_only(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let about = fs::metadata(path).map_err(|error| StoreError::new(path, Fault::Io(error)))?;
    match about.permissions().mode() & 0o7777 {
        mode if mode & 0o077 == 0 => Ok(()),
        mode => Err(StoreError::new(path, Fault::Open { mode })),
    }
}

#[cfg(not(unix))]
fn owners_only(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(not(unix))]
fn make(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Why a folder cannot be used.
pub struct StoreError {
    path: PathBuf,
    fault: Fault,
}

#[derive(Debug)]
enum Fault {
    Io(io::Error),
    InUse,
    Damaged(String),
    Missing,
    Open {
        mode: u32,
    },
    Refused {
        why: &'static str,
        cure: &'static str,
    },
}

impl StoreError {
    fn new(path: &Path, fault: Fault) -> Self {
        Self {
            path: path.to_owned(),
            fault,
        }
    }

    /// Whether another process has the folder.
    pub fn is_in_use(&self) -> bool {
        matches!(self.fault, Fault::InUse)
    }

    /// What to do.
    pub fn cure(&self) -> String {
        let path = self.path.display();
        match self.fault {
            Fault::Io(_) => "Give a folder that this user may write to, on a disk with room".to_owned(),
            Fault::InUse => "Stop the other process, or give this one a folder of its own".to_owned(),
            Fault::Damaged(_) if self.path.ends_with("directories.json") => {
                "Bring back the file from a copy; or remove it and enter the settings again: the users and groups of its directories are then set aside in set-aside.json, and groups have to be imported anew".to_owned()
            }
            Fault::Damaged(_) if self.path.ends_with("rbac.redb") => {
                "Bring back the file from a copy; or remove it and rbac.json, and set them up again with ldaplab rbac init: users, groups, roles and tokens are then gone".to_owned()
            }
            Fault::Damaged(_) => {
                "Bring back the file from a copy, or remove it and set it up again".to_owned()
            }
            Fault::Refused { cure, .. } => cure.to_owned(),
            Fault::Missing => {
                "Bring back the file from a copy, or give the key in the environment; without it remove directories.json and enter the settings again: the users and groups of its directories are then set aside in set-aside.json".to_owned()
            }
            Fault::Open { .. } => format!("Ask whether anybody looked; then: chmod go= {path}"),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.fault {
            Fault::Io(error) => write!(f, "{path}: {error}"),
            Fault::InUse => write!(f, "{path}: another process uses this folder"),
            Fault::Damaged(why) => write!(f, "{path}: {why}"),
            Fault::Refused { why, .. } => write!(f, "{path}: {why}"),
            Fault::Missing => write!(
                f,
                "{path}: the key under which passwords are sealed is not there"
            ),
            Fault::Open { mode } => write!(
                f,
                "{path}: others than its owner may use it (its mode is {mode:04o}), and secrets are in it"
            ),
        }
    }
}

debug_is_display!(StoreError);

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Io(error) => Some(error),
            _ => None,
        }
    }
}
