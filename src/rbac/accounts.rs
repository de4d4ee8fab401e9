//! Local users and roles.

use std::sync::Arc;

use super::{
    Caller, Fault, FaultKind, Permission, Rbac, Records, Role, User, limits,
    power::{Power, may_rule_over},
    role,
    store::Session,
};
use crate::settings::{Id, Secret};

/// A local user to make.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The login name.
    pub login: String,
    /// The name for people.
    pub display_name: String,
    /// The mail address.
    pub email: String,
    /// The roles.
    pub role_ids: Vec<u32>,
    /// The password; without one the user cannot log in.
    pub password: Option<Secret>,
}

/// What to change of a user; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// The name for people, of a local user.
    pub display_name: Option<String>,
    /// The mail address, of a local user.
    pub email: Option<String>,
    /// The roles.
    pub role_ids: Option<Vec<u32>>,
    /// Whether the user may log in.
    pub is_revoked: Option<bool>,
    /// The password, of a local user.
    pub password: Option<Secret>,
}

pub(super) fn check_roles(records: &Records, ids: &[u32]) -> Result<(), Fault> {
    match ids.iter().find(|id| records.role(**id).is_none()) {
        None => Ok(()),
        Some(id) => Err(Fault::new(
            FaultKind::INVALID_ASSOCIATED_ID,
            format!("role_ids: there is no role {id}; GET v1/roles shows all"),
        )),
    }
}

pub(super) fn nobody(what: &str, id: impl std::fmt::Display) -> Fault {
    Fault::new(FaultKind::NOT_FOUND, format!("there is no {what} {id}"))
}

impl Rbac {
    /// Makes a local user.
    ///
    /// # Errors
    /// The caller may not, the name is taken or none, a role does not exist, or it could not be stored.
    pub async fn create_user(&self, caller: &Caller, new: NewUser) -> Result<User, Fault> {
        caller.demand(Permission::USERS)?;
        limits::check_login(&new.login)?;
        limits::check_length("display_name", &new.display_name)?;
        limits::check_length("email", &new.email)?;
        let password = match &new.password {
            Some(secret) => Some(self.hash(secret).await?),
            None => None,
        };
        self.change_as(caller, Permission::USERS, move |caller, state| {
            let records = &state.records;
            if records.user_named(&new.login).is_some() || records.group_named(&new.login).is_some()
            {
                let msg = format!("{} is already the name of a user or a group", new.login);
                return Err(Fault::new(FaultKind::CONFLICT, msg));
            }
            check_roles(records, &new.role_ids)?;
            may_rule_over(caller, records, Power::Roles(&new.role_ids))?;
            let mut user = User::local(&new.login, &new.display_name, &new.email);
            user.role_ids = new.role_ids;
            user.password = password;
            Arc::make_mut(&mut state.records).users.push(user.clone());
            Ok(user)
        })
        .await
    }

    /// Changes a user. Whoever is revoked, or gets another password, loses all tokens.
    ///
    /// # Errors
    /// The caller may not, there is no such user or role, the user is built in, or it could not be stored.
    pub async fn change_user(
        &self,
        caller: &Caller,
        id: Id,
        to: UserChange,
    ) -> Result<User, Fault> {
        caller.demand(Permission::USERS)?;
        for (key, text) in [("display_name", &to.display_name), ("email", &to.email)] {
            limits::check_length(key, text.as_deref().unwrap_or_default())?;
        }
        let password = match &to.password {
            Some(secret) => Some(self.hash(secret).await?),
            None => None,
        };
        let service = self.clone();
        self.change_as(caller, Permission::USERS, move |caller, state| {
            let Some(before) = state.records.user(&id) else {
                return Err(nobody("user", &id));
            };
            may_rule_over(caller, &state.records, Power::User(before))?;
            let of_directory =
                to.display_name.is_some() || to.email.is_some() || password.is_some();
            if before.is_remote() && of_directory {
                let msg = "name, address and password of this user are the directory's to change";
                return Err(Fault::new(FaultKind::CONFLICT, msg));
            }
            if before.is_superuser {
                keeps_power(before, &to)?;
            }
            if let Some(roles) = &to.role_ids {
                check_roles(&state.records, roles)?;
                may_rule_over(caller, &state.records, Power::Roles(roles))?;
            }
            let records = Arc::make_mut(&mut state.records);
            let changes_password = password.is_some();
            if to.is_revoked == Some(true) || changes_password {
                state.sessions.push(Session::EndAllOf(id.clone()));
            }
            let Some(user) = records.user_mut(&id) else {
                return Err(nobody("user", &id));
            };
            user.display_name = to
                .display_name
                .unwrap_or(std::mem::take(&mut user.display_name));
            user.email = to.email.unwrap_or(std::mem::take(&mut user.email));
            user.role_ids = to.role_ids.unwrap_or(std::mem::take(&mut user.role_ids));
            user.password = password.or(user.password.take());
            if let Some(revoked) = to.is_revoked {
                user.is_revoked = revoked;
                user.is_locked_out = false;
            }
            if to.is_revoked == Some(false) || changes_password {
                service.forgive(user);
            }
            Ok(user.clone())
        })
        .await
    }

