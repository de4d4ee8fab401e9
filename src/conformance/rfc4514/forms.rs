//! RFC 4514 sections 2 and 3: ways of writing that name the same entry.

use crate::{
    conformance::{
        answer::Answer,
        case::{
            Case,
            Need::{self, NotActiveDirectory, Scratch},
            must,
        },
        expect::success,
        names::Names,
        step::{Op, ask, base, search, sub},
    },
    directory::Dn,
};

const PLAIN: &str = "dn: cn=Ada Lovelace,{here}
objectClass: person
cn: Ada Lovelace
sn: Lovelace
";

const COMMA: &str = "dn: cn=Lovelace\\, Ada,{here}
objectClass: person
cn: Lovelace, Ada
sn: Lovelace
";

/// A name of two attributes.
const TWO: &str = "dn: cn=Ada+sn=Lovelace,{here}
objectClass: person
cn: Ada
sn: Lovelace
";

/// An entry whose name is read back under the form that is given.
macro_rules! same {
    ($id:literal, $clause:literal, $fixture:expr, $form:literal, $entry:literal) => {
        must($id, $clause)
            .fixture($fixture)
            .steps(&[search(base($form), success().entries(&[$entry]))])
    };
}

/// An entry that is added under one form, and read under it and under another.
macro_rules! special {
    ($id:literal, $clause:literal, $form:literal, $value:literal, $other:literal) => {
        must($id, $clause)
            .needs(&[Scratch, NotActiveDirectory])
            .steps(&[
                ask(
                    Op::Add(
                        $form,
                        &[
                            ("objectClass", &["person"]),
                            ("cn", &[$value]),
                            ("sn", &["x"]),
                        ],
                    ),
                    success(),
                ),
                search(
                    base($form),
                    success()
                        .count(1, 1)
                        .has(&[("cn", &[$value])])
                        .look(names_parse),
                ),
                search(base($other), success().entries(&[$form])),
            ])
    };
}

fn names_parse(answer: &Answer, _: &Names) -> Result<(), String> {
    for entry in answer.entries() {
        if let Err(error) = Dn::from_bytes(&entry.dn) {
            let dn = String::from_utf8_lossy(&entry.dn);
            return Err(format!(
                "the name `{dn}` that came cannot be parsed: {error}"
            ));
        }
    }
    Ok(())
}

/// A domain's names have one attribute each.
const ONE_ALONE: &[Need] = &[NotActiveDirectory];

