//! What a server in a container is to be like.

use std::{path::PathBuf, time::Duration};

use crate::{
    real::{
        error::RealError,
        wishes::{Source, Wishes, whole_seconds},
    },
    tls::Scenario,
};

use super::{
    container::Container,
    image::Image,
    kind::{ALL, OPENLDAP, SAMBA},
    start::start,
};

/// OpenLDAP's slapd in a container that is not started yet, with one database of the suffix `dc=example,dc=org` unless told otherwise.
///
/// ```no_run
/// use ldaplab::real::containers::OpenLdapContainer;
///
/// let slapd = OpenLdapContainer::new()
///     .ldif_file("fixtures/ldif/company.ldif")
///     .overlay("memberof")
///     .start()?;
/// println!("{} {} answers at {}", slapd.name(), slapd.version(), slapd.ldaps_url());
/// # Ok::<(), ldaplab::real::RealError>(())
/// ```
#[derive(Default)]
#[must_use = "a builder starts nothing by itself"]
pub struct OpenLdapContainer {
    image: Option<Image>,
    wishes: Wishes,
}

/// A new Active Directory domain on Samba in a container that is not started yet, `DC=example,DC=test` unless told otherwise, of which only the LDAP service
/// runs. It takes some ten seconds, and binds without TLS are allowed.
///
/// ```no_run
/// use ldaplab::real::containers::SambaContainer;
///
/// let samba = SambaContainer::new().suffix("DC=lab,DC=example").start()?;
/// assert_eq!(samba.bind_dn(), "CN=Administrator,CN=Users,DC=lab,DC=example");
/// # Ok::<(), ldaplab::real::RealError>(())
/// ```
#[derive(Default)]
#[must_use = "a builder starts nothing by itself"]
pub struct SambaContainer {
    image: Option<Image>,
    wishes: Wishes,
}

macro_rules! container {
    ($container:ident, $kind:ident) => {
        impl $container {
            /// A container of the image that the environment names, or else of the one that `tests/containers/build-image.sh` makes.
            pub fn new() -> Self {
                Self::default()
            }

            fn wish(mut self, change: impl FnOnce(&mut Wishes)) -> Self {
                change(&mut self.wishes);
                self
            }

            /// The image, whatever the environment says. It only has to have the server's programs: what else it would run is not used. It is pulled where the
            /// engine does not have it, unless its name begins with `localhost/`.
            pub fn image(mut self, name: impl Into<String>, tag: impl Into<String>) -> Self {
                let (name, tag) = (name.into(), tag.into());
                self.image = Some(Image { name, tag });
                self
            }

            /// The DN under which its entries are; for Samba it is that of a domain, of `DC` alone.
            pub fn suffix(self, dn: impl Into<String>) -> Self {
                self.wish(|wishes| wishes.suffix = Some(dn.into()))
            }

            /// The password of [`Container::bind_dn`]; a random one unless given. Samba demands three kinds of characters.
            pub fn bind_password(self, password: impl Into<String>) -> Self {
                self.wish(|wishes| wishes.password = Some(password.into()))
            }

            /// Entries, as LDIF; may be repeated. Without any, slapd gets the entry of its suffix.
            pub fn ldif(self, text: impl Into<String>) -> Self {
                self.wish(|wishes| wishes.entries.push(Source::Text(text.into())))
            }

            /// As [`ldif`](Self::ldif), from a file.
            pub fn ldif_file(self, path: impl Into<PathBuf>) -> Self {
                self.wish(|wishes| wishes.entries.push(Source::File(path.into())))
            }

            /// Lines of configuration: of slapd, lines of `slapd.conf` before its database; of Samba, lines of the first section of `smb.conf`. `{folder}` in
            /// them is the folder of the container where `chain.pem`, `key.pem` and `ca.pem` are.
            pub fn config(self, lines: impl Into<String>) -> Self {
                self.wish(|wishes| wishes.lines.push(lines.into()))
            }

            /// The certificate that it presents, and what [`Container::trust_file`] holds; [`Scenario::TRUSTED`] unless given.
            pub fn tls(self, scenario: Scenario) -> Self {
                self.wish(|wishes| wishes.scenario = Some(scenario))
            }

            /// Starts it, waits until it answers, and adds the entries.
            ///
            /// # Errors
            /// [`RealError`]: at [`Stage::Find`](crate::real::Stage::Find), at once, where no Docker engine answers or the image is not to be had; else a wish
            /// that the server cannot fulfil, an LDIF that is none or that it does not take, or a server that ends or does not answer in time, with its own
            /// words.
            pub fn start(self) -> Result<Container, RealError> {
                start(&$kind, self.image, &self.wishes)
            }
        }
    };
}

container!(OpenLdapContainer, OPENLDAP);
container!(SambaContainer, SAMBA);

impl OpenLdapContainer {
    /// Without the entry of the suffix, where no LDIF is given.
    pub fn empty(self) -> Self {
        self.wish(|wishes| wishes.empty = true)
    }

    /// An overlay on the database, such as `memberof`; may be repeated.
    pub fn overlay(self, name: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.overlays.push(name.into()))
    }

    /// Lines behind the database and its overlays. Those that begin with `access ` go before the rules that are there anyway: passwords are for
    /// authentication, everything else can be read.
    pub fn database(self, lines: impl Into<String>) -> Self {
        self.wish(|wishes| wishes.database.push(lines.into()))
    }

    /// The most entries of a search, for everybody but [`Container::bind_dn`].
    pub fn size_limit(self, entries: u32) -> Self {
        self.wish(|wishes| wishes.size_limit = Some(entries))
    }

    /// The longest time of a search, in whole seconds (rounded up), for everybody but [`Container::bind_dn`].
    pub fn time_limit(self, time: Duration) -> Self {
        self.wish(|wishes| wishes.time_limit = Some(whole_seconds(time)))
    }

    /// No certificate is configured; the port for TLS is open all the same.
    pub fn without_tls(self) -> Self {
        self.wish(|wishes| wishes.without_tls = true)
    }
}

impl Container {
    /// The names that [`start_named`](Self::start_named) knows: `openldap` and `samba`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|kind| kind.name)
    }

    /// Starts the container of a name, without any wishes; `None` where there is no such name.
    ///
    /// ```
    /// use ldaplab::real::containers::Container;
    ///
    /// assert!(Container::start_named("oracle").is_none());
    /// ```
    pub fn start_named(name: &str) -> Option<Result<Self, RealError>> {
        let kind = ALL.iter().find(|kind| kind.name == name)?;
        Some(start(kind, None, &Wishes::default()))
    }
}
