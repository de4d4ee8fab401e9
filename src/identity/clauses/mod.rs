//! Which part of a filter leaves an entry out, found by asking the server: each part of the filter about this one entry. [`asking`] asks and counts,
//! `reason` looks for the likely reason of each part.

mod asking;
mod placeholder;
mod reason;

use asking::{Answer, Asking};

use super::Capabilities;
use crate::{
    client::{Client, Error},
    diagnosis::Code,
    directory::filter,
    wire::Filter,
};

/// What a server makes of a part of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The entry does not match it, but matches its negation.
    False,
    /// The entry matches neither it nor its negation, or the server refuses it: an attribute, class or rule that it does not have, a
    /// value that does not fit, or an attribute that the account may not see.
    Unreadable,
    /// The server gave no answer to it: it is busy, say, or the time limit passed.
    Unanswered,
}

impl Verdict {
    /// In words, behind the part and `is`.
    pub fn words(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Unreadable => {
                "neither true nor false (not known to the server, or not to be seen)"
            }
            Self::Unanswered => "not answered",
        }
    }
}

/// Why a part leaves the entry out, as far as something tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A placeholder of an application stands in it.
    Placeholder,
    /// It asks for groups in-chain, which the root DSE does not say that this server resolves.
    InChain,
    /// Its value is no DN, and the attribute holds DNs.
    NotDn,
    /// The user is in the group through another group.
    Nested,
    /// The group is the user's primary group, which memberOf does not show (MS-ADTS 3.1.1.1.11).
    PrimaryGroup,
    /// The group names the user in uniqueMember, and memberOf does not show it.
    UniqueNames,
    /// The group names the user in member, and memberOf does not show it.
    NoMemberOf,
    /// The server's schema has no such attribute or class.
    UnknownName,
}

impl Reason {
    /// The row of the table of failures that says more, with a cure.
    pub fn code(self) -> Code {
        match self {
            Self::Placeholder => Code::USER_FILTER_PLACEHOLDER,
            Self::InChain => Code::USER_FILTER_IN_CHAIN,
            Self::NotDn => Code::USER_FILTER_NOT_DN,
            Self::Nested => Code::USER_FILTER_NESTED,
            Self::PrimaryGroup => Code::USER_FILTER_PRIMARY_GROUP,
            Self::UniqueNames => Code::USER_FILTER_UNIQUE_NAMES,
            Self::NoMemberOf => Code::USER_FILTER_NO_MEMBER_OF,
            Self::UnknownName => Code::USER_FILTER_UNKNOWN_NAME,
        }
    }
}

/// A part of a filter that an entry does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clause {
    /// The part as text, RFC 4515. A negated list is told as the negations of its parts.
    pub filter: String,
    /// What the server makes of it.
    pub verdict: Verdict,
    /// The server's words, where it refused the part or did not answer.
    pub said: Option<String>,
    /// What the entry has instead, as far as it can be seen; at most five values.
    pub instead: Vec<String>,
    /// The likely reason.
    pub reason: Option<Reason>,
}

/// Why an entry does not match a filter.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Explanation {
    /// The parts that it does not match, in the filter's order; none when it matches.
    pub clauses: Vec<Clause>,
    /// How many parts were not asked about, for enough was asked, or the conversation ended.
    pub not_asked: usize,
    /// What ended the conversation before everything was asked.
    pub broke_off: Option<Error>,
}

impl Explanation {
    /// Whether the entry matches, as far as everything was asked.
    pub fn matches(&self) -> bool {
        self.clauses.is_empty() && self.not_asked == 0 && self.broke_off.is_none()
    }
}

/// Asks which parts of a filter leave an entry out, with 64 searches at most, those about the reasons included.
///
/// ```
/// use ldaplab::{client::{Client, Options}, directory::filter, identity::{Capabilities, Reason, explain_filter}, server::{Group, LdapServer, User}};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let dc = LdapServer::active_directory("corp.example")
///     .user(User::new("ada").password("s3cret").member_of("Ops"))
///     .group(Group::new("Ops").member_of("Staff"))
///     .start()?;
/// let mut client = Client::connect(&dc.ldap_url(), &Options::default()).await?;
/// client.simple_bind(dc.admin().dn(), dc.admin().password()).await?;
/// let capabilities = Capabilities::read(&mut client).await?;
/// let asked = filter::parse(&format!("(&(objectClass=user)(memberOf={}))", dc.dn_of("Staff")))?;
/// let why = explain_filter(&mut client, &capabilities, &dc.dn_of("ada"), &asked).await?;
/// assert_eq!(why.clauses.len(), 1);
/// assert_eq!(why.clauses[0].reason, Some(Reason::Nested));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What broke the conversation before anything was answered; later it is [`Explanation::broke_off`].
pub async fn explain_filter(
    client: &mut Client,
    capabilities: &Capabilities,
    dn: &str,
    filter: &Filter,
) -> Result<Explanation, Error> {
    let mut asking = Asking::new(client, capabilities, dn);
    let mut explanation = Explanation::default();
    let mut open = vec![filter.clone()];
    while let Some(part) = open.pop() {
        match judge(&mut asking, inward(part), &mut open).await {
            Ok(Judged::Holds | Judged::TakenApart) => {}
            Ok(Judged::Clause(clause)) => explanation.clauses.push(clause),
            Ok(Judged::NotAsked) => explanation.not_asked += 1,
            Err(error) if !asking.has_answers() => return Err(error),
            Err(error) => {
                explanation.not_asked += 1 + open.len();
                explanation.broke_off = Some(error);
                break;
            }
        }
    }
    Ok(explanation)
}

