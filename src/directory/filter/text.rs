//! Reading filter text, RFC 4515 section 3, with what libldap tolerates: no outer parentheses, spaces between filters and
//! RFC 1960's `\*` in values.

use super::error::FilterError;
use crate::{
    directory::attribute::AttributeDescription,
    wire::filter::{Filter, MatchingRuleAssertion, Substrings},
};

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 500;

/// Reads a filter.
///
/// # Errors
///
/// [`FilterError`] says at which byte the text is no filter, and how to mend it.
///
/// ```
/// use ldaplab::directory::filter::{parse, print};
///
/// let filter = parse("(&(objectClass=user)(memberOf:1.2.840.113556.1.4.1941:=CN=Ops,DC=corp,DC=example))")?;
/// assert_eq!(print(&filter), "(&(objectClass=user)(memberOf:1.2.840.113556.1.4.1941:=CN=Ops,DC=corp,DC=example))");
/// assert_eq!(parse("(cn=a").unwrap_err().to_string(), "not a filter: at byte 5: a closing parenthesis is missing");
/// # Ok::<(), ldaplab::directory::filter::FilterError>(())
/// ```
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_spaces();
    let filter = match reader.peek() {
        None => {
            return Err(reader.error("the filter is empty; `(objectClass=*)` matches every entry"));
        }
        Some(b'(') => reader.filter(1)?,
        Some(b'&' | b'|' | b'!') => {
            return Err(reader.error("put `(` before the operator and `)` at the end"));
        }
        Some(_) => return item(text, reader.at, text.len()),
    };
    reader.skip_spaces();
    match reader.peek() {
        None => Ok(filter),
        Some(b'(') => {
            Err(reader.error("two filters side by side; join them as in `(&(a=1)(b=2))`"))
        }
        Some(b')') => Err(reader.error("there is no opening parenthesis for this one")),
        Some(_) => Err(reader.error("text after the end of the filter")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn error(&self, cause: impl Into<String>) -> FilterError {
        FilterError::new(self.at, cause)
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Reads a parenthesised filter; stands on `(`.
    fn filter(&mut self, depth: usize) -> Result<Filter, FilterError> {
        if depth > MAX_DEPTH {
            return Err(self.error(format!(
                "the filter is nested deeper than {MAX_DEPTH} levels"
            )));
        }
        self.at += 1;
        self.skip_spaces();
        let operator = self.peek();
        let filter = match operator {
            Some(b'&' | b'|' | b'!') => {
                let start = self.at;
                self.at += 1;
                let mut parts = self.parts(depth)?;
                match operator {
                    Some(b'&') => Filter::And(parts),
                    Some(b'|') => Filter::Or(parts),
                    _ if parts.len() == 1 => Filter::Not(Box::new(parts.remove(0))),
                    _ => {
                        return Err(FilterError::new(
                            start,
                            "`!` takes exactly one filter, as in `(!(cn=a))`",
                        ));
                    }
                }
            }
            _ => {
                let end = self.value_end()?;
                let filter = item(self.text, self.at, end)?;
                self.at = end;
                filter
            }
        };
        match self.peek() {
            Some(b')') => {
                self.at += 1;
                Ok(filter)
            }
            _ => Err(self.error("a closing parenthesis is missing")),
        }
    }

    /// Reads filters up to the closing parenthesis, and stands on it.
    fn parts(&mut self, depth: usize) -> Result<Vec<Filter>, FilterError> {
        let mut parts = Vec::new();
        loop {
            self.skip_spaces();
            match self.peek() {
                Some(b'(') => parts.push(self.filter(depth + 1)?),
                Some(b')') | None => return Ok(parts),
                Some(_) => return Err(self.error(
                    "expected `(` or `)`; each part of `&`, `|` and `!` has its own parentheses",
                )),
            }
        }
    }

    /// Where the simple filter at hand ends: before the parenthesis that closes it.
    fn value_end(&self) -> Result<usize, FilterError> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b')' => return Ok(at),
                _ => {}
            }
            at += 1;
        }
        Err(FilterError::new(
            bytes.len(),
            "a closing parenthesis is missing",
        ))
    }
}

/// What a value holds only escaped, RFC 4515 section 3.
const ESCAPED: &[(u8, &str)] = &[
    (b'(', "an opening parenthesis in a value is written `\\28`"),
    (b')', "a closing parenthesis in a value is written `\\29`"),
    (
        b'*',
        "an asterisk stands for any text only behind a plain `=`; in a value it is written `\\2a`",
    ),
    (0, "a NUL in a value is written `\\00`"),
];

