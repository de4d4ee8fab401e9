use ldaplab::server::*;
fn main() {
    let a = std::env::args().nth(1).unwrap();
    let dc = if a == "ad" {
        LdapServer::active_directory("example.test")
            .ldif_file("fixtures/ldif/corp.ldif")
            .root_password("Passw0rd.Admin1")
    } else {
        LdapServer::openldap("dc=example,dc=org")
            .ldif_file("fixtures/ldif/company.ldif")
            .root_password("adminpw")
    };
    let dc = dc.start().unwrap();
    println!(
        "{} {} {} {:?}",
        dc.ldap_url(),
        dc.ldaps_url(),
        dc.trust_file().display(),
        dc.admin()
    );
    let mut s = String::new();
    std::io::stdin().read_line(&mut s).unwrap();
    println!("{}", dc.requests());
}
