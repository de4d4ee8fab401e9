//! Parts of a server that know nothing of each other, so that parallel tests share one.

use std::{io, sync::Arc};

use super::{LdapServer, door::Port, handle::Ports};

impl LdapServer {
    /// A server of its own on this server's thread: other ports (of 127.0.0.1, none in the file system), the same certificates, clock and administrator, and the directory as it is
    /// now. From here on both have their own entries, requests, rules and expectations, and neither sees the other's. It costs two sockets and no copy of
    /// the directory. Dropped, it closes its connections; when this server goes first, it serves no more.
    ///
    /// ```
    /// use ldaplab::server::{LdapServer, User, search};
    ///
    /// let shared = LdapServer::openldap("dc=example,dc=org").user(User::new("ada")).start()?;
    /// let scope = shared.scope()?;
    /// scope.forbid(search());
    /// scope.delete(scope.dn_of("ada"))?;
    /// assert!(shared.entry(shared.dn_of("ada")).exists());
    /// assert_ne!(scope.ldap_url(), shared.ldap_url());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The machine has no port or no file left.
    pub fn scope(&self) -> io::Result<Self> {
        let backend = Arc::new(self.backend.fork());
        let ports = self.ports();
        let wanted = [(Port::Plain, ports.ldap), (Port::Tls, ports.ldaps)];
        let open: Vec<Port> = wanted
            .into_iter()
            .filter_map(|(port, address)| address.map(|_| port))
            .collect();
        let (running, addresses) = self.running.beside(&open, &backend)?;
        let address = |port| {
            open.iter()
                .position(|one| *one == port)
                .map(|at| addresses[at])
        };
        let ports = Ports {
            ldap: address(Port::Plain),
            ldaps: address(Port::Tls),
            ldapi: None,
        };
        Ok(Self::new(backend, ports, self.admin().clone(), running))
    }
}
