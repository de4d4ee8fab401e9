//! The kill matrix: for every case that a profile of ours passes there is a mistake of a server that it finds and few others do.
//!
//! A mutant is a mistake (`mistakes`) that a server makes only where an exchange has a certain feature (`features`): "refuses what is to be taken" where
//! "add of class device". Neither knows a case: the features are read off from whatever is asked. A sane run shows which mutants can concern which cases;
//! then mutants that concern at most ten cases are tried on the server, many at once where they concern no case in common, until each case has found one out.

mod features;
mod mistakes;
mod relay;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use ldaplab::{
    LdapServer,
    conformance::{self, Deviations, Manner, Place, Selection, Target, Verdict},
    server::{Fault, any},
    wire::{Control, Envelope, LdapResult, Limits, Request, Response},
};

use features::features;
use mistakes::MISTAKES;
use relay::{Relay, Wrong};

/// The messages of an answer.
pub(super) type Messages = Vec<(Response, Vec<Control>)>;

/// A mutant that is found by more cases than this singles none of them out.
const FEW: usize = 10;

/// So many mutants are tried for a case before it is given up.
const TRIES: usize = 40;

pub(super) fn result(response: &mut Response) -> Option<&mut LdapResult> {
    match response {
        Response::Bind { result, .. } => Some(result),
        Response::SearchDone(result)
        | Response::Modify(result)
        | Response::Add(result)
        | Response::Delete(result)
        | Response::ModifyDn(result)
        | Response::Compare(result) => Some(result),
        Response::Extended(extended) => Some(&mut extended.result),
        _ => None,
    }
}

/// The code of the final message.
fn code(messages: &Messages) -> Option<u32> {
    let (last, _) = messages.last()?;
    last.result().map(|result| result.code.0)
}

/// Changes the messages of every answer.
pub(super) fn rewriting(change: impl Fn(&Request, &mut Messages) + Send + Sync + 'static) -> Fault {
    Fault::rewrite(move |request, replies| {
        let limits = Limits::default();
        let read = |raw: &Vec<u8>| {
            let envelope = Envelope::decode(Bytes::copy_from_slice(raw), &limits).unwrap();
            let response = Response::decode(&envelope, &limits).unwrap();
            (envelope.id, (response, envelope.controls))
        };
        let (ids, mut messages): (Vec<i32>, Messages) = replies.iter().map(read).unzip();
        change(request, &mut messages);
        let id = ids.first().copied().unwrap_or_default();
        *replies = (messages.iter())
            .map(|(response, controls)| response.encode(id, controls))
            .collect();
    })
}

/// A mutant: which mistake of its way, and where.
type Mutant = (usize, String);

/// And so many of those that concern more than a few.
const WIDE: usize = 16;

/// The cases that no mutant tells from most others, and why.
const UNTOLD: &[(&str, &str)] = &[
    (
        "rfc4511/4.2/simple",
        "it binds as every case does before it begins",
    ),
    (
        "rfc4513/5.1.3/simple",
        "it binds as every case does before it begins",
    ),
    (
        "rfc4511/4.2.2/no-credentials-after-simple",
        "it binds as every case does before it begins",
    ),
    (
        "rfc4511/4/trailing-component-of-a-message",
        "what a server makes of it is the root DSE, which every run reads before it begins",
    ),
    (
        "rfc4511/5.1/as-clients-send",
        "it reads the root DSE as every run does before it begins",
    ),
];

/// How mutants come between the suite and a server.
enum Way {
    /// By the fault that rewrites answers; mistakes are those of [`MISTAKES`].
    Rewrites,
    /// By a relay; mistakes are those of [`Wrong`].
    Relays(Relay),
}

/// A profile of ours, and what its cases ask.
struct Arena {
    server: LdapServer,
    way: Way,
    target: Target,
    /// The cases that it passes, each with the mutants that can concern it.
    concerned: BTreeMap<Mutant, BTreeSet<&'static str>>,
    passed: BTreeSet<&'static str>,
    deviating: BTreeSet<&'static str>,
}

impl Arena {
    fn new(
        builder: ldaplab::server::Builder,
        place: &Place,
        tls: bool,
        known: &str,
        chosen: &Selection,
    ) -> Self {
        let server = builder.ldif(place.ldif()).start().unwrap();
        let url = match tls {
            true => server.ldaps_url(),
            false => server.ldap_url(),
        };
        let target = target(&server, place, &url);
        let mut arena = Self::over(server, Way::Rewrites, target);
        let seen: Arc<Mutex<Vec<(Request, Messages)>>> = Arc::default();
        let watching = {
            let seen = Arc::clone(&seen);
            rewriting(move |request, messages| {
                let exchange = (request.clone(), messages.clone());
                seen.lock().unwrap().push(exchange);
            })
        };
        let watch = arena.server.inject(any(), watching);
        arena.look(chosen, known, || {
            let asked = std::mem::take(&mut *seen.lock().unwrap());
            let mut mutants = BTreeSet::new();
            for (request, messages) in &asked {
                let features = features(request, messages);
                for (number, (_, change)) in MISTAKES.iter().enumerate() {
                    if change(request, &mut messages.clone()) {
                        mutants.extend(features.iter().map(|own| (number, own.clone())));
                    }
                }
            }
            mutants
        });
        drop(watch);
        arena
    }

