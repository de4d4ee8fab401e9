//! StartTLS, the handshake, and the file of trusted certificates.

rows! {
    STARTTLS_UNSUPPORTED = "starttls.unsupported", Secure, "STARTTLS-UNSUPPORTED",
        "The server does not know StartTLS (protocolError): usually it has no TLS configured.",
        "Have a certificate and its key configured on the server, or {use_ldaps} (usually port 636) if the server offers that.";
    STARTTLS_UNAVAILABLE = "starttls.unavailable", Secure, "STARTTLS-UNAVAILABLE",
        "The server knows StartTLS but cannot start it now: usually it has no usable certificate.",
        "Have a certificate with its private key and the purpose Server Authentication installed on the server; its TLS port does not work without one either.";
    STARTTLS_SEQUENCE = "starttls.sequence", Secure, "STARTTLS-SEQUENCE",
        "StartTLS is not possible at this point (operationsError): TLS already runs or operations are outstanding.",
        "Use either TLS from the first byte or StartTLS, not both, and send nothing before StartTLS is answered.";
    STARTTLS_REFUSED = "starttls.refused", Secure, "STARTTLS-REFUSED",
        "The server refuses StartTLS.",
        "Read the server's code and message in the details, or {use_ldaps}.";
    STARTTLS_INJECTED = "starttls.injected", Secure, "STARTTLS-INJECTED",
        "Unprotected bytes follow the answer to StartTLS: someone on the way may have put them there.",
        "Do not use this connection, and look for a proxy or an attacker between client and server.";
    STARTTLS_CLOSED = "starttls.closed", Secure, "STARTTLS-CLOSED",
        "The server closed the connection instead of answering StartTLS.",
        "Look into the server's log, and try its TLS port (usually 636) instead.";
    STARTTLS_NO_ANSWER = "starttls.no_answer", Secure, "STARTTLS-NO-ANSWER",
        "The server did not answer StartTLS within the time allowed.",
        "Check whether the port speaks LDAP at all and whether a proxy before it swallows StartTLS.";

    TLS_PROTOCOL_VERSION = "tls.protocol_version", Secure, "TLS-VERSION",
        "Server and client have no TLS version in common: this client speaks 1.2 and 1.3 at most.",
        "Enable TLS 1.2 or later on the server or, where the details say that this client is set to fewer versions, allow it more.";
    TLS_HANDSHAKE_FAILURE = "tls.handshake_failure", Secure, "TLS-CIPHER",
        "The server found nothing acceptable in what this client offers (alert handshake_failure, which does not say what is missing).",
        "Compare what was offered (in the details) with the server's configuration, whose log often says more: its cipher suites, its key exchange groups, the kind of its certificate's key, and whether it demands a client certificate.";
    TLS_INCOMPATIBLE = "tls.incompatible", Secure, "TLS-INCOMPATIBLE",
        "The server answers the handshake with something that this client does not support.",
        "Compare what was offered (in the details) with the server's configuration: TLS 1.2 or 1.3 with ECDHE and AES-GCM or ChaCha20 is understood.";
    TLS_INSUFFICIENT_SECURITY = "tls.insufficient_security", Secure, "TLS-ALERT-71",
        "The server finds the offered cipher suites too weak (alert insufficient_security).",
        "Compare the server's cipher policy with the suites that were offered (in the details).";
    CLIENT_CERTIFICATE_REQUIRED = "tls.client_certificate_required", Secure, "TLS-CLIENT-CERT",
        "The server asked for a certificate of the client, was shown none, and ended the connection.",
        "Get a client certificate and its key from whoever runs the server and set both in the program that connects, or have the server ask for none (OpenLDAP: TLSVerifyClient never); if it only asks and does not insist, its log says why it ended the connection.";
    CLIENT_CERTIFICATE_REJECTED = "tls.client_certificate_rejected", Secure, "TLS-CLIENT-CERT-REJECTED",
        "The server does not take the certificate that was given for this client.",
        "Give a client certificate that is in date, meant for clients, with a key of a kind that the server takes, and issued by a CA that the server trusts; the server's log says which of these it misses.";
    TLS_UNRECOGNISED_NAME = "tls.unrecognised_name", Secure, "TLS-SNI",
        "The server has no certificate for the name that the client asked for (alert unrecognized_name).",
        "Connect by a name that the server serves.";
    TLS_INTERNAL_ERROR = "tls.internal_error", Secure, "TLS-ALERT-80",
        "The server broke off the handshake with an error of its own (alert internal_error).",
        "Look into the server's log: only the server knows which error, and a key file that does not belong to its certificate is a frequent one.";
    TLS_ALERT = "tls.alert", Secure, "TLS-ALERT",
        "The server broke off TLS with an alert.",
        "Read the alert in the details and look into the server's log.";
    TLS_CLOSED = "tls.closed", Secure, "TLS-EOF",
        "The server closed the connection in the middle of the handshake.",
        "Look into the server's log; if the details show no certificate of the server, check that the port speaks TLS and that the server has a usable certificate.";
    TLS_RESET = "tls.reset", Secure, "TLS-RESET",
        "The connection was reset in the middle of the handshake.",
        "Look into the server's log and for a firewall between; if the details show no certificate of the server, check that it has a usable one (Active Directory without one does this).";
    TLS_STALLED = "tls.stalled", Secure, "TLS-STALL",
        "The server did not finish the handshake within the time allowed.",
        "Check whether the server or a proxy before it hangs, and that the port speaks TLS; a slow server needs more time.";
    TLS_MALFORMED = "tls.malformed", Secure, "TLS-TRUNCATED",
        "A TLS message came that cannot be read or deciphered.",
        "Look for a proxy or firewall that changes the traffic or speaks in plain on the same port, and check the server's TLS library.";
    TLS_MISBEHAVED = "tls.misbehaved", Secure, "TLS-MISBEHAVED",
        "The server answered the TLS handshake in a way that the rules or this client's offer do not allow.",
        "Update the server's TLS library, or look for a proxy that changes the traffic.";
    TLS_FAILED = "tls.failed", Secure, "TLS-OTHER",
        "The TLS handshake failed.",
        "Read the message of the TLS library in the details.";

    TRUST_UNREADABLE = "trust.unreadable", Secure, "TRUST-FILE-UNREADABLE",
        "The file of trusted certificates cannot be read.",
        "Check the path of the file and who may read it.";
    TRUST_EMPTY = "trust.empty", Secure, "TRUST-FILE-EMPTY",
        "The file of trusted certificates is empty.",
        "Put the CA certificate in PEM form into the file.";
    TRUST_NOT_CERTIFICATES = "trust.not_certificates", Secure, "TRUST-FILE-GARBAGE",
        "The file of trusted certificates holds no certificate.",
        "Give a file with the CA certificate in PEM form (-----BEGIN CERTIFICATE-----) or DER.";
    TRUST_BAD_BLOCK = "trust.bad_block", Secure, "TRUST-FILE-BAD-BLOCK",
        "One of the certificates in the file of trusted certificates is damaged.",
        "Copy the certificate again, with all its lines.";
    TRUST_PKCS12 = "trust.pkcs12", Secure, "TRUST-FILE-PKCS12",
        "The file of trusted certificates is a PKCS#12 key store, not PEM.",
        "Export the certificates with `openssl pkcs12 -in FILE -nokeys -out ca.pem`.";
    TRUST_JKS = "trust.jks", Secure, "TRUST-FILE-JKS",
        "The file of trusted certificates is a Java key store, not PEM.",
        "Export the certificates with `keytool -list -rfc -keystore FILE > ca.pem`, for a store of the type JCEKS with `-storetype JCEKS`.";
    TRUST_PKCS7 = "trust.pkcs7", Secure, "TRUST-FILE-PKCS7",
        "The file of trusted certificates is a PKCS#7 bundle, not PEM certificates.",
        "Export the certificates with `openssl pkcs7 -in FILE -print_certs -out ca.pem`.";
    TRUST_PRIVATE_KEY = "trust.private_key", Secure, "TRUST-FILE-KEY",
        "The file of trusted certificates holds a private key and no certificate.",
        "Give the certificate of the CA instead, and keep the key secret.";
}
