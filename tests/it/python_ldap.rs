//! The directory's and the URL's functions against what python-ldap answers to the same inputs (recorded by
//! `fixtures/python-ldap/record.py`). Every difference is named with its reason, and must still be one.

use std::collections::BTreeSet;

use ldaplab::client::LdapUrl;
use ldaplab::directory::ldif::{Change, ChangeRecord, Layout, read, write_changes};
use ldaplab::directory::modlist::Modlist;
use ldaplab::directory::{Dn, Entry, Rdn, dn, filter};
use ldaplab::wire::request::{self, ChangeOperation, PartialAttribute, Scope};

const LINE_BREAKS: &str = "a line break in a DN is escaped here, so that DNs stay one line";
const CONTROL: &str = "control characters in a filter are escaped here, so that logs show them";
const BER: &str = "python-ldap takes the BER of `#hex` for the value; its string is the value here";
const OID_PREFIX: &str = "the prefix OID. of RFC 2253's predecessors is read here";
const EQUALS: &str = "`=` needs no escape in a value (RFC 4514 section 2.4)";
const SEMICOLON: &str = "`;` separates nothing in RFC 4514; the error says so";
const COUNTS: &str = "python-ldap compares sets only if the counts match";
const NO_HOST: &str = "a URL without a host names no server to connect to";
const NO_SLASH: &str = "python-ldap takes the question mark along and fails";
const PASSWORD: &str = "a password in a URL is refused: URLs end up in logs";
const CRITICAL: &str = "an unknown critical extension is refused, RFC 4516 section 2";

/// The recorded fields, unescaped.
fn cases(text: &str) -> Vec<Vec<Vec<u8>>> {
    let field = |text: &str| {
        let mut parts = text.split("\\x");
        let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
        for part in parts {
            out.push(u8::from_str_radix(&part[..2], 16).unwrap());
            out.extend_from_slice(&part.as_bytes()[2..]);
        }
        out
    };
    let lines = text.lines().skip(1);
    lines
        .map(|line| line.split('\t').map(field).collect())
        .collect()
}

/// Compares the fields behind the first `inputs` ones of every case; any exception of theirs is `!`.
fn compare(
    text: &str,
    inputs: usize,
    differences: &[(&str, &str)],
    ours: impl Fn(&[String]) -> Vec<Vec<u8>>,
) {
    let mut named: BTreeSet<&str> = differences.iter().map(|(input, _)| *input).collect();
    for case in cases(text) {
        let given: Vec<String> = case[..inputs]
            .iter()
            .map(|field| String::from_utf8(field.clone()).unwrap())
            .collect();
        let mut theirs = case[inputs..].to_vec();
        if theirs.first().is_some_and(|first| first.starts_with(b"!")) {
            theirs = vec![b"!".to_vec()];
        }
        let shown = |fields: &[Vec<u8>]| -> Vec<String> {
            let text = |field: &Vec<u8>| String::from_utf8_lossy(field).into_owned();
            fields.iter().map(text).collect()
        };
        let (ours, theirs) = (shown(&ours(&given)), shown(&theirs));
        let key = given.join(" -> ");
        if named.remove(key.as_str()) {
            assert_ne!(ours, theirs, "no difference any more: {key:?}");
        } else {
            assert_eq!(ours, theirs, "{key:?}");
        }
    }
    assert!(named.is_empty(), "not recorded: {named:?}");
}

