"""The tasks of `ldaplab conformance client`, done with python-ldap as its documentation has it, and nothing done for it."""

import base64
import os
import sys

import ldap
import ldap.dn
import ldap.filter
import ldif
from ldap.controls import SimplePagedResultsControl

env = os.environ.get
patience = float(env("LDAP_TIMEOUT"))
scopes = {"base": ldap.SCOPE_BASE, "one": ldap.SCOPE_ONELEVEL, "sub": ldap.SCOPE_SUBTREE}


def connect():
    server = ldap.initialize(env("LDAP_URL"))
    server.set_option(ldap.OPT_NETWORK_TIMEOUT, patience)
    server.timeout = patience
    if env("LDAP_CA_FILE"):
        server.set_option(ldap.OPT_X_TLS_CACERTFILE, env("LDAP_CA_FILE"))
        server.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    if env("LDAP_START_TLS"):
        server.start_tls_s()
    return server


def entries(results):
    return [(dn, attributes) for dn, attributes in results if dn is not None]


def pages(server, base, scope, filter, attributes, size):
    control = SimplePagedResultsControl(True, size=size, cookie="")
    found = []
    while True:
        asked = server.search_ext(base, scope, filter, attributes, serverctrls=[control])
        _, results, _, controls = server.result3(asked, timeout=patience)
        found += entries(results)
        paged = [one for one in controls if one.controlType == SimplePagedResultsControl.controlType]
        if not paged or not paged[0].cookie:
            return found
        control.cookie = paged[0].cookie


def do(task, server):
    if env("LDAP_BIND_DN"):
        server.simple_bind_s(env("LDAP_BIND_DN"), env("LDAP_BIND_PASSWORD"))
    if task == "bind":
        return []
    base = env("LDAP_BASE")
    if task == "login":
        filter = ldap.filter.filter_format("(uid=%s)", [env("LDAP_USER")])
        found = entries(server.search_s(base, ldap.SCOPE_SUBTREE, filter, ["1.1"]))
        if len(found) != 1:
            sys.exit("%d entries have this name" % len(found))
        server.simple_bind_s(found[0][0], env("LDAP_PASSWORD"))
        return []
    if task == "search":
        asked = (base, scopes[env("LDAP_SCOPE")], env("LDAP_FILTER"), env("LDAP_ATTRIBUTES").split())
        if env("LDAP_PAGE_SIZE"):
            return pages(server, *asked, int(env("LDAP_PAGE_SIZE")))
        return entries(server.search_s(*asked))
    if task == "find":
        # A value that is no text is escaped octet by octet.
        octets = base64.b64decode(env("LDAP_VALUE_BASE64"))
        value = ldap.filter.escape_filter_chars(octets.decode("latin-1"), 2)
        filter = "(%s=%s)" % (env("LDAP_ATTRIBUTE"), value)
        return entries(server.search_s(base, ldap.SCOPE_SUBTREE, filter, ["uid"]))
    if task == "read":
        name = "%s=%s,%s" % (env("LDAP_ATTRIBUTE"), ldap.dn.escape_dn_chars(env("LDAP_VALUE")), base)
        return entries(server.search_s(name, ldap.SCOPE_BASE, "(objectClass=*)", [env("LDAP_ATTRIBUTE")]))
    if task == "write":
        octets = base64.b64decode(env("LDAP_VALUE_BASE64"))
        server.modify_s(base, [(ldap.MOD_REPLACE, env("LDAP_ATTRIBUTE"), [octets])])
        return []
    sys.exit(77)


try:
    found = do(env("LDAP_TASK"), connect())
except ldap.LDAPError as error:
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {"desc": str(error)}
    sys.exit(": ".join([type(error).__name__] + [told[key] for key in ("desc", "info") if told.get(key)]))
writer = ldif.LDIFWriter(sys.stdout)
for dn, attributes in found:
    writer.unparse(dn, attributes)
