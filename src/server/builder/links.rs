//! Links between the entries that are loaded: forward links lead somewhere, back links follow from them.

use std::collections::{HashMap, HashSet};

use super::{load::Load, place::Place, rules::Given};
use crate::{
    directory::{dn::Dn, schema::Schema},
    vendor::key::LdifSchema,
};

/// A back link as it was given: the entry says that `by` names it.
#[derive(Debug)]
pub(super) struct BackLinks {
    of: Dn,
    attribute: String,
    forward: &'static str,
    by: Vec<u8>,
}

impl Load<'_> {
    pub(super) fn back_link(&mut self, of: &Dn, attribute: &str, forward: &'static str, by: &[u8]) {
        self.back_links.push(BackLinks {
            of: of.clone(),
            attribute: attribute.to_owned(),
            forward,
            by: by.to_vec(),
        });
    }

    /// Takes the constructed attributes out of what the builder was given, and holds the rest against the schema.
    pub(super) fn take_given(&mut self) {
        for index in 0..self.entries.len() {
            if !self.places[index].is_given() {
                continue;
            }
            let entry = &mut self.entries[index];
            if self.vendor.profile.conduct().empty_names
                && entry.has_class("groupOfNames")
                && entry.attribute("member").is_none()
            {
                // The usual way to have a group without members: its class requires one.
                entry.set("member", [""]);
            }
            let names: Vec<String> = self.entries[index]
                .attributes()
                .map(|attribute| attribute.description().to_owned())
                .collect();
            for name in names {
                let Some(constructed) = self.vendor.constructed(&name) else {
                    continue;
                };
                let dn = self.entries[index].dn().clone();
                let values: Vec<Vec<u8>> = self.entries[index]
                    .values(&name)
                    .map(<[u8]>::to_vec)
                    .collect();
                for value in values {
                    self.constructed(&dn, constructed, &name, &value);
                }
                self.entries[index].remove(&name);
            }
            let entry = &self.entries[index];
            let given = entry.attributes().flat_map(|attribute| {
                attribute.values().map(move |value| Given {
                    description: attribute.description(),
                    value,
                    place: (),
                })
            });
            for ((), problem) in self.rules.values(entry, given) {
                self.problems.push((self.places[index].clone(), problem));
            }
        }
    }

    /// What can be said only when all entries are there and complete.
    pub(super) fn check(&mut self, schema: &Schema) {
        let strict = self.vendor.switches.ldif_schema == LdifSchema::Strict;
        let linked = strict && self.vendor.switches.linked;
        let forward: HashSet<&str> = schema
            .attribute_types()
            .filter(|kind| kind.link_id().is_some_and(|link| link % 2 == 0))
            .map(|kind| kind.name())
            .collect();
        for (entry, place) in self.entries.iter().zip(&self.places) {
            let dn = entry.dn();
            let superior = dn.normalized_superior();
            let placed = superior.is_some_and(|above| self.by_name.contains_key(above))
                || self.naming.contexts.contains(dn);
            if !placed {
                let problem = format!(
                    "the superior of `{dn}` does not exist; add it first, or name `{dn}` as a suffix"
                );
                self.problems.push((place.clone(), problem));
            }
            if !place.is_input() {
                continue;
            }
            for problem in self.rules.whole(entry) {
                self.problems.push((place.clone(), problem));
            }
            let links = entry
                .attributes()
                .filter(|attribute| linked && forward.contains(attribute.description()));
            for attribute in links {
                for value in attribute.values() {
                    let found = Dn::from_bytes(value)
                        .is_ok_and(|target| self.by_name.contains_key(target.normalized()));
                    if !found {
                        let problem = format!(
                            "`{}` of `{dn}` names `{}`, and there is no such entry; add it, correct the name, or keep the link with the switch `ldif-schema` set to `lenient`",
                            attribute.description(),
                            String::from_utf8_lossy(value)
                        );
                        self.problems.push((place.clone(), problem));
                    }
                }
            }
        }
        self.check_back_links();
        self.notes.extend(self.rules.note());
    }

    /// Back links are the server's to work out: those that agree with the forward links are left out, and that is told.
    fn check_back_links(&mut self) {
        let mut named: HashMap<(usize, &str), HashSet<String>> = HashMap::new();
        let mut agreed: Vec<(&str, usize)> = Vec::new();
        let strict = self.vendor.switches.ldif_schema == LdifSchema::Strict;
        for link in &self.back_links {
            let by = Dn::from_bytes(&link.by).ok();
            let group = by.and_then(|by| self.by_name.get(by.normalized()).copied());
            let agrees = group.is_some_and(|index| {
                let names = named.entry((index, link.forward)).or_insert_with(|| {
                    let values = self.entries[index].values(link.forward);
                    let dns = values.filter_map(|value| Dn::from_bytes(value).ok());
                    dns.map(|dn| dn.normalized().to_owned()).collect()
                });
                names.contains(link.of.normalized())
            });
            if agrees || !strict {
                match agreed
                    .iter_mut()
                    .find(|(name, _)| name.eq_ignore_ascii_case(&link.attribute))
                {
                    Some((_, count)) => *count += 1,
                    None => agreed.push((&link.attribute, 1)),
                }
                continue;
            }
            let place = self.by_name.get(link.of.normalized());
            let place = place.map_or_else(Place::none, |index| self.places[*index].clone());
            let by = String::from_utf8_lossy(&link.by).into_owned();
            let cure = if link.forward == "member" {
                format!(
                    "give `{by}` the value `member: {}` (in code, `.member_of(\"{by}\")`)",
                    link.of
                )
            } else {
                format!("give `{by}` the value `{}: {}`", link.forward, link.of)
            };
            let problem = format!(
                "`{}` of `{}` says `{by}`, which does not name it in `{}`; `{}` follows from that: {cure}, or leave it out",
                link.attribute, link.of, link.forward, link.attribute
            );
            self.problems.push((place, problem));
        }
        for (name, count) in agreed {
            let values = if count == 1 { "value" } else { "values" };
            self.notes.push(format!(
                "{count} {values} of `{name}` left out: the server works it out from the links that lead to an entry"
            ));
        }
    }
}
