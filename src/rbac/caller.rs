//! Who holds a token or a certificate, and what they may do.

use std::sync::Arc;

use super::{
    API_USER, Fault, FaultKind, Permission, Rbac, State, User,
    power::{Power, may_rule_over},
    records::Records,
    token,
};
use crate::settings::Id;

/// Somebody who is known.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(super) user: User,
    permissions: Vec<Permission>,
}

impl Caller {
    fn of(records: &Records, user: &User) -> Self {
        let permissions = records
            .roles_of(user)
            .flat_map(|role| role.permissions.clone())
            .collect();
        Self {
            user: user.clone(),
            permissions,
        }
    }

    /// The same caller with what they may do now: while they waited for something, they may have lost it.
    pub(super) fn again(&self, state: &State) -> Result<Self, Fault> {
        let user = state.records.user(&self.user.id);
        let user = user.filter(|user| !user.is_revoked && is_reachable(state, user));
        let user = user.ok_or_else(|| {
            Fault::unauthenticated("the caller was removed or revoked in the meantime")
        })?;
        Ok(Self::of(&state.records, user))
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// Whether they may do this: object type and action, as in [`Permission::KNOWN`].
    pub fn may(&self, permission: (&str, &str)) -> bool {
        self.permissions.iter().any(|own| own.allows(permission))
    }

    /// What it takes to end the sessions of a user; of one who does not exist any more, the permission alone.
    fn rules_over_user(&self, state: &State, user: &Id) -> Result<(), Fault> {
        self.demand(Permission::USERS)?;
        match state.records.user(user) {
            Some(user) => may_rule_over(self, &state.records, Power::User(user)),
            None => Ok(()),
        }
    }

    /// # Errors
    /// They may not.
    pub fn demand(&self, permission: (&str, &str)) -> Result<(), Fault> {
        if self.may(permission) {
            return Ok(());
        }
        let (object_type, action) = permission;
        Err(Fault::new(
            FaultKind::PERMISSION_DENIED,
            format!(
                "{} lacks the permission {object_type}:{action}:*",
                self.user.login
            ),
        ))
    }
}

impl Rbac {
    /// Who holds a token.
    ///
    /// # Errors
    /// The token is unknown, was revoked or has expired, or its user may not log in any more.
    pub fn caller(&self, token: &str) -> Result<Caller, Fault> {
        let state = self.state();
        let digest = token::digest_of(token);
        let now = self.now();
        let known = state
            .records
            .tokens
            .iter()
            .find(|known| known.digest == digest && known.expires > now);
        let user = known.and_then(|known| state.records.user(&known.user));
        let Some(user) = user.filter(|user| is_reachable(&state, user)) else {
            return Err(Fault::unauthenticated(
                "the token is unknown, was revoked, or has expired; log in again",
            ));
        };
        if user.is_revoked {
            return Err(revoked(user));
        }
        Ok(Caller::of(&state.records, user))
    }

    /// Who a certificate on the list of allowed ones acts as: the built-in `api_user`.
    ///
    /// # Errors
    /// The data has no such user.
    pub fn certificate_caller(&self) -> Result<Caller, Fault> {
        let records = self.state().records;
        let user = records
            .user_named(API_USER)
            .ok_or_else(|| Fault::unauthenticated("there is no user for certificates"))?;
        Ok(Caller::of(&records, user))
    }

    /// Takes a token back. One's own may everybody, others' whoever may edit users. An unknown one is as good as taken back.
    ///
    /// # Errors
    /// The caller may not, or it could not be stored.
    pub async fn revoke_token(&self, caller: &Caller, token: &str) -> Result<(), Fault> {
        let digest = token::digest_of(token);
        let caller = caller.clone();
        self.change(move |state| {
            let known = state
                .records
                .tokens
                .iter()
                .find(|known| known.digest == digest);
            let Some(known) = known else { return Ok(()) };
            if known.user != caller.user.id {
                caller.again(state)?.rules_over_user(state, &known.user)?;
            }
            let records = Arc::make_mut(&mut state.records);
            records.tokens.retain(|known| known.digest != digest);
            Ok(())
        })
        .await
    }

    /// Takes all tokens of a user back.
    ///
    /// # Errors
    /// The caller may not, or it could not be stored.
    pub async fn revoke_tokens_of(&self, caller: &Caller, user: &Id) -> Result<(), Fault> {
        let others = caller.user.id != *user;
        if others {
            caller.demand(Permission::USERS)?;
        }
        let (user, caller) = (user.clone(), caller.clone());
        self.change(move |state| {
            if others {
                caller.again(state)?.rules_over_user(state, &user)?;
            }
            Arc::make_mut(&mut state.records)
                .tokens
                .retain(|token| token.user != user);
            Ok(())
        })
        .await
    }
}

/// Whether somebody could still say who the user is: a directory's user goes with the directory.
pub(super) fn is_reachable(state: &State, user: &User) -> bool {
    match &user.directory {
        Some(directory) => state.directories.find(directory).is_some(),
        None => true,
    }
}

pub(super) fn revoked(user: &User) -> Fault {
    let msg = format!("the user {} was revoked; ask an administrator", user.login);
    Fault::new(FaultKind::REVOKED, msg)
}
