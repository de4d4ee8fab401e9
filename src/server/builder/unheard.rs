//! What was asked of the builder and has no effect on this server: said at start, never ignored.

use super::Builder;
use crate::{
    directory::dn::Dn,
    vendor::{Vendor, key},
};

impl Builder {
    /// Sentences about calls that this server does not honour.
    pub(super) fn unheard(&self, vendor: &Vendor) -> Vec<String> {
        let name = self.profile.name();
        let domain = self.profile.conduct().domain;
        let mut all = Vec::new();
        if domain && !self.suffixes.is_empty() {
            all.push(format!(
                "the profile `{name}` has no suffix of its own, and `{}` was given; name its domain instead",
                self.suffixes.join("`, `")
            ));
        }
        if let Some(given) = self.domain.as_ref().filter(|_| !domain) {
            let labels: Vec<String> = given
                .split('.')
                .map(|label| format!("dc={label}"))
                .collect();
            all.push(format!(
                "the profile `{name}` has no domain, and `{given}` was given; name a suffix instead, such as `{}`",
                labels.join(",")
            ));
        }
        if self.ldap.is_some() && !self.plain {
            all.push("an address for ldap:// was given to a server that has no such port; leave out `secure_only`".to_owned());
        }
        if self.ldaps.is_some() && !(self.tls && self.secure) {
            all.push("an address for ldaps:// was given to a server that has no such port; leave out `plain_only` and `without_tls`".to_owned());
        }
        if self.client_ca.is_some() && !self.tls {
            all.push(
                "clients cannot be asked for a certificate without TLS; leave out `without_tls`"
                    .to_owned(),
            );
        }
        let policy = vendor.switches.text(key::PPOLICY_DEFAULT);
        if let Err(error) = Dn::parse(policy) {
            all.push(format!("the switch `ppolicy-default` takes a DN: {error}"));
        }
        if !domain && vendor.switches.text(key::PPOLICY) == "off" {
            let states = self
                .users
                .iter()
                .flat_map(|user| user.state.iter().map(move |state| (user, state)));
            all.extend(states.map(|(user, state)| {
                format!(
                    "the user `{}` is `{}()`, which only the ppolicy overlay knows; set the switch `ppolicy` to `on`",
                    user.name,
                    state.method()
                )
            }));
            for (key, set) in [
                (
                    key::LOCKOUT_THRESHOLD,
                    vendor.switches.number(key::LOCKOUT_THRESHOLD) > 0,
                ),
                (
                    key::PPOLICY_DEFAULT,
                    !vendor.switches.text(key::PPOLICY_DEFAULT).is_empty(),
                ),
            ] {
                if set {
                    all.push(format!(
                        "the switch `{}` has no effect without the ppolicy overlay; set the switch `ppolicy` to `on`",
                        key.name()
                    ));
                }
            }
        }
        all
    }
}
