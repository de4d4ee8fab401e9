//! Logging in: here with a local password, or in the first directory that has the user.

use std::sync::Arc;

use super::{
    API_USER, Fault, FaultKind, Rbac, State, TokenRequest, User, caller, password, service,
    token::{self, Token},
};
use crate::{
    identity::{LoggedIn, LoginError},
    settings::{Id, Secret, Settings},
};
use serde_json::json;

/// Failed logins in a row after which a user is revoked.
const MOST_FAILURES: u32 = 10;
/// Tokens of one user; the oldest goes.
const MOST_TOKENS: usize = 100;

/// The most octets of a token's name.
const LONGEST_LABEL: usize = 256;

/// Who somebody proved to be.
struct Proved {
    user: Id,
    /// The hash that their password fitted, as long as which it is theirs; `None` where a directory has it.
    password: Option<String>,
}

impl Rbac {
    /// Proves who somebody is and gives out a token. A local user's password is checked here, whatever state the directories are in. Else
    /// the directories are tried in their order; the first that has the user decides. One that cannot be asked ends the search, for it might have the
    /// user, unless an earlier login is on record with another directory.
    ///
    /// Groups and with them roles are those of this moment.
    ///
    /// # Errors
    /// The refusals of the table [`FaultKind`] with status 401, 422 and 503.
    pub async fn log_in(&self, request: TokenRequest) -> Result<String, Fault> {
        let label = request.label.as_deref().unwrap_or_default();
        if label.len() > LONGEST_LABEL {
            let msg = format!("label: it is at most {LONGEST_LABEL} octets");
            return Err(Fault::new(FaultKind::SCHEMA_VIOLATION, msg));
        }
        let Proved { user, password } = self.prove(&request.login, &request.password).await?;
        let text = token::random();
        let token = Token {
            digest: token::digest_of(&text),
            user,
            expires: self
                .now()
                .saturating_add(request.lifetime.duration().as_secs()),
            label: request.label,
        };
        let now = self.now();
        self.change(move |state| {
            let records = Arc::make_mut(&mut state.records);
            let Some(user) = records
                .user_mut(&token.user)
                .filter(|user| !user.is_revoked && user.password == password)
            else {
                return Err(wrong());
            };
            user.last_login = Some(now);
            records.tokens.retain(|token| token.expires > now);
            let own = |known: &&Token| known.user == token.user;
            if records.tokens.iter().filter(own).count() >= MOST_TOKENS
                && let Some(oldest) = records.tokens.iter().position(|known| own(&known))
            {
                records.tokens.remove(oldest);
            }
            records.tokens.push(token);
            Ok(())
        })
        .await?;
        Ok(text)
    }

    async fn prove(&self, login: &str, secret: &Secret) -> Result<Proved, Fault> {
        if secret.is_empty() {
            return Err(Fault::unauthenticated(
                "the password is empty; no directory was asked",
            ));
        }
        if login.len() > service::LONGEST_LOGIN {
            return Err(wrong());
        }
        let state = self.state();
        let known = state.records.user_named(login);
        match known {
            Some(user) if user.login == API_USER => Err(Fault::new(
                FaultKind::API_USER_LOGIN,
                "api_user acts by certificate and has no password",
            )),
            Some(user) if user.is_revoked => {
                // As slow as a wrong password.
                self.with_password(secret, password::waste).await?;
                Err(caller::revoked(user))
            }
            Some(user) if !user.is_remote() => self.prove_local(user, secret).await,
            _ => self.prove_remote(&state, known, login, secret).await,
        }
    }

    async fn prove_local(&self, user: &User, secret: &Secret) -> Result<Proved, Fault> {
        let turn = self.turn(&user.id);
        let _turn = turn.lock().await;
        // While others had their turn.
        let state = self.state();
        let Some(user) = state.records.user(&user.id) else {
            return Err(wrong());
        };
        if user.is_revoked {
            return Err(caller::revoked(user));
        }
        let stored = user.password.clone().unwrap_or_default();
        let right = self
            .with_password(secret, move |secret| password::verify(secret, &stored))
            .await?;
        if right {
            self.succeeded(&user.id);
            return Ok(Proved {
                user: user.id.clone(),
                password: user.password.clone(),
            });
        }
        self.count_failure(&user.id).await?;
        Err(wrong())
    }

    async fn count_failure(&self, user: &Id) -> Result<(), Fault> {
        if self.failed(user) < MOST_FAILURES {
            return Ok(());
        }
        self.succeeded(user);
        let user = user.clone();
        self.change(move |state| {
            if let Some(user) = Arc::make_mut(&mut state.records).user_mut(&user) {
                user.is_revoked = true;
            }
            Ok(())
        })
        .await
    }

