//! RFC 4514 section 3: text that is no name.

use crate::conformance::{
    case::{Case, Need::Scratch, must, should},
    expect::code,
    step::{Op, ask, base, search},
};

// Section 3 lets implementations recognize other forms of names, so none of these is more than a `should`.

/// A search from what is no name. A server may look for it and not find it; it may not find anything.
macro_rules! refused {
    ($id:literal, $clause:literal, $form:literal) => {
        should($id, $clause).steps(&[search(base($form), code(&[32, 34]).count(0, 0))])
    };
}

/// What is no name cannot be an entry's.
macro_rules! not_added {
    ($id:literal, $clause:literal, $form:literal) => {
        should($id, $clause).needs(&[Scratch]).steps(&[ask(
            Op::Add(
                $form,
                &[("objectClass", &["person"]), ("cn", &["x"]), ("sn", &["x"])],
            ),
            code(&[21, 34, 64]),
        )])
    };
}

pub(super) const CASES: &[Case] = &[
    refused!(
        "rfc4514/3/no-equals-sign",
        "A relative name has an equals sign.",
        "cn,{base}"
    ),
    refused!(
        "rfc4514/3/no-type",
        "A relative name has a type before the equals sign.",
        "=x,{base}"
    ),
    refused!(
        "rfc4514/3/bare-words",
        "Words are no name.",
        "this is no name"
    ),
    refused!(
        "rfc4514/3/comma-at-end",
        "A name does not end in a comma.",
        "{base},"
    ),
    refused!(
        "rfc4514/3/comma-at-start",
        "Nor does it start with one.",
        ",{base}"
    ),
    refused!(
        "rfc4514/3/two-commas",
        "Between two commas there is a relative name.",
        "cn=x,,{base}"
    ),
    refused!(
        "rfc4514/3/plus-at-end",
        "After a plus sign comes another part.",
        "cn=x+,{base}"
    ),
    refused!(
        "rfc4514/3/backslash-at-end",
        "A backslash escapes something.",
        "cn=x\\"
    ),
    refused!(
        "rfc4514/3/half-an-octet",
        "One hexadecimal digit after a backslash is not enough.",
        "cn=x\\4,{base}"
    ),
    refused!(
        "rfc4514/3/odd-hex-string",
        "A hexadecimal string has an even number of digits.",
        "cn=#040,{base}"
    ),
    refused!(
        "rfc4514/3/hex-string-of-others",
        "A hexadecimal string has hexadecimal digits only.",
        "cn=#04zz,{base}"
    ),
    refused!(
        "rfc4514/3/type-with-space",
        "A type has no space within.",
        "c n=x,{base}"
    ),
    not_added!(
        "rfc4514/3/bare-quote",
        "A quotation mark that is not escaped is no part of a value.",
        "cn=a\"b,{here}"
    ),
    not_added!(
        "rfc4514/3/add-without-type",
        "An entry cannot be added under what is no name.",
        "=x,{here}"
    ),
    not_added!(
        "rfc4514/3/add-with-empty-rdn",
        "Nor under an empty relative name.",
        ",{here}"
    ),
    should(
        "rfc4514/3/rename-to-no-rdn",
        "A new relative name that is none is refused.",
    )
    .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: x\n")
    .steps(&[ask(
        Op::Rename("cn=Ada,{here}", "no name", true, None),
        code(&[34, 64]),
    )]),
    must(
        "rfc4514/3/rename-to-two-rdns",
        "A new relative name is one, not two.",
    )
    .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: x\n")
    .steps(&[ask(
        Op::Rename("cn=Ada,{here}", "cn=Eve,cn=Other", true, None),
        code(&[34, 53, 64]),
    )]),
];
