//! Active Directory's errors of a logon: what stands behind `data` in the text of a refused bind.

/// Win32 errors in hexadecimal, as servers write them (MS-ERREF 2.2; what each means to a client is the client's affair).
const ERRORS: &[&str] = &[
    "525", "52e", "52f", "530", "531", "532", "533", "568", "701", "773", "775", "80090346",
];

/// The text of a refused bind with an error of a logon; `None` where there is no such error.
pub(crate) fn refusal(data: &str) -> Option<String> {
    ERRORS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(data))
        .then(|| format!("80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data {data}, v4563"))
}
