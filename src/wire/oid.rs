//! Every object identifier that goes over the wire, with its source.

/// Simple paged results, RFC 2696.
pub const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";
/// ManageDsaIT, RFC 3296.
pub const MANAGE_DSA_IT: &str = "2.16.840.1.113730.3.4.2";
/// Domain scope (no search references), MS-ADTS 3.1.1.3.4.1.
pub const DOMAIN_SCOPE: &str = "1.2.840.113556.1.4.1339";
/// Search options, MS-ADTS 3.1.1.3.4.1.
pub const SEARCH_OPTIONS: &str = "1.2.840.113556.1.4.1340";
/// Server-side sorting, request, RFC 2891.
pub const SORT_REQUEST: &str = "1.2.840.113556.1.4.473";
/// Server-side sorting, response, RFC 2891.
pub const SORT_RESPONSE: &str = "1.2.840.113556.1.4.474";
/// Virtual list view, request, draft-ietf-ldapext-ldapv3-vlv-09.
pub const VLV_REQUEST: &str = "2.16.840.1.113730.3.4.9";
/// Virtual list view, response, draft-ietf-ldapext-ldapv3-vlv-09.
pub const VLV_RESPONSE: &str = "2.16.840.1.113730.3.4.10";
/// Pre-read, request and response, RFC 4527.
pub const PRE_READ: &str = "1.3.6.1.1.13.1";
/// Post-read, request and response, RFC 4527.
pub const POST_READ: &str = "1.3.6.1.1.13.2";
/// Password policy, request and response, draft-behera-ldap-password-policy-10.
pub const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
/// Password expired, draft-vchu-ldap-pwd-policy-00.
pub const PASSWORD_EXPIRED: &str = "2.16.840.1.113730.3.4.4";
/// Password expiring, draft-vchu-ldap-pwd-policy-00.
pub const PASSWORD_EXPIRING: &str = "2.16.840.1.113730.3.4.5";
/// Authorization identity, request, RFC 3829.
pub const AUTHZ_ID_REQUEST: &str = "2.16.840.1.113730.3.4.16";
/// Authorization identity, response, RFC 3829.
pub const AUTHZ_ID_RESPONSE: &str = "2.16.840.1.113730.3.4.15";
/// Content synchronization, request, RFC 4533.
pub const SYNC_REQUEST: &str = "1.3.6.1.4.1.4203.1.9.1.1";
/// Content synchronization, state of an entry, RFC 4533.
pub const SYNC_STATE: &str = "1.3.6.1.4.1.4203.1.9.1.2";
/// Content synchronization, end of the search, RFC 4533.
pub const SYNC_DONE: &str = "1.3.6.1.4.1.4203.1.9.1.3";

/// Permissive modify, MS-ADTS 3.1.1.3.4.1.8.
pub const PERMISSIVE_MODIFY: &str = "1.2.840.113556.1.4.1413";

/// Tree delete, MS-ADTS 3.1.1.3.4.1.15.
pub const TREE_DELETE: &str = "1.2.840.113556.1.4.805";

/// StartTLS, RFC 4511 section 4.14.
pub const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
/// Who am I?, RFC 4532.
pub const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";
/// Password modify, RFC 3062.
pub const PASSWORD_MODIFY: &str = "1.3.6.1.4.1.4203.1.11.1";
/// Cancel, RFC 3909.
pub const CANCEL: &str = "1.3.6.1.1.8";
/// Notice of disconnection, RFC 4511 section 4.4.1.
pub const NOTICE_OF_DISCONNECTION: &str = "1.3.6.1.4.1.1466.20036";

/// Matching rule: all bits set, MS-ADTS 3.1.1.3.4.4.1.
pub const BIT_AND: &str = "1.2.840.113556.1.4.803";
/// Matching rule: any bit set, MS-ADTS 3.1.1.3.4.4.2.
pub const BIT_OR: &str = "1.2.840.113556.1.4.804";
/// Matching rule: transitive links, MS-ADTS 3.1.1.3.4.4.3.
pub const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

/// Capability: this is Active Directory, MS-ADTS 3.1.1.3.4.3.
pub const CAPABILITY_ACTIVE_DIRECTORY: &str = "1.2.840.113556.1.4.800";
/// Capability: Windows Server 2003 or later, MS-ADTS 3.1.1.3.4.3.
pub const CAPABILITY_V51: &str = "1.2.840.113556.1.4.1670";
/// Capability: Windows Server 2008 or later, MS-ADTS 3.1.1.3.4.3.
pub const CAPABILITY_V60: &str = "1.2.840.113556.1.4.1935";

/// Whether a text is an OID in dotted decimal, RFC 4512 section 1.4.
///
/// ```
/// assert!(ldaplab::wire::oid::is_oid("1.2.840.113556.1.4.319"));
/// assert!(!ldaplab::wire::oid::is_oid("1..2"));
/// ```
pub fn is_oid(text: &str) -> bool {
    let arc = |arc: &str| {
        !arc.is_empty()
            && arc.bytes().all(|octet| octet.is_ascii_digit())
            && (arc == "0" || !arc.starts_with('0'))
    };
    text.contains('.') && text.split('.').all(arc)
}
