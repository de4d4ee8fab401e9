//! Whether a certificate is for the host that was connected to.

use std::net::IpAddr;

use super::Findings;
use crate::{
    diagnosis::Code,
    tls::{
        certificate::Certificate,
        checks::{Checks, bare, matches_host},
        level::RequireSan,
    },
};

impl Findings<'_> {
    pub(super) fn name(&mut self, leaf: &Certificate, host: &str, checks: Checks) {
        let names = leaf.dns_names().iter().cloned();
        let addresses = leaf.addresses().iter().map(IpAddr::to_string);
        let listed: Vec<String> = names.chain(addresses).take(20).collect();
        let for_whom = format!(
            "the certificate of {} is for {}",
            leaf.subject(),
            listed.join(", ")
        );
        let bare = bare(host);
        let accepted = checks.accepts(leaf, host);
        let fatal = !accepted;
        if let Ok(address) = bare.parse::<IpAddr>() {
            if leaf.addresses().contains(&address) && accepted {
                return;
            }
            if !listed.is_empty() && leaf.addresses().is_empty() {
                let detail = format!(
                    "{for_whom} and names no address, but the connection goes to {address}"
                );
                return self.add(Code::WRONG_ADDRESS, detail, fatal);
            }
        } else if leaf
            .dns_names()
            .iter()
            .any(|pattern| matches_host(pattern, bare))
            && accepted
        {
            return;
        }
        if listed.is_empty() {
            let detail = format!(
                "the certificate of {} has no subjectAltName that names {host}",
                leaf.subject()
            );
            return self.add(Code::NO_SUBJECT_ALT_NAME, detail, fatal);
        }
        let why = match checks.san {
            RequireSan::Never => "; only its common name counts",
            _ if !checks.wildcard && listed.iter().any(|name| name.starts_with("*.")) => {
                "; wildcards are not allowed"
            }
            _ => "",
        };
        let detail = format!("{for_whom}, not for {host}{why}");
        self.add(Code::WRONG_HOST, detail, fatal);
    }
}