pub(super) const CASES: &[Case] = &[
    same!("rfc4514/3/type-case", "The case of an attribute type does not matter.", PLAIN, "CN=Ada Lovelace,{here}", "cn=Ada Lovelace,{here}"),
    same!("rfc4514/3/type-as-oid", "An attribute type may be written as its OID.", PLAIN, "2.5.4.3=Ada Lovelace,{here}", "cn=Ada Lovelace,{here}"),
    same!("rfc4514/1/value-case", "Values are compared by the attribute's rule: the case of cn does not matter.", PLAIN, "cn=ADA lovelace,{here}", "cn=Ada Lovelace,{here}"),
    same!("rfc4514/1/inner-spaces", "Spaces within a value of cn count as one.", PLAIN, "cn=Ada   Lovelace,{here}", "cn=Ada Lovelace,{here}"),
    same!("rfc4514/3/hex-escapes", "Any octet of a value may be written as a backslash and two hexadecimal digits.", PLAIN, "cn=\\41da\\20Lovelace,{here}", "cn=Ada Lovelace,{here}"),
    same!("rfc4514/3/hex-case", "Hexadecimal digits may be of either case.", PLAIN, "cn=Ada Love\\6Cace,{here}", "cn=Ada Lovelace,{here}"),
    same!("rfc4514/2.4/hex-string", "A value may be written as # and the hexadecimal digits of its BER encoding.", PLAIN, "cn=#0c0c416461204c6f76656c616365,{here}", "cn=Ada Lovelace,{here}"),
    same!("rfc4514/3/comma-by-backslash", "A comma in a value is escaped by a backslash.", COMMA, "cn=Lovelace\\, Ada,{here}", "cn=Lovelace\\, Ada,{here}"),
    same!("rfc4514/3/comma-by-hex", "Or by its hexadecimal digits, which name the same entry.", COMMA, "cn=Lovelace\\2C Ada,{here}", "cn=Lovelace\\, Ada,{here}"),
    same!("rfc4514/2.2/order-of-rdn", "A relative name is a set: the order of its parts does not matter.", TWO, "sn=Lovelace+cn=Ada,{here}", "cn=Ada+sn=Lovelace,{here}").needs(ONE_ALONE),
    same!("rfc4514/2.2/order-and-case-of-rdn", "Nor does it together with case and OIDs.", TWO, "2.5.4.4=LOVELACE+CN=ada,{here}", "cn=Ada+sn=Lovelace,{here}").needs(ONE_ALONE),
    must("rfc4514/2.2/part-of-rdn", "A part of a relative name is not the name.")
        .needs(ONE_ALONE)
        .fixture(TWO)
        .steps(&[search(base("cn=Ada,{here}"), crate::conformance::expect::code(&[32]))]),
    special!("rfc4514/2.4/plus", "A plus sign in a value is escaped.", "cn=one\\+two,{here}", "one+two", "cn=one\\2btwo,{here}"),
    special!("rfc4514/2.4/quote", "A quotation mark in a value is escaped.", "cn=the \\\"one\\\",{here}", "the \"one\"", "cn=the \\22one\\22,{here}"),
    special!("rfc4514/2.4/backslash", "A backslash in a value is escaped.", "cn=back\\\\slash,{here}", "back\\slash", "cn=back\\5cslash,{here}"),
    special!("rfc4514/2.4/angles", "Angle brackets in a value are escaped.", "cn=a\\<b\\>c,{here}", "a<b>c", "cn=a\\3cb\\3ec,{here}"),
    special!("rfc4514/2.4/semicolon", "A semicolon in a value is escaped.", "cn=a\\;b,{here}", "a;b", "cn=a\\3bb,{here}"),
    special!("rfc4514/2.4/number-sign-first", "A number sign at the start of a value is escaped.", "cn=\\#one,{here}", "#one", "cn=\\23one,{here}"),
    special!("rfc4514/2.4/number-sign-within", "A number sign elsewhere needs no escape and may have one.", "cn=a#b,{here}", "a#b", "cn=a\\#b,{here}"),
    special!("rfc4514/2.4/equals", "An equals sign needs no escape and may have one.", "cn=a=b,{here}", "a=b", "cn=a\\=b,{here}"),
    special!("rfc4514/2.4/utf-8", "Letters beyond ASCII are UTF-8, plain or escaped.", "cn=Lučić,{here}", "Lučić", "cn=Lu\\C4\\8Di\\C4\\87,{here}"),
    special!("rfc4514/2.4/asterisk-and-brackets", "What is special in filters is not in names.", "cn=a*(b),{here}", "a*(b)", "cn=a\\2a\\28b\\29,{here}"),
    special!("rfc4514/2.4/slash", "A slash needs no escape.", "cn=a/b,{here}", "a/b", "cn=a\\2fb,{here}"),
    must("rfc4514/3/descriptors", "The short names that every implementation knows are known in a name: it is looked for, and not found.")
        .needs(&[NotActiveDirectory])
        .steps(&[search(
            base("UID=x,STREET=x,ST=x,L=x,O=x,C=DE,OU=x,DC=x,CN=there is none,{base}"),
            crate::conformance::expect::code(&[32]),
        )]),
    must("rfc4514/2/answers-parse", "The names that a server gives are names.")
        .steps(&[search(sub("{base}").attributes(&["1.1"]).size_limit(50), crate::conformance::expect::code(&[0, 4]).look(names_parse))]),
    must("rfc4514/1/values-as-names", "A value of an attribute of names is compared as a name.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\nseeAlso: cn=Lovelace\\, Ada,{here}\n")
        .steps(&[search(base("cn=Ada,{here}").filter("(seeAlso=CN=lovelace\\5c2c ada,{here})"), success().count(1, 1))]),
];
