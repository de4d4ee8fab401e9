//! What a folder holds: the database, or the one file of JSON that versions before kept, which is taken over once.
//!
//! The database is made under another name and renamed; then the old file's place is taken by one that says where everything is now, and that a version before
//! refuses. A kill at any point leaves the old file whole, or the database whole.

use std::sync::Arc;

use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{
        Group, Role, User,
        records::Records,
        token::{self, Token},
    },
    Disk, Store,
    database::{self, FILE, VERSION},
    rows::{self, Orders},
    tables::{self, NUMBERS, TEXTS},
};
use crate::settings::{Folder, Id, StoreError};

/// The file of versions before.
const BEFORE: &str = "rbac.json";

/// What a folder holds, looked at without changing it.
pub(in crate::rbac) enum Found {
    /// Nothing yet.
    Nothing,
    /// What a version before wrote.
    Before(Box<Before>),
    /// The database.
    Database {
        /// What it holds.
        records: Records,
        orders: Orders,
        /// Whether the file in the old one's place is there.
        told: bool,
    },
}

/// The content of the old file.
pub(in crate::rbac) struct Before {
    records: Records,
    tokens: Vec<Token>,
    /// The SHA-256 of the file.
    sum: String,
}

impl Found {
    /// Looks.
    ///
    /// # Errors
    /// A file is damaged or missing, or there are two that contradict each other.
    pub(in crate::rbac) fn look(folder: &Folder, disk: &Disk) -> Result<Self, StoreError> {
        let old = folder.read(BEFORE)?;
        let told = old.as_deref().is_some_and(is_told);
        let before = match old {
            Some(octets) if !told => Some(read(&octets, folder)?),
            _ => None,
        };
        let database = database::look(folder, disk, |tx| {
            let taken = tx.open_table(TEXTS)?.get("taken")?;
            let taken = taken.map(|sum| sum.value().to_owned());
            Ok((rows::read_all(tx)?, database::revision(tx)?, taken))
        })?;
        match (before, database) {
            (None, None) if told => Err(folder.refused(
                FILE,
                "the database is not there, and rbac.json says that it should be",
                "Bring back rbac.redb from a copy; or remove rbac.json as well, and set it up again with ldaplab rbac init",
            )),
            (None, None) => Ok(Self::Nothing),
            (Some(before), None) => Ok(Self::Before(Box::new(before))),
            // A take-over that was killed before its end, and not a copy that was put back later, is of the same file, and nothing came after it.
            (Some(before), Some((_, revision, taken)))
                if revision > 0 || taken != Some(before.sum.clone()) =>
            {
                Err(folder.refused(
                    BEFORE,
                    "users are in it and in rbac.redb, and nothing says which are meant",
                    "Move the older of the two away: rbac.json is of a version before, rbac.redb of this one",
                ))
            }
            (_, Some(((records, orders), ..))) => Ok(Self::Database {
                records,
                orders,
                told,
            }),
        }
    }

    /// Opens what was found; makes it or takes it over first where that is to be done.
    ///
    /// # Errors
    /// The system refuses; what was there is there still.
    pub(in crate::rbac) fn open(
        self,
        folder: &Arc<Folder>,
        disk: &Disk,
    ) -> Result<(Store, Records), StoreError> {
        let (records, orders, told) = match self {
            Self::Database {
                records,
                orders,
                told,
            } => (records, orders, told),
            Self::Nothing => make(folder, disk, Records::fresh(), &[], None)?,
            Self::Before(before) => {
                let Before {
                    records,
                    tokens,
                    sum,
                } = *before;
                make(folder, disk, records, &tokens, Some(&sum))?
            }
        };
        if !told {
            let text = format!("{:#}\n", told_now());
            folder.write(BEFORE, text.as_bytes())?;
        }
        let store = Store::open(Arc::clone(folder), disk.clone(), orders)?;
        Ok((store, records))
    }
}

fn make(
    folder: &Folder,
    disk: &Disk,
    records: Records,
    tokens: &[Token],
    taken: Option<&str>,
) -> Result<(Records, Orders, bool), StoreError> {
    let mut orders = Orders::default();
    database::make(folder, disk, |tx| {
        tables::make_all(tx)?;
        tx.open_table(NUMBERS)?.insert("version", VERSION)?;
        if let Some(sum) = taken {
            tx.open_table(TEXTS)?.insert("taken", sum)?;
        }
        orders = rows::write(tx, &orders, &Records::default(), &records)?;
        // Versions before kept no more of one user either; those that have ended are cleared away later.
        tables::fill(tx, tokens)
    })?;
    Ok((records, orders, false))
}

/// What stands in the place of the old file.
fn told_now() -> Value {
    json!({
        "database": FILE,
        "note": "Users, groups, roles and tokens are in the file database. A version of ldaplab that calls this file damaged is older than they are: use a newer one.",
    })
}

fn is_told(octets: &[u8]) -> bool {
    let file: Option<Value> = serde_json::from_slice(octets).ok();
    file.is_some_and(|file| file["database"] == FILE)
}

fn sum_of(octets: &[u8]) -> String {
    token::hexadecimal(digest(&SHA256, octets).as_ref())
}

fn read(octets: &[u8], folder: &Folder) -> Result<Before, StoreError> {
    #[derive(Deserialize)]
    struct Old {
        users: Vec<User>,
        groups: Vec<Group>,
        roles: Vec<Role>,
        tokens: Vec<OldToken>,
        next_role: u32,
    }
    #[derive(Deserialize)]
    struct OldToken {
        digest: String,
        user: Id,
        expires: u64,
        label: Option<String>,
    }
    // serde's words may repeat a value, and so a hash.
    let mut old: Old = serde_json::from_slice(octets).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        folder.damaged(
            BEFORE,
            format!("it is damaged at line {line}, column {column}"),
        )
    })?;
    // Versions before locked a built-in administrator out, whom nobody can revoke.
    for user in old.users.iter_mut().filter(|user| user.is_superuser) {
        user.is_revoked = false;
    }
    let tokens = old.tokens.into_iter().map(|old| {
        let digest = token::digest_in(&old.digest)?;
        Some(Token {
            digest,
            user: old.user,
            expires: old.expires,
            label: old.label,
        })
    });
    let tokens: Option<Vec<Token>> = tokens.collect();
    Ok(Before {
        records: Records {
            users: old.users,
            groups: old.groups,
            roles: old.roles,
            next_role: old.next_role,
        },
        tokens: tokens
            .ok_or_else(|| folder.damaged(BEFORE, "it is damaged: a digest of a token is none"))?,
        sum: sum_of(octets),
    })
}
