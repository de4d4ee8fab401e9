//! What is stored of users, groups, roles, tokens and failed logins: an embedded database, which grows with each change and not with what it holds.
//!
//! [`Store`] writes the difference between two [`Records`], sessions and counts in one transaction. `tables` names the tables and keeps the
//! three of tokens in step, `rows` finds what is different, `database` looks at the file without changing it, opens it, and opens it again after the
//! disk failed; `disk` is the disk. `takeover` finds what a folder holds, and takes over what versions before kept in one file of JSON.

mod database;
mod disk;
mod rows;
mod tables;
mod takeover;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use redb::{Error, ReadableTable};

pub use disk::Disk;
pub(super) use takeover::Found;

use super::{
    records::Records,
    throttle::Kept,
    token::{Digest, Token},
};
use crate::settings::{Folder, Id, StoreError};
use database::Held;
use rows::Orders;

/// What becomes of sessions.
#[derive(Clone, Debug)]
pub(super) enum Session {
    /// One begins.
    Begin(Token),
    /// One ends.
    End(Digest),
    /// All of a user's end.
    EndAllOf(Id),
}

/// What is to be stored at once.
#[derive(Default)]
pub(super) struct Change<'a> {
    /// Records before and after, if they are not the same.
    pub(super) records: Option<(&'a Records, &'a Records)>,
    pub(super) sessions: &'a [Session],
    /// Counts of failed logins by their names; `None` where there is nothing to count any more.
    pub(super) counts: &'a [(String, Option<Kept>)],
    /// Seconds since 1970.
    pub(super) now: u64,
}

/// The database of a service.
pub(super) struct Store {
    held: Held,
    orders: Mutex<Orders>,
}

impl Store {
    fn open(folder: Arc<Folder>, disk: Disk, orders: Orders) -> Result<Self, StoreError> {
        Ok(Self {
            held: Held::open(folder, disk)?,
            orders: Mutex::new(orders),
        })
    }

    /// Stores a change. On return all of it is on the disk.
    ///
    /// # Errors
    /// The system refuses; then nothing of it is stored.
    pub(super) fn keep(&self, change: &Change<'_>) -> Result<(), StoreError> {
        if change.records.is_none() && change.sessions.is_empty() && change.counts.is_empty() {
            return Ok(());
        }
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.held.write(|tx| {
            let orders = match change.records {
                Some((before, after)) => rows::write(tx, &orders, before, after)?,
                None => orders.clone(),
            };
            for session in change.sessions {
                match session {
                    Session::Begin(token) => tables::begin(tx, token, change.now)?,
                    Session::End(digest) => tables::end(tx, digest)?,
                    Session::EndAllOf(user) => tables::end_all_of(tx, user)?,
                }
            }
            let mut counts = tx.open_table(tables::COUNTS)?;
            for (name, kept) in change.counts {
                match kept {
                    Some(kept) => {
                        counts.insert(name.as_str(), (kept.failures, kept.last, kept.until))?;
                    }
                    None => {
                        counts.remove(name.as_str())?;
                    }
                }
            }
            Ok(orders)
        })?;
        *orders = now;
        Ok(())
    }

    /// Whose a token is; `None` if it is none, or has ended.
    ///
    /// # Errors
    /// The system refuses.
    pub(super) fn holder(&self, digest: &Digest, now: u64) -> Result<Option<Id>, StoreError> {
        self.held.read(|tx| tables::holder(tx, digest, now))
    }

    /// The counts of failed logins that were kept.
    ///
    /// # Errors
    /// The system refuses.
    pub(super) fn counts(&self) -> Result<Vec<(String, Kept)>, StoreError> {
        self.held.read(|tx| {
            let table = tx.open_table(tables::COUNTS)?;
            let rows = table.iter()?.map(|row| {
                let (name, row) = row?;
                let (failures, last, until) = row.value();
                let kept = Kept {
                    failures,
                    last,
                    until,
                };
                Ok((name.value().to_owned(), kept))
            });
            rows.collect::<Result<_, Error>>()
        })
    }
}
