//! The database as a whole: looked at, opened, and opened again after its disk failed.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, PoisonError, RwLock},
};

use redb::{Builder, Database, Error, ReadTransaction, ReadableDatabase, WriteTransaction};

use super::{
    disk::{Disk, Medium},
    tables::NUMBERS,
};
use crate::settings::{Folder, StoreError};

/// The file in the folder.
pub(super) const FILE: &str = "rbac.redb";
/// The version of its layout.
pub(super) const VERSION: u64 = 1;
/// Octets of it that are kept in memory.
const CACHE: usize = 8 << 20;

/// Turns what the database says into what whoever runs the service can do something about.
pub(super) fn failed(folder: &Folder, error: Error) -> StoreError {
    match error {
        Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            folder.damaged(FILE, "it is damaged: it does not begin as it should")
        }
        Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            folder.damaged(FILE, "it is damaged: it ends too early")
        }
        Error::Io(error) => folder.failed(FILE, error),
        Error::Corrupted(why) => folder.damaged(FILE, format!("it is damaged: {why}")),
        other => folder.failed(FILE, std::io::Error::other(other)),
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE);
    builder
}

/// A new database in a file that is not yet in its place.
pub(super) fn make(
    folder: &Folder,
    disk: &Disk,
    fill: impl FnOnce(&WriteTransaction) -> Result<(), Error>,
) -> Result<(), StoreError> {
    let file = folder.begin(FILE)?;
    let made = || -> Result<(), Error> {
        let database = builder().create_with_backend(Medium::new(file, disk)?)?;
        let mut tx = database.begin_write()?;
        tx.set_two_phase_commit(true);
        fill(&tx)?;
        Ok(tx.commit()?)
    };
    made().map_err(|error| failed(folder, error))?;
    folder.finish(FILE)
}

/// Reads everything, and checks all sums, without changing a bit; `None` where there is no database.
///
/// A database that was not closed is made good while it is opened: here that is only tried, beside the file. So nothing is changed on the way to a refusal.
pub(super) fn look<T>(
    folder: &Folder,
    disk: &Disk,
    read: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
) -> Result<Option<T>, StoreError> {
    let Some(file) = folder.open_file(FILE)? else {
        return Ok(None);
    };
    let empty = file.metadata().map(|about| about.len() == 0);
    if empty.map_err(|error| folder.failed(FILE, error))? {
        // It would be taken for one to be made.
        return Err(folder.damaged(FILE, "it is damaged: it is empty"));
    }
    let damaged = || Error::Corrupted("its sums are wrong".to_owned());
    let looked = || -> Result<T, Error> {
        let mut database = builder().create_with_backend(Medium::untouched(file, disk)?)?;
        if !database.check_integrity()? {
            return Err(damaged());
        }
        let tx = database.begin_read()?;
        let version = tx.open_table(NUMBERS)?.get("version")?;
        match version.map(|version| version.value()) {
            Some(VERSION) => read(&tx),
            _ => Err(Error::Corrupted(
                "it was written by another version of ldaplab".to_owned(),
            )),
        }
    };
    // What the sums of a page do not cover is held to be so: the length of the file, above all.
    let looked = catch_unwind(AssertUnwindSafe(looked)).unwrap_or_else(|_| Err(damaged()));
    looked.map(Some).map_err(|error| failed(folder, error))
}

/// An open database, which is opened again when its disk failed: until then it would refuse everything.
pub(super) struct Held {
    folder: Arc<Folder>,
    disk: Disk,
    now: RwLock<Now>,
}

#[derive(Default)]
struct Now {
    database: Option<Database>,
    /// Whether it can only be read: it could not even be opened for writing.
    untouched: bool,
}

impl Held {
    /// Opens one that was looked at.
    pub(super) fn open(folder: Arc<Folder>, disk: Disk) -> Result<Self, StoreError> {
        let held = Self {
            folder,
            disk,
            now: RwLock::default(),
        };
        held.reopen()?;
        Ok(held)
    }

    fn open_one(&self, untouched: bool) -> Result<Database, StoreError> {
        let file = self.folder.open_file(FILE)?;
        let file = file.ok_or_else(|| {
            let gone = std::io::ErrorKind::NotFound;
            self.folder.failed(FILE, gone.into())
        })?;
        let opened = || -> Result<Database, Error> {
            let medium = match untouched {
                true => Medium::untouched(file, &self.disk)?,
                false => Medium::new(file, &self.disk)?,
            };
            Ok(builder().create_with_backend(medium)?)
        };
        opened().map_err(|error| failed(&self.folder, error))
    }

    /// Opens it anew; if its disk does not let it be written, so that it can still be read.
    fn reopen(&self) -> Result<(), StoreError> {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        // The file is locked as long as the old one is open.
        *now = Now::default();
        match self.open_one(false) {
            Ok(database) => {
                now.database = Some(database);
                Ok(())
            }
            Err(error) => {
                now.database = self.open_one(true).ok();
                now.untouched = true;
                Err(error)
            }
        }
    }

    /// Asks it.
    pub(super) fn read<T>(
        &self,
        ask: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
        let asked = || {
            ask(&now
                .database
                .as_ref()
                .ok_or(Error::DatabaseClosed)?
                .begin_read()?)
        };
        asked().map_err(|error| failed(&self.folder, error))
    }

    /// Changes it: on return all of the change is on the disk, or nothing. Only one at a time.
    pub(super) fn write<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        let can = {
            let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
            now.database.is_some() && !now.untouched
        };
        if !can {
            self.reopen()?;
        }
        let before = self.read(revision)?;
        let mut result = None;
        let committed = {
            let now = self.now.read().unwrap_or_else(PoisonError::into_inner);
            let commit = || -> Result<(), Error> {
                let database = now.database.as_ref().ok_or(Error::DatabaseClosed)?;
                let mut tx = database.begin_write()?;
                // With one phase, a page that is damaged later would be taken for a commit that broke off, and silently be undone.
                tx.set_two_phase_commit(true);
                result = Some(change(&tx)?);
                tx.open_table(NUMBERS)?.insert("revision", before + 1)?;
                Ok(tx.commit()?)
            };
            commit()
        };
        let Err(error) = committed else {
            return result.ok_or_else(|| failed(&self.folder, Error::DatabaseClosed));
        };
        // Only what is found afterwards says whether the change is there.
        let reopened = self.reopen();
        match (reopened, self.read(revision), result) {
            (Ok(()), Ok(after), Some(result)) if after == before + 1 => Ok(result),
            _ => Err(failed(&self.folder, error)),
        }
    }
}

/// How many changes there were.
pub(super) fn revision(tx: &ReadTransaction) -> Result<u64, Error> {
    let revision = tx.open_table(NUMBERS)?.get("revision")?;
    Ok(revision.map_or(0, |revision| revision.value()))
}
