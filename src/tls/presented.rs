use std::time::SystemTime;

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error};

use super::certificate::Certificate;
use super::checks::Checks;
use super::diagnose::{beyond, unproven};
use super::explain::explain_under;
use super::{Problem, Trust};
use crate::diagnosis::Code;

/// What a server presented in a handshake, and what came of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Presented {
    /// The certificates as sent, the server's own first.
    pub chain: Vec<CertificateDer<'static>>,
    /// The name or address that was connected to.
    pub host: String,
    /// The moment of the check by the verifier's clock.
    pub checked_at: SystemTime,
    /// What is to be said about chain, dates and name, whether this client minds or not. An error too where nothing is
    /// checked.
    pub verdict: Result<(), Error>,
    /// What it says about the proof that the server has the private key.
    pub possession: Result<(), Error>,
    pub(super) checks: Checks,
}

impl Presented {
    /// Everything that is wrong, the gravest first: see [`explain`](fn@super::explain). The key that does not
    /// belong to the certificate is told here too, which the chain alone does not show.
    pub fn problems(&self, trust: &Trust) -> Vec<Problem> {
        let mut found = explain_under(
            self.checks,
            &self.chain,
            trust.certificates(),
            &self.host,
            self.checked_at,
        );
        let told = found
            .iter()
            .any(|p| [Code::WEAK_KEY, Code::UNSUPPORTED_ALGORITHM].contains(&p.code));
        if let (Err(e), false) = (&self.possession, told) {
            let detail =
                format!("the server could not prove that it has the certificate's key: {e}");
            found.insert(0, Problem::new(unproven(e), detail, true));
        }
        if let Err(e) = &self.verdict
            && let Some(code) = beyond(e)
        {
            found.insert(0, Problem::new(code, e.to_string(), self.checks.chain));
        }
        found
    }
}

/// What is to be said of a certificate, in two parts that a client may demand separately.
pub(super) struct Judged {
    pub(super) chain: Result<(), Error>,
    pub(super) name: Result<(), Error>,
}

impl Judged {
    pub(super) fn unseen() -> Self {
        let not_checked = || Err(Error::General("not checked".to_owned()));
        Self {
            chain: not_checked(),
            name: not_checked(),
        }
    }

    /// webpki looks at the chain first and then at the name, so that a name that does not fit says that the chain is right.
    /// Its verdict on names counts where the rules are its own; where they are not, or it did not come that far,
    /// [`Checks`] judges.
    pub(super) fn new(
        said: Result<(), Error>,
        checks: Checks,
        leaf: &CertificateDer<'_>,
        host: &str,
    ) -> Self {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        let unfit = Error::InvalidCertificate(NotValidForName);
        let (chain, said_of_name) = match said {
            Ok(()) => (Ok(()), Some(Ok(()))),
            Err(Error::InvalidCertificate(
                e @ (NotValidForName | NotValidForNameContext { .. }),
            )) => (Ok(()), Some(Err(e.into()))),
            Err(e) => (Err(e), None),
        };
        let name = match said_of_name.filter(|_| checks.names_are_strict()) {
            Some(said) => said,
            None => match Certificate::parse(leaf) {
                Ok(leaf) if checks.accepts(&leaf, host) => Ok(()),
                _ => Err(unfit),
            },
        };
        Self { chain, name }
    }
}
