//! From the filter as sent to the one that is evaluated: vendor spellings of values, extensible matches.

use std::sync::Arc;

use super::{anr, chain};
use crate::{
    directory::{
        attribute::AttributeDescription,
        dit::{Closures, Dit},
        dn::Dn,
        filter::{self, Compiled, Extensible, Options},
        guid,
        matching::integer,
        schema::AttributeType,
        sid,
    },
    dsa::{
        agent::Dsa,
        effort::Effort,
        naming::{Domain, Named, read_dn},
    },
    vendor::{Constructed, Situation},
    wire::{Filter, LdapResult, ResultCode, filter::MatchingRuleAssertion, oid},
};

/// Compiles a filter for one version of the directory.
pub(super) fn compile(
    dsa: &Dsa,
    dit: &Dit,
    filter: &Filter,
    effort: &Effort<'_>,
) -> Result<Compiled, LdapResult> {
    let vendor = &dsa.vendor;
    let unfilterable = |name: &str| match vendor.constructed(name) {
        Some(constructed) => !constructed.filterable(),
        // One that a domain controller would work out and this server does not have.
        None => dsa
            .schema
            .attribute_type(name)
            .is_some_and(AttributeType::is_constructed),
    };
    if mentions(filter, &unfilterable) {
        let refusal = vendor.answer(Situation::ConstructedInFilter, &[]);
        if refusal.code != ResultCode::SUCCESS {
            return Err(refusal);
        }
    }
    let mut known = Closures::default();
    let mut resolve =
        |assertion: &MatchingRuleAssertion| extensible(dsa, dit, assertion, &mut known, effort);
    let options = options(dsa);
    Ok(filter::compile(filter, &dsa.schema, options, &mut resolve))
}

fn options(dsa: &Dsa) -> Options {
    let conduct = dsa.conduct();
    Options {
        two_valued: !dsa.vendor.switches.three_valued,
        dn_attributes: conduct.dn_attributes,
        subclasses: !conduct.stores_superclasses,
        ..Options::default()
    }
}

/// A condition that every match of the filter fulfils and that names are enough for: that it is among the members of a
/// group. For planning, where a filter on `memberOf` has nothing else that an index could answer.
pub(super) fn members(
    dsa: &Dsa,
    dit: &Dit,
    filter: &Filter,
    effort: &Effort<'_>,
) -> Option<Compiled> {
    let group = group(dsa, filter)?;
    let group = Dn::from_bytes(group).ok()?;
    let group = dit.get(&group);
    let members = group.into_iter().flat_map(|group| group.values("member"));
    let members = dit.named_while(members, &|names| effort.spend(names * 5));
    let members = Extensible::InSet(Arc::new(members));
    let any = Filter::Extensible(MatchingRuleAssertion::default());
    let options = options(dsa);
    Some(filter::compile(&any, &dsa.schema, options, &mut |_| {
        members.clone()
    }))
}

fn group<'f>(dsa: &Dsa, filter: &'f Filter) -> Option<&'f [u8]> {
    match filter {
        Filter::And(parts) => parts.iter().find_map(|part| group(dsa, part)),
        Filter::Equality(name, value) => {
            let constructed = dsa.vendor.constructed(name);
            (constructed == Some(Constructed::MemberOf)).then_some(value.as_slice())
        }
        _ => None,
    }
}

fn extensible(
    dsa: &Dsa,
    dit: &Dit,
    assertion: &MatchingRuleAssertion,
    known: &mut Closures,
    effort: &Effort<'_>,
) -> Extensible {
    let switches = &dsa.vendor.switches;
    let mask = || integer::parse64(&assertion.value);
    match assertion.rule.as_deref() {
        Some(oid::IN_CHAIN) if switches.in_chain => {
            chain::resolve(dsa, dit, assertion, known, effort)
        }
        Some(oid::BIT_AND) if switches.bit_rules => {
            mask().map_or(Extensible::Undefined, Extensible::BitAnd)
        }
        Some(oid::BIT_OR) if switches.bit_rules => {
            mask().map_or(Extensible::Undefined, Extensible::BitOr)
        }
        Some(oid::IN_CHAIN | oid::BIT_AND | oid::BIT_OR) => Extensible::Undefined,
        Some(_) if dsa.conduct().foreign_rules_match_nothing => Extensible::False,
        _ => Extensible::Equality,
    }
}

fn mentions(filter: &Filter, is: &dyn Fn(&str) -> bool) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(|part| mentions(part, is)),
        Filter::Not(part) => mentions(part, is),
        Filter::Equality(name, _)
        | Filter::Substrings(name, _)
        | Filter::GreaterOrEqual(name, _)
        | Filter::LessOrEqual(name, _)
        | Filter::Present(name)
        | Filter::Approx(name, _) => is(name),
        Filter::Extensible(assertion) => assertion.attribute.as_deref().is_some_and(is),
    }
}

/// Values that a domain takes in several spellings: `objectGUID`, `objectSid`, `objectCategory`, names of objects.
pub(super) fn rewrite(dsa: &Dsa, dit: &Dit, filter: &Filter) -> Filter {
    match &dsa.naming.domain {
        Some(domain) => Spelling { dsa, dit, domain }.filter(filter),
        None => filter.clone(),
    }
}

struct Spelling<'a> {
    dsa: &'a Dsa,
    dit: &'a Dit,
    domain: &'a Domain,
}

impl Spelling<'_> {
    fn filter(&self, filter: &Filter) -> Filter {
        let all = |parts: &[Filter]| parts.iter().map(|part| self.filter(part)).collect();
        match filter {
            Filter::And(parts) => Filter::And(all(parts)),
            Filter::Or(parts) => Filter::Or(all(parts)),
            Filter::Not(part) => Filter::Not(Box::new(self.filter(part))),
            Filter::Equality(name, value) | Filter::Approx(name, value)
                if name.eq_ignore_ascii_case("anr") =>
            {
                anr::expand(value)
            }
            Filter::Equality(name, value) => {
                let value = self.value(name, value).unwrap_or_else(|| value.clone());
                Filter::Equality(name.clone(), value)
            }
            other => other.clone(),
        }
    }

    fn value(&self, attribute: &str, value: &[u8]) -> Option<Vec<u8>> {
        let text = std::str::from_utf8(value).ok()?;
        let attribute = AttributeDescription::split(attribute).attribute_type();
        if attribute.eq_ignore_ascii_case("objectGUID") {
            guid::parse(text).map(Vec::from)
        } else if attribute.eq_ignore_ascii_case("objectSid") {
            sid::parse(text)
        } else if attribute.eq_ignore_ascii_case("objectCategory") {
            self.category(text)
        } else if text.starts_with('<') {
            match read_dn(&self.dsa.naming, self.dit, value) {
                Ok(Named::Dn(dn)) => Some(dn.as_str().as_bytes().to_vec()),
                Ok(Named::Nobody) | Err(_) => None,
            }
        } else {
            None
        }
    }

    /// A class's `lDAPDisplayName` stands for the DN of its default category.
    fn category(&self, text: &str) -> Option<Vec<u8>> {
        let class = self.dsa.schema.object_class(text)?;
        let category = class.category()?;
        Some(format!("CN={category},{}", self.domain.schema.as_str()).into_bytes())
    }
}
