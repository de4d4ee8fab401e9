//! Names, addresses, TCP, and the wrong protocol on the right port.

rows! {
    URL_INVALID = "url.invalid", Resolve, "CFG-URL",
        "The server's address is not a correct LDAP URL.",
        "{write_url}.";

    DNS_NO_SUCH_HOST = "dns.no_such_host", Resolve, "DNS-NXDOMAIN",
        "The name service that was asked does not know the host name.",
        "Check the spelling of the host name and which name server this machine asks: a name of an internal domain is known only inside.";
    DNS_NO_ADDRESS = "dns.no_address", Resolve, "DNS-NO-ADDRESS",
        "The host name exists but has no IPv4 or IPv6 address.",
        "Use the name of a server, not of a domain or service record, or add an address record.";
    DNS_FAILED = "dns.failed", Resolve, "DNS-FAILED",
        "The name service could not answer.",
        "Check that this machine reaches its name server, then try again.";
    DNS_TIMEOUT = "dns.timeout", Resolve, "DNS-TIMEOUT",
        "The name service did not answer within the time allowed.",
        "Check that this machine reaches its name server, or allow more time.";

    TCP_REFUSED = "tcp.refused", Connect, "TCP-REFUSED",
        "The host refuses connections on this port: nothing listens there, or a firewall refuses in its name.",
        "Check the port (389 for ldap, 636 for ldaps) and that the directory service runs and listens on this address.";
    TCP_TIMEOUT = "tcp.timeout", Connect, "TCP-TIMEOUT",
        "The host did not answer the connection request within the time allowed.",
        "Check the address, that the host is up, and whether a firewall drops packets to this port.";
    TCP_RESET = "tcp.reset", Connect, "TCP-RESET",
        "The connection was reset as soon as it was made.",
        "Look for a firewall or load balancer without a working server behind it.";
    TCP_UNREACHABLE = "tcp.unreachable", Connect, "TCP-UNREACHABLE",
        "The host's address cannot be reached: there is no route to it, or somebody on the way says so.",
        "Check the network, the VPN and whether the name resolves to an address of another network.";
    TCP_FAILED = "tcp.failed", Connect, "TCP-FAILED",
        "The operating system could not make the connection.",
        "Read the system's own message in the details.";

    DEADLINE_PASSED = "deadline.passed", Connect, "DEADLINE",
        "The time allowed was used up by the steps before this one.",
        "Allow more time ({timeout}), or look at which earlier step used it up.";

    PLAIN_ON_TLS_PORT = "protocol.plain_on_tls_port", Bind, "PROTO-PLAIN-ON-TLS-PORT",
        "This client speaks plain LDAP, but the port expects TLS.",
        "{ldaps_not_ldap} for this port, or give the plain port (usually 389).";
    TLS_ON_PLAIN_PORT = "protocol.tls_on_plain_port", Secure, "PROTO-TLS-ON-PLAIN-PORT",
        "This client speaks TLS, but the port expects plain LDAP.",
        "Give the TLS port (usually 636), or {not_ldaps} {start_tls} for this port (plain LDAP is usually on 389).";
    NOT_LDAP = "protocol.not_ldap", Bind, "PROTO-NOT-LDAP",
        "Something answers on this port, but it is not a directory server.",
        "Check the host and the port: the details show the first bytes of the answer.";
    SPEAKS_HTTP = "protocol.http", Bind, "PROTO-HTTP",
        "A web server or a web proxy answers on this port.",
        "Give the host and port of the directory server, usually 389 or 636.";
    SPEAKS_SSH = "protocol.ssh", Bind, "PROTO-SSH",
        "An SSH server answers on this port.",
        "Give the host and port of the directory server, usually 389 or 636.";
    SPEAKS_SMTP = "protocol.smtp", Bind, "PROTO-SMTP",
        "A mail or file transfer server answers on this port.",
        "Give the host and port of the directory server, usually 389 or 636.";
    SILENT = "protocol.silent", Bind, "PROTO-SILENT",
        "The port accepts the connection and did not say a word within the time allowed.",
        "Check that client and port agree on whether TLS is spoken (usually on 636, not on 389), and whether the server or a proxy before it hangs or needs more time.";
    GARBAGE = "protocol.garbage", Bind, "PROTO-GARBAGE",
        "The port answers with bytes that are neither LDAP nor TLS.",
        "Check the host and the port: the details show the first bytes of the answer.";
}
