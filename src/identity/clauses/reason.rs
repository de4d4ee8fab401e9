//! The likely reason for which a part of a filter leaves an entry out.

use super::{
    Reason, Verdict,
    asking::{Answer, Asking},
    placeholder::holds_placeholder,
};
use crate::{
    client::{Error, Search},
    directory::{attribute::AttributeDescription, dn::Dn, sid},
    identity::{capabilities::holds_people, walk},
    wire::{Filter, is_secret, oid},
};

/// How many groups deep a nested one is looked for where it is walked, and how many groups of one depth.
const DEPTH: usize = 6;
const WIDTH: usize = 200;

/// Most octets of the names in one question.
const OCTETS: usize = 64 << 10;

/// The OID of memberOf (MS-ADA2 2.43).
const MEMBER_OF: &str = "1.2.840.113556.1.2.102";

/// Attributes whose values are DNs on every server that has them (RFC 4519, RFC 2798, MS-ADA).
const HOLD_DNS: &[&str] = &[
    "memberof",
    "member",
    "uniquemember",
    "manager",
    "seealso",
    "owner",
    "secretary",
    "roleoccupant",
    "managedby",
    "directreports",
    "distinguishedname",
    "entrydn",
];

/// `1.3.6.1.4.1.1466.115.121.1.12`, the syntax of DNs (RFC 4517 section 3.3.9).
const DN_SYNTAX: &str = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.12";

