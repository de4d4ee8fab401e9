//! What is stored of users, groups and roles.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Role, role};
use crate::{
    directory::Dn,
    settings::{Directories, Folder, Id, StoreError},
};

/// The file with what was set aside.
const ASIDE: &str = "set-aside.json";
/// The built-in user that certificates act as.
pub const API_USER: &str = "api_user";

/// A user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The identifier.
    pub id: Id,
    /// The login name, as the directory spells it; compared without regard to case.
    pub login: String,
    /// The name for people.
    pub display_name: String,
    /// The mail address.
    pub email: String,
    /// Whether the user may not log in.
    pub is_revoked: bool,
    /// Whether they were revoked by failed logins, and not by anybody: sessions that they have go on.
    #[serde(default)]
    pub is_locked_out: bool,
    /// Whether it is a built-in user that nobody can remove or revoke.
    pub is_superuser: bool,
    /// The roles given to the user.
    pub role_ids: Vec<u32>,
    /// The imported groups that the user was in at the last login.
    pub group_ids: Vec<Id>,
    /// The directory that knows the user; `None` for a local one.
    pub directory: Option<Id>,
    /// The DN of the user's entry at the last login: who somebody is, whichever login name was typed.
    #[serde(default)]
    pub dn: Option<String>,
    /// When the user last logged in, seconds since 1970.
    pub last_login: Option<u64>,
    /// Argon2id; `None` where a directory has the password, or nobody.
    pub(super) password: Option<String>,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

impl User {
    /// A local user without a role.
    pub(super) fn local(login: &str, display_name: &str, email: &str) -> Self {
        Self {
            id: Id::random(),
            login: login.to_owned(),
            display_name: display_name.to_owned(),
            email: email.to_owned(),
            is_revoked: false,
            is_locked_out: false,
            is_superuser: false,
            role_ids: Vec::new(),
            group_ids: Vec::new(),
            directory: None,
            dn: None,
            last_login: None,
            password: None,
        }
    }

    /// Whether their sessions have ended.
    pub(super) fn is_out(&self) -> bool {
        self.is_revoked && !self.is_locked_out
    }

    /// Whether a directory has the password.
    pub fn is_remote(&self) -> bool {
        self.directory.is_some()
    }
}

/// A group of a directory whose members get roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The identifier.
    pub id: Id,
    /// The name by which it was imported: the value of `group_lookup_attr`.
    pub login: String,
    /// The name for people.
    pub display_name: String,
    /// The roles of its members.
    pub role_ids: Vec<u32>,
    /// The directory.
    pub directory: Id,
}

/// Everything that is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    pub(super) users: Vec<User>,
    pub(super) groups: Vec<Group>,
    pub(super) roles: Vec<Role>,
    /// The number of the next role: numbers are not used twice.
    pub(super) next_role: u32,
}

impl Records {
    /// The built-in role and the user that certificates act as.
    pub(super) fn fresh() -> Self {
        let mut api_user = User::local(API_USER, "Certificates", "");
        api_user.role_ids.push(role::ADMINISTRATORS);
        api_user.is_superuser = true;
        Self {
            users: vec![api_user],
            groups: Vec::new(),
            roles: vec![Role::administrators()],
            next_role: role::ADMINISTRATORS + 1,
        }
    }

    /// All users.
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// All imported groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All roles.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// A user by id.
    pub fn user(&self, id: &Id) -> Option<&User> {
        self.users.iter().find(|user| user.id == *id)
    }

