//! From what the builder was given to the first version of the directory.

use std::collections::{HashMap, HashSet};

use super::{Group, User, links::BackLinks, place::Place, rules::Rules};
use crate::{
    directory::{
        dit::Dit,
        dn::{Dn, Rdn},
        entry::Entry,
        schema::{NameHash, Schema},
    },
    dsa::{
        naming::Naming,
        operational::{Fill, Kept, Named, Origin, Seen, as_written},
    },
    vendor::{Profile, Vendor},
};

/// Entries on their way into the directory.
pub(super) struct Load<'a> {
    pub(super) naming: &'a Naming,
    pub(super) vendor: &'a Vendor,
    pub(super) rules: Rules<'a>,
    pub(super) entries: Vec<Entry>,
    /// Where each entry came from, for messages.
    pub(super) places: Vec<Place>,
    pub(super) by_name: HashMap<String, usize, NameHash>,
    /// What entries are said to be named by.
    pub(super) back_links: Vec<BackLinks>,
    /// How many files were read.
    pub(super) files: usize,
    /// Login and group names in lower case, of so many entries; nobody asks where there are only files.
    logins: (HashMap<String, Dn>, usize),
    pub(super) problems: Vec<(Place, String)>,
    pub(super) notes: Vec<String>,
    /// The members of groups that were joined, by normalised DN.
    members: HashMap<String, HashSet<String>>,
}

impl<'a> Load<'a> {
    /// Begins with the entries that a new server has.
    pub(super) fn new(
        naming: &'a Naming,
        vendor: &'a Vendor,
        schema: &'a Schema,
        first: Vec<Entry>,
    ) -> Self {
        let mut load = Self {
            naming,
            vendor,
            rules: Rules::new(vendor, schema),
            back_links: Vec::new(),
            files: 0,
            notes: Vec::new(),
            entries: Vec::new(),
            places: Vec::new(),
            by_name: HashMap::default(),
            logins: (HashMap::new(), 0),
            problems: Vec::new(),
            members: HashMap::new(),
        };
        for entry in first {
            load.put(entry, Place::made("the new directory"));
        }
        load
    }

