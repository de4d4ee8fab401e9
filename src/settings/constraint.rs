//! What the value of a key must look like, beyond its JSON type. The type is right when these are called.

use std::net::IpAddr;

use serde_json::Value;

use crate::{
    directory::{AttributeDescription, Dn},
    tls::{self, CipherSuite, Version},
};

/// The longest time to connect in, seconds.
const LONGEST: i64 = 3_600;

pub(super) fn anything(_: &Value) -> Result<(), String> {
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(super) fn not_empty(value: &Value) -> Result<(), String> {
    match text(value).trim() {
        "" => Err("it is empty".to_owned()),
        _ => Ok(()),
    }
}

pub(super) fn host(value: &Value) -> Result<(), String> {
    let host = text(value);
    if let Some((scheme, rest)) = host.split_once("://") {
        let switch = match scheme.to_ascii_lowercase().as_str() {
            "ldaps" => " and set ssl",
            _ => "",
        };
        let bare = rest.split(['/', ':']).next().unwrap_or_default();
        return Err(format!(
            "it is a URL; give the host alone (\"{bare}\"){switch}"
        ));
    }
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    if address.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    if let Some((name, port)) = host.rsplit_once(':')
        && !name.contains(':')
        && port.bytes().all(|b| b.is_ascii_digit())
    {
        return Err("the port does not stand in it; give it as port".to_owned());
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.len() > 253 || !name.split('.').all(label) {
        return Err("it is no host name and no address".to_owned());
    }
    Ok(())
}

pub(super) fn port(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(1..=65_535) => Ok(()),
        _ => Err("a port is a number from 1 to 65535; usual are 389 and, for ssl, 636".to_owned()),
    }
}

pub(super) fn seconds(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        Some(1..=LONGEST) => Ok(()),
        _ => Err(format!(
            "it is a number of seconds from 1 to {LONGEST}; 10 is fine in most cases"
        )),
    }
}

pub(super) fn dn(value: &Value) -> Result<(), String> {
    not_empty(value)?;
    Dn::parse(text(value))
        .map(drop)
        .map_err(|error| format!("it is no DN such as dc=corp,dc=example: {error}"))
}

pub(super) fn relative_dn(value: &Value) -> Result<(), String> {
    Dn::parse(text(value)).map(drop).map_err(|error| {
        format!("it is nothing that can stand before base_dn, such as ou=people: {error}")
    })
}

pub(super) fn attribute(value: &Value) -> Result<(), String> {
    match AttributeDescription::parse(text(value)) {
        Some(_) => Ok(()),
        None => Err("it is no attribute name: letters, digits and hyphens".to_owned()),
    }
}

pub(super) fn object_class(value: &Value) -> Result<(), String> {
    if text(value) == "*" {
        return Ok(());
    }
    attribute(value)
        .map_err(|_| "it is no object class: letters, digits and hyphens, or *".to_owned())
}

pub(super) fn link(value: &Value) -> Result<(), String> {
    let link = text(value).to_ascii_lowercase();
    if link.starts_with("https://") || link.starts_with("http://") {
        return Ok(());
    }
    Err("it is shown as a link, and must begin with https:// or http://".to_owned())
}

pub(super) fn server_type(value: &Value) -> Result<(), String> {
    match text(value) {
        "activedirectory" | "openldap" | "apacheds" => Ok(()),
        _ => Err("it is activedirectory, openldap or apacheds, or null".to_owned()),
    }
}

pub(super) fn chain(value: &Value) -> Result<(), String> {
    tls::trust::parse(text(value).as_bytes())
        .map(drop)
        .map_err(|error| error.to_string())
}

/// The texts of a list.
pub(super) fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().map(text)
}

pub(super) fn cipher_suites(value: &Value) -> Result<(), String> {
    at_least_one(value)?;
    for name in texts(value) {
        name.parse::<CipherSuite>()
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

pub(super) fn protocols(value: &Value) -> Result<(), String> {
    at_least_one(value)?;
    for name in texts(value) {
        name.parse::<Version>().map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn at_least_one(value: &Value) -> Result<(), String> {
    match texts(value).next() {
        Some(_) => Ok(()),
        None => Err("the list is empty, so nothing could be used; give null for all".to_owned()),
    }
}
