//! The attributes whose values nobody is shown: in a record, a transcript, a trace, a report, an explanation or `Debug`.

/// Passwords, keys and hashes of them: the name, the OID where it is published, and who says so.
const SECRETS: &[(&str, &str, &str)] = &[
    ("userPassword", "2.5.4.35", "RFC 4519 section 2.41"),
    (
        "authPassword",
        "1.3.6.1.4.1.4203.1.3.4",
        "RFC 3112 section 3.2",
    ),
    (
        "userPKCS12",
        "2.16.840.1.113730.3.1.216",
        "RFC 2798 section 2.8: with the private key",
    ),
    (
        "pwdHistory",
        "1.3.6.1.4.1.42.2.27.8.1.20",
        "draft-behera-ldap-password-policy section 5.3.5",
    ),
    // Active Directory: what is never read over LDAP.
    ("unicodePwd", "1.2.840.113556.1.4.90", "MS-ADTS 3.1.1.4.4"),
    ("dBCSPwd", "1.2.840.113556.1.4.55", "MS-ADTS 3.1.1.4.4"),
    ("ntPwdHistory", "1.2.840.113556.1.4.94", "MS-ADTS 3.1.1.4.4"),
    (
        "lmPwdHistory",
        "1.2.840.113556.1.4.160",
        "MS-ADTS 3.1.1.4.4",
    ),
    (
        "supplementalCredentials",
        "1.2.840.113556.1.4.125",
        "MS-ADTS 3.1.1.4.4",
    ),
    ("currentValue", "1.2.840.113556.1.4.27", "MS-ADTS 3.1.1.4.4"),
    ("priorValue", "1.2.840.113556.1.4.100", "MS-ADTS 3.1.1.4.4"),
    (
        "initialAuthIncoming",
        "1.2.840.113556.1.4.539",
        "MS-ADTS 3.1.1.4.4",
    ),
    (
        "initialAuthOutgoing",
        "1.2.840.113556.1.4.540",
        "MS-ADTS 3.1.1.4.4",
    ),
    (
        "trustAuthIncoming",
        "1.2.840.113556.1.4.129",
        "MS-ADTS 3.1.1.4.4",
    ),
    (
        "trustAuthOutgoing",
        "1.2.840.113556.1.4.135",
        "MS-ADTS 3.1.1.4.4",
    ),
    // Active Directory: what is read by whoever is allowed to.
    (
        "msDS-ManagedPassword",
        "1.2.840.113556.1.4.2196",
        "MS-ADTS 3.1.1.4.5.39",
    ),
    (
        "msFVE-RecoveryPassword",
        "1.2.840.113556.1.4.1964",
        "MS-ADA2",
    ),
    ("msFVE-KeyPackage", "1.2.840.113556.1.4.1999", "MS-ADA2"),
    (
        "msPKIAccountCredentials",
        "1.2.840.113556.1.4.1894",
        "MS-ADA2",
    ),
    ("msPKIDPAPIMasterKeys", "1.2.840.113556.1.4.1893", "MS-ADA2"),
    ("unixUserPassword", "1.2.840.113556.1.4.1910", "MS-ADA3"),
    ("msSFU30Password", "", "Services for UNIX"),
    ("ms-Mcs-AdmPwd", "", "LAPS"),
    ("msLAPS-Password", "", "Windows LAPS"),
    ("msLAPS-EncryptedPassword", "", "Windows LAPS"),
    ("msLAPS-EncryptedPasswordHistory", "", "Windows LAPS"),
    ("msLAPS-EncryptedDSRMPassword", "", "Windows LAPS"),
    ("msLAPS-EncryptedDSRMPasswordHistory", "", "Windows LAPS"),
    // OpenLDAP.
    (
        "olcRootPW",
        "1.3.6.1.4.1.4203.1.12.2.3.2.0.9",
        "slapd-config(5)",
    ),
    ("olcSyncrepl", "", "slapd-config(5): with `credentials=`"),
    (
        "olcDbIDAssertBind",
        "",
        "slapd-ldap(5): with `credentials=`",
    ),
    ("olcDbACLBind", "", "slapd-ldap(5): with `credentials=`"),
    ("oathSecret", "", "slapo-otp(5)"),
    // Samba's schema of NT4 domains.
    ("sambaLMPassword", "1.3.6.1.4.1.7165.2.1.24", "samba.schema"),
    ("sambaNTPassword", "1.3.6.1.4.1.7165.2.1.25", "samba.schema"),
    (
        "sambaPasswordHistory",
        "1.3.6.1.4.1.7165.2.1.54",
        "samba.schema",
    ),
    (
        "sambaClearTextPassword",
        "1.3.6.1.4.1.7165.2.1.68",
        "samba.schema",
    ),
    (
        "sambaPreviousClearTextPassword",
        "1.3.6.1.4.1.7165.2.1.69",
        "samba.schema",
    ),
    (
        "lmPassword",
        "1.3.6.1.4.1.7165.2.1.1",
        "samba.schema of Samba 2",
    ),
    (
        "ntPassword",
        "1.3.6.1.4.1.7165.2.1.2",
        "samba.schema of Samba 2",
    ),
    (
        "clearPassword",
        "",
        "mail servers, qmail.schema and its heirs",
    ),
    ("clearTextPassword", "", "samba's ldb"),
    // Kerberos and FreeIPA.
    (
        "krbPrincipalKey",
        "2.16.840.1.113719.1.301.4.39.1",
        "kerberos.schema of MIT",
    ),
    ("krbMKey", "", "kerberos.schema of MIT"),
    (
        "krb5Key",
        "1.3.6.1.4.1.5322.10.1.10",
        "hdb.schema of Heimdal",
    ),
    ("ipaNTHash", "", "FreeIPA"),
    ("ipaNTTrustAuthIncoming", "", "FreeIPA"),
    ("ipaNTTrustAuthOutgoing", "", "FreeIPA"),
    ("ipatokenOTPkey", "", "FreeIPA"),
    ("ipatokenRadiusSecret", "", "FreeIPA"),
    // 389-DS.
    ("nsslapd-rootpw", "", "389-DS"),
    ("nsds5ReplicaCredentials", "", "389-DS"),
    ("nsMultiplexorCredentials", "", "389-DS"),
    ("passwordHistory", "", "389-DS"),
    // eDirectory and FreeRADIUS.
    ("nspmPassword", "", "eDirectory's universal password"),
    (
        "nspmDistributionPassword",
        "",
        "eDirectory's universal password",
    ),
    ("sasLoginSecret", "", "eDirectory"),
    ("radiusTunnelPassword", "", "FreeRADIUS"),
    ("freeradiusClientSecret", "", "FreeRADIUS"),
];

