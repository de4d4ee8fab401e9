//! Result codes, RFC 4511 section 4.1.9 and the IANA registry (RFC 4520 section 3.8).

/// An LDAP result code as it stands on the wire; any number is representable.
///
/// Prints as `noSuchObject (32)`, or as `resultCode 4711` when it has no registered name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResultCode(pub u32);

macro_rules! codes {
    ($($constant:ident = $number:literal $name:literal;)*) => {
        impl ResultCode {
            $(#[doc = concat!("`", $name, "` (", $number, ")")]
              pub const $constant: Self = Self($number);)*

            /// Every code with a registered name, in numeric order.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];

            /// The registered name, or `None` for a number without one.
            pub fn name(self) -> Option<&'static str> {
                match self.0 { $($number => Some($name),)* _ => None }
            }
        }
    };
}

codes! {
    SUCCESS = 0 "success";
    OPERATIONS_ERROR = 1 "operationsError";
    PROTOCOL_ERROR = 2 "protocolError";
    TIME_LIMIT_EXCEEDED = 3 "timeLimitExceeded";
    SIZE_LIMIT_EXCEEDED = 4 "sizeLimitExceeded";
    COMPARE_FALSE = 5 "compareFalse";
    COMPARE_TRUE = 6 "compareTrue";
    AUTH_METHOD_NOT_SUPPORTED = 7 "authMethodNotSupported";
    STRONGER_AUTH_REQUIRED = 8 "strongerAuthRequired";
    PARTIAL_RESULTS = 9 "partialResults";
    REFERRAL = 10 "referral";
    ADMIN_LIMIT_EXCEEDED = 11 "adminLimitExceeded";
    UNAVAILABLE_CRITICAL_EXTENSION = 12 "unavailableCriticalExtension";
    CONFIDENTIALITY_REQUIRED = 13 "confidentialityRequired";
    SASL_BIND_IN_PROGRESS = 14 "saslBindInProgress";
    NO_SUCH_ATTRIBUTE = 16 "noSuchAttribute";
    UNDEFINED_ATTRIBUTE_TYPE = 17 "undefinedAttributeType";
    INAPPROPRIATE_MATCHING = 18 "inappropriateMatching";
    CONSTRAINT_VIOLATION = 19 "constraintViolation";
    ATTRIBUTE_OR_VALUE_EXISTS = 20 "attributeOrValueExists";
    INVALID_ATTRIBUTE_SYNTAX = 21 "invalidAttributeSyntax";
    NO_SUCH_OBJECT = 32 "noSuchObject";
    ALIAS_PROBLEM = 33 "aliasProblem";
    INVALID_DN_SYNTAX = 34 "invalidDNSyntax";
    IS_LEAF = 35 "isLeaf";
    ALIAS_DEREFERENCING_PROBLEM = 36 "aliasDereferencingProblem";
    INAPPROPRIATE_AUTHENTICATION = 48 "inappropriateAuthentication";
    INVALID_CREDENTIALS = 49 "invalidCredentials";
    INSUFFICIENT_ACCESS_RIGHTS = 50 "insufficientAccessRights";
    BUSY = 51 "busy";
    UNAVAILABLE = 52 "unavailable";
    UNWILLING_TO_PERFORM = 53 "unwillingToPerform";
    LOOP_DETECT = 54 "loopDetect";
    SORT_CONTROL_MISSING = 60 "sortControlMissing";
    OFFSET_RANGE_ERROR = 61 "offsetRangeError";
    NAMING_VIOLATION = 64 "namingViolation";
    OBJECT_CLASS_VIOLATION = 65 "objectClassViolation";
    NOT_ALLOWED_ON_NON_LEAF = 66 "notAllowedOnNonLeaf";
    NOT_ALLOWED_ON_RDN = 67 "notAllowedOnRDN";
    ENTRY_ALREADY_EXISTS = 68 "entryAlreadyExists";
    OBJECT_CLASS_MODS_PROHIBITED = 69 "objectClassModsProhibited";
    RESULTS_TOO_LARGE = 70 "resultsTooLarge";
    AFFECTS_MULTIPLE_DSAS = 71 "affectsMultipleDSAs";
    VLV_ERROR = 76 "virtualListViewError";
    OTHER = 80 "other";
    CANCELED = 118 "canceled";
    NO_SUCH_OPERATION = 119 "noSuchOperation";
    TOO_LATE = 120 "tooLate";
    CANNOT_CANCEL = 121 "cannotCancel";
    ASSERTION_FAILED = 122 "assertionFailed";
    AUTHORIZATION_DENIED = 123 "authorizationDenied";
    E_SYNC_REFRESH_REQUIRED = 4096 "e-syncRefreshRequired";
}

impl ResultCode {
    /// The code of a registered name, in any case.
    ///
    /// ```
    /// use ldaplab::wire::ResultCode;
    /// assert_eq!(ResultCode::named("busy"), Some(ResultCode::BUSY));
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        let is = |code: &&Self| {
            code.name()
                .is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        Self::ALL.iter().find(is).copied()
    }
}

impl std::fmt::Display for ResultCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} ({})", self.0),
            None => write!(f, "resultCode {}", self.0),
        }
    }
}

impl std::fmt::Debug for ResultCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
