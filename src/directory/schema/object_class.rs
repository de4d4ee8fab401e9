//! ObjectClassDescription, RFC 4512 section 4.1.1.

use std::fmt::Write as _;

use super::definition::{self, DefinitionError};

/// The kind of an object class, RFC 4512 section 2.4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ClassKind {
    /// Only a superclass of others.
    Abstract,
    /// What an entry is.
    #[default]
    Structural,
    /// What an entry also is.
    Auxiliary,
}

/// An object class.
#[derive(Clone, Debug)]
pub struct ObjectClass {
    pub(super) oid: String,
    pub(super) names: Vec<String>,
    pub(super) description: Option<String>,
    pub(super) obsolete: bool,
    pub(super) sup: Vec<String>,
    /// OIDs of all superclasses.
    pub(super) ancestors: Vec<String>,
    pub(super) kind: ClassKind,
    pub(super) must: Vec<String>,
    pub(super) may: Vec<String>,
    pub(super) extensions: Vec<(String, Vec<String>)>,
}

impl ObjectClass {
    /// Reads an ObjectClassDescription.
    ///
    /// # Errors
    ///
    /// [`DefinitionError`] with the byte position.
    pub fn parse(text: &str) -> Result<Self, DefinitionError> {
        let parsed = definition::read(text)?;
        let mut class = Self {
            oid: parsed.oid,
            names: Vec::new(),
            description: None,
            obsolete: false,
            sup: Vec::new(),
            ancestors: Vec::new(),
            kind: ClassKind::default(),
            must: Vec::new(),
            may: Vec::new(),
            extensions: Vec::new(),
        };
        for field in parsed.fields {
            match field.keyword.as_str() {
                "NAME" => class.names = field.arguments,
                "DESC" => class.description = Some(field.one()?),
                "OBSOLETE" => class.obsolete = true,
                "SUP" => class.sup = field.arguments,
                "ABSTRACT" => class.kind = ClassKind::Abstract,
                "STRUCTURAL" => class.kind = ClassKind::Structural,
                "AUXILIARY" => class.kind = ClassKind::Auxiliary,
                "MUST" => class.must = field.arguments,
                "MAY" => class.may = field.arguments,
                extension if extension.starts_with("X-") => {
                    class.extensions.push((field.keyword, field.arguments))
                }
                _ => {
                    let cause = format!("an object class has no {}", field.keyword);
                    return Err(DefinitionError::new(field.position, cause));
                }
            }
        }
        Ok(class)
    }

    /// The object identifier.
    #[must_use]
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// The short names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The first name, or the OID if there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.first().unwrap_or(&self.oid)
    }

    /// The text of DESC.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The direct superclasses' names.
    #[must_use]
    pub fn superclasses(&self) -> &[String] {
        &self.sup
    }

    /// How many superclasses there are, over all levels.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.ancestors.len()
    }

    /// Whether the class is `other` or has it among its superclasses.
    #[must_use]
    pub fn descends_from(&self, other: &Self) -> bool {
        self.oid == other.oid || self.ancestors.contains(&other.oid)
    }

    /// Abstract, structural or auxiliary.
    #[must_use]
    pub fn kind(&self) -> ClassKind {
        self.kind
    }

    /// Attributes that an entry must hold, without the superclasses'.
    #[must_use]
    pub fn must(&self) -> &[String] {
        &self.must
    }

    /// Attributes that an entry may hold, without the superclasses'.
    #[must_use]
    pub fn may(&self) -> &[String] {
        &self.may
    }

    /// Active Directory's short name of the class's objectCategory, for example `Person` for `user`: the RDN value
    /// below `CN=Schema,CN=Configuration,…` (MS-ADTS 3.1.1.3.1.3.5; recorded cases `objectCategory.*`).
    #[must_use]
    pub fn category(&self) -> Option<&str> {
        let (_, arguments) = self
            .extensions
            .iter()
            .find(|(keyword, _)| keyword == "X-CATEGORY")?;
        arguments.first().map(String::as_str)
    }

    /// The value of `objectClasses` in a subschema entry: as read, without private extensions.
    #[must_use]
    pub fn definition(&self) -> String {
        let mut out = format!("( {}", self.oid);
        if !self.names.is_empty() {
            let _ = write!(out, " NAME {}", definition::quoted_names(&self.names));
        }
        if let Some(description) = &self.description {
            let _ = write!(out, " DESC {}", definition::quote(description));
        }
        if self.obsolete {
            out.push_str(" OBSOLETE");
        }
        if !self.sup.is_empty() {
            let _ = write!(out, " SUP {}", definition::oids(&self.sup));
        }
        out.push_str(match self.kind {
            ClassKind::Abstract => " ABSTRACT",
            ClassKind::Structural => " STRUCTURAL",
            ClassKind::Auxiliary => " AUXILIARY",
        });
        for (keyword, names) in [("MUST", &self.must), ("MAY", &self.may)] {
            if !names.is_empty() {
                let _ = write!(out, " {keyword} {}", definition::oids(names));
            }
        }
        out.push_str(" )");
        out
    }
}
