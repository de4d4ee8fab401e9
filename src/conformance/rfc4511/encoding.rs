//! RFC 4511 section 5.1: BER, as LDAP uses it.

use crate::conformance::{
    case::{Case, must},
    expect::{Expect, closed, code, success},
    step::{Op, Step, ask},
};

/// What cannot be read: it is answered with a protocolError, with a notice of disconnection, or ends the connection.
pub(super) const REFUSED: Expect = code(&[2]).or_closed();

/// Octets as they are, judged.
pub(super) const fn raw(octets: &'static [u8], expect: Expect) -> Step {
    ask(Op::Octets(octets), expect)
}

/// A search of the root DSE, message ID 7, `1.1`, with all lengths in one octet.
const SEARCH: &[u8] = b"\x30\x2a\x02\x01\x07\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/5.1/as-clients-send", "A search with the shortest lengths is answered.")
        .steps(&[raw(SEARCH, success().entries(&[""]))]),
    must("rfc4511/5.1/long-form-of-a-short-length", "A length may take more octets than it needs.")
        .steps(&[raw(
            b"\x30\x84\x00\x00\x00\x2a\x02\x01\x07\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1",
            success().entries(&[""]),
        )]),
    must("rfc4511/5.1/long-forms-within", "So may the lengths inside.")
        .steps(&[raw(
            b"\x30\x32\x02\x01\x07\x63\x84\x00\x00\x00\x29\x04\x84\x00\x00\x00\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1",
            success().entries(&[""]),
        )]),
    must("rfc4511/5.1/indefinite-length", "Only the definite form of lengths is used: the indefinite one ends the connection.")
        .steps(&[Step::Reconnect, raw(b"\x30\x80\x02\x01\x07\x60\x07\x02\x01\x03\x04\x00\x80\x00\x00\x00", closed())]),
    must("rfc4511/5.1/constructed-octet-string", "An OCTET STRING is primitive: one made of others is refused.")
        .steps(&[Step::Reconnect, raw(
            b"\x30\x2c\x02\x01\x07\x63\x27\x24\x02\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1",
            REFUSED,
        )]),
    must("rfc4511/5.1/boolean-of-two-octets", "A BOOLEAN has one octet.")
        .steps(&[Step::Reconnect, raw(
            b"\x30\x2b\x02\x01\x07\x63\x26\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x02\x00\x00\x87\x0bobjectClass\x30\x05\x04\x031.1",
            REFUSED,
        )]),
    must("rfc4511/5.1/true-of-another-octet", "True is FF alone: another octet is refused or, as in BER, true, but never false.")
        .steps(&[Step::Reconnect, raw(
            b"\x30\x3b\x02\x01\x07\x63\x36\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x01\x87\x0bobjectClass\x30\x16\x04\x14supportedLDAPVersion",
            code(&[0, 2]).has(&[("supportedLDAPVersion", &[])]).no_values().or_closed(),
        )]),
];
