//! The stage that looks at the bases: that of the directory, of the users and of the groups.

use super::{ConnectionTest, course::Course, lookups::quoted};
use crate::{
    client::{Client, Error, Search},
    diagnosis::{Code, Stage},
    identity::Capabilities,
    wire::{LdapResult, ResultCode},
};

/// Below which entries to look.
pub(super) struct Bases {
    pub(super) users: String,
    pub(super) groups: String,
}

impl ConnectionTest {
    pub(super) async fn bases(
        &self,
        course: &mut Course,
        client: &mut Client,
        capabilities: &Capabilities,
    ) -> Result<Bases, Error> {
        course.begin(Stage::Base)?;
        let plan = &self.plan;
        let (base, from) = match (&plan.base, &capabilities.default_base) {
            (Some(base), _) => (Some(base), "what was given"),
            (None, proposed) => (proposed.as_ref(), "the root DSE"),
        };
        let users = plan.user_search.base.as_ref().or(base);
        let groups = plan.group_base.as_ref().or(base);
        let (Some(users), Some(groups)) = (users, groups) else {
            let detail = "no base was given, and the root DSE has no naming context";
            return Err(Error::new(Stage::Base, Code::BASE_NONE, detail));
        };
        if let Some(base) = base {
            course.note("base", base);
            course.note("from", from);
        }
        let mut seen: Vec<&String> = Vec::new();
        let own = [
            ("user_base", plan.user_search.base.as_ref()),
            ("group_base", plan.group_base.as_ref()),
        ];
        for (name, base) in [("base", base)].into_iter().chain(own) {
            let Some(base) = base else { continue };
            if name != "base" {
                course.note(name, base);
            }
            if !seen.contains(&base) {
                self.base_exists(course, client, capabilities, base).await?;
                seen.push(base);
            }
        }
        course.pass();
        Ok(Bases {
            users: users.clone(),
            groups: groups.clone(),
        })
    }

    async fn base_exists(
        &self,
        course: &mut Course,
        client: &mut Client,
        capabilities: &Capabilities,
        base: &str,
    ) -> Result<(), Error> {
        let search = Search::entry(base).attributes(["1.1"]);
        let found = client.search_outcome(&search).await?;
        if found.result.code == ResultCode::SUCCESS && !found.entries.is_empty() {
            return Ok(());
        }
        for context in &capabilities.naming_contexts {
            course.note("naming_context", context);
        }
        let code = match found.result.code {
            _ if self.refused_as_anonymous(&found.result) => Code::BASE_NOT_BOUND,
            ResultCode::SUCCESS | ResultCode::NO_SUCH_OBJECT => Code::BASE_NOT_FOUND,
            ResultCode::REFERRAL => Code::BASE_REFERRAL,
            ResultCode::INSUFFICIENT_ACCESS_RIGHTS => Code::BASE_DENIED,
            ResultCode::INVALID_DN_SYNTAX => Code::BASE_INVALID_DN,
            _ => Code::BASE_FAILED,
        };
        let what = format!("the search for `{base}`");
        let mut detail = match found.result.code {
            ResultCode::SUCCESS => format!("{what} succeeded without an entry"),
            _ => Error::refused(Stage::Base, code, &what, found.result.clone())
                .detail()
                .to_owned(),
        };
        if code == Code::BASE_NOT_FOUND {
            if !capabilities.naming_contexts.is_empty() {
                let contexts = quoted(&capabilities.naming_contexts);
                detail.push_str(&format!("; this server has {contexts}"));
            }
            if self.plan.bind.is_none() {
                detail.push_str(
                    "; the connection is anonymous, and servers may hide entries from it",
                );
            }
        }
        Err(match found.result.code {
            ResultCode::SUCCESS => Error::new(Stage::Base, code, detail),
            _ => Error::new(Stage::Base, code, detail).with_result(found.result),
        })
    }

    /// Whether the server refuses because nobody is bound: AD (000004DC) and Samba say so; slapd and 389-DS have codes for it.
    pub(super) fn refused_as_anonymous(&self, result: &LdapResult) -> bool {
        let words = &result.diagnostic;
        words.contains("successful bind must be completed")
            || words.contains("without authentication")
            || (self.plan.bind.is_none()
                && [
                    ResultCode::INAPPROPRIATE_AUTHENTICATION,
                    ResultCode::STRONGER_AUTH_REQUIRED,
                ]
                .contains(&result.code))
    }
}
