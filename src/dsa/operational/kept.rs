//! The one way in for entries: names and values as the server keeps them, however they were written in a file, in code or in a request.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    directory::{
        attribute::AttributeDescription,
        dn::{Dn, Spelling, is_plain},
        entry::Entry,
        matching::normalize,
        schema::{AttributeType, NameHash, Schema},
    },
    vendor::Conduct,
};

/// Who is named by a DN, by the name that it has in the directory.
pub(crate) type Named<'a> = &'a dyn Fn(&Dn) -> Option<Dn>;

/// How a server keeps names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) spelling: Spelling,
    /// Whether an object has no value of its naming attribute but its name.
    pub(crate) one_name: bool,
}

/// What was found of the descriptions of the entries before: whether the schema spells one otherwise, and its type where values
/// may be changed.
#[derive(Default)]
pub(crate) struct Seen<'s>(HashMap<String, (bool, Option<&'s AttributeType>), NameHash>);

impl<'a> Kept<'a> {
    /// How a vendor keeps names, by a schema.
    pub(crate) fn of(conduct: &Conduct, schema: &'a Schema) -> Self {
        Self {
            schema,
            spelling: conduct.spelling,
            one_name: conduct.one_name,
        }
    }
}

impl Kept<'_> {
    /// An entry's DN: its own RDN in the server's spelling, below the superior's DN as that is kept.
    pub(crate) fn dn(&self, dn: &Dn, superior: Option<&Dn>) -> Dn {
        if superior.is_some_and(|superior| self.is_kept_below(dn, superior)) {
            return dn.clone();
        }
        let spelled = dn.kept_as(self.schema, self.spelling);
        let Some(superior) = superior else {
            return spelled;
        };
        let own = spelled.as_str().strip_suffix(superior.as_str());
        let own = own.and_then(|own| own.strip_suffix(','));
        if own.is_some_and(|own| is_plain(own.as_bytes()) && !own.contains(',')) {
            return spelled;
        }
        let Some(rdn) = spelled.rdn() else {
            return spelled;
        };
        let below = spelled
            .as_str()
            .strip_suffix(superior.as_str())
            .is_some_and(|own| own.strip_suffix(',') == Some(rdn.as_str()));
        if below { spelled } else { superior.child(&rdn) }
    }

    /// Whether a plain RDN is spelled as it is kept, and the rest is the superior's DN. So it is for most in a list of thousands.
    fn is_kept_below(&self, dn: &Dn, superior: &Dn) -> bool {
        let own = dn.as_str().strip_suffix(superior.as_str());
        let own = own.and_then(|own| own.strip_suffix(','));
        own.is_some_and(|own| !own.contains(',') && self.spelling.has(own, self.schema))
    }

    /// Whether the types of a DN are known, each stands once in its RDN, and their values fit.
    pub(crate) fn reads(&self, dn: &Dn) -> bool {
        if is_plain(dn.as_str().as_bytes()) {
            let mut kinds = dn.as_str().split(',').map(|rdn| rdn.split('=').next());
            return kinds.all(|kind| {
                self.schema
                    .attribute_type(kind.unwrap_or_default())
                    .is_some()
            });
        }
        dn.rdns().all(|rdn| {
            let mut known = Vec::new();
            rdn.pairs().all(|(attribute, value)| {
                let kind = self.schema.attribute_type(attribute);
                let fits = kind.is_some_and(|kind| {
                    !value.is_empty() && kind.syntax().fits(value) && !known.contains(&kind.oid())
                });
                known.extend(kind.map(AttributeType::oid));
                fits
            })
        })
    }

    /// A value: DNs in the server's spelling, or as the object that they name is called; classes by their names.
    pub(crate) fn value<'v>(
        &self,
        kind: &AttributeType,
        value: &'v [u8],
        named: Named<'_>,
    ) -> Cow<'v, [u8]> {
        let text = std::str::from_utf8(value).unwrap_or_default();
        if kind.is_dn_valued() {
            return match self.dn_value(text, named) {
                Some(kept) => Cow::Owned(kept.into_bytes()),
                None => Cow::Borrowed(value),
            };
        }
        if kind.name() == "objectClass"
            && let Some(class) = self.schema.object_class(text)
            && class.name() != text
        {
            return Cow::Owned(class.name().as_bytes().to_vec());
        }
        Cow::Borrowed(value)
    }

    /// What takes the place of a value that is a DN, or a DN with a bit string behind it; `None` where nothing does.
    fn dn_value(&self, text: &str, named: Named<'_>) -> Option<String> {
        let (name, rest) = match text.rfind("#'") {
            Some(at) if text.ends_with("'B") => text.split_at(at),
            _ => (text, ""),
        };
        let dn = Dn::parse(name).ok()?;
        let kept = named(&dn).unwrap_or_else(|| dn.kept_as(self.schema, self.spelling));
        (kept.as_str() != name).then(|| format!("{}{rest}", kept.as_str()))
    }

    /// The values of one attribute.
    pub(crate) fn values<'v>(
        &self,
        kind: &AttributeType,
        values: &'v [Vec<u8>],
        named: Named<'_>,
    ) -> Cow<'v, [Vec<u8>]> {
        let kept: Vec<_> = values
            .iter()
            .map(|value| self.value(kind, value, named))
            .collect();
        if kept.iter().all(|value| matches!(value, Cow::Borrowed(_))) {
            return Cow::Borrowed(values);
        }
        Cow::Owned(kept.into_iter().map(Cow::into_owned).collect())
    }

    /// All attributes of an entry, under the schema's names.
    pub(crate) fn attributes(&self, entry: &mut Entry, named: Named<'_>) {
        self.attributes_seen(entry, named, &mut Seen::default());
    }

    /// The same of one of many entries.
    pub(crate) fn attributes_seen<'s>(
        &'s self,
        entry: &mut Entry,
        named: Named<'_>,
        seen: &mut Seen<'s>,
    ) {
        let kind = |description: &str| {
            let kind = AttributeDescription::split(description).attribute_type();
            self.schema.attribute_type(kind)
        };
        let changes = entry.attributes().any(|attribute| {
            let description = attribute.description();
            let (renamed, valued) = match seen.0.get(description) {
                Some(known) => *known,
                None => {
                    let renamed = *self.schema.canonical(description) != *description;
                    let valued = kind(description)
                        .filter(|kind| kind.is_dn_valued() || kind.name() == "objectClass");
                    seen.0.insert(description.to_owned(), (renamed, valued));
                    (renamed, valued)
                }
            };
            renamed
                || valued.is_some_and(|kind| {
                    let mut values = attribute.values();
                    values.any(|value| matches!(self.value(kind, value, named), Cow::Owned(_)))
                })
        });
        if !changes {
            return;
        }
        let mut kept = Entry::new(entry.dn().clone());
        for attribute in entry.attributes() {
            let description = self.schema.canonical(attribute.description());
            let kind = kind(&description);
            let values = attribute.values().map(|value| match kind {
                Some(kind) => self.value(kind, value, named),
                None => Cow::Borrowed(value),
            });
            if kept.attribute(&description).is_none() {
                kept.set(&description, values);
            } else {
                for value in values {
                    kept.push(&description, value);
                }
            }
        }
        *entry = kept;
    }

    /// The values of the RDN are in the entry: a server adds them, RFC 4511 section 4.7. An attribute of one value that has
    /// another keeps it; whoever asks for the schema refuses the entry.
    pub(crate) fn named(&self, entry: &mut Entry) {
        if let Some((attribute, value)) = entry.dn().plain_rdn()
            && entry.values(attribute).any(|own| own == value.as_bytes())
        {
            return;
        }
        let Some(rdn) = entry.dn().rdn() else { return };
        for (attribute, value) in rdn.pairs() {
            let attribute = self.schema.canonical(attribute);
            let kind = self.schema.attribute_type(&attribute);
            let rule = kind.and_then(AttributeType::equality);
            let same = |other: &[u8]| {
                other == value || rule.is_some_and(|rule| {
                    let normal = |bytes| normalize(rule.form(), bytes);
                    matches!((normal(other), normal(value)), (Some(one), Some(two)) if one == two)
                })
            };
            let full = (self.one_name || kind.is_some_and(AttributeType::is_single_value))
                && entry.attribute(&attribute).is_some();
            if !full && !entry.values(&attribute).any(same) {
                entry.push(&attribute, value);
            }
        }
    }
}

/// Nobody's name is looked up.
pub(crate) fn as_written(_: &Dn) -> Option<Dn> {
    None
}
