//! The stages that look for entries: base, user, groups.

use super::{ConnectionTest, course::Course};
use crate::{
    client::{Client, Entry, Error, Search},
    diagnosis::{Code, Stage},
    identity::{Capabilities, Lookup, find_user},
    wire::ResultCode,
};

impl ConnectionTest {
    pub(super) async fn base(
        &self,
        course: &mut Course,
        client: &mut Client,
        capabilities: &Capabilities,
    ) -> Result<String, Error> {
        course.begin(Stage::Base)?;
        let (base, from) = match (&self.plan.base, &capabilities.default_base) {
            (Some(base), _) => (base.clone(), "the plan"),
            (None, Some(base)) => (base.clone(), "the root DSE"),
            (None, None) => {
                let detail = "no base was given, and the root DSE has no naming context";
                return Err(Error::new(Stage::Base, Code::BASE_NONE, detail));
            }
        };
        course.note("base", &base);
        course.note("from", from);
        let search = Search::entry(&base).attributes(["1.1"]);
        let found = client.search_outcome(&search).await?;
        if found.result.code == ResultCode::SUCCESS && !found.entries.is_empty() {
            course.pass();
            return Ok(base);
        }
        for context in &capabilities.naming_contexts {
            course.note("naming_context", context);
        }
        let words = &found.result.diagnostic;
        let anonymous = words.contains("successful bind must be completed")
            || words.contains("without authentication");
        let code = match found.result.code {
            ResultCode::SUCCESS | ResultCode::NO_SUCH_OBJECT => Code::BASE_NOT_FOUND,
            ResultCode::REFERRAL => Code::BASE_REFERRAL,
            ResultCode::INSUFFICIENT_ACCESS_RIGHTS => Code::BASE_DENIED,
            ResultCode::INVALID_DN_SYNTAX => Code::BASE_INVALID_DN,
            ResultCode::OPERATIONS_ERROR if anonymous => Code::BASE_NOT_BOUND,
            _ => Code::BASE_FAILED,
        };
        let what = format!("the search for `{base}`");
        Err(match found.result.code {
            ResultCode::SUCCESS => {
                let detail = format!("{what} succeeded without an entry");
                Error::new(Stage::Base, code, detail)
            }
            _ => Error::refused(Stage::Base, code, &what, found.result),
        })
    }

    pub(super) async fn find_user(
        &self,
        course: &mut Course,
        client: &mut Client,
        capabilities: &Capabilities,
        base: &str,
        login: &str,
    ) -> Result<Entry, Error> {
        course.begin(Stage::FindUser)?;
        course.note("login", login);
        let attribute = self.plan.login_attribute.as_deref();
        let mut users = find_user(client, capabilities, base, login, attribute).await?;
        for user in &users {
            course.note("dn", &user.dn);
        }
        let fail = |code, detail: String| Err(Error::new(Stage::FindUser, code, detail));
        let by = attribute.unwrap_or(if capabilities.active_directory {
            "sAMAccountName or userPrincipalName"
        } else {
            "uid, cn or mail"
        });
        match (users.pop(), users.len()) {
            (None, _) => fail(
                Code::USER_NONE,
                format!("no entry below `{base}` has `{login}` as {by}"),
            ),
            (Some(user), 0) => {
                course.pass();
                Ok(user)
            }
            (Some(_), others) => fail(
                Code::USER_MANY,
                format!(
                    "{} entries below `{base}` have `{login}` as {by}",
                    others + 1
                ),
            ),
        }
    }

    pub(super) async fn groups(
        &self,
        course: &mut Course,
        client: &mut Client,
        capabilities: &Capabilities,
        base: &str,
        user: &Entry,
    ) -> Result<(), Error> {
        course.begin(Stage::Groups)?;
        let groups = Lookup::new(base)
            .strategy(self.plan.strategy)
            .run(client, capabilities, user)
            .await?;
        course.note("strategy", groups.strategy.name());
        for group in &groups.groups {
            let name = match group.through_primary {
                false => "group",
                true => "group_through_primary",
            };
            course.note(name, &group.dn);
        }
        if let Some(primary) = &groups.primary {
            course.note("primary_group", &primary.dn);
        }
        course.note("round_trips", groups.cost.round_trips);
        course.note("bytes_sent", groups.cost.bytes_sent);
        course.note("bytes_received", groups.cost.bytes_received);
        if groups.groups.is_empty() && groups.primary.is_none() {
            course.warn(format!(
                "{} {}",
                Code::GROUP_NONE.cause(),
                Code::GROUP_NONE.cure()
            ));
        }
        course.pass();
        Ok(())
    }
}
