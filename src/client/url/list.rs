//! Several URLs in one text: servers to be tried one after the other.

use super::{LdapUrl, UrlError};

impl LdapUrl {
    /// Reads URLs with spaces or commas between them, as libldap's URI option has them: each is tried after the one
    /// before it has failed. A comma within a DN separates nothing, as no scheme follows it.
    ///
    /// # Errors
    /// [`UrlError`] for the first text that is no URL, and for none at all.
    ///
    /// ```
    /// use ldaplab::client::LdapUrl;
    ///
    /// let urls = LdapUrl::list("ldaps://dc1.corp.example/dc=corp,dc=example, ldaps://dc2.corp.example")?;
    /// assert_eq!(urls[0].dn(), "dc=corp,dc=example");
    /// assert_eq!(urls[1].host(), "dc2.corp.example");
    /// # Ok::<(), ldaplab::client::UrlError>(())
    /// ```
    pub fn list(text: &str) -> Result<Vec<Self>, UrlError> {
        let mut urls = Vec::new();
        for word in text.split_whitespace() {
            let mut start = 0;
            for (at, _) in word.match_indices(',') {
                if starts_with_scheme(&word[at + 1..]) || word.len() == at + 1 {
                    urls.extend(one(&word[start..at])?);
                    start = at + 1;
                }
            }
            urls.extend(one(&word[start..])?);
        }
        if urls.is_empty() {
            return Err(UrlError::new(
                "there is no URL in the list",
                "write at least one, as ldaps://dc1.corp.example",
            ));
        }
        Ok(urls)
    }
}

fn one(text: &str) -> Result<Option<LdapUrl>, UrlError> {
    match text.trim_matches(',') {
        "" => Ok(None),
        text => LdapUrl::parse(text).map(Some),
    }
}

fn starts_with_scheme(text: &str) -> bool {
    let letters = text
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    letters > 0 && text[letters..].starts_with("://")
}