    async fn prove_remote(
        &self,
        state: &State,
        known: Option<&User>,
        login: &str,
        secret: &Secret,
    ) -> Result<Proved, Fault> {
        let home = known.and_then(|user| user.directory.as_ref());
        let mut unreachable = None;
        for settings in state.directories.all() {
            let at_home = home == Some(settings.id());
            let groups = names_of_groups(state, settings);
            let outcome = self
                .directory(settings)
                .log_in(login, secret.reveal(), &groups)
                .await;
            match outcome {
                Ok(found) => {
                    let user = self.record(settings, found).await?;
                    self.succeeded(&user);
                    return Ok(Proved {
                        user,
                        password: None,
                    });
                }
                Err(LoginError::NoSuchUser) => {}
                Err(LoginError::Ambiguous(dns)) => {
                    let msg = format!(
                        "several entries of {} have this login name: make user_lookup_attr one that is unique, or narrow user_rdn",
                        settings.display_name()
                    );
                    let fault = Fault::new(FaultKind::NON_UNIQUE_LOOKUP_ATTRIBUTE, msg);
                    return Err(fault.with(json!({ "dns": dns })));
                }
                Err(LoginError::Refused { dn, .. }) => {
                    // By the entry, for a login name has many spellings.
                    let records = self.state().records;
                    let same = records.user_of(settings.id(), &dn);
                    let Some(user) = same.or(known.filter(|_| at_home)) else {
                        return Err(wrong());
                    };
                    if user.is_revoked {
                        return Err(caller::revoked(user));
                    }
                    self.count_failure(&user.id).await?;
                    return Err(wrong());
                }
                Err(LoginError::Unavailable(error)) => {
                    let fault = Fault::unreachable(settings.display_name(), &error);
                    if home.is_none() || at_home {
                        return Err(fault);
                    }
                    unreachable = Some(fault);
                }
            }
        }
        if let Some(fault) = unreachable {
            return Err(fault);
        }
        // Whoever does not exist is refused as slowly as a local user.
        self.with_password(secret, password::waste).await?;
        Err(wrong())
    }

    /// Keeps who logged in, and the groups of this moment.
    async fn record(&self, settings: &Settings, found: LoggedIn) -> Result<Id, Fault> {
        let directory = settings.id().clone();
        self.change(move |state| {
            if state.directories.find(&directory).is_none() {
                return Err(Fault::unauthenticated(
                    "the directory was disconnected in the meantime",
                ));
            }
            let same = state.records.user_of(&directory, &found.dn);
            // Of several login names of an entry the one that is on record stays.
            let login = match same {
                Some(user) if found.has_login(&user.login) => user.login.clone(),
                _ => found.login.clone(),
            };
            if state.records.group_named(&login).is_some() {
                return Err(conflict(&login, "an imported group"));
            }
            let named = state.records.user_named(&login);
            if let (Some(same), Some(named)) = (same, named)
                && same.id != named.id
            {
                return Err(conflict(&login, "another user"));
            }
            let known = same.or(named).cloned();
            let records = Arc::make_mut(&mut state.records);
            let id = match known {
                Some(user) if !user.is_remote() => {
                    return Err(conflict(&login, "a local user"));
                }
                Some(user) if user.directory.as_ref() != Some(&directory) => {
                    return Err(conflict(&login, "a user of another directory"));
                }
                Some(user) if user.is_revoked => return Err(caller::revoked(&user)),
                Some(user) => user.id,
                None => {
                    let mut user = User::local(&login, "", "");
                    user.directory = Some(directory.clone());
                    let id = user.id.clone();
                    records.users.push(user);
                    id
                }
            };
            let of_groups = |name: &String| {
                let folded = name.to_lowercase();
                let mut groups = records.groups.iter();
                let group = groups.find(|group| {
                    group.directory == directory && group.login.to_lowercase() == folded
                });
                group.map(|group| group.id.clone())
            };
            let groups = found.groups.iter().filter_map(of_groups).collect();
            if let Some(user) = records.user_mut(&id) {
                user.login = login;
                user.display_name = service::shortened(&found.display_name);
                user.email = service::shortened(&found.email);
                user.dn = Some(found.dn);
                user.group_ids = groups;
            }
            Ok(id)
        })
        .await
    }
}

fn names_of_groups(state: &State, settings: &Settings) -> Vec<String> {
    let groups = state.records.groups.iter();
    groups
        .filter(|group| group.directory == *settings.id())
        .map(|group| group.login.clone())
        .collect()
}

fn wrong() -> Fault {
    Fault::unauthenticated("the login name or the password is wrong")
}

fn conflict(login: &str, whose: &str) -> Fault {
    let msg = format!("{login} is already the name of {whose}; rename one of them");
    Fault::new(FaultKind::REMOTE_USER_CONFLICT, msg)
}
