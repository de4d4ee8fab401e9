//! `--fault`: what goes wrong on purpose.

use ldaplab::client::{Options, Search, blocking::Client};

use crate::process::{COMPANY, Serving, run};

#[test]
fn a_fault_of_the_command_line_acts_on_requests() {
    let serving = Serving::start(&[
        "serve",
        "--suffix",
        "dc=example,dc=org",
        "--ldif",
        COMPANY,
        "--fault",
        "search base=dc=example,dc=org: result=busy text=\"not now\" times=1",
        "--fault",
        "bind: result=unavailable",
    ]);
    let mut client = Client::connect(serving.field("ldap"), &Options::default()).unwrap();
    let refused = client.anonymous_bind().unwrap_err();
    assert_eq!(refused.result_code().unwrap().0, 52);
    let base = Search::entry("dc=example,dc=org");
    let busy = client.search(&base).unwrap_err();
    assert_eq!(busy.result_code().unwrap().0, 51);
    assert_eq!(busy.server_text(), Some("not now"));
    assert_eq!(client.search(&base).unwrap().entries.len(), 1);
}

#[test]
fn a_wrong_rule_is_pointed_at_and_nothing_starts() {
    for command in [&["serve"][..], &["exec", "--", "true"]] {
        let (name, rest) = command.split_first().unwrap();
        let mut arguments = vec![*name, "--fault", "search(uid=ada): dealy=200ms"];
        arguments.extend(rest);
        let ran = run(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        let expected = "error: invalid value 'search(uid=ada): dealy=200ms' for '--fault <RULE>': there is no such fault; did you mean delay?\n  search(uid=ada): dealy=200ms\n                   ^^^^^\n";
        assert!(ran.err.starts_with(expected), "{}", ran.err);
    }
}
