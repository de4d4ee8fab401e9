//! What of an entry is returned: RFC 4511 section 4.5.1.8, and AD's ranges (MS-ADTS 3.1.1.3.1.3.3).

use std::sync::Arc;

use crate::{
    directory::{
        attribute::AttributeDescription,
        dit::Dit,
        entry::{Attribute, Entry, Shape},
    },
    dsa::{agent::Dsa, described::Described, root_dse},
    vendor::{Constructed, Shown, Situation, Vendor},
    wire::{
        AttributeHead, EntryWriter, LdapResult, ResultCode,
        request::{Scope, SearchRequest},
    },
};

/// A range of values, both ends included; `None` = to the end.
type Range = (usize, Option<usize>);

/// The selection of a search.
#[derive(Debug)]
pub(super) struct Selection {
    all_user: bool,
    all_operational: bool,
    wanted: Vec<Wanted>,
    types_only: bool,
    /// Most values of one attribute, 0 = no limit.
    most_values: usize,
    of_root: bool,
    /// Whether passwords may be seen.
    secrets: bool,
    /// The constructed attributes that are returned.
    constructed: Vec<(&'static str, Constructed, Option<Range>)>,
    /// What was decided of stored attributes, by the numbers that their descriptions have in the directory.
    decided: Vec<Option<Decision>>,
    /// The same for whole lists of attributes.
    plans: Vec<Plan>,
    /// The list of the entry before: for one entry alone no plan is made.
    before: Option<Arc<Shape>>,
}

/// Whether a stored attribute is returned, and which part of it.
type Decision = Option<Option<Range>>;

/// What is returned of the entries with a list of attributes: their places.
#[derive(Debug)]
struct Plan {
    shape: Arc<Shape>,
    returned: Vec<Returned>,
}

#[derive(Debug)]
struct Returned {
    at: usize,
    range: Option<Range>,
    head: AttributeHead,
}

/// So many kinds of entries are remembered.
const PLANS: usize = 8;

/// An attribute that was asked for by name.
#[derive(Debug)]
struct Wanted {
    /// The description as stored, without a range.
    description: String,
    /// Names of the attribute type's subtypes.
    subtypes: Vec<String>,
    range: Option<Range>,
}

impl Selection {
    pub(super) fn new(
        dsa: &Dsa,
        request: &SearchRequest,
        of_root: bool,
        secrets: bool,
    ) -> Result<Self, LdapResult> {
        let vendor = &dsa.vendor;
        let ranged = vendor.switches.ranges;
        let mut selection = Self {
            all_user: request.attributes.is_empty(),
            all_operational: false,
            wanted: Vec::new(),
            types_only: request.types_only,
            most_values: vendor.switches.max_val_range,
            of_root,
            secrets,
            constructed: Vec::new(),
            decided: Vec::new(),
            plans: Vec::new(),
            before: None,
        };
        for name in &request.attributes {
            match name.as_str() {
                "*" => selection.all_user = true,
                "+" => selection.all_operational = true,
                "1.1" => {}
                _ => {
                    let base_only = vendor
                        .constructed(name)
                        .is_some_and(|constructed| constructed.base_only());
                    if base_only && request.scope != Scope::Base {
                        let refusal = vendor.answer(Situation::ConstructedScope, &[]);
                        if refusal.code != ResultCode::SUCCESS {
                            return Err(refusal);
                        }
                    }
                    selection.wanted.extend(wanted(dsa, name, ranged)?);
                }
            }
        }
        if !of_root {
            selection.choose_constructed(vendor);
        }
        Ok(selection)
    }

    fn choose_constructed(&mut self, vendor: &Vendor) {
        for (name, constructed, shown) in vendor.all_constructed() {
            let all = match shown {
                Shown::User => self.all_user,
                Shown::Operational => self.all_operational,
                Shown::Named => false,
            };
            let named = self.wanted.iter().find(|wanted| wanted.is(name));
            if all || named.is_some() {
                let range = named.and_then(|wanted| wanted.range);
                self.constructed.push((name, *constructed, range));
            }
        }
    }