fn octets(fields: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> Vec<Vec<u8>> {
    fields.into_iter().map(Into::into).collect()
}

const FILTER_ESCAPE: &str = include_str!("../../fixtures/python-ldap/filter-escape.txt");
const DN_ESCAPE: &str = include_str!("../../fixtures/python-ldap/dn-escape.txt");
const DN_PARSE: &str = include_str!("../../fixtures/python-ldap/dn-parse.txt");
const DN_EXPLODE: &str = include_str!("../../fixtures/python-ldap/dn-explode.txt");
const DN_VALUES: &str = include_str!("../../fixtures/python-ldap/dn-values.txt");
const DN_IS: &str = include_str!("../../fixtures/python-ldap/dn-is.txt");
const DN_BUILD: &str = include_str!("../../fixtures/python-ldap/dn-build.txt");
const RDN_EXPLODE: &str = include_str!("../../fixtures/python-ldap/rdn-explode.txt");
const MODLIST: &str = include_str!("../../fixtures/python-ldap/modlist.txt");
const LDIF_WRITE: &str = include_str!("../../fixtures/python-ldap/ldif-write.txt");
const LDIF_CHANGE: &str = include_str!("../../fixtures/python-ldap/ldif-change.txt");
const LDIF_READ: &str = include_str!("../../fixtures/python-ldap/ldif-read.txt");
const URL: &str = include_str!("../../fixtures/python-ldap/url.txt");

#[test]
fn two_hundred_inputs_are_recorded() {
    let all = [
        FILTER_ESCAPE,
        DN_ESCAPE,
        DN_PARSE,
        DN_EXPLODE,
        DN_VALUES,
        DN_IS,
        DN_BUILD,
        RDN_EXPLODE,
        MODLIST,
        LDIF_WRITE,
        LDIF_CHANGE,
        LDIF_READ,
        URL,
    ];
    assert!(all.iter().map(|text| cases(text).len()).sum::<usize>() >= 200);
}

#[test]
fn filter_values_are_escaped_as_there() {
    let differences = [
        ("tab\there", CONTROL),
        ("line\nbreak", CONTROL),
        ("\x7f", CONTROL),
    ];
    compare(FILTER_ESCAPE, 1, &differences, |given| {
        octets([filter::escape(given[0].as_bytes())])
    });
}

#[test]
fn dn_values_are_escaped_as_there() {
    let differences = [
        ("a=b", EQUALS),
        ("dc=x,dc=y", EQUALS),
        ("line\nbreak", LINE_BREAKS),
    ];
    compare(DN_ESCAPE, 1, &differences, |given| {
        octets([dn::escape_value(&given[0])])
    });
}

#[test]
fn dns_are_taken_apart_as_there() {
    let differences = [
        ("cn=Ada;dc=x", SEMICOLON),
        ("OID.2.5.4.3=Ada,dc=x", OID_PREFIX),
        ("cn=#04024869", BER),
        ("1.1.1=#04024869", BER),
    ];
    compare(DN_PARSE, 1, &differences, |given| {
        let Ok(dn) = Dn::parse(&given[0]) else {
            return octets(["!"]);
        };
        let mut out = Vec::new();
        for (at, rdn) in dn.rdns().enumerate() {
            out.extend(
                rdn.pairs()
                    .map(|(kind, value)| [format!("{at}:{kind}=").as_bytes(), value].concat()),
            );
        }
        out
    });
    let differences = [
        ("OID.2.5.4.3=Ada,dc=x", OID_PREFIX),
        ("cn=Ada;dc=x", SEMICOLON),
    ];
    compare(DN_IS, 1, &differences, |given| {
        octets([if dn::is_dn(&given[0]) { "yes" } else { "no" }])
    });
}

#[test]
fn dns_are_exploded_as_there() {
    let differences = [
        ("cn=Ada;dc=x", SEMICOLON),
        ("cn=a\\=b,dc=x", EQUALS),
        ("cn=a=b,dc=x", EQUALS),
        ("OID.2.5.4.3=Ada,dc=x", OID_PREFIX),
        ("cn=#04024869", BER),
        ("1.1.1=#04024869", BER),
        ("cn=a\\0ab,dc=x", LINE_BREAKS),
    ];
    compare(DN_EXPLODE, 1, &differences, |given| {
        Dn::parse(&given[0]).map_or_else(|_| octets(["!"]), |dn| octets(dn.explode()))
    });
    compare(DN_VALUES, 1, &differences, |given| {
        Dn::parse(&given[0]).map_or_else(|_| octets(["!"]), |dn| octets(dn.explode_values()))
    });
    let differences = [("cn=a\\=b", EQUALS)];
    compare(RDN_EXPLODE, 1, &differences, |given| {
        octets(Rdn::parse(&given[0]).unwrap().explode())
    });
}

#[test]
fn dns_are_built_as_there() {
    compare(DN_BUILD, 1, &[], |given| {
        let mut rdns: Vec<Vec<(&str, &str)>> = Vec::new();
        for pair in given[0].split('|').filter(|pair| !pair.is_empty()) {
            let (at, pair) = pair.split_once(':').unwrap();
            rdns.resize_with(at.parse::<usize>().unwrap() + 1, Vec::new);
            rdns.last_mut().unwrap().push(pair.split_once('=').unwrap());
        }
        let rdns = rdns
            .into_iter()
            .map(|pairs| Rdn::from_pairs(pairs).unwrap());
        octets([Dn::from_rdns(rdns.collect::<Vec<_>>()).as_str()])
    });
}

/// `cn=a|b/mail=c`
fn entry(text: &str) -> Entry {
    let mut entry = Entry::new(Dn::root());
    for part in text.split('/').filter(|part| !part.is_empty()) {
        let (name, values) = part.split_once('=').unwrap();
        for value in values.split('|') {
            entry.push(name, value);
        }
    }
    entry
}

#[test]
fn modlists_are_made_as_there() {
    let differences = [
        ("cn=a|a -> cn=a ->  -> 0 -> ", COUNTS),
        ("cn=a -> cn=a|a ->  -> 0 -> ", COUNTS),
        ("cn=a|b|b -> cn=a|b ->  -> 0 -> ", COUNTS),
    ];
    compare(MODLIST, 5, &differences, |given| {
        let [old, new, ignored, keep, without_case] = given else {
            panic!("five inputs");
        };
        let mut modlist = Modlist::new()
            .ignoring(ignored.split('|'))
            .ignoring_case_of(without_case.split('|'));
        if keep == "1" {
            modlist = modlist.keeping_missing();
        }
        let mut out = Vec::new();
        for change in modlist.between(&entry(old), &entry(new)) {
            let name = &change.modification.description;
            let values: String = change
                .modification
                .values
                .iter()
                .map(|value| format!(" {}", String::from_utf8_lossy(value)))
                .collect();
            match change.operation {
                ChangeOperation::Add => out.push(format!("+{name}{values}")),
                ChangeOperation::Delete => out.push(format!("-{name}{values}")),
                // A replacement is what python-ldap writes as a deletion and an addition.
                ChangeOperation::Replace => {
                    out.extend([format!("-{name}"), format!("+{name}{values}")]);
                }
                ChangeOperation::Increment => panic!("never made"),
            }
        }
        octets(out)
    });
}

#[test]
fn ldif_is_written_as_there() {
    for case in cases(LDIF_WRITE) {
        let text = |at: usize| std::str::from_utf8(&case[at]).unwrap();
        let layout = Layout::new()
            .columns(text(0).parse().unwrap())
            .base64(text(1).split('|'));
        let mut ours = String::new();
        layout.write_record(&mut ours, "uid=ada,dc=x", [(text(2), &case[3][..])]);
        // They end every record with an empty line, and leave a space behind the colon of an empty value.
        let theirs = text(4).strip_suffix('\n').unwrap();
        assert_eq!(ours, theirs.replace("cn: \n", "cn:\n"), "{:?}", case[3]);
    }
    compare(LDIF_CHANGE, 1, &[], |given| {
        let mut added = Vec::new();
        let mut changes = Vec::new();
        for part in given[0].split(';') {
            let (operation, part) = match part.as_bytes()[0] {
                b'+' => (Some(ChangeOperation::Add), &part[1..]),
                b'-' => (Some(ChangeOperation::Delete), &part[1..]),
                b'=' => (Some(ChangeOperation::Replace), &part[1..]),
                _ => (None, part),
            };
            let (name, values) = part.split_once('=').unwrap();
            let values = values.split('|').filter(|value| !value.is_empty());
            let modification = PartialAttribute {
                description: name.to_owned(),
                values: octets(values),
            };
            match operation {
                Some(operation) => changes.push(request::Change {
                    operation,
                    modification,
                }),
                None => added.push(modification),
            }
        }
        let change = match added.is_empty() {
            true => Change::Modify(changes),
            false => Change::Add(added),
        };
        let record = ChangeRecord::new(Dn::parse("uid=ada,dc=x").unwrap(), change);
        let text = write_changes([&record]);
        octets([format!(
            "{}\n",
            text.strip_prefix("version: 1\n\n").unwrap()
        )])
    });
}

#[test]
fn ldif_is_read_as_there() {
    compare(LDIF_READ, 1, &[], |given| {
        let Ok(records) = read(&given[0]) else {
            return octets(["!"]);
        };
        let mut out = Vec::new();
        for record in records {
            out.push(format!("dn={}", record.dn).into_bytes());
            out.extend(
                record
                    .attributes
                    .iter()
                    .map(|(name, value)| [name.as_bytes(), b"=", value].concat()),
            );
        }
        out
    });
}

#[test]
fn urls_are_read_as_there() {
    let differences = [
        ("ldap://h?cn", NO_SLASH),
        ("ldap:///dc=x", NO_HOST),
        ("ldap://h/????X-BINDPW=secret", PASSWORD),
        ("ldap://h/????!x-unknown", CRITICAL),
    ];
    compare(URL, 1, &differences, |given| {
        let Ok(url) = LdapUrl::parse(&given[0]) else {
            return octets(["!"]);
        };
        let authority = url.authority();
        let host = match url.socket() {
            Some(path) => path.to_owned(),
            None if given[0].contains(&authority) => authority,
            None => url.host().to_owned(),
        };
        let scheme = match url.socket() {
            Some(_) => "ldapi",
            None => url.scheme().as_str(),
        };
        let scope = match url.scope() {
            None => "",
            Some(Scope::One) => "one",
            Some(Scope::Sub) => "sub",
            Some(Scope::Children) => "subordinates",
            Some(_) => "base",
        };
        let extensions: Vec<String> = url
            .extensions()
            .iter()
            .map(|extension| {
                let mark = if extension.critical { "!" } else { "" };
                let value = extension.value.as_ref();
                let value = value.map_or(String::new(), |value| format!("={value}"));
                format!("{mark}{}{value}", extension.name)
            })
            .collect();
        octets([
            scheme,
            &host,
            url.dn(),
            &url.attributes().join("|"),
            scope,
            url.filter().unwrap_or_default(),
            &extensions.join("|"),
            url.bind_name().unwrap_or_default(),
        ])
    });
}
