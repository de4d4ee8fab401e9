//! Servers from files of options: what is taken, and each refusal to the letter.

use ldaplab::{
    directory::{Dn, Entry},
    server::{Builder, Config, ConfigKey, LdapServer, Profile},
    wire::request::Scope,
};

use super::peer::{Peer, add, delete, modify, search};

/// What is wrong with a text.
fn wrong(text: &str) -> Vec<String> {
    let error = LdapServer::from_config_text(text).unwrap_err();
    error.problems().to_vec()
}

/// What keeps a server from starting.
fn unstarted(builder: Builder) -> Vec<String> {
    builder.start().unwrap_err().problems().to_vec()
}

#[test]
fn a_file_holds_the_options_of_the_command_line() {
    let server = LdapServer::from_config_text(
        r#"
        profile = "openldap"
        suffix = ["dc=example,dc=org", "o=Other"]
        root-dn = "cn=root,dc=example,dc=org"
        root-password = "adminpw"
        host = "ldap.example.org"
        user = ["ada:s3cret:Ops", { name = "bob", password = "pass:word", groups = ["Ops", "Dev"] }]
        seed = 7
        tls = "expired"
        fault = "search(uid=nobody): result=busy"

        [set]
        size-limit = 3
        anonymous = "read"
        require-tls = false
        "#,
    )
    .unwrap()
    .start()
    .unwrap();
    assert_eq!(server.profile(), "openldap");
    assert_eq!(server.host(), "ldap.example.org");
    assert_eq!(server.admin().dn(), "cn=root,dc=example,dc=org");
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.bind("cn=root,dc=example,dc=org", "adminpw").0, 0);
    assert_eq!(
        peer.bind("uid=bob,ou=people,dc=example,dc=org", "pass:word")
            .0,
        0
    );
    let group = server.entry("cn=Dev,ou=groups,dc=example,dc=org");
    assert!(group.has("member", "uid=bob,ou=people,dc=example,dc=org"));
    let all = search("dc=example,dc=org", Scope::Sub, "(objectClass=*)", &["1.1"]);
    let found = peer.ask(&all);
    assert_eq!((found.code(), found.entries.len()), (4, 3));
    let one = search("dc=example,dc=org", Scope::Sub, "(uid=nobody)", &[]);
    assert_eq!(peer.ask(&one).code(), 51);
}

#[test]
fn without_a_profile_a_suffix_makes_an_openldap_and_nothing_a_domain() {
    let start = |text| LdapServer::from_config_text(text).unwrap().start().unwrap();
    let server = start("");
    assert_eq!(
        (server.profile(), server.base()),
        ("active-directory", "DC=example,DC=test")
    );
    let server = start("domain = 'corp.example'");
    assert_eq!(server.base(), "DC=corp,DC=example");
    let server = start("suffix = 'o=Lab'");
    assert_eq!((server.profile(), server.base()), ("openldap", "o=Lab"));
    let server = start("profile = 'openldap'");
    assert_eq!(server.base(), "dc=example,dc=org");
    let server = start("profile = 'openldap'\ndomain = 'a.example'");
    assert_eq!(server.base(), "dc=a,dc=example");
    let config = Config::parse("domain = 'a.example'").unwrap();
    let config = config.domain("b.example").profile(Profile::OPENLDAP);
    assert_eq!(config.builder().start().unwrap().base(), "dc=b,dc=example");
}

const DATABASES: &str = r#"
    profile = "openldap"

    [[database]]
    suffix = "dc=example,dc=org"
    root-password = "one"

    [[database]]
    suffix = "dc=limits,dc=org"
    root-dn = "cn=boss,dc=limits,dc=org"
    root-password = "two"
    size-limit = 2
"#;

fn unit(dn: &str) -> ldaplab::wire::Request {
    add(dn, &[("objectClass", &["organizationalUnit"])])
}

