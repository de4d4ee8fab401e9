//! Working with a server's entries without LDAP: what a test looks at and changes.

use std::{fmt, sync::Arc};

use super::{Explanation, LdapServer, Matcher, backend::Backend};
use crate::{
    directory::{
        attribute::AttributeDescription,
        dit::{Dit, DitError},
        dn::{Dn, DnError},
        entry::Entry,
        filter::{self, Extensible, Options, compile},
    },
    dsa::{
        operational::Origin,
        ops::search::{Subject, explain},
    },
    harness::expect::search,
    wire::{Filter, Request, filter::MatchingRuleAssertion},
};

/// An entry as it was when it was looked up, or the news that there is none.
#[derive(Clone)]
pub struct EntryView {
    dn: String,
    found: Option<Arc<Entry>>,
    version: Dit,
    backend: Arc<Backend>,
}

impl EntryView {
    /// Whether the entry exists.
    pub fn exists(&self) -> bool {
        self.found.is_some()
    }

    /// The DN, as stored, or as asked for when there is no entry.
    pub fn dn(&self) -> &str {
        self.found
            .as_ref()
            .map_or(&self.dn, |entry| entry.dn().as_str())
    }

    /// The values of an attribute, worked-out ones such as `memberOf` included; none when there is no entry.
    pub fn values(&self, attribute: &str) -> Vec<Vec<u8>> {
        let Some(entry) = &self.found else {
            return Vec::new();
        };
        if let Some(constructed) = self.backend.vendor.constructed(attribute) {
            let values = constructed.values(&self.backend.naming, &self.version, entry);
            return values
                .into_iter()
                .map(std::borrow::Cow::into_owned)
                .collect();
        }
        entry.values(attribute).map(<[u8]>::to_vec).collect()
    }

    /// The first value of an attribute as text.
    pub fn text(&self, attribute: &str) -> Option<String> {
        self.values(attribute)
            .into_iter()
            .next()
            .and_then(|value| String::from_utf8(value).ok())
    }

    /// Whether an attribute has a value, compared by the attribute's equality rule.
    pub fn has(&self, attribute: &str, value: &str) -> bool {
        let kind = AttributeDescription::split(attribute).attribute_type();
        let rule = self
            .backend
            .schema
            .attribute_type(kind)
            .and_then(|kind| kind.equality());
        let same = |other: &[u8]| match rule {
            Some(rule) => {
                let normal = |bytes| crate::directory::matching::normalize(rule.form(), bytes);
                matches!((normal(other), normal(value.as_bytes())), (Some(one), Some(two)) if one == two)
            }
            None => other == value.as_bytes(),
        };
        self.values(attribute).iter().any(|other| same(other))
    }
}

impl fmt::Debug for EntryView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Some(entry) => entry.fmt(f),
            None => write!(f, "no entry `{}`", self.dn),
        }
    }
}

/// Why the content could not be changed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentError {
    /// The DN cannot be read.
    Dn(DnError),
    /// The directory refused.
    Dit(DitError),
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dn(error) => write!(f, "the DN cannot be read: {error}"),
            Self::Dit(error) => error.fmt(f),
        }
    }
}

debug_is_display!(ContentError);

impl std::error::Error for ContentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Dn(error) => Some(error),
            Self::Dit(error) => Some(error),
        }
    }
}

impl LdapServer {
    /// Looks up an entry. A DN that cannot be read has no entry.
    pub fn entry(&self, dn: impl AsRef<str>) -> EntryView {
        let version = self.backend.version();
        let found = Dn::parse(dn.as_ref())
            .ok()
            .and_then(|dn| version.get(&dn).cloned());
        EntryView {
            dn: dn.as_ref().to_owned(),
            found,
            version,
            backend: Arc::clone(&self.backend),
        }
    }

    /// Searches whose filter this entry matches, as it is when they come; scope and base do not count. For faults and expectations alike.
    ///
    /// ```
    /// use ldaplab::server::{Fault, LdapServer, User};
    ///
    /// let dc = LdapServer::openldap("dc=example,dc=org").user(User::new("ada")).start()?;
    /// let _busy = dc.inject(dc.searches_matching(dc.dn_of("ada")), Fault::busy());
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    ///
    /// # Panics
    /// When the text is not a DN (RFC 4514): a mistake of the test's author.
    #[track_caller]
    pub fn searches_matching(&self, dn: impl AsRef<str>) -> Matcher {
        let text = dn.as_ref();
        let dn = match Dn::parse(text) {
            Ok(dn) => dn,
            Err(error) => panic!("searches_matching({text:?}): {error}"),
        };
        // The server keeps the matcher, which must not keep the server.
        let backend = Arc::downgrade(&self.backend);
        search().that(&format!("its filter matches {text}"), move |record| {
            let (Request::Search(asked), Some(backend)) = (&record.request, backend.upgrade())
            else {
                return false;
            };
            let dit = backend.version();
            let entry = dit.get(&dn);
            entry.is_some_and(|entry| explain(&backend, &dit, entry, &asked.filter).matches())
        })
    }

