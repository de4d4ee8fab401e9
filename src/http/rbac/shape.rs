//! The shapes of bodies: what is sent, what is answered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    rbac::{Group, Permission, Records, Role, User},
    settings::{Id, Secret},
};

/// What a token is asked for with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenBody {
    pub(super) login: String,
    #[schema(value_type = String, format = "password")]
    pub(super) password: Secret,
    /// A number and one of y, d, h, m, s; `1h` unless given, `10y` at most.
    pub(super) lifetime: Option<String>,
    /// A name for the token.
    pub(super) label: Option<String>,
}

/// A token.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenAnswer {
    pub(super) token: String,
}

/// A token to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthenticateBody {
    #[schema(value_type = String)]
    pub(super) token: Secret,
}

/// A local user to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUserBody {
    pub(super) login: String,
    pub(super) display_name: String,
    pub(super) email: String,
    #[serde(default)]
    pub(super) role_ids: Vec<u32>,
    #[schema(value_type = Option<String>, format = "password")]
    pub(super) password: Option<Secret>,
}

/// What to change of a user; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserChangeBody {
    pub(super) display_name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) role_ids: Option<Vec<u32>>,
    pub(super) is_revoked: Option<bool>,
    #[schema(value_type = Option<String>, format = "password")]
    pub(super) password: Option<Secret>,
}

/// A user.
#[derive(Serialize, ToSchema)]
pub(super) struct UserAnswer {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    login: String,
    display_name: String,
    email: String,
    /// The roles given to the user.
    role_ids: Vec<u32>,
    /// The roles through groups, as of the last login.
    inherited_role_ids: Vec<u32>,
    /// The imported groups, as of the last login.
    #[schema(value_type = Vec<String>)]
    group_ids: Vec<Id>,
    is_group: bool,
    /// Whether a directory has the password.
    is_remote: bool,
    is_superuser: bool,
    is_revoked: bool,
    /// The directory of a remote user.
    #[schema(value_type = Option<String>)]
    identity_provider_id: Option<Id>,
    /// Seconds since 1970.
    last_login: Option<u64>,
}

impl UserAnswer {
    pub(super) fn of(records: &Records, user: &User) -> Self {
        Self {
            id: user.id.clone(),
            login: user.login.clone(),
            display_name: user.display_name.clone(),
            email: user.email.clone(),
            role_ids: user.role_ids.clone(),
            inherited_role_ids: records.inherited_roles(user),
            group_ids: user.group_ids.clone(),
            is_group: false,
            is_remote: user.is_remote(),
            is_superuser: user.is_superuser,
            is_revoked: user.is_revoked,
            identity_provider_id: user.directory.clone(),
            last_login: user.last_login,
        }
    }
}

/// A role to make, or what a role is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleBody {
    pub(super) display_name: String,
    #[serde(default)]
    pub(super) description: String,
    #[schema(value_type = Vec<PermissionShape>)]
    pub(super) permissions: Vec<Permission>,
}

/// What somebody may do to what.
#[derive(Serialize, ToSchema)]
pub(super) struct PermissionShape {
    /// `directory_service`, `users`, `user_roles`, `user_groups`, or `*`.
    object_type: String,
    /// `edit`, `import`, or `*`.
    action: String,
    /// `*`.
    instance: String,
}

/// A role.
#[derive(Serialize, ToSchema)]
pub(super) struct RoleAnswer {
    id: u32,
    display_name: String,
    description: String,
    #[schema(value_type = Vec<PermissionShape>)]
    permissions: Vec<Permission>,
    #[schema(value_type = Vec<String>)]
    user_ids: Vec<Id>,
    #[schema(value_type = Vec<String>)]
    group_ids: Vec<Id>,
}

impl RoleAnswer {
    pub(super) fn of(records: &Records, role: &Role) -> Self {
        let users = records
            .users()
            .iter()
            .filter(|user| user.role_ids.contains(&role.id));
        let groups = records
            .groups()
            .iter()
            .filter(|group| group.role_ids.contains(&role.id));
        Self {
            id: role.id,
            display_name: role.display_name.clone(),
            description: role.description.clone(),
            permissions: role.permissions.clone(),
            user_ids: users.map(|user| user.id.clone()).collect(),
            group_ids: groups.map(|group| group.id.clone()).collect(),
        }
    }
}

/// A group to import.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewGroupBody {
    /// Its name: the value of `group_lookup_attr`.
    pub(super) login: String,
    #[serde(default)]
    pub(super) role_ids: Vec<u32>,
    pub(super) display_name: Option<String>,
    /// The directory; the first that has the group unless given.
    #[schema(value_type = Option<String>)]
    pub(super) identity_provider_id: Option<Id>,
    /// Whether the directory must have it; true unless given.
    pub(super) validate: Option<bool>,
}

/// What to change of a group; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupChangeBody {
    pub(super) display_name: Option<String>,
    pub(super) role_ids: Option<Vec<u32>>,
}

/// An imported group.
#[derive(Serialize, ToSchema)]
pub(super) struct GroupAnswer {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    login: String,
    display_name: String,
    role_ids: Vec<u32>,
    /// Its members, as far as they have logged in.
    #[schema(value_type = Vec<String>)]
    user_ids: Vec<Id>,
    is_group: bool,
    is_remote: bool,
    is_superuser: bool,
    is_revoked: bool,
    #[schema(value_type = String)]
    identity_provider_id: Id,
}

impl GroupAnswer {
    pub(super) fn of(records: &Records, group: &Group) -> Self {
        let members = records
            .users()
            .iter()
            .filter(|user| user.group_ids.contains(&group.id));
        Self {
            id: group.id.clone(),
            login: group.login.clone(),
            display_name: group.display_name.clone(),
            role_ids: group.role_ids.clone(),
            user_ids: members.map(|user| user.id.clone()).collect(),
            is_group: true,
            is_remote: true,
            is_superuser: false,
            is_revoked: false,
            identity_provider_id: group.directory.clone(),
        }
    }
}

/// What a connection test found. Whether it passed says `error`: it is there when not.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; written by rbac::Tested")]
pub(super) struct TestAnswer {
    /// Seconds.
    elapsed: f64,
    /// Cause and cure in two sentences.
    error: Option<String>,
    /// The stage that failed: resolve, connect, secure, bind, …
    error_kind: Option<String>,
    /// The code of the failure: `tls.unknown_ca`.
    code: Option<String>,
    cause: Option<String>,
    cure: Option<String>,
    /// The evidence.
    seen: Option<String>,
    /// What works but should not stay as it is; unverified TLS is among them.
    warnings: Vec<String>,
    /// Every stage with its outcome, milliseconds and details.
    stages: Vec<Object>,
}

/// Any JSON object.
#[derive(ToSchema)]
pub(super) struct Object {}

/// A refusal.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; written by Refusal")]
pub(super) struct RefusalAnswer {
    kind: String,
    msg: String,
    details: Option<Object>,
}
