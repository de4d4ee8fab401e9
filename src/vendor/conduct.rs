//! The questions on which servers differ beside their words. There are no defaults: whoever adds a vendor answers each.

use crate::directory::dn::Spelling;

/// What a server stores with a new entry beside what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewEntry {
    /// Superclasses, identities, times and account attributes, as recorded for `add {objectClass: user}`.
    DomainController,
    /// The operational attributes of RFC 4512 section 3.4, entryUUID and entryCSN.
    Rfc4512,
}

/// Which attributes mark a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeMark {
    /// `whenChanged` and `uSNChanged` (MS-ADTS 3.1.1.1.9).
    UpdateSequenceNumber,
    /// `modifiersName` and `modifyTimestamp` (RFC 4512 section 3.4).
    Modifier,
}

/// The subschema subentry, RFC 4512 section 4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subschema {
    /// Its classes.
    pub classes: &'static [&'static str],
    /// Its name.
    pub cn: &'static str,
    /// Whether definitions of attribute types have what MS-ADTS 3.1.1.3.1.1.1 has, and matching rules and syntaxes are not listed.
    pub brief: bool,
}

/// How a server behaves where servers differ. A copy with other answers makes a vendor of its own: [`Profile::with_conduct`](super::Profile::with_conduct).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Conduct {
    /// Whether it is a domain controller, whose contexts follow from a DNS domain, rather than a server of suffixes.
    pub domain: bool,
    /// How names are kept.
    pub(crate) spelling: Spelling,
    /// Whether the zero-length DN is a value (RFC 4514 section 2.1): `member:` of a group without members. Samba refuses it with 21.
    pub empty_names: bool,
    /// Whether an object has no value of its naming attribute but its name (Samba 4.17: "RDN mismatch").
    pub one_name: bool,
    /// Whether every DN is taken for one, whatever types are in it (recorded case `base.unknown_attr_dn`: slapd checks them).
    pub reads_any_dn: bool,
    /// Whether the server that holds a DN follows from its `DC=` parts (MS-ADTS 3.1.1.4.6).
    pub refers_by_domain: bool,
    /// Whether a simple bind of version 2 or of an unknown one is refused (recorded cases `bind.v2`, `bind.v4`: Samba takes them).
    pub checks_version: bool,
    /// Whether the name of a bind without a password must be a DN.
    pub reads_name_without_password: bool,
    /// Whether accounts have states in userAccountControl, lockoutTime, pwdLastSet and accountExpires (MS-ADTS 5.1.1.5).
    pub account_control: bool,
    /// Whether the root DSE is returned whatever the filter says (recorded cases `rootdse.*`).
    pub root_dse_for_any_filter: bool,
    /// Attributes of the root DSE that come only when they are named.
    pub root_dse_only_by_name: &'static [&'static str],
    /// Whether what a client asks for all user attributes brings stored operational ones and the whole root DSE too.
    pub shows_operational: bool,
    /// The subschema subentry.
    pub subschema: Subschema,
    /// Whether the scope of subordinates (draft-sermersheim-ldap-subordinate-scope) is known.
    pub subordinate_scope: bool,
    /// Whether a negative limit or an unknown handling of aliases is refused.
    pub checks_numbers: bool,
    /// Whether `:dn:` lets attributes of the DN take part in a match (RFC 4511 section 4.5.1.7.7).
    pub dn_attributes: bool,
    /// Whether entries hold the superclasses of their classes.
    pub stores_superclasses: bool,
    /// Whether a matching rule that the server does not have matches nothing rather than as the attribute's own (recorded cases
    /// `bit.unknown_rule`, `ext.*`).
    pub foreign_rules_match_nothing: bool,
    /// Whether LDAP_MATCHING_RULE_IN_CHAIN follows linked attributes only (MS-ADTS 3.1.1.3.4.4.3).
    pub chains_links_only: bool,
    /// Whether referral objects (RFC 3296) send clients on.
    pub referral_objects: bool,
    /// What is stored with a new entry.
    pub new_entry: NewEntry,
    /// What marks a change.
    pub change_mark: ChangeMark,
    /// Whether the content of an add is held against the schema before its place is looked at.
    pub checks_content_first: bool,
    /// Whether passwords are written as `unicodePwd` (MS-ADTS 3.1.1.3.1.5).
    pub unicode_pwd: bool,
    /// Whether an account that is enabled must have a password.
    pub accounts_need_passwords: bool,
    /// Whether `name` holds the value of the RDN and changes with it alone (MS-ADTS 3.1.1.1.4).
    pub keeps_name: bool,
    /// Whether a modify may increment (RFC 4525).
    pub increments: bool,
    /// Whether login names are unique (MS-ADTS 3.1.1.5.2.2).
    pub unique_logins: bool,
    /// Whether objects that the domain needs are neither deleted nor renamed (MS-ADTS 3.1.1.5.5.1.1 and 3.1.1.5.4.1.1).
    pub protects_critical: bool,
    /// Whether each class has one naming attribute, which a rename keeps.
    pub one_naming_attribute: bool,
    /// What strangers can have looked up by binding with a name, and has an index from the start so that none of them makes the server read
    /// every entry: `displayName` (MS-ADTS 5.1.1.1.1).
    pub bind_lookups: &'static [&'static str],
    /// Whether the response to StartTLS carries its name.
    pub names_start_tls: bool,
    /// Whether `require-tls` refuses every operation rather than binds alone.
    pub tls_of_everything: bool,
    /// Whether octets that are no message are answered with a notice of disconnection rather than a bare close.
    pub notice_on_garbage: bool,
}

