//! Which part of a filter leaves an entry out, found by asking the server: each part of the filter about this one entry.

use super::Capabilities;
use crate::{
    client::{Client, Error, Search},
    directory::{attribute::AttributeDescription, dn::Dn, filter},
    wire::{Filter, oid, request::Scope},
};

/// Most searches that one explanation makes.
const MOST: u32 = 32;

/// Most values of an attribute that are told, and the longest part of one.
const VALUES: usize = 5;
const LENGTH: usize = 200;

/// What a server makes of a part of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The entry does not match it, but matches its negation.
    False,
    /// The entry matches neither it nor its negation, or the server refuses to say: an attribute, class or rule that it does not have, a
    /// value that does not fit, or an attribute that the account may not see.
    Unreadable,
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
    /// The group names its members in uniqueMember, and memberOf does not show it.
    UniqueNames,
    /// The server's schema has no such attribute or class.
    UnknownName,
}

/// A part of a filter that an entry does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clause {
    /// The part as text, RFC 4515.
    pub filter: String,
    /// What the server makes of it.
    pub verdict: Verdict,
    /// What the entry has instead, as far as it can be seen; at most five values.
    pub instead: Vec<String>,
    /// The likely reason.
    pub reason: Option<Reason>,
}

/// Asks which parts of a filter leave an entry out; none when it matches. At most 32 searches of this one entry, and a few about the reason.
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
/// let clauses = explain_filter(&mut client, &capabilities, &dc.dn_of("ada"), &asked).await?;
/// assert_eq!(clauses.len(), 1);
/// assert_eq!(clauses[0].reason, Some(Reason::Nested));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What broke the conversation. What the server refuses is [`Verdict::Unreadable`].
pub async fn explain_filter(
    client: &mut Client,
    capabilities: &Capabilities,
    dn: &str,
    filter: &Filter,
) -> Result<Vec<Clause>, Error> {
    let mut asking = Asking {
        client,
        dn,
        left: MOST,
    };
    let mut clauses = Vec::new();
    let mut open = vec![filter.clone()];
    while let Some(part) = open.pop() {
        if asking.matches(&part).await? == Some(true) {
            continue;
        }
        match part {
            Filter::And(parts) | Filter::Or(parts) if !parts.is_empty() => {
                open.extend(parts.into_iter().rev());
            }
            part => {
                let negation = match &part {
                    Filter::Not(inner) => Filter::clone(inner),
                    part => Filter::Not(Box::new(part.clone())),
                };
                let verdict = match asking.matches(&negation).await? {
                    Some(true) => Verdict::False,
                    _ => Verdict::Unreadable,
                };
                let reason = asking.reason(capabilities, &part, verdict).await?;
                clauses.push(Clause {
                    filter: filter::print(&part),
                    verdict,
                    instead: asking.instead(&part).await?,
                    reason,
                });
            }
        }
    }
    Ok(clauses)
}

struct Asking<'a> {
    client: &'a mut Client,
    dn: &'a str,
    left: u32,
}

