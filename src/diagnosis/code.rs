use std::{
    collections::HashMap,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
    sync::LazyLock,
};

use super::{Audience, Given, Stage, audience};

/// One row of the table of diagnoses.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) code: &'static str,
    pub(super) stage: Stage,
    pub(super) catalogue: &'static str,
    pub(super) cause: &'static str,
    /// With places for the words of an [`Audience`].
    pub(super) cure: &'static str,
}

/// Why a stage failed: a small value that points into the table of diagnoses.
///
/// Codes are never renamed or used for something else; the sentences may change.
///
/// ```
/// use ldaplab::diagnosis::{Code, Stage};
/// let code = Code::CERTIFICATE_EXPIRED;
/// assert_eq!(code.to_string(), "tls.certificate_expired");
/// assert_eq!(code.stage(), Stage::Secure);
/// assert_eq!(Code::find("tls.certificate_expired"), Some(code));
/// ```
#[derive(Clone, Copy)]
pub struct Code(pub(super) &'static Row);

impl Code {
    /// The code with this name, such as `tls.certificate_expired`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// The stable name, lower case, words parted by dots and underscores.
    pub const fn as_str(self) -> &'static str {
        self.0.code
    }

    /// The stage where this failure belongs.
    ///
    /// Some failures can end several stages (a closed connection, a refused password): then this is
    /// the first of them, and the stage of the error that carries the code is the one that counts.
    pub const fn stage(self) -> Stage {
        self.0.stage
    }

    /// One sentence: what is wrong.
    pub const fn cause(self) -> &'static str {
        self.0.cause
    }

    /// One sentence: what to do about it, in the words of a program that uses this library.
    pub fn cure(self) -> &'static str {
        self.cure_for(Audience::Library)
    }

    /// One sentence: what to do about it, in the words of its reader.
    pub fn cure_for(self, audience: Audience) -> &'static str {
        static RENDERED: LazyLock<HashMap<(&str, Audience), String>> = LazyLock::new(|| {
            let rows = Code::ALL.iter().flat_map(|code| {
                Audience::ALL.map(|audience| {
                    let given = Given {
                        audience,
                        ..Given::default()
                    };
                    ((code.as_str(), audience), code.cure_given(given))
                })
            });
            rows.collect()
        });
        // Every code is in ALL.
        RENDERED
            .get(&(self.as_str(), audience))
            .map_or(self.0.cure, String::as_str)
    }

    /// One sentence: what to do about it, in the words of its reader, and nothing that was done.
    pub(crate) fn cure_given(self, given: Given) -> String {
        audience::render(self.0.cure, given)
    }

    /// The name in the catalogue of failures, such as `CERT-EXPIRED` or `BIND-49-52e`.
    pub const fn catalogue(self) -> &'static str {
        self.0.catalogue
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.as_str())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// A text that is not the name of a [`Code`].
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownCode(String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no diagnosis code {:?}", self.0)
    }
}

debug_is_display!(UnknownCode);

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        Self::find(name).ok_or_else(|| UnknownCode(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Base;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_and_lower_case_dotted() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            let name = code.as_str();
            assert!(seen.insert(name), "{name} twice");
            let (room, rest) = name.split_once('.').expect(name);
            assert!(!room.is_empty() && !rest.is_empty(), "{name}");
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._".contains(&b)),
                "{name}"
            );
        }
        assert!(seen.len() > 100, "{}", seen.len());
    }

    #[test]
    fn every_code_has_one_sentence_of_cause_and_one_of_cure() {
        for code in Code::ALL {
            let mut sentences = vec![code.cause().to_owned()];
            for audience in Audience::ALL {
                for account in [None, Some(false), Some(true)] {
                    for base in [Base::Directory, Base::Users, Base::Groups] {
                        let found = base == Base::Users;
                        sentences.push(code.cure_given(Given {
                            audience,
                            account,
                            base,
                            found,
                            in_chain: account,
                        }));
                    }
                }
            }
            for sentence in &sentences {
                assert!(sentence.len() > 20 && sentence.ends_with('.'), "{code}");
                assert!(!sentence.contains("  "), "{code}: {sentence}");
                assert!(!sentence.contains(['{', '}']), "{code}: {sentence}");
                assert!(!sentence.trim_end_matches('.').contains(". "), "{code}");
            }
            assert!(!code.catalogue().is_empty(), "{code}");
        }
    }

    #[test]
    fn a_code_is_found_by_its_name_and_by_nothing_else() {
        for code in Code::ALL {
            assert_eq!(Code::find(code.as_str()), Some(*code));
        }
        assert_eq!(Code::find("tls.expired"), None);
        assert_eq!(
            "tls.expired".parse::<Code>().unwrap_err().to_string(),
            "there is no diagnosis code \"tls.expired\""
        );
    }

    #[test]
    fn the_codes_of_the_published_examples_keep_their_names() {
        assert_eq!(
            Code::CERTIFICATE_EXPIRED.as_str(),
            "tls.certificate_expired"
        );
        assert_eq!(Code::CERTIFICATE_EXPIRED.catalogue(), "CERT-EXPIRED");
        assert_eq!(Code::BIND_WRONG_PASSWORD.catalogue(), "BIND-49-52e");
        assert_eq!(Code::SELF_SIGNED.as_str(), "tls.self_signed");
        assert_eq!(Code::SELF_SIGNED.stage().exit_code(), 12);
    }
}
