//! Starting: checks everything, loads the directory, opens the sockets.

use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};

use super::{Builder, Content, StartError, load::Load, schema, warnings::warnings};
use crate::{
    directory::{dit::Dit, dn::Dn, entry::Entry, ldif},
    dsa::{
        agent::{Dsa, Parts},
        naming::{Naming, new_domain, new_suffix},
        operational::{Fill, Ids, Origin},
    },
    server::{
        backend::Backend,
        door::Port,
        handle::{Credentials, LdapServer, Ports},
        listener::{Address, Bound},
    },
    tls::Scenario,
    vendor::Vendor,
};

impl Builder {
    /// Starts the server. When this returns, every socket accepts connections.
    ///
    /// # Errors
    /// Everything that is wrong with what was set: switches, LDIF (with file, line, column), DNs, members that
    /// nobody made, ports that are taken.
    pub fn start(self) -> Result<LdapServer, StartError> {
        let mut vendor = Vendor::new(self.profile);
        let mut problems: Vec<String> = self
            .settings
            .iter()
            .filter_map(|(key, value)| vendor.set(*key, value.clone()).err())
            .collect();
        self.overlays(&mut vendor);
        problems.extend(self.unheard(&vendor));
        let has_port = self.plain || self.tls && self.secure || self.ldapi.is_some();
        if !has_port {
            problems.push("there is no port to listen on; leave out `secure_only`, `plain_only` or `without_tls`".to_owned());
        }
        let seed = match self.seed {
            Some(seed) => seed,
            None => random()?,
        };
        let ids = Ids::new(seed);
        let (naming, first) = match self.naming(&ids, &vendor) {
            Ok(new) => new,
            Err(problem) => {
                problems.push(problem);
                return Err(StartError { problems });
            }
        };
        let schema = schema::of(self.profile, &self.schema, &mut problems);
        let mut load = Load::new(&naming, &vendor, &schema, first);
        problems
            .into_iter()
            .for_each(|problem| load.problem(problem));
        self.read(&mut load, &vendor, &naming);
        let root = self.root(&naming, &mut load, &ids);
        let mut dit = Dit::new(Arc::clone(&schema));
        naming
            .contexts
            .iter()
            .cloned()
            .for_each(|context| dit.add_suffix(context));
        for attribute in self.profile.conduct().bind_lookups {
            dit.index_on(attribute);
        }
        dit.set_computed(vendor.all_constructed().iter().map(|(name, ..)| *name));
        let (now, creator) = (self.clock.now(), root.0.dn.as_str());
        let fill = Fill::new(&naming, &schema, &ids, now, Origin::Loaded, creator);
        let mut warnings = match load.finish(self.profile, &fill, &mut dit) {
            Ok(told) => told,
            Err(problems) => return Err(StartError { problems }),
        };
        let (tls, said) = self.served(&naming)?;
        warnings.extend(said);
        warnings.extend(self::warnings(&naming, &dit, &vendor));
        if self.scenario == Some(Scenario::WILDCARD) && !naming.host.contains('.') {
            warnings.push(format!(
                "a wildcard stands for the hosts of a domain, and `{}` is in none, so that the certificate has no wildcard: give the server a host name such as dc1.corp.example",
                naming.host
            ));
        }
        let (root, password) = root;
        let admin = Credentials::new(root.dn.as_str(), password);
        let parts = Parts {
            vendor,
            schema,
            dit,
            clock: self.clock.clone(),
            ids,
            tls_available: tls.is_some(),
            root,
            naming,
        };
        let backend = Backend::new(Dsa::new(parts), tls.map(Arc::new));
        if let Some(log) = &self.log {
            backend.log_to(log.clone());
        }
        let backend = Arc::new(backend);
        for rule in self.faults.iter().cloned() {
            backend.rules.inject(rule).forever();
        }
        let (bound, ports) = self.listen()?;
        let running = bound.serve(Arc::clone(&backend)).map_err(|error| {
            StartError::one(format!("the server's thread did not start: {error}"))
        })?;
        Ok(LdapServer::new(backend, ports, admin, running).warning(warnings))
    }

