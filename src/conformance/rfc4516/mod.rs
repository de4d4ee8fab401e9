//! RFC 4516: the URLs that a server sends in references.

use super::answer::Answer;
use super::case::{
    Case,
    Need::{self, Class},
    must,
};
use super::expect::{code, success};
use super::names::Names;
use super::step::{base, one, search, sub};
use crate::client::LdapUrl;

const NEEDS: &[Need] = &[Class("referral"), Class("extensibleObject")];

const FIXTURE: &str = "dn: cn=away,{here}\nobjectClass: referral\nobjectClass: extensibleObject\ncn: away\nref: ldap://other.example/cn=over%20there,dc=example\n";

/// The URLs of all references, and of a result that is a referral.
fn urls(answer: &Answer) -> Vec<String> {
    let mut all: Vec<String> = answer.references().concat();
    if let Some(result) = answer.result() {
        all.extend(result.referrals.iter().cloned());
    }
    all
}

fn each(answer: &Answer, legal: impl Fn(&str) -> Result<(), String>) -> Result<(), String> {
    let all = urls(answer);
    if all.is_empty() {
        return Err("there is no URL".to_owned());
    }
    all.iter()
        .try_for_each(|url| legal(url).map_err(|why| format!("`{url}` {why}")))
}

fn well_formed(answer: &Answer, _: &Names) -> Result<(), String> {
    each(answer, |url| {
        LdapUrl::parse(url)
            .map(drop)
            .map_err(|error| error.to_string())
    })
}

/// What must not stand in a URL is percent-encoded.
fn encoded(answer: &Answer, _: &Names) -> Result<(), String> {
    each(answer, |url| {
        match url.contains([' ', '"', '<', '>']) || !url.is_ascii() {
            true => Err("has a character in it that is not percent-encoded".to_owned()),
            false => Ok(()),
        }
    })
}

/// The second field behind the DN.
fn scope(url: &str) -> &str {
    url.split('?').nth(2).unwrap_or_default()
}

fn for_base(answer: &Answer, _: &Names) -> Result<(), String> {
    each(answer, |url| match scope(url) {
        "base" => Ok(()),
        other => Err(format!("has the scope `{other}`, legal is base")),
    })
}

fn for_subtree(answer: &Answer, _: &Names) -> Result<(), String> {
    each(answer, |url| match scope(url) {
        "sub" | "" => Ok(()),
        other => Err(format!("has the scope `{other}`, legal is sub")),
    })
}

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must("rfc4516/2/reference", "The URL of a search reference is an LDAP URL.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(one("{here}"), success().references(1, 1).look(well_formed))]),
    must("rfc4516/2/referral", "So is that of a result that refers.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=away,{here}"), code(&[10]).look(well_formed))]),
    must("rfc4516/2.1/encoded-in-reference", "A space in the DN of a reference stays percent-encoded.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(one("{here}"), success().references(1, 1).look(encoded))]),
    must("rfc4516/2.1/encoded-in-referral", "So does one in the DN of a referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=away,{here}"), code(&[10]).look(encoded))]),
    must("rfc4511/4.5.3/scope-of-one-level", "In a search of one level a reference has the scope base, so that the client asks about that entry alone.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(one("{here}"), success().references(1, 1).look(for_base))]),
    must("rfc4511/4.5.3/scope-of-subtree", "In a search of a subtree it has the scope sub, or none.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(sub("{here}"), success().references(1, 1).look(for_subtree))]),
];
