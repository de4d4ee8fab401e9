//! RFC 3296: named subordinate references, and RFC 4511 section 4.5.3: references in a search.

use super::answer::Answer;
use super::case::{Case, Need, must, should};
use super::expect::{code, same_dn, success};
use super::names::Names;
use super::step::{Ctl, Mod, Op, Step, ask, ask_with, base, critical, one, search, sub};

const MANAGE: Ctl = critical("2.16.840.1.113730.3.4.2");
const NEEDS: &[Need] = &[
    Need::Control("2.16.840.1.113730.3.4.2"),
    Need::Class("referral"),
    Need::Class("extensibleObject"),
];

const FIXTURE: &str = "dn: cn=away,{here}\nobjectClass: referral\nobjectClass: extensibleObject\ncn: away\nref: ldap://other.example/cn=there\n\ndn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n";

/// A referral object with two values, and a label behind one of them.
const SEVERAL: &str = "dn: cn=away,{here}\nobjectClass: referral\nobjectClass: extensibleObject\ncn: away\nref: ldap://other.example/cn=there a label\nref: ldap://third.example/cn=there\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const fn managed(op: Op, expect: super::expect::Expect) -> Step {
    ask_with(op, &[MANAGE], expect)
}

const CASES: &[Case] = &[
    must("rfc4511/4.5.3/one-level", "A reference at the level that is searched comes as a SearchResultReference, and the search succeeds.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(one("{here}"), success().entries(&["cn=Ada,{here}"]).references(1, 1))]),
    must("rfc4511/4.5.3/subtree", "A reference in the subtree comes as a SearchResultReference.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(sub("{here}"), success().entries(&["{here}", "cn=Ada,{here}"]).references(1, 1))]),
    must("rfc4511/4.5.3/base-object", "A base search has no reference: there is none below its scope.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("{here}"), success().entries(&["{here}"]).references(0, 0))]),
    must("rfc3296/3/managed-search", "With ManageDsaIT a referral object is an entry like others.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Search(one("{here}")), success().entries(&["cn=Ada,{here}", "cn=away,{here}"]).references(0, 0))]),
    must("rfc3296/3/managed-base", "With ManageDsaIT `ref` is read.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Search(base("cn=away,{here}").attributes(&["ref"])), success().count(1, 1).has(&[("ref", &["ldap://other.example/cn=there"])]))]),
    must("rfc3296/3/managed-modify", "With ManageDsaIT `ref` is changed.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Modify("cn=away,{here}", &[Mod::Replace("ref", &["ldap://third.example/"])]), success()),
            managed(Op::Search(base("cn=away,{here}").attributes(&["ref"])), success().has(&[("ref", &["ldap://third.example/"])]))]),
    must("rfc3296/3/managed-delete", "With ManageDsaIT a referral object is deleted.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Delete("cn=away,{here}"), success()), search(one("{here}"), success().references(0, 0))]),
    should("rfc3296/5.3/search-base", "A search whose base is a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=away,{here}"), code(&[10]).count(0, 0))]),
    should("rfc3296/5.3/below", "A search whose base is below a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=x,cn=away,{here}"), code(&[10]).count(0, 0))]),
    should("rfc3296/5.2/modify", "A modify of a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Modify("cn=away,{here}", &[Mod::Replace("description", &["x"])]), code(&[10]))]),
    should("rfc3296/5.2/delete", "A delete of a referral object answers referral, and the object stays.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Delete("cn=away,{here}"), code(&[10])), search(one("{here}"), success().references(1, 1))]),
    should("rfc3296/5.2/compare", "A compare with a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Compare("cn=away,{here}", "cn", "away"), code(&[10]))]),
    should("rfc3296/5.2/add-below", "An add below a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Add("cn=x,cn=away,{here}", &[("objectClass", &["person"]), ("cn", &["x"]), ("sn", &["x"])]), code(&[10]))]),
    must("rfc3296/2.2/label", "The label behind a URI does not come.").needs(NEEDS).fixture(SEVERAL)
        .steps(&[search(one("{here}"), success().references(1, 1).look(no_label))]),
    must("rfc3296/2.2/every-value", "A reference has the URI of every value.").needs(NEEDS).fixture(SEVERAL)
        .steps(&[search(one("{here}"), success().references(1, 1).look(two))]),
    must("rfc3296/5.2/dn-of-target", "The DN of the URL of a referral is what the target is called there.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Compare("cn=x,cn=away,{here}", "cn", "x"), code(&[10]).look(there))]),
    must("rfc3296/5.3/dn-of-base", "So is that of the referral of a search.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=x,cn=away,{here}"), code(&[10]).look(there))]),
    must("rfc3296/5.3/explicit-scope", "The URL of the referral of a search has the scope of the search.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=away,{here}"), code(&[10]).look(|answer, _| scope(answer, "base"))),
            search(sub("cn=away,{here}"), code(&[10]).look(|answer, _| scope(answer, "sub")))]),
    should("rfc3296/5.4/whatever-the-filter", "A reference comes whatever the filter is.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(one("{here}").filter("(cn=Ada)"), success().entries(&["cn=Ada,{here}"]).references(1, 1))]),
    must("rfc4511/4.5.3/dn-part", "The URL of a reference has a DN.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(one("{here}"), success().references(1, 1).look(|answer, _| {
            match answer.references().concat().iter().find(|url| dn(url).is_empty()) {
                Some(url) => Err(format!("`{url}` has no DN")),
                None => Ok(()),
            }
        }))]),
    must("rfc4511/4.5.3/base-not-found", "Where the base is not there is no reference: the result alone refers, or is noSuchObject.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(sub("cn=x,cn=away,{here}"), code(&[10, 32]).count(0, 0).references(0, 0)),
            search(sub("cn=x,cn=Ada,{here}"), code(&[32]).count(0, 0).references(0, 0))]),
    should("rfc3296/5.6.1/bind", "A bind as a referral object is refused like one as nobody, and does not refer.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[Step::Reconnect, ask(Op::Bind("cn=away,{here}", "x"), code(&[8, 13, 32, 48, 49, 50, 53]))]),
    should("rfc3296/5.6.2/new-superior", "An entry is not moved below a referral object: affectsMultipleDSAs.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Rename("cn=Ada,{here}", "cn=Ada", true, Some("cn=away,{here}")), code(&[71])),
            search(one("{here}"), success().entries(&["cn=Ada,{here}"]))]),
    should("rfc3296/5.6.2/new-name", "An entry does not get the name of a referral object: affectsMultipleDSAs.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Rename("cn=Ada,{here}", "cn=away", true, None), code(&[71])),
            search(one("{here}"), success().entries(&["cn=Ada,{here}"]))]),
];

