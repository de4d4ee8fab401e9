//! AttributeTypeDescription, RFC 4512 section 4.1.2.

use std::fmt::Write as _;

use super::definition::{self, DefinitionError};
use super::syntax::Syntax;
use crate::directory::matching::MatchingRule;

/// Who uses an attribute, RFC 4512 section 4.1.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Users: returned when all user attributes are asked for.
    #[default]
    UserApplications,
    /// The directory as a whole.
    DirectoryOperation,
    /// The directory, shared between servers.
    DistributedOperation,
    /// One server.
    DsaOperation,
}

/// An attribute type with everything inherited from its supertype filled in.
#[derive(Clone, Debug)]
pub struct AttributeType {
    pub(super) oid: String,
    pub(super) names: Vec<String>,
    pub(super) description: Option<String>,
    pub(super) obsolete: bool,
    pub(super) sup: Option<String>,
    pub(super) equality_name: Option<String>,
    pub(super) ordering_name: Option<String>,
    pub(super) substrings_name: Option<String>,
    pub(super) syntax_written: Option<String>,
    pub(super) single_value: bool,
    pub(super) collective: bool,
    pub(super) no_user_modification: bool,
    pub(super) usage: Usage,
    pub(super) extensions: Vec<(String, Vec<String>)>,
    pub(super) syntax: Syntax,
    pub(super) has_subtypes: bool,
    pub(super) equality: Option<&'static MatchingRule>,
    pub(super) ordering: Option<&'static MatchingRule>,
    pub(super) substrings: Option<&'static MatchingRule>,
}

impl AttributeType {
    /// Reads an AttributeTypeDescription. What it inherits is filled in when it joins a schema.
    ///
    /// # Errors
    ///
    /// [`DefinitionError`] with the byte position.
    pub fn parse(text: &str) -> Result<Self, DefinitionError> {
        let parsed = definition::read(text)?;
        let mut kind = Self {
            oid: parsed.oid,
            names: Vec::new(),
            description: None,
            obsolete: false,
            sup: None,
            equality_name: None,
            ordering_name: None,
            substrings_name: None,
            syntax_written: None,
            single_value: false,
            collective: false,
            no_user_modification: false,
            usage: Usage::default(),
            extensions: Vec::new(),
            syntax: Syntax::default(),
            has_subtypes: false,
            equality: None,
            ordering: None,
            substrings: None,
        };
        for field in parsed.fields {
            match field.keyword.as_str() {
                "NAME" => kind.names = field.arguments,
                "DESC" => kind.description = Some(field.one()?),
                "OBSOLETE" => kind.obsolete = true,
                "SUP" => kind.sup = Some(field.one()?),
                "EQUALITY" => kind.equality_name = Some(field.one()?),
                "ORDERING" => kind.ordering_name = Some(field.one()?),
                "SUBSTR" => kind.substrings_name = Some(field.one()?),
                "SYNTAX" => kind.syntax_written = Some(field.one()?),
                "SINGLE-VALUE" => kind.single_value = true,
                "COLLECTIVE" => kind.collective = true,
                "NO-USER-MODIFICATION" => kind.no_user_modification = true,
                "USAGE" => kind.usage = usage(field)?,
                extension if extension.starts_with("X-") => {
                    kind.extensions.push((field.keyword, field.arguments))
                }
                _ => {
                    let cause = format!("an attribute type has no {}", field.keyword);
                    return Err(DefinitionError::new(field.position, cause));
                }
            }
        }
        Ok(kind)
    }

    /// The object identifier.
    #[must_use]
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// The short names, the first being the one that servers show.
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

    /// The direct supertype's name.
    #[must_use]
    pub fn supertype(&self) -> Option<&str> {
        self.sup.as_deref()
    }