/// Windows Server's; where nothing is recorded of it, Samba's.
pub(super) const ACTIVE_DIRECTORY: Conduct = Conduct {
    domain: true,
    spelling: Spelling::Backslash,
    empty_names: false,
    one_name: true,
    reads_any_dn: true,
    refers_by_domain: true,
    checks_version: false,
    reads_name_without_password: false,
    account_control: true,
    root_dse_for_any_filter: true,
    root_dse_only_by_name: &["supportedExtension", "tokenGroups"],
    shows_operational: true,
    subschema: Subschema {
        classes: &["top", "subSchema"],
        cn: "Aggregate",
        brief: true,
    },
    subordinate_scope: false,
    checks_numbers: false,
    dn_attributes: false,
    stores_superclasses: true,
    foreign_rules_match_nothing: true,
    chains_links_only: true,
    referral_objects: false,
    new_entry: NewEntry::DomainController,
    change_mark: ChangeMark::UpdateSequenceNumber,
    checks_content_first: false,
    unicode_pwd: true,
    accounts_need_passwords: true,
    keeps_name: true,
    increments: false,
    unique_logins: true,
    protects_critical: true,
    one_naming_attribute: true,
    bind_lookups: &["displayName"],
    names_start_tls: true,
    tls_of_everything: false,
    notice_on_garbage: true,
};

/// slapd 2.5's.
pub(super) const OPENLDAP: Conduct = Conduct {
    domain: false,
    spelling: Spelling::Hexadecimal,
    empty_names: true,
    one_name: false,
    reads_any_dn: false,
    refers_by_domain: false,
    checks_version: true,
    reads_name_without_password: true,
    account_control: false,
    root_dse_for_any_filter: false,
    root_dse_only_by_name: &[],
    shows_operational: false,
    subschema: Subschema {
        classes: &["top", "subentry", "subschema", "extensibleObject"],
        cn: "Subschema",
        brief: false,
    },
    subordinate_scope: true,
    checks_numbers: true,
    dn_attributes: true,
    stores_superclasses: false,
    foreign_rules_match_nothing: false,
    chains_links_only: false,
    referral_objects: true,
    new_entry: NewEntry::Rfc4512,
    change_mark: ChangeMark::Modifier,
    checks_content_first: true,
    unicode_pwd: false,
    accounts_need_passwords: false,
    keeps_name: false,
    increments: true,
    unique_logins: false,
    protects_critical: false,
    one_naming_attribute: false,
    bind_lookups: &[],
    names_start_tls: false,
    tls_of_everything: true,
    notice_on_garbage: false,
};
