//! RFC 3296: named subordinate references, and RFC 4511 section 4.5.3: references in a search.

use super::case::{Case, Need, must};
use super::expect::{code, success};
use super::step::{Ctl, Mod, Op, Step, ask, ask_with, base, critical, one, search, sub};

const MANAGE: Ctl = critical("2.16.840.1.113730.3.4.2");
const NEEDS: &[Need] = &[
    Need::Control("2.16.840.1.113730.3.4.2"),
    Need::Class("referral"),
    Need::Class("extensibleObject"),
];

const FIXTURE: &str = "dn: cn=away,{here}\nobjectClass: referral\nobjectClass: extensibleObject\ncn: away\nref: ldap://other.example/cn=there\n\ndn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n";

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
    must("rfc3296/3.1/managed-search", "With ManageDsaIT a referral object is an entry like others.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Search(one("{here}")), success().entries(&["cn=Ada,{here}", "cn=away,{here}"]).references(0, 0))]),
    must("rfc3296/3.1/managed-base", "With ManageDsaIT `ref` is read.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Search(base("cn=away,{here}").attributes(&["ref"])), success().count(1, 1).has(&[("ref", &["ldap://other.example/cn=there"])]))]),
    must("rfc3296/3.1/managed-modify", "With ManageDsaIT `ref` is changed.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Modify("cn=away,{here}", &[Mod::Replace("ref", &["ldap://third.example/"])]), success()),
            managed(Op::Search(base("cn=away,{here}").attributes(&["ref"])), success().has(&[("ref", &["ldap://third.example/"])]))]),
    must("rfc3296/3.1/managed-delete", "With ManageDsaIT a referral object is deleted.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[managed(Op::Delete("cn=away,{here}"), success()), search(one("{here}"), success().references(0, 0))]),
    must("rfc3296/5.2/search-base", "A search whose base is a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=away,{here}"), code(&[10]).count(0, 0))]),
    must("rfc3296/5.2/below", "A search whose base is below a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[search(base("cn=x,cn=away,{here}"), code(&[10]).count(0, 0))]),
    must("rfc3296/5.2/modify", "A modify of a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Modify("cn=away,{here}", &[Mod::Replace("description", &["x"])]), code(&[10]))]),
    must("rfc3296/5.2/delete", "A delete of a referral object answers referral, and the object stays.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Delete("cn=away,{here}"), code(&[10])), search(one("{here}"), success().references(1, 1))]),
    must("rfc3296/5.2/compare", "A compare with a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Compare("cn=away,{here}", "cn", "away"), code(&[10]))]),
    must("rfc3296/5.2/add-below", "An add below a referral object answers referral.").needs(NEEDS).fixture(FIXTURE)
        .steps(&[ask(Op::Add("cn=x,cn=away,{here}", &[("objectClass", &["person"]), ("cn", &["x"]), ("sn", &["x"])]), code(&[10]))]),
];
