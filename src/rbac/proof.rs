//! Proving who somebody is: here with a local password, or in the first directory that has the user.
//!
//! Every refusal goes the same way, whatever its reason: one hash is computed, every directory is asked for the name once, and one bind is
//! tried in one of them. What is not needed for the verdict is feigned. Nobody can tell by the work who exists, and where.

use std::sync::Arc;

use serde_json::json;

use super::{
    Fault, FaultKind, Rbac, State, User, caller, password,
    records::normal,
    throttle::{Key, MOST_FAILURES},
};
use crate::{
    identity::{Directory, LoginError},
    settings::{Directories, Id, Secret, Settings},
};

/// Who somebody proved to be.
pub(super) struct Proved {
    pub(super) user: Id,
    /// The hash that their password fitted, as long as which it is theirs; `None` where a directory has it.
    pub(super) password: Option<String>,
    /// The directory that said so, as it was asked.
    pub(super) by: Option<Settings>,
}

impl Proved {
    /// Whether it still counts: between the proof and the token, the directory may have been replaced by another that knows other people.
    pub(super) fn holds(&self, directories: &Directories) -> bool {
        match &self.by {
            Some(by) => asked_now(by, directories),
            None => true,
        }
    }
}

/// Whether a directory would be asked now as it was.
pub(super) fn asked_now(settings: &Settings, directories: &Directories) -> bool {
    let now = directories.find(settings.id());
    now.is_some_and(|now| now.knows_people_as(settings))
}

/// What the directories were asked so far.
#[derive(Default)]
struct Asked {
    /// The first of them that gave no verdict, and why: then there is none.
    without_verdict: Option<Fault>,
    /// Why it is refused, for the log.
    why: Option<String>,
    /// Whether a bind was tried.
    bound: bool,
    /// The first that answered.
    answered: Option<Directory>,
}

impl Asked {
    fn decided(&self) -> bool {
        self.why.is_some() || self.without_verdict.is_some()
    }
}

impl Rbac {
    /// The verdict on a login. A failure of it is a failure of the name, whatever stands in it; that it is one is said at once, for who leaves while the rest is
    /// feigned has guessed all the same.
    pub(super) async fn verdict(
        &self,
        login: &str,
        secret: &Secret,
        failed: &(dyn Fn() + Sync),
    ) -> Result<Proved, Fault> {
        let state = self.state();
        match state.records.user_named(login) {
            Some(user) if !user.is_remote() => {
                self.prove_local(&state, user, (login, secret), failed)
                    .await
            }
            known => {
                self.prove_remote(&state, known, (login, secret), failed)
                    .await
            }
        }
    }

    async fn prove_local(
        &self,
        state: &State,
        user: &User,
        (login, secret): (&str, &Secret),
        failed: &(dyn Fn() + Sync),
    ) -> Result<Proved, Fault> {
        let stored = user.password.clone();
        let right = self
            .with_password(secret, move |secret| match stored {
                Some(stored) => password::verify(secret, &stored),
                None => {
                    password::waste(secret);
                    false
                }
            })
            .await?;
        if right {
            if user.is_revoked {
                return Err(caller::revoked(user));
            }
            return Ok(Proved {
                user: user.id.clone(),
                password: user.password.clone(),
                by: None,
            });
        }
        failed();
        let unstored = self.count_failure(&user.id).await;
        let mut asked = Asked {
            why: Some(format!(
                "it is not the password of the local user {}{unstored}",
                user.login
            )),
            ..Asked::default()
        };
        for settings in state.directories.all() {
            self.feign(settings, login, &mut asked).await;
        }
        // What they answered decides nothing here.
        asked.without_verdict = None;
        Err(self.refusal(asked).await)
    }

