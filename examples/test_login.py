import json, subprocess, ldap, pytest

@pytest.fixture(scope="session")
def directory():
    command = ["ldaplab", "serve", "--profile=openldap", "--user=ada:s3cret:Ops", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as serve:
        yield json.loads(serve.stdout.readline().removeprefix("READY "))
        serve.stdin.close()

def test_a_member_of_ops_logs_in(directory):
    ldap.set_option(ldap.OPT_X_TLS_CACERTFILE, directory["ca"])
    server = ldap.initialize(directory["ldaps"])
    server.simple_bind_s(directory["bind_dn"], directory["bind_password"])
    [(dn, ada)] = server.search_s(directory["base"], ldap.SCOPE_SUBTREE, "(uid=ada)", ["memberOf"])
    assert ada["memberOf"] == [b"cn=Ops,ou=groups," + directory["base"].encode()]
    server.simple_bind_s(dn, "s3cret")
