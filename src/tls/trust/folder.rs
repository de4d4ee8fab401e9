//! A folder of trusted certificates. The names that c_rehash makes are not needed, and do no harm.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Fault, Trust, TrustError};

/// More files than any folder of CAs has.
const MAX_FILES: usize = 10_000;

pub(super) fn load(folder: &Path) -> Result<Trust, TrustError> {
    let name = folder.display().to_string();
    let unreadable = |e| TrustError::new(Fault::Unreadable(e)).named(&name);
    let mut files = list(folder).map_err(unreadable)?;
    files.sort();
    let mut known = HashSet::new();
    let mut found = Vec::new();
    let mut unchecked = false;
    for file in &files {
        match super::load(file) {
            Ok(trust) => {
                unchecked |= trust.unchecked;
                let new = trust.certificates().iter().cloned();
                found.extend(new.filter(|c| known.insert(c.clone())));
            }
            Err(e) if matches!(e.fault(), Fault::Unreadable(_) | Fault::BadBlock { .. }) => {
                return Err(e);
            }
            Err(_) => {}
        }
    }
    if found.is_empty() {
        let files = files.len();
        return Err(TrustError::new(Fault::EmptyFolder { files }).named(&name));
    }
    let mut trust = Trust::from_certificates(found)?;
    trust.unchecked = unchecked;
    Ok(trust)
}

/// The files, without those below other folders.
fn list(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
        if files.len() > MAX_FILES {
            return Err(std::io::Error::other("it has more than 10,000 files"));
        }
    }
    Ok(files)
}
