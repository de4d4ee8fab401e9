//! RFC 4511 sections 4.5.1.1 and 4.5.1.2: the base of a search and its scope.

use super::people::TREE;
use crate::conformance::{
    case::{Case, may, must},
    expect::{code, success},
    step::{base, one, search, sub},
};

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.5.1.1/no-such-object", "A base that does not exist answers noSuchObject.")
        .fixture(TREE)
        .steps(&[search(sub("cn=x,ou=none,ou=B,ou=A,{here}"), code(&[32]).count(0, 0))]),
    must("rfc4511/4.5.1.1/no-such-object-whatever-the-scope", "A missing base is noSuchObject for a search of the level below it too.")
        .fixture(TREE)
        .steps(&[search(one("ou=none,{here}"), code(&[32]).count(0, 0))]),
    must("rfc4511/4.5.1.1/invalid-dn", "A base that is no DN answers invalidDNSyntax.")
        .steps(&[search(base("this is no name"), code(&[34]).count(0, 0))]),
    must("rfc4511/4.5.1.1/root-dse", "The empty base with scope baseObject is the root DSE, whose name is empty.")
        .steps(&[search(base("").attributes(&["supportedLDAPVersion"]), success().entries(&[""]).has(&[("supportedLDAPVersion", &["3"])]))]),
    must("rfc4511/4.5.1.1/name-by-rule", "The base is found by the matching rules of its RDNs: case does not matter.")
        .fixture(TREE)
        .steps(&[search(base("OU=b,ou=a,{here}"), success().entries(&["ou=B,ou=A,{here}"]))]),
    must("rfc4511/4.5.1.1/name-by-oid", "A base may name the types of its RDNs by OIDs.")
        .fixture(TREE)
        .steps(&[search(base("2.5.4.11=A,{here}"), success().entries(&["ou=A,{here}"]))]),
    must("rfc4511/4.5.1.1/name-in-hex", "A character of a value of the base may be written as an escaped pair of hex digits (RFC 4514).")
        .fixture(TREE)
        .steps(&[search(base("ou=\\41,{here}"), success().entries(&["ou=A,{here}"]))]),
    must("rfc4511/4.5.1.2/base-object", "Scope baseObject is constrained to the base itself.")
        .fixture(TREE)
        .steps(&[search(base("ou=A,{here}"), success().entries(&["ou=A,{here}"]))]),
    must("rfc4511/4.5.1.2/base-object-not-matching", "A base that does not match the filter is not returned, and the search succeeds all the same.")
        .fixture(TREE)
        .steps(&[search(base("ou=A,{here}").filter("(ou=B)"), success().count(0, 0))]),
    must("rfc4511/4.5.1.2/single-level", "Scope singleLevel is constrained to the immediate subordinates; the base is not among them.")
        .fixture(TREE)
        .steps(&[search(one("{here}"), success().entries(&["ou=A,{here}", "cn=D,{here}"]))]),
    must("rfc4511/4.5.1.2/single-level-of-a-leaf", "The level below an entry without subordinates is empty; that is a success.")
        .fixture(TREE)
        .steps(&[search(one("cn=D,{here}"), success().count(0, 0))]),
    must("rfc4511/4.5.1.2/whole-subtree", "Scope wholeSubtree has the base and all its subordinates.")
        .fixture(TREE)
        .steps(&[search(sub("ou=A,{here}"), success().entries(&["ou=A,{here}", "ou=B,ou=A,{here}", "cn=C,ou=B,ou=A,{here}"]))]),
    must("rfc4511/4.5.1.2/whole-subtree-of-a-leaf", "The subtree of an entry without subordinates is that entry.")
        .fixture(TREE)
        .steps(&[search(sub("cn=D,{here}"), success().entries(&["cn=D,{here}"]))]),
    must("rfc4511/4.5.1.2/filter-below", "The filter is held against every entry in the scope, also where the one above it does not match.")
        .fixture(TREE)
        .steps(&[search(sub("{here}").filter("(objectClass=person)"), success().entries(&["cn=C,ou=B,ou=A,{here}", "cn=D,{here}"]))]),
    must("rfc4511/4.5.1.2/unknown-scope", "A scope that is not known is answered with an error: the enumeration is extensible, but protocolError, unwillingToPerform or the end of the connection is all that is left.")
        .fixture(TREE)
        .steps(&[search(base("{here}").scope(9), code(&[2, 53]).count(0, 0).or_closed())]),
    may("rfc4511/4.5.1.2/subordinate-subtree", "The scope 3 of a later draft is the subtree without its base; a server that does not know it answers with an error.")
        .fixture(TREE)
        .steps(&[search(base("ou=A,{here}").scope(3), code(&[0, 2, 53]).or_closed().look(|answer, _| {
            match answer.result().map(|own| own.code.0) == Some(0) && answer.entries().len() != 2 {
                true => Err(format!("{} entries came, legal are 2", answer.entries().len())),
                false => Ok(()),
            }
        }))]),
];
