//! Schema files as administrators have them: OpenLDAP's `.schema` with its macros (slapd.conf(5)), LDIF of a `cn=schema` entry, and bare descriptions of
//! RFC 4512. What `file` reads is this crate's own.

use std::collections::{HashMap, HashSet};

use super::{
    AttributeType, ObjectClass, Schema, SchemaError, Syntax,
    definition::DefinitionError,
    statement::{Kind, Statement, statements},
};

/// Syntaxes that slapd has and whose values it takes as they come: OpenLDAP's own files name them.
const OPAQUE: &[&str] = &[
    "1.3.6.1.4.1.1466.115.121.1.4",
    "1.3.6.1.4.1.1466.115.121.1.13",
    "1.3.6.1.4.1.1466.115.121.1.19",
    "1.3.6.1.4.1.1466.115.121.1.23",
    "1.3.6.1.4.1.1466.115.121.1.25",
    "1.3.6.1.4.1.1466.115.121.1.42",
    "1.3.6.1.4.1.1466.115.121.1.49",
    "1.3.6.1.4.1.4203.666.2.7",
    "1.3.6.1.4.1.4203.666.11.10.2.1",
];

/// Rules that slapd has, and OpenLDAP's own files name, and are not built: attributes with them have no rule. Some of them slapd does not do either.
const IDLE: &[&str] = &[
    "presentationAddressMatch",
    "protocolInformationMatch",
    "certificateExactMatch",
    "certificateMatch",
    "attributeCertificateExactMatch",
    "attributeCertificateMatch",
    "authzMatch",
];

/// What files have defined so far.
#[derive(Default)]
pub(crate) struct Loaded {
    /// Where the names of object identifiers lead.
    oids: HashMap<String, String>,
    /// What stands for a syntax that a file defines itself, `X-SUBST`.
    syntaxes: HashMap<String, Option<String>>,
    /// The OIDs of attribute types and classes.
    defined: HashSet<String>,
}

impl Loaded {
    /// `NAME`, `NAME:1.2` or an OID.
    fn expand(&self, written: &str) -> Result<String, String> {
        let (name, rest) = match written.split_once(':') {
            Some((name, rest)) => (name, format!(".{rest}")),
            None => (written, String::new()),
        };
        match self.oids.get(&name.to_ascii_lowercase()) {
            Some(oid) => Ok(format!("{oid}{rest}")),
            None if is_numeric(written) => Ok(written.to_owned()),
            None => Err(format!(
                "`{written}` is no OID, and no `objectidentifier` above names it"
            )),
        }
    }

    fn define(&mut self, text: &str) -> Result<(), String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [name, oid] = words.as_slice() else {
            return Err("an object identifier has a name and an OID, as in `objectidentifier Lab 1.3.6.1.4.1.99999`".to_owned());
        };
        let oid = self.expand(oid)?;
        let known = self.oids.insert(name.to_ascii_lowercase(), oid.clone());
        match known.filter(|known| *known != oid) {
            Some(known) => Err(format!("`{name}` is {known} already; take another name")),
            None => Ok(()),
        }
    }
}

