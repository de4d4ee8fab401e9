//! Where the chain leads, and whether that is trusted.

use std::time::SystemTime;

use super::{Findings, alone, day};
use crate::{
    diagnosis::Code,
    tls::{
        certificate::{Certificate, Signed},
        path::{End, Path},
    },
};

impl Findings<'_> {
    pub(super) fn trust(
        &mut self,
        path: &Path<'_>,
        trust: &[Certificate],
        trusted: &str,
        now: SystemTime,
    ) {
        let top = path.top();
        let only = path.passed.len() == 1;
        match path.end {
            End::Trusted(root) => {
                if now > root.not_after() {
                    let detail = format!(
                        "the trusted certificate of {} expired on {}",
                        root.subject(),
                        day(root.not_after())
                    );
                    self.add(Code::TRUST_ROOT_EXPIRED, detail, false);
                }
            }
            End::SelfIssued if only => self.fatal(
                Code::SELF_SIGNED,
                format!(
                    "the certificate of {} is signed by itself, and {trusted}",
                    top.subject()
                ),
            ),
            End::SelfIssued => self.fatal(
                Code::UNKNOWN_CA,
                format!(
                    "the server's chain ends at the root {}, and {trusted}",
                    top.subject()
                ),
            ),
            End::Absent if only => {
                let (code, detail) = alone::problem(top, trust, trusted);
                self.fatal(code, detail);
            }
            End::Absent => self.fatal(
                Code::UNKNOWN_CA,
                format!(
                    "the server's chain leads to {}, and {trusted}",
                    top.issuer()
                ),
            ),
            End::OtherKey(anchor) => self.other_key(path, anchor),
            End::WrongSignature => self.fatal(
                Code::BAD_SIGNATURE,
                format!(
                    "the certificate of {} was not signed by the key of {}",
                    top.subject(),
                    top.issuer()
                ),
            ),
        }
    }

    /// The trust holds the name, and its key did not make the signature.
    fn other_key(&mut self, path: &Path<'_>, anchor: &Certificate) {
        let top = path.top();
        let own = top.is_self_issued() && top.signed_by(top) != Signed::No;
        let (name, held) = (top.subject(), anchor.fingerprint());
        if own && path.passed.len() == 1 {
            let detail = format!(
                "the certificate of {name} is signed by itself, and the trusted certificate of the same name is another: its SHA-256 is {held}"
            );
            return self.fatal(Code::SELF_SIGNED, detail);
        }
        if !own && top.names_key_of(anchor) == Some(true) {
            let detail = format!(
                "the certificate of {name} names the key of the trusted {}, and that key did not make its signature",
                anchor.subject()
            );
            return self.fatal(Code::BAD_SIGNATURE, detail);
        }
        let mut detail = format!(
            "the trusted certificate of {} (SHA-256 {held}) has another key than the one that signed {name}",
            anchor.subject()
        );
        if own {
            detail.push_str(&format!(
                "; the SHA-256 of that which the server sends is {}",
                top.fingerprint()
            ));
        }
        self.fatal(Code::CA_REKEYED, detail);
    }
}
