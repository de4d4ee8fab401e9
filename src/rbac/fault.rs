//! Everything that the service refuses, as a table of kinds.

use std::fmt;

use serde_json::{Value, json};

use crate::{
    client::Error,
    diagnosis::Audience,
    settings::{self, Id, SettingsError, StoreError},
};

/// A kind of refusal: its name in answers and its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultKind {
    /// The `kind` of the answer.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
}

const fn kind(name: &'static str, status: u16) -> FaultKind {
    FaultKind { name, status }
}

impl FaultKind {
    /// The body is not JSON, or not an object.
    pub const MALFORMED_REQUEST: Self = kind("malformed-request", 400);
    /// A key, a type or a value is wrong.
    pub const SCHEMA_VIOLATION: Self = kind("schema-violation", 400);
    /// The id in the URL or in what is stored is not the one in the body.
    pub const INCONSISTENT_ID: Self = kind("inconsistent-id", 400);
    /// An id is no UUID.
    pub const INVALID_UUID: Self = kind("invalid-uuid", 400);
    /// The stored password is not to be used with this server. Not in the original.
    pub const PASSWORD_NEEDED: Self = kind("password-needed", 400);
    /// There are no settings to test. Not in the original.
    pub const NOT_CONFIGURED: Self = kind("ds-not-configured", 400);
    /// No token, or not a good one; a wrong name or password.
    pub const UNAUTHENTICATED: Self = kind("user-unauthenticated", 401);
    /// The user was revoked.
    pub const REVOKED: Self = kind("user-revoked", 401);
    /// The built-in user of certificates tried a password.
    pub const API_USER_LOGIN: Self = kind("api-user-login", 401);
    /// A directory's user has the login name of somebody else.
    pub const REMOTE_USER_CONFLICT: Self = kind("remote-user-conflict", 401);
    /// The permission is missing.
    pub const PERMISSION_DENIED: Self = kind("permission-denied", 403);
    /// The built-in administrator cannot be changed so.
    pub const ADMIN_USER_IMMUTABLE: Self = kind("admin-user-immutable", 403);
    /// The built-in administrator keeps its role.
    pub const ADMIN_USER_NOT_IN_ADMIN_ROLE: Self = kind("admin-user-not-in-admin-role", 403);
    /// A built-in role cannot be changed.
    pub const DEFAULT_ROLES_IMMUTABLE: Self = kind("default-roles-immutable", 403);
    /// There is nothing under this address. Not in the original.
    pub const NOT_FOUND: Self = kind("not-found", 404);
    /// This address does not answer to this method. Not in the original.
    pub const METHOD_NOT_ALLOWED: Self = kind("method-not-allowed", 405);
    /// The body did not come in time. Not in the original.
    pub const TOO_SLOW: Self = kind("request-too-slow", 408);
    /// It exists already.
    pub const CONFLICT: Self = kind("conflict", 409);
    /// The body is too large. Not in the original.
    pub const TOO_LARGE: Self = kind("request-too-large", 413);
    /// The body is not said to be JSON. Not in the original.
    pub const UNSUPPORTED_MEDIA_TYPE: Self = kind("unsupported-media-type", 415);
    /// A role or a directory that is named does not exist.
    pub const INVALID_ASSOCIATED_ID: Self = kind("invalid-associated-id", 422);
    /// The directory has no such user.
    pub const NO_SUCH_USER: Self = kind("no-such-user-LDAP", 422);
    /// The directory has no such group.
    pub const NO_SUCH_GROUP: Self = kind("no-such-group-LDAP", 422);
    /// Several entries have the login name.
    pub const NON_UNIQUE_LOOKUP_ATTRIBUTE: Self = kind("non-unique-lookup-attr", 422);
    /// The service itself failed.
    pub const SERVER_ERROR: Self = kind("server-error", 500);
    /// The directory could not be asked. Not in the original.
    pub const DIRECTORY_UNREACHABLE: Self = kind("ds-unreachable", 503);

