//! Vendor behaviour as data. The operations read it through `Vendor` and never ask which vendor it is.
//!
//! A profile is a table of answers ([`Situation`] → code and words), a table of switch defaults ([`key`]), the
//! constructed attributes and what they are computed from, and the rows of its root DSE. Each vendor has a folder, and
//! what all have in common stands beside them.

mod active_directory;
mod conduct;
mod constructed;
pub mod key;
pub(crate) mod logon;
pub(crate) mod new_domain;
mod openldap;
mod root_dse;
mod situation;

pub use conduct::{ChangeMark, Conduct, NewEntry, Subschema};
pub(crate) use constructed::{Constructed, Shown};
pub use key::{Key, Value};
pub(crate) use root_dse::Told;
pub use situation::{Row, Situation};

use std::sync::Arc;

use crate::{
    directory::schema::Schema,
    wire::{LdapResult, oid},
};
use key::{Defaults, Ppolicy, Switches};
use new_domain::NewDomain;

/// Names that are kept for what is to come.
const NOT_BUILT: &[&str] = &["samba", "389ds", "ds389", "rfc"];

/// A vendor's behaviour, as rows.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    name: &'static str,
    answers: &'static [Row],
    switches: &'static Defaults,
    constructed: &'static [(&'static str, Constructed, Shown)],
    root_dse: &'static [(&'static str, &'static [Told])],
    hidden: &'static [&'static str],
    critical_controls: &'static [&'static str],
    extended_operations: &'static [&'static str],
    conduct: Conduct,
    /// How a new domain looks, for a domain controller.
    new_domain: Option<&'static NewDomain>,
    /// The attribute types and classes.
    schema: fn() -> Arc<Schema>,
    /// Names of the vendor's schema that `schema` has no definition of.
    further: &'static str,
}

impl Profile {
    /// Active Directory as Windows Server 2019 and 2022 answer.
    pub const ACTIVE_DIRECTORY: Self = active_directory::PROFILE;
    /// OpenLDAP's slapd 2.5 with the memberof overlay.
    pub const OPENLDAP: Self = openldap::PROFILE;
    /// Every profile.
    pub const ALL: &'static [Self] = &[Self::ACTIVE_DIRECTORY, Self::OPENLDAP];

    /// The name on the command line.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn schema(&self) -> Arc<Schema> {
        (self.schema)()
    }

    /// How a new domain of this vendor looks; `None` for one that is no domain controller.
    pub(crate) fn new_domain(&self) -> Option<&'static NewDomain> {
        self.new_domain
    }

    /// Whether the vendor has an attribute of this name though there is no definition of it here.
    pub(crate) fn has_further_attribute(&self, name: &str) -> bool {
        let attributes = self.further.split("[classes]").next();
        is_word_of(attributes, name)
    }

    /// The same of an object class.
    pub(crate) fn has_further_class(&self, name: &str) -> bool {
        is_word_of(self.further.split("[classes]").nth(1), name)
    }

    /// How the server behaves where servers differ.
    pub fn conduct(&self) -> &Conduct {
        &self.conduct
    }

    /// A vendor of its own, which behaves as this one but for its conduct.
    ///
    /// ```
    /// use ldaplab::server::{Builder, Profile};
    ///
    /// let mut conduct = *Profile::OPENLDAP.conduct();
    /// conduct.root_dse_for_any_filter = true;
    /// let profile = Profile::OPENLDAP.with_conduct("openldap-lax", conduct);
    /// let server = Builder::new(profile).suffix("dc=example,dc=org").start()?;
    /// # let _ = server;
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    #[must_use]
    pub fn with_conduct(self, name: &'static str, conduct: Conduct) -> Self {
        Self {
            name,
            conduct,
            ..self
        }
    }

    /// Finds a profile by name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|profile| profile.name == name)
            .copied()
    }

    /// Finds a profile by name, or says what there is.
    ///
    /// # Errors
    /// A sentence: there is none of that name, or not yet.
    pub fn named(name: &str) -> Result<Self, String> {
        let names: Vec<&str> = Self::ALL.iter().map(Self::name).collect();
        let names = names.join(" and ");
        Self::find(name).ok_or_else(|| match NOT_BUILT.contains(&name) {
            true => format!("the profile `{name}` is not built yet; there are {names}"),
            false => format!("there is no profile `{name}`; there are {names}"),
        })
    }

    /// How the profile answers a situation.
    pub fn row(&self, situation: Situation) -> &'static Row {
        self.answers
            .iter()
            .find(|row| row.situation == situation)
            .expect("a test holds that every profile has a row for every situation")
    }
}

fn is_word_of(text: Option<&str>, name: &str) -> bool {
    let lines = text.unwrap_or_default().lines();
    let words = lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_ascii_whitespace);
    words
        .into_iter()
        .any(|word| word.eq_ignore_ascii_case(name))
}

/// A profile with the switches of one server.
#[derive(Clone, Debug)]
pub(crate) struct Vendor {
    pub(crate) profile: Profile,
    pub(crate) switches: Switches,
}

