//! The client for programs without tokio: every call waits until it is done.
//!
//! ```no_run
//! use ldaplab::client::{Options, Search, blocking::Client};
//!
//! let mut client = Client::connect("ldap://ds.example", &Options::default())?;
//! client.simple_bind("cn=reader,dc=example", "s3cret")?;
//! for entry in client.search(&Search::new("dc=example"))?.entries {
//!     println!("{}", entry.dn);
//! }
//! # Ok::<(), ldaplab::client::Error>(())
//! ```

use std::sync::{Mutex, PoisonError};

use tokio::runtime::{Builder, Handle, Runtime};

use super::{
    Answer, Bound, Counters, Entry, Error, Found, Item, Items, Options, PasswordChange, Peer,
    Search,
};
use crate::{
    diagnosis::{Code, Stage},
    wire::{
        Control, LdapResult, Request,
        request::{Change, PartialAttribute},
        response::ExtendedResponse,
    },
};

static DEFAULTS: Mutex<Option<Options>> = Mutex::new(None);

/// Sets the options that [`Client::open`] uses from now on, in this process. Connections that exist keep theirs.
pub fn set_defaults(options: Options) {
    *DEFAULTS.lock().unwrap_or_else(PoisonError::into_inner) = Some(options);
}

/// A [`super::Client`] whose operations wait. Not for use inside an asynchronous runtime: there every call is an error.
#[derive(Debug)]
pub struct Client {
    inner: Option<super::Client>,
    runtime: Option<Runtime>,
}

macro_rules! forward {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $output:ty;)*) => {
        impl Client {
            $(
                $(#[$doc])*
                #[doc = concat!("\n[`super::Client::", stringify!($name), "`].")]
                ///
                /// # Errors
                /// As there.
                pub fn $name(&mut self, $($argument: $kind),*) -> Result<$output, Error> {
                    let (runtime, client) = self.parts()?;
                    runtime.block_on(client.$name($($argument),*))
                }
            )*
        }
    };
}

forward! {
    /// Upgrades the connection.
    start_tls() -> ();
    /// Binds with name and password.
    simple_bind(name: &str, password: &str) -> ();
    /// Binds with a name and a password, and hears what the server says of the password.
    bind_and_hear(name: &str, password: &str) -> Bound;
    /// Binds with the name in the URL and a password.
    bind_url_name(password: &str) -> ();
    /// Binds without a name.
    anonymous_bind() -> ();
    /// Binds by TLS certificate or socket.
    external_bind(authorization_identity: &str) -> ();
    /// Binds with SASL PLAIN.
    plain_bind(authorization_identity: &str, name: &str, password: &str) -> ();
    /// Searches, all pages and whole attributes.
    search(search: &Search) -> Found;
    /// Searches in pages.
    search_paged(search: &Search, entries: u32) -> Found;
    /// Searches, whatever the final result.
    search_outcome(search: &Search) -> Found;
    /// Reads the root DSE.
    root_dse() -> Entry;
    /// Whether an entry has a value.
    compare(dn: &str, attribute: &str, value: &[u8]) -> bool;
    /// Adds an entry.
    add(dn: &str, attributes: Vec<PartialAttribute>) -> ();
    /// Changes an entry.
    modify(dn: &str, changes: Vec<Change>) -> ();
    /// Adds a number to each value.
    increment(dn: &str, attribute: &str, by: i64) -> ();
    /// Deletes an entry.
    delete(dn: &str) -> ();
    /// Renames or moves an entry.
    modify_dn(dn: &str, new_rdn: &str, delete_old_rdn: bool, new_superior: Option<&str>) -> ();
    /// Changes a password.
    password_modify(change: &PasswordChange) -> Option<Vec<u8>>;
    /// Who the server takes the client for.
    who_am_i() -> String;
    /// Any extended operation.
    extended(oid: &str, value: Option<Vec<u8>>) -> ExtendedResponse;
    /// Any request.
    request(request: &Request, controls: &[Control]) -> Answer;
}

impl Client {
    /// Connects with the options of [`set_defaults`], or the standard ones.
    ///
    /// # Errors
    /// As [`super::Client::connect`].
    pub fn open(url: &str) -> Result<Self, Error> {
        let defaults = DEFAULTS.lock().unwrap_or_else(PoisonError::into_inner);
        let options = defaults.clone().unwrap_or_default();
        drop(defaults);
        Self::connect(url, &options)
    }

    /// Connects.
    ///
    /// # Errors
    /// As [`super::Client::connect`].
    pub fn connect(url: &str, options: &Options) -> Result<Self, Error> {
        outside()?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| {
                let detail = format!("this process can run no client: {error}");
                Error::new(Stage::Connect, Code::TCP_FAILED, detail).because(error)
            })?;
        let client = runtime.block_on(super::Client::connect(url, options))?;
        Ok(Self {
            inner: Some(client),
            runtime: Some(runtime),
        })
    }

    /// Searches and hands over what comes one by one; see [`super::Client::search_stream`].
    ///
    /// # Errors
    /// Only when called inside an asynchronous runtime.
    pub fn search_stream(&mut self, search: &Search) -> Result<Stream<'_>, Error> {
        let (runtime, client) = self.parts()?;
        let items = client.search_stream(search);
        Ok(Stream { runtime, items })
    }

    /// Who is at the other end, when TLS is spoken.
    pub fn peer(&self) -> Option<&Peer> {
        self.inner.as_ref()?.peer()
    }

    /// What went over this connection so far.
    pub fn counters(&self) -> Counters {
        self.inner
            .as_ref()
            .map_or_else(Counters::default, super::Client::counters)
    }

    /// Says goodbye and closes.
    pub fn unbind(mut self) {
        if outside().is_ok()
            && let (Some(runtime), Some(client)) = (&self.runtime, self.inner.take())
        {
            runtime.block_on(client.unbind());
        }
    }

    fn parts(&mut self) -> Result<(&Runtime, &mut super::Client), Error> {
        outside()?;
        match (&self.runtime, &mut self.inner) {
            (Some(runtime), Some(client)) => Ok((runtime, client)),
            // Both go only with the client itself.
            _ => Err(Error::of(Code::LDAP_CLOSED, "the client was closed")),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.inner = None;
        if let Some(runtime) = self.runtime.take() {
            // An ordinary end would panic where it may not wait.
            runtime.shutdown_background();
        }
    }
}

/// A search under way; an iterator over what it brings.
#[derive(Debug)]
pub struct Stream<'a> {
    runtime: &'a Runtime,
    items: Items<'a>,
}

impl Stream<'_> {
    /// The server's final word, once it was said.
    pub fn result(&self) -> Option<&LdapResult> {
        self.items.result()
    }
}

impl Iterator for Stream<'_> {
    type Item = Result<Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match outside() {
            Ok(()) => self.runtime.block_on(self.items.next()).transpose(),
            Err(error) => Some(Err(error)),
        }
    }
}

/// Whether waiting is allowed here.
fn outside() -> Result<(), Error> {
    match Handle::try_current() {
        Ok(_) => Err(Error::of(
            Code::OPERATION_SEQUENCE,
            "the blocking client was called inside an asynchronous runtime; use `client::Client` there",
        )),
        Err(_) => Ok(()),
    }
}
