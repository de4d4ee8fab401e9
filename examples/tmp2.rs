use ldaplab::server::*;
fn main() {
    let dc = LdapServer::active_directory("example.test")
        .ldif_file("fixtures/ldif/corp.ldif")
        .start()
        .unwrap();
    println!(
        "{:?}",
        dc.entry("CN=Administrator,CN=Users,DC=example,DC=test")
    );
    println!("{:?}", dc.find("(cn=Administrator)").len());
    println!("{:?}", dc.find("(objectClass=*)").len());
    println!("{:?}", dc.dn_of("ada"));
}
