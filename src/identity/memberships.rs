//! Which groups of a directory, as its settings describe them, a user is in.

use super::{
    Capabilities, Directory, InChain, Strategy,
    members::{Members, equals},
    walk::{self, Membership, Start},
};
use crate::{
    client::{Client, Entry, Error, Search},
    diagnosis::Code,
    wire::Filter,
};

/// Names in one filter.
const CHUNK: usize = 100;

impl Directory {
    /// Which of these groups (by name, as in the attribute that the settings look groups up by) a user is in. Without nested groups, one search asks about
    /// these alone (for every hundred); with them, membership is followed upwards through groups of any name, by the server itself where it says that it
    /// can and the settings allow it. AD's primary group, which no member attribute holds, does not count.
    ///
    /// # Errors
    /// What a search failed with.
    pub async fn memberships(
        &self,
        client: &mut Client,
        user: &Entry,
        names: &[String],
    ) -> Result<Vec<String>, Error> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let members = self.members();
        // What people log in with, where groups hold login names.
        let uid = user
            .text("uid")
            .or_else(|| user.text(self.settings.user_lookup_attribute()));
        let nested = self.settings.nested_groups() && !members.by_name_only();
        let found: Vec<String> = if nested {
            self.nested(client, &members, &user.dn, uid).await?
        } else {
            self.flat(client, &members, members.holding(&user.dn, uid), names)
                .await?
        };
        let named = |name: &&String| {
            found
                .iter()
                .any(|f| f.to_lowercase() == name.to_lowercase())
        };
        Ok(names.iter().filter(named).cloned().collect())
    }

    async fn flat(
        &self,
        client: &mut Client,
        members: &Members,
        holding: Filter,
        names: &[String],
    ) -> Result<Vec<String>, Error> {
        let base = self.settings.group_base();
        let mut found = Vec::new();
        for chunk in names.chunks(CHUNK) {
            let named = chunk
                .iter()
                .map(|name| equals(&members.name_attribute, name));
            let mut parts = vec![holding.clone(), Filter::Or(named.collect())];
            if let Some(class) = &members.object_class {
                parts.insert(0, equals("objectClass", class));
            }
            let search = Search::new(base.as_str())
                .filter(Filter::And(parts))
                .attributes([members.name_attribute.as_str()]);
            let entries = client.search(&search).await.map_err(walk::failed)?.entries;
            for entry in &entries {
                found.extend(entry.texts(&members.name_attribute).map(str::to_owned));
            }
        }
        Ok(found)
    }

    async fn nested(
        &self,
        client: &mut Client,
        members: &Members,
        dn: &str,
        uid: Option<&str>,
    ) -> Result<Vec<String>, Error> {
        let base = self.settings.group_base();
        let membership = Membership::described(members, &base);
        let start = Start {
            dn,
            uid: uid.map(str::as_bytes),
        };
        let in_chain = self.settings.in_chain_allowed()
            && members.by_dn_only()
            && match Capabilities::read(client).await {
                Ok(capabilities) => capabilities.resolves_in_chain(),
                // Its root DSE is for others to read: it is walked.
                Err(error) if error.result().is_some() => false,
                Err(error) if error.code() == Code::ROOT_DSE_EMPTY => false,
                Err(error) => return Err(error),
            };
        if in_chain {
            let outcome = walk::resolve(client, Strategy::InChain, &membership, &start).await;
            let refused = match &outcome {
                Ok(_) => None,
                Err(error) => error.result_code(),
            };
            // A server that says it can and cannot is walked after all.
            if !refused.is_some_and(|code| InChain::Refused(code).is_missing()) {
                return outcome.map(|found| walk::names(found.groups));
            }
        }
        walk::resolve(client, Strategy::MemberWalk, &membership, &start)
            .await
            .map(|found| walk::names(found.groups))
    }
}
