//! Who issued whom: from the server's certificate to a trusted one, or to where the way ends.

use super::certificate::{Certificate, Signed};

/// Where the way from the server's certificate upwards ends.
#[derive(Debug)]
pub(super) enum End<'a> {
    /// At a trusted certificate.
    Trusted(&'a Certificate),
    /// At a certificate that issued itself and is not trusted.
    SelfIssued,
    /// The issuer of the last certificate was not sent and is not trusted.
    Absent,
    /// The trust holds the issuer's name, but with another key.
    OtherKey(&'a Certificate),
    /// The issuer was sent, but its key did not make the signature.
    WrongSignature,
}

/// The way: the certificates passed, the server's own first, and its end.
#[derive(Debug)]
pub(super) struct Path<'a> {
    pub(super) passed: Vec<&'a Certificate>,
    pub(super) end: End<'a>,
}

impl<'a> Path<'a> {
    /// Climbs from `leaf` through the other certificates that were sent. Trusted certificates come first,
    /// each sent one is used once; a signature that cannot be checked here counts as right, since another
    /// check will name the algorithm.
    pub(super) fn climb(
        leaf: &'a Certificate,
        sent: &'a [Certificate],
        trust: &'a [Certificate],
    ) -> Self {
        let mut passed = vec![leaf];
        let mut unused: Vec<&Certificate> = sent.iter().collect();
        let end = loop {
            let current = passed[passed.len() - 1];
            let issues = |c: &&Certificate| current.names_as_issuer(c);
            let right = |c: &&Certificate| current.signed_by(c) != Signed::No;
            if let Some(anchor) = trust.iter().filter(issues).find(right) {
                break End::Trusted(anchor);
            }
            if let Some(at) = unused.iter().position(|c| issues(c) && right(c)) {
                let next = unused.swap_remove(at);
                let itself = next.is_self_issued() && current.is_self_issued();
                if !itself {
                    passed.push(next);
                    continue;
                }
            }
            break if let Some(anchor) = trust.iter().find(issues) {
                End::OtherKey(anchor)
            } else if current.is_self_issued() {
                End::SelfIssued
            } else if sent.iter().any(|c| issues(&c)) {
                End::WrongSignature
            } else {
                End::Absent
            };
        };
        Self { passed, end }
    }

    /// The last certificate that was passed.
    pub(super) fn top(&self) -> &'a Certificate {
        self.passed[self.passed.len() - 1]
    }
}