    /// The table.
    pub const ALL: &'static [Self] = &[
        Self::MALFORMED_REQUEST,
        Self::SCHEMA_VIOLATION,
        Self::INCONSISTENT_ID,
        Self::INVALID_UUID,
        Self::PASSWORD_NEEDED,
        Self::NOT_CONFIGURED,
        Self::UNAUTHENTICATED,
        Self::REVOKED,
        Self::API_USER_LOGIN,
        Self::REMOTE_USER_CONFLICT,
        Self::PERMISSION_DENIED,
        Self::ADMIN_USER_IMMUTABLE,
        Self::ADMIN_USER_NOT_IN_ADMIN_ROLE,
        Self::DEFAULT_ROLES_IMMUTABLE,
        Self::NOT_FOUND,
        Self::METHOD_NOT_ALLOWED,
        Self::TOO_SLOW,
        Self::CONFLICT,
        Self::TOO_LARGE,
        Self::UNSUPPORTED_MEDIA_TYPE,
        Self::INVALID_ASSOCIATED_ID,
        Self::NO_SUCH_USER,
        Self::NO_SUCH_GROUP,
        Self::NON_UNIQUE_LOOKUP_ATTRIBUTE,
        Self::SERVER_ERROR,
        Self::DIRECTORY_UNREACHABLE,
    ];
}

/// A refusal: `{kind, msg, details}`. No password is in it.
#[derive(Clone, PartialEq)]
pub struct Fault {
    /// Which.
    pub kind: FaultKind,
    /// For people.
    pub msg: String,
    /// For programs; null where there is nothing to add.
    pub details: Value,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, msg: impl Into<String>) -> Self {
        Self {
            kind,
            msg: msg.into(),
            details: Value::Null,
        }
    }

    pub(crate) fn with(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// The same, with another that came beside it, for the log.
    pub(crate) fn explained(mut self, beside: &Self) -> Self {
        if let Value::Object(details) = &mut self.details {
            details.insert("beside".to_owned(), beside.msg.as_str().into());
        } else {
            self.details = json!({ "beside": beside.msg });
        }
        self
    }

    pub(crate) fn unauthenticated(msg: &str) -> Self {
        Self::new(FaultKind::UNAUTHENTICATED, msg)
    }

    /// What somebody hears who is not known: one sentence for each kind, and an id under which the log has the rest.
    #[must_use]
    pub fn for_strangers(&self, id: &Id) -> Self {
        let msg = match self.kind {
            FaultKind::UNAUTHENTICATED => "the login name or the password is wrong",
            FaultKind::REVOKED => {
                "this name cannot log in now: wait a while, or ask an administrator"
            }
            FaultKind::REMOTE_USER_CONFLICT => {
                "this login name is somebody else's as well; an administrator can say whose"
            }
            FaultKind::NON_UNIQUE_LOOKUP_ATTRIBUTE => {
                "this login name is not unique; an administrator can say why"
            }
            FaultKind::DIRECTORY_UNREACHABLE => {
                "this login cannot be checked now; an administrator can say why"
            }
            FaultKind::SERVER_ERROR => "the service failed; an administrator can say why",
            // What is left is about the request itself.
            _ => return self.clone(),
        };
        Self::new(self.kind, msg).with(json!({ "id": id }))
    }

    /// The refusal of settings, which shows what was submitted without its secrets.
    pub(crate) fn of_settings(error: &SettingsError, submitted: &Value) -> Self {
        let kind = match error {
            SettingsError::PasswordNeeded { .. } => FaultKind::PASSWORD_NEEDED,
            SettingsError::OtherId { stored, given } => {
                return Self::new(FaultKind::INCONSISTENT_ID, error.to_string())
                    .with(json!({"url-id": stored, "body-id": given}));
            }
            _ => FaultKind::SCHEMA_VIOLATION,
        };
        let details = match kind == FaultKind::SCHEMA_VIOLATION {
            true => json!({
                "submitted": settings::redacted(submitted),
                "schema": settings::json_schema(),
                "error": error.to_string(),
            }),
            false => Value::Null,
        };
        Self::new(kind, error.to_string()).with(details)
    }

    /// The directory could not be asked.
    pub(crate) fn unreachable(directory: &str, error: &Error) -> Self {
        let msg = format!(
            "the directory {directory} could not be asked: {}",
            error.cause()
        );
        Self::new(FaultKind::DIRECTORY_UNREACHABLE, msg).with(json!({
            "stage": error.stage().name(),
            "code": error.code().as_str(),
            "cause": error.cause(),
            "cure": error.code().cure_for(Audience::Settings),
            "seen": error.detail(),
        }))
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let msg = format!("nothing was changed, for it could not be stored: {error}");
        Self::new(FaultKind::SERVER_ERROR, msg)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name, self.msg)
    }
}

debug_is_display!(Fault);

impl std::error::Error for Fault {}