fn urls(answer: &Answer) -> Vec<String> {
    let referrals = answer.result().map(|own| own.referrals.clone());
    [answer.references().concat(), referrals.unwrap_or_default()].concat()
}

fn dn(url: &str) -> &str {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    path.split('?').next().unwrap_or_default()
}

fn no_label(answer: &Answer, _: &Names) -> Result<(), String> {
    match urls(answer).iter().find(|url| url.contains("label")) {
        Some(url) => Err(format!("`{url}` came, legal is it without its label")),
        None => Ok(()),
    }
}

fn two(answer: &Answer, _: &Names) -> Result<(), String> {
    match urls(answer).len() {
        2 => Ok(()),
        other => Err(format!("{other} URLs came, legal are 2")),
    }
}

fn there(answer: &Answer, _: &Names) -> Result<(), String> {
    match urls(answer).first() {
        Some(url) if same_dn(dn(url), "cn=x,cn=there") => Ok(()),
        other => Err(format!("{other:?} came, legal is the DN `cn=x,cn=there`")),
    }
}

fn scope(answer: &Answer, wanted: &str) -> Result<(), String> {
    let urls = urls(answer);
    match urls.first().map(|url| url.split('?').nth(2)) {
        Some(Some(scope)) if scope == wanted => Ok(()),
        _ => Err(format!("{urls:?} came, legal is the scope {wanted}")),
    }
}