#[test]
fn an_administrator_of_a_database_is_none_of_another() {
    let server = LdapServer::from_config_text(DATABASES)
        .unwrap()
        .start()
        .unwrap();
    let admin = server.admin();
    assert_eq!(
        (admin.dn(), admin.password()),
        ("cn=admin,dc=example,dc=org", "one")
    );
    let (first, second) = ("cn=admin,dc=example,dc=org", "cn=boss,dc=limits,dc=org");
    let mut peer = Peer::plain(&server);
    for (name, password, code) in [
        (first, "two", 49),
        (second, "one", 49),
        ("cn=admin,dc=limits,dc=org", "one", 49),
        (first, "one", 0),
    ] {
        assert_eq!(peer.bind(name, password).0, code, "{name}");
    }
    assert_eq!(peer.ask(&unit("ou=a,dc=example,dc=org")).code(), 0);
    let refused = peer.ask(&unit("ou=a,dc=limits,dc=org"));
    assert_eq!((refused.code(), refused.words()), (50, ""));
    assert_eq!(peer.bind(second, "two").0, 0);
    assert_eq!(peer.who(), "dn:cn=boss,dc=limits,dc=org");
    for name in ["a", "b", "c"] {
        assert_eq!(
            peer.ask(&unit(&format!("ou={name},dc=limits,dc=org")))
                .code(),
            0
        );
    }
    assert_eq!(peer.ask(&delete("ou=a,dc=example,dc=org")).code(), 50);
    let change = modify(
        "ou=a,dc=example,dc=org",
        &[("replace", "description", &["x"])],
    );
    assert_eq!(peer.ask(&change).code(), 50);
    assert_eq!(peer.ask(&delete("ou=c,dc=limits,dc=org")).code(), 0);
}

#[test]
fn a_size_limit_of_one_database_is_none_of_another_nor_of_its_administrator() {
    let server = LdapServer::from_config_text(DATABASES)
        .unwrap()
        .start()
        .unwrap();
    for base in ["dc=example,dc=org", "dc=limits,dc=org"] {
        for name in ["a", "b", "c"] {
            let mut entry = Entry::new(Dn::parse(&format!("ou={name},{base}")).unwrap());
            entry.set("objectClass", ["organizationalUnit"]);
            entry.set("ou", [name]);
            server.add(entry).unwrap();
        }
    }
    let counted = |peer: &mut Peer, base| {
        let found = peer.ask(&search(base, Scope::Sub, "(objectClass=*)", &["1.1"]));
        (found.code(), found.entries.len())
    };
    let mut peer = Peer::plain(&server);
    assert_eq!(counted(&mut peer, "dc=example,dc=org"), (0, 4));
    assert_eq!(counted(&mut peer, "dc=limits,dc=org"), (4, 2));
    // The rootdn of the one is anybody in the other.
    assert_eq!(peer.bind("cn=admin,dc=example,dc=org", "one").0, 0);
    assert_eq!(counted(&mut peer, "dc=limits,dc=org"), (4, 2));
    assert_eq!(peer.bind("cn=boss,dc=limits,dc=org", "two").0, 0);
    assert_eq!(counted(&mut peer, "dc=limits,dc=org"), (0, 4));
}

