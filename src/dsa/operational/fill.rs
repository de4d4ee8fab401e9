//! What a server stores with a new entry beside what it was given.

use std::{
    cell::{OnceCell, RefCell},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use super::super::naming::Naming;
use crate::{
    clock::{SplitMix64, filetime, generalized_time},
    directory::{
        entry::Entry,
        schema::{ClassKind, Schema},
        sid,
    },
    vendor::{Conduct, NewEntry},
};

/// Where a new entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The builder or an LDIF file: accounts are usable.
    Loaded,
    /// An add request: AD makes accounts that are disabled and have no password.
    Added,
}

/// What filling needs to know.
pub(crate) struct Fill<'a> {
    pub(crate) naming: &'a Naming,
    pub(crate) schema: &'a Schema,
    pub(crate) ids: &'a Ids,
    pub(crate) now: SystemTime,
    pub(crate) origin: Origin,
    /// Who adds it.
    pub(crate) creator: &'a str,
    /// The text of `now`, once it was needed.
    time: OnceCell<String>,
    /// What was found for the entry before.
    structural: RefCell<Structural>,
}

/// Classes, and the structural one among them.
#[derive(Default)]
struct Structural {
    classes: Vec<Vec<u8>>,
    name: Option<String>,
}

impl<'a> Fill<'a> {
    pub(crate) fn new(
        naming: &'a Naming,
        schema: &'a Schema,
        ids: &'a Ids,
        now: SystemTime,
        origin: Origin,
        creator: &'a str,
    ) -> Self {
        Self {
            naming,
            schema,
            ids,
            now,
            origin,
            creator,
            time: OnceCell::new(),
            structural: RefCell::default(),
        }
    }
}

impl Fill<'_> {
    /// Completes a new entry as the vendor does.
    pub(crate) fn entry(&self, conduct: &Conduct, entry: &mut Entry) {
        match conduct.new_entry {
            NewEntry::DomainController => domain_entry(entry, self),
            NewEntry::Rfc4512 => slapd_entry(entry, self),
        }
    }
}

/// Identifiers from a seed: GUIDs, relative identifiers, update sequence numbers.
#[derive(Debug)]
pub(crate) struct Ids(Mutex<State>);

#[derive(Clone, Debug)]
struct State {
    random: SplitMix64,
    rid: u32,
    usn: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(State {
            random: SplitMix64::new(seed),
            rid: 1103,
            usn: 4096,
        }))
    }

    /// Ids that go on from here, whatever becomes of these.
    pub(crate) fn fork(&self) -> Self {
        Self(Mutex::new(self.state().clone()))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that looks random and follows from the seed (SplitMix64).
    pub(crate) fn random(&self) -> u64 {
        self.state().random.next()
    }

    /// A version 4 GUID, RFC 9562, in the byte order that AD stores.
    fn guid(&self) -> [u8; 16] {
        let mut guid = [0; 16];
        guid[..8].copy_from_slice(&self.random().to_be_bytes());
        guid[8..].copy_from_slice(&self.random().to_be_bytes());
        guid[7] = guid[7] & 0x0F | 0x40;
        guid[8] = guid[8] & 0x3F | 0x80;
        guid
    }

    fn rid(&self) -> u32 {
        let mut state = self.state();
        state.rid += 1;
        state.rid - 1
    }

    /// The last update sequence number that was given out.
    pub(crate) fn last_usn(&self) -> u64 {
        self.state().usn
    }

    /// The next update sequence number.
    pub(crate) fn usn(&self) -> u64 {
        let mut state = self.state();
        state.usn += 1;
        state.usn
    }
}

/// `whenCreated` and its like; a clock beyond the year 9999 stands at its end.
pub(crate) fn timestamp_domain(time: SystemTime) -> String {
    generalized_time::format_active_directory(time)
        .unwrap_or_else(|| "99991231235959.0Z".to_owned())
}

/// `createTimestamp` and its like; a clock beyond the year 9999 stands at its end.
pub(crate) fn timestamp(time: SystemTime) -> String {
    generalized_time::format(time).unwrap_or_else(|| "99991231235959Z".to_owned())
}

/// What a domain controller adds, as recorded for `add {objectClass: user}` and `add {objectClass: group}`.
fn domain_entry(entry: &mut Entry, fill: &Fill<'_>) {
    superclasses(entry, fill.schema);
    let head = fill.naming.contexts.contains(entry.dn());
    let time = timestamp_domain(fill.now);
    entry.set_missing("instanceType", if head { "5" } else { "4" });
    entry.set_missing("whenCreated", &time);
    entry.set_missing("whenChanged", time);
    let usn = fill.ids.usn().to_string();
    entry.set_missing("uSNCreated", &usn);
    entry.set_missing("uSNChanged", usn);
    if let Some(value) = entry.dn().rdn().map(|rdn| rdn.value().to_vec()) {
        entry.set("name", [value]);
    }
    entry.set_missing("objectGUID", fill.ids.guid());
    account(entry, fill);
    category(entry, fill);
}

