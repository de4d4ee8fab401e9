//! What an application must say that came of its task, and the judge of it.

use super::{
    evidence::{Evidence, Sight},
    outcome::{Found, Outcome},
};
use crate::directory::Dn;

/// What is to be said.
#[derive(Clone, Copy, Debug)]
pub(super) enum Says {
    /// Done.
    Done,
    /// Not done: a refusal or an error, in time and in order.
    Refused,
    /// Done, with just these entries, by their DNs.
    Finds(&'static [&'static str]),
    /// Done, with these entries, and of others with none but those of the second list.
    FindsOr(&'static [&'static str], &'static [&'static str]),
    /// Refused, or done with just these entries.
    RefusedOr(&'static [&'static str]),
    /// The first entry has just these values of an attribute, in any order.
    Values(&'static str, &'static [&'static [u8]]),
}

impl Says {
    pub(super) fn judge(self, evidence: &Evidence) -> Sight {
        let Some(outcome) = &evidence.outcome else {
            return Sight::Unseen(
                "what the client made of the answer was not told, and it cannot be seen on the wire"
                    .to_owned(),
            );
        };
        if let Outcome::Unable(_) = outcome {
            return Sight::Unseen(format!("the client says: {outcome}"));
        }
        let bad = |expected: &str| Sight::Bad(format!("{expected}; the client says: {outcome}"));
        let found = match (self, outcome) {
            (Self::Refused, Outcome::Refused(_)) => return Sight::Good,
            (Self::Refused, _) => return bad("expected a refusal"),
            (Self::RefusedOr(_), Outcome::Refused(_)) => return Sight::Good,
            (_, Outcome::Done(found)) => found,
            (Self::RefusedOr(_), _) => return bad("expected a refusal, or the right entries"),
            (_, _) => return bad("expected success"),
        };
        let (least, most): (&[&str], &[&str]) = match self {
            Self::Finds(names) | Self::RefusedOr(names) => (names, &[]),
            Self::FindsOr(names, others) => (names, others),
            Self::Values(description, values) => {
                return match told_values(found, description, values) {
                    None => Sight::Good,
                    Some(wrong) => Sight::Bad(wrong),
                };
            }
            Self::Done | Self::Refused => return Sight::Good,
        };
        match wrong_names(found, least, most) {
            None => Sight::Good,
            Some(wrong) => bad(&wrong),
        }
    }
}

/// What is wrong with the names of what was found.
fn wrong_names(found: &[Found], least: &[&str], most: &[&str]) -> Option<String> {
    let same = |one: &str, other: &str| match (Dn::parse(one), Dn::parse(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    };
    for name in least {
        match found.iter().filter(|own| same(&own.dn, name)).count() {
            1 => {}
            0 => return Some(format!("expected the entry {name}")),
            many => return Some(format!("expected the entry {name} once, not {many} times")),
        }
    }
    let known = |own: &&Found| least.iter().chain(most).any(|name| same(&own.dn, name));
    let stray = found.iter().find(|own| !known(own))?;
    Some(format!("expected no entry {:?}", stray.dn))
}

/// What is wrong with the values of the first entry.
fn told_values(found: &[Found], description: &str, expected: &[&[u8]]) -> Option<String> {
    let Some(first) = found.first() else {
        return Some("expected an entry, and the client tells none".to_owned());
    };
    let none = Vec::new();
    let told = first.values(description).unwrap_or(&none);
    let mut sorted: Vec<&[u8]> = told.iter().map(Vec::as_slice).collect();
    let mut expected = expected.to_vec();
    sorted.sort_unstable();
    expected.sort_unstable();
    let others = first.attributes.iter().map(|(name, _)| name.as_str());
    let others: Vec<&str> = others
        .filter(|name| !name.eq_ignore_ascii_case(description))
        .collect();
    let others = match others.is_empty() {
        true => String::new(),
        false => format!(", and something of {}", others.join(", ")),
    };
    (sorted != expected).then(|| {
        format!(
            "expected of {description} {}; the client tells {}{others}",
            shown(&expected),
            shown(&sorted)
        )
    })
}

/// Values for people, cut short.
fn shown(values: &[&[u8]]) -> String {
    const LONGEST: usize = 40;
    let one = |value: &&[u8]| match value.len() > LONGEST {
        true => format!(
            "\"{}…\" ({} octets)",
            value[..LONGEST].escape_ascii(),
            value.len()
        ),
        false => format!("\"{}\"", value.escape_ascii()),
    };
    match values {
        [] => "no value".to_owned(),
        values => values.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}
