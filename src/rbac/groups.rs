//! Groups of directories, imported so that their members get roles.

use std::sync::Arc;

use serde_json::json;
use tokio::time::Instant;

use super::{
    Caller, Fault, FaultKind, Group, Permission, Rbac, accounts, limits,
    power::{Power, may_rule_over},
};
use crate::settings::{Id, Settings};

/// A group to import.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Its name: the value of `group_lookup_attr`.
    pub login: String,
    /// The roles of its members.
    pub role_ids: Vec<u32>,
    /// The name for people; that of the directory where it is not given.
    pub display_name: Option<String>,
    /// The directory; the first that has the group where it is not given.
    pub directory: Option<Id>,
    /// Whether the directory must have it.
    pub validate: bool,
}

impl Rbac {
    /// Imports a group.
    ///
    /// # Errors
    /// The caller may not, it exists, a role does not, or the directory has none or several of the name or cannot be asked.
    pub async fn import_group(&self, caller: &Caller, new: NewGroup) -> Result<Group, Fault> {
        caller.demand(Permission::GROUPS)?;
        limits::check_login(&new.login)?;
        let state = self.state();
        accounts::check_roles(&state.records, &new.role_ids)?;
        may_rule_over(caller, &state.records, Power::Roles(&new.role_ids))?;
        limits::check_length(
            "display_name",
            new.display_name.as_deref().unwrap_or_default(),
        )?;
        self.taken(&new.login)?;
        let directories: Vec<&Settings> = match &new.directory {
            None => state.directories.all().iter().collect(),
            Some(id) => {
                let found = state.directories.find(id).ok_or_else(|| {
                    let msg = format!("identity_provider_id: there is no directory {id}");
                    Fault::new(FaultKind::INVALID_ASSOCIATED_ID, msg)
                })?;
                vec![found]
            }
        };
        let Some(first) = directories.first() else {
            return Err(Fault::new(
                FaultKind::NOT_CONFIGURED,
                "there is no directory to import from; PUT its settings first",
            ));
        };
        let mut found = None;
        if new.validate {
            for settings in &directories {
                found = self.find_group(settings, &new.login).await?;
                if found.is_some() {
                    break;
                }
            }
            if found.is_none() {
                let msg = format!(
                    "no group has the name {}; see group_lookup_attr, group_object_class and group_rdn",
                    new.login
                );
                return Err(Fault::new(FaultKind::NO_SUCH_GROUP, msg));
            }
        }
        let unchecked = || Found {
            directory: first.id().clone(),
            login: new.login.clone(),
            display_name: new.login.clone(),
        };
        let found = found.unwrap_or_else(unchecked);
        // A directory says what it likes.
        limits::check_login(&found.login)?;
        let group = Group {
            id: Id::random(),
            login: found.login,
            display_name: new.display_name.unwrap_or(found.display_name),
            role_ids: new.role_ids,
            directory: found.directory,
        };
        let service = self.clone();
        self.change_as(caller, Permission::GROUPS, move |caller, state| {
            service.taken(&group.login)?;
            if state.directories.find(&group.directory).is_none() {
                let msg = "the directory was disconnected in the meantime";
                return Err(Fault::new(FaultKind::INVALID_ASSOCIATED_ID, msg));
            }
            accounts::check_roles(&state.records, &group.role_ids)?;
            may_rule_over(caller, &state.records, Power::Roles(&group.role_ids))?;
            Arc::make_mut(&mut state.records).groups.push(group.clone());
            Ok(group)
        })
        .await
    }

    /// Changes name for people and roles of a group.
    ///
    /// # Errors
    /// The caller may not, there is no such group or role, or it could not be stored.
    pub async fn change_group(
        &self,
        caller: &Caller,
        id: Id,
        display_name: Option<String>,
        role_ids: Option<Vec<u32>>,
    ) -> Result<Group, Fault> {
        caller.demand(Permission::GROUPS)?;
        limits::check_length("display_name", display_name.as_deref().unwrap_or_default())?;
        self.change_as(caller, Permission::GROUPS, move |caller, state| {
            // What it gave before is taken from its members.
            let before = state.records.group(&id);
            let before = before.map_or(&[][..], |group| &group.role_ids);
            may_rule_over(caller, &state.records, Power::Roles(before))?;
            if let Some(roles) = &role_ids {
                accounts::check_roles(&state.records, roles)?;
                may_rule_over(caller, &state.records, Power::Roles(roles))?;
            }
            let records = Arc::make_mut(&mut state.records);
            let mut groups = records.groups.iter_mut();
            let Some(group) = groups.find(|group| group.id == id) else {
                return Err(accounts::nobody("group", &id));
            };
            group.display_name = display_name.unwrap_or(std::mem::take(&mut group.display_name));
            group.role_ids = role_ids.unwrap_or(std::mem::take(&mut group.role_ids));
            Ok(group.clone())
        })
        .await
    }

    /// Removes an imported group; its members lose its roles at once.
    ///
    /// # Errors
    /// The caller may not, there is no such group, or it could not be stored.
    pub async fn delete_group(&self, caller: &Caller, id: Id) -> Result<(), Fault> {
        self.change_as(caller, Permission::GROUPS, move |caller, state| {
            let Some(group) = state.records.group(&id) else {
                return Err(accounts::nobody("group", &id));
            };
            may_rule_over(caller, &state.records, Power::Roles(&group.role_ids))?;
            let records = Arc::make_mut(&mut state.records);
            records.groups.retain(|group| group.id != id);
            for user in &mut records.users {
                user.group_ids.retain(|group| *group != id);
            }
            Ok(())
        })
        .await
    }

    /// Whether a user or a group has a name already.
    fn taken(&self, login: &str) -> Result<(), Fault> {
        let records = self.state().records;
        let whose = match (records.group_named(login), records.user_named(login)) {
            (Some(_), _) => "an imported group",
            (_, Some(_)) => "a user",
            _ => return Ok(()),
        };
        let msg = format!("{login} is already the name of {whose}");
        Err(Fault::new(FaultKind::CONFLICT, msg))
    }

    async fn find_group(&self, settings: &Settings, name: &str) -> Result<Option<Found>, Fault> {
        let directory = self.directory(settings);
        let end = Instant::now() + directory.patience();
        let unreachable = |error| Fault::unreachable(settings.display_name(), &error);
        let mut client = directory.connect(end).await.map_err(unreachable)?;
        let found = directory.groups_named(&mut client, name).await;
        client.unbind().await;
        let mut found = found.map_err(unreachable)?;
        match (found.pop(), found.pop()) {
            (None, _) => Ok(None),
            (Some(entry), None) => {
                let of_lookup = entry.text(settings.group_lookup_attribute());
                let of_people = entry.text(settings.group_name_attribute());
                let login = of_lookup.unwrap_or(name).to_owned();
                Ok(Some(Found {
                    directory: settings.id().clone(),
                    display_name: limits::shortened(of_people.unwrap_or(&login)),
                    login,
                }))
            }
            (Some(one), Some(other)) => {
                let msg = format!(
                    "several groups have the name {name}; narrow group_rdn, or choose another group_lookup_attr"
                );
                let fault = Fault::new(FaultKind::NON_UNIQUE_LOOKUP_ATTRIBUTE, msg);
                Err(fault.with(json!({"dns": [other.dn, one.dn]})))
            }
        }
    }
}

/// A group as its directory has it.
struct Found {
    directory: Id,
    login: String,
    display_name: String,
}
