//! Referral objects (RFC 3296) and references to other naming contexts (RFC 4511 section 4.5.3).

use crate::{
    directory::{dit::Dit, dn::Dn},
    dsa::agent::Dsa,
    wire::{LdapResult, ResultCode, request::Scope},
};

/// `??sub`: what a referral of a search carries behind the DN.
pub(super) fn scope_suffix(scope: Scope) -> String {
    let word = match scope {
        Scope::Base | Scope::Other(_) => "base",
        Scope::One => "one",
        Scope::Sub => "sub",
        Scope::Children => "subordinate",
    };
    format!("??{word}")
}

/// The referral that a search base at or below a referral object gets.
pub(super) fn of_base(dsa: &Dsa, dit: &Dit, base: &Dn, scope: Scope) -> Option<LdapResult> {
    at_or_above(dsa, dit, base, &scope_suffix(scope))
}

/// The referral that the target of an update or compare gets.
pub(crate) fn of_target(dsa: &Dsa, dit: &Dit, dn: &Dn) -> Option<LdapResult> {
    at_or_above(dsa, dit, dn, "")
}

fn at_or_above(dsa: &Dsa, dit: &Dit, dn: &Dn, suffix: &str) -> Option<LdapResult> {
    if !dsa.conduct().referral_objects || !dit.has_referrals() {
        return None;
    }
    let above = std::iter::successors(Some(dn.clone()), Dn::parent);
    let object = above
        .filter_map(|dn| dit.get(&dn))
        .find(|entry| entry.has_class("referral"))?;
    let urls = object
        .values("ref")
        .map(|url| {
            let url = String::from_utf8_lossy(url);
            let (server, target) = split(&url);
            let target = Dn::parse(target).ok().filter(|target| !target.is_root());
            let rest = dn.rebase(object.dn(), target.as_ref().unwrap_or_else(|| object.dn()));
            let rest = rest
                .as_ref()
                .map_or(target.as_ref().map_or("", Dn::as_str), Dn::as_str)
                .to_owned();
            format!("{server}/{rest}{suffix}")
        })
        .collect();
    Some(
        LdapResult::new(ResultCode::REFERRAL)
            .matched_dn(object.dn().as_str())
            .referrals(urls),
    )
}

/// `ldap://host:port` and the DN of an LDAP URL. A label behind the URL (RFC 2079) is no part of it.
fn split(url: &str) -> (&str, &str) {
    let url = url.split(' ').next().unwrap_or_default();
    let authority = url.find("://").map_or(0, |at| at + 3);
    let slash = url[authority..].find('/').map(|at| at + authority);
    let (server, rest) = slash.map_or((url, ""), |at| (&url[..at], &url[at + 1..]));
    (server, rest.split('?').next().unwrap_or(""))
}

/// The references for the referral objects in scope, whatever the filter, and the objects themselves.
pub(super) fn below(dsa: &Dsa, dit: &Dit, base: &Dn, scope: Scope) -> (Vec<Vec<String>>, Vec<Dn>) {
    let (mut references, mut objects) = (Vec::new(), Vec::new());
    if !dsa.conduct().referral_objects || scope == Scope::Base || !dit.has_referrals() {
        return (references, objects);
    }
    let in_scope = |dn: &Dn| match scope {
        Scope::One => dn.parent().as_ref() == Some(base),
        _ => dn.is_within(base),
    };
    let suffix = if scope == Scope::One {
        "??base"
    } else {
        "??sub"
    };
    for object in dit
        .find("objectClass", b"referral")
        .filter(|entry| in_scope(entry.dn()))
    {
        let urls = object.values("ref").map(|url| {
            let url = String::from_utf8_lossy(url);
            let (server, target) = split(&url);
            let target = if target.is_empty() {
                object.dn().as_str()
            } else {
                target
            };
            format!("{server}/{target}{suffix}")
        });
        references.push(urls.collect());
        objects.push(object.dn().clone());
    }
    (references, objects)
}

/// The references from a naming context to those directly below it, one URL each; DNS zones first, as Windows does.
/// They name the scheme of the connection.
pub(super) fn to_contexts(dsa: &Dsa, base: &Dn, scope: Scope, tls: bool) -> Vec<Vec<String>> {
    let suffix = match scope {
        Scope::Sub => "",
        Scope::One => "??base",
        _ => return Vec::new(),
    };
    let Some(domain) = &dsa.naming.domain else {
        return Vec::new();
    };
    if !dsa.naming.contexts.contains(base) {
        return Vec::new();
    }
    let scheme = if tls { "ldaps" } else { "ldap" };
    let mut contexts = dsa.naming.contexts_below(base);
    contexts.reverse();
    contexts
        .iter()
        .map(|context| {
            vec![format!(
                "{scheme}://{}/{}{suffix}",
                domain.host_of(context),
                context.as_str()
            )]
        })
        .collect()
}
