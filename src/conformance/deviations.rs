//! What is known to be otherwise on a server, and why.

use std::fmt;

use toml::de::{DeTable, DeValue};

/// A case that a server is known not to pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The case's id.
    pub case: String,
    /// Of which server.
    pub server: String,
    /// Of which versions it is known.
    pub versions: String,
    /// Why, in a sentence.
    pub why: String,
    /// Where that stands, or who found it out and how.
    pub reference: String,
}

/// Known deviations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deviations(pub(super) Vec<Deviation>);

impl Deviations {
    /// Reads a TOML text: a table `[[deviation]]` each, with `case`, `server`, `versions`, `why`, `reference`.
    ///
    /// # Errors
    ///
    /// [`DeviationError`] says what is wrong with the text.
    ///
    /// ```
    /// use ldaplab::conformance::Deviations;
    ///
    /// let text = "[[deviation]]\ncase = 'rfc4511/4.1.1/message-id-zero'\nserver = 'some'\nversions = '1'\nwhy = 'It answers.'\nreference = 'seen'\n";
    /// assert!(Deviations::parse(text)?.of("rfc4511/4.1.1/message-id-zero").is_some());
    /// # Ok::<(), ldaplab::conformance::DeviationError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, DeviationError> {
        let table = DeTable::parse(text).map_err(|error| DeviationError(error.to_string()))?;
        let mut all = Vec::new();
        for (key, value) in table.get_ref().iter() {
            let DeValue::Array(rows) = value.get_ref() else {
                return Err(DeviationError(format!(
                    "`{}` is no list of [[deviation]]",
                    key.get_ref()
                )));
            };
            if key.get_ref() != "deviation" {
                return Err(DeviationError(format!(
                    "`{}` is unknown; write [[deviation]]",
                    key.get_ref()
                )));
            }
            for row in rows.iter() {
                all.push(row_of(row.get_ref())?);
            }
        }
        Ok(Self(all))
    }

    /// The known deviation in a case.
    #[must_use]
    pub fn of(&self, case: &str) -> Option<&Deviation> {
        self.0.iter().find(|own| own.case == case)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Deviation> {
        self.0.iter()
    }
}

fn row_of(value: &DeValue<'_>) -> Result<Deviation, DeviationError> {
    let DeValue::Table(table) = value else {
        return Err(DeviationError("a deviation is no table".to_owned()));
    };
    let text = |key: &str| {
        let found = table.iter().find(|(own, _)| own.get_ref() == key);
        match found.map(|(_, value)| value.get_ref()) {
            Some(DeValue::String(text)) if !text.trim().is_empty() => Ok(text.to_string()),
            _ => Err(DeviationError(format!("a deviation lacks `{key}`, a text"))),
        }
    };
    Ok(Deviation {
        case: text("case")?,
        server: text("server")?,
        versions: text("versions")?,
        why: text("why")?,
        reference: text("reference")?,
    })
}

/// Why a text holds no deviations.
#[derive(PartialEq, Eq)]
pub struct DeviationError(String);

impl fmt::Display for DeviationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the known deviations cannot be read: {}", self.0)
    }
}

debug_is_display!(DeviationError);

impl std::error::Error for DeviationError {}
