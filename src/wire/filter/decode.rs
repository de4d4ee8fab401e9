//! Reading a filter, without recursion: a hostile one is as deep as the limits allow.

use super::{Filter, MatchingRuleAssertion, Substrings, tag};
use crate::wire::ber::read::{self, BerError, DEEPEST, Element, Reader};

/// An `and`, `or` or `not` whose parts are being read.
struct Open<'a> {
    tag: u8,
    rest: Reader<'a>,
    parts: Vec<Filter>,
}

impl Open<'_> {
    fn close(mut self) -> Result<Filter, BerError> {
        match self.tag {
            tag::AND => Ok(Filter::And(self.parts)),
            tag::OR => Ok(Filter::Or(self.parts)),
            _ => match (self.parts.pop(), self.parts.is_empty()) {
                (None, _) => Err(BerError::Missing("the filter inside a not")),
                (Some(_), false) => Err(BerError::Trailing("the filter inside a not")),
                (Some(part), true) => Ok(Filter::Not(Box::new(part))),
            },
        }
    }
}

/// Reads the next element as a filter. `and`, `or` and `not` may be at most `max_depth` deep.
pub(crate) fn decode(reader: &mut Reader<'_>, max_depth: usize) -> Result<Filter, BerError> {
    if reader.is_empty() {
        return Err(BerError::Missing("the filter"));
    }
    let max_depth = max_depth.min(DEEPEST);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut element = reader.element()?;
    loop {
        let mut done = match element.tag {
            tag::AND | tag::OR | tag::NOT => {
                if open.len() >= max_depth {
                    return Err(BerError::Depth(max_depth));
                }
                open.push(Open {
                    tag: element.tag,
                    rest: Reader::new(element.content),
                    parts: Vec::new(),
                });
                None
            }
            _ => Some(leaf(element)?),
        };
        // Everything that ends here goes into what holds it; then the next part is read.
        element = loop {
            let Some(mut top) = open.pop() else {
                // Nothing is open, so what is done is the whole filter.
                return done.ok_or(BerError::Missing("the filter"));
            };
            top.parts.extend(done.take());
            if top.rest.is_empty() {
                done = Some(top.close()?);
            } else {
                let next = top.rest.element()?;
                open.push(top);
                break next;
            }
        };
    }
}

fn leaf(element: Element<'_>) -> Result<Filter, BerError> {
    let content = element.content;
    Ok(match element.tag {
        tag::EQUALITY => {
            let (attribute, value) = assertion(content)?;
            Filter::Equality(attribute, value)
        }
        tag::GREATER_OR_EQUAL => {
            let (attribute, value) = assertion(content)?;
            Filter::GreaterOrEqual(attribute, value)
        }
        tag::LESS_OR_EQUAL => {
            let (attribute, value) = assertion(content)?;
            Filter::LessOrEqual(attribute, value)
        }
        tag::APPROX => {
            let (attribute, value) = assertion(content)?;
            Filter::Approx(attribute, value)
        }
        tag::PRESENT => Filter::Present(read::text(content, ATTRIBUTE)?),
        tag::SUBSTRINGS => {
            let mut reader = Reader::new(content);
            let attribute = reader.text(ATTRIBUTE)?;
            let pieces = substrings(reader.sequence("the pieces of a substring filter")?)?;
            reader.end("a substring filter")?;
            Filter::Substrings(attribute, pieces)
        }
        tag::EXTENSIBLE => Filter::Extensible(extensible(content)?),
        _ => return Err(BerError::Value("the choice of a filter")),
    })
}

const ATTRIBUTE: &str = "the attribute of a filter";

/// AttributeValueAssertion, RFC 4511 section 4.1.6.
fn assertion(content: &[u8]) -> Result<(String, Vec<u8>), BerError> {
    let mut reader = Reader::new(content);
    let attribute = reader.text(ATTRIBUTE)?;
    let value = reader.octets("the value of a filter")?.to_vec();
    reader.end("an assertion of a filter")?;
    Ok((attribute, value))
}

/// RFC 4511 section 4.5.1.7.2: at least one piece, `initial` only as the first, `final` only as the last.
fn substrings(mut reader: Reader<'_>) -> Result<Substrings, BerError> {
    const ORDER: BerError = BerError::Value("the order of the pieces of a substring filter");
    let mut pieces = Substrings::default();
    if reader.is_empty() {
        return Err(BerError::Missing("a piece of a substring filter"));
    }
    while !reader.is_empty() {
        let element = reader.element()?;
        if pieces.last.is_some() {
            return Err(ORDER);
        }
        let piece = element.content.to_vec();
        match element.tag {
            tag::INITIAL if pieces.initial.is_none() && pieces.any.is_empty() => {
                pieces.initial = Some(piece);
            }
            tag::ANY => pieces.any.push(piece),
            tag::FINAL => pieces.last = Some(piece),
            _ => return Err(ORDER),
        }
    }
    Ok(pieces)
}

/// RFC 4511 section 4.5.1.7.7: a rule, an attribute, or both.
fn extensible(content: &[u8]) -> Result<MatchingRuleAssertion, BerError> {
    let mut reader = Reader::new(content);
    let rule = match reader.optional(tag::RULE)? {
        Some(rule) => Some(read::text(rule, "a matching rule")?),
        None => None,
    };
    let attribute = match reader.optional(tag::TYPE)? {
        Some(attribute) => Some(read::text(attribute, ATTRIBUTE)?),
        None => None,
    };
    let value = reader.expect(tag::VALUE, "the value of an extensible filter")?;
    let dn_attributes = match reader.optional(tag::DN_ATTRIBUTES)? {
        Some(flag) => read::boolean(flag, "dnAttributes")?,
        None => false,
    };
    reader.end("an extensible filter")?;
    if rule.is_none() && attribute.is_none() {
        return Err(BerError::Missing(
            "the rule or the attribute of an extensible filter",
        ));
    }
    Ok(MatchingRuleAssertion {
        rule,
        attribute,
        value: value.to_vec(),
        dn_attributes,
    })
}
