//! Files of entries on their way into the directory.

use std::sync::Arc;

use super::{load::Load, place::Place, rules::Given};
use crate::{
    directory::{
        dn::Dn,
        entry::Entry,
        ldif::{self, Record},
        password,
    },
    server::operational::Constructed,
};

impl Load<'_> {
    /// Reads a text of LDIF content records. An entry of a new domain takes on the file's attributes,
    /// that of a new suffix gives way.
    pub(super) fn ldif(&mut self, name: &str, text: &[u8], options: &ldif::Options<'_>) {
        let records = match ldif::read_with(text, options) {
            Ok(records) => records,
            Err(error) => return self.problem(error.in_file(name).to_string()),
        };
        let name: Arc<str> = name.into();
        self.files += 1;
        let file = self.files;
        let given = self.entries.len();
        let (outside, records): (Vec<_>, Vec<_>) = records
            .into_iter()
            .partition(|record| self.naming.context_of(&record.dn).is_none());
        if let Some(first) = outside.first() {
            let place = Place::line(&name, file, first.line, 1);
            let problem = self.outside(first, outside.len());
            self.problems.push((place, problem));
        }
        for record in records {
            self.record(&record, &name, file, given);
        }
    }

    /// One sentence for all entries that another suffix would hold.
    fn outside(&self, first: &Record<'_>, count: usize) -> String {
        let others = match count {
            1 => "lies".to_owned(),
            2 => "and another entry lie".to_owned(),
            count => format!("and {} other entries lie", count - 1),
        };
        let is_dc = |dn: &Dn| {
            dn.rdn()
                .is_some_and(|rdn| rdn.attribute().eq_ignore_ascii_case("dc"))
        };
        let mut top = first.dn.clone();
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
            first.dn.as_str(),
            self.naming.contexts.first().map_or("", Dn::as_str),
        )
    }

    fn record(&mut self, record: &Record<'_>, name: &Arc<str>, file: usize, given: usize) {
        let place = Place::line(name, file, record.line, 1);
        let known = self.by_name.get(record.dn.normalized()).copied();
        if let Some(index) = known.filter(|index| *index >= given) {
            let problem = format!(
                "the entry `{}` stands twice, first at {}; remove one",
                record.dn.as_str(),
                self.places[index]
            );
            self.problems.push((place, problem));
            return;
        }
        let mut entry = Entry::new(record.dn.clone());
        let lines = record.attributes.iter().zip(&record.places);
        for ((description, value), _) in lines.clone() {
            match self.vendor.constructed(description) {
                None => entry.push(description, value.to_vec()),
                Some(constructed) => self.constructed(&record.dn, constructed, description, value),
            }
        }
        if let Err(problem) = read_password(&mut entry) {
            self.problems.push((place.clone(), problem));
        }
        // A suffix's entry is made only where there is none; what a domain is made of stays, and takes on more.
        let merged = known.filter(|_| self.naming.domain.is_some()).map(|index| {
            let mut merged = self.entries[index].clone();
            merge(&mut merged, &entry);
            merged
        });
        let entry = merged.unwrap_or(entry);
        let wrong = self.rules.values(
            &entry,
            lines.map(|((description, value), (line, column))| Given {
                description,
                value,
                place: (*line, *column),
            }),
        );
        for ((line, column), problem) in wrong {
            let place = Place::line(name, file, line, column);
            self.problems.push((place, problem));
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