    fn naming(&self, ids: &Ids, vendor: &Vendor) -> Result<(Naming, Vec<Entry>), String> {
        if self.profile.conduct().domain {
            let Some(domain) = &self.domain else {
                return Err(
                    "an Active Directory server needs a domain, such as `corp.example`".to_owned(),
                );
            };
            let labels: Vec<&str> = domain.split('.').collect();
            let is_name = |label: &&str| {
                !label.is_empty()
                    && label.len() <= 63
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            };
            if !labels.iter().all(is_name) {
                return Err(format!(
                    "`{domain}` is not a DNS domain; it should look like `corp.example`"
                ));
            }
            let base = labels
                .iter()
                .map(|label| format!("DC={label}"))
                .collect::<Vec<_>>()
                .join(",");
            let base =
                Dn::parse(&base).map_err(|error| format!("the domain `{domain}`: {error}"))?;
            let host = self.host.clone().unwrap_or_else(|| format!("dc1.{domain}"));
            let number = || u32::try_from(ids.random() >> 32).unwrap_or(1);
            let Some(new) = self.profile.new_domain() else {
                return Err(format!(
                    "the profile `{}` has no domain to start with, and cannot be a domain controller; make it of `active-directory`",
                    self.profile.name()
                ));
            };
            return Ok(new_domain(
                new,
                domain,
                &base,
                &host,
                [number(), number(), number()],
            ));
        }
        let of_databases = self.databases.iter().map(|database| &database.suffix);
        let suffixes: Result<Vec<Dn>, String> = self
            .suffixes
            .iter()
            .chain(of_databases)
            .map(|suffix| match Dn::parse(suffix) {
                Ok(dn) if !dn.is_root() => {
                    Ok(dn.kept_as(&self.profile.schema(), self.profile.conduct().spelling))
                }
                Ok(_) => {
                    Err("the suffix is empty; it should look like `dc=example,dc=org`".to_owned())
                }
                Err(error) => Err(format!("the suffix `{suffix}`: {error}")),
            })
            .collect();
        let suffixes = suffixes?;
        if let Some(twice) = (1..suffixes.len()).find(|at| suffixes[..*at].contains(&suffixes[*at]))
        {
            return Err(format!(
                "the suffix `{}` was given twice; leave one out",
                suffixes[twice]
            ));
        }
        if suffixes.is_empty() {
            return Err("the server needs a suffix, such as `dc=example,dc=org`".to_owned());
        }
        let host = self.host.clone().unwrap_or_else(|| "localhost".to_owned());
        let (naming, mut first) = new_suffix(&suffixes, &host);
        if !vendor.switches.suffix_entry {
            first.clear();
        }
        Ok((naming, first))
    }

    fn read(&self, load: &mut Load<'_>, vendor: &Vendor, naming: &Naming) {
        let options = if vendor.switches.ldif_urls {
            ldif::Options::fetching(&ldif::read_file_url)
        } else {
            ldif::Options::default()
        };
        for content in &self.content {
            match content {
                Content::Entries(entries) => load.entries(entries),
                Content::Text(text) => load.ldif("LDIF", text.as_bytes(), &options, None),
                Content::File(path) => load.ldif_file(path, &options, None),
            }
        }
        let contexts = naming.contexts.iter().skip(self.suffixes.len());
        for (database, context) in self.databases.iter().zip(contexts) {
            for path in &database.ldif {
                load.ldif_file(path, &options, Some(context));
            }
        }
        let now = self.clock.now();
        self.users.iter().for_each(|user| load.user(user, now));
        self.groups.iter().for_each(|group| load.group(group));
        load.memberships(&self.users, &self.groups);
    }

    fn listen(&self) -> Result<(Bound, Ports), StartError> {
        let failed = |what: &str, error: std::io::Error| {
            StartError::one(format!("{what}: {error}; choose another address or port"))
        };
        let mut bound =
            Bound::new(self.threads).map_err(|error| failed("the server has no runtime", error))?;
        let mut open = |port, wanted: bool, given: Option<std::net::SocketAddr>| {
            if !wanted {
                return Ok(None);
            }
            let address = given.map_or(Address::Loopback, Address::Given);
            let name = given.map_or_else(|| "a free port".to_owned(), |given| given.to_string());
            bound
                .listen(port, address)
                .map(Some)
                .map_err(|error| failed(&format!("cannot listen on {name}"), error))
        };
        let ldap = open(Port::Plain, self.plain, self.ldap)?;
        let ldaps = open(Port::Tls, self.tls && self.secure, self.ldaps)?;
        let ldapi = self.ldapi.as_deref().map(std::path::absolute).transpose();
        let ldapi = ldapi.map_err(|error| failed("the path of the ldapi socket", error))?;
        if let Some(path) = &ldapi {
            bound.listen_local(path).map_err(|error| {
                StartError::one(format!(
                    "cannot listen on {}: {error}; choose another path",
                    path.display()
                ))
            })?;
        }
        Ok((bound, Ports { ldap, ldaps, ldapi }))
    }
}

fn random() -> Result<u64, StartError> {
    let mut bytes = [0; 8];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| StartError::one("the machine gives no random bytes; set a seed"))?;
    Ok(u64::from_le_bytes(bytes))
}