#[test]
fn what_is_not_known_names_the_nearest_and_what_is_not_built_is_told_as_that() {
    assert_eq!(
        wrong(
            "sufix = 'dc=a'\ngc = '127.0.0.1:3268'\nverbose = true\n[set]\n  size-limt = 1\n  linked = 'x'\n[[database]]\nlimits = 'x'\nsuffix = 'o=a'\nsize-limt = 1"
        ),
        [
            "config:1:1: there is no key `sufix`; the nearest is `suffix`",
            "config:2:1: `gc` is not built yet; leave it out",
            "config:3:1: `verbose` is an option of the command line alone; leave it out",
            "config:5:3: there is no switch `size-limt`; the nearest is `size-limit`, and `ldaplab switches` lists them all",
            "config:6:12: true or false, without quotes, stands here, not a text",
            "config:8:1: `limits` (limits for somebody, such as `size.pr`) is not built yet; leave it out",
            "config:10:1: there is no key `size-limt`; the nearest is `size-limit`",
        ]
    );
    assert_eq!(
        wrong("profile = 'active-directory'\n[[database]]\nsuffix = 'o=a'"),
        [
            "config:2:3: the profile `active-directory` has one directory, that of its domain, and no `database`; leave it out, or take the profile `openldap`"
        ]
    );
    for key in ["gc", "gcs", "control", "from-dump", "scenario", "tls-from"] {
        assert_eq!(
            wrong(&format!("{key} = 'x'")),
            [format!(
                "config:1:1: `{key}` is not built yet; leave it out"
            )]
        );
    }
    assert_eq!(
        wrong("profile = 'samba'"),
        [
            "config:1:11: the profile `samba` is not built yet; there are active-directory and openldap"
        ]
    );
    assert_eq!(
        wrong("profile = 'apache'"),
        ["config:1:11: there is no profile `apache`; there are active-directory and openldap"]
    );
    assert_eq!(
        wrong("[[database]]\nsuffix = 'o=a'\noverlays = ['memberof', 'sssvlv', 'memberoff']"),
        [
            "config:3:25: the overlay `sssvlv` is not built yet; leave it out",
            "config:3:35: there is no overlay `memberoff`; those built are `memberof` and `ppolicy`",
        ]
    );
}

#[test]
fn a_wrong_value_is_told_at_its_place_and_never_repeated() {
    for (text, problem) in [
        (
            "secure-only = 1",
            "config:1:15: true or false, without quotes, stands here, not a number",
        ),
        (
            "suffix = ['o=a', 3]",
            "config:1:18: a text in quotes, or a list of them, stands here, not a number",
        ),
        (
            "seed = -1",
            "config:1:8: -1 is too large, too small or negative here",
        ),
        (
            "seed = 1.5",
            "config:1:8: a number stands here, not a number with a fraction",
        ),
        (
            "ldap = '389'",
            "config:1:8: `389` is no address with a port, such as `127.0.0.1:3389`",
        ),
        (
            "user = 'ada'",
            "config:1:8: there is no password; write NAME:PASSWORD, and groups behind another colon",
        ),
        (
            "user = ['ada:pw', 'bob:s3cret:']",
            "config:1:19: a group is empty; a colon within a part is written `\\:`",
        ),
        (
            "user = { password = 's3cret' }",
            "config:1:8: this user has no name; write `name = \"ada\"`",
        ),
        (
            "user = { name = 'a', mail = 's3cret' }",
            "config:1:22: a user has no `mail`; it has name, password and groups",
        ),
        (
            "root-password = 12345",
            "config:1:17: a text in quotes stands here, not a number",
        ),
        (
            "tls = 'expird'",
            "config:1:7: there is no TLS scenario \"expird\"; did you mean expired?",
        ),
        (
            "fault = 'search: explode'",
            "config:1:9: there is no such fault",
        ),
        (
            "set = 1",
            "config:1:7: switches are a table; write `[set]`, and `KEY = VALUE` in lines below",
        ),
        (
            "[set]\nanonymous = 'nobody'",
            "config:2:13: `anonymous` takes root-dse, read, not `nobody`",
        ),
        (
            "[set]\nsize-limit = '10'",
            "config:2:14: a number stands here, not a text",
        ),
        (
            "[set]\nsize-limit = -1",
            "config:2:14: `size-limit` cannot be negative, and is -1",
        ),
        (
            "database = 'o=a'",
            "config:1:12: a database is a table; write `[[database]]` and its keys in lines below",
        ),
        (
            "[[database]]\nroot-dn = 'cn=a'",
            "config:1:1: this database has no suffix; write `suffix = \"dc=example,dc=org\"`",
        ),
        (
            "root-password-file = 'no/such'",
            "config:1:22: the password file no/such cannot be read: ",
        ),
        ("a = 's3cret", "config:1:12: this is no TOML: "),
        ("root-password = s3cret", "config:1:17: this is no TOML: "),
        (
            "root-password = \"s3cret\\q\"",
            "config:1:25: this is no TOML: ",
        ),
        ("user = ['ada:s3cret'", "config:1:21: this is no TOML: "),
        (
            "[set]\nroot-password = 's3cret'",
            "config:2:1: there is no switch `root-password`; the nearest is ",
        ),
        (
            "suffix = 'o=a'\nsuffix = 'o=b'",
            "config:2:1: this is no TOML: duplicate key",
        ),
    ] {
        let problems = wrong(text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(problem), "{}", problems[0]);
        assert!(
            !problems[0].contains("s3cret") && !problems[0].contains("12345"),
            "{problems:?}"
        );
    }
}

