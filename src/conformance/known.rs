//! The deviations that this suite knows by itself: of the real servers that it was held against, and of our own profiles.

use super::deviations::Deviations;

/// Name and text.
const ALL: &[(&str, &str)] = &[
    (
        "slapd",
        include_str!("../../fixtures/deviations/slapd.toml"),
    ),
    (
        "samba",
        include_str!("../../fixtures/deviations/samba.toml"),
    ),
    (
        "389ds",
        include_str!("../../fixtures/deviations/389ds.toml"),
    ),
    (
        "openldap-profile",
        include_str!("../../fixtures/deviations/openldap-profile.toml"),
    ),
    (
        "active-directory-profile",
        include_str!("../../fixtures/deviations/active-directory-profile.toml"),
    ),
];

impl Deviations {
    /// The names that [`known`](Self::known) has deviations for.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|(name, _)| *name)
    }

    /// What is known of a server: `slapd`, `samba`, `389ds`, as Debian 12 has them, or of ldaplab's own `openldap-profile` and
    /// `active-directory-profile`; `None` for another name.
    ///
    /// ```
    /// use ldaplab::conformance::Deviations;
    ///
    /// assert!(Deviations::known("slapd").is_some());
    /// assert!(Deviations::known("oracle").is_none());
    /// ```
    #[must_use]
    pub fn known(name: &str) -> Option<Self> {
        let (_, text) = ALL.iter().find(|(own, _)| *own == name)?;
        // Each is read by a test.
        Self::parse(text).ok()
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_can_be_read() {
        for (name, text) in ALL {
            let read = Deviations::parse(text).unwrap();
            assert!(read.iter().count() > 0, "{name} has none");
        }
    }
}