    pub(super) fn user_mut(&mut self, id: &Id) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == *id)
    }

    /// A user by login name.
    pub fn user_named(&self, login: &str) -> Option<&User> {
        let folded = login.to_lowercase();
        self.users
            .iter()
            .find(|user| user.login.to_lowercase() == folded)
    }

    /// The user of an entry of a directory.
    pub(super) fn user_of(&self, directory: &Id, dn: &str) -> Option<&User> {
        let wanted = normal(dn);
        self.users.iter().find(|user| {
            user.directory.as_ref() == Some(directory)
                && user.dn.as_deref().is_some_and(|own| normal(own) == wanted)
        })
    }

    /// A group by id.
    pub fn group(&self, id: &Id) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == *id)
    }

    /// A group by name.
    pub(super) fn group_named(&self, login: &str) -> Option<&Group> {
        let folded = login.to_lowercase();
        self.groups
            .iter()
            .find(|group| group.login.to_lowercase() == folded)
    }

    /// A role by number.
    pub fn role(&self, id: u32) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The numbers of the roles that a user has through groups, each once, in order.
    pub fn inherited_roles(&self, user: &User) -> Vec<u32> {
        let groups = user.group_ids.iter().filter_map(|id| self.group(id));
        let mut roles: Vec<u32> = groups.flat_map(|group| group.role_ids.clone()).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// The roles of a user, given and inherited.
    pub(super) fn roles_of<'a>(&'a self, user: &'a User) -> impl Iterator<Item = &'a Role> {
        let mut ids = self.inherited_roles(user);
        ids.extend(&user.role_ids);
        self.roles.iter().filter(move |role| ids.contains(&role.id))
    }

    /// The roles that depend on what a directory says: those of imported groups, and those of users whom a directory knows.
    pub(super) fn remote_roles(&self) -> impl Iterator<Item = &Role> {
        let of_groups = self.groups.iter().flat_map(|group| &group.role_ids);
        let users = self.users.iter().filter(|user| user.is_remote());
        let ids: BTreeSet<u32> = of_groups
            .chain(users.flat_map(|user| &user.role_ids))
            .copied()
            .collect();
        self.roles.iter().filter(move |role| ids.contains(&role.id))
    }

    /// Everybody whose password a directory has: this one, or any.
    pub(super) fn remote_users(&self, of: Option<&Id>) -> impl Iterator<Item = &Id> {
        let users = self.users.iter().filter(move |user| match of {
            Some(directory) => user.directory.as_ref() == Some(directory),
            None => user.is_remote(),
        });
        users.map(|user| &user.id)
    }

    /// Takes away what came from a directory.
    pub(super) fn forget_directory(&mut self, directory: &Id) {
        self.groups.retain(|group| group.directory != *directory);
        self.users
            .retain(|user| user.directory.as_ref() != Some(directory));
    }

    /// Sets aside, in a file of their own, the users and groups of directories that are gone: a crash while one was removed leaves them, or somebody who took
    /// the file of directories away. They are told of in a sentence. Their records are still to be stored.
    pub(super) fn set_strangers_aside(
        &mut self,
        directories: &Directories,
        folder: &Folder,
    ) -> Result<Option<String>, StoreError> {
        let gone = |id: &Id| !directories.remembers(id);
        let users = self.users.iter();
        let users: Vec<User> = users
            .filter(|user| user.directory.as_ref().is_some_and(gone))
            .cloned()
            .collect();
        let groups = self.groups.iter();
        let groups: Vec<Group> = groups
            .filter(|group| gone(&group.directory))
            .cloned()
            .collect();
        if users.is_empty() && groups.is_empty() {
            return Ok(None);
        }
        let mut aside: Vec<Value> = match folder.read(ASIDE)? {
            Some(octets) => serde_json::from_slice(&octets)
                .map_err(|_| folder.damaged(ASIDE, "it is damaged"))?,
            None => Vec::new(),
        };
        let sentence = format!(
            "{} users and {} groups of directories that are not there any more were set aside in {ASIDE}",
            users.len(),
            groups.len()
        );
        aside.push(json!({"users": users, "groups": groups}));
        let text = format!("{:#}\n", Value::from(aside));
        folder.write(ASIDE, text.as_bytes())?;
        let all = self.users.iter().filter_map(|user| user.directory.clone());
        let of_groups = self.groups.iter().map(|group| group.directory.clone());
        let all: BTreeSet<Id> = all.chain(of_groups).collect();
        for id in all.iter().filter(|id| gone(id)) {
            self.forget_directory(id);
        }
        Ok(Some(sentence))
    }
}

/// A DN in the one spelling by which it is compared.
pub(super) fn normal(dn: &str) -> String {
    match Dn::parse(dn) {
        Ok(dn) => dn.normalized().to_owned(),
        Err(_) => dn.to_lowercase(),
    }
}
