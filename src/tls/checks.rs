//! Which faults of a certificate count for one client.

use std::net::IpAddr;

use super::Problem;
use super::certificate::Certificate;
use super::level::RequireSan;
use crate::diagnosis::Code;

/// The faults of names.
pub(super) const NAMES: [Code; 3] = [
    Code::WRONG_HOST,
    Code::WRONG_ADDRESS,
    Code::NO_SUBJECT_ALT_NAME,
];

/// What of a certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Checks {
    pub(super) chain: bool,
    pub(super) host: bool,
    pub(super) san: RequireSan,
    pub(super) wildcard: bool,
}

impl Checks {
    /// Everything, as RFC 9525 wants it; also what webpki checks.
    pub(super) const STRICT: Self = Self {
        chain: true,
        host: true,
        san: RequireSan::Hard,
        wildcard: true,
    };

    /// Whether the rules for names are those of webpki, whose verdict counts then.
    pub(super) fn names_are_strict(self) -> bool {
        matches!(self.san, RequireSan::Hard | RequireSan::Demand) && self.wildcard
    }

    /// Whether the certificate is for this host, by the order of libldap: subjectAltName first, then, as far as the level
    /// lets it, the common name (of several, the last).
    pub(super) fn accepts(self, leaf: &Certificate, host: &str) -> bool {
        let host = bare(host);
        let address = host.parse::<IpAddr>().ok();
        let fits = |name: &str| self.fits(name, host);
        let by_san = match address {
            Some(address) => leaf.addresses().contains(&address),
            None => leaf.dns_names().iter().any(|name| fits(name)),
        };
        let by_name = || match (leaf.common_name(), address) {
            (Some(name), Some(address)) => name.parse() == Ok(address),
            (Some(name), None) => fits(name),
            (None, _) => false,
        };
        match self.san {
            RequireSan::Never => by_name(),
            RequireSan::Allow => by_san || by_name(),
            RequireSan::Try => by_san || !leaf.has_subject_alt_name() && by_name(),
            RequireSan::Demand | RequireSan::Hard => by_san,
        }
    }

    fn fits(self, name: &str, host: &str) -> bool {
        (self.wildcard || !name.starts_with("*.")) && matches_host(name, host)
    }

    /// Takes the gravity from what this client does not look at.
    pub(super) fn weigh(self, problems: &mut [Problem]) {
        for problem in problems {
            problem.fatal &= if NAMES.contains(&problem.code) {
                self.host
            } else {
                self.chain
            };
        }
    }
}

/// The host without the brackets of an IPv6 address in a URL.
pub(super) fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
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