    /// With a relay before the server.
    fn relayed(
        builder: ldaplab::server::Builder,
        place: &Place,
        known: &str,
        chosen: &Selection,
    ) -> Self {
        let server = builder.ldif(place.ldif()).start().unwrap();
        let relay = Relay::to(server.ldap_address().unwrap());
        let target = target(&server, place, &format!("ldap://{}", relay.address));
        let mut arena = Self::over(server, Way::Rewrites, target);
        arena.look(chosen, known, || {
            let features = relay.seen().into_iter().flatten();
            let each = |own: String| (0..Wrong::ALL.len()).map(move |number| (number, own.clone()));
            features.flat_map(each).collect()
        });
        arena.way = Way::Relays(relay);
        arena
    }

    fn over(server: LdapServer, way: Way, target: Target) -> Self {
        Self {
            server,
            way,
            target,
            concerned: BTreeMap::new(),
            passed: BTreeSet::new(),
            deviating: BTreeSet::new(),
        }
    }

    /// A run without a mistake; after each case somebody says which mutants could concern it.
    fn look(
        &mut self,
        chosen: &Selection,
        known: &str,
        concerning: impl Fn() -> BTreeSet<Mutant> + Sync,
    ) {
        let manner = Manner {
            jobs: 1,
            known: Deviations::known(known).unwrap(),
        };
        let exchanges: Mutex<Vec<(&'static str, BTreeSet<Mutant>)>> = Mutex::default();
        let report = conformance::run_in(&self.target, chosen, &manner, &|outcome| {
            let mutants = concerning();
            exchanges.lock().unwrap().push((outcome.case.id, mutants));
        });
        for outcome in &report.outcomes {
            match outcome.verdict {
                Verdict::Passed => self.passed.insert(outcome.case.id),
                Verdict::Deviates(..) => self.deviating.insert(outcome.case.id),
                _ => continue,
            };
        }
        for (case, mutants) in exchanges.into_inner().unwrap() {
            for mutant in mutants.into_iter().filter(|_| self.passed.contains(case)) {
                self.concerned.entry(mutant).or_default().insert(case);
            }
        }
    }

    /// Puts mutants that concern no case in common on the server at once; the cases that find one out.
    fn killed_by(&self, mutants: &[&Mutant]) -> BTreeSet<&'static str> {
        let before = self.server.snapshot();
        let _guard = match &self.way {
            Way::Rewrites => {
                let places: BTreeMap<String, usize> = (mutants.iter())
                    .map(|(number, feature)| (feature.clone(), *number))
                    .collect();
                let mistake = rewriting(move |request, messages| {
                    let features = features(request, messages);
                    if let Some(number) = features.iter().find_map(|own| places.get(own)) {
                        (MISTAKES[*number].1)(request, messages);
                    }
                });
                Some(self.server.inject(any(), mistake))
            }
            Way::Relays(relay) => {
                let place = |(number, feature): &&Mutant| (feature.clone(), Wrong::ALL[*number]);
                relay.set(mutants.iter().map(place).collect());
                None
            }
        };
        let cases = mutants.iter().flat_map(|mutant| &self.concerned[*mutant]);
        let selection = cases.fold(Selection::all(), |all, case| all.case(*case));
        let manner = Manner {
            jobs: 4,
            known: Deviations::default(),
        };
        // Nobody waits for long for what cannot come.
        let time = match mutants.iter().any(|mutant| self.costs(mutant)) {
            true => Duration::from_secs(1),
            false => Duration::from_secs(20),
        };
        let target = self.target.clone().time(time);
        let report = conformance::run_in(&target, &selection, &manner, &|_| {});
        if let Way::Relays(relay) = &self.way {
            relay.set(BTreeMap::new());
        }
        self.server.restore(&before);
        let found = report.outcomes.iter().filter(|own| {
            matches!(&own.verdict, Verdict::Failed(why) if !why.starts_with("it could not be run"))
        });
        found.map(|own| own.case.id).collect()
    }

    /// Whether a mistake costs a case all its time.
    fn costs(&self, (number, _): &Mutant) -> bool {
        match &self.way {
            Way::Rewrites => *number == MISTAKES.len() - 1,
            Way::Relays(_) => Wrong::ALL[*number] == Wrong::Swallows,
        }
    }

