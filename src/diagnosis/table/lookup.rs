//! Root DSE, search base, user and groups.

rows! {
    ROOT_DSE_EMPTY = "root_dse.empty", RootDse, "ROOTDSE-EMPTY",
        "The root DSE is empty or cannot be seen.",
        "Give the search base ({base}), or have the server allow reading the entry with the empty DN.";
    ROOT_DSE_DENIED = "root_dse.denied", RootDse, "ROOTDSE-DENIED",
        "The server does not let this client read the root DSE.",
        "Give the search base ({base}), or {right}.";
    ROOT_DSE_NOT_BOUND = "root_dse.not_bound", RootDse, "ROOTDSE-NOT-BOUND",
        "The server answers only to authenticated clients, and for it this one is anonymous.",
        "Give the name of an account that may read the directory ({bind_name}: a whole DN, in Active Directory also name@domain) and its password{password}.";
    ROOT_DSE_FAILED = "root_dse.failed", RootDse, "ROOTDSE-OTHER",
        "The server refuses to read the root DSE.",
        "Read the server's code and message in the details.";

    BASE_NONE = "base.none", Base, "BASE-NONE",
        "No search base is given, and the root DSE names none.",
        "Give the search base ({base}), such as dc=example,dc=org.";
    BASE_NOT_FOUND = "base.not_found", Base, "BASE-NOT-FOUND",
        "The base, the entry below which everything is looked for, does not exist (noSuchObject), or the account may not see it.",
        "Correct the base ({base}): it is, or ends with, one of the server's naming contexts, each a `naming_context` in the details.";
    BASE_HIDDEN = "base.hidden", Base, "BASE-HIDDEN",
        "The server has the naming context that the base is or lies in, and shows this client not even its entry.",
        "{Right}; a new directory may still lack the entry.";
    BASE_INCOMPLETE = "base.incomplete", Base, "BASE-INCOMPLETE",
        "The base is no whole DN: the naming context is missing at its end, and with it the entry exists.",
        "Write the base ({base}) as the `whole_base` in the details.";
    BASE_OUTSIDE = "base.outside", Base, "BASE-OUTSIDE",
        "The base lies in no naming context of this server, and names no domain at its end that the server could refer to.",
        "Correct the base ({base}): it is, or ends with, one of the server's naming contexts, each a `naming_context` in the details.";
    BASE_REFERRAL = "base.referral", Base, "BASE-REFERRAL",
        "The search base lies on another server (referral).",
        "Connect to the server named in the details, or use a base of this server.";
    BASE_DENIED = "base.denied", Base, "BASE-DENIED",
        "This client may not read the search base (insufficientAccessRights).",
        "{Right}.";
    BASE_NOT_BOUND = "base.not_bound", Base, "BASE-NOT-BOUND",
        "The server answers only to authenticated clients, and for it this one is anonymous.",
        "Give the name of an account that may read the directory ({bind_name}: a whole DN, in Active Directory also name@domain) and its password{password}.";
    BASE_INVALID_DN = "base.invalid_dn", Base, "BASE-INVALID-DN",
        "The search base is not a correct DN (invalidDNSyntax).",
        "Write the base as a DN, such as dc=example,dc=org.";
    BASE_FAILED = "base.failed", Base, "BASE-OTHER",
        "The server refuses to read the search base.",
        "Read the server's code and message in the details.";

    USER_NONE = "user.none", FindUser, "USER-NONE",
        "No entry below the base matches the login name.",
        "Check the spelling of the login name, the attribute that holds it ({login_attribute}), the base ({base}), and whether {who} may see the user.";
    USER_OUTSIDE_BASE = "user.outside_base", FindUser, "USER-OUTSIDE-BASE",
        "The user exists, but outside of the base that was searched.",
        "Change the base ({user_base}) to one that holds the user, such as the `parent` in the details.";
    USER_FILTERED_OUT = "user.filtered_out", FindUser, "USER-FILTERED-OUT",
        "The user exists, but the user filter leaves the entry out.",
        "Change {user_filter} so that it fits the entry in the details, or leave it out.";
    USER_FILTER_PLACEHOLDER = "user.filter_placeholder", FindUser, "USER-FILTER-PLACEHOLDER",
        "The user filter holds what looks like the placeholder of an application for the login name or another value.",
        "Write {user_filter} with the value itself; the login name belongs where the word login stands in braces.";
    USER_FILTER_IN_CHAIN = "user.filter_in_chain", FindUser, "USER-FILTER-IN-CHAIN",
        "The user filter asks for groups in-chain, and this server's root DSE does not say that it resolves that.",
        "Ask in {user_filter} for the direct group (memberOf=…), or leave the group out and let nested groups be walked ({walk}).";
    USER_FILTER_NOT_DN = "user.filter_not_dn", FindUser, "USER-FILTER-NOT-DN",
        "A value in the user filter belongs to an attribute that holds DNs, and is none.",
        "Write the whole DN in {user_filter}; a comma within a name is \\5c, there (RFC 4514, then RFC 4515).";
    USER_FILTER_NESTED = "user.filter_nested", FindUser, "USER-FILTER-NESTED",
        "The user is in the group of the user filter only through another group, which memberOf does not show.",
        "{Ask_nested}.";
    USER_FILTER_PRIMARY_GROUP = "user.filter_primary_group", FindUser, "USER-FILTER-PRIMARY-GROUP",
        "The group of the user filter is the user's primary group, which memberOf does not show.",
        "Ask in {user_filter} for primaryGroupID, the last number of the group's objectSid (513 is Domain Users), or for another group.";
    USER_FILTER_NO_MEMBER_OF = "user.filter_no_member_of", FindUser, "USER-FILTER-NO-MEMBER-OF",
        "The group of the user filter names the user in member, and the user's entry does not show it in memberOf.",
        "Have memberOf written: in OpenLDAP by the overlay memberof, which marks only what changes after it was set up, so that older groups must be written again; or have the account given the right to read memberOf; or leave the group out of {user_filter}.";
    USER_FILTER_UNIQUE_NAMES = "user.filter_unique_names", FindUser, "USER-FILTER-UNIQUE-NAMES",
        "The group of the user filter names the user in uniqueMember, and memberOf does not show that.",
        "Have the server's memberOf follow groupOfUniqueNames (OpenLDAP: memberof-group-oc and memberof-member-ad), or use a groupOfNames, or leave the group out of {user_filter}.";
    USER_FILTER_UNKNOWN_NAME = "user.filter_unknown_name", FindUser, "USER-FILTER-UNKNOWN-NAME",
        "The user filter names an attribute or a class that the server's schema does not have.",
        "Use in {user_filter} a name that the server has: the entry's own classes and values are in the details.";
    USER_TOO_DEEP = "user.too_deep", FindUser, "USER-TOO-DEEP",
        "The user exists deeper below the base than the search looks.",
        "Search {the_subtree}, or change the base ({user_base}) to the one directly above the user, the `parent` in the details.";
    USER_REFERRED = "user.referred", FindUser, "USER-REFERRED",
        "This server does not have the user, and says that other servers hold further parts of the directory, which were not searched.",
        "Use a server that holds the user's part (the reference in the details names it), or in Active Directory the global catalog (port 3268, with TLS 3269), which knows all parts.";
    USER_OTHER_ATTRIBUTE = "user.other_attribute", FindUser, "USER-OTHER-ATTRIBUTE",
        "The user exists, but has the login name in another attribute than the one that was searched.",
        "Change the login attribute to the one named here ({login_attribute}).";
    USER_OTHER_NAME = "user.other_name", FindUser, "USER-OTHER-NAME",
        "The user exists under the login name without its domain part.",
        "Log in with the short name in the details, or use an attribute that holds the long one.";
    USER_NOTHING_VISIBLE = "user.nothing_visible", FindUser, "USER-NOTHING-VISIBLE",
        "This client sees no entry at all below the base.",
        "{Right}; or change the base ({base}), if nothing is below it.";
    USER_MANY = "user.many", FindUser, "USER-MANY",
        "More than one entry matches the login name.",
        "Use a login attribute ({login_attribute}){or_filter} that fits only one of the entries in the details, or a base that holds only one of them.";
    USER_NOT_BOUND = "user.not_bound", FindUser, "LOOKUP-NOT-BOUND",
        "The server lets only authenticated clients search, and for it this one is anonymous.",
        "Give the name of an account that may read the directory ({bind_name}: a whole DN, in Active Directory also name@domain) and its password{password}.";
    USER_DENIED = "user.denied", FindUser, "LOOKUP-DENIED",
        "This client may not search for users.",
        "{Right}.";
    USER_SIZE_LIMIT = "user.size_limit", FindUser, "LOOKUP-LIMIT",
        "The search for the user found more entries than the server returns (sizeLimitExceeded).",
        "Use a login attribute that is unique and a narrower filter.";
    USER_TIME_LIMIT = "user.time_limit", FindUser, "LOOKUP-TIME-LIMIT",
        "The search for the user took longer than the server or the client allows (timeLimitExceeded).",
        "Use an indexed login attribute and a narrower base.";
    USER_FILTER = "user.filter", FindUser, "LOOKUP-FILTER",
        "The server does not accept the filter of the search for the user.",
        "Check the filter's attribute names and matching rules.";
    USER_FAILED = "user.failed", FindUser, "LOOKUP-OTHER",
        "The server refuses the search for the user.",
        "Read the server's code and message in the details.";

    GROUP_NONE = "group.none", Groups, "GROUP-NONE",
        "The user is in no group that the search can see.",
        "Check the base of the groups ({base}), the membership attribute, and whether {who} may read it.";
    GROUP_DENIED = "group.denied", Groups, "GROUP-DENIED",
        "This client may not search for groups.",
        "{Right}.";
    GROUP_LIMIT = "group.limit", Groups, "GROUP-LIMIT",
        "The search for groups ran into a limit of the server.",
        "Use paging, a narrower group base, or raise the server's limit.";
    GROUP_STRATEGY = "group.strategy", Groups, "GROUP-STRATEGY",
        "The strategy that was asked for does not fit this server, which was not asked: it does not say that it resolves in-chain, and might answer with an empty success.",
        "Let the strategy be chosen, or walk the groups ({walk}).";
    GROUP_FAILED = "group.failed", Groups, "GROUP-OTHER",
        "The server refuses the search for groups.",
        "Read the server's code and message in the details.";
}
