//! Why an entry matches a filter or not.

use ldaplab::{
    client::{Client, Options, Search},
    server::{Group, LdapServer, User},
};

#[test]
fn every_clause_says_what_the_entry_has() {
    let dc = LdapServer::active_directory("corp.example")
        .user(User::new("ada").password("s3cret").member_of("Ops"))
        .group(Group::new("Ops").member_of("Staff"))
        .group(Group::new("Other"))
        .start()
        .unwrap();
    let base = "CN=Users,DC=corp,DC=example";
    let filter = format!(
        "(&(objectClass=user)(|(sAMAccountName=bob)(mail=ada@*))(!(memberOf:1.2.840.113556.1.4.1941:=CN=Other,{base}))(userAccountControl:1.2.840.113556.1.4.803:=2)(nonsense=1))"
    );
    let why = dc.explain_filter(dc.dn_of("ada"), &filter).unwrap();
    assert_eq!(
        why.to_string(),
        format!(
            "{filter} is false
  (objectClass=user) is true: objectClass is top, person, organizationalPerson, user
  (|(sAMAccountName=bob)(mail=ada@*)) is true
    (sAMAccountName=bob) is false: sAMAccountName is ada
    (mail=ada@*) is true: mail is ada@corp.example
  (!(memberOf:1.2.840.113556.1.4.1941:=CN=Other,{base})) is true
    (memberOf:1.2.840.113556.1.4.1941:=CN=Other,{base}) is false: no chain of links leads to CN=Other,{base}
  (userAccountControl:1.2.840.113556.1.4.803:=2) is false: userAccountControl is 512
  (nonsense=1) is undefined: the schema has no attribute nonsense"
        )
    );
    assert!(dc.explain_filter("CN=nobody", "(cn=*)").is_none());
}

/// What is explained is what a search does.
#[tokio::test]
async fn the_explanation_agrees_with_the_search() {
    let dc = LdapServer::active_directory("corp.example")
        .user(User::new("ada").password("s3cret").member_of("Ops"))
        .group(Group::new("Ops").member_of("Staff"))
        .start()
        .unwrap();
    let options = Options::default().trust_file(dc.trust_file()).unwrap();
    let mut client = Client::connect(&dc.ldaps_url(), &options).await.unwrap();
    let admin = dc.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();
    let (ada, ops) = (dc.dn_of("ada"), dc.dn_of("Ops"));
    let cases = [
        (&ada, "(cn=ADA)".to_owned(), true),
        (&ada, "(!(cn=ada))".to_owned(), false),
        (&ada, "(&)".to_owned(), true),
        (&ada, format!("(memberOf={ops})"), true),
        (&ada, format!("(memberOf={})", dc.dn_of("Staff")), false),
        (
            &ada,
            format!("(memberOf:1.2.840.113556.1.4.1941:={})", dc.dn_of("Staff")),
            true,
        ),
        (
            &ops,
            format!("(member:1.2.840.113556.1.4.1941:={ada})"),
            true,
        ),
        (&ada, "(unknownAttribute=*)".to_owned(), false),
        (&ada, "(objectCategory=person)".to_owned(), true),
    ];
    for (dn, filter, expected) in cases {
        let search = Search::entry(dn)
            .filter_text(&filter)
            .unwrap()
            .attributes(["1.1"]);
        let found = client.search(&search).await.unwrap().entries.len() == 1;
        let explained = dc.explain_filter(dn, &filter).unwrap().matches();
        assert_eq!((found, explained), (expected, expected), "{filter} on {dn}");
    }
}

#[tokio::test]
async fn searches_are_selected_by_the_entry_that_their_filter_matches() {
    let dc = LdapServer::active_directory("corp.example")
        .user(User::new("ada").password("s3cret").member_of("Ops"))
        .user(User::new("bob"))
        .group(Group::new("Ops").member_of("Staff"))
        .start()
        .unwrap();
    let options = Options::default().trust_file(dc.trust_file()).unwrap();
    let mut client = Client::connect(&dc.ldaps_url(), &options).await.unwrap();
    let admin = dc.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();
    dc.expect(dc.searches_matching(dc.dn_of("ada")).times(3));
    let in_chain = format!("(memberOf:1.2.840.113556.1.4.1941:={})", dc.dn_of("Staff"));
    for filter in [
        "(sAMAccountName=ada)",
        "(sAMAccountName=bob)",
        "(!(cn=bob))",
        &in_chain,
    ] {
        let search = Search::new(dc.base())
            .filter_text(filter)
            .unwrap()
            .attributes(["cn"]);
        client.search(&search).await.unwrap();
    }
    dc.verify().unwrap();
}
