//! How host names become addresses.

use std::{fmt, future::Future, io, net::IpAddr, pin::Pin, sync::Arc};

/// The answer of a [`Resolve`], when it comes.
pub type Addresses<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Looks up host names. No look-up is waited for beyond the connection's deadline.
pub trait Resolve: Send + Sync {
    /// The addresses of a name, in the order in which they are to be tried; none if it has none.
    fn resolve<'a>(&'a self, host: &'a str) -> Addresses<'a>;
}

/// How host names become addresses: by a list of fixed names first, then by the system (`getaddrinfo`), unless another
/// [`Resolve`] takes its place.
///
/// ```
/// use ldaplab::client::{Options, Resolver};
///
/// // As curl's --resolve: the name stays the one that the certificate is checked for.
/// let resolver = Resolver::system().fixed("dc1.corp.example", ["192.0.2.1".parse()?, "2001:db8::1".parse()?]);
/// let options = Options::default().resolver(resolver);
/// # let _ = options;
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Clone, Default)]
pub struct Resolver {
    fixed: Vec<(String, Vec<IpAddr>)>,
    other: Option<Arc<dyn Resolve>>,
}

impl Resolver {
    /// The system's.
    pub fn system() -> Self {
        Self::default()
    }

    /// Another than the system's.
    pub fn by(resolve: impl Resolve + 'static) -> Self {
        Self {
            fixed: Vec::new(),
            other: Some(Arc::new(resolve)),
        }
    }

    /// A name that is not looked up but has these addresses; given again, it has more. Case does not count.
    #[must_use]
    pub fn fixed(
        mut self,
        host: impl Into<String>,
        addresses: impl IntoIterator<Item = IpAddr>,
    ) -> Self {
        let host = host.into();
        let known = self.fixed.iter_mut();
        match known
            .map(|(name, list)| (name, list))
            .find(|(name, _)| name.eq_ignore_ascii_case(&host))
        {
            Some((_, list)) => list.extend(addresses),
            None => self.fixed.push((host, addresses.into_iter().collect())),
        }
        self
    }

    /// The addresses of a name.
    pub(super) async fn look_up(&self, host: &str, port: u16) -> io::Result<Vec<IpAddr>> {
        let mut fixed = self.fixed.iter();
        if let Some((_, list)) = fixed.find(|(name, _)| name.eq_ignore_ascii_case(host)) {
            return Ok(list.clone());
        }
        match &self.other {
            Some(other) => other.resolve(host).await,
            None => Ok(tokio::net::lookup_host((host, port))
                .await?
                .map(|address| address.ip())
                .collect()),
        }
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver")
            .field("fixed", &self.fixed)
            .field("system", &self.other.is_none())
            .finish()
    }
}
