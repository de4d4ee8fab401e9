//! Settings of directories: `v1/ds`, `v2/ldap`, `v1/command/ldap`.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::{App, body::Submitted, caller::Known, part::Part, refusal::Refusal};
use crate::{
    rbac::{Fault, FaultKind, Permission, TestOf, Tested},
    settings::{Id, Settings},
};

type Answer = Result<Json<Value>, Refusal>;

fn shown(app: &App, settings: Option<&Settings>) -> Json<Value> {
    Json(match settings {
        None => json!({}),
        Some(settings) if app.v1_returns_password => settings.to_json_revealing().into(),
        Some(settings) => settings.to_json_with_placeholder().into(),
    })
}

fn without_password(settings: &Settings) -> Value {
    settings.to_json(None).into()
}

/// The object of the first generation: `{}` if nothing is set.
pub(super) async fn get_v1(State(app): State<App>, Known(caller): Known) -> Answer {
    caller.demand(Permission::DIRECTORY_SERVICE)?;
    Ok(shown(&app, app.rbac.state().directories.first()))
}

pub(super) async fn put(
    State(app): State<App>,
    Known(caller): Known,
    Submitted(settings): Submitted,
) -> Answer {
    let stored = app.rbac.put_directory(&caller, settings).await?;
    Ok(shown(&app, stored.as_ref()))
}

/// Every directory; to whom lacks the permission, only which there are.
pub(super) async fn get_v2(State(app): State<App>, Known(caller): Known) -> Json<Value> {
    let directories = app.rbac.state().directories;
    let shown = directories
        .all()
        .iter()
        .map(|settings| degraded(&caller, settings));
    Json(shown.collect())
}

pub(super) async fn get_one(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Answer {
    let id = uuid(&id)?;
    let directories = app.rbac.state().directories;
    let settings = directories
        .find(&id)
        .ok_or_else(|| Fault::new(FaultKind::NOT_FOUND, format!("there is no directory {id}")))?;
    Ok(Json(degraded(&caller, settings)))
}

fn degraded(caller: &crate::rbac::Caller, settings: &Settings) -> Value {
    match caller.may(Permission::DIRECTORY_SERVICE) {
        true => without_password(settings),
        false => json!({"id": settings.id(), "display_name": settings.display_name()}),
    }
}

pub(super) async fn create(
    State(app): State<App>,
    Known(caller): Known,
    Submitted(settings): Submitted,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let made = app.rbac.create_directory(&caller, settings).await?;
    Ok((StatusCode::CREATED, Json(without_password(&made))))
}

pub(super) async fn update(
    State(app): State<App>,
    Known(caller): Known,
    Submitted(settings): Submitted,
) -> Answer {
    let stored = app.rbac.update_directory(&caller, settings).await?;
    Ok(Json(without_password(&stored)))
}

pub(super) async fn delete(
    State(app): State<App>,
    Known(caller): Known,
    Submitted(which): Submitted,
) -> Result<StatusCode, Refusal> {
    app.rbac.delete_directory(&caller, &which).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn test_stored(State(app): State<App>, Known(caller): Known) -> Answer {
    tested(app.rbac.test_directory(&caller, TestOf::Stored).await)
}

pub(super) async fn test_put(
    State(app): State<App>,
    Known(caller): Known,
    Submitted(settings): Submitted,
) -> Answer {
    tested(
        app.rbac
            .test_directory(&caller, TestOf::Put(settings))
            .await,
    )
}

pub(super) async fn test_command(
    State(app): State<App>,
    Known(caller): Known,
    Submitted(settings): Submitted,
) -> Answer {
    tested(
        app.rbac
            .test_directory(&caller, TestOf::Command(settings))
            .await,
    )
}

fn tested(tested: Result<Tested, Fault>) -> Answer {
    Ok(Json(tested?.to_json()))
}

/// An id of an address.
pub(super) fn uuid(text: &str) -> Result<Id, Fault> {
    text.parse()
        .map_err(|error| Fault::new(FaultKind::INVALID_UUID, format!("{text:?}: {error}")))
}
