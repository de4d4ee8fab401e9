//! Why an entry matches a filter or not, clause by clause, as the server itself evaluates it.

use std::fmt;

use super::{chain, prepare, subject::Subject};
use crate::{
    directory::{
        dit::Dit,
        dn::Dn,
        entry::Entry,
        filter::{self, Subject as _, Truth},
    },
    dsa::{
        agent::Dsa,
        effort::{Effort, Stop},
    },
    wire::{Filter, LdapResult, filter::MatchingRuleAssertion, oid},
};

/// Why an entry matches a filter or not. Prints a clause a line, parts below the whole:
///
/// ```text
/// (&(objectClass=group)(member:1.2.840.113556.1.4.1941:=CN=ada,DC=x)) is true
///   (objectClass=group) is true: objectClass is top, group
///   (member:1.2.840.113556.1.4.1941:=CN=ada,DC=x) is true: CN=Staff,DC=x → CN=Ops,DC=x → CN=ada,DC=x
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    clauses: Vec<Clause>,
}

/// One clause of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clause {
    /// How deep it stands in the filter; 0 for the whole.
    pub depth: usize,
    /// The clause, RFC 4515.
    pub text: String,
    /// What it is for the entry.
    pub truth: Truth,
    /// What the entry has, the way of a chain, or the server's refusal; empty for a clause of several parts.
    pub why: String,
}

impl Explanation {
    /// Whether a search with the filter returns the entry, scope and access aside.
    pub fn matches(&self) -> bool {
        self.clauses
            .first()
            .is_some_and(|whole| whole.truth == Truth::True)
    }

    /// Every clause, the whole filter first, each part below what it is part of.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, clause) in self.clauses.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            let truth = match clause.truth {
                Truth::True => "true",
                Truth::False => "false",
                Truth::Undefined => "undefined",
            };
            write!(f, "{}{} is {truth}", "  ".repeat(clause.depth), clause.text)?;
            if !clause.why.is_empty() {
                write!(f, ": {}", clause.why)?;
            }
        }
        Ok(())
    }
}

/// Explains a filter on an entry of this version of the directory.
pub(crate) fn explain(dsa: &Dsa, dit: &Dit, entry: &Entry, filter: &Filter) -> Explanation {
    let mut explainer = Explainer {
        dsa,
        dit,
        entry,
        clauses: Vec::new(),
    };
    explainer.add(filter, 0);
    Explanation {
        clauses: explainer.clauses,
    }
}

struct Explainer<'a> {
    dsa: &'a Dsa,
    dit: &'a Dit,
    entry: &'a Entry,
    clauses: Vec<Clause>,
}

impl Explainer<'_> {
    fn add(&mut self, filter: &Filter, depth: usize) {
        let (truth, refusal) = match self.truth(filter) {
            Ok(truth) => (truth, None),
            Err(result) => (Truth::Undefined, Some(result)),
        };
        let why = match refusal {
            Some(result) => format!(
                "the server refuses it: {} {}",
                result.code, result.diagnostic
            ),
            None => self.why(filter),
        };
        self.clauses.push(Clause {
            depth,
            text: filter::print(filter),
            truth,
            why,
        });
        match filter {
            Filter::And(parts) | Filter::Or(parts) => {
                for part in parts {
                    self.add(part, depth + 1);
                }
            }
            Filter::Not(part) => self.add(part, depth + 1),
            _ => {}
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject::new(self.dsa, self.dit, self.entry, true)
    }

    fn truth(&self, filter: &Filter) -> Result<Truth, LdapResult> {
        let rewritten = prepare::rewrite(self.dsa, self.dit, filter);
        let stop = Stop::after(&self.dsa.clock, 0);
        let compiled = prepare::compile(self.dsa, self.dit, &rewritten, &Effort::until(&stop))?;
        Ok(compiled.evaluate(&self.subject()))
    }

    fn why(&self, filter: &Filter) -> String {
        match filter {
            Filter::And(_) | Filter::Or(_) | Filter::Not(_) => String::new(),
            Filter::Extensible(assertion) if assertion.rule.as_deref() == Some(oid::IN_CHAIN) => {
                self.chain(assertion)
            }
            Filter::Extensible(assertion) => match &assertion.attribute {
                Some(attribute) => self.values(attribute),
                None => String::new(),
            },
            Filter::Equality(name, _)
            | Filter::Substrings(name, _)
            | Filter::GreaterOrEqual(name, _)
            | Filter::LessOrEqual(name, _)
            | Filter::Present(name)
            | Filter::Approx(name, _) => self.values(name),
        }
    }

    fn chain(&self, assertion: &MatchingRuleAssertion) -> String {
        let way: Option<Vec<Dn>> = chain::way(self.dsa, self.dit, assertion, self.entry.dn());
        match way {
            Some(way) => {
                let names: Vec<&str> = way.iter().map(Dn::as_str).collect();
                names.join(" → ")
            }
            None => {
                let value = String::from_utf8_lossy(&assertion.value);
                format!("no chain of links leads to {value}")
            }
        }
    }

    /// What the entry has of an attribute.
    fn values(&self, attribute: &str) -> String {
        /// Values that are shown.
        const MOST: usize = 5;
        let kind = self.dsa.schema.attribute_type(attribute);
        if kind.is_none() {
            return format!("the schema has no attribute {attribute}");
        }
        let secret = crate::wire::is_secret(attribute);
        let mut values = Vec::new();
        let mut more = 0;
        let name = kind.map_or(attribute, |kind| kind.name());
        self.subject().any_value(name, &mut |value| {
            match values.len() < MOST {
                true if secret => values.push("***".to_owned()),
                true => values.push(shown(value)),
                false => more += 1,
            }
            false
        });
        match (values.is_empty(), more) {
            (true, _) => format!("it has no {attribute}"),
            (false, 0) => format!("{attribute} is {}", values.join(", ")),
            (false, more) => format!("{attribute} is {} and {more} more", values.join(", ")),
        }
    }
}

fn shown(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => value.iter().map(|octet| format!("\\{octet:02x}")).collect(),
    }
}
