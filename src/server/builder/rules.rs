//! What the schema says of entries that are loaded: as strict as slapadd, all of it at once.

use std::{collections::HashMap, rc::Rc};

use crate::{
    directory::{
        attribute::AttributeDescription,
        dn::is_plain,
        entry::Entry,
        matching::{Form, normalize},
        schema::{AttributeType, Content, NameHash, ObjectClass, Schema},
    },
    vendor::{Vendor, key::LdifSchema},
};

/// What to do about what the schema does not have.
const KEEP_FOREIGN: &str = "correct the name, or keep what another server's schema defines with the switch `ldif-schema` set to `lenient`";

/// The rules for one load.
pub(super) struct Rules<'a> {
    vendor: &'a Vendor,
    schema: &'a Schema,
    /// Whether anything is refused.
    strict: bool,
    kinds: HashMap<String, Known<'a>, NameHash>,
    contents: HashMap<Vec<u8>, Rc<Classes<'a>>, NameHash>,
    /// Of the entry before.
    last: (Vec<u8>, Option<Rc<Classes<'a>>>),
    /// Attributes that were kept though nobody could check them, with how many entries have them.
    unchecked: Vec<(String, usize)>,
}

/// What the classes of an entry say together.
struct Classes<'a> {
    content: Content<'a>,
    /// Every attribute that must be there: a class that says so, the name, and its type where the schema has it.
    required: Vec<(&'a ObjectClass, &'a str, Option<&'a AttributeType>)>,
}

/// What is known of an attribute's name.
#[derive(Clone, Copy)]
enum Known<'a> {
    Here(&'a AttributeType),
    /// The vendor's schema has it, this crate has no definition.
    Further,
    Nowhere,
}

/// A value on its way in. `place` is its own, whatever that is.
pub(super) struct Given<'v, P> {
    pub(super) description: &'v str,
    pub(super) value: &'v [u8],
    pub(super) place: P,
}

impl<'a> Rules<'a> {
    pub(super) fn new(vendor: &'a Vendor, schema: &'a Schema) -> Self {
        Self {
            vendor,
            schema,
            strict: vendor.switches.ldif_schema == LdifSchema::Strict,
            kinds: HashMap::default(),
            contents: HashMap::default(),
            last: Default::default(),
            unchecked: Vec::new(),
        }
    }

