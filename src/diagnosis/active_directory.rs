//! The numbers that Active Directory (and Samba) put into `diagnosticMessage`.
//!
//! `80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563`: the
//! leading eight hexadecimal digits are a Win32 or SSPI error, `data` is the Win32 error of the
//! logon, in hexadecimal. Sources: MS-ADTS 3.1.1.3.1.9 and MS-ERREF 2.2.

use super::Code;

/// The number after `data` in a diagnostic message, as written there; `None` if there is none.
///
/// ```
/// use ldaplab::diagnosis::active_directory::sub_code;
/// let text = "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563";
/// assert_eq!(sub_code(text), Some("52e"));
/// assert_eq!(sub_code("invalid credentials"), None);
/// ```
pub fn sub_code(diagnostic: &str) -> Option<&str> {
    diagnostic.match_indices("data ").find_map(|(at, word)| {
        let before = diagnostic[..at].chars().next_back();
        if before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let rest = &diagnostic[at + word.len()..];
        let end = rest
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        let whole = !rest[end..].starts_with(char::is_alphanumeric);
        (1..=8)
            .contains(&end)
            .then_some(&rest[..end])
            .filter(|_| whole)
    })
}

/// The eight hexadecimal digits that begin a diagnostic message of Active Directory.
pub fn leading_code(diagnostic: &str) -> Option<&str> {
    let text = diagnostic.trim_start();
    let (code, _) = text.split_once(':')?;
    (code.len() == 8 && code.bytes().all(|b| b.is_ascii_hexdigit())).then_some(code)
}

/// What the bind was refused for, by the sub-code after `data`.
pub fn bind_code(diagnostic: &str) -> Option<Code> {
    let sub = sub_code(diagnostic)?;
    LOGON
        .iter()
        .find(|(number, ..)| number.eq_ignore_ascii_case(sub))
        .map(|(_, _, _, code)| *code)
}

/// The Win32 or SSPI error that this hexadecimal number stands for: its symbol and its meaning.
///
/// Takes a sub-code (`52e`) or a leading code (`000004DC`).
///
/// ```
/// use ldaplab::diagnosis::active_directory::meaning;
/// assert_eq!(meaning("775").unwrap().0, "ERROR_ACCOUNT_LOCKED_OUT");
/// assert_eq!(meaning("000004DC").unwrap().0, "ERROR_NOT_AUTHENTICATED");
/// ```
pub fn meaning(number: &str) -> Option<(&'static str, &'static str)> {
    let value = u32::from_str_radix(number, 16).ok()?;
    let logon = LOGON.iter().map(|(n, symbol, words, _)| (n, symbol, words));
    let leading = LEADING.iter().map(|(n, symbol, words)| (n, symbol, words));
    logon
        .chain(leading)
        .find(|(n, ..)| u32::from_str_radix(n, 16) == Ok(value))
        .map(|(_, symbol, words)| (*symbol, *words))
}

const LOGON: [(&str, &str, &str, Code); 12] = [
    (
        "525",
        "ERROR_NO_SUCH_USER",
        "the account does not exist",
        Code::BIND_UNKNOWN_USER,
    ),
    (
        "52e",
        "ERROR_LOGON_FAILURE",
        "the user name or password is incorrect",
        Code::BIND_WRONG_PASSWORD,
    ),
    (
        "52f",
        "ERROR_ACCOUNT_RESTRICTION",
        "account restrictions prevent this logon",
        Code::BIND_ACCOUNT_RESTRICTION,
    ),
    (
        "530",
        "ERROR_INVALID_LOGON_HOURS",
        "the account may not log on at this time",
        Code::BIND_LOGON_HOURS,
    ),
    (
        "531",
        "ERROR_INVALID_WORKSTATION",
        "the account may not log on from this computer",
        Code::BIND_WORKSTATION,
    ),
    (
        "532",
        "ERROR_PASSWORD_EXPIRED",
        "the password has expired",
        Code::BIND_PASSWORD_EXPIRED,
    ),
    (
        "533",
        "ERROR_ACCOUNT_DISABLED",
        "the account is disabled",
        Code::BIND_ACCOUNT_DISABLED,
    ),
    (
        "568",
        "ERROR_TOO_MANY_CONTEXT_IDS",
        "the account is in too many groups",
        Code::BIND_TOO_MANY_GROUPS,
    ),
    (
        "701",
        "ERROR_ACCOUNT_EXPIRED",
        "the account has expired",
        Code::BIND_ACCOUNT_EXPIRED,
    ),
    (
        "773",
        "ERROR_PASSWORD_MUST_CHANGE",
        "the password must be changed before the first logon",
        Code::BIND_MUST_CHANGE_PASSWORD,
    ),
    (
        "775",
        "ERROR_ACCOUNT_LOCKED_OUT",
        "the account is locked",
        Code::BIND_ACCOUNT_LOCKED,
    ),
    (
        "80090346",
        "SEC_E_BAD_BINDINGS",
        "the channel binding token is missing or wrong",
        Code::BIND_CHANNEL_BINDING,
    ),
];