fn is_numeric(oid: &str) -> bool {
    !oid.is_empty()
        && oid
            .split('.')
            .all(|arc| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Schema {
    /// Adds what a file defines, to what other files did. What the schema had before is replaced, but for what the server itself maintains; what a file has
    /// defined may stand in another in the same meaning.
    ///
    /// # Errors
    /// Everything that is wrong, with line and column; the schema is then unchanged.
    pub(crate) fn load(&mut self, text: &str, loaded: &mut Loaded) -> Result<(), Vec<SchemaError>> {
        let (statements, mut errors) = statements(text);
        let mut next = self.clone();
        for statement in &statements {
            let added = next.add_statement(statement, loaded);
            errors.extend(added.err().map(|(at, cause)| statement.error(at, cause)));
        }
        errors.sort_by_key(SchemaError::place);
        match errors.is_empty() {
            true => *self = next,
            false => return Err(errors),
        }
        Ok(())
    }

    fn add_statement(
        &mut self,
        statement: &Statement<'_>,
        loaded: &mut Loaded,
    ) -> Result<(), (usize, String)> {
        let text = &statement.text;
        let at = |error: DefinitionError| (error.position(), error.cause().to_owned());
        let start = |cause: String| (0, cause);
        let added = |added: Result<(), SchemaError>| added.map_err(|e| start(e.cause().to_owned()));
        match statement.kind {
            Kind::ObjectIdentifier => loaded.define(text).map_err(start),
            Kind::Syntax => {
                let syntax = ObjectClass::parse(text).map_err(at)?;
                let oid = loaded.expand(&syntax.oid).map_err(start)?;
                let instead = syntax
                    .extensions
                    .into_iter()
                    .find(|(name, _)| name == "X-SUBST");
                let instead = instead.and_then(|(_, arguments)| arguments.into_iter().next());
                loaded.syntaxes.insert(oid, instead);
                Ok(())
            }
            Kind::Attribute => {
                let mut kind = AttributeType::parse(text).map_err(at)?;
                kind.oid = loaded.expand(&kind.oid).map_err(start)?;
                kind.syntax_written = match kind.syntax_written.take() {
                    Some(written) => Some(syntax(&written, loaded).map_err(start)?),
                    None => None,
                };
                if self.has_attribute(&kind, loaded).map_err(start)? {
                    return Ok(());
                }
                loaded.defined.insert(kind.oid.clone());
                kind.equality_name = kind.equality_name.filter(|name| !IDLE.contains(&&**name));
                added(self.add_attribute(0, kind))
            }
            Kind::Class => {
                let mut class = ObjectClass::parse(text).map_err(at)?;
                class.oid = loaded.expand(&class.oid).map_err(start)?;
                if self.has_class(&class, loaded).map_err(start)? {
                    return Ok(());
                }
                loaded.defined.insert(class.oid.clone());
                added(self.add_class(0, class))
            }
        }
    }

    /// Whether an attribute type is there already, in this meaning.
    fn has_attribute(&self, kind: &AttributeType, loaded: &Loaded) -> Result<bool, String> {
        let names = kind.names.iter().chain([&kind.oid]);
        let Some((name, known)) = names
            .filter_map(|name| Some((name, self.attribute_type(name)?)))
            .next()
        else {
            return Ok(false);
        };
        taken("attribute type", name, (&kind.oid, &known.oid))?;
        if !loaded.defined.contains(&known.oid) {
            return Ok(known.is_operational() || self.rules_follow_syntaxes());
        }
        let rule = |name: &Option<String>| {
            let kept = name.as_ref().filter(|name| !IDLE.contains(&name.as_str()));
            kept.map(|name| name.to_ascii_lowercase())
        };
        let syntax = |kind: &AttributeType| {
            let written = kind.syntax_written.as_deref()?;
            Some(Syntax::find(written).unwrap_or_default())
        };
        let differs = [
            ("SINGLE-VALUE", kind.single_value != known.single_value),
            ("SYNTAX", syntax(kind) != syntax(known)),
            (
                "EQUALITY",
                rule(&kind.equality_name) != rule(&known.equality_name),
            ),
            ("USAGE", kind.usage != known.usage),
        ];
        match differs.iter().find(|(_, differs)| *differs) {
            Some((what, _)) => Err(format!(
                "the attribute type `{}` is defined already, with another {what}; leave this one out, or give it a name and an OID of its own",
                known.name()
            )),
            None => Ok(true),
        }
    }

    /// The same of an object class.
    fn has_class(&self, class: &ObjectClass, loaded: &Loaded) -> Result<bool, String> {
        let names = class.names.iter().chain([&class.oid]);
        let Some((name, known)) = names
            .filter_map(|name| Some((name, self.object_class(name)?)))
            .next()
        else {
            return Ok(false);
        };
        taken("object class", name, (&class.oid, &known.oid))?;
        if !loaded.defined.contains(&known.oid) {
            return Ok(self.rules_follow_syntaxes());
        }
        let attributes = |names: &[String]| {
            let oid = |name: &String| match self.attribute_type(name) {
                Some(kind) => kind.oid.clone(),
                None => name.to_ascii_lowercase(),
            };
            let mut oids: Vec<String> = names.iter().map(oid).collect();
            oids.sort_unstable();
            oids.dedup();
            oids
        };
        let differs = [
            ("kind", class.kind != known.kind),
            ("MUST", attributes(&class.must) != attributes(&known.must)),
            ("MAY", attributes(&class.may) != attributes(&known.may)),
        ];
        match differs.iter().find(|(_, differs)| *differs) {
            Some((what, _)) => Err(format!(
                "the object class `{}` is defined already, with another {what}; leave this one out, or give it a name and an OID of its own",
                known.name()
            )),
            None => Ok(true),
        }
    }
}

/// A name or an OID belongs to one definition.
fn taken(what: &str, name: &str, (own, known): (&str, &str)) -> Result<(), String> {
    match own == known {
        true => Ok(()),
        false => Err(format!(
            "`{name}` is the name of another {what}, {known}; take another name"
        )),
    }
}

/// The syntax by its OID, or what stands for it.
fn syntax(written: &str, loaded: &Loaded) -> Result<String, String> {
    let bare = written.trim_matches('\'');
    let (oid, bound) = match bare.split_once('{') {
        Some((oid, bound)) => (oid, format!("{{{bound}")),
        None => (bare, String::new()),
    };
    let oid = loaded.expand(oid)?;
    match loaded.syntaxes.get(&oid) {
        Some(Some(instead)) => Ok(format!("{instead}{bound}")),
        Some(None) => Ok(oid),
        None if Syntax::find(&oid).is_some() || OPAQUE.contains(&&*oid) => {
            Ok(format!("{oid}{bound}"))
        }
        None => Err(format!(
            "the syntax {oid} is not known; define it before, or take one that `ldapSyntaxes` of the subschema entry lists"
        )),
    }
}
