//! Active Directory's numbers in words.

use crate::diagnosis::active_directory::{leading_code, meaning, sub_code};

/// A Win32 or SSPI error in the words of Active Directory or Samba, MS-ERREF 2.1 and 2.2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Win32 {
    /// The number in hexadecimal, as the server wrote it: `52e`, `000004DC`.
    pub number: String,
    /// Its symbol: `ERROR_LOGON_FAILURE`.
    pub symbol: &'static str,
    /// Its meaning for the operation, in a few words.
    pub meaning: &'static str,
}

/// The numbers in a diagnostic message that are known.
pub(super) fn read(text: &str) -> Vec<Win32> {
    [leading_code(text), sub_code(text)]
        .into_iter()
        .flatten()
        .filter_map(|number| {
            let (symbol, meaning) = meaning(number)?;
            Some(Win32 {
                number: number.to_owned(),
                symbol,
                meaning,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(text: &str) -> Vec<&'static str> {
        read(text).into_iter().map(|number| number.symbol).collect()
    }

    #[test]
    fn every_number_behind_data_has_a_name() {
        for (number, symbol) in [
            ("57", "ERROR_INVALID_PARAMETER"),
            ("525", "ERROR_NO_SUCH_USER"),
            ("52e", "ERROR_LOGON_FAILURE"),
            ("52f", "ERROR_ACCOUNT_RESTRICTION"),
            ("530", "ERROR_INVALID_LOGON_HOURS"),
            ("531", "ERROR_INVALID_WORKSTATION"),
            ("532", "ERROR_PASSWORD_EXPIRED"),
            ("533", "ERROR_ACCOUNT_DISABLED"),
            ("534", "ERROR_NONE_MAPPED"),
            ("568", "ERROR_TOO_MANY_CONTEXT_IDS"),
            ("701", "ERROR_ACCOUNT_EXPIRED"),
            ("773", "ERROR_PASSWORD_MUST_CHANGE"),
            ("775", "ERROR_ACCOUNT_LOCKED_OUT"),
            ("80090346", "SEC_E_BAD_BINDINGS"),
        ] {
            let text = format!(
                "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data {number}, v4563"
            );
            assert_eq!(symbols(&text), ["SEC_E_INVALID_TOKEN", symbol]);
        }
    }

    #[test]
    fn a_leading_number_has_a_name_too() {
        for (number, symbol) in [
            ("000004DC", "ERROR_NOT_AUTHENTICATED"),
            ("00002028", "ERROR_DS_STRONG_AUTH_REQUIRED"),
            ("0000202B", "ERROR_DS_REFERRAL"),
            ("0000208D", "ERROR_DS_OBJ_NOT_FOUND"),
        ] {
            let text = format!("{number}: LdapErr: DSID-0C090A5C, comment: words, data 0, v4563");
            assert_eq!(symbols(&text), [symbol]);
        }
        assert_eq!(symbols("invalid credentials"), [""; 0]);
    }
}
