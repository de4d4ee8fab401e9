//! What was asked of the builder and has no effect on this server: said at start, never ignored.

use super::{Builder, Database};
use crate::{
    directory::dn::Dn,
    vendor::{
        Vendor,
        key::{self, Ppolicy},
    },
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
        all.extend(self.unheard_databases(vendor));
        if self.ldap.is_some() && !self.plain {
            all.push("an address for ldap:// was given to a server that has no such port; leave out `secure_only`".to_owned());
        }
        if self.ldaps.is_some() && !(self.tls && self.secure) {
            all.push("an address for ldaps:// was given to a server that has no such port; leave out `plain_only` and `without_tls`".to_owned());
        }
        if self.certificate.is_some() && !self.tls {
            all.push(
                "certificate files were given to a server without TLS; leave out `without_tls`"
                    .to_owned(),
            );
        }
        if let (Some(scenario), Some([certificate, _])) = (self.scenario, &self.certificate) {
            all.push(format!(
                "the TLS scenario `{scenario}` and the certificate file {} exclude each other; leave one out",
                certificate.display()
            ));
        }
        if self.client_ca.is_some() && !self.tls {
            all.push(
                "clients cannot be asked for a certificate without TLS; leave out `without_tls`"
                    .to_owned(),
            );
        }
        let policy = vendor.switches.ppolicy_default.as_deref();
        if let Some(Err(error)) = policy.map(Dn::parse) {
            all.push(format!("the switch `ppolicy-default` takes a DN: {error}"));
        }
        if !domain && vendor.switches.has(key::PPOLICY) && vendor.switches.ppolicy == Ppolicy::Off {
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
                    vendor.switches.lockout_threshold > 0,
                ),
                (key::PPOLICY_DEFAULT, policy.is_some()),
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

    /// The switch of an overlay is what all databases say together, unless it was set.
    pub(super) fn overlays(&self, vendor: &mut Vendor) {
        let set = self.settings.iter().any(|(key, _)| *key == key::PPOLICY);
        let has = |database: &Database| {
            let overlays = database.overlays.as_ref()?;
            Some(overlays.iter().any(|overlay| overlay == "ppolicy"))
        };
        let mut all = self.databases.iter().map(has);
        if let Some(Some(ppolicy)) = all.next()
            && all.all(|other| other == Some(ppolicy))
            && !set
            && self.suffixes.is_empty()
        {
            let value = if ppolicy { "on" } else { "off" };
            // A vendor without the overlay says so of the database.
            let _ = vendor.set(key::PPOLICY, value.into());
        }
    }

    /// The same of databases.
    fn unheard_databases(&self, vendor: &Vendor) -> Vec<String> {
        let Some(first) = self.databases.first() else {
            return Vec::new();
        };
        if self.profile.conduct().domain {
            return vec![format!(
                "the profile `{}` has one directory, that of its domain, and the database `{}` was given; leave the database out, or take a profile with suffixes",
                self.profile.name(),
                first.suffix
            )];
        }
        let mut all = Vec::new();
        if self.suffixes.is_empty() && self.root_dn.is_some() {
            all.push("each database has an administrator of its own, and one was given for the server, which has no suffix beside them; name it in its database".to_owned());
        }
        let ppolicy = vendor.switches.ppolicy != Ppolicy::Off;
        for (database, overlays) in self
            .databases
            .iter()
            .filter_map(|one| Some((one, one.overlays.as_ref()?)))
        {
            let has = |name: &str| overlays.iter().any(|overlay| overlay == name);
            let suffix = &database.suffix;
            if !has("memberof") {
                all.push(format!(
                    "the database `{suffix}` has overlays without `memberof`: a database without it is not built yet; add it to the overlays"
                ));
            }
            if has("ppolicy") != ppolicy {
                let (is, switch) = if ppolicy {
                    ("without", "on")
                } else {
                    ("with", "off")
                };
                all.push(format!(
                    "the database `{suffix}` is {is} the overlay `ppolicy`, and the switch `ppolicy` is `{switch}`: the overlay is on for all databases or for none; let them agree"
                ));
            }
            let strange = overlays
                .iter()
                .filter(|overlay| !["memberof", "ppolicy"].contains(&overlay.as_str()));
            all.extend(strange.map(|overlay| format!(
                "the overlay `{overlay}` of the database `{suffix}` is not built yet; leave it out"
            )));
        }
        all
    }
}
