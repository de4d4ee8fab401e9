//! A schema from what a server publishes, RFC 4512 section 4.2: the values of its subschema entry.
//!
//! Servers publish more than anybody knows and less than the RFC asks for, so nothing here is fatal: what cannot be
//! read or resolved is reported beside the schema.

use std::collections::HashMap;

use super::definition::DefinitionError;
use super::file::SchemaError;
use super::lookup::keys;
use super::{AttributeType, ObjectClass, Schema};

/// Superclasses or supertypes that a definition may have above it.
const MAX_ABOVE: usize = 100;

impl Schema {
    /// Builds a schema from the values of `attributeTypes` and `objectClasses` of a server's subschema entry.
    ///
    /// Their order does not matter. Unknown syntaxes and rules are taken as no syntax and no rule. If no attribute type
    /// names an EQUALITY rule, as in Active Directory, rules follow from the syntaxes. What cannot be used is left out
    /// and reported: [`SchemaError::line`] is then the number of the value, counted from 1.
    ///
    /// ```
    /// use ldaplab::directory::schema::{Schema, Syntax};
    ///
    /// let (schema, left_out) = Schema::from_subschema(
    ///     ["( 2.5.4.3 NAME 'cn' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )", "( 1.2 NAME"],
    ///     ["( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST (cn ) MAY (sn $ title ) )"],
    /// );
    /// let cn = schema.attribute_type("CN").unwrap();
    /// assert_eq!((cn.syntax(), cn.is_single_value()), (Syntax::DirectoryString, true));
    /// assert_eq!(schema.object_class("person").unwrap().must(), ["cn"]);
    /// assert_eq!(left_out[0].to_string(), "attributeTypes:2: the description ends without its closing parenthesis");
    /// assert_eq!(left_out[1].to_string(), "objectClasses:1: person builds on top, which is not there");
    /// ```
    #[must_use]
    pub fn from_subschema<A: AsRef<[u8]>, C: AsRef<[u8]>>(
        attribute_types: impl IntoIterator<Item = A>,
        object_classes: impl IntoIterator<Item = C>,
    ) -> (Self, Vec<SchemaError>) {
        let mut left_out = Vec::new();
        let types = parsed(
            "attributeTypes",
            attribute_types,
            AttributeType::parse,
            &mut left_out,
        );
        let classes = parsed(
            "objectClasses",
            object_classes,
            ObjectClass::parse,
            &mut left_out,
        );
        let mut schema = Self::tolerant(types.iter().all(|(_, kind)| kind.equality_name.is_none()));
        schema.add_types(types, &mut left_out);
        schema.add_classes(classes, &mut left_out);
        (schema, left_out)
    }

    fn add_types(&mut self, types: Vec<(usize, AttributeType)>, left_out: &mut Vec<SchemaError>) {
        let sup = |kind: &AttributeType| kind.sup.iter().cloned().collect();
        let own = |kind: &AttributeType| keys(&kind.oid, &kind.names);
        let mut above: HashMap<String, usize> = HashMap::new();
        for (number, mut kind) in ordered(types, own, sup) {
            let report = |cause| SchemaError::new(number, cause).in_file("attributeTypes");
            if own(&kind)
                .iter()
                .any(|key| self.attribute_type(key).is_some())
            {
                left_out.push(report(twice(kind.name())));
                continue;
            }
            if let Some(sup) = &kind.sup {
                match self.attribute_type(sup).map(|sup| above.get(&sup.oid)) {
                    Some(depth) if depth.is_none_or(|depth| *depth < MAX_ABOVE) => {
                        let depth = depth.map_or(1, |depth| depth + 1);
                        above.insert(kind.oid.clone(), depth);
                    }
                    _ => {
                        left_out.push(report(missing(kind.name(), sup)));
                        kind.sup = None;
                    }
                }
            }
            left_out.extend(self.add_attribute(number, kind).err());
        }
    }

    fn add_classes(&mut self, classes: Vec<(usize, ObjectClass)>, left_out: &mut Vec<SchemaError>) {
        let own = |class: &ObjectClass| keys(&class.oid, &class.names);
        for (number, mut class) in ordered(classes, own, |class| class.sup.clone()) {
            let report = |cause| SchemaError::new(number, cause).in_file("objectClasses");
            if own(&class)
                .iter()
                .any(|key| self.object_class(key).is_some())
            {
                left_out.push(report(twice(class.name())));
                continue;
            }
            let mut above = 0;
            let (known, unknown): (Vec<_>, Vec<_>) = class.sup.iter().cloned().partition(|sup| {
                self.object_class(sup).is_some_and(|sup| {
                    above += sup.ancestors.len() + 1;
                    above <= MAX_ABOVE
                })
            });
            class.sup = known;
            // Active Directory's `top` is its own superclass.
            let own = own(&class);
            let unknown = unknown
                .iter()
                .filter(|sup| !own.contains(&sup.to_ascii_lowercase()));
            left_out.extend(unknown.map(|sup| report(missing(class.name(), sup))));
            left_out.extend(self.add_class(number, class).err());
        }
    }
}

fn twice(name: &str) -> String {
    format!("{name} has an OID or a name that another definition has already")
}

fn missing(name: &str, sup: &str) -> String {
    format!("{name} builds on {sup}, which is not there")
}

fn parsed<T, V: AsRef<[u8]>>(
    attribute: &str,
    values: impl IntoIterator<Item = V>,
    parse: impl Fn(&str) -> Result<T, DefinitionError>,
    left_out: &mut Vec<SchemaError>,
) -> Vec<(usize, T)> {
    let mut items = Vec::new();
    for (number, value) in (1..).zip(values) {
        // Descriptions in Latin-1 occur; only their text suffers.
        match parse(&String::from_utf8_lossy(value.as_ref())) {
            Ok(item) => items.push((number, item)),
            Err(error) => {
                left_out.push(SchemaError::new(number, error.cause()).in_file(attribute));
            }
        }
    }
    items
}

/// Puts every definition behind those it builds on. Circles are cut somewhere.
fn ordered<T>(
    items: Vec<(usize, T)>,
    keys: impl Fn(&T) -> Vec<String>,
    sup: impl Fn(&T) -> Vec<String>,
) -> Vec<(usize, T)> {
    let mut index = HashMap::new();
    for (at, (_, item)) in items.iter().enumerate() {
        for key in keys(item) {
            index.entry(key).or_insert(at);
        }
    }
    let below = |at: usize| -> Vec<usize> {
        let named = sup(&items[at].1).into_iter();
        named
            .filter_map(|sup| index.get(&sup.to_ascii_lowercase()).copied())
            .collect()
    };
    let mut seen = vec![false; items.len()];
    let mut order = Vec::with_capacity(items.len());
    for start in 0..items.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut path = vec![(start, below(start))];
        while let Some((at, waiting)) = path.last_mut() {
            match waiting.pop() {
                Some(next) if !std::mem::replace(&mut seen[next], true) => {
                    path.push((next, below(next)));
                }
                Some(_) => {}
                None => {
                    order.push(*at);
                    path.pop();
                }
            }
        }
    }
    let mut items: Vec<Option<(usize, T)>> = items.into_iter().map(Some).collect();
    order.iter().filter_map(|&at| items[at].take()).collect()
}