#[test]
fn keys_that_exclude_each_other_are_told_at_the_second() {
    for (one, other) in [
        ("domain = 'a.b'", "suffix = 'o=a'"),
        ("secure-only = true", "ldap = '127.0.0.1:0'"),
        ("require-tls = true", "secure-only = true"),
        ("root-dn = 'cn=a'", "[[database]]\nsuffix = 'o=a'"),
    ] {
        let problems = wrong(&format!("{one}\n{other}"));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("config:2:"), "{}", problems[0]);
        assert!(
            problems[0].ends_with(" exclude each other; leave one out"),
            "{}",
            problems[0]
        );
    }
}

#[test]
fn what_a_server_cannot_do_with_databases_is_refused_at_start() {
    let start = |text| unstarted(LdapServer::from_config_text(text).unwrap());
    let domain = Config::parse("[[database]]\nsuffix = 'o=a'").unwrap();
    assert_eq!(
        unstarted(domain.profile(Profile::ACTIVE_DIRECTORY).builder()),
        [
            "the profile `active-directory` has one directory, that of its domain, and the database `o=a` was given; leave the database out, or take a profile with suffixes"
        ]
    );
    assert_eq!(
        start("[[database]]\nsuffix = 'o=a'\noverlays = ['ppolicy']"),
        [
            "the database `o=a` has overlays without `memberof`: a database without it is not built yet; add it to the overlays"
        ]
    );
    assert_eq!(
        start(
            "[[database]]\nsuffix = 'o=a'\noverlays = ['memberof', 'ppolicy']\n[[database]]\nsuffix = 'o=b'\noverlays = ['memberof']"
        ),
        [
            "the database `o=b` is without the overlay `ppolicy`, and the switch `ppolicy` is `on`: the overlay is on for all databases or for none; let them agree"
        ]
    );
    assert_eq!(
        start("[[database]]\nsuffix = 'o=a'\n[[database]]\nsuffix = 'O=A'"),
        ["the suffix `o=A` was given twice; leave one out"]
    );
    let config = Config::parse("[[database]]\nsuffix = 'o=a'\nroot-dn = 'nobody'").unwrap();
    assert_eq!(
        unstarted(config.builder()),
        [
            "the administrator's DN cannot be read: not a DN: at byte 6: expected `=` after the attribute type"
        ]
    );
}

