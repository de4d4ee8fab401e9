//! Files of entries, and entries made in code, on their way into the directory.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

use super::{load::Load, place::Place, rules::Given};
use crate::{
    directory::{dn::Dn, entry::Entry, ldif, password},
    vendor::Constructed,
};

/// Most attributes for which room is made beforehand; a group has one value a member, and one attribute.
const ROOM: usize = 16;

/// A file that is being read.
struct Reading<'a> {
    name: Arc<str>,
    number: usize,
    /// How many entries were there before.
    given: usize,
    within: Option<&'a Dn>,
    /// The first record that no naming context has, and how many there are.
    outside: Option<(Place, Dn, usize)>,
    /// The first record that lies in another context than it should.
    astray: Option<(Place, Dn)>,
}

impl Load<'_> {
    /// Reads a file of LDIF content records, which all lie in one naming context where one is named.
    pub(super) fn ldif_file(
        &mut self,
        path: &Path,
        options: &ldif::Options<'_>,
        within: Option<&Dn>,
    ) {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => self.ldif(&name, file, options, within),
            Err(error) => self.unreadable(&name, &error),
        }
    }

    fn unreadable(&mut self, name: &str, error: &io::Error) {
        self.problem(format!("the LDIF file {name} cannot be read: {error}"));
    }

    /// Reads LDIF content records. An entry of a new domain takes on the file's attributes, that of a new suffix gives way.
    pub(super) fn ldif(
        &mut self,
        name: &str,
        from: impl Read,
        options: &ldif::Options<'_>,
        within: Option<&Dn>,
    ) {
        self.files += 1;
        let mut file = Reading {
            name: name.into(),
            number: self.files,
            given: self.entries.len(),
            within,
            outside: None,
            astray: None,
        };
        let known = self.problems.len();
        let mut blocks = ldif::Blocks::new(from);
        loop {
            let block = match blocks.next() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(error) => return self.unreadable(name, &error),
            };
            match block.records(options) {
                Ok(records) => self.records(&mut file, records),
                Err(error) => {
                    // Of a file with a mistake nothing is taken, and nothing else is said.
                    self.forget_from(file.given);
                    self.problems.truncate(known);
                    return self.problem(error.in_file(name).to_string());
                }
            }
        }
        if let Some((place, first, count)) = file.outside {
            let problem = self.outside(&first, count);
            self.problems.push((place, problem));
        }
        if let (Some((place, dn)), Some(own)) = (file.astray, within) {
            let problem = format!(
                "`{dn}` lies outside of `{own}`, whose database this file is of; move it to the file of the other database",
            );
            self.problems.push((place, problem));
        }
    }

    fn records(&mut self, file: &mut Reading<'_>, records: Vec<ldif::Record<'_>>) {
        for record in records {
            let place = |(line, column)| Place::line(&file.name, file.number, line, column);
            let context = self.naming.context_of(&record.dn);
            if context.is_none() {
                let begins = place((record.line, 1));
                let (_, _, count) = file.outside.get_or_insert((begins, record.dn, 0));
                *count += 1;
                continue;
            }
            if file.astray.is_none() && file.within.is_some() && file.within != context {
                file.astray = Some((place((record.line, 1)), record.dn.clone()));
            }
            let values = record.attributes.iter().zip(&record.places);
            let values = values.map(|((description, value), place)| Given {
                description,
                value,
                place: *place,
            });
            self.record(&record.dn, (record.line, 1), values, place, file.given);
        }
    }

    /// Takes entries that were made in code, by the rules for files.
    pub(super) fn entries(&mut self, entries: &[Entry]) {
        self.files += 1;
        let file = self.files;
        let given = self.entries.len();
        let place = |(number, _)| Place::entry(file, number);
        let (mut outside, mut first) = (0, None);
        for (number, entry) in (1..).zip(entries) {
            if self.naming.context_of(entry.dn()).is_none() {
                outside += 1;
                first.get_or_insert((number, entry));
                continue;
            }
            let values = entry.attributes().flat_map(|attribute| {
                let description = attribute.description();
                attribute.values().map(move |value| Given {
                    description,
                    value,
                    place: (number, 0),
                })
            });
            self.record(entry.dn(), (number, 0), values, place, given);
        }
        if let Some((number, entry)) = first {
            let problem = self.outside(entry.dn(), outside);
            self.problems.push((place((number, 0)), problem));
        }
    }

    /// One sentence for all entries that another suffix would hold.
    fn outside(&self, first: &Dn, count: usize) -> String {
        let others = match count {
            1 => "lies".to_owned(),
            2 => "and another entry lie".to_owned(),
            count => format!("and {} other entries lie", count - 1),
        };
        let is_dc = |dn: &Dn| {
            dn.rdn()
                .is_some_and(|rdn| rdn.attribute().eq_ignore_ascii_case("dc"))
        };
        let mut top = first.clone();
        while let Some(above) = top.parent().filter(|above| !above.is_root()) {
            if is_dc(&top) {
                break;
            }
            top = above;
        }
        let cure = match &self.naming.domain {
            Some(_) => {
                let domain = super::load::dns_name(&top);
                format!(
                    "start the server with `--domain {domain}`, in code `active_directory(\"{domain}\")`"
                )
            }
            None => {
                format!("start the server with `--suffix {top}`, in code `openldap(\"{top}\")`")
            }
        };
        format!(
            "`{}` {others} outside of `{}`, which this server holds; {cure}",
            first.as_str(),
            self.naming.contexts.first().map_or("", Dn::as_str),
        )
    }

    /// One entry, which begins at a place and has values at others; those from `given` on came with it.
    fn record<'v>(
        &mut self,
        dn: &Dn,
        begins: (usize, usize),
        values: impl Iterator<Item = Given<'v, (usize, usize)>> + Clone,
        place_of: impl Fn((usize, usize)) -> Place,
        given: usize,
    ) {
        let place = place_of(begins);
        let known = self.by_name.get(dn.normalized()).copied();
        if let Some(index) = known.filter(|index| *index >= given) {
            let problem = format!(
                "the entry `{}` stands twice, first at {}; remove one",
                dn.as_str(),
                self.places[index]
            );
            self.problems.push((place, problem));
            return;
        }
        let mut entry = Entry::new(dn.clone());
        // As many attributes at most, and those that the server adds.
        entry.reserve(values.clone().take(ROOM).count() + 7);
        for Given {
            description, value, ..
        } in values.clone()
        {
            match self.vendor.constructed(description) {
                None => entry.push(description, value),
                Some(constructed) => self.constructed(dn, constructed, description, value),
            }
        }
        if let Err(problem) = read_password(&mut entry) {
            self.problems.push((place.clone(), problem));
        }
        // A suffix's entry is made only where there is none; what a domain is made of stays, and takes on more.
        let merged = known
            .filter(|_| self.vendor.profile.conduct().domain)
            .map(|index| {
                let mut merged = self.entries[index].clone();
                merge(&mut merged, &entry);
                merged
            });
        let entry = merged.unwrap_or(entry);
        for (at, problem) in self.rules.values(&entry, values) {
            self.problems.push((place_of(at), problem));
        }
        match known {
            Some(index) => {
                self.entries[index] = entry;
                self.places[index] = place;
            }
            None => self.put(entry, place),
        }
    }

    /// A value that the server works out itself: a back link must follow from the forward links, the rest is left out.
    pub(super) fn constructed(
        &mut self,
        dn: &Dn,
        constructed: Constructed,
        description: &str,
        value: &[u8],
    ) {
        match constructed {
            Constructed::MemberOf => self.back_link(dn, description, "member", value),
            Constructed::BackLink(forward) => self.back_link(dn, description, forward, value),
            _ => {}
        }
    }
}

/// A file's attributes take the place of those of an entry that is there.
fn merge(entry: &mut Entry, from: &Entry) {
    for attribute in from.attributes() {
        entry.set(
            attribute.description(),
            attribute.values().map(<[u8]>::to_vec),
        );
    }
}

/// `unicodePwd` sets the password everywhere: quoted UTF-16 as AD takes it.
fn read_password(entry: &mut Entry) -> Result<(), String> {
    let Some(value) = entry.first("unicodePwd") else {
        return Ok(());
    };
    let password = password::decode_unicode_pwd(value).ok_or_else(|| {
        format!(
            "the unicodePwd of `{}` is not a password in quotes in UTF-16LE; write `unicodePwd::` with its base64, or `userPassword:`",
            entry.dn().as_str()
        )
    })?;
    entry.remove("unicodePwd");
    entry.set("userPassword", [password]);
    Ok(())
}
