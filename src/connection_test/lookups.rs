//! The stages that look for entries: base, user, groups.

use super::{ConnectionTest, course::Course};
use crate::{
    client::{Client, Entry, Error, Search},
    diagnosis::{Code, Stage},
    identity::{
        Capabilities, Lookup, Strategy, Wider, find_user, look_wider, probe_in_chain, sees_anything,
    },
    wire::{LdapResult, ResultCode},
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
        let mut users = find_user(client, capabilities, base, login, attribute)
            .await
            .map_err(|error| match error.result() {
                Some(result) if self.refused_as_anonymous(result) => {
                    error.recoded(Code::USER_NOT_BOUND)
                }
                _ => error,
            })?;
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
            (None, _) => {
                let seen = format!("no entry below `{base}` has `{login}` as {by}");
                let wider = look_wider(client, capabilities, base, login, attribute).await?;
                let (code, more) = match wider {
                    Some(wider) => which_part(course, &wider, base),
                    None if !sees_anything(client, base).await? => {
                        let more = "a search for any entry there finds none either".to_owned();
                        (Code::USER_NOTHING_VISIBLE, more)
                    }
                    None => {
                        let more = "nor is one found by other attributes or in the server's other naming contexts";
                        (Code::USER_NONE, more.to_owned())
                    }
                };
                fail(code, format!("{seen}; {more}"))
            }
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
        let in_chain = match groups.in_chain {
            Some(answer) => answer,
            None => probe_in_chain(client, base, &user.dn, &groups.groups).await?,
        };
        course.note("in_chain", in_chain);
        if capabilities.resolves_in_chain()
            && groups.strategy != Strategy::InChain
            && in_chain.to_string().starts_with("not")
        {
            course.warn("The server's root DSE says that it resolves nested groups in-chain, but it does not: programs that rely on it see no groups.");
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

/// The parts of the look-up that have to be changed to find the user, the one for the code first.
fn which_part(course: &mut Course, wider: &Wider, base: &str) -> (Code, String) {
    for dn in &wider.dns {
        course.note("found_instead", dn);
    }
    let mut parts = Vec::new();
    let mut code = Code::USER_NONE;
    if let Some(login) = &wider.login {
        parts.push(format!("the login name `{login}`"));
        code = Code::USER_OTHER_NAME;
    }
    if let Some(attribute) = &wider.attribute {
        parts.push(format!("the login attribute {attribute}"));
        code = Code::USER_OTHER_ATTRIBUTE;
    }
    if let Some(context) = &wider.base {
        parts.push(format!("the base `{context}` instead of `{base}`"));
        code = Code::USER_OUTSIDE_BASE;
    }
    let more = format!(
        "{} is found with {}",
        quoted(&wider.dns),
        parts.join(" and ")
    );
    (code, more)
}

fn quoted(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    quoted.join(", ")
}
