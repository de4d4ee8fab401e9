//! What all connections of a server share.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock, PoisonError, RwLock, RwLockWriteGuard},
    time::SystemTime,
};

use super::{
    doors::Door,
    expect::{Watched, line},
    faults::Rules,
    naming::Naming,
    operational::{Fill, Ids, Kept, Origin, as_written, timestamp, timestamp_domain},
    profile::{Situation, Vendor, key},
    recorder::{Place, Recorder},
    served::Served,
};
use crate::directory::schema::ObjectClass;
use crate::{
    clock::{Clock, filetime},
    directory::{dit::Dit, dn::Dn, entry::Entry, schema::Schema},
    wire::{LdapResult, Limits, ResultCode},
};

/// The administrator: who may do anything.
#[derive(Clone)]
pub(super) struct Root {
    pub(super) dn: Dn,
    /// The same for the other naming contexts of a server with several databases.
    pub(super) others: Vec<Dn>,
    /// Where the administrator is no entry, the password.
    pub(super) password: Option<Vec<u8>>,
}

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Root")
            .field("dn", &self.dn)
            .finish_non_exhaustive()
    }
}

/// Who is told of every request.
#[derive(Clone)]
pub(super) struct Log(pub(super) Arc<dyn Fn(&str) + Send + Sync>);

/// The state of a server.
pub(super) struct Backend {
    pub(super) vendor: Vendor,
    pub(super) naming: Naming,
    pub(super) schema: Arc<Schema>,
    dit: RwLock<Dit>,
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) tls: Option<Arc<Served>>,
    pub(super) recorder: Recorder,
    pub(super) rules: Arc<Rules>,
    pub(super) watched: Watched,
    pub(super) root: Root,
    /// What closes the listeners.
    doors: OnceLock<Vec<Door>>,
    log: OnceLock<Log>,
    /// The OIDs of the attributes that a class names, by the class's OID; filled as classes are used.
    class_attributes: RwLock<HashMap<String, Arc<HashSet<String>>>>,
}

impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backend")
            .field("naming", &self.naming)
            .finish_non_exhaustive()
    }
}

/// What a backend is made of.
pub(super) struct Parts {
    pub(super) vendor: Vendor,
    pub(super) naming: Naming,
    pub(super) schema: Arc<Schema>,
    pub(super) dit: Dit,
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) tls: Option<Arc<Served>>,
    pub(super) root: Root,
}

impl Backend {
    pub(super) fn new(parts: Parts) -> Self {
        let recorded = parts.vendor.switches.number(key::MAX_RECORDED);
        Self {
            vendor: parts.vendor,
            naming: parts.naming,
            schema: parts.schema,
            dit: RwLock::new(parts.dit),
            clock: parts.clock,
            ids: parts.ids,
            tls: parts.tls,
            recorder: Recorder::new(recorded),
            rules: Arc::new(Rules::default()),
            watched: Watched::default(),
            root: parts.root,
            doors: OnceLock::new(),
            log: OnceLock::new(),
            class_attributes: RwLock::default(),
        }
    }

    /// Learns of its listeners.
    pub(super) fn opened(&self, doors: &[Door]) {
        // Said once, when they are opened.
        let _ = self.doors.set(doors.to_vec());
    }

    /// Tells somebody of every request from now on.
    pub(super) fn log_to(&self, log: Log) {
        // Said once, before anybody connects.
        let _ = self.log.set(log);
    }

    /// A request was answered.
    pub(super) fn answered(&self, place: Place) {
        if let Some(Log(log)) = self.log.get()
            && let Some(record) = self.recorder.at(place)
        {
            log(&line(&record));
        }
    }

    /// Closes its listeners, without waiting.
    pub(super) fn shut(&self) {
        self.doors.get().into_iter().flatten().for_each(Door::shut);
    }

    /// A copy whose directory, records, rules and expectations are its own from now on.
    pub(super) fn fork(&self) -> Self {
        let fork = Self::new(Parts {
            vendor: self.vendor.clone(),
            naming: self.naming.clone(),
            schema: Arc::clone(&self.schema),
            dit: self.version(),
            clock: self.clock.clone(),
            ids: self.ids.fork(),
            tls: self.tls.as_deref().map(|served| Arc::new(served.fork())),
            root: self.root.clone(),
        });
        if let Some(log) = self.log.get() {
            fork.log_to(log.clone());
        }
        fork
    }

