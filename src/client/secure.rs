//! TLS over a connection, and what its failures mean.

use std::{io, sync::Arc, time::SystemTime};

use rustls::pki_types::CertificateDer;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use super::{
    Error,
    deadline::Deadline,
    explain,
    probe::{self, Expected, Finding},
    suspicion::Speech,
    target::Target,
    transport::{Stream, Tap},
    wider_look,
};
use crate::{
    clock::{Clock, generalized_time},
    diagnosis::{Code, Stage, excerpt},
    tls::{self, Certificate, Policy, Problem, RequireCert, Shown, Verifier},
    transcript::Trace,
};

/// The other end of a TLS connection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Peer {
    /// `TLSv1.3` or `TLSv1.2`.
    pub version: String,
    /// The cipher suite by its IANA name.
    pub cipher: String,
    /// The certificates as sent, the server's own first, in DER.
    pub chain: Vec<CertificateDer<'static>>,
    /// Whether chain, dates and name passed; `false` only where the policy does not demand it, and at
    /// [`RequireCert::Never`], where nothing is looked at.
    pub verified: bool,
    /// What is wrong with the chain, the gravest first; not all of it is a reason for this client to refuse it. Empty at
    /// [`RequireCert::Never`].
    pub problems: Vec<Problem>,
    /// Whether the server asked for a client certificate and was shown none; some servers take that, some close.
    pub showed_no_certificate: bool,
    pub(super) shown: Shown,
}

impl Peer {
    /// What a report says of it, names in `snake_case` and values.
    pub(crate) fn describe(&self) -> Vec<(&'static str, String)> {
        let mut details = vec![
            ("tls_version", self.version.clone()),
            ("cipher", self.cipher.clone()),
            (
                "verified",
                if self.verified { "yes" } else { "no" }.to_owned(),
            ),
        ];
        details.extend(describe_chain(&self.chain));
        details
    }

    /// Says in a trace that TLS is spoken.
    pub(super) fn tell(&self, trace: Option<&Trace>) {
        if let Some(trace) = trace {
            let verified = if self.verified {
                "verified"
            } else {
                "not verified"
            };
            trace.reached(|| format!("{} {}, {verified}", self.version, self.cipher));
        }
    }

    /// The server's own certificate, read.
    pub fn certificate(&self) -> Option<Certificate> {
        Certificate::parse(self.chain.first()?).ok()
    }
}

