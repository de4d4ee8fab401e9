//! What is noticed in a directory that was loaded and keeps nothing from starting.

use std::collections::BTreeMap;

use crate::{
    directory::{dit::Dit, dn::Dn, password},
    dsa::naming::Naming,
    vendor::{Vendor, key::Ppolicy},
};

/// The sentences of [`LdapServer::warnings`](crate::server::LdapServer::warnings).
pub(super) fn warnings(naming: &Naming, dit: &Dit, vendor: &Vendor) -> Vec<String> {
    let mut all = unchecked_passwords(naming, dit);
    if vendor.switches.ppolicy != Ppolicy::Off {
        all.extend(policies(naming, dit, vendor));
    }
    all
}

/// Most entries that a warning names.
const NAMED: usize = 3;

/// Passwords of schemes that cannot be checked, one sentence for each scheme.
fn unchecked_passwords(naming: &Naming, dit: &Dit) -> Vec<String> {
    let mut by_scheme: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
    for entry in naming
        .contexts
        .iter()
        .flat_map(|context| dit.subtree(context))
    {
        for stored in entry.values("userPassword") {
            if let Err(error) = password::supported(stored) {
                let (_, dns) = by_scheme
                    .entry(error.name().to_owned())
                    .or_insert_with(|| (error.to_string(), Vec::new()));
                dns.push(entry.dn().as_str());
            }
        }
    }
    let told = |(why, dns): (String, Vec<&str>)| format!("{} cannot bind: {why}", named(&dns));
    by_scheme.into_values().map(told).collect()
}

/// Some of these entries, and how many more there are.
fn named(dns: &[&str]) -> String {
    let more = match dns.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let first: Vec<&str> = dns.iter().take(NAMED).copied().collect();
    format!("`{}`{more}", first.join("`, `"))
}

/// What slapd's overlay does with a policy (slapo-ppolicy(5)) and is not built.
const NOT_ENFORCED: &[&str] = &[
    "pwdMinAge",
    "pwdInHistory",
    "pwdCheckQuality",
    "pwdMinLength",
    "pwdAllowUserChange",
    "pwdSafeModify",
];

/// Policies that ask for more than is done, and a default policy that is not there.
fn policies(naming: &Naming, dit: &Dit, vendor: &Vendor) -> Vec<String> {
    let (mut all, mut by_rules) = (Vec::new(), BTreeMap::<String, Vec<&str>>::new());
    let there = |dn: &str| Dn::parse(dn).is_ok_and(|dn| dit.get(&dn).is_some());
    let default = vendor.switches.ppolicy_default.as_deref();
    if let Some(default) = default.filter(|default| !there(default)) {
        all.push(format!(
            "the switch `ppolicy-default` names `{default}`, and there is no such entry: until it is added, no policy holds; load it, or correct the switch"
        ));
    }
    for entry in naming
        .contexts
        .iter()
        .flat_map(|context| dit.subtree(context))
    {
        if !entry.has_class("pwdPolicy") {
            continue;
        }
        // Zero and FALSE, the words for no such rule, ask for nothing; nor does TRUE where users may change what they have.
        let asks = |name: &&&str| {
            let idle = if **name == "pwdAllowUserChange" {
                "TRUE"
            } else {
                "FALSE"
            };
            entry
                .text(name)
                .is_some_and(|text| text != "0" && !text.eq_ignore_ascii_case(idle))
        };
        let asked: Vec<&str> = NOT_ENFORCED.iter().filter(asks).copied().collect();
        if !asked.is_empty() {
            let policies = by_rules.entry(asked.join(", ")).or_default();
            policies.push(entry.dn().as_str());
        }
    }
    all.extend(by_rules.into_iter().map(|(asked, policies)| {
        let policy = if policies.len() == 1 { "policy" } else { "policies" };
        let has = if policies.len() == 1 { "has" } else { "have" };
        format!(
            "the {policy} {} {has} {asked}, which this server does not enforce: new passwords are taken as they come",
            named(&policies)
        )
    }));
    all
}