    /// Removes a user. A directory's user comes back, without roles of its own, with the next login.
    ///
    /// # Errors
    /// The caller may not, there is no such user, it is built in, or it could not be stored.
    pub async fn delete_user(&self, caller: &Caller, id: Id) -> Result<(), Fault> {
        self.change_as(caller, Permission::USERS, move |caller, state| {
            let Some(user) = state.records.user(&id) else {
                return Err(nobody("user", &id));
            };
            may_rule_over(caller, &state.records, Power::User(user))?;
            if user.is_superuser {
                return Err(immutable(user));
            }
            let records = Arc::make_mut(&mut state.records);
            records.users.retain(|user| user.id != id);
            Ok(())
        })
        .await
    }

    /// Makes a role.
    ///
    /// # Errors
    /// The caller may not, the name is taken, a permission means nothing, or it could not be stored.
    pub async fn create_role(&self, caller: &Caller, mut new: Role) -> Result<Role, Fault> {
        self.change_as(caller, Permission::ROLES, move |caller, state| {
            check_role(caller, &state.records, &new)?;
            let records = Arc::make_mut(&mut state.records);
            new.id = records.next_role;
            records.next_role += 1;
            records.roles.push(new.clone());
            Ok(new)
        })
        .await
    }

    /// Replaces a role.
    ///
    /// # Errors
    /// As [`Self::create_role`]; or the role is built in or does not exist.
    pub async fn change_role(&self, caller: &Caller, new: Role) -> Result<Role, Fault> {
        self.change_as(caller, Permission::ROLES, move |caller, state| {
            built_in(new.id)?;
            // What it held before is taken from those who have it.
            may_rule_over(caller, &state.records, Power::Roles(&[new.id]))?;
            check_role(caller, &state.records, &new)?;
            let records = Arc::make_mut(&mut state.records);
            let Some(role) = records.roles.iter_mut().find(|role| role.id == new.id) else {
                return Err(nobody("role", new.id));
            };
            role.clone_from(&new);
            Ok(new)
        })
        .await
    }

    /// Removes a role, also from those who have it.
    ///
    /// # Errors
    /// The caller may not, the role is built in or does not exist, or it could not be stored.
    pub async fn delete_role(&self, caller: &Caller, id: u32) -> Result<(), Fault> {
        self.change_as(caller, Permission::ROLES, move |caller, state| {
            built_in(id)?;
            may_rule_over(caller, &state.records, Power::Roles(&[id]))?;
            if state.records.role(id).is_none() {
                return Err(nobody("role", id));
            }
            let records = Arc::make_mut(&mut state.records);
            records.roles.retain(|role| role.id != id);
            for user in &mut records.users {
                user.role_ids.retain(|role| *role != id);
            }
            for group in &mut records.groups {
                group.role_ids.retain(|role| *role != id);
            }
            Ok(())
        })
        .await
    }
}

fn immutable(user: &User) -> Fault {
    let msg = format!("{} is built in and stays as it is", user.login);
    Fault::new(FaultKind::ADMIN_USER_IMMUTABLE, msg)
}

/// A built-in administrator can be neither revoked nor taken out of its role.
fn keeps_power(user: &User, to: &UserChange) -> Result<(), Fault> {
    if to.is_revoked == Some(true) || (user.login == super::API_USER && to.password.is_some()) {
        return Err(immutable(user));
    }
    match &to.role_ids {
        Some(roles) if !roles.contains(&role::ADMINISTRATORS) => Err(Fault::new(
            FaultKind::ADMIN_USER_NOT_IN_ADMIN_ROLE,
            format!("{} keeps the role Administrators", user.login),
        )),
        _ => Ok(()),
    }
}

fn built_in(id: u32) -> Result<(), Fault> {
    match id {
        role::ADMINISTRATORS => Err(Fault::new(
            FaultKind::DEFAULT_ROLES_IMMUTABLE,
            "the role Administrators is built in and stays as it is",
        )),
        _ => Ok(()),
    }
}

fn check_role(caller: &Caller, records: &Records, new: &Role) -> Result<(), Fault> {
    if new.display_name.trim().is_empty() {
        return Err(Fault::new(
            FaultKind::SCHEMA_VIOLATION,
            "display_name: it is empty",
        ));
    }
    limits::check_length("display_name", &new.display_name)?;
    limits::check_length("description", &new.description)?;
    let folded = new.display_name.to_lowercase();
    let same = |role: &&Role| role.id != new.id && role.display_name.to_lowercase() == folded;
    if records.roles.iter().any(|role| same(&role)) {
        let msg = format!("there is already a role {}", new.display_name);
        return Err(Fault::new(FaultKind::CONFLICT, msg));
    }
    if let Some(unknown) = new
        .permissions
        .iter()
        .find(|permission| !permission.is_known())
    {
        let known: Vec<String> = Permission::KNOWN
            .iter()
            .map(|(object_type, action)| format!("{object_type}:{action}:*"))
            .collect();
        let msg = format!(
            "permissions: {}:{}:{} is none; there are {}",
            unknown.object_type,
            unknown.action,
            unknown.instance,
            known.join(", ")
        );
        return Err(Fault::new(FaultKind::SCHEMA_VIOLATION, msg));
    }
    may_rule_over(caller, records, Power::Permissions(&new.permissions))
}
