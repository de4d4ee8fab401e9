//! Settings of directories: shown, replaced, removed, tested.

use std::{fmt, sync::Arc};

use serde_json::{Map, Value};

use super::{
    Caller, Fault, FaultKind, Permission, Rbac, State, Tested,
    power::{Power, may_rule_over},
    store::Session,
};
use crate::settings::{Directories, Document, Id, Merge, Settings};

/// What a test is of.
#[derive(Clone)]
#[non_exhaustive]
pub enum TestOf {
    /// The settings that are stored.
    Stored,
    /// Settings as `PUT /ds` would take them.
    Put(Value),
    /// Settings as `command/ldap/create` would take them. An `id` says only whose stored password is meant by its placeholder.
    Command(Value),
}

impl fmt::Debug for TestOf {
    /// Without the settings, in which a password stands.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stored => "Stored",
            Self::Put(_) => "Put(***)",
            Self::Command(_) => "Command(***)",
        })
    }
}

fn object(value: &Value) -> Result<&Map<String, Value>, Fault> {
    value.as_object().ok_or_else(|| {
        Fault::new(
            FaultKind::MALFORMED_REQUEST,
            "the body must be a JSON object: {…}",
        )
    })
}

fn settings(submitted: &Value, merge: Merge, stored: Option<&Settings>) -> Result<Settings, Fault> {
    let read = Document::read(object(submitted)?);
    let settings = read.and_then(|document| document.settings(merge, stored));
    settings.map_err(|error| Fault::of_settings(&error, submitted))
}

impl Rbac {
    /// `PUT /ds`: replaces the first directory, or with `{}` (or null for every key) disconnects all. Returns what is then stored.
    ///
    /// # Errors
    /// The caller may not, the settings are none, or they could not be stored.
    pub async fn put_directory(
        &self,
        caller: &Caller,
        submitted: Value,
    ) -> Result<Option<Settings>, Fault> {
        caller.demand(Permission::DIRECTORY_SERVICE)?;
        let disconnects = Document::is_disconnect(object(&submitted)?);
        self.change_directories(caller, move |caller, state| {
            if disconnects {
                if state.directories.first().is_some() {
                    may_rule_over(caller, &state.records, Power::Directories)?;
                }
                let others = state.directories.all().iter().skip(1);
                let others: Vec<Id> = others.map(|settings| settings.id().clone()).collect();
                replace(&mut state.directories, Directories::disconnected);
                // Who comes back must prove anew who they are: to another server, perhaps.
                end_sessions(state, None);
                for id in others {
                    Arc::make_mut(&mut state.records).forget_directory(&id);
                }
                return Ok(None);
            }
            let settings = settings(&submitted, Merge::Put, state.directories.first())?;
            decides(caller, state, state.directories.first().cloned(), &settings)?;
            replace(&mut state.directories, |all| all.with_first(settings));
            Ok(state.directories.first().cloned())
        })
        .await
    }

    /// `command/ldap/create`: adds a directory behind the others.
    ///
    /// # Errors
    /// As [`Self::put_directory`].
    pub async fn create_directory(
        &self,
        caller: &Caller,
        submitted: Value,
    ) -> Result<Settings, Fault> {
        caller.demand(Permission::DIRECTORY_SERVICE)?;
        let settings = settings(&submitted, Merge::Replace, None)?;
        self.change_directories(caller, move |caller, state| {
            let same = |one: &Settings| one.display_name() == settings.display_name();
            if state.directories.all().iter().any(same) {
                let msg = format!(
                    "there is already a directory with the display_name {}; update it, or choose another name",
                    settings.display_name()
                );
                return Err(Fault::new(FaultKind::CONFLICT, msg));
            }
            // Whom the others do not know is asked about here, with their password.
            may_rule_over(caller, &state.records, Power::Directories)?;
            replace(&mut state.directories, |all| all.and(settings.clone()));
            Ok(settings)
        })
        .await
    }

    /// `command/ldap/update`: replaces the directory with the `id` in the object.
    ///
    /// # Errors
    /// As [`Self::put_directory`]; or there is no such directory.
    pub async fn update_directory(
        &self,
        caller: &Caller,
        submitted: Value,
    ) -> Result<Settings, Fault> {
        caller.demand(Permission::DIRECTORY_SERVICE)?;
        let id = id_of(&submitted)?;
        self.change_directories(caller, move |caller, state| {
            let Some(stored) = state.directories.find(&id) else {
                return Err(no_directory(&id));
            };
            let settings = settings(&submitted, Merge::Replace, Some(stored))?;
            decides(caller, state, Some(stored.clone()), &settings)?;
            replace(&mut state.directories, |all| {
                all.replacing(settings.clone())
            });
            Ok(settings)
        })
        .await
    }

