//! The grammar that all descriptions share, RFC 4512 section 4.1: `( oid KEYWORD argument … )`.

use std::fmt;

/// Why a description cannot be read.
#[derive(Clone, PartialEq, Eq)]
pub struct DefinitionError {
    position: usize,
    cause: String,
}

impl DefinitionError {
    pub(super) fn new(position: usize, cause: impl Into<String>) -> Self {
        Self {
            position,
            cause: cause.into(),
        }
    }

    /// The byte within the description, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// What is wrong there.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.cause
    }
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}: {}", self.position, self.cause)
    }
}

debug_is_display!(DefinitionError);

impl std::error::Error for DefinitionError {}

/// A description taken apart: the OID and its fields in order.
pub(super) struct Definition {
    pub(super) oid: String,
    pub(super) fields: Vec<Field>,
}

/// A keyword and its arguments; none for flags.
pub(super) struct Field {
    pub(super) position: usize,
    pub(super) keyword: String,
    pub(super) arguments: Vec<String>,
}

impl Field {
    /// The only argument.
    pub(super) fn one(self) -> Result<String, DefinitionError> {
        let Self {
            position,
            keyword,
            arguments,
        } = self;
        <[String; 1]>::try_from(arguments)
            .map(|[argument]| argument)
            .map_err(|_| DefinitionError::new(position, format!("{keyword} takes one argument")))
    }
}

const FLAGS: &[&str] = &[
    "OBSOLETE",
    "SINGLE-VALUE",
    "COLLECTIVE",
    "NO-USER-MODIFICATION",
    "ABSTRACT",
    "STRUCTURAL",
    "AUXILIARY",
];

pub(super) fn read(text: &str) -> Result<Definition, DefinitionError> {
    let mut tokens = Tokens { text, at: 0 };
    tokens.expect_open()?;
    let oid = match tokens.next()? {
        Some((_, Token::Word(oid))) if is_oid(oid) => oid.to_owned(),
        Some((at, _)) => {
            return Err(DefinitionError::new(
                at,
                "expected an OID, as in 1.3.6.1.4.1.99999.1",
            ));
        }
        None => return Err(tokens.ends()),
    };
    let mut fields = Vec::new();
    loop {
        let (position, keyword) = match tokens.next()? {
            Some((_, Token::Close)) => break,
            Some((at, Token::Word(keyword))) => (at, keyword.to_ascii_uppercase()),
            Some((at, _)) => {
                return Err(DefinitionError::new(
                    at,
                    "expected a keyword such as NAME or SUP",
                ));
            }
            None => return Err(tokens.ends()),
        };
        let arguments = if FLAGS.contains(&keyword.as_str()) {
            Vec::new()
        } else {
            tokens.arguments(&keyword)?
        };
        fields.push(Field {
            position,
            keyword,
            arguments,
        });
    }
    match tokens.next()? {
        None => Ok(Definition { oid, fields }),
        Some((at, _)) => Err(DefinitionError::new(
            at,
            "text after the closing parenthesis",
        )),
    }
}

/// A number with dots, or a name in the way of OpenLDAP's macros.
fn is_oid(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'))
        && !text.is_empty()
}

enum Token<'a> {
    Open,
    Close,
    Dollar,
    Word(&'a str),
    Quoted(&'a str),
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn ends(&self) -> DefinitionError {
        DefinitionError::new(
            self.text.len(),
            "the description ends without its closing parenthesis",
        )
    }

    fn expect_open(&mut self) -> Result<(), DefinitionError> {
        match self.next()? {
            Some((_, Token::Open)) => Ok(()),
            Some((at, _)) => Err(DefinitionError::new(at, "expected `(`")),
            None => Err(DefinitionError::new(self.at, "the description is empty")),
        }
    }

    fn next(&mut self) -> Result<Option<(usize, Token<'a>)>, DefinitionError> {
        let rest = &self.text[self.at..];
        let rest = rest.trim_ascii_start();
        let start = self.text.len() - rest.len();
        let Some(first) = rest.bytes().next() else {
            self.at = self.text.len();
            return Ok(None);
        };
        let (token, length) = match first {
            b'(' => (Token::Open, 1),
            b')' => (Token::Close, 1),
            b'$' => (Token::Dollar, 1),
            b'\'' => match rest[1..].find('\'') {
                Some(end) => (Token::Quoted(&rest[1..=end]), end + 2),
                None => return Err(DefinitionError::new(start, "the quoted text does not end")),
            },
            _ => {
                let end = rest
                    .find(|character: char| {
                        character.is_ascii_whitespace()
                            || matches!(character, '(' | ')' | '$' | '\'')
                    })
                    .unwrap_or(rest.len());
                (Token::Word(&rest[..end]), end)
            }
        };
        self.at = start + length;
        Ok(Some((start, token)))
    }

    /// One argument, or several in parentheses, with or without `$` between.
    fn arguments(&mut self, keyword: &str) -> Result<Vec<String>, DefinitionError> {
        match self.next()? {
            Some((_, Token::Word(word))) => Ok(vec![word.to_owned()]),
            Some((_, Token::Quoted(quoted))) => Ok(vec![unescape(quoted)]),
            Some((_, Token::Open)) => {
                let mut arguments = Vec::new();
                loop {
                    match self.next()? {
                        Some((_, Token::Close)) => return Ok(arguments),
                        Some((_, Token::Word(word))) => arguments.push(word.to_owned()),
                        Some((_, Token::Quoted(quoted))) => arguments.push(unescape(quoted)),
                        Some((_, Token::Dollar)) => {}
                        Some((at, Token::Open)) => {
                            return Err(DefinitionError::new(at, "a list within a list"));
                        }
                        None => return Err(self.ends()),
                    }
                }
            }
            Some((at, _)) => Err(DefinitionError::new(
                at,
                format!("{keyword} needs an argument"),
            )),
            None => Err(self.ends()),
        }
    }
}

/// `\27` is a quote and `\5c` a backslash.
fn unescape(quoted: &str) -> String {
    quoted
        .replace("\\27", "'")
        .replace("\\5C", "\\")
        .replace("\\5c", "\\")
}

/// A description text in RFC 4512's style.
pub(super) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\5C").replace('\'', "\\27"))
}

/// `'cn'` or `( 'cn' 'commonName' )`
pub(super) fn quoted_names(names: &[String]) -> String {
    match names {
        [name] => quote(name),
        names => format!(
            "( {} )",
            names
                .iter()
                .map(|name| quote(name))
                .collect::<Vec<_>>()
                .join(" ")
        ),
    }
}

/// `cn` or `( cn $ sn )`
pub(super) fn oids(names: &[String]) -> String {
    match names {
        [name] => name.clone(),
        names => format!("( {} )", names.join(" $ ")),
    }
}