/// The certificates of a chain: the server's own in full, the others by name.
fn describe_chain(chain: &[CertificateDer<'_>]) -> Vec<(&'static str, String)> {
    let mut details = Vec::new();
    for (depth, der) in chain.iter().enumerate() {
        let Ok(certificate) = Certificate::parse(der) else {
            details.push((
                "certificate",
                format!("{depth}: unreadable, {} bytes", der.len()),
            ));
            continue;
        };
        if depth > 0 {
            details.push(("chain", format!("{depth}: {}", certificate.subject())));
            continue;
        }
        details.push(("subject", certificate.subject().to_owned()));
        details.push(("issuer", certificate.issuer().to_owned()));
        details.push(("sha256", certificate.fingerprint().to_owned()));
        let names = certificate.dns_names().iter().cloned();
        let addresses = certificate.addresses().iter().map(ToString::to_string);
        details.extend(names.chain(addresses).map(|name| ("name", name)));
        for (name, time) in [
            ("not_before", certificate.not_before()),
            ("not_after", certificate.not_after()),
        ] {
            if let Some(text) = generalized_time::format(time) {
                details.push((name, text));
            }
        }
    }
    details
}

/// Shakes hands, and checks the certificate as the trust says.
pub(crate) async fn handshake(
    mut tap: Tap,
    target: &Target<'_>,
    deadline: Deadline,
) -> Result<(Stream, Peer), Error> {
    let head = tap.fresh_head();
    let policy = target.policy;
    let verifier = Verifier::under(policy, Clock::real());
    let connector = TlsConnector::from(Arc::new(verifier.client_config()));
    let handshake = connector.connect(target.name()?, tap).into_fallible();
    let outcome = if target.after_start_tls {
        deadline.bound(handshake).await
    } else {
        let began = Instant::now();
        tokio::select! {
            biased;
            outcome = deadline.bound(handshake) => outcome,
            finding = probe::watch(target.address, Expected::Tls, deadline) => {
                let seen = explain::seen_silence("the TLS greeting", began);
                return Err(not_tls(&finding, &seen));
            }
        }
    };
    let head = head.bytes();
    match outcome {
        Ok(Ok(stream)) => {
            let peer = peer(&stream, &verifier, policy);
            Ok((Stream::Tls(Box::new(stream)), peer))
        }
        Ok(Err((error, _))) => Err(failed(error, &head, target, &verifier, deadline).await),
        Err(_) => Err(stalled(&head, target, deadline)),
    }
}

fn peer(
    stream: &tokio_rustls::client::TlsStream<Tap>,
    verifier: &Verifier,
    policy: &Policy,
) -> Peer {
    let (_, session) = stream.get_ref();
    let presented = verifier.presented();
    let suite = session.negotiated_cipher_suite();
    Peer {
        version: session
            .protocol_version()
            .and_then(|version| version.as_str())
            .unwrap_or("TLS")
            .replace('_', "."),
        cipher: suite
            .and_then(|suite| suite.suite().as_str())
            .unwrap_or("unknown")
            .to_owned(),
        showed_no_certificate: matches!(verifier.shown(), Shown::Nothing | Shown::Unfit),
        shown: verifier.shown(),
        verified: presented
            .as_ref()
            .is_some_and(|presented| presented.verdict.is_ok() && presented.possession.is_ok()),
        problems: presented
            .as_ref()
            .filter(|_| policy.require_cert != RequireCert::Never)
            .map(|presented| presented.problems(&policy.trust))
            .unwrap_or_default(),
        chain: presented
            .map(|presented| presented.chain)
            .unwrap_or_default(),
    }
}

/// The handshake ended with an error.
async fn failed(
    error: io::Error,
    head: &[u8],
    target: &Target<'_>,
    verifier: &Verifier,
    deadline: Deadline,
) -> Error {
    let speech = Speech::of(head);
    if speech.is_none() && !target.after_start_tls {
        let seen = format!("the TLS greeting ended with \"{error}\"");
        if let Some(finding) = probe::look(target.address, Expected::Tls, deadline).await {
            return not_tls(&finding, &seen);
        }
    }
    match speech {
        Some(speech) if speech != Speech::Tls && target.after_start_tls => Error::new(
            Stage::Secure,
            Code::STARTTLS_INJECTED,
            format!(
                "the server consented to StartTLS and then went on in plain: {}",
                excerpt(head)
            ),
        )
        .because(error),
        Some(speech) if speech != Speech::Tls => {
            let head = head.to_vec();
            not_tls(
                &Finding { speech, head },
                "the port answered a TLS greeting",
            )
        }
        _ => {
            let presented = verifier.presented();
            let diagnosis = verifier.diagnose(&error);
            let mut code = match speech {
                Some(_) => begun(diagnosis.code),
                None => diagnosis.code,
            };
            let mut detail = diagnosis.detail;
            if code == Code::TLS_HANDSHAKE_FAILURE
                && let Some(key) = wider_look::foreign_key(target, deadline).await
            {
                code = Code::UNSUPPORTED_ALGORITHM;
                detail = format!(
                    "{key}, which this client does not understand, so that the server found nothing to agree on: {detail}"
                );
            }
            if target.policy.trust.is_empty() && presented.is_some() {
                detail.push_str("; no trust file was given, so nobody is trusted");
            }
            let (least, greatest) = target.policy.versions();
            if diagnosis.code == Code::TLS_PROTOCOL_VERSION && least == greatest {
                detail.push_str(&format!("; this client is set to speak only {least}"));
            }
            let chain = presented.map(|seen| seen.chain).unwrap_or_default();
            if let Some(first) = diagnosis.problems.first()
                && first.code == diagnosis.code
                && let Some(others) = first.others()
            {
                detail.push_str(&format!("; {others}"));
            }
            for problem in diagnosis.problems.iter().skip(1).filter(|p| p.fatal) {
                detail.push_str(&format!("; also {}: {}", problem.code, problem.detail));
            }
            let mut evidence = describe_chain(&chain);
            for problem in &diagnosis.problems {
                evidence.push(("problem", problem.to_string()));
            }
            if OFFERS.contains(&code) {
                evidence.extend(tls::offer(target.policy));
            }
            Error::new(Stage::Secure, code, detail)
                .because(error)
                .with_evidence(evidence)
        }
    }
}

/// Where it helps to know what the server was offered.
const OFFERS: [Code; 3] = [
    Code::TLS_HANDSHAKE_FAILURE,
    Code::TLS_INSUFFICIENT_SECURITY,
    Code::TLS_INCOMPATIBLE,
];

/// The handshake did not end before the deadline.
fn stalled(head: &[u8], target: &Target<'_>, deadline: Deadline) -> Error {
    let waited = deadline.waited();
    if let Some(starved) = deadline.starved() {
        let detail = format!("the TLS handshake did not end: {starved}");
        return Error::new(Stage::Secure, Code::DEADLINE_PASSED, detail);
    }
    let (code, detail) = if head.is_empty() && !target.after_start_tls {
        let detail = format!(
            "the port took the connection and a TLS greeting, and sent no byte in {waited}"
        );
        (Code::SILENT, detail)
    } else {
        let detail = format!(
            "the TLS handshake did not end; waited {waited}, the server had sent {}",
            if head.is_empty() {
                "nothing".to_owned()
            } else {
                excerpt(head)
            }
        );
        (Code::TLS_STALLED, detail)
    };
    Error::new(Stage::Secure, code, detail)
}

/// The port does not speak TLS.
fn not_tls(finding: &Finding, seen: &str) -> Error {
    match finding.speech {
        Speech::Ldap => Error::new(
            Stage::Secure,
            Code::TLS_ON_PLAIN_PORT,
            format!("this is a plain LDAP port: {seen}, and plain LDAP is answered with LDAP"),
        ),
        speech => Error::new(
            Stage::Secure,
            speech.code().unwrap_or(Code::GARBAGE),
            format!("{seen}; the port speaks {}", excerpt(&finding.head)),
        ),
    }
}

/// The code of a TLS error that comes with the first read: in TLS 1.3 the server judges the client after the handshake.
pub(super) fn late_code(error: &rustls::Error) -> Code {
    begun(tls::diagnose(error, &[], &[], "", SystemTime::now()).code)
}

/// The code once TLS had begun: what is no TLS then is damage, and not another protocol.
fn begun(code: Code) -> Code {
    if code == Code::TLS_ON_PLAIN_PORT {
        Code::TLS_MALFORMED
    } else {
        code
    }
}
