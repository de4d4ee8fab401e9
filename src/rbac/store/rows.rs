//! Records as rows: what is different between two of them is written, and no more.

use redb::{Error, ReadOnlyTable, ReadableTable, Table, WriteTransaction};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    super::records::Records,
    tables::{self, GROUPS, NUMBERS, ROLES, USERS},
};

/// The numbers of the rows that hold the records, in their order.
#[derive(Clone, Debug, Default)]
pub(in crate::rbac) struct Orders {
    users: Vec<u64>,
    groups: Vec<u64>,
    roles: Vec<u64>,
}

/// Writes what is different, and ends the tokens of users who are gone.
pub(super) fn write(
    tx: &WriteTransaction,
    orders: &Orders,
    before: &Records,
    after: &Records,
) -> Result<Orders, Error> {
    let mut gone = Vec::new();
    let orders = Orders {
        users: differing(
            &mut tx.open_table(USERS)?,
            (&orders.users, &before.users),
            &after.users,
            |one, other| one.id == other.id,
            |user| gone.push(user.id.clone()),
        )?,
        groups: differing(
            &mut tx.open_table(GROUPS)?,
            (&orders.groups, &before.groups),
            &after.groups,
            |one, other| one.id == other.id,
            |_| {},
        )?,
        roles: differing(
            &mut tx.open_table(ROLES)?,
            (&orders.roles, &before.roles),
            &after.roles,
            |one, other| one.id == other.id,
            |_| {},
        )?,
    };
    gone.iter()
        .try_for_each(|user| tables::end_all_of(tx, user))?;
    if before.next_role != after.next_role {
        let next = u64::from(after.next_role);
        tx.open_table(NUMBERS)?.insert("next_role", next)?;
    }
    Ok(orders)
}

/// Of two lists one of which came from the other by removing, changing in place, and adding at the end.
fn differing<T: Serialize + PartialEq>(
    table: &mut Table<'_, u64, &'static [u8]>,
    (orders, before): (&[u64], &[T]),
    after: &[T],
    same: impl Fn(&T, &T) -> bool,
    mut gone: impl FnMut(&T),
) -> Result<Vec<u64>, Error> {
    let mut now = Vec::with_capacity(after.len());
    let mut rest = after.iter();
    let mut next = rest.next();
    for (order, old) in orders.iter().zip(before) {
        match next.filter(|new| same(old, new)) {
            Some(new) => {
                if old != new {
                    insert(table, *order, new)?;
                }
                now.push(*order);
                next = rest.next();
            }
            None => {
                table.remove(order)?;
                gone(old);
            }
        }
    }
    let free = orders.last().map_or(0, |last| last + 1);
    for (order, new) in (free..).zip(next.into_iter().chain(rest)) {
        insert(table, order, new)?;
        now.push(order);
    }
    Ok(now)
}

fn insert<T: Serialize>(
    table: &mut Table<'_, u64, &'static [u8]>,
    order: u64,
    row: &T,
) -> Result<(), Error> {
    let text = serde_json::to_vec(row).map_err(|error| Error::Io(error.into()))?;
    table.insert(order, text.as_slice())?;
    Ok(())
}

/// All rows of a table, and their numbers.
fn read<T: DeserializeOwned>(
    table: &ReadOnlyTable<u64, &'static [u8]>,
    what: &str,
) -> Result<(Vec<T>, Vec<u64>), Error> {
    let mut found = (Vec::new(), Vec::new());
    for row in table.iter()? {
        let (order, text) = row?;
        // serde's words may repeat a value, and so a hash.
        let row = serde_json::from_slice(text.value())
            .map_err(|_| Error::Corrupted(format!("one of its {what} is none")))?;
        found.0.push(row);
        found.1.push(order.value());
    }
    Ok(found)
}

/// All records.
pub(super) fn read_all(tx: &redb::ReadTransaction) -> Result<(Records, Orders), Error> {
    let (users, of_users) = read(&tx.open_table(USERS)?, "users")?;
    let (groups, of_groups) = read(&tx.open_table(GROUPS)?, "groups")?;
    let (roles, of_roles) = read(&tx.open_table(ROLES)?, "roles")?;
    let next = tx.open_table(NUMBERS)?.get("next_role")?;
    let next_role = next.and_then(|next| next.value().try_into().ok());
    let next_role =
        next_role.ok_or_else(|| Error::Corrupted("it does not say the next role".to_owned()))?;
    let orders = Orders {
        users: of_users,
        groups: of_groups,
        roles: of_roles,
    };
    let records = Records {
        users,
        groups,
        roles,
        next_role,
    };
    Ok((records, orders))
}
