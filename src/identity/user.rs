//! Finding a user by login name.

use super::{Capabilities, UserFilter};
use crate::{
    client::{Client, Entry, Error, Found, Search, error::not_bound},
    diagnosis::{Code, Stage},
    wire::{Filter, LdapResult, ResultCode, request::Scope},
};

/// Entries of one login name that are looked at before giving up: enough to list the doubles.
const MOST: u32 = 20;

/// The filter that finds a login name (`ada`, `ada@corp.example`, `CORP\ada`): by one attribute, or by those usual on such a
/// server (AD: sAMAccountName and userPrincipalName; else uid, cn and mail). The domain of `CORP\ada` is left out.
pub fn login_filter(capabilities: &Capabilities, login: &str, attribute: Option<&str>) -> Filter {
    let account = account(login);
    match attribute {
        Some(attribute) => equals(attribute, account),
        None => any_of(usual_attributes(capabilities), account),
    }
}

fn equals(name: &str, value: &str) -> Filter {
    Filter::Equality(name.to_owned(), value.as_bytes().to_vec())
}

fn any_of(names: &[&str], account: &str) -> Filter {
    Filter::Or(names.iter().map(|name| equals(name, account)).collect())
}

/// The attributes that hold login names on one server or another.
pub(super) const LOGIN_ATTRIBUTES: [&str; 5] =
    ["sAMAccountName", "userPrincipalName", "uid", "cn", "mail"];

/// The attributes that usually hold login names on such a server.
fn usual_attributes(capabilities: &Capabilities) -> &'static [&'static str] {
    match capabilities.active_directory {
        true => &["sAMAccountName", "userPrincipalName"],
        false => &["uid", "cn", "mail"],
    }
}

/// How a user is looked up: below which base and how deep, by which attribute, and what an entry is beside.
///
/// ```no_run
/// # async fn example(mut client: ldaplab::client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use ldaplab::identity::{Capabilities, UserSearch};
///
/// let capabilities = Capabilities::read(&mut client).await?;
/// let search = UserSearch::new("ou=people,dc=example,dc=org", "ada")
///     .attribute("uid")
///     .filter("(objectClass=person)".parse()?);
/// let found = search.find(&mut client, &capabilities).await?;
/// assert_eq!(found.entries.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserSearch {
    pub(super) base: String,
    pub(super) login: String,
    pub(super) attribute: Option<String>,
    pub(super) filter: Option<UserFilter>,
    pub(super) scope: Scope,
    /// By every attribute that holds login names anywhere.
    pub(super) by_any: bool,
}

impl UserSearch {
    /// What its filter says of the login name, where it has one.
    #[must_use]
    pub fn condition(&self) -> Option<Filter> {
        let filter = self.filter.as_ref()?;
        Some(filter.about(&self.login))
    }

    /// A look-up in the subtree of a base by the usual attributes.
    pub fn new(base: impl Into<String>, login: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            login: login.into(),
            attribute: None,
            filter: None,
            scope: Scope::Sub,
            by_any: false,
        }
    }

    /// Sets the attribute that holds the login name. A filter with a place for the name makes it idle.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>) -> Self {
        self.attribute = Some(name.into());
        self
    }

    /// Sets what an entry is beside having the login name.
    #[must_use]
    pub fn filter(mut self, filter: UserFilter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// Sets how deep the search goes: the subtree unless set.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// The filter that is sent to such a server.
    pub fn to_filter(&self, capabilities: &Capabilities) -> Filter {
        let by = match self.by_any {
            true => any_of(&LOGIN_ATTRIBUTES, account(&self.login)),
            false => login_filter(capabilities, &self.login, self.attribute.as_deref()),
        };
        match &self.filter {
            Some(filter) => filter.of(account(&self.login), by),
            None => by,
        }
    }

    /// What an entry must have, for people: `` `ada` as uid, cn or mail ``.
    pub(crate) fn what(&self, capabilities: &Capabilities) -> String {
        let login = &self.login;
        let by = self
            .attribute
            .as_deref()
            .unwrap_or(if capabilities.active_directory {
                "sAMAccountName or userPrincipalName"
            } else {
                "uid, cn or mail"
            });
        match &self.filter {
            None => format!("`{login}` as {by}"),
            Some(filter) if filter.places_login() => {
                format!("`{login}` in the places of the filter `{filter}`")
            }
            Some(filter) => format!("`{login}` as {by} and matches `{filter}`"),
        }
    }

    /// All entries that match, at most 20; a good directory has one. References to other servers are not followed.
    ///
    /// # Errors
    /// What the search failed with, under the codes of [`Stage::FindUser`].
    pub async fn find(
        &self,
        client: &mut Client,
        capabilities: &Capabilities,
    ) -> Result<Found, Error> {
        let search = Search::new(&self.base)
            .scope(self.scope)
            .filter(self.to_filter(capabilities))
            // What the group look-up needs, and what a person wants to see.
            .attributes([
                "cn",
                "uid",
                "mail",
                "displayName",
                "sAMAccountName",
                "userPrincipalName",
                "memberOf",
                "primaryGroupID",
                "objectSid",
            ])
            .size_limit(MOST);
        let found = client
            .search_outcome(&search)
            .await
            .map_err(|error| error.at(Stage::FindUser))?;
        match found.result.code {
            ResultCode::SUCCESS => Ok(found),
            // The doubles are the answer.
            ResultCode::SIZE_LIMIT_EXCEEDED if found.entries.len() > 1 => Ok(found),
            _ => Err(Error::refused(
                Stage::FindUser,
                refused(&found.result),
                "the search for the user",
                found.result,
            )),
        }
    }
}

