//! Logging in: who proves who they are, and does not fail too often, gets a token.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    API_USER, Fault, FaultKind, Rbac, TokenRequest, User, caller, limits,
    proof::{self, Proved},
    store::Session,
    throttle::{Admission, End, Key},
    token::{self, Token},
};
use crate::{
    identity::LoggedIn,
    settings::{Id, Secret, Settings},
};

/// The most octets of a token's name.
const LONGEST_LABEL: usize = 256;

impl Rbac {
    /// Proves who somebody is and gives out a token. A local user's password is checked here, whatever state the directories are in. Else
    /// the directories are tried in their order; the first that has the user decides. One that cannot be asked ends the search, for it might have the
    /// user, unless an earlier login is on record with another directory.
    ///
    /// Groups and with them roles are those of this moment.
    ///
    /// Ten failures in a row close a name for a while that grows, whether anybody has it or not, and shut a user out who has it, until an administrator lets them in
    /// again. A built-in administrator is not shut out; their name is closed only to the address from which it was guessed at ([`Self::log_in_from`]).
    ///
    /// # Errors
    /// The refusals of the table [`FaultKind`] with status 401, 422 and 503. They say more than strangers should hear: [`Fault::for_strangers`].
    pub async fn log_in(&self, request: TokenRequest) -> Result<String, Fault> {
        self.log_in_from(request, None).await
    }

    /// [`Self::log_in`] from an address.
    ///
    /// # Errors
    /// As there.
    pub async fn log_in_from(
        &self,
        request: TokenRequest,
        from: Option<IpAddr>,
    ) -> Result<String, Fault> {
        let label = request.label.as_deref().unwrap_or_default();
        if label.len() > LONGEST_LABEL {
            let msg = format!("label: it is at most {LONGEST_LABEL} octets");
            return Err(Fault::new(FaultKind::SCHEMA_VIOLATION, msg));
        }
        let proved = self.prove(&request.login, &request.password, from).await?;
        let text = token::random();
        let token = Token {
            digest: token::digest_of(&text),
            user: proved.user.clone(),
            expires: self
                .now()
                .saturating_add(request.lifetime.duration().as_secs()),
            label: request.label,
        };
        let now = self.now();
        self.change(move |state| {
            let holds = proved.holds(&state.directories);
            let records = Arc::make_mut(&mut state.records);
            let Some(user) = records
                .user_mut(&token.user)
                .filter(|user| holds && !user.is_revoked && user.password == proved.password)
            else {
                return Err(proof::wrong());
            };
            user.last_login = Some(now);
            state.sessions.push(Session::Begin(token));
            Ok(())
        })
        .await?;
        Ok(text)
    }

    async fn prove(
        &self,
        login: &str,
        secret: &Secret,
        from: Option<IpAddr>,
    ) -> Result<Proved, Fault> {
        if secret.is_empty() {
            return Err(Fault::unauthenticated(
                "the password is empty; no directory was asked",
            ));
        }
        // Nobody has such a name.
        if login.is_empty() || login.len() > limits::LONGEST_LOGIN {
            return Err(proof::wrong());
        }
        let records = self.state().records;
        let key = match records.user_named(login) {
            Some(user) if user.login == API_USER => {
                return Err(Fault::new(
                    FaultKind::API_USER_LOGIN,
                    "api_user acts by certificate and has no password",
                ));
            }
            Some(user) if user.is_superuser => Key::from(login, from),
            _ => Key::name(login),
        };
        let attempt = self.begin(key).await?;
        let failed = || attempt.failed.store(true, Ordering::Relaxed);
        let verdict = self.verdict(login, secret, &failed).await;
        attempt.end(match &verdict {
            Ok(_) => End::Succeeded,
            // Also where a directory cannot be asked: else a local user could be guessed at meanwhile, or be told by the end of it.
            Err(fault) if NO_PROOF.contains(&fault.kind) => End::Failed,
            Err(_) => End::Open,
        });
        if let Ok(proved) = &verdict {
            self.succeeded(&[Key::User(proved.user.clone())]);
        }
        match (self.keep_counts().await, verdict) {
            (Err(unstored), Err(fault)) => Err(fault.explained(&unstored)),
            // Whether the login itself can be stored is found out at once.
            (_, verdict) => verdict,
        }
    }

