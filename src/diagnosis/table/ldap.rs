//! What can go wrong with any LDAP operation. The first stage where it can happen is the bind.

rows! {
    NOTICE_OF_DISCONNECTION = "ldap.notice_of_disconnection", Bind, "LDAP-NOTICE-OF-DISCONNECTION",
        "The server ended the connection with a Notice of Disconnection.",
        "Read the server's code and message in the details and look into its log.";
    LDAP_CLOSED = "ldap.closed", Bind, "LDAP-CLOSED",
        "The server closed the connection instead of answering.",
        "Look into the server's log, and check for a limit on connections or idle time.";
    LDAP_RESET = "ldap.reset", Bind, "LDAP-RESET",
        "The connection was reset while the client waited for the answer.",
        "Look into the server's log, and check for a firewall that cuts connections.";
    LDAP_NO_ANSWER = "ldap.no_answer", Bind, "LDAP-NO-ANSWER",
        "The server did not answer within the time allowed.",
        "Allow more time, or find out in the server's log what keeps it busy.";
    LDAP_TIME_USED_UP = "ldap.time_used_up", Bind, "LDAP-TIME-USED-UP",
        "The time allowed was used up while the server went on answering.",
        "Allow more time ({timeout}), or ask for less: a narrower base or filter, fewer attributes; for the groups of a user a strategy of fewer round trips, such as in-chain where the server resolves it.";
    LDAP_MALFORMED = "ldap.malformed", Bind, "LDAP-MALFORMED",
        "The server's answer is not a correct LDAP message.",
        "Look for a proxy that changes the traffic, and report it to the server's maker.";
    LDAP_WRONG_MESSAGE_ID = "ldap.wrong_message_id", Bind, "LDAP-WRONG-MESSAGE-ID",
        "The server answered with a message ID that the client never sent.",
        "Look for a proxy that mixes connections, and report it to the server's maker.";
    LDAP_WRONG_RESPONSE = "ldap.wrong_response", Bind, "LDAP-WRONG-RESPONSE",
        "The server answered with the response of another operation.",
        "Look for a proxy that mixes connections, and report it to the server's maker.";
    LDAP_TOO_LARGE = "ldap.too_large", Bind, "LDAP-TOO-LARGE",
        "One message of the server is larger than this client accepts.",
        "Ask for fewer attributes or values{or_raise_message_limit}.";
    LDAP_CLIENT_LIMIT = "ldap.client_limit", Bind, "LDAP-CLIENT-LIMIT",
        "The answer grew beyond what this client collects, and the client gave it up.",
        "Ask for less: a narrower base or filter, fewer attributes{or_raise_limits}.";
    LDAP_UNASKED_ENTRIES = "ldap.unasked_entries", Bind, "LDAP-UNASKED-ENTRIES",
        "The server sent more entries than the search allows, and the client gave the search up.",
        "Look for a proxy that joins the answers of several servers, and report it to the server's maker.";
    LDAP_ENDLESS_PAGES = "ldap.endless_pages", Bind, "LDAP-ENDLESS-PAGES",
        "The server sent one empty page after another, and the client gave the search up.",
        "Search a narrower base or without pages, and report it to the server's maker.";
    LDAP_CONFIDENTIALITY_REQUIRED = "ldap.confidentiality_required", Bind, "LDAP-13",
        "The server answers this only on a connection with TLS (confidentialityRequired).",
        "{ldaps_not_ldap}, or {start_tls}.";
    LDAP_TLS_NOT_ENOUGH = "ldap.tls_not_enough", Bind, "LDAP-13-TLS",
        "The server demands more protection than it sees on this connection, though TLS is on.",
        "Compare the strength that the server demands (OpenLDAP: security, olcSecurity) with the cipher suite, and look for a load balancer or proxy that ends TLS before the server.";
    LDAP_FAILED = "ldap.failed", Bind, "LDAP-FAILED",
        "The server refused the operation.",
        "Read the server's code and message in the details.";
}
