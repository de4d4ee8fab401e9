//! Running cases: each on a connection of its own, with entries of its own, in any order.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::{runtime::Builder, time::Instant};

use super::{
    case::{Case, Need},
    conversation::Conversation,
    deviations::Deviations,
    fault::Fault,
    fixture, play,
    report::{Outcome, Report, Verdict},
    selection::Selection,
    server::Server,
    target::Target,
};

/// How a run is done.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// So many cases at a time; 0 counts as 1.
    pub jobs: usize,
    /// What is known to be otherwise.
    pub known: Deviations,
}

/// Runs cases one after the other.
///
/// A server that cannot be asked at all gives a report whose [`Report::trouble`] says why. Needs no runtime and must not be called from one.
///
/// ```
/// use ldaplab::{LdapServer, conformance::{self, Selection, Target}};
///
/// let server = LdapServer::openldap("dc=example,dc=org").start()?;
/// let target = Target::new(&server.ldap_url())?;
/// let report = conformance::run(&target, &Selection::all().section("rfc4511/4.10"));
/// assert_eq!(report.count("failed"), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn run(target: &Target, selection: &Selection) -> Report {
    run_in(target, selection, &Manner::default(), &|_| {})
}

/// The same, several cases at a time, with known deviations, and with somebody told of each outcome as it comes.
#[must_use]
pub fn run_in(
    target: &Target,
    selection: &Selection,
    manner: &Manner,
    told: &(dyn Fn(&Outcome) + Sync),
) -> Report {
    let server = match asked(target) {
        Ok(server) => server,
        Err(why) => return Report::without_server(target, why),
    };
    let cases = selection.chosen();
    let (next, run) = (AtomicUsize::new(0), run_number());
    let outcomes = Mutex::new(Vec::with_capacity(cases.len()));
    let died: Mutex<Vec<&'static str>> = Mutex::default();
    let under_way: Mutex<Vec<&'static str>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..manner.jobs.clamp(1, 64) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(number) else {
                        return;
                    };
                    let gone = held(&died).join(", ");
                    held(&under_way).push(case.id);
                    let outcome = match gone.as_str() {
                        "" => one(target, &server, case, &format!("{run}-{number}")),
                        _ => Outcome::skipped(case, format!("the server went in {gone}")),
                    };
                    let outcome = outcome.judged_by(&manner.known);
                    if gone.is_empty() && outcome.server_is_gone() && asked(target).is_err() {
                        let mut died = held(&died);
                        if died.is_empty() {
                            // Any of them may have been it.
                            died.clone_from(&held(&under_way));
                        }
                    }
                    held(&under_way).retain(|own| *own != case.id);
                    told(&outcome);
                    held(&outcomes).push((number, outcome));
                }
            });
        }
    });
    let mut outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(number, _)| *number);
    let died = died.into_inner().unwrap_or_else(PoisonError::into_inner);
    let outcomes = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    Report::new(target, server.name, outcomes, died)
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Names the entries of a run, so that two runs do not meet.
fn run_number() -> String {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    format!(
        "{:x}-{:x}-{run}",
        std::process::id(),
        now.as_millis() as u32
    )
}

fn asked(target: &Target) -> Result<Server, String> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let asked = runtime.block_on(Server::ask(target));
    runtime.shutdown_background();
    asked.map_err(|error| error.to_string())
}

/// Runs one case.
fn one(target: &Target, server: &Server, case: &'static Case, name: &str) -> Outcome {
    let needs = case.needs.iter().copied();
    let writes = case.writes().then_some(Need::Scratch);
    if let Some(why) = needs
        .chain(writes)
        .find_map(|need| server.lacks(need, target))
    {
        return Outcome::skipped(case, why);
    }
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Outcome::trouble(case, error.to_string(), Vec::new()),
    };
    let outcome = runtime.block_on(async {
        let mut names = server.names.clone();
        names.here = match case.writes() {
            true => format!("ou=case-{name},{}", names.scratch),
            false => names.base.clone(),
        };
        let until = Instant::now() + target.time_of_a_case();
        let (mut record, mut reactions) = (Vec::new(), Vec::new());
        let ended = taken(target, &names, case, until, &mut record, &mut reactions).await;
        let left = match case.writes() {
            true => fixture::remove(target, &names).await.err(),
            false => None,
        };
        if let Some(error) = left {
            record.push(format!("-- `{}` could not be removed: {error}", names.here));
        }
        let mut outcome = match ended {
            Ok(()) => Outcome::new(case, Verdict::Passed, record),
            Err(Fault::Illegal(why)) => Outcome::new(case, Verdict::Failed(why), record),
            Err(Fault::Trouble(why)) => Outcome::trouble(case, why, record),
        };
        outcome.reactions = reactions;
        outcome
    });
    runtime.shutdown_background();
    outcome
}

async fn taken(
    target: &Target,
    names: &super::names::Names,
    case: &Case,
    until: Instant,
    record: &mut Vec<String>,
    reactions: &mut Vec<Vec<String>>,
) -> Result<(), Fault> {
    if case.writes() {
        fixture::make(target, names, case).await?;
    }
    let mut conversation = Conversation::open(target, names, until).await?;
    let bound = match target.identity() {
        Some(_) => conversation.bind().await,
        None => Ok(()),
    };
    // What precedes the case says nothing about it.
    conversation.record.clear();
    conversation.reactions.clear();
    let ended = match bound {
        Ok(()) => play::take(&mut conversation, case.steps).await,
        Err(fault) => Err(fault),
    };
    record.append(&mut conversation.record);
    reactions.append(&mut conversation.reactions);
    ended
}