impl Vendor {
    pub(crate) fn new(profile: Profile) -> Self {
        Self {
            profile,
            switches: Switches::new(profile.switches),
        }
    }

    /// Sets a switch.
    ///
    /// # Errors
    /// A sentence: the profile has no such switch, or the switch has no such value.
    pub(crate) fn set(&mut self, key: Key, value: Value) -> Result<(), String> {
        if !self.switches.has(key) {
            let has = |profile: &&Profile| Self::new(**profile).switches.has(key);
            let others: Vec<&str> = Profile::ALL.iter().filter(has).map(Profile::name).collect();
            return Err(format!(
                "the profile `{}` has no switch `{}`, which is for `{}`; leave it out",
                self.profile.name,
                key.name(),
                others.join("`, `")
            ));
        }
        self.switches.set(key, &value)
    }

    /// The answer to a situation, with its details.
    pub(crate) fn answer(&self, situation: Situation, details: &[(&str, &str)]) -> LdapResult {
        self.profile.row(situation).result(details)
    }

    pub(crate) fn constructed(&self, attribute: &str) -> Option<Constructed> {
        self.profile
            .constructed
            .iter()
            .find(|(name, ..)| name.eq_ignore_ascii_case(attribute))
            .map(|(_, constructed, _)| *constructed)
    }

    /// The constructed attributes in the order of the profile's table.
    pub(crate) fn all_constructed(&self) -> &'static [(&'static str, Constructed, Shown)] {
        self.profile.constructed
    }

    /// The attributes of the root DSE, in the order in which the vendor sends them.
    pub(crate) fn root_dse(&self) -> &'static [(&'static str, &'static [Told])] {
        self.profile.root_dse
    }

    /// Whether an attribute is never returned and never matches.
    pub(crate) fn hides(&self, attribute: &str) -> bool {
        self.profile
            .hidden
            .iter()
            .any(|name| name.eq_ignore_ascii_case(attribute))
    }

    /// The OIDs of the controls that work, for the root DSE.
    pub(crate) fn controls(&self) -> impl Iterator<Item = &'static str> {
        let all = self.profile.critical_controls.iter().copied();
        all.filter(|oid| self.knows_control(oid))
    }

    /// The OIDs of the extended operations, for the root DSE.
    pub(crate) fn extended_operations(&self, tls: bool) -> impl Iterator<Item = &'static str> {
        let all = self.profile.extended_operations.iter().copied();
        all.filter(move |oid| tls || *oid != oid::START_TLS)
    }

    /// Whether the vendor has an extended operation.
    pub(crate) fn offers_extended(&self, oid: &str) -> bool {
        self.profile.extended_operations.contains(&oid)
    }

    pub(crate) fn knows_control(&self, oid: &str) -> bool {
        // The overlay brings its control.
        let overlay = oid != oid::PASSWORD_POLICY || self.switches.ppolicy != Ppolicy::Off;
        overlay && self.profile.critical_controls.contains(&oid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_answers_every_situation_once() {
        for profile in Profile::ALL {
            for situation in Situation::ALL {
                let rows = profile
                    .answers
                    .iter()
                    .filter(|row| row.situation == *situation)
                    .count();
                assert_eq!(
                    rows, 1,
                    "{} has {rows} rows for {situation:?}",
                    profile.name
                );
            }
        }
    }

    #[test]
    fn every_switch_takes_its_default_as_text_and_as_a_value() {
        for profile in Profile::ALL {
            for key in key::ALL {
                let Some(value) = key.default_of(profile) else {
                    continue;
                };
                assert_eq!(key.parse(&value.to_string()), Ok(value.clone()));
                assert_eq!(Vendor::new(*profile).set(*key, value), Ok(()));
            }
        }
    }

    #[test]
    fn a_choice_becomes_the_field_of_its_row() {
        let mut vendor = Vendor::new(Profile::OPENLDAP);
        vendor.set(key::WRITERS, "anyone".into()).unwrap();
        vendor.set(key::ON_TLS, "hang".into()).unwrap();
        vendor
            .set(key::DEFAULT_REFERRAL, "ldap://x".into())
            .unwrap();
        assert_eq!(vendor.switches.writers, key::Writers::Anyone);
        assert_eq!(vendor.switches.on_plaintext, key::Misfit::Close);
        assert_eq!(vendor.switches.on_tls, key::Misfit::Hang);
        assert_eq!(
            vendor.switches.default_referral.as_deref(),
            Some("ldap://x")
        );
        vendor.set(key::DEFAULT_REFERRAL, "".into()).unwrap();
        assert_eq!(vendor.switches.default_referral, None);
        assert!(vendor.set(key::WRITERS, "nobody".into()).is_err());
        assert!(vendor.set(key::UNKNOWN_USER, "525".into()).is_err());
        assert_eq!(vendor.switches.unknown_user, key::UnknownUser::Nothing);
    }
}
