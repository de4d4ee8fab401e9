//! `explain`, and what the commands say of options and codes that mean nothing to them.

use crate::{
    peer::{Hear, Hold, Send, peer, tlv},
    process::{Folder, Serving, run},
};

/// The certificate of a CA.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/tls/root.pem");

#[test]
fn a_filter_is_explained_part_by_part() {
    let explain = |filter: &str, more: &[&str]| {
        let script = format!(
            "{} explain \"$LDAP_URL\" --bind \"$LDAP_BIND_DN\" --dn CN=ada,CN=Users,DC=example,DC=test --filter '{filter}' {}",
            env!("CARGO_BIN_EXE_ldaplab"),
            more.join(" ")
        );
        run(&[
            "exec",
            "--user",
            "ada:s3cret:Ops",
            "--",
            "sh",
            "-c",
            &script,
        ])
    };
    let matches = explain("(sAMAccountName=ada)", &[]);
    assert_eq!(
        (matches.code, matches.out.as_str()),
        (Some(0), "CN=ada,CN=Users,DC=example,DC=test matches\n"),
        "{}",
        matches.err
    );
    let not = explain("(&(objectClass=user)(mail=x)(memberOf=Ops))", &[]);
    assert_eq!(not.code, Some(1), "{}", not.err);
    assert_eq!(
        not.out,
        "(mail=x) is false\n  has instead: ada@example.test\n(memberOf=Ops) is neither true nor false (not known to the server, or not to be seen)\n  has instead: CN=Ops,CN=Users,DC=example,DC=test\n  likely: its value is no DN; write the whole DN, a comma within a name as \\5c,\n"
    );
    let json = explain("(mail=%s)", &["--json"]);
    assert_eq!(
        json.out,
        concat!(
            r#"{"matches":false,"clauses":[{"filter":"(mail=%s)","verdict":"false","said":null,"#,
            r#""instead":["ada@example.test"],"reason":"user.filter_placeholder","#,
            r#""likely":"a placeholder of an application is left in it; write the value"}],"not_asked":0,"broke_off":null}"#,
            "\n"
        )
    );
    let wrong = explain("(mail=x", &[]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong
            .err
            .starts_with("error: --filter: not a filter: at byte 7"),
        "{}",
        wrong.err
    );
}

#[test]
fn an_answer_is_told_from_a_failure_by_the_exit_code() {
    // 1 is an answer: it does not match, the strategies disagree.
    let nobody = ["--dn", "dc=x", "--filter", "(cn=x)"];
    let explain = |more: &[&str]| run(&[&["explain"], more, &nobody].concat());
    let groups = |url| run(&["groups", url, "--user", "ada", "--compare"]);
    for ran in [
        explain(&["ldap://127.0.0.1:1"]),
        groups("ldap://127.0.0.1:1"),
    ] {
        assert_eq!((ran.code, ran.out.as_str()), (Some(11), ""), "{}", ran.err);
    }
    // A program that asked for JSON is given JSON.
    for command in [
        &["groups", "ldap://127.0.0.1:1", "--user", "ada", "--json"][..],
        &[
            "explain",
            "ldap://127.0.0.1:1",
            "--dn",
            "dc=x",
            "--filter",
            "(cn=x)",
            "--json",
        ],
    ] {
        let ran = run(command);
        assert_eq!(ran.code, Some(11), "{}", ran.err);
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(json["error"]["exit_code"], 11, "{}", ran.out);
        assert_eq!(json["error"]["code"], "tcp.refused", "{}", ran.out);
        let cause = json["error"]["cause"].as_str().unwrap();
        assert!(
            ran.err.starts_with(&format!("error: {cause}\n")),
            "{}",
            ran.err
        );
    }
    let refused = explain(&["ldap://127.0.0.1:1", "--base", "dc=x"]);
    assert_eq!(refused.code, Some(2));
    assert_eq!(
        refused.err,
        "error: --base is of no use here: one entry is asked about, which --dn names.\n cure: Leave it out.\n"
    );
    let directory = Serving::start(&["serve", "--suffix", "dc=example,dc=org", "--user", "ada:x"]);
    let url = directory.field("ldap");
    let ran = explain(&[url]);
    assert_eq!(ran.code, Some(16), "{}", ran.err);
    let ran = run(&["groups", url, "--user", "nobody"]);
    assert_eq!(ran.code, Some(16), "{}", ran.err);
}

