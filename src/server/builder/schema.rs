//! The schema of a server: its profile's, and that of files.

use std::{path::PathBuf, sync::Arc};

use crate::{directory::schema::Schema, vendor::Profile};

/// The profile's schema with what the files define.
pub(super) fn of(profile: Profile, files: &[PathBuf], problems: &mut Vec<String>) -> Arc<Schema> {
    let mut schema = profile.schema();
    for path in files {
        let name = path.display();
        match std::fs::read(path) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                if let Err(error) = Arc::make_mut(&mut schema).extend(&text) {
                    problems.push(error.in_file(name.to_string()).to_string());
                }
            }
            Err(error) => problems.push(format!(
                "the schema file {name} cannot be read: {error}; name a readable file"
            )),
        }
    }
    schema
}
