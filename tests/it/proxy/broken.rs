//! Record files that cannot be read or written.

use ldaplab::proxy::{Recorder, Replay};

use super::{Folder, client, company, record};

const HEAD: &str = "{\"ldaplab_record\":1,\"secrets\":false,\"pseudonyms\":false}\n";

fn broken(text: &str) -> String {
    Replay::read(text.as_bytes())
        .unwrap_err()
        .cause()
        .to_owned()
}

#[test]
fn a_broken_record_is_an_error_with_line_and_column() {
    let line = |text: &str| format!("{HEAD}{text}\n");
    for (text, said) in [
        (
            String::new(),
            "line 1, column 1: the line ends where `{` is expected",
        ),
        (
            "{}".into(),
            "line 1, column 1: the first line is no head of a record, which begins with `{\"ldaplab_record\":1`",
        ),
        (
            "{\"ldaplab_record\":2}".into(),
            "line 1, column 19: the record has version 2, and this program reads version 1",
        ),
        (
            "{\"ldaplab_record\":1,\"secrets\":1}".into(),
            "line 1, column 31: `secrets` must be true or false",
        ),
        (
            line("{\"connection\":1,"),
            "line 2, column 17: the line ends where `\"` is expected",
        ),
        (
            line("{\"connection\":-1}"),
            "line 2, column 15: `connection` must be a whole number from 0 on",
        ),
        (
            line("{\"connection\":1,\"id\":1}"),
            "line 2, column 1: a line has one of `request`, `reply` and `end`",
        ),
        (
            line("{\"connection\":1,\"request\":\"x\"}"),
            "line 2, column 1: `id` is missing",
        ),
        (
            line("{\"connection\":1,\"id\":1,\"request\":\"x\",\"octets\":\"30zz\"}"),
            "line 2, column 50: the octets are written in hexadecimal digits",
        ),
        (
            line("{\"connection\":1,\"id\":1,\"request\":\"x\",\"octets\":\"300\"}"),
            "line 2, column 51: the octets end in half of one: an even number of digits is expected",
        ),
        (
            line("{\"connection\":1,\"id\":1,\"request\":\"x\",\"octets\":\"3000\"}"),
            "line 2, column 47: the octets are no LDAP request: the message ID is missing",
        ),
    ] {
        assert_eq!(broken(&text), format!("the record, {said}"), "{text}");
    }
    assert_eq!(
        Replay::read(&[HEAD.as_bytes(), b"{\"\xc3\xbc\xff\n"].concat())
            .unwrap_err()
            .cause(),
        "the record, line 2, column 4: this is not UTF-8"
    );
    let error = Replay::read(b"{}").unwrap_err();
    assert_eq!(
        error.cure(),
        "record again, or remove or mend that line as docs/proxy.md describes"
    );
}

#[test]
fn a_record_that_breaks_off_is_good_up_to_its_last_whole_line() {
    let folder = Folder::new();
    record(company(), &folder, |proxy| {
        client(proxy).root_dse().unwrap()
    });
    let text = folder.text();
    // A process that was killed leaves half a line and no end of the connection.
    let (whole, _) = text
        .split_once("{\"connection\":1,\"ms\"")
        .unwrap_or((&text, ""));
    let half = format!("{whole}{{\"connection\":1,\"id\":7,\"requ");
    let replay = Replay::read(half.as_bytes()).unwrap().start().unwrap();
    client(&replay).root_dse().unwrap();
}

#[test]
fn whatever_is_wrong_with_a_record_it_is_read_or_refused() {
    let folder = Folder::new();
    record(company(), &folder, |proxy| {
        client(proxy).who_am_i().unwrap();
    });
    let text = folder.text().into_bytes();
    for at in 0..text.len() {
        let _ = Replay::read(&text[..at]);
        for other in [b'"', b'{', b'\\', b'0', b'\n', 0xff] {
            let mut changed = text.clone();
            changed[at] = other;
            let _ = Replay::read(&changed);
        }
    }
}

#[test]
fn a_file_that_is_there_is_not_overwritten_and_one_that_is_not_is_named() {
    let folder = Folder::new();
    std::fs::write(folder.record(), "mine").unwrap();
    let server = company();
    let error = Recorder::new(&server.ldap_url())
        .unwrap()
        .file(folder.record())
        .start()
        .unwrap_err();
    assert!(
        error.cause().ends_with("File exists (os error 17)"),
        "{error}"
    );
    assert_eq!(error.cure(), "name another file, or remove this one");
    assert_eq!(folder.text(), "mine");
    let error = Replay::file(folder.record().join("missing")).unwrap_err();
    assert!(
        error.cause().contains("missing cannot be read: "),
        "{error}"
    );
    let error = Recorder::new("http://example.org").unwrap_err();
    assert!(
        error
            .cause()
            .starts_with("`http://example.org` is no LDAP URL: "),
        "{error}"
    );
}
