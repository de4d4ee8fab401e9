//! What a refused bind means. The service account and the user who logs in share these rows: the
//! stage of the error tells whose bind it was.

rows! {
    BIND_INVALID_CREDENTIALS = "bind.invalid_credentials", Bind, "BIND-49",
        "The server refuses the name and password (invalidCredentials) without saying why: one of them is wrong, or the account has no password or is locked.",
        "{Check_dn_and_password}, have the directory's administrator look whether the account is locked (OpenLDAP tells it only with ppolicy_use_lockout).";
    BIND_UNKNOWN_USER = "bind.unknown_user", Bind, "BIND-49-525",
        "The server knows no account of that name (data 525).",
        "Check the spelling of the name and its domain: Active Directory takes name@domain, DOMAIN\\name or the whole DN.";
    BIND_WRONG_PASSWORD = "bind.wrong_password", Bind, "BIND-49-52e",
        "The name or the password is wrong (data 52e).",
        "{Check_name_and_password}.";
    BIND_NAME_FORM = "bind.name_form", Bind, "BIND-49-52e-NAME",
        "The server refuses the name and password (data 52e), and the name is neither a DN nor name@domain nor DOMAIN\\name: Active Directory takes such a name for a displayName, and answers the same to one that nobody has, whatever the password.",
        "Give the name as name@domain, as DOMAIN\\name or as a whole DN with a backslash before each comma that belongs to a value (a `try_name` in the details is such a form of this name), and look at the password only if that is refused too.";
    BIND_ACCOUNT_RESTRICTION = "bind.account_restriction", Bind, "BIND-49-52f",
        "A restriction of the account forbids this logon (data 52f).",
        "Have the directory's administrator look at the account's restrictions (blank password, protected users, authentication policy), or use another account.";
    BIND_LOGON_HOURS = "bind.logon_hours", Bind, "BIND-49-530",
        "The account may not log on at this time of day (data 530).",
        "Have the directory's administrator widen the account's logon hours, or use an account without such hours.";
    BIND_WORKSTATION = "bind.workstation", Bind, "BIND-49-531",
        "The account may not log on from this computer (data 531).",
        "Have the directory's administrator extend the account's list \"Log On To\" (by this computer and, for LDAP, by the domain controllers), or use an account without such a list.";
    BIND_PASSWORD_EXPIRED = "bind.password_expired", Bind, "BIND-49-532",
        "The account's password has expired.",
        "Give the account a new password and enter that here; for a service account choose one that does not expire.";
    BIND_ACCOUNT_DISABLED = "bind.account_disabled", Bind, "BIND-49-533",
        "The account is disabled (data 533).",
        "Have the directory's administrator enable the account, or use another.";
    BIND_TOO_MANY_GROUPS = "bind.too_many_groups", Bind, "BIND-49-568",
        "The account is in too many groups to log on (data 568).",
        "Have the directory's administrator take the account out of groups, nested ones included, or use another.";
    BIND_ACCOUNT_EXPIRED = "bind.account_expired", Bind, "BIND-49-701",
        "The account has expired (data 701).",
        "Have the directory's administrator move the account's expiry date, or use another.";
    BIND_MUST_CHANGE_PASSWORD = "bind.must_change_password", Bind, "BIND-49-773",
        "The account's password must be changed before it is used for anything else.",
        "Log on once with the account and change its password, or have the administrator clear that demand (Active Directory: \"User must change password at next logon\", OpenLDAP: pwdReset).";
    BIND_ACCOUNT_LOCKED = "bind.account_locked", Bind, "BIND-49-775",
        "The account is locked, usually after too many wrong passwords.",
        "Have the directory's administrator unlock the account, and find out which program keeps trying an old password.";
    BIND_CHANNEL_BINDING = "bind.channel_binding", Bind, "BIND-CHANNEL-BINDING",
        "The server demands a channel binding token that the client did not send (data 80090346).",
        "Use a simple bind over TLS or a client that sends channel binding tokens.";
    BIND_EMPTY_PASSWORD = "bind.empty_password", Bind, "BIND-53-UNAUTHENTICATED",
        "A name with an empty password is an unauthenticated bind, which proves nothing.",
        "Give the password of the account.";
    BIND_UNWILLING = "bind.unwilling", Bind, "BIND-53",
        "The server is unwilling to perform this bind (unwillingToPerform).",
        "Read the server's message in the details: the account may be inactivated, or have no password.";
    BIND_INAPPROPRIATE_AUTHENTICATION = "bind.inappropriate_authentication", Bind, "BIND-48",
        "This kind of bind is not allowed for this account (inappropriateAuthentication).",
        "Have the directory's administrator look whether the account has a password and may bind with it.";
    BIND_STRONGER_AUTH_REQUIRED = "bind.stronger_auth_required", Bind, "BIND-8",
        "The server accepts no simple bind without TLS (strongerAuthRequired).",
        "{ldaps_not_ldap}, or {start_tls}.";
    BIND_SIGNING_REQUIRED = "bind.signing_required", Bind, "BIND-8-2028",
        "The domain controller demands signing, and a simple bind without TLS cannot be signed (00002028).",
        "{ldaps_not_ldap}, or {start_tls}: over TLS no signing is demanded.";
    BIND_ANONYMOUS_REFUSED = "bind.anonymous_refused", Bind, "BIND-ANONYMOUS",
        "The server refuses the bind of a client without a name, and none was given.",
        "Give the name of an account that may read the directory ({bind_name}: a whole DN, in Active Directory also name@domain) and its password{password}.";
    BIND_CONFIDENTIALITY_REQUIRED = "bind.confidentiality_required", Bind, "BIND-13",
        "The server accepts no bind without TLS (confidentialityRequired).",
        "{ldaps_not_ldap}, or {start_tls}.";
    BIND_METHOD_NOT_SUPPORTED = "bind.method_not_supported", Bind, "BIND-7",
        "The server does not support this way to authenticate (authMethodNotSupported).",
        "Have the server accept simple binds from this account (over TLS), or use a program that authenticates by one of supportedSASLMechanisms in the root DSE.";
    BIND_INVALID_DN = "bind.invalid_dn", Bind, "BIND-34",
        "The bind name is not a correct DN (invalidDNSyntax).",
        "Write the bind name as a DN, such as cn=reader,dc=example,dc=org, with a backslash before each comma that belongs to a value.";
    BIND_BUSY = "bind.busy", Bind, "BIND-51",
        "The server is too busy for this bind.",
        "Try again later, or use another server.";
    BIND_UNAVAILABLE = "bind.unavailable", Bind, "BIND-52",
        "The server is shutting down or not ready (unavailable).",
        "Try again later, or use another server.";
    BIND_NOT_LDAPV3 = "bind.protocol_version", Bind, "BIND-2",
        "The server refuses the bind as a protocol error: it may not speak LDAPv3.",
        "Read the server's message in the details, and check that the server supports LDAPv3.";
    BIND_REFERRAL = "bind.referral", Bind, "BIND-10",
        "The server refers the bind to another server.",
        "Connect to the server named in the details.";
    BIND_FAILED = "bind.failed", Bind, "BIND-OTHER",
        "The server refuses the bind.",
        "Read the server's code and message in the details.";
}