    /// Why an entry matches a filter or not, clause by clause; `None` where there is no such entry.
    ///
    /// ```
    /// use ldaplab::server::{Group, LdapServer, User};
    ///
    /// let dc = LdapServer::active_directory("corp.example")
    ///     .user(User::new("ada").member_of("Ops"))
    ///     .group(Group::new("Ops").member_of("Staff"))
    ///     .start()?;
    /// let filter = format!("(memberOf:1.2.840.113556.1.4.1941:={})", dc.dn_of("Staff"));
    /// let why = dc.explain_filter(dc.dn_of("ada"), &filter).unwrap();
    /// assert!(why.matches());
    /// assert!(why.to_string().ends_with(
    ///     "is true: CN=ada,CN=Users,DC=corp,DC=example → CN=Ops,CN=Users,DC=corp,DC=example → CN=Staff,CN=Users,DC=corp,DC=example"
    /// ));
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    ///
    /// # Panics
    /// When the text is not a filter (RFC 4515): a mistake of the test's author.
    #[track_caller]
    pub fn explain_filter(&self, dn: impl AsRef<str>, text: &str) -> Option<Explanation> {
        let filter: Filter = match filter::parse(text) {
            Ok(filter) => filter,
            Err(error) => panic!("explain_filter({text:?}): {error}"),
        };
        let dit = self.backend.version();
        let dn = Dn::parse(dn.as_ref()).ok()?;
        let entry = dit.get(&dn)?;
        Some(explain(&self.backend, &dit, entry, &filter))
    }

    /// Every entry that matches a filter (RFC 4515), in the order in which they were added.
    ///
    /// # Panics
    /// When the text is not a filter: a mistake of the test's author.
    #[track_caller]
    pub fn find(&self, text: &str) -> Vec<EntryView> {
        let filter: Filter = match filter::parse(text) {
            Ok(filter) => filter,
            Err(error) => panic!("find({text:?}): {error}"),
        };
        let version = self.backend.version();
        let mut extensible = |_: &MatchingRuleAssertion| Extensible::Equality;
        let compiled = compile(
            &filter,
            &self.backend.schema,
            Options::default(),
            &mut extensible,
        );
        let view = |entry: &Arc<Entry>| EntryView {
            dn: entry.dn().as_str().to_owned(),
            found: Some(Arc::clone(entry)),
            version: version.clone(),
            backend: Arc::clone(&self.backend),
        };
        let all = self
            .backend
            .naming
            .contexts
            .iter()
            .flat_map(|context| version.subtree(context));
        all.filter(|entry| compiled.matches(&Subject::new(&self.backend, &version, entry, true)))
            .map(view)
            .collect()
    }

    /// The DN of a user or group by name (`sAMAccountName`, `uid` or `cn`).
    ///
    /// # Panics
    /// When there is nobody of this name: a mistake of the test's author.
    #[track_caller]
    pub fn dn_of(&self, name: &str) -> String {
        let version = self.backend.version();
        let found = ["sAMAccountName", "uid", "cn"]
            .into_iter()
            .find_map(|attribute| version.find(attribute, name.as_bytes()).next().cloned());
        match found {
            Some(entry) => entry.dn().as_str().to_owned(),
            None => panic!("dn_of({name:?}): no entry has this sAMAccountName, uid or cn"),
        }
    }

    /// Adds an entry; what the server adds to new entries is added here too. The schema is not asked.
    ///
    /// # Errors
    /// The entry exists, or its superior does not.
    pub fn add(&self, entry: Entry) -> Result<(), ContentError> {
        let mut entry = entry;
        let mut dit = self.backend.write();
        self.backend.keep(&dit, &mut entry);
        self.backend
            .fill(&mut entry, Origin::Loaded, self.backend.root.dn.as_str());
        dit.insert(entry).map(drop).map_err(ContentError::Dit)
    }

    /// Changes an entry. The schema is not asked.
    ///
    /// # Errors
    /// There is no such entry.
    pub fn modify(
        &self,
        dn: impl AsRef<str>,
        change: impl FnOnce(&mut Entry),
    ) -> Result<(), ContentError> {
        let dn = Dn::parse(dn.as_ref()).map_err(ContentError::Dn)?;
        let mut dit = self.backend.write();
        let missing = || ContentError::Dit(DitError::NoSuchEntry(dn.clone()));
        let mut entry = Entry::clone(dit.get(&dn).ok_or_else(missing)?);
        let kept = entry.dn().clone();
        change(&mut entry);
        entry.set_dn(kept);
        self.backend.keep(&dit, &mut entry);
        self.backend
            .touch(&mut entry, self.backend.root.dn.as_str());
        dit.replace(entry).map(drop).map_err(ContentError::Dit)
    }

    /// Deletes an entry without subordinates.
    ///
    /// # Errors
    /// There is no such entry, or it has subordinates.
    pub fn delete(&self, dn: impl AsRef<str>) -> Result<(), ContentError> {
        let dn = Dn::parse(dn.as_ref()).map_err(ContentError::Dn)?;
        self.backend
            .write()
            .remove(&dn)
            .map(drop)
            .map_err(ContentError::Dit)
    }
}
