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

    /// A text with placeholders where it has names: the other way round.
    pub(super) fn hide(&self, text: &str) -> String {
        [
            ("{here}", &self.here),
            ("{second}", &self.second),
            ("{bind}", &self.bind),
            ("{scratch}", &self.scratch),
            ("{schema}", &self.schema),
            ("{base}", &self.base),
        ]
        .into_iter()
        .filter(|(_, name)| !name.is_empty())
        .fold(text.to_owned(), |text, (placeholder, name)| {
            replaced(&text, name, placeholder)
        })
    }
}

/// A text with another one instead of a name, in whatever case it is written.
fn replaced(text: &str, name: &str, by: &str) -> String {
    // Of the same length as the text, octet for octet.
    let (folded, name) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in folded.match_indices(&name) {
        out.push_str(&text[from..at]);
        out.push_str(by);
        from = at + found.len();
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hidden_in_whatever_case_they_are_written() {
        let names = Names {
            here: "ou=case-1,ou=Scratch,dc=Example,dc=org".to_owned(),
            scratch: "ou=Scratch,dc=Example,dc=org".to_owned(),
            base: "dc=Example,dc=org".to_owned(),
            ..Names::default()
        };
        for (text, hidden) in [
            ("cn=a,OU=case-1,OU=scratch,DC=example,DC=org", "cn=a,{here}"),
            (
                "best match of 'dc=example,dc=ORG' \u{fc}",
                "best match of '{base}' \u{fc}",
            ),
            ("ou=scratch,dc=example,dc=org", "{scratch}"),
            ("", ""),
        ] {
            assert_eq!(names.hide(text), hidden);
        }
        assert_eq!(Names::default().hide("dc=example"), "dc=example");
    }
}
