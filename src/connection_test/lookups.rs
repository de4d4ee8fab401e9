//! The stages that look for entries: user and groups.

use super::{ConnectionTest, clauses, course::Course};
use crate::{
    client::{Client, Entry, Error},
    diagnosis::{Base, Code, Stage},
    directory::dn::Dn,
    identity::{
        Capabilities, Lookup, Strategy, Wider, explain_filter, look_wider, may_hold_people,
        probe_in_chain, sees_anything,
    },
    wire::ResultCode,
};

impl ConnectionTest {
    pub(super) async fn find_user(
        &self,
        course: &mut Course,
        client: &mut Client,
        capabilities: &Capabilities,
        base: &str,
        login: &str,
    ) -> Result<Entry, Error> {
        course.begin(Stage::FindUser)?;
        course.about(match self.plan.user_search.base {
            Some(_) => Base::Users,
            None => Base::Directory,
        });
        course.note("login", login);
        let search = self.plan.user_search.of(base, login);
        let what = search.what(capabilities);
        let found =
            search
                .find(client, capabilities)
                .await
                .map_err(|error| match error.result() {
                    Some(result) if self.refused_as_anonymous(result) => {
                        error.recoded(Code::USER_NOT_BOUND)
                    }
                    Some(result) if result.code == ResultCode::CONFIDENTIALITY_REQUIRED => {
                        error.recoded(self.protection())
                    }
                    _ => error,
                })?;
        for user in &found.entries {
            course.note("dn", &user.dn);
        }
        let elsewhere = references(course, &found.references);
        let cut = found.result.code == ResultCode::SIZE_LIMIT_EXCEEDED;
        let mut users = found.entries;
        let fail = |code, detail: String| Err(Error::new(Stage::FindUser, code, detail));
        match (users.pop(), users.len()) {
            (None, _) => {
                let seen = format!("no entry below `{base}` has {what}");
                // What was asked for is answered; the conversation may end over what was not.
                let wider = look_wider(client, capabilities, &search).await;
                let (code, more) = match wider {
                    Err(error) => {
                        let more = format!("a wider look-up broke off: {}", error.detail());
                        (Code::USER_NONE, more)
                    }
                    Ok(Some(wider)) => {
                        let (code, more) = which_part(course, &wider, base);
                        match (search.condition(), wider.dns.as_slice()) {
                            (Some(asked), [dn]) if wider.filter.is_some() => {
                                course.about_in_chain(capabilities.resolves_in_chain());
                                let why = explain_filter(client, capabilities, dn, &asked).await;
                                clauses::which(course, why, (code, more))
                            }
                            _ => (code, more),
                        }
                    }
                    Ok(None) if !elsewhere.is_empty() => {
                        let more = format!("the server refers to {}", quoted(&elsewhere));
                        (Code::USER_REFERRED, more)
                    }
                    Ok(None) if !sees_anything(client, base).await? => {
                        let more = "a search for any entry there finds none either".to_owned();
                        (Code::USER_NOTHING_VISIBLE, more)
                    }
                    Ok(None) => {
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
            (Some(_), others) => {
                let at_least = match cut {
                    true => "at least ",
                    false => "",
                };
                let detail = format!(
                    "{at_least}{} entries below `{base}` have {what}",
                    others + 1
                );
                fail(Code::USER_MANY, detail)
            }
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
        course.about(match self.plan.group_base {
            Some(_) => Base::Groups,
            None => Base::Directory,
        });
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
            course.warn_of(Code::GROUP_NONE);
        }
        course.pass();
        Ok(())
    }
}

/// Tells of search references, RFC 4511 section 4.5.3, and returns those to parts that may hold people.
fn references(course: &mut Course, references: &[Vec<String>]) -> Vec<String> {
    let first: Vec<&String> = references.iter().filter_map(|urls| urls.first()).collect();
    let Some(example) = first.first() else {
        return Vec::new();
    };
    for url in &first {
        course.note("reference", url);
    }
    course.warn(format!(
        "The server refers to other servers for parts of the base ({} search references, such as {example}), and they were not searched: programs that cannot follow them may fail with \"Unprocessed Continuation Reference(s)\" (Java) or \"PartialResultException\". Set such a program to ignore referrals, or use a base without foreign parts (such as the folder of the users) or, in Active Directory, the global catalog (port 3268, with TLS 3269).",
        first.len(),
    ));
    first
        .into_iter()
        .filter(|url| may_hold_people(url))
        .cloned()
        .collect()
}

/// The parts of the look-up that have to be changed to find the user, the one for the code last.
fn which_part(course: &mut Course, wider: &Wider, base: &str) -> (Code, String) {
    for dn in &wider.dns {
        course.note("found_instead", dn);
    }
    let elsewhere = wider.subtree || wider.base.is_some();
    let parent = |dn: &String| Dn::parse(dn).ok()?.parent();
    for parent in wider.dns.iter().filter(|_| elsewhere).filter_map(parent) {
        course.note("parent", parent.as_str());
    }
    let (mut parts, mut with) = (Vec::new(), Vec::new());
    let mut code = Code::USER_NONE;
    if let Some(login) = &wider.login {
        with.push(format!("the login name `{login}`"));
        code = Code::USER_OTHER_NAME;
    }
    if wider.subtree {
        parts.push("in the whole subtree".to_owned());
        code = Code::USER_TOO_DEEP;
    }
    if let Some(filter) = &wider.filter {
        parts.push(format!("without the filter `{filter}`"));
        code = Code::USER_FILTERED_OUT;
    }
    if let Some(attribute) = &wider.attribute {
        with.push(format!("the login attribute {attribute}"));
        code = Code::USER_OTHER_ATTRIBUTE;
    }
    if let Some(context) = &wider.base {
        with.push(format!("the base `{context}` instead of `{base}`"));
        code = Code::USER_OUTSIDE_BASE;
    }
    if !with.is_empty() {
        parts.push(format!("with {}", with.join(" and ")));
    }
    let more = format!("{} is found {}", quoted(&wider.dns), parts.join(" and "));
    (code, more)
}

pub(super) fn quoted(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    quoted.join(", ")
}
