//! A server that sends its own certificate alone, from an issuer that is not trusted: does it hide an intermediate CA, or does the
//! client not trust the root? The certificate does not say for certain; names and addresses in it are evidence.

use crate::{diagnosis::Code, tls::certificate::Certificate};

/// Words in the names of CAs that issue below a root.
const BELOW: [&str; 5] = ["intermediate", "issuing", "subordinate", "sub ca", "subca"];

/// The problem, by that evidence.
pub(super) fn problem(leaf: &Certificate, trust: &[Certificate], trusted: &str) -> (Code, String) {
    let issuer = leaf.issuer();
    let (code, why) = match intermediate(leaf, trust) {
        Some(why) => (Code::MISSING_INTERMEDIATE, format!("seems to be an intermediate CA: {why}")),
        None => (
            Code::UNKNOWN_CA,
            "may be a root that has to be trusted, or an intermediate CA that the server has to send".to_owned(),
        ),
    };
    let detail = format!(
        "the server sends only the certificate of {}; that of its issuer {issuer} was not sent, and {trusted}; the issuer {why}{}",
        leaf.subject(),
        address(leaf)
    );
    (code, detail)
}

/// Why the issuer is taken for an intermediate CA below a trusted root; `None` if nothing speaks for it.
fn intermediate(leaf: &Certificate, trust: &[Certificate]) -> Option<String> {
    let issuer = leaf.issuer().to_lowercase();
    if issuer.contains("root") {
        return None;
    }
    if let Some(word) = BELOW.iter().find(|word| issuer.contains(*word)) {
        return Some(format!("its name says `{word}`"));
    }
    let house = house(&issuer)?;
    let kin = trust
        .iter()
        .find(|own| self::house(&own.subject().to_lowercase()).as_ref() == Some(&house));
    kin.map(|own| format!("the trusted {} is of the same organisation", own.subject()))
}

/// Where the issuer's certificate can be fetched.
fn address(leaf: &Certificate) -> String {
    let mut urls = leaf.issuer_urls().iter();
    match urls.find(|url| url.starts_with("http")) {
        Some(url) => format!("; its certificate can be had at {url}"),
        None => String::new(),
    }
}

/// To whom a CA belongs: its organisation (O), else its domain (DC). In lower case; `None` if the name has neither.
fn house(name: &str) -> Option<String> {
    let mut from = 0;
    let mut parts = Vec::new();
    for (at, _) in name.match_indices(',') {
        if !name[..at].ends_with('\\') {
            parts.push(&name[from..at]);
            from = at + 1;
        }
    }
    parts.push(&name[from..]);
    let organisation = parts.iter().find(|part| part.starts_with("o="));
    let domain: Vec<&str> = parts
        .iter()
        .filter(|part| part.starts_with("dc="))
        .copied()
        .collect();
    match organisation {
        Some(organisation) => Some((*organisation).to_owned()),
        None => Some(domain.join(",")).filter(|domain| !domain.is_empty()),
    }
}
