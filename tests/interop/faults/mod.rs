//! What an application sees of every fault: `docs/faults.md` has it as a table, and this compares each of its cells with what comes.

mod table;

use std::{future::Future, process::Command, time::Duration};

use ldap3::{LdapConnAsync, LdapConnSettings, LdapError, Scope, drive};
use ldaplab::{
    client::{Client, Error, Options, Search},
    server::{Fault, LdapServer, Rule, User, search},
};

use crate::program::{Ran, absent, or_skip, program, run};
use table::{Row, compare};

const BASE: &str = "dc=example,dc=org";
const PEOPLE: &str = "(objectClass=inetOrgPerson)";

fn server() -> LdapServer {
    let person = |name: &str| User::new(name).password("s3cret");
    LdapServer::openldap(BASE)
        .user(person("ada"))
        .user(person("ben"))
        .user(person("cyd"))
        .start()
        .unwrap()
}

fn counted(entries: usize) -> String {
    match entries {
        1 => "1 entry".to_owned(),
        entries => format!("{entries} entries"),
    }
}

/// What an application does: perhaps StartTLS, then bind, search, and another search on the same connection.
async fn as_our_client(server: &LdapServer, row: &Row, limit: Duration) -> String {
    let words = |error: Error| {
        let text = error.server_text();
        let text = text.map_or_else(String::new, |text| format!(": {text}"));
        format!("{:?} {}{text}", error.kind(), error.code().as_str())
    };
    let work = async {
        let mut options = Options::default()
            .operation_timeout(limit)
            .trust_file(server.trust_file())
            .expect("the server's trust file is one");
        if row.start_tls() {
            options = options.start_tls();
        }
        let mut client = Client::connect(&server.ldap_url(), &options).await?;
        client.simple_bind(&server.dn_of("ada"), "s3cret").await?;
        let people = Search::new(BASE).filter_text(PEOPLE)?;
        let first = match client.search(&people).await {
            Ok(found) => counted(found.entries.len()),
            Err(error) => words(error),
        };
        let then = match client.search(&Search::entry(BASE)).await {
            Ok(found) => counted(found.entries.len()),
            Err(error) => words(error),
        };
        Ok(format!("{first}; then {then}"))
    };
    work.await.unwrap_or_else(words)
}

async fn as_ldap3(server: &LdapServer, row: &Row, limit: Duration) -> String {
    let words = |error: LdapError| {
        let variant = format!("{error:?}");
        let end = variant.find(|c: char| !c.is_alphanumeric());
        let variant = variant[..end.unwrap_or(variant.len())].to_owned();
        format!("{variant}: {error}")
    };
    let work = async {
        let settings = LdapConnSettings::new()
            .set_conn_timeout(limit)
            .set_config(server.rustls_config().unwrap())
            .set_starttls(row.start_tls());
        let (connection, mut ldap) =
            LdapConnAsync::with_settings(settings, &server.ldap_url()).await?;
        drive!(connection);
        ldap.with_timeout(limit)
            .simple_bind(&server.dn_of("ada"), "s3cret")
            .await?
            .success()?;
        let mut all = Vec::new();
        for (scope, filter) in [(Scope::Subtree, PEOPLE), (Scope::Base, "(objectClass=*)")] {
            let found = ldap
                .with_timeout(limit)
                .search(BASE, scope, filter, vec!["cn"])
                .await
                .and_then(|found| found.success());
            all.push(found.map_or_else(words, |(entries, _)| counted(entries.len())));
        }
        Ok(all.join("; then "))
    };
    work.await.unwrap_or_else(words)
}

const PYTHON: &str = r#"
import sys, ldap
url, ca, start_tls, dn, limit = sys.argv[1:]
def words(error):
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {"desc": str(error)}
    return ": ".join([type(error).__name__] + [told[key] for key in ("desc", "info") if told.get(key)])
def counted(scope, filter):
    try:
        entries = [dn for dn, _ in l.search_s("dc=example,dc=org", scope, filter, ["cn"]) if dn is not None]
        return "1 entry" if len(entries) == 1 else "%d entries" % len(entries)
    except ldap.LDAPError as error:
        return words(error)
l = ldap.initialize(url)
l.set_option(ldap.OPT_X_TLS_CACERTFILE, ca)
l.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
l.set_option(ldap.OPT_NETWORK_TIMEOUT, float(limit))
l.timeout = float(limit)
try:
    if start_tls == "yes":
        l.start_tls_s()
    l.simple_bind_s(dn, "s3cret")
    print(counted(ldap.SCOPE_SUBTREE, "(objectClass=inetOrgPerson)") + "; then " + counted(ldap.SCOPE_BASE, "(objectClass=*)"))
