//! Controls with their values read and written, one file each.
//!
//! A request control is a value with `control(critical)`, which makes a raw [`Control`] for any operation. A response control
//! is found in an answer's controls with `find` ([`Response`]): `None` when it is not there, an error when its value is not what
//! its specification says; [`SyncInfo`] is a response of its own. Every other control goes raw. Paging is built into [`super::Search::paged`].

mod authorization_identity;
mod paged_results;
mod password_expiry;
mod password_policy;
mod read_entry;
mod sort;
mod sync;
mod sync_info;
mod virtual_list_view;

pub use authorization_identity::AuthorizationIdentity;
pub use paged_results::PagedResults;
pub use password_expiry::{PasswordExpired, PasswordExpiring};
pub use password_policy::{PasswordPolicy, PasswordPolicyError};
pub use read_entry::{PostRead, PreRead};
pub use sort::{SortKey, SortResult, Sorting};
pub use sync::{SyncDone, SyncMode, SyncRequest, SyncState, SyncStateKind};
pub use sync_info::SyncInfo;
pub use virtual_list_view::{Target, VirtualList, VirtualListResult};

use super::Error;
use crate::{
    diagnosis::Code,
    wire::{Control, ber::read::BerError},
};

/// A control that comes with an answer.
pub trait Response: Sized {
    /// Its OID.
    const OID: &'static str;

    /// Reads its value.
    ///
    /// # Errors
    /// Why the value is not as the control's specification says.
    fn decode(value: Option<&[u8]>) -> Result<Self, Error>;

    /// The control among those of an answer.
    ///
    /// # Errors
    /// As [`Self::decode`].
    fn find(controls: &[Control]) -> Result<Option<Self>, Error> {
        Control::find(controls, Self::OID)
            .map(|control| Self::decode(control.value.as_deref()))
            .transpose()
    }
}

/// Reads a value with a decoder that knows BER only.
fn read<'a, T>(
    name: &str,
    value: Option<&'a [u8]>,
    decode: impl FnOnce(&'a [u8]) -> Result<T, BerError>,
) -> Result<T, Error> {
    let malformed = |why: String| {
        Error::of(
            Code::LDAP_MALFORMED,
            format!("the value of the {name} control: {why}"),
        )
    };
    let value = value.ok_or_else(|| malformed("there is none".to_owned()))?;
    decode(value).map_err(|why| malformed(why.to_string()))
}