/// Reads `attribute=value` and its siblings from a part of the text.
fn item(text: &str, start: usize, end: usize) -> Result<Filter, FilterError> {
    let part = &text[start..end];
    let Some(equals) = part.find('=') else {
        let cause = if part.trim().is_empty() {
            "empty parentheses; write `(&)` for true"
        } else {
            "expected `=` after the attribute, as in `(cn=Alice)`"
        };
        return Err(FilterError::new(end, cause));
    };
    let value = Value {
        text,
        start: start + equals + 1,
        end,
    };
    let (left, operator) = match part.as_bytes().get(equals.wrapping_sub(1)) {
        Some(byte @ (b'~' | b'<' | b'>' | b':')) => (&part[..equals - 1], *byte),
        _ => (&part[..equals], b'='),
    };
    if operator == b':' {
        return extensible(left, start, &value);
    }
    let attribute = description(left, start)?;
    Ok(match operator {
        b'~' => Filter::Approx(attribute, value.read()?),
        b'<' => Filter::LessOrEqual(attribute, value.read()?),
        b'>' => Filter::GreaterOrEqual(attribute, value.read()?),
        _ => return value.pieces(attribute),
    })
}

/// Reads what stands before `:=`: `[attribute][:dn][:rule]`.
fn extensible(left: &str, start: usize, value: &Value<'_>) -> Result<Filter, FilterError> {
    let mut parts = left.split(':');
    let attribute = parts.next().filter(|attribute| !attribute.is_empty());
    let mut rest: Vec<&str> = parts.collect();
    let dn_attributes = rest
        .first()
        .is_some_and(|first| first.eq_ignore_ascii_case("dn"));
    if dn_attributes {
        rest.remove(0);
    }
    let rule = match rest[..] {
        [] => None,
        [rule] if AttributeDescription::parse(rule).is_some() => Some(rule.to_owned()),
        _ => {
            return Err(FilterError::new(
                start,
                "expected `attribute:dn:rule:=value`, with a rule's name or OID",
            ));
        }
    };
    let attribute = attribute
        .map(|attribute| description(attribute, start))
        .transpose()?;
    if attribute.is_none() && rule.is_none() {
        return Err(FilterError::new(
            start,
            "before `:=` stands an attribute, a rule, or both",
        ));
    }
    Ok(Filter::Extensible(MatchingRuleAssertion {
        rule,
        attribute,
        value: value.read()?,
        dn_attributes,
    }))
}

fn description(text: &str, position: usize) -> Result<String, FilterError> {
    if AttributeDescription::parse(text).is_some() {
        return Ok(text.to_owned());
    }
    Err(FilterError::new(
        position,
        match text {
            "" => "the attribute is missing before the operator".to_owned(),
            text => format!(
                "`{text}` is no attribute description: a name or OID, then options after `;`, without spaces"
            ),
        },
    ))
}

/// The part of the text that holds an assertion value.
struct Value<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

impl Value<'_> {
    fn read(&self) -> Result<Vec<u8>, FilterError> {
        let bytes = self.text.as_bytes();
        let mut out = Vec::with_capacity(self.end - self.start);
        let mut at = self.start;
        while at < self.end {
            if bytes[at] != b'\\' {
                if let Some((_, cause)) = ESCAPED.iter().find(|(byte, _)| *byte == bytes[at]) {
                    return Err(FilterError::new(at, *cause));
                }
                out.push(bytes[at]);
                at += 1;
                continue;
            }
            let digit = |at: usize| {
                if at < self.end {
                    char::from(bytes[at]).to_digit(16)
                } else {
                    None
                }
            };
            match (digit(at + 1), digit(at + 2)) {
                (Some(high), Some(low)) => {
                    out.push(u8::try_from(high << 4 | low).unwrap_or_default());
                    at += 3;
                }
                _ if at + 1 < self.end && b"*()\\".contains(&bytes[at + 1]) => {
                    out.push(bytes[at + 1]);
                    at += 2;
                }
                _ => {
                    return Err(FilterError::new(
                        at,
                        "after `\\` stand two hexadecimal digits; a backslash itself is `\\5c`",
                    ));
                }
            }
        }
        Ok(out)
    }

    /// Splits at unescaped asterisks.
    fn pieces(&self, attribute: String) -> Result<Filter, FilterError> {
        let bytes = self.text.as_bytes();
        let mut pieces = Vec::new();
        let (mut from, mut at) = (self.start, self.start);
        while at < self.end {
            match bytes[at] {
                b'\\' => at += 1,
                b'*' => {
                    pieces.push(
                        Value {
                            text: self.text,
                            start: from,
                            end: at,
                        }
                        .read()?,
                    );
                    from = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        let last = Value {
            text: self.text,
            start: from,
            end: self.end,
        }
        .read()?;
        if pieces.is_empty() {
            return Ok(Filter::Equality(attribute, last));
        }
        let filled = |piece: Vec<u8>| (!piece.is_empty()).then_some(piece);
        let mut pieces = pieces.into_iter();
        let initial = pieces.next().and_then(filled);
        let any: Vec<_> = pieces.filter_map(filled).collect();
        let last = filled(last);
        if initial.is_none() && any.is_empty() && last.is_none() {
            return Ok(Filter::Present(attribute));
        }
        Ok(Filter::Substrings(
            attribute,
            Substrings { initial, any, last },
        ))
    }
}
