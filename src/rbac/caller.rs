//! Who holds a token or a certificate, and what they may do.

use super::{
    API_USER, Fault, FaultKind, Permission, Rbac, State, User,
    records::Records,
    token::{self, Digest},
};

/// Somebody who is known.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(super) user: User,
    permissions: Vec<Permission>,
    /// What they showed; `None` for a certificate.
    token: Option<Digest>,
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
            token: None,
        }
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// Whether they may do this: object type and action, as in [`Permission::KNOWN`].
    pub fn may(&self, permission: (&str, &str)) -> bool {
        self.permissions.iter().any(|own| own.allows(permission))
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
    /// The token is unknown, was revoked or has expired, its user may not log in any more, or the database cannot be read.
    pub fn caller(&self, token: &str) -> Result<Caller, Fault> {
        let digest = token::digest_of(token);
        let holder = self.holder(&digest)?;
        let state = self.state();
        let user = holder.and_then(|holder| state.records.user(&holder));
        let Some(user) = user.filter(|user| is_reachable(&state, user)) else {
            return Err(Fault::unauthenticated(
                "the token is unknown, was revoked, or has expired; log in again",
            ));
        };
        if user.is_out() {
            return Err(revoked(user));
        }
        Ok(Caller {
            token: Some(digest),
            ..Caller::of(&state.records, user)
        })
    }

    /// The same caller with what they may do now: while they waited for something, or their request came slowly, they may have lost it, or their token.
    pub(super) fn again(&self, caller: &Caller, state: &State) -> Result<Caller, Fault> {
        let holds = match &caller.token {
            Some(digest) => self.holder(digest)?.as_ref() == Some(&caller.user.id),
            None => true,
        };
        let user = state.records.user(&caller.user.id).filter(|_| holds);
        let user = user.filter(|user| !user.is_out() && is_reachable(state, user));
        let user = user.ok_or_else(|| {
            Fault::unauthenticated("the caller was removed or revoked in the meantime")
        })?;
        Ok(Caller {
            token: caller.token,
            ..Caller::of(&state.records, user)
        })
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