#[test]
fn an_entry_that_cannot_be_read_has_its_cause_and_what_a_server_sends_stays_in_its_line() {
    let directory = Serving::start(&["serve", "--suffix", "dc=example,dc=org", "--user", "ada:x"]);
    let url = directory.field("ldap");
    let explain = |dn: &str| run(&["explain", url, "--dn", dn, "--filter", "(cn=x)"]);
    for (dn, said) in [
        (
            "uid=nobody,ou=people,dc=example,dc=org",
            "\n cure: Check the DN; where it is right, bind with",
        ),
        (
            "x, y",
            "\n cure: Write the whole DN, a comma within a name as \\,.\n",
        ),
    ] {
        let ran = explain(dn);
        assert_eq!(ran.code, Some(16), "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let forged = "dn: uid=eve,dc=example,dc=org\nobjectClass: inetOrgPerson\ncn: Eve\nsn: Eve\ndescription:: b2sKICBsaWtlbHk6IBtbMzFtZmFrZQ==\n";
    let folder = Folder::new("forged");
    let file = folder.file(
        "eve.ldif",
        &format!("dn: dc=example,dc=org\nobjectClass: domain\ndc: example\n\n{forged}"),
    );
    let directory = Serving::start(&["serve", "--suffix", "dc=example,dc=org", "--ldif", &file]);
    let ran = run(&[
        "explain",
        directory.field("ldap"),
        "--dn",
        "uid=eve,dc=example,dc=org",
        "--filter",
        "(description=x)",
    ]);
    assert_eq!(
        ran.out, "(description=x) is false\n  has instead: ok\\u{a}  likely: \\u{1b}[31mfake\n",
        "{}",
        ran.err
    );
    // The base of a URL counts, and --base takes its place.
    let groups =
        |url: &str, more: &[&str]| run(&[&["groups", url, "--user", "ada"], more].concat());
    let nowhere = format!("{url}/ou=nowhere,dc=example,dc=org");
    assert_eq!(groups(&nowhere, &[]).code, Some(16));
    let ran = groups(&nowhere, &["--base", "dc=example,dc=org"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.err
            .contains("the URL's part DN has no effect here: --base takes its place"),
        "{}",
        ran.err
    );
    let ran = run(&["test", url, "--user-filter", "(cn=x)"]);
    assert!(
        ran.err.contains(
            "warning: --user-filter has no effect without --login: nobody is looked for\n"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn another_entry_than_the_one_asked_about_is_not_explained() {
    let entry = |id: u8, dn: &str| {
        let entry = tlv(0x64, &[&tlv(4, &[dn.as_bytes()]), &tlv(0x30, &[])]);
        Send(tlv(0x30, &[&[2, 1, id], &entry]))
    };
    let done = |id: u8| Send(tlv(0x30, &[&[2, 1, id, 0x65, 7, 0x0a, 1, 0, 4, 0, 4, 0]]));
    let script = vec![
        Hear,
        entry(1, ""),
        done(1),
        Hear,
        entry(2, "uid=bob"),
        done(2),
        Hold,
    ];
    let url = format!("ldap://{}", peer(vec![script]));
    let ran = run(&["explain", &url, "--dn", "uid=ada", "--filter", "(cn=x)"]);
    assert_eq!(ran.code, Some(16), "{}", ran.out);
    assert!(
        ran.err
            .starts_with("error: uid=ada was asked for, and the server returned uid=bob.\n"),
        "{}",
        ran.err
    );
}

#[test]
fn groups_tells_of_the_servers_that_were_not_asked() {
    let folder = Folder::new("referring");
    let file = folder.file(
        "referring.ldif",
        "dn: dc=example,dc=org\nobjectClass: domain\ndc: example\n\n\
         dn: uid=ada,dc=example,dc=org\nobjectClass: inetOrgPerson\ncn: Ada\nsn: A\n\n\
         dn: ou=far,dc=example,dc=org\nobjectClass: referral\nobjectClass: extensibleObject\nref: ldap://far.example/ou=far,dc=example,dc=org\n",
    );
    let directory = Serving::start(&["serve", "--suffix", "dc=example,dc=org", "--ldif", &file]);
    let groups = |more: &[&str]| {
        run(&[&["groups", directory.field("ldap"), "--user", "ada"], more].concat())
    };
    let ran = groups(&[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err.contains(
            "note: the server refers to other servers for parts of the base (1, such as ldap://far.example/ou=far,dc=example,dc=org"
        ),
        "{}",
        ran.err
    );
    let json: serde_json::Value = serde_json::from_str(&groups(&["--json"]).out).unwrap();
    let told = json["references"][0].as_str().unwrap();
    assert!(
        told.starts_with("ldap://far.example/ou=far,dc=example,dc=org"),
        "{told}"
    );
}

#[test]
fn parts_of_a_url_without_effect_are_told_as_the_command_means_them() {
    for (command, url, note) in [
        (
            &["explain", "--dn", "cn=x", "--filter", "(cn=x)"][..],
            "ldap://127.0.0.1:1/dc=x",
            "the URL's part DN has no effect here: --dn names the entry, and --filter says what it is to match",
        ),
        (
            &["explain", "--dn", "cn=x", "--filter", "(cn=x)"],
            "ldap://127.0.0.1:1/??sub",
            "the URL's part scope has no effect here: --dn names the entry",
        ),
        (
            &["groups", "--user", "ada"],
            "ldap://127.0.0.1:1/dc=x?cn",
            "the URL's part attributes has no effect here: users and groups are looked for as the options say",
        ),
        (
            &["test", "--ca", ROOT],
            "ldap://127.0.0.1:1",
            "--ca has no effect: nothing is encrypted on ldap:// without --start-tls",
        ),
    ] {
        let ran = run(&[command, &[url]].concat());
        assert_eq!(ran.code, Some(11), "{}", ran.err);
        assert!(ran.err.contains(note), "{note}: {}", ran.err);
    }
}

#[test]
fn the_proxys_help_offers_nothing_that_it_refuses() {
    let help = run(&["proxy", "--help"]);
    assert_eq!(help.code, Some(0));
    for refused in [
        "--bind ",
        "--password ",
        "--password-file",
        "--base ",
        "--max-entries",
        "--max-bytes",
    ] {
        assert!(!help.out.contains(refused), "{refused}: {}", help.out);
    }
    assert!(help.out.contains("--ca "), "{}", help.out);
    let refused = run(&["proxy", "ldap://127.0.0.1:1", "--base", "dc=x"]);
    assert_eq!(refused.code, Some(2));
    assert!(run(&["test", "--help"]).out.contains("--bind "));
    assert!(!run(&["explain", "--help"]).out.contains("--base "));
}
