//! What all connections of a server share of the directory, and the answers that several operations give.

use std::{
    sync::{Arc, PoisonError, RwLock, RwLockWriteGuard},
    time::SystemTime,
};

use super::{
    classes::ClassSets,
    described::AllDescribed,
    naming::Naming,
    operational::{Fill, Ids, Kept, Origin, as_written, timestamp, timestamp_domain},
};
use crate::{
    clock::{Clock, filetime},
    directory::{dit::Dit, dn::Dn, entry::Entry, schema::Schema},
    vendor::{ChangeMark, Conduct, Situation, Vendor},
    wire::{LdapResult, ResultCode},
};

/// The administrator: who may do anything.
#[derive(Clone)]
pub(crate) struct Root {
    pub(crate) dn: Dn,
    /// The same for the other naming contexts of a server with several databases.
    pub(crate) others: Vec<Dn>,
    /// Where the administrator is no entry, the password.
    pub(crate) password: Option<Vec<u8>>,
    /// Databases with settings of their own; of their contexts the administrator above is none.
    pub(crate) databases: Vec<Database>,
}

/// A naming context with an administrator and limits of its own.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) context: Dn,
    pub(crate) dn: Dn,
    pub(crate) password: Vec<u8>,
    /// Most entries of a search, 0 = no limit; `None` = what the switch says.
    pub(crate) size_limit: Option<usize>,
    /// Most seconds of a search; 0 = no limit.
    pub(crate) time_limit: u64,
}

impl Root {
    /// The contexts that somebody administers; `None` = nothing at all, an empty list = everything.
    pub(crate) fn realm(&self, dn: &Dn, contexts: &[Dn]) -> Option<Vec<Dn>> {
        let of = self.databases.iter().filter(|database| database.dn == *dn);
        let of: Vec<Dn> = of.map(|database| database.context.clone()).collect();
        if !of.is_empty() {
            return Some(of);
        }
        let own = |context: &&Dn| !self.databases.iter().any(|one| one.context == **context);
        let root = *dn == self.dn || self.others.contains(dn);
        root.then(|| match self.databases.is_empty() {
            true => Vec::new(),
            false => contexts.iter().filter(own).cloned().collect(),
        })
    }

    /// The password of an administrator who is no entry.
    pub(crate) fn password_of(&self, dn: &Dn) -> Option<&[u8]> {
        if let Some(database) = self.databases.iter().find(|database| database.dn == *dn) {
            return Some(&database.password);
        }
        let root = *dn == self.dn || self.others.contains(dn);
        self.password.as_deref().filter(|_| root)
    }

    /// The database of a naming context, where it has settings of its own.
    pub(crate) fn database(&self, context: Option<&Dn>) -> Option<&Database> {
        self.databases
            .iter()
            .find(|database| Some(&database.context) == context)
    }
}

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Root")
            .field("dn", &self.dn)
            .finish_non_exhaustive()
    }
}

/// A directory system agent: a vendor, a directory, and who may do anything.
pub(crate) struct Dsa {
    pub(crate) vendor: Vendor,
    pub(crate) naming: Naming,
    pub(crate) schema: Arc<Schema>,
    dit: RwLock<Dit>,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    /// Whether a connection can be given TLS.
    pub(crate) tls_available: bool,
    pub(crate) root: Root,
    pub(crate) class_sets: ClassSets,
    pub(crate) described: AllDescribed,
}

impl std::fmt::Debug for Dsa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dsa")
            .field("naming", &self.naming)
            .finish_non_exhaustive()
    }
}

/// What an agent is made of.
pub(crate) struct Parts {
    pub(crate) vendor: Vendor,
    pub(crate) naming: Naming,
    pub(crate) schema: Arc<Schema>,
    pub(crate) dit: Dit,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) tls_available: bool,
    pub(crate) root: Root,
}