impl Asking<'_> {
    pub(super) async fn reason(
        &mut self,
        part: &Filter,
        verdict: Verdict,
    ) -> Result<Option<Reason>, Error> {
        let negated = matches!(part, Filter::Not(_));
        // What is negated is true: nothing in it hinders.
        if negated && verdict == Verdict::False {
            return Ok(None);
        }
        let Some(description) = attribute(part) else {
            return Ok(None);
        };
        let values = values(part);
        // `{SSHA}…` in a password is no placeholder.
        if !is_secret(description) && values.iter().any(|value| holds_placeholder(value)) {
            return Ok(Some(Reason::Placeholder));
        }
        // A server that says true or false knows the rule.
        if verdict == Verdict::Unreadable
            && is_in_chain(part)
            && !self.capabilities.resolves_in_chain()
        {
            return Ok(Some(Reason::InChain));
        }
        let kind = AttributeDescription::split(description)
            .attribute_type()
            .to_owned();
        if kind.eq_ignore_ascii_case("objectClass") {
            for value in &values {
                if self.definition("objectClasses", value).await? == Definition::Absent {
                    return Ok(Some(Reason::UnknownName));
                }
            }
            return Ok(None);
        }
        let definition = match verdict {
            Verdict::Unreadable => self.definition("attributeTypes", &kind).await?,
            _ => Definition::NotRead,
        };
        if definition == Definition::Absent {
            return Ok(Some(Reason::UnknownName));
        }
        let whole = match part {
            Filter::Equality(_, value) => Some(value),
            Filter::Extensible(assertion) if assertion.rule.is_none() || is_in_chain(part) => {
                Some(&assertion.value)
            }
            Filter::Not(inner) => match &**inner {
                Filter::Equality(_, value) => Some(value),
                _ => None,
            },
            _ => None,
        };
        let Some(value) = whole.map(|value| String::from_utf8_lossy(value).into_owned()) else {
            return Ok(None);
        };
        let of_dns = HOLD_DNS.contains(&kind.to_ascii_lowercase().as_str())
            || definition == Definition::OfDns;
        if of_dns && !is_dn(&value) {
            return Ok(Some(Reason::NotDn));
        }
        let asks_for_group = matches!(part, Filter::Equality(..))
            && (kind.eq_ignore_ascii_case("memberOf") || kind == MEMBER_OF);
        match asks_for_group {
            true => self.of_group(&value).await,
            false => Ok(None),
        }
    }

    /// Why an entry is not directly in a group by its memberOf.
    async fn of_group(&mut self, group: &str) -> Result<Option<Reason>, Error> {
        if self.capabilities.active_directory && self.is_primary(group).await? {
            return Ok(Some(Reason::PrimaryGroup));
        }
        let dn = self.dn;
        for (attribute, reason) in [
            ("uniqueMember", Reason::UniqueNames),
            ("member", Reason::NoMemberOf),
        ] {
            let names = Filter::Equality(attribute.into(), dn.as_bytes().to_vec());
            if self.asks(group, &names).await? == Answer::Yes {
                return Ok(Some(reason));
            }
        }
        let nested = match self.capabilities.resolves_in_chain() {
            true => {
                let nested = walk::in_chain_filter("memberOf", group);
                self.matches(&nested).await? == Answer::Yes
            }
            false => self.is_above(group).await?,
        };
        Ok(nested.then_some(Reason::Nested))
    }

    /// Whether a group is the entry's primary one: of its domain, with that last number in its SID (MS-ADTS 3.1.1.1.11).
    async fn is_primary(&mut self, group: &str) -> Result<bool, Error> {
        let dn = self.dn;
        let id = self.values(dn, "primaryGroupID", None).await?.list.first();
        let id: Option<u32> = id.and_then(|id| std::str::from_utf8(id).ok()?.parse().ok());
        let own = self.values(dn, "objectSid", None).await?;
        let own = own.list.first().cloned();
        let sid = self.values(group, "objectSid", None).await?.list.first();
        let domain = |sid: &[u8]| sid.len().checked_sub(4).map(|end| sid[..end].to_vec());
        Ok(match (id, own, sid) {
            (Some(id), Some(own), Some(sid)) => {
                sid::rid(sid) == Some(id) && domain(sid) == domain(&own)
            }
            _ => false,
        })
    }

    /// Whether a group holds the entry through others, walked upwards from the entry: one search for all groups of a depth.
    async fn is_above(&mut self, group: &str) -> Result<bool, Error> {
        let base = self.context_of(group);
        let wanted = walk::key(group);
        let mut seen = vec![walk::key(self.dn)];
        let mut level = vec![self.dn.to_owned()];
        for _ in 0..DEPTH {
            let names = |attribute: &str, dn: &String| {
                Filter::Equality(attribute.into(), dn.clone().into_bytes())
            };
            let holders = level
                .iter()
                .flat_map(|dn| [names("member", dn), names("uniqueMember", dn)]);
            let search = Search::new(&base)
                .filter(Filter::Or(holders.collect()))
                .attributes(["1.1"])
                .size_limit(WIDTH as u32);
            level = self.dns(&search).await?;
            if level.iter().any(|dn| walk::key(dn) == wanted) {
                return Ok(true);
            }
            level.truncate(WIDTH);
            let mut octets = 0;
            level.retain(|dn| {
                octets += dn.len();
                octets <= OCTETS
            });
            level.retain(|dn| !seen.contains(&walk::key(dn)));
            seen.extend(level.iter().map(|dn| walk::key(dn)));
            if level.is_empty() {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// The naming context that a DN is in; its parent where none is known.
    fn context_of(&self, dn: &str) -> String {
        let Ok(dn) = Dn::parse(dn) else {
            return String::new();
        };
        let contexts = self.capabilities.naming_contexts.iter();
        let context = contexts
            .filter(|context| holds_people(context))
            .filter(|context| Dn::parse(context).is_ok_and(|context| dn.is_within(&context)))
            .max_by_key(|context| context.len());
        let parent = || dn.parent().map(|parent| parent.as_str().to_owned());
        context.cloned().or_else(parent).unwrap_or_default()
    }

    /// What the schema says of a name, as far as it can be read.
    async fn definition(&mut self, list: &str, name: &str) -> Result<Definition, Error> {
        let Some(schema) = self.capabilities.root_dse.text("subschemaSubentry") else {
            return Ok(Definition::NotRead);
        };
        let schema = schema.to_owned();
        let subschema = Filter::Equality("objectClass".into(), b"subschema".to_vec());
        let named = format!("'{}'", name.to_ascii_lowercase());
        let by_oid = format!("( {name} ");
        let definitions = self.values(&schema, list, Some(subschema)).await?;
        for definition in &definitions.list {
            let definition = String::from_utf8_lossy(definition);
            if definition.to_ascii_lowercase().contains(&named) || definition.starts_with(&by_oid) {
                return Ok(match definition.contains(DN_SYNTAX) {
                    true => Definition::OfDns,
                    false => Definition::Present,
                });
            }
        }
        // A name may stand in what is cut off.
        Ok(match definitions.list.is_empty() || definitions.cut {
            true => Definition::NotRead,
            false => Definition::Absent,
        })
    }
}

/// What a schema says of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Definition {
    /// Nothing: it cannot be read, or was not.
    NotRead,
    Absent,
    Present,
    /// An attribute whose values are DNs.
    OfDns,
}

/// A DN, or another form in which Active Directory takes one (MS-ADTS 3.1.1.3.1.2.4): `<GUID=…>`, `<SID=…>`.
fn is_dn(value: &str) -> bool {
    value.starts_with('<') || Dn::parse(value).is_ok()
}

fn is_in_chain(part: &Filter) -> bool {
    match part {
        Filter::Not(inner) => is_in_chain(inner),
        Filter::Extensible(assertion) => assertion.rule.as_deref() == Some(oid::IN_CHAIN),
        _ => false,
    }
}

/// The attribute that a part is about.
pub(super) fn attribute(part: &Filter) -> Option<&str> {
    match part {
        Filter::Not(inner) => attribute(inner),
        Filter::Equality(attribute, _)
        | Filter::GreaterOrEqual(attribute, _)
        | Filter::LessOrEqual(attribute, _)
        | Filter::Approx(attribute, _)
        | Filter::Substrings(attribute, _)
        | Filter::Present(attribute) => Some(attribute),
        Filter::Extensible(assertion) => assertion.attribute.as_deref(),
        Filter::And(_) | Filter::Or(_) => None,
    }
}

/// The values of a part, or pieces of one.
fn values(part: &Filter) -> Vec<String> {
    let values: Vec<&Vec<u8>> = match part {
        Filter::Not(inner) => return values(inner),
        Filter::Equality(_, value)
        | Filter::GreaterOrEqual(_, value)
        | Filter::LessOrEqual(_, value)
        | Filter::Approx(_, value) => vec![value],
        Filter::Substrings(_, parts) => parts
            .initial
            .iter()
            .chain(&parts.any)
            .chain(&parts.last)
            .collect(),
        Filter::Extensible(assertion) => vec![&assertion.value],
        Filter::Present(_) | Filter::And(_) | Filter::Or(_) => Vec::new(),
    };
    let texts = values
        .into_iter()
        .map(|value| String::from_utf8_lossy(value));
    texts.map(|text| text.into_owned()).collect()
}
