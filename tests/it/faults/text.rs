//! Rules as text: what is printed is read as the same.

use std::time::Duration;

use ldaplab::server::{
    Credential, Fault, Matcher, Parameters, Rule, any, bind, compare, extended, search,
};
use ldaplab::wire::{LdapResult, ResultCode, request::Scope};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any as anything, prop_assert_eq, prop_oneof, proptest},
    sample::select,
};

#[test]
fn rules_are_read_and_printed() {
    for (text, printed) in [
        ("search(uid=ada): delay=200ms times=2", ""),
        ("any: close", ""),
        (
            "search(&(B=1)(a=2)) scope=one tls=yes: result=51",
            "search(&(a=2)(b=1)) scope=one tls=yes: result=busy",
        ),
        (
            "bind dn=cn=a,dc=b credential=simple : result=invalidCredentials text=\"no, never\"",
            "bind dn=cn=a,dc=b credential=simple: result=invalidCredentials text=\"no, never\"",
        ),
        (
            "bind: result data=775",
            "bind: result=invalidCredentials text=\"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 775, v4563\"",
        ),
        (
            "search: delay=1s jitter=0.5s per=entry, truncate=2 unit=entries, reset nth=3",
            "search: delay=1000ms jitter=500ms per=entry, truncate=2 unit=entries, reset nth=3",
        ),
        (
            "extended oid=1.3.6.1.4.1.1466.20037: start-tls=stripped",
            "",
        ),
        (
            "any identity=anonymous connection=2: garbage=00ff, split probability=0.25 seed=7",
            "any identity=anonymous connection=2: garbage=00ff, split=1 probability=0.25 seed=7",
        ),
        (
            "search(member:1.2.840.113556.1.4.1941:=cn=a) attributes=cn,mail control=1.2.840.113556.1.4.319: missing-done",
            "",
        ),
        (
            "search base=\"dc=a b\": oversized=70000, bandwidth=10, wrong-id=7, wrong-tag=61, duplicate, out-of-order",
            "",
        ),
        (
            "any: notice=busy text=bye, unsolicited=1.2.3, half-close, stall, black-hole",
            "",
        ),
        ("search: delay=10ms jitter=10ms seed=3", ""),
        (
            "search(uid=ada): busy",
            "!there is no such fault; did you mean result=busy?",
        ),
        (
            "search: close after=\"bind credential=simple\" until=unbind",
            "",
        ),
        (
            "search: close after=\"search(cn=a b) base=\\\"dc=a b\\\"\" until=any",
            "",
        ),
        ("search attributes=\"\": close", ""),
        ("  any\u{a0}:\tclose  ", "any: close"),
    ] {
        let expected = if printed.is_empty() { text } else { printed };
        match text.parse::<Rule>() {
            Ok(rule) => {
                assert_eq!(rule.to_string(), expected);
                let again = rule.to_string().parse::<Rule>().unwrap();
                assert_eq!(again.to_string(), expected);
            }
            Err(error) => assert_eq!(format!("!{}", error.why()), expected, "{error}"),
        }
    }
}

#[test]
fn every_kind_says_what_it_does_and_what_it_takes() {
    let kinds: Vec<&str> = Fault::kinds().map(|(name, ..)| name).collect();
    assert_eq!(
        kinds,
        [
            "delay",
            "result",
            "close",
            "reset",
            "half-close",
            "stall",
            "black-hole",
            "truncate",
            "garbage",
            "wrong-id",
            "wrong-tag",
            "duplicate",
            "missing-done",
            "out-of-order",
            "oversized",
            "split",
            "bandwidth",
            "notice",
            "unsolicited",
            "start-tls",
            "idle",
            "refuse",
            "swap",
            "rewrite"
        ]
    );
    assert!(Fault::kinds().all(|(_, _, meaning)| meaning.len() > 20));
    for (fault, printed) in [
        (Fault::delay(Duration::from_micros(1500)), "delay=1.5ms"),
        (Fault::delay(Duration::MAX), "delay=3155760000000ms"),
        (Fault::busy(), "result=busy"),
        (
            Fault::answer(LdapResult::new(ResultCode(4711)).diagnostic("a\nb")),
            "result=4711 text=\"a\nb\"",
        ),
        (Fault::garbage([]), "garbage=\"\""),
        (Fault::wrong_tag(0x61), "wrong-tag=61"),
        (Fault::split(0), "split=1"),
        (Fault::start_tls_injected(), "start-tls=injected"),
    ] {
        assert_eq!(fault.to_string(), printed);
        assert_eq!(
            Fault::build(fault.name(), &fault.parameters()),
            Ok(fault.clone())
        );
        let rule: Rule = format!("any: {printed}").parse().unwrap();
        assert_eq!(rule.to_string(), format!("any: {printed}"));
    }
}