const LEADING: [(&str, &str, &str); 9] = [
    (
        "000004DC",
        "ERROR_NOT_AUTHENTICATED",
        "a successful bind must be completed on the connection first",
    ),
    (
        "00002028",
        "ERROR_DS_STRONG_AUTH_REQUIRED",
        "the server requires TLS or signing for this bind",
    ),
    (
        "0000202B",
        "ERROR_DS_REFERRAL",
        "the entry lies on another server",
    ),
    (
        "0000208D",
        "ERROR_DS_OBJ_NOT_FOUND",
        "the entry does not exist",
    ),
    (
        "00000057",
        "ERROR_INVALID_PARAMETER",
        "a parameter of the request is wrong",
    ),
    (
        "00000534",
        "ERROR_NONE_MAPPED",
        "no account has this name or identifier",
    ),
    (
        "00000005",
        "ERROR_ACCESS_DENIED",
        "the account may not do this",
    ),
    (
        "80090308",
        "SEC_E_INVALID_TOKEN",
        "the logon was refused: the number after data says why",
    ),
    (
        "8009030C",
        "SEC_E_LOGON_DENIED",
        "the logon was refused: the number after data says why",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sub_code_of_a_recorded_answer_is_found() {
        let ad = "80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 775, v23f0";
        assert_eq!(sub_code(ad), Some("775"));
        assert_eq!(leading_code(ad), Some("80090308"));
        assert_eq!(bind_code(ad), Some(Code::BIND_ACCOUNT_LOCKED));
        let binding = "80090346: LdapErr: DSID-0C09089F, comment: AcceptSecurityContext error, data 80090346, v4563";
        assert_eq!(bind_code(binding), Some(Code::BIND_CHANNEL_BINDING));
    }

    #[test]
    fn texts_without_a_sub_code_have_none() {
        for text in [
            "",
            "data",
            "data ",
            "metadata 52e",
            "no data here",
            "data 52x",
            "data 123456789",
        ] {
            assert_eq!(sub_code(text), None, "{text:?}");
        }
        assert_eq!(sub_code("data 0, data 52e"), Some("0"));
        assert_eq!(leading_code("unsupported extended operation"), None);
        assert_eq!(leading_code("0000202B"), None);
        assert_eq!(leading_code("0000202B: RefErr: DSID-…"), Some("0000202B"));
        assert_eq!(bind_code("comment: x, data 0, v4563"), None);
    }

    #[test]
    fn a_number_names_its_win32_error_whatever_its_case_and_zeros() {
        assert_eq!(meaning("52E"), meaning("52e"));
        assert_eq!(meaning("52e").unwrap().0, "ERROR_LOGON_FAILURE");
        assert_eq!(
            meaning("00002028").unwrap().0,
            "ERROR_DS_STRONG_AUTH_REQUIRED"
        );
        assert_eq!(meaning("0000208D").unwrap().0, "ERROR_DS_OBJ_NOT_FOUND");
        assert_eq!(meaning("0000202B").unwrap().0, "ERROR_DS_REFERRAL");
        assert_eq!(meaning("1"), None);
        assert_eq!(meaning("zz"), None);
    }
}