except ldap.LDAPError as error:
    print(words(error))
"#;

/// A command without the machine's configuration that is ended after a while.
fn limited(limit: Duration) -> Option<Command> {
    let mut command = program("timeout")?;
    command.arg(limit.as_secs_f64().to_string());
    Some(command)
}

fn as_python_ldap(python: &str, server: &LdapServer, row: &Row, limit: Duration) -> Option<String> {
    // libldap itself gives up; what does not is ended.
    let mut command = limited(limit * 10)?;
    command.args([python, "-c", PYTHON, &server.ldap_url()]);
    command.arg(server.trust_file());
    command.arg(if row.start_tls() { "yes" } else { "no" });
    command.args([server.dn_of("ada"), limit.as_secs_f64().to_string()]);
    let ran = run(command);
    Some(match ran.code {
        Some(124) => "hangs".to_owned(),
        _ => format!("{}{}", ran.out.trim(), ran.err.trim()),
    })
}

fn as_ldapsearch(server: &LdapServer, row: &Row, limit: Duration) -> Option<String> {
    let mut command = limited(limit)?;
    command.env("LDAPTLS_CACERT", server.trust_file());
    command.args(["ldapsearch", "-LLL", "-x", "-o", "nettimeout=30"]);
    if row.start_tls() {
        command.arg("-ZZ");
    }
    command.args(["-D", &server.dn_of("ada"), "-w", "s3cret", "-H"]);
    command.args([&server.ldap_url(), "-b", BASE, PEOPLE, "cn"]);
    let Ran { code, out, err } = run(command);
    let entries = counted(out.lines().filter(|line| line.starts_with("dn: ")).count());
    let words: Vec<&str> = err.lines().map(str::trim).collect();
    Some(match code {
        Some(0) if err.is_empty() => entries,
        Some(124) => format!("{entries}, hangs"),
        code => format!(
            "{entries}, exit {}: {}",
            code.unwrap_or(-1),
            words.join("; ")
        ),
    })
}

fn waiting<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(work)
}

#[test]
fn our_client_tells_every_fault_from_the_others() {
    compare(0, server, |server, row, limit| {
        Some(waiting(as_our_client(server, row, limit)))
    });
}

#[test]
fn the_ldap3_crate_sees_of_every_fault_what_the_table_says() {
    compare(1, server, |server, row, limit| {
        Some(waiting(as_ldap3(server, row, limit)))
    });
}

#[test]
fn python_ldap_sees_of_every_fault_what_the_table_says() {
    // A python3 that comes first on the path need not be the system's.
    let has_ldap = |python: &&str| {
        let probe = program("timeout").map(|mut probe| {
            probe.args(["20", python, "-c", "import ldap"]);
            run(probe)
        });
        probe.is_some_and(|ran| ran.code == Some(0))
    };
    let Some(python) = ["python3", "/usr/bin/python3"].into_iter().find(has_ldap) else {
        return absent("python3-ldap");
    };
    compare(2, server, |server, row, limit| {
        as_python_ldap(python, server, row, limit)
    });
}

#[test]
fn ldapsearch_sees_of_every_fault_what_the_table_says() {
    or_skip!(program("ldapsearch"));
    compare(3, server, as_ldapsearch);
}

#[test]
fn every_kind_of_fault_has_its_row() {
    let rows = table::rows();
    for (name, ..) in Fault::kinds().filter(|(name, ..)| *name != "rewrite") {
        let has = |row: &Row| {
            let fault = row.rule.split(": ").last().unwrap_or_default();
            fault.split([' ', '=']).next() == Some(name)
        };
        assert!(rows.iter().any(has), "{name} has no row in docs/faults.md");
    }
    for variant in ["refused", "unavailable", "stripped", "injected", "closed"] {
        let has = |row: &Row| row.rule.ends_with(&format!("start-tls={variant}"));
        assert!(rows.iter().any(has), "start-tls={variant} has no row");
    }
}

#[test]
fn a_rewritten_answer_arrives_as_the_function_left_it() {
    let server = server();
    let row = Row {
        rule: "search: rewrite".to_owned(),
        cells: Vec::new(),
    };
    let second = Fault::rewrite(|_, replies| drop(replies.remove(1)));
    let _guard = server.inject_rule(Rule::new(search().filter(PEOPLE), second));
    let limit = Duration::from_secs(20);
    let expected = "2 entries; then 1 entry";
    assert_eq!(waiting(as_our_client(&server, &row, limit)), expected);
    assert_eq!(waiting(as_ldap3(&server, &row, limit)), expected);
}