    fn known(&mut self, description: &str) -> Known<'a> {
        let name = AttributeDescription::split(description).attribute_type();
        if let Some(known) = self.kinds.get(name) {
            return *known;
        }
        let known = match self.schema.attribute_type(name) {
            Some(kind) => Known::Here(kind),
            None if self.vendor.profile.has_further_attribute(name) => Known::Further,
            None => Known::Nowhere,
        };
        self.kinds.insert(name.to_owned(), known);
        known
    }

    fn classes(&mut self, entry: &Entry) -> Rc<Classes<'a>> {
        let values = entry.values("objectClass");
        let (names, last) = &mut self.last;
        if let Some(last) = last
            && values.clone().eq(names.split(|octet| *octet == 0).skip(1))
        {
            return Rc::clone(last);
        }
        names.clear();
        for class in values.clone() {
            names.push(0);
            names.extend_from_slice(class);
        }
        let classes = if let Some(known) = self.contents.get(names) {
            Rc::clone(known)
        } else {
            let written = values.map(|class| std::str::from_utf8(class).unwrap_or_default());
            let content = self.schema.content(written);
            let required = content.required();
            let required =
                required.map(|(class, name)| (class, name, self.schema.attribute_type(name)));
            let required = required.collect();
            let made = Rc::new(Classes { content, required });
            self.contents.insert(names.clone(), Rc::clone(&made));
            made
        };
        *last = Some(Rc::clone(&classes));
        classes
    }

    /// Holds an entry's values against the schema; what is wrong, each with the place of the value at fault.
    pub(super) fn values<'v, P: Copy>(
        &mut self,
        entry: &Entry,
        given: impl Iterator<Item = Given<'v, P>>,
    ) -> Vec<(P, String)> {
        let mut wrong = Vec::new();
        if !self.strict {
            return wrong;
        }
        let classes = self.classes(entry);
        let content = &classes.content;
        let further = content
            .unknown()
            .any(|class| self.vendor.profile.has_further_class(class));
        // What is wrong with an attribute is said at its first value.
        let mut last = ("", Known::Nowhere);
        for Given {
            description,
            value,
            place,
        } in given
        {
            let first = last.0 != description;
            if first {
                last = (description, self.known(description));
            }
            let kind = match last.1 {
                Known::Here(kind) => kind,
                Known::Further => {
                    if first {
                        self.kept_unchecked(description);
                    }
                    continue;
                }
                Known::Nowhere => {
                    if first {
                        wrong.push((
                            place,
                            format!(
                                "`{description}` is no attribute of the schema; {KEEP_FOREIGN}"
                            ),
                        ));
                    }
                    continue;
                }
            };
            if kind.name() == "objectClass" {
                let class = String::from_utf8_lossy(value);
                let known = content.unknown().all(|unknown| unknown != class);
                if !known && !self.vendor.profile.has_further_class(&class) {
                    wrong.push((
                        place,
                        format!("`{class}` is no object class of the schema; {KEEP_FOREIGN}"),
                    ));
                }
                continue;
            }
            if let Some(why) = unfit(kind, value) {
                wrong.push((place, why));
            }
            if !first || content.allows(kind) || entry.attribute("objectClass").is_none() {
                continue;
            }
            if content.unknown().next().is_some() {
                if further {
                    self.kept_unchecked(description);
                }
            } else if self.vendor.switches.check_classes {
                wrong.push((
                    place,
                    format!(
                        "no class of `{}` allows `{description}`; add a class that does, or leave the attribute out",
                        entry.dn()
                    ),
                ));
            } else {
                self.kept_unchecked(description);
            }
        }
        wrong
    }

    /// Holds a whole entry against its classes, once the server has added what is its own to add.
    pub(super) fn whole(&mut self, entry: &Entry) -> Vec<String> {
        let mut wrong = Vec::new();
        if !self.strict {
            return wrong;
        }
        let dn = entry.dn();
        if entry.attribute("objectClass").is_none() {
            wrong.push(format!(
                "`{dn}` has no `objectClass`; say what it is, for example `objectClass: person`"
            ));
            return wrong;
        }
        let classes = self.classes(entry);
        let content = &classes.content;
        let unknown = content.unknown().next().is_some();
        match content.structural() {
            None if !unknown => wrong.push(format!("no class of `{dn}` is structural; add one, for example `objectClass: organizationalUnit`")),
            _ => {}
        }
        if let Some((class, other)) = content.broken() {
            wrong.push(format!(
                "`{dn}` cannot be both `{}` and `{}`, neither of which is above the other; keep one",
                class.name(),
                other.name()
            ));
        }
        let mut missing: Vec<&str> = Vec::new();
        for (class, name, kind) in &classes.required {
            if !holds(*kind, entry, name) && !missing.contains(name) {
                missing.push(*name);
                wrong.push(format!(
                    "`{dn}` lacks `{name}`, which its class `{}` requires; add it",
                    class.name()
                ));
            }
        }
        for attribute in entry.attributes().filter(|attribute| attribute.len() > 1) {
            let description = attribute.description();
            if let Known::Here(kind) = self.known(description)
                && kind.is_single_value()
            {
                wrong.push(format!(
                    "`{description}` of `{dn}` has several values and takes one; remove the others"
                ));
            }
        }
        if let Some((attribute, value)) = dn.plain_rdn()
            && entry.values(attribute).any(|own| own == value.as_bytes())
        {
            return wrong;
        }
        for (attribute, value) in dn.rdn().iter().flat_map(|rdn| rdn.pairs()) {
            let Known::Here(kind) = self.known(attribute) else {
                continue;
            };
            let form = kind.equality().map(|rule| rule.form());
            let same = |other: &[u8]| {
                other == value
                    || form.is_some_and(|form| normalize(form, other) == normalize(form, value))
            };
            if !entry.values(kind.name()).any(same) {
                wrong.push(format!(
                    "`{}` of `{dn}` is not the value that its name says; leave the attribute out or correct it",
                    kind.name()
                ));
            }
        }
        wrong
    }

    fn kept_unchecked(&mut self, description: &str) {
        match self
            .unchecked
            .iter_mut()
            .find(|(name, _)| name == description)
        {
            Some((_, count)) => *count += 1,
            None => self.unchecked.push((description.to_owned(), 1)),
        }
    }

    /// What was kept though nobody could check it.
    pub(super) fn note(&self) -> Option<String> {
        self.unchecked.first()?;
        let shown: Vec<String> = self
            .unchecked
            .iter()
            .take(8)
            .map(|(name, count)| format!("`{name}` ({count})"))
            .collect();
        let more = match self.unchecked.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!(
            "kept unchecked, because this server has only the usual part of its vendor's schema: {}{more}",
            shown.join(", ")
        ))
    }
}

/// What every object of a domain has, and this server makes or does without.
const MADE: [&str; 3] = ["nTSecurityDescriptor", "objectCategory", "instanceType"];

fn holds(kind: Option<&AttributeType>, entry: &Entry, name: &str) -> bool {
    let Some(kind) = kind else {
        return true;
    };
    let mut names = kind.names().iter();
    names.any(|name| entry.attribute(name).is_some()) || MADE.contains(&name)
}

/// Why a value does not fit its attribute, as slapadd sees it: where there is an equality rule, values must have a form to be
/// compared by.
fn unfit(kind: &AttributeType, value: &[u8]) -> Option<String> {
    let fits = match kind.equality()?.form() {
        Form::Octets => true,
        Form::CaseIgnore | Form::CaseExact => std::str::from_utf8(value).is_ok(),
        Form::DistinguishedName if is_plain(value) => true,
        form => value.is_empty() || normalize(form, value).is_some(),
    };
    if fits {
        return None;
    }
    let name = kind.name();
    let syntax = kind.syntax().description();
    Some(if std::str::from_utf8(value).is_err() {
        format!(
            "the value of `{name}` is not UTF-8, which the syntax {syntax} is; save the file as UTF-8"
        )
    } else {
        format!("the value of `{name}` does not fit its syntax, {syntax}; correct it")
    })
}
