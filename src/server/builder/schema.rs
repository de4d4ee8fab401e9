//! The schema of a server: its profile's, and that of files.

use std::{path::PathBuf, sync::Arc};

use crate::{
    directory::{
        encoding,
        schema::{Loaded, Schema},
    },
    vendor::Profile,
};

/// The profile's schema with what the files define.
pub(super) fn of(profile: Profile, files: &[PathBuf], problems: &mut Vec<String>) -> Arc<Schema> {
    let (mut schema, mut loaded) = (profile.schema(), Loaded::default());
    for path in files {
        let name = path.display();
        match std::fs::read(path) {
            Ok(bytes) => {
                let text = match encoding::utf8(&bytes) {
                    Ok(text) => text,
                    Err(error) => {
                        problems.push(format!("{name}: it is {error}; {}", error.cure()));
                        continue;
                    }
                };
                if let Err(errors) = Arc::make_mut(&mut schema).load(text, &mut loaded) {
                    let told = errors.into_iter();
                    problems.extend(told.map(|error| error.in_file(name.to_string()).to_string()));
                }
            }
            Err(error) => problems.push(format!(
                "the schema file {name} cannot be read: {error}; name a readable file"
            )),
        }
    }
    schema
}
