//! Change records, RFC 2849: what is to be done to an entry.

use super::error::LdifError;
use super::read::Options;
use super::{read_change, write::Layout};
use crate::{
    directory::dn::{Dn, Rdn},
    wire::{
        Control,
        request::{AddRequest, ModifyDnRequest, ModifyRequest, PartialAttribute, Request},
    },
};

/// One change record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRecord {
    /// The name of the entry that changes.
    pub dn: Dn,
    /// The line of its `dn:`, counted from 1, for messages; 0 where the record was not read from a text.
    pub line: usize,
    /// The controls that go with the request.
    pub controls: Vec<Control>,
    /// What is done.
    pub change: Change,
}

/// What a change record does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `changetype: add`, or a record without `changetype`: a new entry with these attributes.
    Add(Vec<PartialAttribute>),
    /// `changetype: delete`
    Delete,
    /// `changetype: modify`: these changes in order, all or none.
    Modify(Vec<crate::wire::request::Change>),
    /// `changetype: modrdn` or `moddn`
    Rename {
        /// The new RDN.
        new_rdn: Rdn,
        /// Whether the old RDN's values leave the entry.
        delete_old_rdn: bool,
        /// The new parent, if the entry moves.
        new_superior: Option<Dn>,
    },
}

impl ChangeRecord {
    /// A change without controls.
    #[must_use]
    pub fn new(dn: Dn, change: Change) -> Self {
        Self {
            dn,
            line: 0,
            controls: Vec::new(),
            change,
        }
    }

    /// The request that makes the change; [`controls`](Self::controls) go beside it.
    #[must_use]
    pub fn request(&self) -> Request {
        let dn = self.dn.as_str().as_bytes().to_vec();
        match &self.change {
            Change::Add(attributes) => Request::Add(AddRequest {
                dn,
                attributes: attributes.clone(),
            }),
            Change::Delete => Request::Delete(dn),
            Change::Modify(changes) => Request::Modify(ModifyRequest {
                dn,
                changes: changes.clone(),
            }),
            Change::Rename {
                new_rdn,
                delete_old_rdn,
                new_superior,
            } => Request::ModifyDn(ModifyDnRequest {
                dn,
                new_rdn: new_rdn.as_str().as_bytes().to_vec(),
                delete_old_rdn: *delete_old_rdn,
                new_superior: new_superior
                    .as_ref()
                    .map(|superior| superior.as_str().as_bytes().to_vec()),
            }),
        }
    }
}

/// Reads the change records of an LDIF text. A record without `changetype` adds an entry.
///
/// # Errors
///
/// [`LdifError`] at the first line that is wrong.
///
/// ```
/// use ldaplab::directory::ldif::{Change, read_changes, write_changes};
/// use ldaplab::wire::request::ChangeOperation;
///
/// let text = "version: 1\n\ndn: uid=ada,dc=x\nchangetype: modify\nreplace: mail\nmail: ada@x\n-\ndelete: title\n-\n";
/// let records = read_changes(text)?;
/// let Change::Modify(changes) = &records[0].change else { panic!() };
/// assert_eq!(changes[0].operation, ChangeOperation::Replace);
/// assert_eq!(changes[0].modification.values, [b"ada@x"]);
/// assert_eq!(write_changes(&records), text);
/// # Ok::<(), ldaplab::directory::ldif::LdifError>(())
/// ```
pub fn read_changes<T: AsRef<[u8]> + ?Sized>(text: &T) -> Result<Vec<ChangeRecord>, LdifError> {
    read_changes_with(text, &Options::default())
}

/// Reads as [`read_changes`] does, with options.
///
/// # Errors
///
/// [`LdifError`] at the first line that is wrong.
pub fn read_changes_with<T: AsRef<[u8]> + ?Sized>(
    text: &T,
    options: &Options<'_>,
) -> Result<Vec<ChangeRecord>, LdifError> {
    super::read::utf8(text.as_ref())?;
    read_change::read(text.as_ref(), options)
}

/// Writes change records, with the version line.
#[must_use]
pub fn write_changes<'a>(records: impl IntoIterator<Item = &'a ChangeRecord>) -> String {
    let mut out = String::from("version: 1\n");
    for record in records {
        out.push('\n');
        Layout::default().write_change(&mut out, record);
    }
    out
}