    /// Begins a try at a name, when it may begin.
    async fn begin(&self, key: Key) -> Result<Attempt<'_>, Fault> {
        loop {
            let ended = self.0.ended.notified();
            match self.throttle(|throttle, now| throttle.begin(&key, now)) {
                Admission::Begun => {
                    return Ok(Attempt {
                        service: self,
                        key,
                        end: End::Open,
                        failed: AtomicBool::new(false),
                    });
                }
                Admission::Closed(left) => return Err(proof::closed(left)),
                Admission::Wait => ended.await,
            }
        }
    }

    /// Keeps who logged in, and the groups of this moment.
    pub(super) async fn record(&self, settings: &Settings, found: LoggedIn) -> Result<Id, Fault> {
        let settings = settings.clone();
        self.change(move |state| {
            if !proof::asked_now(&settings, &state.directories) {
                return Err(Fault::unauthenticated(
                    "the directory was disconnected or replaced in the meantime",
                ));
            }
            let directory = settings.id().clone();
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
            let of_groups = |name: &String| {
                let folded = name.to_lowercase();
                let mut groups = state.records.groups.iter();
                let group = groups.find(|group| {
                    group.directory == directory && group.login.to_lowercase() == folded
                });
                group.map(|group| group.id.clone())
            };
            let groups: Vec<Id> = found.groups.iter().filter_map(of_groups).collect();
            let mut user = match known {
                Some(user) if !user.is_remote() => {
                    return Err(conflict(&login, "a local user"));
                }
                Some(user) if user.directory.as_ref() != Some(&directory) => {
                    return Err(conflict(&login, "a user of another directory"));
                }
                Some(user) if user.is_revoked => return Err(caller::revoked(&user)),
                Some(user) => user,
                None => User::local(&login, "", ""),
            };
            user.directory = Some(directory);
            user.login = login;
            user.display_name = limits::shortened(&found.display_name);
            user.email = limits::shortened(&found.email);
            user.dn = Some(found.dn);
            user.group_ids = groups;
            let id = user.id.clone();
            // Whoever comes again as they were is not written again.
            if state.records.user(&id) != Some(&user) {
                let records = Arc::make_mut(&mut state.records);
                match records.user_mut(&id) {
                    Some(before) => *before = user,
                    None => records.users.push(user),
                }
            }
            Ok(id)
        })
        .await
    }
}

/// The refusals of those who proved nothing.
const NO_PROOF: [FaultKind; 3] = [
    FaultKind::UNAUTHENTICATED,
    FaultKind::NON_UNIQUE_LOOKUP_ATTRIBUTE,
    FaultKind::DIRECTORY_UNREACHABLE,
];

/// A try at a name, which ends also when nobody waits for it any more.
struct Attempt<'a> {
    service: &'a Rbac,
    key: Key,
    end: End,
    /// Whether it failed, although it has not ended.
    failed: AtomicBool,
}

impl Attempt<'_> {
    fn end(mut self, end: End) {
        self.end = end;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let end = match self.end {
            End::Open if *self.failed.get_mut() => End::Failed,
            end => end,
        };
        let key = &self.key;
        self.service
            .throttle(|throttle, now| throttle.end(key, end, now));
        self.service.0.ended.notify_waiters();
    }
}

fn conflict(login: &str, whose: &str) -> Fault {
    let msg = format!("{login} is already the name of {whose}; rename one of them");
    Fault::new(FaultKind::REMOTE_USER_CONFLICT, msg)
}