    /// Whether a class itself names an attribute type, as required or as allowed.
    pub(super) fn class_allows(&self, class: &ObjectClass, oid: &str) -> bool {
        let cache = self
            .class_attributes
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(named) = cache.get(class.oid()) {
            return named.contains(oid);
        }
        drop(cache);
        let names = class.must().iter().chain(class.may());
        let named: HashSet<String> = names
            .filter_map(|name| self.schema.attribute_type(name))
            .map(|kind| kind.oid().to_owned())
            .collect();
        let allows = named.contains(oid);
        let mut cache = self
            .class_attributes
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        cache.insert(class.oid().to_owned(), Arc::new(named));
        allows
    }

    /// The directory as it is now; it does not change under the reader.
    pub(super) fn version(&self) -> Dit {
        self.dit
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The directory, to be changed; never held across a wait.
    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Dit> {
        self.dit.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The limits of a client; one who has not bound gets shorter messages.
    pub(super) fn limits(&self, anonymous: bool) -> Limits {
        let mut limits = Limits::default();
        for (limit, key) in [
            (&mut limits.max_pdu, key::MAX_PDU),
            (&mut limits.max_depth, key::MAX_DEPTH),
            (&mut limits.max_pipelined, key::MAX_PIPELINED),
        ] {
            match self.vendor.switches.number(key) {
                0 => {}
                number => *limit = number,
            }
        }
        match self.vendor.switches.number(key::MAX_PDU_ANONYMOUS) {
            0 => {}
            most if anonymous => limits.max_pdu = limits.max_pdu.min(most),
            _ => {}
        }
        limits
    }

    /// How this server keeps names.
    pub(super) fn kept(&self) -> Kept<'_> {
        self.vendor.profile.kept(&self.schema)
    }

    /// Brings an entry of no request into the form in which the server keeps it.
    pub(super) fn keep(&self, dit: &Dit, entry: &mut Entry) {
        let kept = self.kept();
        let superior = entry.dn().parent().and_then(|above| dit.get(&above));
        entry.set_dn(kept.dn(entry.dn(), superior.map(|above| above.dn())));
        let object = |dn: &Dn| dit.get(dn).map(|object| object.dn().clone());
        if self.vendor.switches.flag(key::LINKED) {
            kept.attributes(entry, &object);
        } else {
            kept.attributes(entry, &as_written);
        }
        kept.named(entry);
    }

    /// Completes a new entry as the vendor does.
    pub(super) fn fill(&self, entry: &mut Entry, origin: Origin, creator: &str) {
        let fill = Fill {
            naming: &self.naming,
            schema: &self.schema,
            ids: &self.ids,
            now: self.clock.now(),
            origin,
            creator,
        };
        self.vendor.profile.fill(entry, &fill);
    }

    /// Marks an entry as changed now, by somebody.
    pub(super) fn touch(&self, entry: &mut Entry, by: &str) {
        let now: SystemTime = self.clock.now();
        if self.naming.domain.is_some() {
            entry.set("whenChanged", [timestamp_domain(now)]);
            entry.set("uSNChanged", [self.ids.usn().to_string()]);
        } else {
            entry.set("modifiersName", [by]);
            entry.set("modifyTimestamp", [timestamp(now)]);
        }
    }

    /// Now as AD counts it, in 100 ns since 1601.
    pub(super) fn filetime(&self) -> i64 {
        filetime::from_time(self.clock.now())
    }

    /// Whether a DN is one here: every attribute type is in the schema, stands once in its RDN and has a value that fits, where
    /// the vendor asks for that (recorded case `base.unknown_attr_dn`; slapd's `LDAPDN_validate`).
    pub(super) fn understands(&self, dn: &Dn) -> bool {
        self.naming.domain.is_some() || self.kept().reads(dn)
    }

    /// The answer for a DN that is not one.
    pub(super) fn invalid_dn(&self, sent: &[u8]) -> LdapResult {
        self.vendor.answer(
            Situation::InvalidDn,
            &[("dn", &String::from_utf8_lossy(sent))],
        )
    }

    /// The answer for a DN in a naming context that does not exist.
    pub(super) fn no_such(&self, situation: Situation, dit: &Dit, dn: &Dn) -> LdapResult {
        let matched = dit
            .deepest_ancestor(dn)
            .map_or_else(String::new, |entry| entry.dn().as_str().to_owned());
        self.vendor
            .answer(situation, &[("matched", &matched)])
            .matched_dn(matched)
    }

    /// The answer for a DN that this server does not hold. `suffix` is what a referral of a search carries
    /// behind the DN (`??sub`).
    pub(super) fn outside(&self, situation: Situation, dn: &Dn, suffix: &str) -> LdapResult {
        let referral = self.vendor.switches.text(key::DEFAULT_REFERRAL);
        if !referral.is_empty() {
            let url = format!("{}/{}{suffix}", referral.trim_end_matches('/'), dn.as_str());
            return LdapResult::new(ResultCode::REFERRAL).referrals(vec![url]);
        }
        if self.naming.domain.is_none() {
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
