//! Attributes that are not stored but worked out when asked for, and those that the server adds to new entries.
//!
//! Which of them a vendor has stands in its profile; `fill` holds what is stored with a new entry, `kept` how what is
//! given is spelled.

mod fill;
mod kept;
mod links;

pub(crate) use fill::{Fill, Ids, Origin, timestamp, timestamp_domain};
pub(crate) use kept::{Kept, Named, Seen, as_written};

use std::borrow::Cow;

use super::naming::Naming;
use crate::{
    directory::{dit::Dit, entry::Entry, sid},
    vendor::Constructed,
};

impl Constructed {
    /// Whether it has a meaning only in a search of the base alone.
    pub(crate) fn base_only(self) -> bool {
        self == Self::TokenGroups
    }

    /// Whether a filter may name it.
    pub(crate) fn filterable(self) -> bool {
        matches!(
            self,
            Self::DistinguishedName | Self::MemberOf | Self::BackLink(_) | Self::HasSubordinates
        )
    }

    /// The values for an entry, in one version of the directory.
    pub(crate) fn values<'a>(
        self,
        naming: &Naming,
        dit: &'a Dit,
        entry: &'a Entry,
    ) -> Vec<Cow<'a, [u8]>> {
        let text = |text: String| vec![Cow::Owned(text.into_bytes())];
        match self {
            Self::DistinguishedName => vec![Cow::Borrowed(entry.dn().as_str().as_bytes())],
            Self::MemberOf => links::referrers(dit, "member", entry),
            Self::BackLink(attribute) => links::referrers(dit, attribute, entry),
            Self::TokenGroups => links::token_groups(naming, dit, entry)
                .into_iter()
                .map(Cow::Owned)
                .collect(),
            Self::CanonicalName => canonical_name(naming, entry).map_or_else(Vec::new, text),
            Self::PrimaryGroupToken => entry
                .has_class("group")
                .then(|| entry.first("objectSid").and_then(sid::rid))
                .flatten()
                .map_or_else(Vec::new, |rid| text(rid.to_string())),
            Self::Copy("objectClass") => entry
                .values("objectClass")
                .last()
                .map(Cow::Borrowed)
                .into_iter()
                .collect(),
            Self::Copy(attribute) => entry.values(attribute).map(Cow::Borrowed).collect(),
            Self::SubschemaSubentry => text(naming.subschema.as_str().to_owned()),
            Self::HasSubordinates => {
                let any = dit.children(entry.dn()).next().is_some();
                text(if any { "TRUE" } else { "FALSE" }.to_owned())
            }
        }
    }
}

fn canonical_name(naming: &Naming, entry: &Entry) -> Option<String> {
    let domain = naming.domain.as_ref()?;
    let mut parts: Vec<String> = Vec::new();
    let mut dn = entry.dn().clone();
    while dn != naming.base && dn.is_within(&naming.base) {
        parts.push(String::from_utf8_lossy(dn.rdn()?.value()).replace('/', "\\/"));
        dn = dn.parent()?;
    }
    parts.reverse();
    Some(format!("{}/{}", domain.dns, parts.join("/")))
}
