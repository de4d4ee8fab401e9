// A login as a test of a Java program would see it; run by: ldaplab exec --profile openldap --user ada:s3cret:Ops -- java examples/Login.java
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.directory.*;

class Login {
    static DirContext bind(String name, String password) throws Exception {
        var settings = new Hashtable<String, String>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        settings.put(Context.PROVIDER_URL, System.getenv("LDAP_URL"));
        settings.put(Context.SECURITY_PRINCIPAL, name);
        settings.put(Context.SECURITY_CREDENTIALS, password);
        return new InitialDirContext(settings);
    }

    public static void main(String[] arguments) throws Exception {
        var directory = bind(System.getenv("LDAP_BIND_DN"), System.getenv("LDAP_BIND_PASSWORD"));
        var controls = new SearchControls(SearchControls.SUBTREE_SCOPE, 0, 0, new String[] {"memberOf"}, false, false);
        var ada = directory.search(System.getenv("LDAP_BASE"), "(uid={0})", new Object[] {"ada"}, controls).next();
        bind(ada.getNameInNamespace(), "s3cret").close();
        System.out.println("ada is in " + ada.getAttributes().get("memberOf").get());
    }
}
