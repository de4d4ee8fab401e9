//! The values that stand in files of their own: `attribute:< file:///…`, RFC 2849 with RFC 8089.

use std::{fs, io::Read as _};

/// The most that is read, so that a file without end is no trap.
const MOST: u64 = 64 << 20;

/// Reads the file of a `file:` URL, for [`Options::fetching`](super::Options::fetching).
///
/// # Errors
/// A sentence: another kind of URL, a file that is not there, is none, or is longer than 64 MiB.
pub fn read_file_url(url: &str) -> Result<Vec<u8>, String> {
    let usable = || "only URLs of the form file:///path are read".to_owned();
    let rest = url
        .get(..5)
        .filter(|scheme| scheme.eq_ignore_ascii_case("file:"))
        .map(|_| &url[5..])
        .ok_or_else(usable)?;
    let path = match rest.strip_prefix("//") {
        Some(rest) => rest.strip_prefix("localhost").unwrap_or(rest),
        None => rest,
    };
    if !path.starts_with('/') {
        return Err(usable());
    }
    let path = percent_decoded(path).ok_or_else(|| "its path is no text".to_owned())?;
    let file = fs::File::open(&path).map_err(|error| error.to_string())?;
    if !file.metadata().is_ok_and(|data| data.is_file()) {
        return Err("it is no file".to_owned());
    }
    let mut content = Vec::new();
    file.take(MOST + 1)
        .read_to_end(&mut content)
        .map_err(|error| error.to_string())?;
    if content.len() as u64 > MOST {
        return Err("it is longer than 64 MiB".to_owned());
    }
    Ok(content)
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        out.push(u8::try_from(high << 4 | low).ok()?);
    }
    String::from_utf8(out).ok()
}
