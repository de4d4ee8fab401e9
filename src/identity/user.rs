//! Finding a user by login name.

use super::Capabilities;
use crate::{
    client::{Client, Entry, Error},
    wire::Filter,
};

/// The filter that finds a login name (`ada`, `ada@corp.example`, `CORP\ada`), by one attribute or by those usual on such a server.
pub fn login_filter(capabilities: &Capabilities, login: &str, attribute: Option<&str>) -> Filter {
    let _ = (capabilities, login, attribute);
    todo!()
}

/// All entries below the base that the login name names; a good directory has one.
///
/// # Errors
/// What the search failed with.
pub async fn find_user(
    client: &mut Client,
    capabilities: &Capabilities,
    base: &str,
    login: &str,
    attribute: Option<&str>,
) -> Result<Vec<Entry>, Error> {
    let _ = (client, capabilities, base, login, attribute);
    todo!()
}