fn named(name: &str, parameters: &[(&str, String)]) -> Fault {
    let all = parameters
        .iter()
        .fold(Parameters::new(), |all, (name, value)| {
            all.with(name, value)
        });
    Fault::build(name, &all).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A fault of every row with parameters of its own.
fn a_fault() -> impl Strategy<Value = Fault> {
    let plain = select(vec![
        "close",
        "reset",
        "half-close",
        "stall",
        "black-hole",
        "duplicate",
        "missing-done",
        "out-of-order",
        "wrong-id",
        "oversized",
        "split",
        "notice",
        "start-tls",
    ]);
    let time = || (0_u64..=1 << 40).prop_map(Duration::from_micros);
    prop_oneof![
        plain.prop_map(|name| named(name, &[])),
        time().prop_map(Fault::delay),
        (time(), time()).prop_map(|(by, jitter)| Fault::delay_with_jitter(by, jitter)),
        time().prop_map(Fault::delay_per_entry),
        (anything::<u32>(), ".*", ".*", "[^ ]{1,5}( [^ ]{1,5})?").prop_map(
            |(code, text, matched, referral)| {
                let result = LdapResult::new(ResultCode(code)).diagnostic(text);
                let urls = referral.split(' ').map(str::to_owned).collect();
                Fault::answer(result.matched_dn(matched.as_str()).referrals(urls))
            }
        ),
        anything::<usize>().prop_map(Fault::truncate),
        anything::<usize>().prop_map(Fault::truncate_after_entries),
        vec(anything::<u8>(), 0..9).prop_map(Fault::garbage),
        anything::<i32>().prop_map(Fault::wrong_id),
        anything::<u8>().prop_map(Fault::wrong_tag),
        anything::<u32>().prop_map(Fault::oversized),
        anything::<usize>().prop_map(Fault::split),
        anything::<u64>().prop_map(Fault::bandwidth),
        (anything::<u32>(), ".*").prop_map(|(code, text)| {
            Fault::notice_of_disconnection(LdapResult::new(ResultCode(code)).diagnostic(text))
        }),
        Just(Fault::unsolicited("1.2.3")),
        select(vec![
            "refused",
            "unavailable",
            "stripped",
            "injected",
            "closed"
        ])
        .prop_map(|how| named("start-tls", &[("how", how.to_owned())])),
    ]
}

fn a_matcher() -> impl Strategy<Value = Matcher> {
    prop_oneof![
        Just(any()),
        Just(
            search()
                .filter("(&(cn=a: \\22b\")(!(sn=\\28,*)))")
                .base("dc=a b,dc=c")
        ),
        Just(
            search()
                .scope(Scope::One)
                .filter("(cn=x)")
                .filter_contains("(sn=y)")
        ),
        Just(
            search()
                .attributes(["cn", "sn"])
                .attribute("cn")
                .control("1.2.3")
        ),
        Just(search().attributes_within(["cn"]).tls(true).connection(7)),
        Just(
            bind()
                .credential(Credential::Sasl)
                .dn("cn=\\\"q\\\"")
                .identity("")
        ),
        Just(extended().oid("1.2.3").identity("cn=a b\\, c").tls(false)),
        Just(compare().attribute("cn")),
    ]
}

fn a_rule() -> impl Strategy<Value = Rule> {
    let times = (
        proptest::option::of(anything::<u32>()),
        proptest::option::of(1_u64..),
        proptest::option::of((0.0..=1.0, anything::<u64>())),
        proptest::option::of((a_matcher(), a_matcher())),
    );
    (a_matcher(), vec(a_fault(), 1..4), times).prop_map(|(matcher, faults, times)| {
        let mut faults = faults.into_iter();
        let first = faults.next().unwrap();
        let mut rule = faults.fold(Rule::new(matcher, first), Rule::and);
        let (most, nth, chance, between) = times;
        if let Some(most) = most {
            rule = rule.times(most);
        }
        if let Some(nth) = nth {
            rule = rule.nth(nth);
        }
        if let Some((probability, seed)) = chance {
            rule = rule.probability(probability, seed);
        }
        if let Some((after, until)) = between {
            rule = rule.between(after, until);
        }
        rule
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(rule in a_rule()) {
        let text = rule.to_string();
        match text.parse::<Rule>() {
            Ok(again) => prop_assert_eq!(again.to_string(), text),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_fault_is_made_again_of_its_parameters(fault in a_fault()) {
        prop_assert_eq!(Fault::build(fault.name(), &fault.parameters()), Ok(fault));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".*") {
        if let Err(error) = text.parse::<Rule>() {
            error.to_string();
        }
        if let Err(error) = text.parse::<Matcher>() {
            error.to_string();
        }
    }

    #[test]
    fn no_text_of_a_rules_words_makes_the_reader_panic(words in vec(select(vec![
        "search", "any", "bind(", "(uid=ada)", " ", ":", "=", ",", "\"", "\\", "(", ")", "delay", "result", "data", "times", "nth",
        "probability", "seed", "after", "until", "garbage", "scope", "base", "attributes", "connection", "tls", "200ms", "é", "日本", "\0", "\n",
        "1", "-1", "0.5", "truncate", "unit", "entries", "start-tls", "rewrite", "where", "oid", "1.2.3", "filter", "(cn=\\", "ff",
    ]), 0..20)) {
        let text = words.concat();
        match text.parse::<Rule>() {
            Ok(rule) => prop_assert_eq!(rule.to_string().parse::<Rule>().map(|rule| rule.to_string()), Ok(rule.to_string())),
            Err(error) => {
                let at = error.at();
                assert!(at.start <= at.end && at.end <= text.len(), "{at:?} of {text:?}");
                error.to_string();
            }
        }
    }
}