fn account(entry: &mut Entry, fill: &Fill<'_>) {
    let (user, group) = (entry.has_class("user"), entry.has_class("group"));
    if !user && !group {
        return;
    }
    if let Some(domain) = &fill.naming.domain
        && entry.attribute("objectSid").is_none()
    {
        entry.set("objectSid", sid::with_rid(&domain.sid, fill.ids.rid()));
    }
    if entry.attribute("sAMAccountName").is_none() {
        let made = format!(
            "${:06X}-{:012X}",
            fill.ids.random() & 0xFF_FFFF,
            fill.ids.random() & 0xFFFF_FFFF_FFFF
        );
        entry.set_missing("sAMAccountName", made);
    }
    if group {
        entry.set_missing("groupType", "-2147483646");
        let kind = entry
            .text("groupType")
            .and_then(|text| text.parse::<i64>().ok())
            .unwrap_or(0);
        // Security or distribution, domain local or not: MS-ADTS 3.1.1.5.2.4 with MS-SAMR 2.2.1.9.
        let kind = match (kind < 0, kind & 4 != 0) {
            (true, false) => "268435456",
            (false, false) => "268435457",
            (true, true) => "536870912",
            (false, true) => "536870913",
        };
        entry.set_missing("sAMAccountType", kind);
        return;
    }
    let computer = entry.has_class("computer");
    let password = entry.attribute("userPassword").is_some();
    let usable = fill.origin == Origin::Loaded;
    let control = match (usable, computer) {
        (true, false) => "512",
        (true, true) => "4096",
        (false, _) => "546",
    };
    entry.set_missing("userAccountControl", control);
    for counter in [
        "badPwdCount",
        "codePage",
        "countryCode",
        "badPasswordTime",
        "lastLogoff",
        "lastLogon",
        "logonCount",
    ] {
        entry.set_missing(counter, "0");
    }
    let set = if usable || password {
        filetime::from_time(fill.now).to_string()
    } else {
        "0".to_owned()
    };
    entry.set_missing("pwdLastSet", set);
    entry.set_missing("primaryGroupID", if computer { "515" } else { "513" });
    entry.set_missing("accountExpires", "9223372036854775807");
    entry.set_missing(
        "sAMAccountType",
        if computer { "805306369" } else { "805306368" },
    );
}

/// The default category of the most special class, MS-ADTS 3.1.1.2.4.8 (`defaultObjectCategory`).
fn category(entry: &mut Entry, fill: &Fill<'_>) {
    let Some(domain) = &fill.naming.domain else {
        return;
    };
    let names = entry.values("objectClass");
    let classes =
        names.filter_map(|name| fill.schema.object_class(std::str::from_utf8(name).ok()?));
    let special = classes
        .filter(|class| class.kind() == ClassKind::Structural)
        .max_by_key(|class| class.depth());
    if let Some(category) = special.and_then(|class| class.category()) {
        let dn = format!("CN={category},{}", domain.schema.as_str());
        entry.set_missing("objectCategory", dn);
    }
}

/// AD stores the superclasses too, the uppermost first.
fn superclasses(entry: &mut Entry, schema: &Schema) {
    let given: Vec<String> = entry
        .values("objectClass")
        .map(|class| String::from_utf8_lossy(class).into_owned())
        .collect();
    let mut classes: Vec<String> = Vec::new();
    for class in given {
        let mut chain: Vec<String> = schema
            .superclass_chain(&class)
            .into_iter()
            .map(|class| class.name().to_owned())
            .collect();
        chain.reverse();
        if chain.is_empty() {
            chain.push(class);
        }
        for class in chain {
            if !classes
                .iter()
                .any(|other| other.eq_ignore_ascii_case(&class))
            {
                classes.push(class);
            }
        }
    }
    entry.set("objectClass", classes);
}

/// What slapd adds: the operational attributes of RFC 4512 section 3.4 and RFC 4530.
fn slapd_entry(entry: &mut Entry, fill: &Fill<'_>) {
    // A list of thousands has the same classes again and again.
    let mut last = fill.structural.borrow_mut();
    if !entry.values("objectClass").eq(last.classes.iter()) {
        let structural = entry
            .values("objectClass")
            .filter_map(|class| fill.schema.object_class(std::str::from_utf8(class).ok()?))
            .filter(|class| class.kind() == ClassKind::Structural)
            .max_by_key(|class| class.depth());
        last.name = structural.map(|class| class.name().to_owned());
        last.classes = entry.values("objectClass").map(<[u8]>::to_vec).collect();
    }
    entry.reserve(7);
    if let Some(class) = &last.name {
        entry.set_missing("structuralObjectClass", class);
    }
    let time = fill.time.get_or_init(|| timestamp(fill.now));
    entry.set_missing("entryUUID", uuid(&fill.ids.guid()));
    entry.set_missing("creatorsName", fill.creator);
    entry.set_missing("createTimestamp", time);
    let mut csn = String::with_capacity(40);
    csn.push_str(time.trim_end_matches('Z'));
    csn.push_str(".000000Z#");
    let usn = fill.ids.usn();
    for digit in (0..u64::BITS / 4).rev() {
        let rest = usn >> (digit * 4);
        if digit < 6 || rest > 0 {
            csn.push(hexadecimal(rest as u8));
        }
    }
    csn.push_str("#000#000000");
    entry.set_missing("entryCSN", csn);
    entry.set_missing("modifiersName", fill.creator);
    entry.set_missing("modifyTimestamp", time);
}

/// The digit of the lower four bits.
fn hexadecimal(bits: u8) -> char {
    char::from(b"0123456789abcdef"[usize::from(bits & 0xF)])
}

/// RFC 9562 text, big-endian.
fn uuid(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 0xF] {
            text.push(hexadecimal(half));
        }
    }
    text
}
