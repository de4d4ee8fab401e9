//! What this client offers in a handshake, for people.

use rustls::{NamedGroup, SignatureScheme};

use super::Policy;

/// What a report says of it, names in `snake_case` and values.
pub(crate) fn offer(policy: &Policy) -> Vec<(&'static str, String)> {
    let (least, greatest) = policy.versions();
    let provider = policy.provider();
    let versions = match least == greatest {
        true => least.to_string(),
        false => format!("{least}, {greatest}"),
    };
    let suites: Vec<&str> = provider
        .cipher_suites
        .iter()
        .filter(|suite| {
            let wanted = policy.for_rustls();
            wanted.iter().any(|v| v.version == suite.version().version)
        })
        .filter_map(|suite| suite.suite().as_str())
        .collect();
    let groups: Vec<String> = provider.kx_groups.iter().map(|g| group(g.name())).collect();
    vec![
        ("offered_versions", versions),
        ("offered_cipher_suites", suites.join(", ")),
        ("offered_groups", groups.join(", ")),
        ("offered_signatures", signatures()),
    ]
}

fn group(group: NamedGroup) -> String {
    match group {
        NamedGroup::secp256r1 => "P-256".to_owned(),
        NamedGroup::secp384r1 => "P-384".to_owned(),
        other => other
            .as_str()
            .map_or_else(|| format!("{other:?}"), str::to_owned),
    }
}

fn signatures() -> String {
    let algorithms = super::provider().signature_verification_algorithms;
    let schemes = algorithms.supported_schemes();
    let names: Vec<&str> = schemes.iter().filter_map(SignatureScheme::as_str).collect();
    names.join(", ")
}
