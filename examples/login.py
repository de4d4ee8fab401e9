# A login as a test of a Python program would see it; run by: ldaplab exec --profile openldap --user ada:s3cret:Ops -- python3 examples/login.py
import os
import ldap

ldap.set_option(ldap.OPT_X_TLS_CACERTFILE, os.environ["LDAP_CA_FILE"])
directory = ldap.initialize(os.environ["LDAPS_URL"])
directory.simple_bind_s(os.environ["LDAP_BIND_DN"], os.environ["LDAP_BIND_PASSWORD"])
[(dn, entry)] = directory.search_s(os.environ["LDAP_BASE"], ldap.SCOPE_SUBTREE, "(uid=ada)", ["memberOf"])
assert entry["memberOf"] == [b"cn=Ops,ou=groups," + os.environ["LDAP_BASE"].encode()], entry
ldap.initialize(os.environ["LDAPS_URL"]).simple_bind_s(dn, "s3cret")
print("ada is in", entry["memberOf"][0].decode())
