//! OpenLDAP's programs through the proxy to a real slapd, and to the record when slapd is gone.

use std::{fs, path::Path};

use ldaplab::{
    client::Options,
    proxy::{Proxy, Recorder, Replay},
};

use crate::{
    program::{ldap, or_skip},
    real_server::PEOPLE,
    slapd::Slapd,
};

const ADA: &str = "uid=ada,ou=people,dc=example,dc=org";

/// What the programs say: over plain LDAP, StartTLS and ldaps; pages, a wrong password, a referral, who one is.
fn programs(proxy: &Proxy) -> Option<Vec<(Option<i32>, String, String)>> {
    let (plain, tls) = (proxy.ldap_url(), proxy.ldaps_url());
    let bound = ["-D", ADA, "-w", "s3cret"];
    let mut seen = Vec::new();
    for how in [&["-H", &plain][..], &["-ZZ", "-H", &plain], &["-H", &tls]] {
        for (name, more) in [
            ("ldapwhoami", &[][..]),
            (
                "ldapsearch",
                &["-b", "dc=example,dc=org", "(uid=ada)", "mail", "entryUUID"],
            ),
            (
                "ldapsearch",
                &["-E", "pr=2/noprompt", "-b", "dc=example,dc=org", "dn"],
            ),
            ("ldapsearch", &["-b", "dc=elsewhere"]),
            ("ldapsearch", &["-b", "", "-s", "base", "namingContexts"]),
        ] {
            let ran = ldap(name, proxy.trust_file(), &[how, &bound, more].concat())?;
            seen.push((ran.code, ran.out, ran.err));
        }
        let wrong = ["-D", "uid=nobody,dc=example,dc=org", "-w", "wrong"];
        let ran = ldap("ldapwhoami", proxy.trust_file(), &[how, &wrong].concat())?;
        seen.push((ran.code, ran.out, ran.err));
    }
    Some(seen)
}

#[test]
fn openldaps_programs_see_the_same_when_slapd_is_stopped() {
    let Some(slapd) = Slapd::start(PEOPLE) else {
        return;
    };
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("proxy-slapd-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let trust = || Options::default().trust_file(slapd.trust_file()).unwrap();
    for (number, (url, options)) in [
        (slapd.ldap_url(), Options::default()),
        (slapd.ldap_url(), trust().start_tls()),
        (slapd.ldaps_url(), trust()),
    ]
    .into_iter()
    .enumerate()
    {
        let file = folder.join(format!("record-{number}"));
        let recorder = Recorder::new(&url)
            .unwrap()
            .options(options)
            .file(&file)
            .start()
            .unwrap();
        let seen = or_skip!(programs(&recorder));
        recorder.stop().unwrap();
        assert_eq!(seen[0], (Some(0), format!("dn:{ADA}\n"), String::new()));
        assert!(
            seen[1]
                .1
                .starts_with(&format!("dn: {ADA}\nmail: ada@example.org\nentryUUID: ")),
            "{seen:?}"
        );
        assert_eq!(seen[2].1.matches("dn: ").count(), 5, "{seen:?}");
        assert_eq!(seen[3].0, Some(10));
        assert!(seen[3].2.contains("ldap://root.example.org"), "{seen:?}");
        assert_eq!(seen[5].0, Some(49));
        fs::write(folder.join(format!("seen-{number}")), format!("{seen:?}")).unwrap();
    }
    drop(slapd);
    for number in 0..3 {
        let replay = Replay::file(folder.join(format!("record-{number}")))
            .unwrap()
            .start()
            .unwrap();
        let seen = or_skip!(programs(&replay));
        let with = fs::read_to_string(folder.join(format!("seen-{number}"))).unwrap();
        assert_eq!(format!("{seen:?}"), with);
        assert_eq!(replay.unmatched(), [""; 0]);
    }
    fs::remove_dir_all(&folder).unwrap();
}
