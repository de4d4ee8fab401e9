//! The conformance suite against a real slapd: it passes every case but those whose deviation is listed with its reason.

use ldaplab::conformance::{self, Deviations, Manner, Selection, Target};

use crate::{
    program::or_skip,
    slapd::{ADMIN, Slapd},
};

const CONTENT: &str = "\
dn: dc=example,dc=org
objectClass: top
objectClass: domain
dc: example

dn: ou=scratch,dc=example,dc=org
objectClass: organizationalUnit
ou: scratch

dn: cn=second,dc=example,dc=org
objectClass: person
cn: second
sn: second
userPassword: secondpw

";

#[test]
fn slapd_passes_but_for_what_is_listed() {
    let slapd = or_skip!(Slapd::start(CONTENT));
    let target = Target::new(&slapd.ldap_url())
        .unwrap()
        .bind(ADMIN.0, ADMIN.1)
        .second("cn=second,dc=example,dc=org", "secondpw")
        .scratch("ou=scratch,dc=example,dc=org");
    let known = include_str!("../../fixtures/deviations/slapd.toml");
    let manner = Manner {
        jobs: 4,
        known: Deviations::parse(known).unwrap(),
    };
    let report = conformance::run_in(&target, &Selection::all(), &manner, &|_| {});
    assert_eq!(report.count("failed"), 0, "{report}");
    assert_eq!(report.count("deviates-no-longer"), 0, "{report}");
    assert!(report.count("passed") >= 690, "{report}");
}
