//! What can be wrong with the server's certificate and its chain.

rows! {
    SELF_SIGNED = "tls.self_signed", Secure, "CERT-SELF-SIGNED",
        "The server's certificate is signed by itself, and it is not trusted.",
        "Get the server's certificate from whoever runs it, compare its SHA-256 fingerprint with the one in the details, and give it as {the_trust_file}; better, have one issued by a CA.";
    NO_TRUST = "tls.no_trust", Secure, "TRUST-NONE",
        "The server's certificate cannot be checked, because no trusted certificate was given.",
        "Give the CA's certificate as {the_trust_file}; if the server's certificate is self-signed, that one, after comparing its fingerprint.";
    UNKNOWN_CA = "tls.unknown_ca", Secure, "CHAIN-UNKNOWN-CA",
        "The server's certificate comes from a CA (an issuer of certificates) that is not trusted.",
        "Get that CA's root certificate from whoever runs the server, and give it as {the_trust_file}; if the root is there already, make the server send its intermediate certificates too.";
    MISSING_INTERMEDIATE = "tls.missing_intermediate", Secure, "CHAIN-MISSING-INTERMEDIATE",
        "The server sends its own certificate without that of the intermediate CA that issued it, so that it leads to no trusted root.",
        "Append the intermediate CA's certificate to the server's own in the server's chain file; if the issuer named here is a root instead, put its certificate into {the_trust_file}.";
    CERTIFICATE_EXPIRED = "tls.certificate_expired", Secure, "CERT-EXPIRED",
        "The server's certificate has expired.",
        "If the clock of this machine is right, have the server's administrator renew the certificate and let the server load it, usually by a restart.";
    ISSUER_EXPIRED = "tls.issuer_expired", Secure, "CERT-EXPIRED",
        "The certificate of a CA in the server's chain has expired.",
        "If the clock of this machine is right, renew the CA's certificate and let the server send the new one.";
    TRUST_ROOT_EXPIRED = "tls.trust_root_expired", Secure, "TRUST-ROOT-EXPIRED",
        "A trusted CA certificate has expired, which some clients mind and this one does not.",
        "If the clock of this machine is right, put the CA's new certificate into {the_trust_file}.";
    CERTIFICATE_NOT_YET_VALID = "tls.certificate_not_yet_valid", Secure, "CERT-NOT-YET-VALID",
        "The server's certificate is not valid yet.",
        "Compare the clocks of client, server and CA, or wait until the certificate begins.";
    ISSUER_NOT_YET_VALID = "tls.issuer_not_yet_valid", Secure, "CERT-NOT-YET-VALID",
        "The certificate of a CA in the server's chain is not valid yet.",
        "Compare the clocks of client, server and CA, or wait until the certificate begins.";
    WRONG_HOST = "tls.wrong_host", Secure, "NAME-MISMATCH",
        "The server's certificate is for another name than the one connected to.",
        "Connect by one of the names in the certificate (each is a `name` in the details), or have a certificate issued that lists the name connected by as subjectAltName.";
    WRONG_ADDRESS = "tls.wrong_address", Secure, "NAME-BY-IP",
        "The connection goes to an IP address, and the server's certificate names no addresses.",
        "Connect by one of the names in the certificate (each is a `name` in the details) instead of the address, or have a certificate issued that lists the address as iPAddress.";
    NO_SUBJECT_ALT_NAME = "tls.no_subject_alt_name", Secure, "NAME-CN-ONLY",
        "The server's certificate has no subjectAltName, and its common name does not count for this client (RFC 9525); others may take it.",
        "Have a certificate issued that lists the name or address connected to as subjectAltName (with openssl: subjectAltName=DNS:NAME or IP:ADDRESS); every client takes that.";
    LEAF_IS_CA = "tls.leaf_is_ca", Secure, "CERT-LEAF-IS-CA",
        "The server serves a CA certificate (CA:TRUE) as its own, as `openssl req -x509` makes it, and this client (rustls) refuses that; most others do not.",
        "Issue a certificate from that CA for the server, with the CA's own as {the_trust_file}, or make the self-signed one with CA:FALSE; every client takes that.";
    LEAF_NOT_FIRST = "tls.leaf_not_first", Secure, "CHAIN-LEAF-NOT-FIRST",
        "The server sends a CA's certificate before its own.",
        "Put the server's own certificate first in its chain file.";
    WRONG_PURPOSE = "tls.wrong_purpose", Secure, "CERT-EKU",
        "The server's certificate is not meant for servers: extendedKeyUsage lacks Server Authentication.",
        "Issue a certificate with the purpose Server Authentication, and remove the other from the server's store.";
    ISSUER_WRONG_PURPOSE = "tls.issuer_wrong_purpose", Secure, "CHAIN-CA-EKU",
        "A CA in the server's chain may not issue certificates for servers: its extendedKeyUsage forbids it.",
        "Issue the certificate from another CA.";
    BAD_SIGNATURE = "tls.bad_signature", Secure, "CHAIN-SIGNATURE",
        "A certificate in the chain was not signed by the key of its issuer: it was damaged or forged, or comes from another CA of the same name.",
        "Compare the certificates in the server's chain file with those that the CA issued, and have the one in the details issued again if it is not the CA's.";
    KEY_MISMATCH = "tls.key_mismatch", Secure, "CERT-KEY-MISMATCH",
        "The server did not prove that it has the key of the certificate that it sends: its private key belongs to another.",
        "Install the key that belongs to the certificate, and let the server load both.";
    CA_REKEYED = "tls.ca_rekeyed", Secure, "CHAIN-CA-REKEYED",
        "The trusted certificate of the CA has another key than the CA of that name that signed the server's chain: the CA was renewed, or it is not the same CA.",
        "Get the CA's present root certificate from whoever runs it, compare its SHA-256 fingerprint with theirs before trusting it, and then add it to {the_trust_file}; if it is the trusted one still, somebody else answers in the server's name.";
    WEAK_KEY = "tls.weak_key", Secure, "CERT-KEY-SIZE",
        "A certificate of the chain, or the trusted one at its end, has an RSA key of less than 2048 bits.",
        "Issue the certificate again with a key of at least 2048 bits; where it is a CA's, everything below it has to be issued again too, and its new certificate be put into {the_trust_file}.";
    WEAK_SIGNATURE = "tls.weak_signature", Secure, "CERT-SHA1",
        "A certificate in the chain is signed with SHA-1 or MD5.",
        "Issue the certificate again with SHA-256.";
    UNSUPPORTED_ALGORITHM = "tls.unsupported_algorithm", Secure, "CERT-ALGORITHM",
        "The server's certificate, or one above it, has a key or a signature of a kind that this client does not understand.",
        "Have the certificate named in the details issued with a key that this client understands (RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519), by a CA whose own key is such a one; clients on OpenSSL, GnuTLS or Java understand more kinds.";
    ISSUER_NOT_CA = "tls.issuer_not_ca", Secure, "CHAIN-CA-FLAG",
        "A certificate in the chain was issued by one that is not a CA.",
        "Issue the certificate from a CA certificate (CA:TRUE).";
    PATH_LENGTH = "tls.path_length", Secure, "CHAIN-PATHLEN",
        "The chain is longer than a CA in it allows (pathLenConstraint).",
        "Issue the certificate from a CA that is allowed to.";
    NAME_CONSTRAINT = "tls.name_constraint", Secure, "CHAIN-NAME-CONSTRAINT",
        "A CA in the chain may not issue certificates for this name (nameConstraints).",
        "Use a name that the CA is allowed to certify, or another CA.";
    CRITICAL_EXTENSION = "tls.critical_extension", Secure, "CERT-CRITICAL-EXT",
        "A certificate in the chain has a critical extension that this client does not know.",
        "Issue the certificate without that extension, or with it not critical.";
    CERTIFICATE_VERSION = "tls.certificate_version", Secure, "CERT-VERSION",
        "A certificate in the chain is not of version 3.",
        "Issue the certificate again as X.509 version 3.";
    CERTIFICATE_MALFORMED = "tls.certificate_malformed", Secure, "CERT-PARSE",
        "A certificate in the chain cannot be read.",
        "Compare the file that the server sends with what the CA issued, and have it issued again with another tool if the two are the same.";
    CERTIFICATE_REVOKED = "tls.certificate_revoked", Secure, "CERT-REVOKED",
        "A certificate of the server's chain has been revoked by its CA.",
        "Find out from the CA why, and have a new certificate with a new key issued.";
    REVOCATION_UNKNOWN = "tls.revocation_unknown", Secure, "CERT-REVOCATION-UNKNOWN",
        "Whether the certificate is revoked cannot be told: no current revocation list of its CA was given.",
        "Get the CA's current revocation list and give that to this client, which fetches none.";
    KEY_NOT_PINNED = "tls.key_not_pinned", Secure, "CERT-PIN",
        "The server's key is not one of those that are pinned.",
        "Find out whether the server has got a new key; if so, pin the one in the details, if not, somebody else answers.";
    NO_CERTIFICATE = "tls.no_certificate", Secure, "CERT-NONE",
        "The server sent no certificate.",
        "Configure a certificate on the server.";
    CERTIFICATE_REJECTED = "tls.certificate_rejected", Secure, "CERT-OTHER",
        "The server's certificate was rejected.",
        "Read the message of the TLS library in the details.";
}
