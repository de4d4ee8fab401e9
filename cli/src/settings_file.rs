//! Directory-service settings from a file, as `PUT /rbac-api/v1/ds` takes them.

use std::{fs, path::Path};

use ldaplab::{
    connection_test::Plan,
    directory::encoding,
    identity::Directory,
    settings::{Document, Merge, Protection, Settings},
};
use serde_json::Value;

use crate::{
    client_options::ClientOptions,
    failure::{Failure, capital},
    output,
};

/// The plan of a test of these settings; `--ca`, `--resolve`, `--timeout` and the limits count, all else is the settings' own.
pub(crate) fn plan(file: &Path, client: &ClientOptions) -> Result<Plan, Failure> {
    let settings = read(file)?;
    let trust = client.trust()?;
    if trust.is_some() && settings.chain().is_some() {
        output::warn("--ca has no effect: the settings bring certificates to trust (cert_chain)");
    }
    if trust.is_some() && settings.protection() == Protection::Plain {
        output::warn("--ca has no effect: the settings ask for neither ssl nor start_tls");
    }
    for note in client.other_hosts(settings.host()) {
        output::warn(&note);
    }
    let plan = Plan::directory(&Directory::new(&settings, trust.as_ref()))
        .map_err(|error| Failure::usage(error.cause(), error.cure()))?
        .resolver(client.resolver());
    let plan = client.limits.of_plan(plan);
    Ok(match client.given_timeout() {
        Some(timeout) => plan.timeout(timeout),
        None => plan,
    })
}

fn read(file: &Path) -> Result<Settings, Failure> {
    let shown = file.display();
    let octets = fs::read(file).map_err(|error| {
        Failure::usage(
            format!("the settings {shown} cannot be read: {error}"),
            "Name a readable text file",
        )
    })?;
    let text = encoding::utf8(&octets).map_err(|error| {
        Failure::usage(
            format!("the settings {shown} are {error}"),
            capital(error.cure()),
        )
    })?;
    // Of malformed JSON serde tells the place and what was due, not what was there.
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Failure::usage(
            format!("{shown} is not JSON: {error}"),
            "Give one object of settings, as PUT /rbac-api/v1/ds takes it",
        )
    })?;
    let Value::Object(object) = value else {
        return Err(Failure::usage(
            format!("{shown} holds no JSON object"),
            "Give one object of settings, as PUT /rbac-api/v1/ds takes it",
        ));
    };
    if Document::is_disconnect(&object) {
        return Err(Failure::usage(
            format!("{shown} says that there is to be no directory, so there is nothing to test"),
            "Give every required key a value",
        ));
    }
    Document::read(&object)
        .and_then(|document| document.settings(Merge::Put, None))
        .map_err(|error| {
            Failure::usage(
                format!("{shown}: {error}"),
                "Correct every key that is named; docs/directory-service.md lists them all",
            )
        })
}