    /// Whether one entry can take long: the groups of a token are a closure.
    pub(super) fn is_long(&self) -> bool {
        let mut all = self.constructed.iter();
        all.any(|(_, constructed, _)| constructed.base_only())
    }

    /// Whether passwords may be seen.
    pub(super) fn secrets(&self) -> bool {
        self.secrets
    }

    /// Appends an entry.
    pub(super) fn write(
        &mut self,
        dsa: &Dsa,
        dit: &Dit,
        entry: &Entry,
        id: i32,
        out: &mut Vec<u8>,
    ) {
        let mut writer = EntryWriter::begin(out, id, entry.dn().as_str().as_bytes());
        match self.plan(dsa, entry) {
            Some(at) => {
                for returned in &self.plans[at].returned {
                    let attribute = entry.at(returned.at);
                    match attribute.packed().filter(|_| returned.range.is_none()) {
                        Some(values) if self.is_whole() => writer.headed(&returned.head, values),
                        _ => self.attribute(&mut writer, attribute, returned.range),
                    }
                }
            }
            None => {
                for attribute in entry.attributes() {
                    if let Some(range) = self.decision(dsa, attribute) {
                        self.attribute(&mut writer, attribute, range);
                    }
                }
            }
        }
        for (name, constructed, range) in &self.constructed {
            let values = constructed.values(&dsa.naming, dit, entry);
            if !values.is_empty() {
                self.values(&mut writer, name, values.len(), *range, |from, to| {
                    values[from..to].iter()
                });
            }
        }
        writer.finish(&[]);
    }

    /// Whether short lists are returned as they are kept.
    fn is_whole(&self) -> bool {
        !self.types_only && (self.most_values == 0 || self.most_values >= Attribute::SHORT)
    }

    /// The place of the plan for an entry, once two came with the same attributes.
    fn plan(&mut self, dsa: &Dsa, entry: &Entry) -> Option<usize> {
        let shape = entry.shape();
        let is_it = |plan: &Plan| Arc::ptr_eq(&plan.shape, shape);
        if let Some(at) = self.plans.iter().rposition(is_it) {
            return Some(at);
        }
        let before = self.before.replace(Arc::clone(shape));
        if !before.is_some_and(|before| Arc::ptr_eq(&before, shape)) {
            return None;
        }
        let returned = entry
            .attributes()
            .enumerate()
            .filter_map(|(at, attribute)| {
                let range = self.decision(dsa, attribute)?;
                let head = AttributeHead::new(attribute.description());
                Some(Returned { at, range, head })
            });
        let returned = returned.collect();
        if self.plans.len() == PLANS {
            self.plans.remove(0);
        }
        self.plans.push(Plan {
            shape: Arc::clone(shape),
            returned,
        });
        Some(self.plans.len() - 1)
    }

    /// [`Self::range_of`], decided once for each description of the directory.
    fn decision(&mut self, dsa: &Dsa, attribute: Attribute<'_>) -> Decision {
        let number = attribute.number();
        if let Some(Some(decision)) = self.decided.get(number) {
            return *decision;
        }
        let described = dsa.described.of(&dsa.vendor, &dsa.schema, attribute);
        let decision = self.range_of(dsa, &described);
        // 0 is the number of those that no directory holds.
        if number > 0 {
            if self.decided.len() <= number {
                self.decided.resize(number + 1, None);
            }
            self.decided[number] = Some(decision);
        }
        decision
    }

    /// Whether a stored attribute is returned, and which part of it.
    fn range_of(&self, dsa: &Dsa, described: &Described) -> Decision {
        if described.hidden || described.constructed && !self.of_root {
            return None;
        }
        if !self.secrets && described.password {
            return None;
        }
        let named = self.wanted.iter().find(|wanted| wanted.covers(described));
        let kind = described.kind();
        if let Some(wanted) = named {
            return Some(wanted.range);
        }
        if self.of_root && dsa.conduct().root_dse_only_by_name.contains(&kind) {
            return None;
        }
        let operational = match self.of_root {
            true => root_dse::is_operational(dsa, kind),
            false => described.operational,
        };
        let all = if operational {
            self.all_operational
        } else {
            self.all_user
        };
        all.then_some(None)
    }

