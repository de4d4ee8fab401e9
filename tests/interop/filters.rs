//! What is a filter: libldap's word and ours.

use ldaplab::{directory::filter, server::LdapServer};

use crate::program::{ldap, or_skip};

/// A text, whether libldap takes it for a filter, and whether we do.
const TEXTS: &[(&str, bool, bool)] = &[
    ("(cn=a)", true, true),
    ("cn=a", true, true),
    ("(cn= a )", true, true),
    ("(cn=)", true, true),
    ("(cn=*)", true, true),
    ("(cn=a*b*c)", true, true),
    ("(cn=a\\28b\\29)", true, true),
    ("(cn=a\\(b\\))", true, true),
    ("(cn=a\\*)", true, true),
    ("(cn=a(b))", false, false),
    ("cn=a(b)", false, false),
    ("cn=a)b", false, false),
    ("(cn=a(b)", false, false),
    ("(cn=a)b)", false, false),
    ("(cn>=*)", false, false),
    ("(cn~=a*b)", false, false),
    ("(cn<=a*)", false, false),
    ("(cn:=a*b)", false, false),
    ("(cn=\\zz)", false, false),
    ("(cn=\\2)", false, false),
    ("cn=a\\", false, false),
    ("(&)", true, true),
    ("(|)", true, true),
    ("( & (cn=a) (sn=b) )", true, true),
    ("(&cn=a)", false, false),
    ("(&(cn=a)sn=b)", false, false),
    ("(&(cn=a)", false, false),
    ("(!(cn=a)(sn=b))", false, false),
    ("(!)", false, false),
    ("()", false, false),
    ("(=a)", false, false),
    ("(cn = a)", false, false),
    ("(é=a)", false, false),
    ("(cn;lang-de=a)", true, true),
    ("(2.5.4.3=a)", true, true),
    ("(cn:dn:=a)", true, true),
    ("(:dn:2.5.13.2:=a)", true, true),
    ("(:=a)", false, false),
    ("(cn:caseIgnoreMatch:dn:=a)", false, false),
    ("((cn=a))", false, false),
    ("(cn=a)(sn=b)", false, false),
    ("(& (cn=a) (cn=b) )", true, true),
    ("( | )", true, true),
    ("(!(cn=a))", true, true),
    ("(! (cn=a))", true, true),
    ("(cn=a\\*b)", true, true),
    ("(cn=\\2a)", true, true),
    ("(cn=*a*b*)", true, true),
    ("(cn>=)", true, true),
    ("(cn:=)", true, true),
    ("(:dn:2.4.6:=a)", true, true),
    ("(cn:dn:dn:=a)", true, true),
    ("(cn:DN:=a)", true, true),
    ("(c-n=a)", true, true),
    ("(cn=a\nb)", true, true),
    ("(&\n(cn=a)\n)", true, true),
    ("(cn==a)", true, true),
    ("(member=cn=x\\2cdc=y)", true, true),
    ("(cn=%s)", true, true),
    ("(cn={0})", true, true),
    ("(&(cn=a(b))(sn=c))", false, false),
    ("(memberOf=CN=Ops (EU),DC=x)", false, false),
    ("(cn=*(b)*)", false, false),
    ("(cn>=a(b))", false, false),
    ("(cn:=a(b))", false, false),
    ("(>=a)", false, false),
    ("( )", false, false),
    ("(cn)", false, false),
    ("(:dn:=a)", false, false),
    ("(cn;=a)", false, false),
    ("(cn;;x=a)", false, false),
    ("(2.5.4.=a)", false, false),
    ("(1cn=a)", false, false),
    ("(-cn=a)", false, false),
    ("(cn<a)", false, false),
    ("(cn<=a", false, false),
    ("(cn=a))", false, false),
    ("(&x(cn=a))", false, false),
    ("(&(cn=a)x)", false, false),
    ("(cn!=a)", false, false),
    ("(!cn=a)", false, false),
    ("(&(cn=a)))", false, false),
    ("&(cn=a)(cn=b)", false, false),
    // A rule without a name is none; a space before the last parenthesis of `!` does no harm.
    ("(cn::=a)", true, false),
    ("(!(cn=a) )", false, true),
    // Underscores, which some vendors have in names; spaces around a filter, and an empty middle, which the grammar of RFC 4515 has.
    ("(c_n=a)", false, true),
    ("(cn=a) ", false, true),
    (" cn=a", false, true),
    ("(cn=a**b)", false, true),
];

#[test]
fn a_text_is_a_filter_for_us_where_it_is_one_for_libldap_but_for_named_differences() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    for (text, theirs, ours) in TEXTS {
        assert_eq!(filter::parse(text).is_ok(), *ours, "ours: {text}");
        let url = server.ldap_url();
        let arguments = ["-H", &url, "-b", "dc=example,dc=org", text, "1.1"];
        let ran = or_skip!(ldap("ldapsearch", server.trust_file(), &arguments));
        let refused = ran.err.contains("Bad search filter (-7)");
        assert_eq!(
            (ran.code == Some(0), refused),
            (*theirs, !*theirs),
            "libldap: {text}: {ran:?}"
        );
    }
}
