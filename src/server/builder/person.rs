//! Users and groups by value.

use std::time::SystemTime;

use crate::{
    clock::{filetime, generalized_time},
    dsa::ops::password_policy::FOREVER,
};

/// A user to be made when the server starts: in `CN=Users` of a domain, in `ou=people` of an OpenLDAP suffix.
///
/// ```
/// use ldaplab::server::User;
///
/// let ada = User::new("ada").password("s3cret").member_of("Ops").attribute("title", "Engineer");
/// assert_eq!(ada.name(), "ada");
/// ```
#[derive(Clone)]
pub struct User {
    pub(super) name: String,
    pub(super) password: Option<String>,
    pub(super) groups: Vec<String>,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) dn: Option<String>,
    pub(super) state: Vec<State>,
}

/// Why an account may not log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Disabled,
    Locked,
    Expired,
    MustChange,
}

impl State {
    /// The attribute that says so: an account of a domain has attributes of its own (MS-ADTS 5.1.1.1), any other those of
    /// OpenLDAP's ppolicy overlay.
    pub(super) fn attribute(self, domain: bool, now: SystemTime) -> (&'static str, String) {
        let timestamp = |time| generalized_time::format(time).unwrap_or_default();
        match (self, domain) {
            (Self::Disabled, true) => ("userAccountControl", "514".to_owned()),
            (Self::MustChange, true) => ("pwdLastSet", "0".to_owned()),
            (Self::Locked, true) => ("lockoutTime", filetime::from_time(now).to_string()),
            // A day after the epoch of file times: long ago.
            (Self::Expired, true) => ("accountExpires", "864000000000".to_owned()),
            (Self::Disabled, false) => ("pwdAccountLockedTime", FOREVER.to_owned()),
            (Self::MustChange, false) => ("pwdReset", "TRUE".to_owned()),
            (Self::Locked, false) => ("pwdAccountLockedTime", timestamp(now)),
            (Self::Expired, false) => ("pwdEndTime", "20000101000000Z".to_owned()),
        }
    }

    /// The method of [`User`] that sets it.
    pub(super) fn method(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Locked => "locked",
            Self::Expired => "expired",
            Self::MustChange => "must_change_password",
        }
    }
}

impl User {
    /// A user by login name: `sAMAccountName` and `userPrincipalName`, or `uid`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            password: None,
            groups: Vec::new(),
            attributes: Vec::new(),
            dn: None,
            state: Vec::new(),
        }
    }

    /// Reads `NAME:PASSWORD[:GROUP…]`. A colon within a part is written `\\:`, a backslash `\\\\`.
    ///
    /// ```
    /// use ldaplab::server::User;
    ///
    /// assert_eq!(User::parse(r"CORP\\ada:s3cret:Ops")?.name(), r"CORP\ada");
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// A sentence that does not repeat the text, for there is a password in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = vec![String::new()];
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let last = parts.len() - 1;
            match character {
                ':' => parts.push(String::new()),
                '\\' => match characters.next() {
                    Some(escaped @ (':' | '\\')) => parts[last].push(escaped),
                    _ => return Err("after a backslash stands `:` or another backslash".to_owned()),
                },
                other => parts[last].push(other),
            }
        }
        let [name, password, groups @ ..] = parts.as_slice() else {
            return Err(
                "there is no password; write NAME:PASSWORD, and groups behind another colon"
                    .to_owned(),
            );
        };
        for (part, what) in [(name, "name"), (password, "password")] {
            if part.is_empty() {
                return Err(format!("the {what} is empty; write NAME:PASSWORD[:GROUP…]"));
            }
        }
        if groups.iter().any(String::is_empty) {
            return Err("a group is empty; a colon within a part is written `\\:`".to_owned());
        }
        let user = Self::new(name).password(password);
        Ok(groups.iter().fold(user, Self::member_of))
    }

    /// The login name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The password; without one the user cannot bind.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Makes the user a member of a group, by name or DN. A group that does not exist is made.
    #[must_use]
    pub fn member_of(mut self, group: impl Into<String>) -> Self {
        self.groups.push(group.into());
        self
    }

    /// Adds a value of an attribute; of `cn`, `sn`, `mail` and `displayName` it takes the place of what is made up. A value of
    /// `objectClass` is one class more.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// Where the user goes, if not to the usual place.
    #[must_use]
    pub fn dn(mut self, dn: impl Into<String>) -> Self {
        self.dn = Some(dn.into());
        self
    }

    /// The account is disabled (AD: `data 533`; OpenLDAP: a `pwdAccountLockedTime` that nothing ends).
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.state.push(State::Disabled);
        self
    }

    /// The account is locked out (AD: `data 775`; OpenLDAP: `pwdAccountLockedTime`).
    #[must_use]
    pub fn locked(mut self) -> Self {
        self.state.push(State::Locked);
        self
    }

    /// The account has expired (AD: `data 701`; OpenLDAP: `pwdEndTime`).
    #[must_use]
    pub fn expired(mut self) -> Self {
        self.state.push(State::Expired);
        self
    }

    /// The password must be changed first (AD: `data 773`; OpenLDAP: `pwdReset`, after which a bind may do nothing but change the password).
    #[must_use]
    pub fn must_change_password(mut self) -> Self {
        self.state.push(State::MustChange);
        self
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("name", &self.name)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}

/// A group to be made when the server starts: in `CN=Users` of a domain, in `ou=groups` of an OpenLDAP suffix.
#[derive(Clone, Debug)]
pub struct Group {
    pub(super) name: String,
    pub(super) members: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) dn: Option<String>,
}

impl Group {
    /// A group by name (`cn`).
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            members: Vec::new(),
            groups: Vec::new(),
            attributes: Vec::new(),
            dn: None,
        }
    }

    /// Adds a member, by the name of a user or group, or by DN.
    #[must_use]
    pub fn member(mut self, member: impl Into<String>) -> Self {
        self.members.push(member.into());
        self
    }

    /// Makes the group a member of another, by name or DN. A group that does not exist is made.
    #[must_use]
    pub fn member_of(mut self, group: impl Into<String>) -> Self {
        self.groups.push(group.into());
        self
    }

    /// Adds a value of an attribute.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// Where the group goes, if not to the usual place.
    #[must_use]
    pub fn dn(mut self, dn: impl Into<String>) -> Self {
        self.dn = Some(dn.into());
        self
    }
}