    fn attribute(
        &self,
        writer: &mut EntryWriter<'_>,
        attribute: Attribute<'_>,
        range: Option<Range>,
    ) {
        let all = self.most_values == 0 || attribute.len() <= self.most_values;
        if range.is_none() && all && !self.types_only {
            writer.encoded(attribute.description(), attribute.octets());
            return;
        }
        self.values(
            writer,
            attribute.description(),
            attribute.len(),
            range,
            |from, to| attribute.range(from..to),
        );
    }

    fn values<V: AsRef<[u8]>, I: Iterator<Item = V>>(
        &self,
        writer: &mut EntryWriter<'_>,
        description: &str,
        count: usize,
        range: Option<Range>,
        part: impl FnOnce(usize, usize) -> I,
    ) {
        let none = std::iter::empty::<&[u8]>;
        let too_many = self.most_values > 0 && count > self.most_values;
        let Some((first, last)) = range.or(too_many.then_some((0, None))) else {
            if self.types_only {
                writer.attribute(description, none());
            } else {
                writer.attribute(description, part(0, count));
            }
            return;
        };
        if range.is_none() {
            // Clients that know nothing of ranges find the attribute, and find it empty.
            writer.attribute(description, none());
        }
        let most = if self.most_values > 0 {
            self.most_values
        } else {
            usize::MAX
        };
        let wanted = last.map_or(usize::MAX, |last| last.saturating_add(1));
        let end = count.min(wanted).min(first.saturating_add(most));
        let name = if first > last.unwrap_or(usize::MAX) {
            format!("{description};range={first}-{}", last.unwrap_or(first))
        } else if end >= count {
            format!("{description};range={first}-*")
        } else {
            format!("{description};range={first}-{}", end - 1)
        };
        if first >= end || self.types_only {
            writer.attribute(&name, none());
        } else {
            writer.attribute(&name, part(first, end));
        }
    }
}

impl Wanted {
    fn is(&self, name: &str) -> bool {
        self.description.eq_ignore_ascii_case(name)
    }

    fn covers(&self, described: &Described) -> bool {
        let plain = described.kind == described.description().len();
        if plain && self.subtypes.is_empty() {
            // What was asked for with options is not there without.
            return self.description.eq_ignore_ascii_case(described.kind());
        }
        let asked = AttributeDescription::split(&self.description);
        let stored = AttributeDescription::split(described.description());
        asked.covers(&stored)
            || self
                .subtypes
                .iter()
                .any(|name| AttributeDescription::split(name).covers(&stored))
    }
}

/// Reads a name of the attribute list; nothing for one that the schema does not have.
fn wanted(dsa: &Dsa, name: &str, ranged: bool) -> Result<Option<Wanted>, LdapResult> {
    let (plain, range) = match name.split_once(";range=") {
        Some((plain, range)) if ranged => match read_range(range) {
            Some(range) => (plain, Some(range)),
            None => return Err(dsa.vendor.answer(Situation::MalformedRange, &[])),
        },
        // No option has `=` in it, RFC 4512 section 2.5.
        Some(_) => return Ok(None),
        None => (name, None),
    };
    let description = dsa.schema.canonical(plain).into_owned();
    let kind = AttributeDescription::split(&description).attribute_type();
    let options = &description[kind.len()..];
    let subtypes = dsa
        .schema
        .attribute_type(kind)
        .map_or_else(Vec::new, |kind| {
            let below = dsa
                .schema
                .subtypes(kind)
                .filter(|other| other.oid() != kind.oid());
            below
                .map(|other| format!("{}{options}", other.name()))
                .collect()
        });
    Ok(Some(Wanted {
        description,
        subtypes,
        range,
    }))
}

/// `0-9`, `10-*`, or `5` for `5-*` (recorded case `range.0`).
fn read_range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once('-').unwrap_or((text, "*"));
    let first = first.parse().ok()?;
    let last = if last == "*" {
        None
    } else {
        Some(last.parse().ok()?)
    };
    Some((first, last))
}
