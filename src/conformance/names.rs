//! What the placeholders of a case stand for on one server.

/// The names that a case may speak of.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The entry of the case, below which it may write.
    pub(super) here: String,
    /// The place below which all cases write.
    pub(super) scratch: String,
    /// A naming context.
    pub(super) base: String,
    /// The subschema entry.
    pub(super) schema: String,
    /// The identity.
    pub(super) bind: String,
    /// The second identity.
    pub(super) second: String,
    /// What a script of the case heard from the server.
    pub(super) told: String,
}

impl Names {
    /// A text with its placeholders filled in.
    pub(super) fn fill(&self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let missing = format!("ou=there is none,{}", self.base);
        [
            ("{here}", &self.here),
            ("{scratch}", &self.scratch),
            ("{base}", &self.base),
            ("{schema}", &self.schema),
            ("{bind}", &self.bind),
            ("{second}", &self.second),
            ("{missing}", &missing),
            ("{told}", &self.told),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (placeholder, name)| {
            text.replace(placeholder, name)
        })
    }
}
