//! The one table of result codes: how a program asks for each, and what each is called.

use super::Error;
use crate::wire::ResultCode;

macro_rules! results {
    ($($predicate:ident = $code:ident $desc:literal;)*) => {
        /// Whether the server answered with a certain result code.
        impl Error {
            $(#[doc = concat!("Whether the server answered with [`ResultCode::", stringify!($code), "`] (", $desc, ").")]
              pub fn $predicate(&self) -> bool {
                  self.result_code() == Some(ResultCode::$code)
              })*
        }

        /// The customary words for a result code.
        pub(super) fn desc(code: ResultCode) -> &'static str {
            match code {
                ResultCode::SUCCESS => "Success",
                $(ResultCode::$code => $desc,)*
                _ => "Unknown error",
            }
        }

        #[cfg(test)]
        const PREDICATES: &[(ResultCode, fn(&Error) -> bool)] = &[$((ResultCode::$code, Error::$predicate)),*];
    };
}

results! {
    is_operations_error = OPERATIONS_ERROR "Operations error";
    is_protocol_error = PROTOCOL_ERROR "Protocol error";
    is_time_limit_exceeded = TIME_LIMIT_EXCEEDED "Time limit exceeded";
    is_size_limit_exceeded = SIZE_LIMIT_EXCEEDED "Size limit exceeded";
    is_compare_false = COMPARE_FALSE "Compare False";
    is_compare_true = COMPARE_TRUE "Compare True";
    is_auth_method_not_supported = AUTH_METHOD_NOT_SUPPORTED "Authentication method not supported";
    is_stronger_auth_required = STRONGER_AUTH_REQUIRED "Strong(er) authentication required";
    is_partial_results = PARTIAL_RESULTS "Partial results and referral received";
    is_referral = REFERRAL "Referral";
    is_admin_limit_exceeded = ADMIN_LIMIT_EXCEEDED "Administrative limit exceeded";
    is_unavailable_critical_extension = UNAVAILABLE_CRITICAL_EXTENSION "Critical extension is unavailable";
    is_confidentiality_required = CONFIDENTIALITY_REQUIRED "Confidentiality required";
    is_sasl_bind_in_progress = SASL_BIND_IN_PROGRESS "SASL bind in progress";
    is_no_such_attribute = NO_SUCH_ATTRIBUTE "No such attribute";
    is_undefined_attribute_type = UNDEFINED_ATTRIBUTE_TYPE "Undefined attribute type";
    is_inappropriate_matching = INAPPROPRIATE_MATCHING "Inappropriate matching";
    is_constraint_violation = CONSTRAINT_VIOLATION "Constraint violation";
    is_attribute_or_value_exists = ATTRIBUTE_OR_VALUE_EXISTS "Type or value exists";
    is_invalid_attribute_syntax = INVALID_ATTRIBUTE_SYNTAX "Invalid syntax";
    is_no_such_object = NO_SUCH_OBJECT "No such object";
    is_alias_problem = ALIAS_PROBLEM "Alias problem";
    is_invalid_dn_syntax = INVALID_DN_SYNTAX "Invalid DN syntax";
    is_leaf = IS_LEAF "Entry is a leaf";
    is_alias_dereferencing_problem = ALIAS_DEREFERENCING_PROBLEM "Alias dereferencing problem";
    is_inappropriate_authentication = INAPPROPRIATE_AUTHENTICATION "Inappropriate authentication";
    is_invalid_credentials = INVALID_CREDENTIALS "Invalid credentials";
    is_insufficient_access_rights = INSUFFICIENT_ACCESS_RIGHTS "Insufficient access";
    is_busy = BUSY "Server is busy";
    is_unavailable = UNAVAILABLE "Server is unavailable";
    is_unwilling_to_perform = UNWILLING_TO_PERFORM "Server is unwilling to perform";
    is_loop_detect = LOOP_DETECT "Loop detected";
    is_sort_control_missing = SORT_CONTROL_MISSING "Sort control missing";
    is_offset_range_error = OFFSET_RANGE_ERROR "Offset range error";
    is_naming_violation = NAMING_VIOLATION "Naming violation";
    is_object_class_violation = OBJECT_CLASS_VIOLATION "Object class violation";
    is_not_allowed_on_non_leaf = NOT_ALLOWED_ON_NON_LEAF "Operation not allowed on non-leaf";
    is_not_allowed_on_rdn = NOT_ALLOWED_ON_RDN "Operation not allowed on RDN";
    is_entry_already_exists = ENTRY_ALREADY_EXISTS "Already exists";
    is_object_class_mods_prohibited = OBJECT_CLASS_MODS_PROHIBITED "Cannot modify object class";
    is_results_too_large = RESULTS_TOO_LARGE "Results too large";
    is_affects_multiple_dsas = AFFECTS_MULTIPLE_DSAS "Operation affects multiple DSAs";
    is_vlv_error = VLV_ERROR "Virtual List View error";
    is_other = OTHER "Other (e.g., implementation specific) error";
    is_canceled = CANCELED "Cancelled";
    is_no_such_operation = NO_SUCH_OPERATION "No Operation to Cancel";
    is_too_late = TOO_LATE "Too Late to Cancel";
    is_cannot_cancel = CANNOT_CANCEL "Cannot Cancel";
    is_assertion_failed = ASSERTION_FAILED "Assertion Failed";
    is_authorization_denied = AUTHORIZATION_DENIED "Proxied Authorization Denied";
    is_e_sync_refresh_required = E_SYNC_REFRESH_REQUIRED "Content Sync Refresh Required";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{client::explain, wire::LdapResult};

    #[test]
    fn every_result_code_that_has_a_name_has_one_predicate_and_words() {
        for code in ResultCode::ALL.iter().skip(1) {
            let error = explain::refusal("the test", LdapResult::new(*code));
            let true_for: Vec<ResultCode> = PREDICATES
                .iter()
                .filter(|(_, predicate)| predicate(&error))
                .map(|(code, _)| *code)
                .collect();
            assert_eq!(true_for, [*code]);
            assert_ne!(error.desc(), "Unknown error", "{code}");
        }
    }

    #[test]
    fn the_words_are_the_customary_ones() {
        for (code, words) in [
            (2, "Protocol error"),
            (7, "Authentication method not supported"),
            (8, "Strong(er) authentication required"),
            (13, "Confidentiality required"),
            (32, "No such object"),
            (34, "Invalid DN syntax"),
            (49, "Invalid credentials"),
            (53, "Server is unwilling to perform"),
            (80, "Other (e.g., implementation specific) error"),
            (4711, "Unknown error"),
        ] {
            assert_eq!(desc(ResultCode(code)), words);
        }
    }
}
