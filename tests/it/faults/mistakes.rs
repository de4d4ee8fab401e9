//! Mistakes in rules: each is named and pointed at.

use ldaplab::server::{Matcher, Rule};

#[test]
fn a_mistake_is_pointed_at() {
    for (text, expected) in [
        (
            "search(uid=ada): dealy=200ms",
            "there is no such fault; did you mean delay?\n  search(uid=ada): dealy=200ms\n                   ^^^^^",
        ),
        (
            "serch(uid=ada): close",
            "there is no operation \"serch\"; did you mean search?\n  serch(uid=ada): close\n  ^^^^^",
        ),
        (
            "search skope=sub: close",
            "there is no condition \"skope\"; did you mean scope?\n  search skope=sub: close\n         ^^^^^",
        ),
        (
            "search scope=tree: close",
            "it is base, one or sub\n  search scope=tree: close\n               ^^^^",
        ),
        (
            "bind credential=password: close",
            "it is anonymous, unauthenticated, simple or sasl\n  bind credential=password: close\n                  ^^^^^^^^",
        ),
        (
            "any tls=on: close",
            "it is yes or no\n  any tls=on: close\n          ^^",
        ),
        (
            "any connection=first: close",
            "it is the number of a connection, from 1\n  any connection=first: close\n                 ^^^^^",
        ),
        (
            "extended oid=StartTLS: close",
            "it is no OID such as 1.2.840.113556.1.4.319\n  extended oid=StartTLS: close\n               ^^^^^^^^",
        ),
        (
            "bind scope=sub: close",
            "bind has no scope\n  bind scope=sub: close\n       ^^^^^",
        ),
        (
            "search scope=sub scope=one: close",
            "scope is given twice, and no request can be both\n  search scope=sub scope=one: close\n                   ^^^^^^^^^",
        ),
        (
            "search where=mine: close",
            "where is a function, which only code can give\n  search where=mine: close\n         ^^^^^",
        ),
        (
            "search: delay=soon",
            "\"soon\" is no time such as 200ms, 1.5s or 2m\n  search: delay=soon\n                ^^^^",
        ),
        (
            "search: delay=1s jiter=2s",
            "delay has no such parameter; it takes by, jitter, per\n  search: delay=1s jiter=2s\n                   ^^^^^^^^",
        ),
        (
            "search: delay=1s per=byte",
            "\"byte\" is none of request, entry\n  search: delay=1s per=byte\n                   ^^^^^^^^",
        ),
        (
            "search: delay",
            "by: it is missing\n  search: delay\n          ^^^^^",
        ),
        (
            "search: delay=1s by=2s",
            "by is given twice\n  search: delay=1s by=2s\n                   ^^^^^",
        ),
        (
            "search: delay=1s close",
            "close is a fault of its own: a comma parts it from delay\n  search: delay=1s close\n                   ^^^^^",
        ),
        (
            "search: close=1",
            "close takes no value\n  search: close=1\n          ^^^^^^^",
        ),
        (
            "search: result=bussy",
            "\"bussy\" is no result code: a number, or a name such as busy\n  search: result=bussy\n                 ^^^^^",
        ),
        (
            "bind: result data=123456",
            "\"123456\" is no error of a logon, such as 52e, 533 or 775\n  bind: result data=123456\n               ^^^^^^^^^^^",
        ),
        (
            "any: garbage=+f",
            "\"+f\" is not octets in hexadecimal, such as 3005ff\n  any: garbage=+f\n               ^^",
        ),
        (
            "any: split=0",
            "a piece has one byte at least\n  any: split=0\n             ^",
        ),
        (
            "any: rewrite",
            "it is a function, which only code can give\n  any: rewrite\n       ^^^^^^^",
        ),
        (
            "search: close times=x",
            "it is a number\n  search: close times=x\n                      ^",
        ),
        (
            "search: close times=1 times=2",
            "times is given twice\n  search: close times=1 times=2\n                        ^^^^^^^",
        ),
        (
            "search: close nth=0",
            "it is a number from 1\n  search: close nth=0\n                    ^",
        ),
        (
            "search: close probability=2",
            "it is a number from 0 to 1\n  search: close probability=2\n                            ^",
        ),
        (
            "search: close after=bind",
            "after goes with until, such as: after=bind until=unbind\n  search: close after=bind\n                ^^^^^^^^^^",
        ),
        (
            "search: close after=bnd until=unbind",
            "there is no operation \"bnd\"; did you mean bind?\n  search: close after=bnd until=unbind\n                      ^^^",
        ),
        (
            "search(uid=ada",
            "the parenthesis is not closed\n  search(uid=ada\n        ^^^^^^^^",
        ),
        (
            "search base=\"dc=a: close",
            "the quote does not end\n  search base=\"dc=a: close\n              ^^^^^^^^^^^^",
        ),
        (
            "search",
            "a colon and a fault are missing, such as: search(uid=ada): delay=200ms\n  search\n        ^",
        ),
        (
            "search:",
            "a fault is missing behind the colon, such as delay=200ms\n  search:\n         ^",
        ),
        (
            "",
            "a colon and a fault are missing, such as: search(uid=ada): delay=200ms\n  \n  ^",
        ),
        (
            ": close",
            "it begins with an operation: search, bind, any, …\n  : close\n  ^",
        ),
        (
            "search(cn=J\u{f6}rg \u{1f600}): dealy=1s",
            "there is no such fault; did you mean delay?\n  search(cn=J\u{f6}rg \u{1f600}): dealy=1s\n                     ^^^^^",
        ),
        (
            "s\u{fc}che: close",
            "there is no operation \"s\u{fc}che\"; did you mean search?\n  s\u{fc}che: close\n  ^^^^^",
        ),
        (
            "search\n: dealy",
            "there is no such fault; did you mean delay?\n  search : dealy\n           ^^^^^",
        ),
    ] {
        let error = text.parse::<Rule>().unwrap_err();
        assert_eq!(error.to_string(), expected, "{text}\n{error}");
    }
    for (text, begins) in [
        ("search base=nonsense: close", "it is no DN: "),
        ("search(uid): close", "it is no filter: "),
        ("search filter-contains=uid: close", "it is no filter: "),
    ] {
        let error = text.parse::<Rule>().unwrap_err();
        assert!(error.to_string().starts_with(begins), "{error}");
    }
    let error = "search scope=x".parse::<Matcher>().unwrap_err();
    assert_eq!(
        (error.why(), error.at()),
        ("it is base, one or sub", 13..14)
    );
}

#[test]
fn of_a_very_long_text_only_the_place_is_shown() {
    let long = "x".repeat(100_000);
    let text = format!("search(cn={long}): dealy=1s text={long}");
    let error = text.parse::<Rule>().unwrap_err().to_string();
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines[0], "there is no such fault; did you mean delay?");
    assert_eq!(
        lines[1],
        format!("  …{}): dealy=1s text={}…", "x".repeat(37), "x".repeat(106))
    );
    assert_eq!(lines[2], format!("  {}^^^^^", " ".repeat(41)));
    let text = format!("any tls={long}: close");
    let error = text.parse::<Rule>().unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "it is yes or no\n  any tls={}…\n          {}",
            "x".repeat(152),
            "^".repeat(153)
        )
    );
    let error = format!("any: delay={long}").parse::<Rule>().unwrap_err();
    assert!(error.to_string().len() < 1200, "{error}");
}
