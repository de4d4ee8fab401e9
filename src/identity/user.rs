//! Finding a user by login name.

use super::Capabilities;
use crate::{
    client::{Client, Entry, Error, Search},
    diagnosis::{Code, Stage},
    wire::{Filter, ResultCode},
};

/// Entries of one login name that are looked at before giving up: enough to list the doubles.
const MOST: u32 = 20;

/// The filter that finds a login name (`ada`, `ada@corp.example`, `CORP\ada`): by one attribute, or by those usual on such a
/// server (AD: sAMAccountName and userPrincipalName; else uid, cn and mail).
///
/// The domain of `CORP\ada` is left out: it names where to look, not whom to find.
pub fn login_filter(capabilities: &Capabilities, login: &str, attribute: Option<&str>) -> Filter {
    let account = login.split_once('\\').map_or(login, |(_, account)| account);
    let equals =
        |name: &str, value: &str| Filter::Equality(name.to_owned(), value.as_bytes().to_vec());
    if let Some(attribute) = attribute {
        return equals(attribute, account);
    }
    let usual = usual_attributes(capabilities).iter();
    Filter::Or(usual.map(|name| equals(name, account)).collect())
}

/// The attributes that usually hold login names on such a server.
pub(super) fn usual_attributes(capabilities: &Capabilities) -> &'static [&'static str] {
    match capabilities.active_directory {
        true => &["sAMAccountName", "userPrincipalName"],
        false => &["uid", "cn", "mail"],
    }
}

/// All entries below the base that the login name names, at most 20; a good directory has one.
///
/// # Errors
/// What the search failed with, under the codes of [`Stage::FindUser`].
pub async fn find_user(
    client: &mut Client,
    capabilities: &Capabilities,
    base: &str,
    login: &str,
    attribute: Option<&str>,
) -> Result<Vec<Entry>, Error> {
    let search = Search::new(base)
        .filter(login_filter(capabilities, login, attribute))
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
        ResultCode::SUCCESS => Ok(found.entries),
        // The doubles are the answer.
        ResultCode::SIZE_LIMIT_EXCEEDED if found.entries.len() > 1 => Ok(found.entries),
        code => Err(Error::refused(
            Stage::FindUser,
            match code {
                ResultCode::INSUFFICIENT_ACCESS_RIGHTS | ResultCode::OPERATIONS_ERROR => {
                    Code::USER_DENIED
                }
                ResultCode::SIZE_LIMIT_EXCEEDED => Code::USER_SIZE_LIMIT,
                ResultCode::TIME_LIMIT_EXCEEDED => Code::USER_TIME_LIMIT,
                ResultCode::INAPPROPRIATE_MATCHING
                | ResultCode::UNDEFINED_ATTRIBUTE_TYPE
                | ResultCode::PROTOCOL_ERROR => Code::USER_FILTER,
                _ => Code::USER_FAILED,
            },
            "the search for the user",
            found.result,
        )),
    }
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

    fn equals(name: &str, value: &str) -> Filter {
        Filter::Equality(name.into(), value.as_bytes().to_vec())
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
