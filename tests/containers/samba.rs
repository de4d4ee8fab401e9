//! A Samba domain controller.

use ldaplab::{
    connection_test::{ConnectionTest, Plan},
    diagnosis::Stage,
    real::containers::SambaContainer,
};

use crate::{answers, engine::or_skip, root_dse};

const DOMAIN: &str = "\
dn: OU=People,DC=lab,DC=example
objectClass: organizationalUnit
ou: People

dn: CN=Ada Nightjar,OU=People,DC=lab,DC=example
objectClass: user
cn: Ada Nightjar
sAMAccountName: ada
mail: ada@lab.example

dn: CN=Berlin,OU=People,DC=lab,DC=example
objectClass: group
cn: Berlin
sAMAccountName: Berlin
member: CN=Ada Nightjar,OU=People,DC=lab,DC=example

dn: CN=Everybody,OU=People,DC=lab,DC=example
objectClass: group
cn: Everybody
sAMAccountName: Everybody
member: CN=Berlin,OU=People,DC=lab,DC=example
";

#[tokio::test]
async fn samba_answers_with_our_certificate_and_resolves_nested_groups() {
    let started = SambaContainer::new()
        .suffix("DC=lab,DC=example")
        .ldif(DOMAIN)
        .start();
    let samba = or_skip!(started);
    assert_eq!(
        (samba.name(), samba.base(), samba.bind_dn()),
        (
            "samba",
            "DC=lab,DC=example",
            "CN=Administrator,CN=Users,DC=lab,DC=example"
        )
    );
    assert!(samba.version().starts_with("4."), "{}", samba.version());
    let root = root_dse(&samba).await;
    assert_eq!(root.text("isGlobalCatalogReady"), Some("TRUE"));
    let vendor = root.text("vendorName").unwrap();
    assert!(vendor.starts_with("Samba Team"), "{vendor}");
    answers(
        &samba,
        "ada@lab.example",
        "CN=Ada Nightjar,OU=People,DC=lab,DC=example",
    )
    .await;
    let plan = Plan::url(samba.ldaps_url())
        .unwrap()
        .trust_file(samba.trust_file())
        .unwrap()
        .bind(samba.bind_dn(), samba.bind_password());
    let report = ConnectionTest::new(plan).login("ada").run().await;
    assert!(report.passed(), "{report}");
    let details = &report.stage(Stage::Groups).unwrap().details;
    let of = |name| -> Vec<&str> {
        let named = details.iter().filter(|(own, _)| *own == name);
        named.map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(of("strategy"), ["in-chain"], "{report}");
    let mut groups = of("group");
    groups.sort_unstable();
    assert_eq!(
        groups,
        [
            "CN=Berlin,OU=People,DC=lab,DC=example",
            "CN=Everybody,OU=People,DC=lab,DC=example",
        ],
        "{report}"
    );
    assert_eq!(
        of("primary_group"),
        ["CN=Domain Users,CN=Users,DC=lab,DC=example"],
        "{report}"
    );
}