    /// The cases that no mutant singles out, and how many mutants did.
    fn survivors(&self, cases: &BTreeSet<&'static str>) -> (BTreeSet<&'static str>, usize) {
        let mut left = cases.clone();
        // Of each case the mutants that concern few others, the most special ones last.
        let mut by_case: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
        for (mutant, concerned) in &self.concerned {
            if concerned.len() <= FEW {
                for case in concerned {
                    by_case.entry(case).or_default().push(mutant);
                }
            }
        }
        for mutants in by_case.values_mut() {
            mutants.sort_by_key(|mutant| {
                (self.costs(mutant), self.concerned[*mutant].len(), mutant.0)
            });
            mutants.dedup_by_key(|mutant| (mutant.0, &self.concerned[*mutant]));
            mutants.truncate(TRIES);
            mutants.reverse();
        }
        let mut used = 0;
        loop {
            let (mut taken, mut batch) = (BTreeSet::new(), Vec::new());
            for case in &left {
                let Some(mutants) = by_case.get_mut(case) else {
                    continue;
                };
                let free = |mutant: &&Mutant| self.concerned[*mutant].is_disjoint(&taken);
                let places: BTreeSet<&String> = batch.iter().map(|own: &&Mutant| &own.1).collect();
                if mutants
                    .last()
                    .is_some_and(|own| free(own) && !places.contains(&own.1))
                {
                    let mutant = mutants.pop().unwrap();
                    taken.extend(&self.concerned[mutant]);
                    batch.push(mutant);
                }
            }
            if batch.is_empty() {
                break;
            }
            let killed = self.killed_by(&batch);
            for mutant in batch {
                let found = self.concerned[mutant]
                    .iter()
                    .any(|case| killed.contains(case));
                used += usize::from(found);
            }
            left.retain(|case| !killed.contains(case));
        }
        (left, used)
    }

    /// The same with mutants that concern more than a few: what looks like many others may yet be told from them by what is found out.
    fn wider(&self, mut left: BTreeSet<&'static str>) -> (BTreeSet<&'static str>, usize) {
        let mut used = 0;
        for case in left.clone() {
            let mut wide: Vec<(&Mutant, &BTreeSet<&str>)> = (self.concerned.iter())
                .filter(|(mutant, concerned)| {
                    concerned.len() > FEW && concerned.contains(case) && !self.costs(mutant)
                })
                .collect();
            wide.sort_by_key(|(mutant, concerned)| (concerned.len(), mutant.0));
            wide.dedup_by_key(|(mutant, concerned)| (mutant.0, *concerned));
            for (mutant, _) in wide.into_iter().take(WIDE) {
                if !left.contains(case) {
                    break;
                }
                let killed = self.killed_by(&[mutant]);
                if killed.len() <= FEW && killed.contains(case) {
                    used += 1;
                    left.retain(|case| !killed.contains(case));
                }
            }
        }
        (left, used)
    }
}

fn target(server: &LdapServer, place: &Place, url: &str) -> Target {
    let admin = (server.admin().dn(), server.admin().password());
    let trusting = ldaplab::client::Options::default().trust_pem(server.trust_pem());
    let target = place.target(url, admin.0, admin.1).unwrap();
    target.options(trusting.unwrap())
}

#[test]
fn every_case_is_singled_out_by_a_mutant() {
    let base = "dc=example,dc=com";
    let place = Place::of_directory(base);
    let all = Selection::all();
    let openldap = Arena::new(
        LdapServer::openldap(base),
        &place,
        false,
        "openldap-profile",
        &all,
    );
    let (mut left, mut mutants) = openldap.survivors(&openldap.passed);
    let mut done = openldap.passed.clone();
    let mut deviating = openldap.deviating.clone();
    let over_tls = Selection::all().section("rfc4513");
    let tls = Arena::new(
        LdapServer::openldap(base),
        &place,
        true,
        "openldap-profile",
        &over_tls,
    );
    let domain = Place::of_domain("DC=example,DC=test");
    let builder = LdapServer::active_directory("example.test");
    let active_directory = Arena::new(builder, &domain, false, "active-directory-profile", &all);
    for arena in [tls, active_directory] {
        let fresh: BTreeSet<&str> = arena.passed.difference(&done).copied().collect();
        let (others, more) = arena.survivors(&fresh);
        left.extend(others);
        mutants += more;
        done.extend(fresh);
        deviating.extend(&arena.deviating);
    }
    let relayed = Arena::relayed(LdapServer::openldap(base), &place, "openldap-profile", &all);
    let (others, more) = relayed.survivors(&left);
    let (others, further) = openldap.wider(others);
    let (others, last) = relayed.wider(others);
    left = others;
    mutants += more + further + last;
    let idle: Vec<&str> = conformance::cases()
        .map(|case| case.id)
        .filter(|case| !done.contains(case))
        .collect();
    // What nothing of ours runs or passes yet.
    let mut told = String::new();
    for case in &idle {
        let why = if deviating.contains(case) {
            "deviates"
        } else {
            "is not run"
        };
        told += &format!("{case} {why} on every profile\n");
    }
    let (done, idle) = (done.len(), idle.len());
    told += &format!("{done} cases, {mutants} mutants; nothing of ours passes {idle} others\n");
    let _ = std::io::stderr().write_all(told.as_bytes());
    let untold: BTreeSet<&str> = UNTOLD.iter().map(|(case, _)| *case).collect();
    let surprising: BTreeSet<&str> = left.difference(&untold).copied().collect();
    assert_eq!(surprising, BTreeSet::new());
}
