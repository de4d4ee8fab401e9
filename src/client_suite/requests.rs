//! Searches that ask for what was asked.

use super::{
    ADA, PEOPLE, SECRET,
    case::{Case, must, should},
    says::Says,
    shows::Shows,
    task::{Search, Task},
};
use crate::wire::request::Scope;

const fn filter(filter: &'static str) -> Task {
    Task::Search(Search::new(PEOPLE, filter))
}

pub(super) const CASES: &[Case] = &[
    must(
        "requests/scope",
        "A search for one level is a search for one level.",
        Task::Search(Search {
            scope: "one",
            ..Search::new(PEOPLE, "(uid=ada)")
        }),
    )
    .says(&[Says::Finds(&[ADA])])
    .shows(&[Shows::TheScope(Scope::One)]),
    should(
        "requests/attributes",
        "Only the attributes that are wanted are asked for: others cost, and may be nobody's business.",
        Task::Search(Search {
            attributes: &["uid", "cn"],
            ..Search::new(PEOPLE, "(uid=ada)")
        }),
    )
    .shows(&[Shows::TheAttributes(&["uid", "cn"])]),
    must(
        "requests/filter-of-parts",
        "and, or and not arrive as they were written (RFC 4515 section 3).",
        filter("(&(objectClass=inetOrgPerson)(|(uid=ada)(!(sn=Marrow))))"),
    )
    .shows(&[Shows::TheFilter(
        "(&(objectClass=inetOrgPerson)(|(uid=ada)(!(sn=Marrow))))",
    )]),
    must(
        "requests/filter-of-pieces",
        "Asterisks part the pieces of a substring filter, and an escaped one is a character of a piece (RFC 4515 section 3).",
        filter("(cn=Ad*a\\2ab*c*r)"),
    )
    .shows(&[Shows::TheFilter("(cn=Ad*a\\2ab*c*r)")]),
    must(
        "requests/filter-of-a-rule",
        "An extensible match carries its rule and its attribute (RFC 4511 section 4.5.1.7.7).",
        filter("(sn:caseExactMatch:=Nightjar)"),
    )
    .shows(&[Shows::TheFilter("(sn:caseExactMatch:=Nightjar)")]),
    must(
        "requests/filter-with-comparison",
        "At least, at most and present are three filters.",
        filter("(&(sn>=A)(sn<=Z)(uid=*))"),
    )
    .shows(&[Shows::TheFilter("(&(sn>=A)(sn<=Z)(uid=*))")]),
    must(
        "requests/bind-comes-first",
        "A search that is to be made as somebody comes after the bind.",
        Task::Search(Search {
            name: ADA,
            password: SECRET,
            ..Search::new(PEOPLE, "(uid=ben)")
        }),
    )
    .says(&[Says::Finds(&["uid=ben,ou=people,dc=example,dc=org"])])
    .shows(&[Shows::TheAsker(ADA)]),
];
