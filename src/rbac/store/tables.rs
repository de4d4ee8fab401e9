//! The tables of the database.
//!
//! Tokens stand in three: by digest, as they are shown; by user, in the order in which they were given out; by the time when they end.

use std::collections::HashMap;

use redb::{
    Error, ReadOnlyTable, ReadTransaction, ReadableTable, TableDefinition, TableError,
    WriteTransaction,
};

use super::super::token::{Digest, Token};
use crate::settings::Id;

/// `version` of this layout, `revision` of the content, `next_role`.
pub(super) const NUMBERS: TableDefinition<&str, u64> = TableDefinition::new("numbers");
/// `taken`: the SHA-256 of the file of an older version that all this was taken from.
pub(super) const TEXTS: TableDefinition<&str, &str> = TableDefinition::new("texts");
/// JSON, in the order in which they were made.
pub(super) const USERS: TableDefinition<u64, &[u8]> = TableDefinition::new("users");
pub(super) const GROUPS: TableDefinition<u64, &[u8]> = TableDefinition::new("groups");
pub(super) const ROLES: TableDefinition<u64, &[u8]> = TableDefinition::new("roles");
/// User, end, number, label.
const TOKENS: TableDefinition<&Digest, (&str, u64, u64, Option<&str>)> =
    TableDefinition::new("tokens");
const BY_USER: TableDefinition<(&str, u64), (u64, &Digest)> = TableDefinition::new("by_user");
const BY_END: TableDefinition<(u64, &Digest), ()> = TableDefinition::new("by_end");
/// Failures in a row, when the last was, until when it is closed.
pub(super) const COUNTS: TableDefinition<&str, (u32, u64, u64)> = TableDefinition::new("counts");

/// Tokens of one user; the oldest goes.
const MOST_TOKENS: usize = 100;
/// Tokens that have ended of which one login clears away at most so many.
const SWEPT: usize = 64;

/// Every table, made where it is not there yet.
pub(super) fn make_all(tx: &WriteTransaction) -> Result<(), Error> {
    tx.open_table(NUMBERS)?;
    tx.open_table(TEXTS)?;
    for rows in [USERS, GROUPS, ROLES] {
        tx.open_table(rows)?;
    }
    tx.open_table(TOKENS)?;
    tx.open_table(BY_USER)?;
    tx.open_table(BY_END)?;
    tx.open_table(COUNTS)?;
    Ok(())
}

/// A token's user, if it has not ended.
pub(super) fn holder(tx: &ReadTransaction, digest: &Digest, now: u64) -> Result<Option<Id>, Error> {
    let tokens: ReadOnlyTable<_, _> = match tx.open_table(TOKENS) {
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        tokens => tokens?,
    };
    let Some(row) = tokens.get(digest)? else {
        return Ok(None);
    };
    let (user, end, ..) = row.value();
    Ok(user.parse().ok().filter(|_| end > now))
}

/// Keeps a token, and clears away of those that have ended.
pub(super) fn begin(tx: &WriteTransaction, token: &Token, now: u64) -> Result<(), Error> {
    let user = token.user.as_str();
    let own = of(tx, user)?;
    let living = own.iter().filter(|(_, end, _)| *end > now).count();
    let oldest = own.iter().find(|(_, end, _)| *end > now);
    if let Some((_, _, digest)) = oldest.filter(|_| living >= MOST_TOKENS) {
        end(tx, digest)?;
    }
    let number = own.last().map_or(0, |(number, ..)| number + 1);
    let row = (user, token.expires, number, token.label.as_deref());
    tx.open_table(TOKENS)?.insert(&token.digest, row)?;
    let row = (token.expires, &token.digest);
    tx.open_table(BY_USER)?.insert((user, number), row)?;
    tx.open_table(BY_END)?.insert(row, ())?;
    sweep(tx, now)
}

/// Keeps many tokens in a database that has none, in the order in which they were given out; no more than a hundred are of one user.
pub(super) fn fill(tx: &WriteTransaction, all: &[Token]) -> Result<(), Error> {
    let mut tokens = tx.open_table(TOKENS)?;
    let mut by_user = tx.open_table(BY_USER)?;
    let mut by_end = tx.open_table(BY_END)?;
    let mut numbers: HashMap<&str, u64> = HashMap::new();
    for token in all {
        let user = token.user.as_str();
        let next = numbers.entry(user).or_default();
        let number = *next;
        *next += 1;
        let label = token.label.as_deref();
        tokens.insert(&token.digest, (user, token.expires, number, label))?;
        let row = (token.expires, &token.digest);
        by_user.insert((user, number), row)?;
        by_end.insert(row, ())?;
    }
    Ok(())
}

/// A user's tokens, the oldest first.
fn of(tx: &WriteTransaction, user: &str) -> Result<Vec<(u64, u64, Digest)>, Error> {
    let table = tx.open_table(BY_USER)?;
    let rows = table.range((user, 0)..=(user, u64::MAX))?;
    rows.map(|row| {
        let (key, value) = row?;
        let (end, digest) = value.value();
        Ok((key.value().1, end, *digest))
    })
    .collect()
}

fn sweep(tx: &WriteTransaction, now: u64) -> Result<(), Error> {
    let ended: Vec<Digest> = {
        let table = tx.open_table(BY_END)?;
        let rows = table.range(..=(now, &[0xff; 32]))?.take(SWEPT);
        rows.map(|row| Ok(*row?.0.value().1))
            .collect::<Result<_, Error>>()?
    };
    ended.iter().try_for_each(|digest| end(tx, digest))
}

/// Ends a token.
pub(super) fn end(tx: &WriteTransaction, digest: &Digest) -> Result<(), Error> {
    let mut tokens = tx.open_table(TOKENS)?;
    let Some(row) = tokens.remove(digest)? else {
        return Ok(());
    };
    let (user, end, number, _) = row.value();
    tx.open_table(BY_USER)?.remove((user, number))?;
    tx.open_table(BY_END)?.remove((end, digest))?;
    Ok(())
}

/// Ends all of a user's.
pub(super) fn end_all_of(tx: &WriteTransaction, user: &Id) -> Result<(), Error> {
    let own = of(tx, user.as_str())?;
    own.iter().try_for_each(|(_, _, digest)| end(tx, digest))
}

/// How many tokens there are.
#[cfg(test)]
pub(super) fn tokens(tx: &ReadTransaction) -> Result<[u64; 3], Error> {
    use redb::ReadableTableMetadata;
    Ok([
        tx.open_table(TOKENS)?.len()?,
        tx.open_table(BY_USER)?.len()?,
        tx.open_table(BY_END)?.len()?,
    ])
}
