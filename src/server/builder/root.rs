//! Who may do anything: the administrator of the server, and those of its databases.

use super::{Builder, load::Load};
use crate::{
    directory::dn::{Dn, Rdn},
    dsa::{
        agent::{self, Root},
        naming::Naming,
        operational::Ids,
    },
};

impl Builder {
    /// The administrator and the password that lets in; with databases alone it is that of the first.
    pub(super) fn root(&self, naming: &Naming, load: &mut Load<'_>, ids: &Ids) -> (Root, String) {
        let domain = self.profile.conduct().domain;
        let first = self.databases.first().filter(|_| self.suffixes.is_empty());
        let usual = match domain {
            true => naming.people.child(&Rdn::new("CN", "Administrator")),
            false => naming.base.child(&Rdn::new("cn", "admin")),
        };
        let mut dn = self.administrator(self.root_dn.as_deref(), usual, load);
        // What cannot be read is said with the databases.
        let own = first.and_then(|first| Dn::parse(first.root_dn.as_deref()?).ok());
        if let Some(own) = own.filter(|_| self.root_dn.is_none()) {
            dn = self.kept(&own);
        }
        let random = || format!("Lab-{:08x}-{:08x}", ids.random() >> 32, ids.random() >> 32);
        let password = self
            .root_password
            .clone()
            .or_else(|| first?.root_password.clone())
            .or_else(|| load.clear_password(&dn))
            .unwrap_or_else(random);
        load.set_password(&dn, &password);
        // An administrator who is an entry logs in as everybody does; slapd's rootdn works without one too.
        let apart = (!domain).then(|| password.clone().into_bytes());
        // Suffixes without settings of their own have an administrator each, with one password.
        let others = match self.root_dn.is_none() && !domain {
            true => {
                let below = naming.contexts.iter().take(self.suffixes.len()).skip(1);
                below
                    .map(|context| context.child(&Rdn::new("cn", "admin")))
                    .collect()
            }
            false => Vec::new(),
        };
        let databases = self.administrators(naming, load, &password);
        (
            Root {
                dn,
                others,
                password: apart,
                databases,
            },
            password,
        )
    }

    fn administrators(
        &self,
        naming: &Naming,
        load: &mut Load<'_>,
        usual: &str,
    ) -> Vec<agent::Database> {
        let contexts = naming.contexts.iter().skip(self.suffixes.len());
        let mut all = Vec::new();
        for (database, context) in self.databases.iter().zip(contexts) {
            let admin = context.child(&Rdn::new("cn", "admin"));
            let dn = self.administrator(database.root_dn.as_deref(), admin, load);
            let password = database.root_password.as_deref().unwrap_or(usual);
            load.set_password(&dn, password);
            all.push(agent::Database {
                context: context.clone(),
                dn,
                password: password.as_bytes().to_vec(),
                size_limit: database
                    .size_limit
                    .map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
                time_limit: database.time_limit.unwrap_or(0).into(),
            });
        }
        all
    }

    fn administrator(&self, given: Option<&str>, usual: Dn, load: &mut Load<'_>) -> Dn {
        match given.map(Dn::parse) {
            Some(Ok(dn)) => self.kept(&dn),
            Some(Err(error)) => {
                load.problem(format!("the administrator's DN cannot be read: {error}"));
                usual
            }
            None => usual,
        }
    }

    fn kept(&self, dn: &Dn) -> Dn {
        dn.kept_as(&self.profile.schema(), self.profile.conduct().spelling)
    }
}