    pub(super) fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push((Place::none(), problem.into()));
    }

    pub(super) fn put(&mut self, mut entry: Entry, place: Place) {
        entry.pack_like(self.entries.last());
        self.by_name
            .insert(entry.dn().normalized().to_owned(), self.entries.len());
        self.entries.push(entry);
        self.places.push(place);
    }

    /// Gives up the entries from one on.
    pub(super) fn forget_from(&mut self, first: usize) {
        self.entries.truncate(first);
        self.places.truncate(first);
        self.by_name.retain(|_, index| *index < first);
    }

    fn entry_mut(&mut self, dn: &Dn) -> Option<&mut Entry> {
        let index = *self.by_name.get(dn.normalized())?;
        self.entries.get_mut(index)
    }

    fn has(&self, dn: &Dn) -> bool {
        self.by_name.contains_key(dn.normalized())
    }

    /// The DN of a new entry, in its usual place or where it was put.
    fn place(
        &mut self,
        what: &str,
        name: &str,
        given: Option<&str>,
        usual: &Dn,
        rdn: &str,
    ) -> Option<Dn> {
        let dn = match given.map(Dn::parse) {
            Some(Ok(dn)) => dn,
            Some(Err(error)) => {
                self.problem(format!(
                    "the DN of the {what} `{name}` cannot be read: {error}"
                ));
                return None;
            }
            None => usual.child(&Rdn::new(rdn, name)),
        };
        if self.naming.context_of(&dn).is_none() {
            self.problem(format!(
                "the {what} `{name}` at `{}` lies outside of `{}`",
                dn.as_str(),
                self.naming.base.as_str()
            ));
            return None;
        }
        if self.has(&dn) {
            self.problem(format!(
                "there is an entry `{}` already; the {what} `{name}` needs another name",
                dn.as_str()
            ));
            return None;
        }
        if let Some(parent) = dn.parent() {
            self.make_container(&parent);
        }
        Some(dn)
    }

    /// Makes the organizational units on the way to an entry.
    fn make_container(&mut self, dn: &Dn) {
        if self.has(dn) || self.naming.context_of(dn).is_none() {
            return;
        }
        if let Some(parent) = dn.parent() {
            self.make_container(&parent);
        }
        let is_unit = dn
            .rdn()
            .is_some_and(|rdn| rdn.attribute().eq_ignore_ascii_case("ou"));
        if is_unit {
            let mut unit = Entry::new(dn.clone());
            unit.set("objectClass", ["top", "organizationalUnit"]);
            self.put(unit, Place::made("made on demand"));
        }
    }

    pub(super) fn user(&mut self, user: &User, now: std::time::SystemTime) {
        let account = self.vendor.profile.conduct().account_control;
        let domain = self.naming.domain.as_ref().map(|domain| domain.dns.clone());
        let rdn = if account { "CN" } else { "uid" };
        let people = self.naming.people.clone();
        let Some(dn) = self.place("user", &user.name, user.dn.as_deref(), &people, rdn) else {
            return;
        };
        let mut entry = Entry::new(dn);
        let mail_domain = domain.unwrap_or_else(|| dns_name(&self.naming.base));
        let mail = format!("{}@{mail_domain}", user.name);
        if account {
            entry.set("objectClass", ["user"]);
            entry.set("sAMAccountName", [user.name.as_str()]);
            entry.set("userPrincipalName", [mail.as_str()]);
            // Not the login name: by its displayName somebody can bind, and by the login name alone nobody.
            entry.set("displayName", [format!("User {}", user.name)]);
        } else {
            entry.set(
                "objectClass",
                ["top", "person", "organizationalPerson", "inetOrgPerson"],
            );
            entry.set("uid", [user.name.as_str()]);
            entry.set("cn", [user.name.as_str()]);
            entry.set("displayName", [user.name.as_str()]);
        }
        entry.set("sn", [user.name.as_str()]);
        entry.set("mail", [mail]);
        let mut own = Vec::new();
        for (name, value) in &user.attributes {
            if name.eq_ignore_ascii_case("objectClass") {
                if !entry.has_class(value) {
                    entry.push("objectClass", value.as_str());
                }
                continue;
            }
            if !own.contains(&name) {
                entry.remove(name);
                own.push(name);
            }
            entry.push(name, value.as_str());
        }
        if let Some(password) = &user.password {
            entry.set("userPassword", [password.as_str()]);
        }
        for state in &user.state {
            let (attribute, value) = state.attribute(account, now);
            entry.set(attribute, [value]);
        }
        self.put(entry, Place::given(format!("user {}", user.name)));
    }

    pub(super) fn group(&mut self, group: &Group) {
        let domain = self.vendor.profile.conduct().domain;
        let groups = self.naming.groups.clone();
        let rdn = if domain { "CN" } else { "cn" };
        let Some(dn) = self.place("group", &group.name, group.dn.as_deref(), &groups, rdn) else {
            return;
        };
        let mut entry = Entry::new(dn);
        entry.set(
            "objectClass",
            if domain {
                vec!["group"]
            } else {
                vec!["top", "groupOfNames"]
            },
        );
        entry.set("cn", [group.name.as_str()]);
        if domain {
            entry.set("sAMAccountName", [group.name.as_str()]);
        }
        for (name, value) in &group.attributes {
            entry.push(name, value.as_str());
        }
        self.put(entry, Place::given(format!("group {}", group.name)));
    }

    /// Puts the members into their groups, once all entries are there; groups that are missing are made.
    pub(super) fn memberships(&mut self, users: &[User], groups: &[Group]) {
        let of_users = users.iter().flat_map(|user| {
            user.groups
                .iter()
                .map(|group| (group, &user.name, user.dn.as_deref()))
        });
        let of_groups = groups.iter().flat_map(|group| {
            group
                .groups
                .iter()
                .map(|parent| (parent, &group.name, group.dn.as_deref()))
        });
        for (group, member, dn) in of_users.chain(of_groups) {
            let Some(member) = self.find(dn.unwrap_or(member)) else {
                continue;
            };
            let Some(group) = self.find_or_make(group) else {
                continue;
            };
            self.join(&group, &member);
        }
        for group in groups {
            let Some(own) = self.find_group(group.dn.as_deref().unwrap_or(&group.name)) else {
                continue;
            };
            for member in &group.members {
                match self.find(member) {
                    Some(member) => self.join(&own, &member),
                    None => self.problem(format!(
                        "the group `{}` names the member `{member}`, whom nobody made; add a user or group of this name",
                        group.name
                    )),
                }
            }
        }
    }

    fn find(&mut self, name: &str) -> Option<Dn> {
        let (logins, seen) = &mut self.logins;
        for entry in &self.entries[*seen..] {
            for attribute in ["sAMAccountName", "uid", "cn"] {
                if let Some(login) = entry.text(attribute) {
                    let own = || entry.dn().clone();
                    logins.entry(login.to_lowercase()).or_insert_with(own);
                }
            }
        }
        *seen = self.entries.len();
        if let Some(dn) = logins.get(&name.to_lowercase()) {
            return Some(dn.clone());
        }
        Dn::parse(name).ok().filter(|dn| self.has(dn))
    }

    /// A group by name; it goes before a user of the same name.
    fn find_group(&mut self, name: &str) -> Option<Dn> {
        let rdn = if self.vendor.profile.conduct().domain {
            "CN"
        } else {
            "cn"
        };
        let usual = self.naming.groups.child(&Rdn::new(rdn, name));
        if self.has(&usual) {
            return Some(usual);
        }
        self.find(name)
    }

    fn find_or_make(&mut self, name: &str) -> Option<Dn> {
        if let Some(dn) = self.find_group(name) {
            return Some(dn);
        }
        let group = match Dn::parse(name) {
            Ok(dn) if !dn.is_root() => {
                let label = dn
                    .rdn()
                    .map(|rdn| String::from_utf8_lossy(rdn.value()).into_owned())?;
                Group::new(label).dn(name)
            }
            _ => Group::new(name),
        };
        self.group(&group);
        self.find_group(group.dn.as_deref().unwrap_or(&group.name))
    }

    fn join(&mut self, group: &Dn, member: &Dn) {
        let unique = self
            .entry_mut(group)
            .is_some_and(|entry| entry.has_class("groupOfUniqueNames"));
        let attribute = if unique { "uniqueMember" } else { "member" };
        let known = self.members.entry(group.normalized().to_owned());
        let index = self.by_name.get(group.normalized()).copied();
        let Some(entry) = index.and_then(|index| self.entries.get_mut(index)) else {
            return;
        };
        let stored = || {
            let members = entry
                .values(attribute)
                .filter_map(|value| Dn::from_bytes(value).ok());
            members.map(|dn| dn.normalized().to_owned()).collect()
        };
        if known
            .or_insert_with(stored)
            .insert(member.normalized().to_owned())
        {
            entry.push(attribute, member.as_str());
        }
    }

    /// The administrator's password, as far as a file gave one in clear.
    pub(super) fn clear_password(&self, dn: &Dn) -> Option<String> {
        let index = *self.by_name.get(dn.normalized())?;
        let text = self.entries[index].text("userPassword")?;
        (!text.starts_with('{')).then(|| text.to_owned())
    }

    pub(super) fn set_password(&mut self, dn: &Dn, password: &str) {
        if let Some(entry) = self.entry_mut(dn) {
            entry.set("userPassword", [password]);
        }
    }

    /// Brings all names into the form in which the server keeps them, superiors first, and completes the entries.
    fn keep(&mut self, profile: Profile, fill: &Fill<'_>) {
        let kept = Kept::of(profile.conduct(), fill.schema);
        let depths = self.entries.iter().map(|entry| entry.dn().depth());
        let mut order: Vec<(usize, usize)> = depths.zip(0..).collect();
        order.sort_unstable();
        for (_, index) in order {
            let dn = self.entries[index].dn();
            let superior = dn
                .normalized_superior()
                .and_then(|above| self.by_name.get(above))
                .map(|above| self.entries[*above].dn());
            let dn = kept.dn(dn, superior);
            self.entries[index].set_dn(dn);
        }
        let linked = self.vendor.switches.linked;
        let dn = |entry: &Entry| entry.dn().clone();
        let names: Vec<Dn> = match linked {
            true => self.entries.iter().map(dn).collect(),
            false => Vec::new(),
        };
        let object = |dn: &Dn| Some(names[*self.by_name.get(dn.normalized())?].clone());
        let named: Named<'_> = if linked { &object } else { &as_written };
        let (mut seen, mut before) = (Seen::default(), None);
        for entry in &mut self.entries {
            kept.attributes_seen(entry, named, &mut seen);
            kept.named(entry);
            fill.entry(profile.conduct(), entry);
            entry.pack_like(before);
            before = Some(&*entry);
        }
    }

    /// Completes the entries, checks them and loads them, superiors first. What is wrong, or else what should be told.
    pub(super) fn finish(
        mut self,
        profile: Profile,
        fill: &Fill<'_>,
        dit: &mut Dit,
    ) -> Result<Vec<String>, Vec<String>> {
        debug_assert_eq!(fill.origin, Origin::Loaded);
        self.take_given();
        self.keep(profile, fill);
        self.check(fill.schema);
        if self.problems.is_empty() {
            let entries = std::mem::take(&mut self.entries);
            self.by_name = HashMap::default();
            let mut order: Vec<(Entry, Place)> = entries.into_iter().zip(self.places).collect();
            order.sort_by_cached_key(|(entry, _)| entry.dn().depth());
            let (entries, places): (Vec<_>, Vec<_>) = order.into_iter().unzip();
            let Err(error) = dit.load(entries) else {
                return Ok(self.notes);
            };
            let place = places.get(error.index()).cloned();
            let place = place.unwrap_or_else(Place::none);
            self.problems.push((place, error.cause().to_string()));
        }
        self.problems.sort_by_key(|(place, _)| place.order());
        let told = |(place, problem): (Place, String)| place.tell(&problem);
        Err(self.problems.into_iter().map(told).collect())
    }
}

pub(super) fn dns_name(base: &Dn) -> String {
    let labels = base
        .rdns()
        .map(|rdn| String::from_utf8_lossy(rdn.value()).into_owned());
    labels.collect::<Vec<_>>().join(".")
}