/// Whether values of this attribute description, whatever its options, must not be shown.
pub(crate) fn is_secret(description: &str) -> bool {
    let kind = description.split(';').next().unwrap_or(description).trim();
    let is = |own: &str| !own.is_empty() && own.eq_ignore_ascii_case(kind);
    SECRETS.iter().any(|(name, oid, _)| is(name) || is(oid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_name_and_oid_whatever_their_case_and_options() {
        for description in [
            "clearPassword",
            "USERPASSWORD;lang-de",
            "2.5.4.35",
            "trustAuthIncoming",
            "msLAPS-EncryptedPassword",
            "nspmPassword",
            "ipaNTHash",
            " olcSyncrepl",
        ] {
            assert!(is_secret(description), "{description}");
        }
        for description in [
            "",
            "cn",
            "pwdLastSet",
            "badPwdCount",
            "userCertificate",
            "pwdPolicySubentry",
        ] {
            assert!(!is_secret(description), "{description}");
        }
    }

    #[test]
    fn a_row_has_a_name_of_its_own_and_a_source() {
        for (at, (name, oid, source)) in SECRETS.iter().enumerate() {
            assert!(!name.is_empty() && !source.is_empty(), "{at}");
            let again = |(other, other_oid, _): &(&str, &str, &str)| {
                other.eq_ignore_ascii_case(name) || !oid.is_empty() && other_oid == oid
            };
            assert!(!SECRETS[at + 1..].iter().any(again), "{name}");
        }
    }
}