    async fn prove_remote(
        &self,
        state: &State,
        known: Option<&User>,
        (login, secret): (&str, &Secret),
        failed: &(dyn Fn() + Sync),
    ) -> Result<Proved, Fault> {
        let home = known.and_then(|user| user.directory.as_ref());
        let mut asked = Asked::default();
        let mut skipped = None;
        for settings in state.directories.all() {
            if asked.decided() {
                self.feign(settings, login, &mut asked).await;
                continue;
            }
            let at_home = home == Some(settings.id());
            let directory = self.directory(settings);
            let groups = names_of_groups(state, settings);
            let outcome = directory.log_in(login, secret.reveal(), &groups).await;
            if !matches!(outcome, Err(LoginError::Unavailable(_))) {
                asked.answered.get_or_insert(directory);
            }
            match outcome {
                Ok(found) => {
                    let entry = Key::Entry(settings.id().clone(), normal(&found.dn));
                    if let Some(left) = self.closed(&entry) {
                        return Err(closed(left));
                    }
                    let user = self.record(settings, found).await?;
                    self.succeeded(&[entry, Key::User(user.clone())]);
                    return Ok(Proved {
                        user,
                        password: None,
                        by: Some(settings.clone()),
                    });
                }
                Err(LoginError::NoSuchUser) => {}
                Err(LoginError::Ambiguous(dns)) => {
                    asked.without_verdict = Some(ambiguous(settings, &dns));
                }
                Err(LoginError::Refused { dn, error }) => {
                    asked.bound = true;
                    failed();
                    // By the entry, for a login name has many spellings.
                    self.fail(&Key::Entry(settings.id().clone(), normal(&dn)));
                    let records = self.state().records;
                    let same = records.user_of(settings.id(), &dn);
                    let unstored = match same.or(known.filter(|_| at_home)) {
                        Some(user) => self.count_failure(&user.id).await,
                        None => String::new(),
                    };
                    let name = settings.display_name();
                    asked.why = Some(format!("{name} refuses {dn}: {error}{unstored}"));
                }
                Err(LoginError::Unavailable(error)) => {
                    let fault = Fault::unreachable(settings.display_name(), &error);
                    match home.is_none() || at_home {
                        true => asked.without_verdict = Some(fault),
                        // Whom another directory knows is looked for further on.
                        false => {
                            skipped.get_or_insert(fault);
                        }
                    }
                }
            }
        }
        asked.without_verdict = skipped.or(asked.without_verdict);
        // Whoever does not exist is refused as slowly as a local user.
        self.with_password(secret, password::waste).await?;
        Err(self.refusal(asked).await)
    }

    /// Asks a directory as if its answer mattered. That it cannot be asked does.
    async fn feign(&self, settings: &Settings, login: &str, asked: &mut Asked) {
        let directory = self.directory(settings);
        let fault = match directory.feign_look_up(login).await {
            Err(LoginError::Unavailable(error)) => {
                Some(Fault::unreachable(settings.display_name(), &error))
            }
            Err(LoginError::Ambiguous(dns)) => Some(ambiguous(settings, &dns)),
            _ => None,
        };
        match fault {
            Some(fault) => {
                asked.without_verdict.get_or_insert(fault);
            }
            None => {
                asked.answered.get_or_insert(directory);
            }
        }
    }

    /// What is answered in the end.
    async fn refusal(&self, asked: Asked) -> Fault {
        if let Some(directory) = asked.answered.filter(|_| !asked.bound) {
            directory.feign_proof().await;
        }
        let why = asked
            .why
            .unwrap_or_else(|| "no directory has such a user".to_owned());
        asked
            .without_verdict
            .unwrap_or_else(|| wrong().with(json!({ "why": why })))
    }

    /// Counts a failure against a user on record, who is shut out after ten; not so one whom nobody else could let in again. What could not be stored
    /// counts all the same; it is said in words for the log.
    async fn count_failure(&self, user: &Id) -> String {
        if self.fail(&Key::User(user.clone())) < MOST_FAILURES {
            return String::new();
        }
        let user = user.clone();
        let stored = self.change(move |state| {
            let shut_out = |user: &&User| !user.is_superuser && !user.is_revoked;
            if state.records.user(&user).filter(shut_out).is_some()
                && let Some(user) = Arc::make_mut(&mut state.records).user_mut(&user)
            {
                user.is_revoked = true;
                user.is_locked_out = true;
            }
            Ok(())
        });
        match stored.await {
            Ok(()) => String::new(),
            Err(fault) => format!(
                "; that the user is shut out could not be stored: {}",
                fault.msg
            ),
        }
    }
}

fn names_of_groups(state: &State, settings: &Settings) -> Vec<String> {
    let groups = state.records.groups.iter();
    groups
        .filter(|group| group.directory == *settings.id())
        .map(|group| group.login.clone())
        .collect()
}

fn ambiguous(settings: &Settings, dns: &[String]) -> Fault {
    let msg = format!(
        "several entries of {} have this login name: make user_lookup_attr one that is unique, or narrow user_rdn",
        settings.display_name()
    );
    let fault = Fault::new(FaultKind::NON_UNIQUE_LOOKUP_ATTRIBUTE, msg);
    fault.with(json!({ "dns": dns }))
}

/// The name or the password: which, is not said.
pub(super) fn wrong() -> Fault {
    Fault::unauthenticated("the login name or the password is wrong")
}

/// After too many failures of a name, whoever has it and whether anybody does.
pub(super) fn closed(left: u64) -> Fault {
    let msg = format!(
        "after {MOST_FAILURES} failed logins in a row this name is closed for {left} seconds more; wait, or ask an administrator"
    );
    Fault::new(FaultKind::REVOKED, msg)
}
