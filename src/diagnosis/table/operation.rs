//! What can go wrong at the client's own end of an operation, before anything is sent or while a referral is followed.

rows! {
    OPERATION_FILTER = "operation.filter", Bind, "OP-FILTER",
        "The search filter is not a correct filter.",
        "Correct the filter at the place named in the details, and escape values with backslash and two hexadecimal digits.";
    OPERATION_PARAMETER = "operation.parameter", Bind, "OP-PARAMETER",
        "An argument of the operation cannot be sent.",
        "Correct the argument named in the details.";
    OPERATION_SEQUENCE = "operation.sequence", Bind, "OP-SEQUENCE",
        "The operation is not possible while others are under way on the connection.",
        "Wait for the answers that are due, or use a connection of its own.";
    OPERATION_NOT_SUPPORTED = "operation.not_supported", Secure, "OP-NOT-SUPPORTED",
        "The operation does not exist in this version of the protocol.",
        "Use protocol version 3.";
    REFERRAL_LIMIT = "referral.limit", Bind, "REFERRAL-LIMIT",
        "The servers refer to each other further than the client follows.",
        "Connect to the last server named in the details, or allow more hops.";
    REFERRAL_LOOP = "referral.loop", Bind, "REFERRAL-LOOP",
        "The servers refer to each other in a circle.",
        "Correct the referral objects on the servers named in the details.";
}