/// The code of a refused search for a user.
pub(super) fn refused(result: &LdapResult) -> Code {
    match result.code {
        _ if not_bound(result) => Code::USER_NOT_BOUND,
        ResultCode::INSUFFICIENT_ACCESS_RIGHTS => Code::USER_DENIED,
        ResultCode::NO_SUCH_OBJECT => Code::BASE_NOT_FOUND,
        ResultCode::CONFIDENTIALITY_REQUIRED => Code::LDAP_CONFIDENTIALITY_REQUIRED,
        ResultCode::SIZE_LIMIT_EXCEEDED => Code::USER_SIZE_LIMIT,
        ResultCode::TIME_LIMIT_EXCEEDED => Code::USER_TIME_LIMIT,
        ResultCode::INAPPROPRIATE_MATCHING | ResultCode::UNDEFINED_ATTRIBUTE_TYPE => {
            Code::USER_FILTER
        }
        // So much can be a protocol error.
        ResultCode::PROTOCOL_ERROR if result.diagnostic.contains("filter") => Code::USER_FILTER,
        _ => Code::USER_FAILED,
    }
}

/// [`UserSearch::find`] for the subtree of a base: the entries alone.
///
/// # Errors
/// As there.
pub async fn find_user(
    client: &mut Client,
    capabilities: &Capabilities,
    base: &str,
    login: &str,
    attribute: Option<&str>,
) -> Result<Vec<Entry>, Error> {
    let search = UserSearch {
        attribute: attribute.map(str::to_owned),
        ..UserSearch::new(base, login)
    };
    Ok(search.find(client, capabilities).await?.entries)
}

/// The login name without the domain of `CORP\ada`, which names where to look, not whom to find.
pub(super) fn account(login: &str) -> &str {
    login.split_once('\\').map_or(login, |(_, account)| account)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capabilities(active_directory: bool) -> Capabilities {
        let root_dse = Entry {
            dn: String::new(),
            attributes: Vec::new(),
        };
        Capabilities {
            active_directory,
            ..Capabilities::of(root_dse)
        }
    }

    #[test]
    fn ad_is_asked_by_account_and_principal_name() {
        assert_eq!(
            login_filter(&capabilities(true), "CORP\\ada", None),
            Filter::Or(vec![
                equals("sAMAccountName", "ada"),
                equals("userPrincipalName", "ada")
            ])
        );
        assert_eq!(
            login_filter(&capabilities(true), "ada@corp.example", None),
            Filter::Or(vec![
                equals("sAMAccountName", "ada@corp.example"),
                equals("userPrincipalName", "ada@corp.example")
            ])
        );
    }

    #[test]
    fn others_are_asked_by_uid_cn_and_mail_or_by_the_attribute_given() {
        assert_eq!(
            login_filter(&capabilities(false), "ada (x)*", None),
            Filter::Or(vec![
                equals("uid", "ada (x)*"),
                equals("cn", "ada (x)*"),
                equals("mail", "ada (x)*")
            ])
        );
        assert_eq!(
            login_filter(&capabilities(false), "ada", Some("employeeNumber")),
            equals("employeeNumber", "ada")
        );
    }
}