    /// The syntax, its own or inherited.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// The equality rule, its own or inherited.
    #[must_use]
    pub fn equality(&self) -> Option<&'static MatchingRule> {
        self.equality
    }

    /// The ordering rule, its own or inherited.
    #[must_use]
    pub fn ordering(&self) -> Option<&'static MatchingRule> {
        self.ordering
    }

    /// The substrings rule, its own or inherited.
    #[must_use]
    pub fn substrings(&self) -> Option<&'static MatchingRule> {
        self.substrings
    }

    /// Whether an entry may hold one value at most.
    #[must_use]
    pub fn is_single_value(&self) -> bool {
        self.single_value
    }

    /// Whether only the server sets it (NO-USER-MODIFICATION; Active Directory: systemOnly, back links, constructed).
    #[must_use]
    pub fn no_user_modification(&self) -> bool {
        self.no_user_modification
    }

    /// Who uses it.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// Whether it is returned only when asked for by name or by `+`.
    #[must_use]
    pub fn is_operational(&self) -> bool {
        self.usage != Usage::UserApplications
    }

    /// Whether its values name entries.
    #[must_use]
    pub fn is_dn_valued(&self) -> bool {
        matches!(
            self.syntax,
            Syntax::DistinguishedName | Syntax::NameAndOptionalUid
        )
    }

    /// Active Directory's linkID: even for a forward link (`member`), odd for the back link (`memberOf`).
    #[must_use]
    pub fn link_id(&self) -> Option<u32> {
        self.extension("X-LINK-ID")?.parse().ok()
    }

    /// Whether the server computes it on reading (Active Directory's constructed attributes).
    #[must_use]
    pub fn is_constructed(&self) -> bool {
        self.extension("X-CONSTRUCTED") == Some("TRUE")
    }

    /// The first argument of an extension such as `X-ORIGIN`.
    #[must_use]
    pub fn extension(&self, keyword: &str) -> Option<&str> {
        let (_, arguments) = self.extensions.iter().find(|(own, _)| own == keyword)?;
        arguments.first().map(String::as_str)
    }

    /// The value of `attributeTypes` in a subschema entry: as read, without private extensions.
    #[must_use]
    pub fn definition(&self) -> String {
        let mut out = format!("( {}", self.oid);
        if !self.names.is_empty() {
            let _ = write!(out, " NAME {}", definition::quoted_names(&self.names));
        }
        if let Some(description) = &self.description {
            let _ = write!(out, " DESC {}", definition::quote(description));
        }
        let named = [
            ("SUP", &self.sup),
            ("EQUALITY", &self.equality_name),
            ("ORDERING", &self.ordering_name),
            ("SUBSTR", &self.substrings_name),
            ("SYNTAX", &self.syntax_written),
        ];
        let flag = |out: &mut String, set: bool, keyword: &str| {
            if set {
                out.push_str(keyword)
            }
        };
        flag(&mut out, self.obsolete, " OBSOLETE");
        for (keyword, value) in named {
            if let Some(value) = value {
                let _ = write!(out, " {keyword} {value}");
            }
        }
        flag(&mut out, self.single_value, " SINGLE-VALUE");
        flag(&mut out, self.collective, " COLLECTIVE");
        flag(&mut out, self.no_user_modification, " NO-USER-MODIFICATION");
        out.push_str(match self.usage {
            Usage::UserApplications => "",
            Usage::DirectoryOperation => " USAGE directoryOperation",
            Usage::DistributedOperation => " USAGE distributedOperation",
            Usage::DsaOperation => " USAGE dSAOperation",
        });
        out.push_str(" )");
        out
    }

    /// The definition as Active Directory prints it: the syntax in quotes, neither rules nor usage.
    #[must_use]
    pub fn active_directory_definition(&self) -> String {
        let mut out = format!(
            "( {} NAME '{}' SYNTAX '{}'",
            self.oid,
            self.name(),
            self.syntax.oid()
        );
        if self.single_value {
            out.push_str(" SINGLE-VALUE");
        }
        if self.no_user_modification {
            out.push_str(" NO-USER-MODIFICATION");
        }
        out.push_str(" )");
        out
    }
}

fn usage(field: definition::Field) -> Result<Usage, DefinitionError> {
    let position = field.position;
    match field.one()?.to_ascii_lowercase().as_str() {
        "userapplications" => Ok(Usage::UserApplications),
        "directoryoperation" => Ok(Usage::DirectoryOperation),
        "distributedoperation" => Ok(Usage::DistributedOperation),
        "dsaoperation" => Ok(Usage::DsaOperation),
        other => Err(DefinitionError::new(
            position,
            format!("{other} is no usage"),
        )),
    }
}