#[test]
fn deep_and_large_files_are_refused_and_nothing_overflows() {
    let deep = format!("a = {}", "[".repeat(200_000));
    assert!(wrong(&deep)[0].starts_with("config:1:"));
    let deep = format!("{}x = 1", "a.".repeat(100_000));
    assert!(!wrong(&deep).is_empty());
    let deep = format!("a = {}", "{a=".repeat(100_000));
    assert!(!wrong(&deep).is_empty());
    let large = format!("# {}\n", "x".repeat(2 << 20));
    let folder = std::env::temp_dir().join(format!("ldaplab-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("large.toml");
    std::fs::write(&file, large).unwrap();
    let error = LdapServer::from_config(&file).unwrap_err().to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(error.ends_with("large.toml: it is larger than 1 MiB; entries belong into files of LDIF, which `ldif` names"), "{error}");
    let error = LdapServer::from_config("no/such.toml")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("no/such.toml: it cannot be read: ")
            && error.ends_with("; name a file of options"),
        "{error}"
    );
}

/// The table of keys in the docs.
fn table(keys: &[ConfigKey]) -> String {
    let rows = keys
        .iter()
        .map(|key| format!("| `{}` | {} | {} |\n", key.name(), key.takes(), key.about()));
    format!(
        "| key | takes | what it does |\n| --- | --- | --- |\n{}",
        rows.collect::<String>()
    )
}

#[test]
fn the_docs_have_every_key_as_it_is() {
    let page = include_str!("../../../docs/config.md");
    for keys in [Config::KEYS, Config::DATABASE_KEYS] {
        let table = table(keys);
        assert!(
            page.contains(&table),
            "docs/config.md should have:\n{table}"
        );
    }
}

#[test]
fn the_recorded_servers_have_their_naming_contexts() {
    for (file, contexts) in [
        ("openldap", &["dc=example,dc=org", "dc=limits,dc=org"][..]),
        (
            "openldap-variant",
            &["dc=example,dc=org", "dc=limits,dc=org"],
        ),
        (
            "samba",
            &[
                "DC=example,DC=test",
                "CN=Configuration,DC=example,DC=test",
                "CN=Schema,CN=Configuration,DC=example,DC=test",
                "DC=DomainDnsZones,DC=example,DC=test",
                "DC=ForestDnsZones,DC=example,DC=test",
            ],
        ),
        (
            "active-directory",
            &[
                "DC=example,DC=test",
                "CN=Configuration,DC=example,DC=test",
                "CN=Schema,CN=Configuration,DC=example,DC=test",
                "DC=DomainDnsZones,DC=example,DC=test",
                "DC=ForestDnsZones,DC=example,DC=test",
            ],
        ),
    ] {
        let free = "127.0.0.1:0".parse().unwrap();
        let server = LdapServer::from_config(format!("fixtures/truth/{file}.toml")).unwrap();
        let server = server.listen_ldap(free).listen_ldaps(free).start().unwrap();
        let root = Peer::plain(&server).ask(&search(
            "",
            Scope::Base,
            "(objectClass=*)",
            &["namingContexts"],
        ));
        assert_eq!(root.values("namingContexts"), contexts, "{file}");
        let admin = server.admin();
        let bound = Peer::plain(&server).bind(admin.dn(), admin.password());
        assert_eq!(bound, (0, String::new()), "{file}");
    }
}

#[test]
fn files_of_a_database_hold_its_entries_and_no_others() {
    let folder = std::env::temp_dir().join(format!("ldaplab-databases-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("a.ldif"),
        "dn: ou=x,o=a\nobjectClass: organizationalUnit\nou: x\n",
    )
    .unwrap();
    let file = folder.join("server.toml");
    // Paths are relative to the file.
    let text = "[[database]]\nsuffix = 'o=a'\nldif = 'a.ldif'\n[[database]]\nsuffix = 'o=b'\n";
    std::fs::write(&file, text).unwrap();
    let server = LdapServer::from_config(&file).unwrap().start().unwrap();
    assert!(server.entry("ou=x,o=a").exists());
    std::fs::write(&file, text.replace("'o=b'", "'o=b'\nldif = 'a.ldif'")).unwrap();
    let problems = unstarted(LdapServer::from_config(&file).unwrap());
    let path = folder.join("a.ldif").display().to_string();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        problems.contains(&format!("{path}:1:1: `ou=x,o=a` lies outside of `o=b`, whose database this file is of; move it to the file of the other database")),
        "{problems:?}"
    );
}
