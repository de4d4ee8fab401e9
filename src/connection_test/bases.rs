//! The stage that looks at the bases: that of the directory, of the users and of the groups.

use super::{ConnectionTest, course::Course, lookups::quoted};
use crate::{
    client::{Client, Error, Search, error::not_bound},
    diagnosis::{Base, Code, Stage, active_directory},
    directory::dn::Dn,
    identity::{Capabilities, holds_people},
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
        let all = [
            ("base", Base::Directory, base),
            ("user_base", Base::Users, plan.user_search.base.as_ref()),
            ("group_base", Base::Groups, plan.group_base.as_ref()),
        ];
        for (name, kind, base) in all {
            let Some(base) = base else { continue };
            course.about(kind);
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
        let result = &found.result;
        if result.code == ResultCode::SUCCESS && !found.entries.is_empty() {
            return Ok(());
        }
        for context in &capabilities.naming_contexts {
            course.note("naming_context", context);
        }
        let mut code = self.code_of(result);
        let what = format!("the search for `{base}`");
        let mut detail = match result.code {
            ResultCode::SUCCESS => format!("{what} succeeded without an entry"),
            _ => Error::refused(Stage::Base, code, &what, result.clone())
                .detail()
                .to_owned(),
        };
        if ABSENT.contains(&code) {
            match place(client, capabilities, base).await {
                // Who hides an entry denies it, and sends nobody elsewhere.
                Some(Place::Hidden(_)) if code == Code::BASE_REFERRAL => {}
                Some(Place::Hidden(context)) => {
                    code = Code::BASE_HIDDEN;
                    detail.push_str(&match context {
                        None => "; the root DSE names it as a naming context".to_owned(),
                        Some(context) => format!(
                            "; nor is `{context}` shown, the naming context that it lies in"
                        ),
                    });
                }
                Some(Place::Within(whole)) => {
                    code = Code::BASE_INCOMPLETE;
                    detail.push_str(&format!("; `{whole}` exists"));
                    course.note("whole_base", whole);
                }
                None => {}
            }
        }
        if code == Code::BASE_INVALID_DN
            && let Err(error) = Dn::parse(base)
        {
            detail.push_str(&format!("; {error}"));
        }
        let contexts = &capabilities.naming_contexts;
        if [Code::BASE_NOT_FOUND, Code::BASE_OUTSIDE].contains(&code) && !contexts.is_empty() {
            detail.push_str(&format!("; this server has {}", quoted(contexts)));
        }
        if [Code::BASE_NOT_FOUND, Code::BASE_HIDDEN].contains(&code) && self.plan.bind.is_none() {
            detail.push_str("; the connection is anonymous, and servers may hide entries from it");
        }
        Err(match result.code {
            ResultCode::SUCCESS => Error::new(Stage::Base, code, detail),
            _ => Error::new(Stage::Base, code, detail).with_result(found.result),
        })
    }

    /// The code of what the server answered to the search for a base.
    fn code_of(&self, result: &LdapResult) -> Code {
        let nowhere = active_directory::leading_code(&result.diagnostic) == Some(NAMES_NO_DOMAIN);
        match result.code {
            _ if self.refused_as_anonymous(result) => Code::BASE_NOT_BOUND,
            ResultCode::OPERATIONS_ERROR if nowhere => Code::BASE_OUTSIDE,
            ResultCode::SUCCESS | ResultCode::NO_SUCH_OBJECT => Code::BASE_NOT_FOUND,
            ResultCode::REFERRAL => Code::BASE_REFERRAL,
            ResultCode::INSUFFICIENT_ACCESS_RIGHTS => Code::BASE_DENIED,
            ResultCode::INVALID_DN_SYNTAX => Code::BASE_INVALID_DN,
            ResultCode::CONFIDENTIALITY_REQUIRED => self.protection(),
            _ => Code::BASE_FAILED,
        }
    }

    /// Whether the server refuses because nobody is bound. It may say so in words; slapd with `require strong` and 389-DS without anonymous access
    /// have codes for it, slapd with `require authc` has words behind unwillingToPerform.
    pub(super) fn refused_as_anonymous(&self, result: &LdapResult) -> bool {
        let codes = [
            ResultCode::INAPPROPRIATE_AUTHENTICATION,
            ResultCode::STRONGER_AUTH_REQUIRED,
        ];
        self.plan.bind.is_none() && (not_bound(result) || codes.contains(&result.code))
    }
}

/// The number with which Active Directory answers a base outside of its naming contexts that names no domain at its end.
const NAMES_NO_DOMAIN: &str = "000020D6";

/// A base that was not found may be elsewhere.
const ABSENT: [Code; 3] = [
    Code::BASE_NOT_FOUND,
    Code::BASE_OUTSIDE,
    Code::BASE_REFERRAL,
];

/// Naming contexts that a base is completed with.
const CONTEXTS: usize = 3;

/// What is known of a base that was not found.
enum Place {
    /// It is a naming context, or lies in this one whose entry is not shown either.
    Hidden(Option<String>),
    /// It exists as this DN, with a naming context at its end.
    Within(String),
}

/// Asks where a base that was not found may be.
async fn place(client: &mut Client, capabilities: &Capabilities, base: &str) -> Option<Place> {
    let own = Dn::parse(base).ok()?;
    let contexts = capabilities.naming_contexts.iter();
    let contexts: Vec<(&String, Dn)> = contexts
        .filter_map(|text| Some((text, Dn::parse(text).ok()?)))
        .filter(|(_, dn)| !dn.is_root())
        .collect();
    let holding = contexts.iter().filter(|(_, dn)| own.is_within(dn));
    if let Some((text, dn)) = holding.max_by_key(|(_, dn)| dn.depth()) {
        return match *dn == own {
            true => Some(Place::Hidden(None)),
            false if is_shown(client, text).await? => None,
            false => Some(Place::Hidden(Some((*text).clone()))),
        };
    }
    let first = capabilities.default_base.as_ref();
    let (mut first, rest): (Vec<_>, Vec<_>) = contexts
        .iter()
        .filter(|(text, _)| holds_people(text))
        .partition(|(text, _)| Some(*text) == first);
    first.extend(rest);
    for (_, context) in first.into_iter().take(CONTEXTS) {
        let whole = own.rebase(&Dn::root(), context)?;
        if is_shown(client, whole.as_str()).await? {
            return Some(Place::Within(whole.as_str().to_owned()));
        }
    }
    None
}

/// Whether a search for the entry brings it; `None` when the conversation broke.
async fn is_shown(client: &mut Client, dn: &str) -> Option<bool> {
    let search = Search::entry(dn).attributes(["1.1"]);
    let found = client.search_outcome(&search).await.ok()?;
    Some(found.result.code == ResultCode::SUCCESS && !found.entries.is_empty())
}
