//! Roles and the permissions in them.

use serde::{Deserialize, Serialize};

/// The id of the built-in role that may do everything.
pub const ADMINISTRATORS: u32 = 1;

/// What somebody may do to what: `directory_service:edit:*`. `*` stands for anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// The type of the object: `directory_service`, `users`, `user_roles`, `user_groups`.
    pub object_type: String,
    /// `edit`, `import`.
    pub action: String,
    /// Which; `*` for all.
    pub instance: String,
}

impl Permission {
    /// View, edit and test settings.
    pub const DIRECTORY_SERVICE: (&'static str, &'static str) = ("directory_service", "edit");
    /// Make and change users, revoke tokens.
    pub const USERS: (&'static str, &'static str) = ("users", "edit");
    /// Make and change roles.
    pub const ROLES: (&'static str, &'static str) = ("user_roles", "edit");
    /// Import groups of a directory.
    pub const GROUPS: (&'static str, &'static str) = ("user_groups", "import");

    /// Every permission that means something.
    pub const KNOWN: &'static [(&'static str, &'static str)] = &[
        Self::DIRECTORY_SERVICE,
        Self::USERS,
        Self::ROLES,
        Self::GROUPS,
    ];

    /// Whether it allows this on every instance.
    pub(super) fn allows(&self, (object_type, action): (&str, &str)) -> bool {
        let fits = |pattern: &str, word: &str| pattern == "*" || pattern == word;
        fits(&self.object_type, object_type) && fits(&self.action, action) && self.instance == "*"
    }

    /// Whether it can mean anything.
    pub(super) fn is_known(&self) -> bool {
        self.instance == "*"
            && Self::KNOWN.iter().any(|(object_type, action)| {
                (self.object_type == "*" || self.object_type == *object_type)
                    && (self.action == "*" || self.action == *action)
            })
    }
}

/// A role: a name for permissions, given to users and groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its number.
    pub id: u32,
    /// Its name; unique.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
}

impl Role {
    pub(super) fn administrators() -> Self {
        let everything = Permission {
            object_type: "*".to_owned(),
            action: "*".to_owned(),
            instance: "*".to_owned(),
        };
        Self {
            id: ADMINISTRATORS,
            display_name: "Administrators".to_owned(),
            description: "May do everything".to_owned(),
            permissions: vec![everything],
        }
    }
}
