//! What the database is written to.

use std::{
    collections::BTreeMap,
    fs::File,
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use redb::{DatabaseError, StorageBackend, backends::FileBackend};

/// The disk under the database: it counts what is written, and a test can make it full.
///
/// ```
/// use ldaplab::rbac::{Config, Disk};
///
/// let mut config = Config::new("/var/lib/ldaplab");
/// let disk = Disk::default();
/// config.disk = disk.clone();
/// disk.set_full(true);
/// assert_eq!(disk.written(), 0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<State>);

#[derive(Debug, Default)]
struct State {
    written: AtomicU64,
    full: AtomicBool,
}

impl Disk {
    /// How many octets the database wrote.
    pub fn written(&self) -> u64 {
        self.0.written.load(Ordering::Relaxed)
    }

    /// Whether writing is refused, as by a disk without room.
    pub fn set_full(&self, full: bool) {
        self.0.full.store(full, Ordering::Relaxed);
    }

    fn room(&self) -> io::Result<()> {
        match self.0.full.load(Ordering::Relaxed) {
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }
}

/// The octets that one look at the unwritten part takes together.
const BLOCK: u64 = 4096;

/// The file of a database on a disk; or what it would be, while nothing of it is written.
#[derive(Debug)]
pub(super) struct Medium {
    file: FileBackend,
    disk: Disk,
    /// What was written, where the file itself stays as it is.
    beside: Option<Mutex<Beside>>,
}

#[derive(Debug)]
struct Beside {
    length: u64,
    blocks: BTreeMap<u64, Vec<u8>>,
}

impl Medium {
    pub(super) fn new(file: File, disk: &Disk) -> Result<Self, DatabaseError> {
        Ok(Self {
            file: FileBackend::new(file)?,
            disk: disk.clone(),
            beside: None,
        })
    }

    /// One that leaves the file as it is: what is written goes with it.
    pub(super) fn untouched(file: File, disk: &Disk) -> Result<Self, DatabaseError> {
        let length = file.metadata()?.len();
        Ok(Self {
            beside: Some(Mutex::new(Beside {
                length,
                blocks: BTreeMap::new(),
            })),
            ..Self::new(file, disk)?
        })
    }

    /// A block of the file, with zeros behind its end.
    fn block(&self, number: u64) -> io::Result<Vec<u8>> {
        let mut octets = vec![0; BLOCK as usize];
        let start = number * BLOCK;
        let there = self.file.len()?.saturating_sub(start).min(BLOCK) as usize;
        if there > 0 {
            self.file.read(start, &mut octets[..there])?;
        }
        Ok(octets)
    }
}

/// The parts of blocks that make up a stretch: block, where in it, where in the stretch.
fn parts(offset: u64, length: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let place = offset + at as u64;
        let within = (place % BLOCK) as usize;
        let size = (BLOCK as usize - within).min(length - at);
        let part = (place / BLOCK, within, at..at + size);
        at += size;
        (size > 0).then_some(part)
    })
}

impl StorageBackend for Medium {
    fn len(&self) -> io::Result<u64> {
        match &self.beside {
            None => self.file.len(),
            Some(beside) => Ok(lock(beside).length),
        }
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let Some(beside) = &self.beside else {
            return self.file.read(offset, out);
        };
        let beside = lock(beside);
        if offset + out.len() as u64 > beside.length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for (number, within, range) in parts(offset, out.len()) {
            let size = range.len();
            let own = match beside.blocks.get(&number) {
                Some(block) => &block[within..within + size],
                None => &self.block(number)?[within..within + size],
            };
            out[range].copy_from_slice(own);
        }
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let Some(beside) = &self.beside else {
            self.disk.room()?;
            return self.file.set_len(length);
        };
        lock(beside).length = length;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        match self.beside {
            None => self.file.sync_data(),
            Some(_) => Ok(()),
        }
    }

    fn write(&self, offset: u64, octets: &[u8]) -> io::Result<()> {
        let Some(beside) = &self.beside else {
            self.disk.room()?;
            let size = octets.len() as u64;
            self.disk.0.written.fetch_add(size, Ordering::Relaxed);
            return self.file.write(offset, octets);
        };
        let mut beside = lock(beside);
        for (number, within, range) in parts(offset, octets.len()) {
            let block = match beside.blocks.remove(&number) {
                Some(block) => block,
                None => self.block(number)?,
            };
            let block = beside.blocks.entry(number).or_insert(block);
            block[within..within + range.len()].copy_from_slice(&octets[range]);
        }
        beside.length = beside.length.max(offset + octets.len() as u64);
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
}

fn lock(beside: &Mutex<Beside>) -> std::sync::MutexGuard<'_, Beside> {
    beside.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_beside_a_file_is_read_and_the_file_stays() {
        let path =
            std::env::temp_dir().join(format!("ldaplab-disk-{}", crate::settings::Id::random()));
        std::fs::write(&path, vec![b'x'; 10_000]).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        let disk = Disk::default();
        disk.set_full(true);
        let medium = Medium::untouched(file, &disk).unwrap();
        medium.write(4_000, &[b'y'; 9_000]).unwrap();
        assert_eq!(medium.len().unwrap(), 13_000);
        medium.set_len(20_000).unwrap();
        let mut heard = vec![0; 20_000];
        medium.read(0, &mut heard).unwrap();
        assert!(heard[..4_000].iter().all(|octet| *octet == b'x'));
        assert!(heard[4_000..13_000].iter().all(|octet| *octet == b'y'));
        assert!(heard[13_000..].iter().all(|octet| *octet == 0));
        medium.read(19_999, &mut [0; 2]).unwrap_err();
        drop(medium);
        assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 10_000]);
        assert_eq!(disk.written(), 0);
        std::fs::remove_file(&path).unwrap();
    }
}
