//! What comes of each operation; OpenLDAP's answers are those of slapd 2.5.13.

/// An operation, OpenLDAP's answer, Active Directory's.
pub(super) type Row = (&'static str, &'static str, &'static str);

pub(super) const SAME: &str = "as OpenLDAP";
const NO_OBJECT: &str = "noSuchObject (32): 0000208D: NameErr: DSID-03100241, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'ou=work,BASE' [ou=work,BASE]";
const UNKNOWN_EXTENDED: &str = "protocolError (2): 0000203D: LdapErr: DSID-0C090C7D, comment: Unknown extended request OID, data 0, v4563";
const WRONG_CREDENTIALS: &str = "invalidCredentials (49): 80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1";
const PROTOCOL: &str =
    "protocolError (2): 00002021: LdapErr: DSID-0C0907E1, comment: Protocol error, data 0, v4563";
const ENTRY_EXISTS: &str =
    "entryAlreadyExists (68): 00002071: UpdErr: DSID-030503CF, problem 6005 (ENTRY_EXISTS), data 0";
const NO_DESCRIPTION: &str = "noSuchAttribute (16): 00002076: AtrErr: DSID-030F1BC2, #1:\n\t0: 00002076: DSID-030F1BC2, problem 1001 (NO_ATTRIBUTE_OR_VAL), data 0, Att 0 (description)";
const UNKNOWN_ATTRIBUTE: &str = "noSuchAttribute (16): 00000057: LdapErr: DSID-0C090D8A, comment: Error in attribute conversion operation, data 0, v2580";

pub(super) const ROWS: &[Row] = &[
    ("who is nobody", "``", SAME),
    ("bind", "ok", SAME),
    ("who is ada", "`dn:ADA`", "`u:EXAMPLE\\ada`"),
    (
        "bind, wrong password",
        "invalidCredentials (49)",
        WRONG_CREDENTIALS,
    ),
    ("who failed", "``", SAME),
    (
        "bind, unknown name",
        "invalidCredentials (49)",
        WRONG_CREDENTIALS,
    ),
    (
        "bind, malformed name",
        "invalidDNSyntax (34): invalid DN",
        WRONG_CREDENTIALS,
    ),
    ("bind, empty password, here", "bind.empty_password", SAME),
    (
        "bind, empty password, there",
        "unwillingToPerform (53): unauthenticated bind (DN with no password) disallowed",
        "ok",
    ),
    ("bind, anonymous", "ok", SAME),
    (
        "write as nobody",
        "strongerAuthRequired (8): modifications require authentication",
        "operationsError (1): 000004DC: LdapErr: DSID-0C090CF4, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563",
    ),
    ("add", "ok", SAME),
    ("add again", "entryAlreadyExists (68)", ENTRY_EXISTS),
    (
        "add below nothing",
        "noSuchObject (32) [ou=work,BASE]",
        NO_OBJECT,
    ),
    (
        "add without a class",
        "objectClassViolation (65): no objectClass attribute",
        "namingViolation (64): 00002099: NameErr: DSID-0305137B, problem 2005 (NAMING_VIOLATION), data 0, best match of:\n\t'ou=x,ou=work,BASE'",
    ),
    ("add a person", "ok", SAME),
    ("add a person", "ok", SAME),
    ("add a person", "ok", SAME),
    ("add a person", "ok", SAME),
    ("add a person", "ok", SAME),
    ("add a person", "ok", SAME),
    ("add a person", "ok", SAME),
    ("add a group", "ok", SAME),
    ("search base", "work, 0 attributes", SAME),
    (
        "search one",
        "cn=c0 cn=c1 cn=c2 cn=c3 cn=c4 cn=c5 cn=c6 cn=many, 0 attributes",
        SAME,
    ),
    (
        "search sub",
        "cn=c0 cn=c1 cn=c2 cn=c3 cn=c4 cn=c5 cn=c6 cn=many work, 0 attributes",
        SAME,
    ),
    (
        "search children",
        "cn=c0 cn=c1 cn=c2 cn=c3 cn=c4 cn=c5 cn=c6 cn=many, 0 attributes",
        PROTOCOL,
    ),
    ("select attributes", "cn=c0 sn=Prober", SAME),
    ("types only", "sn=", SAME),
    ("filter", "6", SAME),
    ("filter, unknown attribute", "0", SAME),
    ("paged", "8 in 3 pages", SAME),
    ("size limit", "2 and sizeLimitExceeded (4)", SAME),
    ("size limit as an error", "sizeLimitExceeded (4)", SAME),
    (
        "unknown base",
        "noSuchObject (32) [ou=work,BASE]",
        NO_OBJECT,
    ),
    (
        "another naming context",
        "referral (10) -> ldap://root.example.org/dc=elsewhere,dc=net??sub",
        "referral (10): 0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: 'elsewhere.net' -> ldap://elsewhere.net/dc=elsewhere,dc=net",
    ),
    (
        "malformed base",
        "invalidDNSyntax (34): invalid DN",
        "invalidDNSyntax (34): 0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'nonsense,,'",
    ),
    ("large attribute, whole", "7", SAME),
    ("large attribute, range", "", "member;range=1-2=cn=c1|cn=c2"),
    ("compare, true", "true", SAME),
    ("compare, false", "false", SAME),
    (
        "compare, no such attribute",
        "noSuchAttribute (16)",
        NO_DESCRIPTION,
    ),
    (
        "compare, unknown attribute",
        "undefinedAttributeType (17)",
        UNKNOWN_ATTRIBUTE,
    ),
    (
        "compare, no such entry",
        "noSuchObject (32) [ou=work,BASE]",
        NO_OBJECT,
    ),
    ("modify, add", "ok", SAME),
    (
        "modify, add again",
        "attributeOrValueExists (20): modify/add: description: value #0 already exists",
        "attributeOrValueExists (20): 00002083: AtrErr: DSID-03151904, #1:\n\t0: 00002083: DSID-03151904, problem 1006 (ATT_OR_VALUE_EXISTS), data 0, Att 0 (description)",
    ),
    ("modify, delete a value", "ok", SAME),
    (
        "modify, delete it again",
        "noSuchAttribute (16): modify/delete: description: no such value",
        NO_DESCRIPTION,
    ),
    (
        "modify, replace",
        "ok",
        "constraintViolation (19): 00002082: AtrErr: DSID-03151904, #1:\n\t0: 00002082: DSID-03151904, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 0 (telephoneNumber)",
    ),
    ("modify, replace by nothing", "ok", SAME),
    (
        "modify, delete what is not there",
        "noSuchAttribute (16): modify/delete: telephoneNumber: no such attribute",
        "noSuchAttribute (16): 00002076: AtrErr: DSID-030F1BC2, #1:\n\t0: 00002076: DSID-030F1BC2, problem 1001 (NO_ATTRIBUTE_OR_VAL), data 0, Att 0 (telephoneNumber)",
    ),
    (
        "modify, unknown attribute",
        "undefinedAttributeType (17): nonsense: attribute type undefined",
        UNKNOWN_ATTRIBUTE,
    ),
    (
        "modify, the name",
        "namingViolation (64): naming attribute 'cn' is not present in entry",
        "notAllowedOnRDN (67): 00002016: UpdErr: DSID-031A11E4, problem 6004 (CANT_ON_RDN), data 0",
    ),
    (
        "modify, half of it wrong",
        "noSuchAttribute (16): modify/delete: seeAlso: no such attribute",
        "noSuchAttribute (16): 00002076: AtrErr: DSID-030F1BC2, #1:\n\t0: 00002076: DSID-030F1BC2, problem 1001 (NO_ATTRIBUTE_OR_VAL), data 0, Att 0 (seeAlso)",
    ),
    ("modified", "description=two", SAME),
    (
        "modify, no such entry",
        "noSuchObject (32) [ou=work,BASE]",
        NO_OBJECT,
    ),
    ("increment", "ok", PROTOCOL),
    (
        "increment what is no number",
        "constraintViolation (19): sn: attribute syntax inappropriate for increment",
        PROTOCOL,
    ),
    (
        "increment what is not there",
        "noSuchAttribute (16): modify/increment: gidNumber: no such attribute",
        PROTOCOL,
    ),
    ("incremented", "gidNumber=5002", "primaryGroupID=513"),
    (
        "password, as nobody",
        "strongerAuthRequired (8): only authenticated users may change passwords",
        UNKNOWN_EXTENDED,
    ),
    (
        "password, wrong old one",
        "unwillingToPerform (53): unwilling to verify old password",
        UNKNOWN_EXTENDED,
    ),
    ("password", "made up: None", UNKNOWN_EXTENDED),
    ("bind with the old one", "invalidCredentials (49)", "ok"),
    ("bind with the new one", "ok", WRONG_CREDENTIALS),
    ("password, made up", "made up: Some(8)", UNKNOWN_EXTENDED),
    ("password of nobody", "noSuchObject (32)", UNKNOWN_EXTENDED),
    (
        "password, set by the administrator",
        "made up: None",
        UNKNOWN_EXTENDED,
    ),
    (
        "rename onto another",
        "entryAlreadyExists (68)",
        ENTRY_EXISTS,
    ),
    (
        "rename below itself",
        "unwillingToPerform (53): cannot place an entry below itself",
        "unwillingToPerform (53): 00002035: SvcErr: DSID-031A120C, problem 5003 (WILL_NOT_PERFORM), data 0",
    ),
    (
        "rename below nothing",
        "noSuchObject (32): new superior not found",
        "other (80): 00002095: UpdErr: DSID-031B0D2A, problem 6010 (OTHER), data 0",
    ),
    ("rename a subtree", "ok", SAME),
    (
        "renamed",
        "cn=leaf,ou=three,ou=two,ou=work,BASE ou=three,ou=two,ou=work,BASE ou=two,ou=work,BASE",
        SAME,
    ),
    ("renamed, its name", "ou=three", SAME),
    (
        "rename what is not there",
        "noSuchObject (32) [ou=work,BASE]",
        NO_OBJECT,
    ),
    (
        "delete what has children",
        "notAllowedOnNonLeaf (66): subordinate objects must be deleted first",
        "notAllowedOnNonLeaf (66): 0000208C: UpdErr: DSID-030A0493, problem 6003 (CANT_ON_NON_LEAF), data 0",
    ),
    (
        "delete what is not there",
        "noSuchObject (32) [ou=work,BASE]",
        NO_OBJECT,
    ),
    ("delete", "ok", SAME),
    ("delete", "ok", SAME),
    ("delete", "ok", SAME),
    ("deleted", "noSuchObject (32) [ou=work,BASE]", NO_OBJECT),
    (
        "add a referral",
        "success (0)",
        "unavailableCriticalExtension (12)",
    ),
    (
        "search reference",
        "ou=work,BASE and [[\"ldap://far.example.net/ou=away,dc=example,dc=net??sub\"]]",
        "ou=work,BASE and []",
    ),
    (
        "search below a referral",
        "referral (10) [ou=away,ou=work,BASE] -> ldap://far.example.net/cn=x,ou=away,dc=example,dc=net??sub",
        NO_OBJECT,
    ),
    (
        "delete below a referral",
        "referral (10) [ou=away,ou=work,BASE] -> ldap://far.example.net/cn=x,ou=away,dc=example,dc=net",
        NO_OBJECT,
    ),
    (
        "delete a referral",
        "success (0)",
        "unavailableCriticalExtension (12)",
    ),
    (
        "eight searches, answered in any order",
        "[8, 8, 8, 8, 8, 8, 8, 8]",
        SAME,
    ),
    ("search after one was abandoned", "8", SAME),
    ("outstanding", "0", SAME),
    (
        "cancel what never was",
        "noSuchOperation (119): message ID not found",
        UNKNOWN_EXTENDED,
    ),
    ("StartTLS", "ok", SAME),
    ("protected", "true", SAME),
    ("bind over StartTLS", "ok", SAME),
    ("StartTLS twice", "starttls.sequence", SAME),
    ("and it goes on", "`dn:ADA`", "`u:EXAMPLE\\ada`"),
    ("StartTLS over ldaps", "starttls.sequence", SAME),
    ("bind over ldaps", "ok", SAME),
    ("ada is found", "1", SAME),
    (
        "nested groups",
        "Berlin:Some(1) Everybody:Some(2)",
        "Berlin:Some(1) Everybody:Some(2) Users:Some(1)",
    ),
];