    /// `command/ldap/delete`: removes the directory with the `id` in the object, its users and its groups. One that does not exist is as good as removed.
    ///
    /// # Errors
    /// The caller may not, the id is none, or it could not be stored.
    pub async fn delete_directory(&self, caller: &Caller, submitted: &Value) -> Result<(), Fault> {
        caller.demand(Permission::DIRECTORY_SERVICE)?;
        let id = id_of(submitted)?;
        self.change_directories(caller, move |caller, state| {
            if state.directories.find(&id).is_some() {
                may_rule_over(caller, &state.records, Power::Directories)?;
                replace(&mut state.directories, |all| all.without(&id));
                Arc::make_mut(&mut state.records).forget_directory(&id);
            }
            Ok(())
        })
        .await
    }

    async fn change_directories<T: Send + 'static>(
        &self,
        caller: &Caller,
        change: impl FnOnce(&Caller, &mut State) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.change_as(caller, Permission::DIRECTORY_SERVICE, change)
            .await
    }

    /// Tests settings, stored ones or others; nothing is stored. The test binds at most once with the look-up account.
    ///
    /// # Errors
    /// The caller may not, there are no settings, or they are none. A test that fails is no error.
    pub async fn test_directory(&self, caller: &Caller, of: TestOf) -> Result<Tested, Fault> {
        caller.demand(Permission::DIRECTORY_SERVICE)?;
        let directories = self.state().directories;
        let settings = match of {
            TestOf::Stored => directories.first().cloned().ok_or_else(|| {
                Fault::new(
                    FaultKind::NOT_CONFIGURED,
                    "there are no settings to test: PUT them, or PUT them to ds/test",
                )
            })?,
            TestOf::Put(submitted) => settings(&submitted, Merge::Put, directories.first())?,
            TestOf::Command(submitted) => {
                let id = object(&submitted)?.get("id").and_then(Value::as_str);
                let id: Option<Id> = id.and_then(|id| id.parse().ok());
                let stored = match id.as_ref().and_then(|id| directories.find(id)) {
                    Some(stored) => Some(stored),
                    None => directories.first(),
                };
                // The id itself is ignored.
                let mut bare = object(&submitted)?.clone();
                bare.remove("id");
                settings(&Value::Object(bare), Merge::Replace, stored)?
            }
        };
        let tested = Tested::run(&self.directory(&settings)).await;
        tested.map_err(|error| Fault::new(FaultKind::SCHEMA_VIOLATION, error.to_string()))
    }
}

/// Before settings take the place of others: if they decide otherwise who somebody is, only who rules over everybody concerned may, and
/// whoever came in by the old ones must prove anew who they are.
fn decides(
    caller: &Caller,
    state: &mut State,
    before: Option<Settings>,
    after: &Settings,
) -> Result<(), Fault> {
    match before {
        Some(before) if before.knows_people_as(after) => return Ok(()),
        Some(before) => {
            may_rule_over(caller, &state.records, Power::Directories)?;
            end_sessions(state, Some(before.id()));
        }
        None => may_rule_over(caller, &state.records, Power::Directories)?,
    }
    Ok(())
}

/// Ends the sessions of everybody whom this directory knows, or any.
fn end_sessions(state: &mut State, of: Option<&Id>) {
    let users = state.records.remote_users(of).cloned();
    state.sessions.extend(users.map(Session::EndAllOf));
}

fn replace(directories: &mut Arc<Directories>, by: impl FnOnce(Directories) -> Directories) {
    *directories = Arc::new(by((**directories).clone()));
}

fn id_of(submitted: &Value) -> Result<Id, Fault> {
    let id = object(submitted)?.get("id").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok()).ok_or_else(|| {
        Fault::new(
            FaultKind::INVALID_UUID,
            "id: the UUID of the directory is missing; GET v2/ldap shows it",
        )
    })
}

fn no_directory(id: &Id) -> Fault {
    let msg = format!("there is no directory {id}; GET v2/ldap shows all");
    Fault::new(FaultKind::NOT_FOUND, msg)
}
