//! Schema files as administrators have them: OpenLDAP's `.schema` with its macros (slapd.conf(5)), LDIF of a `cn=schema` entry, and bare descriptions of
//! RFC 4512. What `file` reads is this crate's own.

use std::collections::HashMap;

use super::{
    AttributeType, ObjectClass, Schema, SchemaError, Syntax,
    definition::DefinitionError,
    statement::{Kind, Statement, statements},
};

/// Where the names of object identifiers lead.
#[derive(Default)]
struct Macros {
    oids: HashMap<String, String>,
    /// What stands for a syntax that the file defines itself, `X-SUBST`.
    syntaxes: HashMap<String, Option<String>>,
}

impl Macros {
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
    /// Adds what a file defines. What the schema has already may stand in the file in the same meaning.
    ///
    /// # Errors
    /// Everything that is wrong, with line and column; the schema is then unchanged.
    pub(crate) fn load(&mut self, text: &str) -> Result<(), Vec<SchemaError>> {
        let (statements, mut errors) = statements(text);
        let (mut next, mut macros) = (self.clone(), Macros::default());
        for statement in &statements {
            let added = next.add_statement(statement, &mut macros);
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
        macros: &mut Macros,
    ) -> Result<(), (usize, String)> {
        let text = &statement.text;
        let at = |error: DefinitionError| (error.position(), error.cause().to_owned());
        let start = |cause: String| (0, cause);
        let added = |added: Result<(), SchemaError>| added.map_err(|e| start(e.cause().to_owned()));
        match statement.kind {
            Kind::ObjectIdentifier => macros.define(text).map_err(start),
            Kind::Syntax => {
                let syntax = ObjectClass::parse(text).map_err(at)?;
                let oid = macros.expand(&syntax.oid).map_err(start)?;
                let instead = syntax
                    .extensions
                    .into_iter()
                    .find(|(name, _)| name == "X-SUBST");
                let instead = instead.and_then(|(_, arguments)| arguments.into_iter().next());
                macros.syntaxes.insert(oid, instead);
                Ok(())
            }
            Kind::Attribute => {
                let mut kind = AttributeType::parse(text).map_err(at)?;
                kind.oid = macros.expand(&kind.oid).map_err(start)?;
                kind.syntax_written = match kind.syntax_written.take() {
                    Some(written) => Some(syntax(&written, macros).map_err(start)?),
                    None => None,
                };
                if self.has_attribute(&kind).map_err(start)? {
                    return Ok(());
                }
                added(self.add_attribute(0, kind))
            }
            Kind::Class => {
                let mut class = ObjectClass::parse(text).map_err(at)?;
                class.oid = macros.expand(&class.oid).map_err(start)?;
                if self.has_class(&class).map_err(start)? {
                    return Ok(());
                }
                added(self.add_class(0, class))
            }
        }
    }

    /// Whether an attribute type is there already, in this meaning.
    fn has_attribute(&self, kind: &AttributeType) -> Result<bool, String> {
        let names = kind.names.iter().chain([&kind.oid]);
        let Some((name, known)) = names
            .filter_map(|name| Some((name, self.attribute_type(name)?)))
            .next()
        else {
            return Ok(false);
        };
        taken("attribute type", name, (&kind.oid, &known.oid))?;
        let rule = |name: &Option<String>| {
            let rule = name.as_ref().map(|name| name.to_ascii_lowercase());
            rule.filter(|_| !self.rules_follow_syntaxes())
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
    fn has_class(&self, class: &ObjectClass) -> Result<bool, String> {
        let names = class.names.iter().chain([&class.oid]);
        let Some((name, known)) = names
            .filter_map(|name| Some((name, self.object_class(name)?)))
            .next()
        else {
            return Ok(false);
        };
        taken("object class", name, (&class.oid, &known.oid))?;
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
fn syntax(written: &str, macros: &Macros) -> Result<String, String> {
    let bare = written.trim_matches('\'');
    let (oid, bound) = match bare.split_once('{') {
        Some((oid, bound)) => (oid, format!("{{{bound}")),
        None => (bare, String::new()),
    };
    let oid = macros.expand(oid)?;
    match macros.syntaxes.get(&oid) {
        Some(Some(instead)) => Ok(format!("{instead}{bound}")),
        Some(None) => Ok(oid),
        None if Syntax::find(&oid).is_some() => Ok(format!("{oid}{bound}")),
        None => Err(format!(
            "the syntax {oid} is not known; define it before, or take one that `ldapSyntaxes` of the subschema entry lists"
        )),
    }
}
