//! A record under pseudonyms.

use std::collections::HashSet;

use ldaplab::{
    LdapServer,
    client::{Search, blocking::Client},
    directory::{Dn, ldif},
    generate::Pseudonyms,
    proxy::{Proxy, Recorder, Replay},
};

use super::{ADA, COMPANY, Folder, client, company, holds, octets};

fn record(server: &LdapServer, folder: &Folder, program: impl FnOnce(&mut Client)) {
    let recorder = Recorder::new(&server.ldap_url())
        .unwrap()
        .file(folder.record())
        .anonymise(Pseudonyms::new(b"a key of this test"))
        .with_secrets()
        .start()
        .unwrap();
    program(&mut client(&recorder));
    recorder.stop().unwrap();
}

fn everything(filter: &str) -> Search {
    Search::new("dc=example,dc=org")
        .filter_text(filter)
        .unwrap()
}

/// What names anybody in a fixture: values of these attributes, and the parts of DNs below the suffix.
fn originals(file: &str, suffix: &str) -> HashSet<String> {
    let text = std::fs::read(file).unwrap();
    let suffix = Dn::parse(suffix).unwrap();
    let mut names = HashSet::new();
    for record in &ldif::read(&text[..]).unwrap() {
        let entry = ldaplab::directory::Entry::from(record);
        for attribute in [
            "cn",
            "sn",
            "givenName",
            "displayName",
            "mail",
            "telephoneNumber",
            "mobile",
            "uid",
            "ou",
            "name",
            "sAMAccountName",
            "userPrincipalName",
            "proxyAddresses",
            "streetAddress",
        ] {
            let values = entry.values(attribute);
            names.extend(values.map(|value| String::from_utf8_lossy(value).into_owned()));
        }
        let below = entry.dn().depth() - suffix.depth().min(entry.dn().depth());
        for rdn in entry.dn().rdns().take(below) {
            names.insert(String::from_utf8_lossy(rdn.value()).into_owned());
        }
    }
    // Two letters are in everything.
    names.retain(|name| name.len() > 3);
    names
}

/// Whether a text is in the octets as words of their own: `posix` is not in `posixAccount`.
fn says(octets: &[u8], text: &str) -> bool {
    let (octets, text) = (octets.to_ascii_lowercase(), text.to_ascii_lowercase());
    let letter = |at: Option<usize>| {
        at.and_then(|at| octets.get(at))
            .is_some_and(u8::is_ascii_alphabetic)
    };
    let found = octets
        .windows(text.len())
        .enumerate()
        .filter(|(_, window)| *window == text.as_bytes());
    let mut whole =
        found.filter(|(at, _)| !letter(at.checked_sub(1)) && !letter(Some(at + text.len())));
    whole.next().is_some()
}

#[test]
fn no_name_mail_phone_number_or_part_of_a_dn_is_in_the_record() {
    let folder = Folder::new();
    record(&company(), &folder, |client| {
        client.root_dse().unwrap();
        client.simple_bind(ADA, "s3cret").unwrap();
        client.who_am_i().unwrap();
        client
            .search(&everything("(objectClass=*)").paged(20))
            .unwrap();
        client
            .search(&everything("(&(cn=Ada*)(mail=ada@example.org))"))
            .unwrap();
        client
            .compare(ADA, "telephoneNumber", b"+99 555 0105")
            .unwrap();
        client
            .search(&Search::new(
                "uid=nobody,ou=engineering,ou=people,dc=example,dc=org",
            ))
            .unwrap_err();
    });
    let text = folder.text();
    assert!(text.starts_with("{\"ldaplab_record\":1,\"secrets\":false,\"pseudonyms\":true}\n"));
    let octets = [&octets(&text)[..], text.as_bytes()].concat();
    let names = originals(COMPANY, "dc=example,dc=org");
    assert!(names.len() > 200 && names.contains("Ada Nightjar") && names.contains("+99 555 0105"));
    let left: Vec<&String> = names.iter().filter(|name| says(&octets, name)).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!holds(&octets, "s3cret") && !holds(&octets, "example.org"));
    // What is no name is still there.
    for kept in ["inetOrgPerson", "telephoneNumber", "objectClass", "/bin"] {
        assert!(holds(&octets, kept), "{kept}");
    }
}