impl Asking<'_> {
    /// Whether an entry matches a filter; `None` where the server refuses to say, or enough was asked.
    async fn asks(&mut self, dn: &str, filter: &Filter) -> Result<Option<bool>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let search = Search::new(dn)
            .scope(Scope::Base)
            .filter(filter.clone())
            .attributes(["1.1"])
            .size_limit(1);
        match self.client.search(&search).await {
            Ok(found) => Ok(Some(!found.entries.is_empty())),
            Err(error) if error.result().is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn matches(&mut self, filter: &Filter) -> Result<Option<bool>, Error> {
        let dn = self.dn;
        self.asks(dn, filter).await
    }

    /// The values of an attribute of an entry, as texts.
    async fn values(&mut self, dn: &str, attribute: &str) -> Result<Vec<String>, Error> {
        let search = Search::new(dn).scope(Scope::Base).attributes([attribute]);
        let found = match self.client.search(&search).await {
            Ok(found) => found,
            Err(error) if error.result().is_some() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut values = Vec::new();
        for entry in &found.entries {
            let texts = entry.values(attribute);
            values.extend(texts.map(|value| String::from_utf8_lossy(value).into_owned()));
        }
        Ok(values)
    }

    async fn instead(&mut self, part: &Filter) -> Result<Vec<String>, Error> {
        let Some((attribute, _)) = leaf(part) else {
            return Ok(Vec::new());
        };
        let dn = self.dn;
        let mut values = self.values(dn, attribute).await?;
        values.truncate(VALUES);
        for value in &mut values {
            if let Some((at, _)) = value.char_indices().nth(LENGTH) {
                value.truncate(at);
                value.push('…');
            }
        }
        Ok(values)
    }

    async fn reason(
        &mut self,
        capabilities: &Capabilities,
        part: &Filter,
        verdict: Verdict,
    ) -> Result<Option<Reason>, Error> {
        let Some((attribute, value)) = leaf(part) else {
            return Ok(None);
        };
        let value = String::from_utf8_lossy(value).into_owned();
        if holds_placeholder(&value) {
            return Ok(Some(Reason::Placeholder));
        }
        let in_chain = matches!(part, Filter::Extensible(assertion) if assertion.rule.as_deref() == Some(oid::IN_CHAIN));
        if in_chain && !capabilities.resolves_in_chain() {
            return Ok(Some(Reason::InChain));
        }
        let kind = AttributeDescription::split(attribute).attribute_type();
        let of_groups = kind.eq_ignore_ascii_case("memberOf");
        if of_groups && Dn::parse(&value).is_err() {
            return Ok(Some(Reason::NotDn));
        }
        if of_groups
            && !in_chain
            && let Some(reason) = self.of_group(capabilities, &value).await?
        {
            return Ok(Some(reason));
        }
        let is_class = kind.eq_ignore_ascii_case("objectClass");
        if (verdict == Verdict::Unreadable || is_class)
            && self
                .lacks(
                    capabilities,
                    if is_class {
                        ("objectClasses", &value)
                    } else {
                        ("attributeTypes", kind)
                    },
                )
                .await?
        {
            return Ok(Some(Reason::UnknownName));
        }
        Ok(None)
    }

    /// Why an entry is not directly in a group by its memberOf.
    async fn of_group(
        &mut self,
        capabilities: &Capabilities,
        group: &str,
    ) -> Result<Option<Reason>, Error> {
        let dn = self.dn.to_owned();
        let unique = Filter::Equality("uniqueMember".into(), dn.clone().into_bytes());
        if self.asks(group, &unique).await? == Some(true) {
            return Ok(Some(Reason::UniqueNames));
        }
        if capabilities.resolves_in_chain() {
            let nested = super::walk::in_chain_filter("memberOf", group);
            return Ok((self.matches(&nested).await? == Some(true)).then_some(Reason::Nested));
        }
        // One level up, which is where most of them are.
        let own = self.values(&dn, "memberOf").await?;
        let members = own
            .into_iter()
            .take(50)
            .map(|own| Filter::Equality("member".into(), own.into_bytes()));
        let through = Filter::Or(members.collect());
        Ok((self.asks(group, &through).await? == Some(true)).then_some(Reason::Nested))
    }

    /// Whether the schema, as far as it can be read, has no such name.
    async fn lacks(
        &mut self,
        capabilities: &Capabilities,
        (attribute, name): (&str, &str),
    ) -> Result<bool, Error> {
        let Some(schema) = capabilities.root_dse.text("subschemaSubentry") else {
            return Ok(false);
        };
        let schema = schema.to_owned();
        let search = Search::new(schema)
            .scope(Scope::Base)
            .filter(Filter::Equality(
                "objectClass".into(),
                b"subschema".to_vec(),
            ))
            .attributes([attribute]);
        let found = match self.client.search(&search).await {
            Ok(found) => found,
            Err(error) if error.result().is_some() => return Ok(false),
            Err(error) => return Err(error),
        };
        let named = format!("'{}'", name.to_ascii_lowercase());
        let by_oid = format!("( {name} ");
        let mut any = false;
        for entry in &found.entries {
            for definition in entry.values(attribute) {
                any = true;
                let definition = String::from_utf8_lossy(definition);
                if definition.to_ascii_lowercase().contains(&named)
                    || definition.starts_with(&by_oid)
                {
                    return Ok(false);
                }
            }
        }
        Ok(any)
    }
}

/// The attribute and the value of a part that is about one attribute.
fn leaf(part: &Filter) -> Option<(&str, &[u8])> {
    match part {
        Filter::Not(inner) => leaf(inner),
        Filter::Equality(attribute, value)
        | Filter::GreaterOrEqual(attribute, value)
        | Filter::LessOrEqual(attribute, value)
        | Filter::Approx(attribute, value) => Some((attribute, value)),
        Filter::Substrings(attribute, parts) => {
            let first = parts
                .initial
                .iter()
                .chain(&parts.any)
                .chain(&parts.last)
                .next();
            Some((attribute, first.map_or(&b""[..], Vec::as_slice)))
        }
        Filter::Extensible(assertion) => Some((assertion.attribute.as_deref()?, &assertion.value)),
        Filter::Present(attribute) => Some((attribute, b"")),
        Filter::And(_) | Filter::Or(_) => None,
    }
}

/// `%s`, `%u`, `%uid`, `%(user)s`, `{0}`, `{login}`, `{{username}}`, `${user}`, `$1`: what applications put a login name into.
fn holds_placeholder(value: &str) -> bool {
    let word = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    let braces = value.split('{').skip(1).any(|rest| {
        rest.split_once('}')
            .is_some_and(|(inner, _)| word(inner.trim()))
    });
    let percent = value.split('%').skip(1).any(|rest| {
        rest.starts_with('(')
            || matches!(
                rest,
                "s" | "u" | "d" | "v" | "n" | "uid" | "user" | "username" | "login"
            )
    });
    let dollar = value.split('$').skip(1).any(|rest| {
        !rest.is_empty()
            && (rest.bytes().all(|byte| byte.is_ascii_digit())
                || word(rest) && value.starts_with('$'))
    });
    braces || percent || dollar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "%s",
            "%u",
            "%uid",
            "%(user)s",
            "{0}",
            "{login}",
            "{{username}}",
            "${user}",
            "$1",
            "$user",
            "uid={0},ou=x",
        ] {
            assert!(holds_placeholder(text), "{text}");
        }
        for text in [
            "ada", "100%", "50% off", "{SSHA}", "a$b", "{}", "US$", "%20x", "",
        ] {
            let ssha = text == "{SSHA}";
            assert_eq!(holds_placeholder(text), ssha, "{text}");
        }
    }
}
