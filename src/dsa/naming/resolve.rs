//! The names that clients send: DNs in their forms, and what may stand in a bind request (MS-ADTS 5.1.1.1.1).

use std::sync::Arc;

use super::{Domain, Naming};
use crate::directory::{
    dit::Dit,
    dn::{Dn, DnError, Rdn},
    entry::Entry,
    guid, sid,
};

/// A DN as sent, that names an entry in one of the forms of MS-ADTS 3.1.1.3.1.2.4 or is a plain DN.
#[derive(Clone, Debug)]
pub(crate) enum Named {
    /// A DN; whether it exists was not looked at.
    Dn(Dn),
    /// `<GUID=…>`, `<SID=…>` or `<WKGUID=…>` of nobody.
    Nobody,
}

/// Reads a DN. On a domain the angle-bracket forms are known.
pub(crate) fn read_dn(naming: &Naming, dit: &Dit, bytes: &[u8]) -> Result<Named, DnError> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if let Some(domain) = &naming.domain
        && let Some(inner) = text
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'))
        && let Some((kind, value)) = inner.split_once('=')
    {
        return angle(naming, domain, dit, kind, value);
    }
    Dn::from_bytes(bytes).map(Named::Dn)
}

fn angle(
    naming: &Naming,
    domain: &Domain,
    dit: &Dit,
    kind: &str,
    value: &str,
) -> Result<Named, DnError> {
    let found = match kind.to_ascii_uppercase().as_str() {
        "GUID" => {
            let Some(guid) = guid::parse(value).or_else(|| guid::parse_hex(value)) else {
                return Dn::parse(value).map(|_| Named::Nobody);
            };
            one(dit, "objectGUID", &guid)
        }
        "SID" => {
            let Some(sid) = sid::parse(value).or_else(|| hex(value)) else {
                return Dn::parse(value).map(|_| Named::Nobody);
            };
            one(dit, "objectSid", &sid)
        }
        "WKGUID" => {
            let (guid, base) = value.split_once(',').unwrap_or((value, ""));
            let base = Dn::parse(base)?;
            domain
                .well_known(guid)
                .filter(|_| base == naming.base)
                .and_then(|dn| dit.get(dn).cloned())
        }
        _ => return Dn::parse(value).map(|_| Named::Nobody),
    };
    Ok(found.map_or(Named::Nobody, |entry| Named::Dn(entry.dn().clone())))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

/// The one entry with a value; none when there are several.
fn one(dit: &Dit, attribute: &str, value: &[u8]) -> Option<Arc<Entry>> {
    let mut found = dit.find(attribute, value);
    let first = found.next()?;
    found.next().is_none().then(|| Arc::clone(first))
}

/// The entry that a bind name means on a domain, or the DN on any other server.
///
/// # Errors
/// The name is in no form at all.
pub(crate) fn bind_name(
    naming: &Naming,
    dit: &Dit,
    name: &[u8],
) -> Result<Option<Arc<Entry>>, DnError> {
    let Some(domain) = &naming.domain else {
        return Dn::from_bytes(name).map(|dn| dit.get(&dn).cloned());
    };
    let Ok(text) = std::str::from_utf8(name) else {
        return Ok(None);
    };
    let login = |name: &str| one(dit, "sAMAccountName", name.as_bytes());
    if let Some((prefix, account)) = text.split_once('\\')
        && prefix.eq_ignore_ascii_case(&domain.netbios)
    {
        return Ok(login(account));
    }
    if let Some(entry) = one(dit, "userPrincipalName", name) {
        return Ok(Some(entry));
    }
    if let Some((account, suffix)) = text.rsplit_once('@')
        && (suffix.eq_ignore_ascii_case(&domain.dns)
            || suffix.eq_ignore_ascii_case(&domain.netbios))
    {
        return Ok(login(account));
    }
    if let Some(sid) = sid::parse(text) {
        return Ok(one(dit, "objectSid", &sid));
    }
    if text.starts_with('{') {
        return Ok(guid::parse(text).and_then(|guid| one(dit, "objectGUID", &guid)));
    }
    match read_dn(naming, dit, name) {
        Ok(Named::Dn(dn)) => Ok(dit.get(&dn).cloned()),
        Ok(Named::Nobody) => Ok(None),
        Err(error) => match canonical(domain.dns.as_str(), text, &naming.base, dit) {
            Some(entry) => Ok(Some(entry)),
            None => one(dit, "displayName", name).map_or(Err(error), |entry| Ok(Some(entry))),
        },
    }
}

/// The naming attributes of a domain's classes, MS-ADTS 3.1.1.3.1.2.1, the usual ones first.
const NAMED_BY: [&str; 6] = ["CN", "OU", "DC", "O", "L", "C"];

/// `example.test/People/Alice Adams`: the RDN values from the top, MS-ADTS 3.1.1.4.5.3.
fn canonical(dns: &str, text: &str, base: &Dn, dit: &Dit) -> Option<Arc<Entry>> {
    let (domain, path) = text.split_once('/')?;
    if !domain.eq_ignore_ascii_case(dns) {
        return None;
    }
    let mut entry = Arc::clone(dit.get(base)?);
    for part in path.split('/') {
        let below = |kind| dit.get(&entry.dn().child(&Rdn::new(kind, part)));
        // By name, each of which is found at once: a folder may have 100,000 entries.
        let next = NAMED_BY.iter().find_map(|kind| below(kind))?;
        entry = Arc::clone(next);
    }
    Some(entry)
}
