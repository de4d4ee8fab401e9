//! Writing a filter.

use super::{Filter, tag};
use crate::wire::ber::{self, write};

/// Appends a filter. Recursive: filters of our own making are as deep as whoever made them chose.
pub(crate) fn encode(out: &mut Vec<u8>, filter: &Filter) {
    match filter {
        Filter::And(parts) => set(out, tag::AND, parts),
        Filter::Or(parts) => set(out, tag::OR, parts),
        Filter::Not(part) => write::constructed(out, tag::NOT, |out| encode(out, part)),
        Filter::Equality(attribute, value) => assertion(out, tag::EQUALITY, attribute, value),
        Filter::GreaterOrEqual(attribute, value) => {
            assertion(out, tag::GREATER_OR_EQUAL, attribute, value);
        }
        Filter::LessOrEqual(attribute, value) => {
            assertion(out, tag::LESS_OR_EQUAL, attribute, value);
        }
        Filter::Approx(attribute, value) => assertion(out, tag::APPROX, attribute, value),
        Filter::Present(attribute) => write::primitive(out, tag::PRESENT, attribute.as_bytes()),
        Filter::Substrings(attribute, pieces) => {
            write::constructed(out, tag::SUBSTRINGS, |out| {
                write::octets(out, attribute.as_bytes());
                write::constructed(out, ber::tag::SEQUENCE, |out| {
                    if let Some(initial) = &pieces.initial {
                        write::primitive(out, tag::INITIAL, initial);
                    }
                    for any in &pieces.any {
                        write::primitive(out, tag::ANY, any);
                    }
                    if let Some(last) = &pieces.last {
                        write::primitive(out, tag::FINAL, last);
                    }
                });
            });
        }
        Filter::Extensible(assertion) => write::constructed(out, tag::EXTENSIBLE, |out| {
            if let Some(rule) = &assertion.rule {
                write::primitive(out, tag::RULE, rule.as_bytes());
            }
            if let Some(attribute) = &assertion.attribute {
                write::primitive(out, tag::TYPE, attribute.as_bytes());
            }
            write::primitive(out, tag::VALUE, &assertion.value);
            // A default is not sent (RFC 4511 section 5.1).
            if assertion.dn_attributes {
                write::boolean(out, tag::DN_ATTRIBUTES, true);
            }
        }),
    }
}

fn set(out: &mut Vec<u8>, tag: u8, parts: &[Filter]) {
    write::constructed(out, tag, |out| {
        for part in parts {
            encode(out, part);
        }
    });
}

fn assertion(out: &mut Vec<u8>, tag: u8, attribute: &str, value: &[u8]) {
    write::constructed(out, tag, |out| {
        write::octets(out, attribute.as_bytes());
        write::octets(out, value);
    });
}
