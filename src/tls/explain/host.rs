//! Whether a certificate is for the host that was connected to.

use std::net::IpAddr;

use super::Findings;
use crate::diagnosis::Code;
use crate::tls::certificate::Certificate;

impl Findings {
    pub(super) fn name(&mut self, leaf: &Certificate, host: &str) {
        let names = leaf.dns_names().iter().cloned();
        let addresses = leaf.addresses().iter().map(IpAddr::to_string);
        let listed: Vec<String> = names.chain(addresses).take(20).collect();
        let for_whom = format!(
            "the certificate of {} is for {}",
            leaf.subject(),
            listed.join(", ")
        );
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = bare.parse::<IpAddr>() {
            if leaf.addresses().contains(&address) {
                return;
            }
            if !listed.is_empty() && leaf.addresses().is_empty() {
                let detail = format!(
                    "{for_whom} and names no address, but the connection goes to {address}"
                );
                return self.fatal(Code::WRONG_ADDRESS, detail);
            }
        } else if leaf
            .dns_names()
            .iter()
            .any(|pattern| matches_host(pattern, bare))
        {
            return;
        }
        if listed.is_empty() {
            let detail = format!(
                "the certificate of {} has no subjectAltName that names {host}",
                leaf.subject()
            );
            return self.fatal(Code::NO_SUBJECT_ALT_NAME, detail);
        }
        self.fatal(Code::WRONG_HOST, format!("{for_whom}, not for {host}"));
    }
}

/// RFC 9525 section 6.3: case does not count, `*` stands for exactly the whole leftmost label.
pub(super) fn matches_host(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    if pattern.eq_ignore_ascii_case(host) {
        return !pattern.is_empty();
    }
    let (Some(parent), Some((label, rest))) = (pattern.strip_prefix("*."), host.split_once('.'))
    else {
        return false;
    };
    !label.is_empty() && parent.contains('.') && parent.eq_ignore_ascii_case(rest)
}