/// What became of a part.
enum Judged {
    /// The entry matches it.
    Holds,
    /// It is a list, whose parts are open now.
    TakenApart,
    Clause(Clause),
    /// Enough was asked before.
    NotAsked,
}

/// Most parts of an "and" that are asked about one by one; of longer ones the halves are, since a half that holds needs no more questions.
const FEW: usize = 4;

/// Asks about one part; a list that does not match is taken apart into `open`.
async fn judge(
    asking: &mut Asking<'_>,
    part: Filter,
    open: &mut Vec<Filter>,
) -> Result<Judged, Error> {
    let answer = asking.matches(&part).await?;
    let refused = match &answer {
        Answer::Yes => return Ok(Judged::Holds),
        Answer::Silent(None) => return Ok(Judged::NotAsked),
        Answer::No => None,
        Answer::Refused(words) => Some((Verdict::Unreadable, words.clone())),
        Answer::Silent(Some(words)) => Some((Verdict::Unanswered, words.clone())),
    };
    let list = match &part {
        Filter::And(parts) | Filter::Or(parts) => !parts.is_empty(),
        _ => false,
    };
    if let (Some((verdict, said)), true) = (refused, list) {
        // The server does not take the list as such, whatever its parts are.
        return Ok(Judged::Clause(Clause {
            filter: filter::print(&part),
            verdict,
            said: Some(said),
            instead: Vec::new(),
            reason: None,
        }));
    }
    let part = match part {
        Filter::And(mut parts) if parts.len() > FEW => {
            let rest = parts.split_off(parts.len() / 2);
            open.extend([Filter::And(rest), Filter::And(parts)]);
            return Ok(Judged::TakenApart);
        }
        Filter::And(parts) | Filter::Or(parts) if !parts.is_empty() => {
            open.extend(parts.into_iter().rev());
            return Ok(Judged::TakenApart);
        }
        part => part,
    };
    let answer = match answer {
        Answer::No => match asking.matches(&negation(&part)).await? {
            Answer::Yes => None,
            // Neither it nor its negation.
            Answer::No => Some(Answer::Refused(String::new())),
            other => Some(other),
        },
        other => Some(other),
    };
    let (verdict, said) = match answer {
        None => (Verdict::False, None),
        Some(Answer::Silent(None)) => return Ok(Judged::NotAsked),
        Some(Answer::Silent(words)) => (Verdict::Unanswered, words),
        Some(Answer::Refused(words)) => (
            Verdict::Unreadable,
            Some(words).filter(|words| !words.is_empty()),
        ),
        Some(Answer::Yes | Answer::No) => (Verdict::Unreadable, None),
    };
    let (reason, instead) = match verdict {
        Verdict::Unanswered => (None, Vec::new()),
        _ => (
            asking.reason(&part, verdict).await?,
            asking.instead(&part).await?,
        ),
    };
    Ok(Judged::Clause(Clause {
        filter: filter::print(&part),
        verdict,
        said,
        instead,
        reason,
    }))
}

fn negation(part: &Filter) -> Filter {
    match part {
        Filter::Not(inner) => Filter::clone(inner),
        part => Filter::Not(Box::new(part.clone())),
    }
}

/// The same filter with its outermost negation moved inwards, so that the part to blame stands alone.
fn inward(part: Filter) -> Filter {
    let Filter::Not(inner) = part else {
        return part;
    };
    let negated = |parts: Vec<Filter>| parts.iter().map(negation).collect();
    match *inner {
        Filter::Not(part) => inward(*part),
        Filter::And(parts) if !parts.is_empty() => Filter::Or(negated(parts)),
        Filter::Or(parts) if !parts.is_empty() => Filter::And(negated(parts)),
        inner => Filter::Not(Box::new(inner)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negation_is_moved_to_the_parts() {
        for (filter, inwards) in [
            ("(!(a=b))", "(!(a=b))"),
            ("(!(!(a=b)))", "(a=b)"),
            ("(!(|(a=b)(!(c=d))))", "(&(!(a=b))(c=d))"),
            ("(!(&(a=b)(c=d)))", "(|(!(a=b))(!(c=d)))"),
            ("(!(&))", "(!(&))"),
            ("(a=b)", "(a=b)"),
        ] {
            let moved = inward(filter::parse(filter).unwrap());
            assert_eq!(filter::print(&moved), inwards, "{filter}");
        }
    }
}
