//! Every object identifier that goes over the wire, with its source.

/// Simple paged results, RFC 2696.
pub const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";
/// ManageDsaIT, RFC 3296.
pub const MANAGE_DSA_IT: &str = "2.16.840.1.113730.3.4.2";
/// Domain scope (no search references), MS-ADTS 3.1.1.3.4.1.
pub const DOMAIN_SCOPE: &str = "1.2.840.113556.1.4.1339";
/// Search options, MS-ADTS 3.1.1.3.4.1.
pub const SEARCH_OPTIONS: &str = "1.2.840.113556.1.4.1340";

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
