import java.util.*;
import javax.naming.directory.*;

class Login {
    static DirContext bind(String name, String password) throws Exception {
        return new InitialDirContext(new Hashtable<>(Map.of(
            "java.naming.factory.initial", "com.sun.jndi.ldap.LdapCtxFactory", "java.naming.provider.url", System.getenv("LDAP_URL"),
            "java.naming.security.principal", name, "java.naming.security.credentials", password)));
    }
    public static void main(String[] arguments) throws Exception {
        var directory = bind(System.getenv("LDAP_BIND_DN"), System.getenv("LDAP_BIND_PASSWORD"));
        var subtree = new SearchControls(SearchControls.SUBTREE_SCOPE, 0, 0, new String[] {"memberOf"}, false, false);
        var ada = directory.search(System.getenv("LDAP_BASE"), "(uid={0})", new Object[] {"ada"}, subtree).next();
        bind(ada.getNameInNamespace(), "s3cret").close();
        System.out.println("ada is in " + ada.getAttributes().get("memberOf").get());
    }
}