#[test]
fn members_are_people_in_the_replay_too() {
    let folder = Folder::new();
    let server = company();
    let (people, groups) = ("(objectClass=inetOrgPerson)", "(objectClass=groupOfNames)");
    let mut members = 0;
    record(&server, &folder, |client| {
        client.search(&everything(people)).unwrap();
        let found = client.search(&everything(groups)).unwrap();
        members = found
            .entries
            .iter()
            .map(|entry| entry.values("member").count())
            .sum();
    });
    drop(server);
    let replay = Replay::file(folder.record()).unwrap().start().unwrap();
    let base =
        String::from_utf8(Pseudonyms::new(b"a key of this test").dn(b"dc=example,dc=org")).unwrap();
    let search = |proxy: &Proxy, filter: &str| {
        let search = Search::new(base.as_str()).filter_text(filter).unwrap();
        client(proxy).search(&search).unwrap().entries
    };
    let dns = |entries: &[ldaplab::client::Entry]| -> HashSet<Dn> {
        entries
            .iter()
            .map(|entry| Dn::parse(&entry.dn).unwrap())
            .collect()
    };
    let (people, groups) = (search(&replay, people), search(&replay, groups));
    let mut known = dns(&people);
    assert!(known.len() >= 55, "{}", known.len());
    known.extend(dns(&groups));
    let mut matched = 0;
    for value in groups.iter().flat_map(|group| group.values("member")) {
        matched += usize::from(known.contains(&Dn::from_bytes(value).unwrap()));
    }
    assert!(
        members > 50 && matched + 2 >= members,
        "{matched} of {members}"
    );
    // Mail addresses are still such, and begin with the person's name.
    let mail = |entry: &ldaplab::client::Entry| {
        let mail = String::from_utf8_lossy(entry.first("mail").unwrap()).into_owned();
        let uid = String::from_utf8_lossy(entry.first("uid").unwrap()).into_owned();
        mail.split_once('@').unwrap().0 == uid
    };
    assert!(
        people
            .iter()
            .filter(|entry| entry.first("mail").is_some())
            .filter(|entry| mail(entry))
            .count()
            > 30
    );
}

#[test]
fn guids_and_sids_of_active_directory_become_others() {
    let folder = Folder::new();
    let server = LdapServer::active_directory("corp.example")
        .user(ldaplab::User::new("ada").password("s3cret"))
        .start()
        .unwrap();
    let mut real = None;
    record(&server, &folder, |client| {
        client.simple_bind("ada@corp.example", "s3cret").unwrap();
        let ada = Search::new("DC=corp,DC=example")
            .filter_text("(sAMAccountName=ada)")
            .unwrap();
        let ada = ada.attributes(["objectGUID", "objectSid", "userAccountControl"]);
        real = client.search(&ada).unwrap().entries.pop();
    });
    let real = real.unwrap();
    let recorded = octets(&folder.text());
    let has = |value: &[u8]| recorded.windows(value.len()).any(|window| window == value);
    assert!(!has(real.first("objectGUID").unwrap()));
    assert!(!has(real.first("objectSid").unwrap()));
    assert!(has(real.first("userAccountControl").unwrap()));
    assert!(!holds(&recorded, "corp"));
}

#[test]
fn no_name_of_an_active_directory_is_in_the_record_either() {
    let folder = Folder::new();
    let corp = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ldif/corp.ldif");
    let server = LdapServer::active_directory("example.test")
        .ldif_file(corp)
        .start()
        .unwrap();
    let admin = server.admin().clone();
    record(&server, &folder, |client| {
        client.root_dse().unwrap();
        client.simple_bind(admin.dn(), admin.password()).unwrap();
        let below = |filter: &str| {
            Search::new("DC=example,DC=test")
                .filter_text(filter)
                .unwrap()
        };
        let found = client.search(&below("(objectClass=*)").paged(500)).unwrap();
        assert!(found.entries.len() > 50, "{}", found.entries.len());
        client
            .search(&below("(&(objectCategory=person)(sAMAccountName=ada))"))
            .unwrap();
        let nobody = Search::new("CN=Nobody,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test");
        client.search(&nobody).unwrap_err();
    });
    let text = folder.text();
    let octets = [&octets(&text)[..], text.as_bytes()].concat();
    let names = originals(corp, "DC=example,DC=test");
    assert!(
        names.len() > 200 && names.contains("Ada Nightjar"),
        "{}",
        names.len()
    );
    let left: Vec<&String> = names.iter().filter(|name| says(&octets, name)).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(says(&octets, "best match of"));
}

#[test]
fn with_the_key_a_client_may_ask_by_the_real_names() {
    let folder = Folder::new();
    let program = |client: &mut Client| {
        client.simple_bind(ADA, "s3cret").unwrap();
        let found = client
            .search(&everything("(mail=ada@example.org)").paged(1))
            .unwrap();
        assert_eq!(found.entries.len(), 1);
        found.entries[0].dn.clone()
    };
    record(&company(), &folder, |client| {
        assert_eq!(program(client), ADA);
    });
    let keyed = || Replay::file(folder.record()).unwrap();
    let replay = keyed()
        .pseudonyms(Pseudonyms::new(b"a key of this test"))
        .start()
        .unwrap();
    let dn = program(&mut client(&replay));
    assert!(dn.starts_with("uid=") && !dn.contains("ada"), "{dn}");
    assert_eq!(replay.unmatched(), [""; 0]);
    let other = keyed()
        .pseudonyms(Pseudonyms::new(b"another key"))
        .start()
        .unwrap();
    client(&other).simple_bind(ADA, "s3cret").unwrap_err();
    assert_eq!(other.unmatched_count(), 1);
}