impl Dsa {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            vendor: parts.vendor,
            naming: parts.naming,
            schema: parts.schema,
            dit: RwLock::new(parts.dit),
            clock: parts.clock,
            ids: parts.ids,
            tls_available: parts.tls_available,
            root: parts.root,
            class_sets: ClassSets::default(),
            described: AllDescribed::default(),
        }
    }

    /// A copy whose directory is its own from now on.
    pub(crate) fn fork(&self) -> Self {
        Self::new(Parts {
            vendor: self.vendor.clone(),
            naming: self.naming.clone(),
            schema: Arc::clone(&self.schema),
            dit: self.version(),
            clock: self.clock.clone(),
            ids: self.ids.fork(),
            tls_available: self.tls_available,
            root: self.root.clone(),
        })
    }

    /// How this server behaves where servers differ.
    pub(crate) fn conduct(&self) -> &Conduct {
        self.vendor.profile.conduct()
    }

    /// The directory as it is now; it does not change under the reader.
    pub(crate) fn version(&self) -> Dit {
        self.dit
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The directory, to be changed; never held across a wait.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Dit> {
        self.dit.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a version in the place of the directory, unless that is another than `base` was; whether it did.
    pub(crate) fn install(&self, base: u64, version: Dit) -> bool {
        let mut now = self.write();
        let unchanged = now.version() == base;
        if unchanged {
            let before = std::mem::replace(&mut *now, version);
            // What nobody holds any more is given back without the lock.
            drop(now);
            drop(before);
        }
        unchanged
    }

    /// How this server keeps names.
    pub(crate) fn kept(&self) -> Kept<'_> {
        Kept::of(self.conduct(), &self.schema)
    }

    /// Brings an entry of no request into the form in which the server keeps it.
    pub(crate) fn keep(&self, dit: &Dit, entry: &mut Entry) {
        let kept = self.kept();
        let superior = entry.dn().parent().and_then(|above| dit.get(&above));
        entry.set_dn(kept.dn(entry.dn(), superior.map(|above| above.dn())));
        let object = |dn: &Dn| dit.get(dn).map(|object| object.dn().clone());
        if self.vendor.switches.linked {
            kept.attributes(entry, &object);
        } else {
            kept.attributes(entry, &as_written);
        }
        kept.named(entry);
    }

    /// Completes a new entry as the vendor does.
    pub(crate) fn fill(&self, entry: &mut Entry, origin: Origin, creator: &str) {
        let (naming, schema, now) = (&self.naming, &self.schema, self.clock.now());
        let fill = Fill::new(naming, schema, &self.ids, now, origin, creator);
        fill.entry(self.conduct(), entry);
    }

    /// Marks an entry as changed now, by somebody.
    pub(crate) fn touch(&self, entry: &mut Entry, by: &str) {
        let now: SystemTime = self.clock.now();
        match self.conduct().change_mark {
            ChangeMark::UpdateSequenceNumber => {
                entry.set("whenChanged", [timestamp_domain(now)]);
                entry.set("uSNChanged", [self.ids.usn().to_string()]);
            }
            ChangeMark::Modifier => {
                entry.set("modifiersName", [by]);
                entry.set("modifyTimestamp", [timestamp(now)]);
            }
        }
    }

    /// Now as AD counts it, in 100 ns since 1601.
    pub(crate) fn filetime(&self) -> i64 {
        filetime::from_time(self.clock.now())
    }

    /// Whether a DN is one here: every attribute type is in the schema, stands once in its RDN and has a value that fits, where
    /// the vendor asks for that (recorded case `base.unknown_attr_dn`; slapd's `LDAPDN_validate`).
    pub(crate) fn understands(&self, dn: &Dn) -> bool {
        self.conduct().reads_any_dn || self.kept().reads(dn)
    }

    /// The answer for a DN that is not one.
    pub(crate) fn invalid_dn(&self, sent: &[u8]) -> LdapResult {
        self.vendor.answer(
            Situation::InvalidDn,
            &[("dn", &String::from_utf8_lossy(sent))],
        )
    }

    /// The answer for a DN in a naming context that does not exist.
    pub(crate) fn no_such(&self, situation: Situation, dit: &Dit, dn: &Dn) -> LdapResult {
        let matched = dit
            .deepest_ancestor(dn)
            .map_or_else(String::new, |entry| entry.dn().as_str().to_owned());
        self.vendor
            .answer(situation, &[("matched", &matched)])
            .matched_dn(matched)
    }

    /// The answer for a DN that this server does not hold. `suffix` is what a referral of a search carries
    /// behind the DN (`??sub`).
    pub(crate) fn outside(&self, situation: Situation, dn: &Dn, suffix: &str) -> LdapResult {
        if let Some(referral) = &self.vendor.switches.default_referral {
            let url = format!("{}/{}{suffix}", referral.trim_end_matches('/'), dn.as_str());
            return LdapResult::new(ResultCode::REFERRAL).referrals(vec![url]);
        }
        if !self.conduct().refers_by_domain {
            return self.vendor.answer(situation, &[]);
        }
        let host = dns_name(dn);
        if host.is_empty() {
            let nowhere = match situation {
                Situation::OutsideRead => Situation::OutsideNowhere,
                _ => Situation::NoSuchBase,
            };
            return self.vendor.answer(nowhere, &[("matched", "")]);
        }
        let url = format!("ldap://{host}/{}", dn.as_str());
        self.vendor
            .answer(situation, &[("host", &host)])
            .referrals(vec![url])
    }
}

/// The domain at the end of a DN as a DNS name, RFC 2247: its last `DC=` parts.
fn dns_name(dn: &Dn) -> String {
    let mut labels = Vec::new();
    for rdn in dn.rdns() {
        match rdn.attribute().eq_ignore_ascii_case("dc") {
            true => labels.push(String::from_utf8_lossy(rdn.value()).into_owned()),
            false => labels.clear(),
        }
    }
    labels.join(".")
}
