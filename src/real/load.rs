//! Entries over the wire, as a client would add them.

use std::{
    fs, io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::{
    directory::{Dn, Entry, ldif},
    wire::{
        Request, ResultCode,
        request::{AddRequest, PartialAttribute},
    },
};

use super::{
    conversation::{Conversation, words},
    error::{RealError, Stage},
    wishes::Source,
};

/// For all entries together.
const PATIENCE: Duration = Duration::from_secs(300);

/// The entries of the sources, in their order.
pub(super) fn read(server: &'static str, sources: &[Source]) -> Result<Vec<Entry>, RealError> {
    let wrong = |cause: String, cure: &str| RealError::new(server, Stage::Load, cause, cure);
    let mut entries = Vec::new();
    for source in sources {
        let (text, file) = match source {
            Source::Text(text) => (text.clone().into_bytes(), None),
            Source::File(path) => {
                let text = fs::read(path).map_err(|error| {
                    let cause = format!("the LDIF file {} cannot be read: {error}", path.display());
                    wrong(cause, "name a readable file")
                })?;
                (text, Some(path.display().to_string()))
            }
        };
        let records = ldif::read(&text).map_err(|error| {
            let place = file.unwrap_or_else(|| "the LDIF".to_owned());
            let (line, column, cause) = (error.line(), error.column(), error.cause());
            wrong(
                format!("{place}, line {line}, column {column}: {cause}"),
                error.cure(),
            )
        })?;
        entries.extend(records.iter().map(Entry::from));
    }
    Ok(entries)
}

/// The entry of a suffix.
pub(super) fn base(server: &'static str, suffix: &Dn) -> Result<Entry, RealError> {
    let mut entry = Entry::new(suffix.clone());
    let rdn = suffix.rdn();
    let rdn = rdn
        .as_ref()
        .map(|rdn| (rdn.attribute().to_ascii_lowercase(), rdn.value()));
    let (attribute, value) = match &rdn {
        Some((attribute, value)) => (attribute.as_str(), *value),
        None => ("", &b""[..]),
    };
    let classes: &[&str] = match attribute {
        "dc" => &["top", "dcObject", "organization"],
        "o" => &["top", "organization"],
        "ou" => &["top", "organizationalUnit"],
        _ => {
            return Err(RealError::new(
                server,
                Stage::Load,
                format!(
                    "the entry of the suffix {} cannot be guessed",
                    suffix.as_str()
                ),
                "give it as LDIF, or a suffix that begins with dc, o or ou",
            ));
        }
    };
    entry.set("objectClass", classes);
    entry.set(attribute, [value]);
    if attribute == "dc" {
        entry.set("o", [value]);
    }
    Ok(entry)
}

/// Binds, and adds them in their order.
pub(super) fn add(
    server: &'static str,
    address: SocketAddr,
    (bind_dn, password): (&str, &str),
    entries: &[Entry],
) -> Result<(), RealError> {
    if entries.is_empty() {
        return Ok(());
    }
    let wrong = |cause: String, cure: &str| RealError::new(server, Stage::Load, cause, cure);
    let broke_off = |error: io::Error| {
        wrong(
            format!("{server} at {address} could not be asked to add the entries: {error}"),
            "see whether it still runs",
        )
    };
    let mut conversation =
        Conversation::tcp(address, Instant::now() + PATIENCE).map_err(broke_off)?;
    let bound = conversation.bind(bind_dn, password).map_err(broke_off)?;
    if bound.code != ResultCode::SUCCESS {
        return Err(wrong(
            format!("{server} refuses the bind of {bind_dn}: {}", words(&bound)),
            "leave out the configuration that refuses it without TLS, or add the entries yourself",
        ));
    }
    for entry in entries {
        let attributes = entry.attributes().map(|attribute| PartialAttribute {
            description: attribute.description().to_owned(),
            values: attribute.values().map(<[u8]>::to_vec).collect(),
        });
        let request = Request::Add(AddRequest {
            dn: entry.dn().as_str().as_bytes().to_vec(),
            attributes: attributes.collect(),
        });
        let added = conversation.ask(&request).map_err(broke_off)?;
        if added.code != ResultCode::SUCCESS {
            let dn = entry.dn().as_str();
            return Err(wrong(
                format!("{server} does not take the entry {dn}: {}", words(&added)),
                "mend the LDIF",
            ));
        }
    }
    Ok(())
}
