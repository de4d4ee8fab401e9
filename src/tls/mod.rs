//! The laboratory for broken TLS: what a server presents, what a client is meant to trust, and what
//! the client should say about it.
//!
//! A [`Scenario`] is a row of data. [`Material`] turns it into certificates and keys (made by `pki`)
//! and a `rustls` server configuration; the server serves it without a check. On the other side,
//! [`Trust`] reads the file of trusted certificates, a [`Policy`] says what is demanded ([`RequireCert`] and the other levels, in
//! libldap's words; `checks` weighs faults by them), [`Verifier`] judges a server's chain by it and keeps it as [`Presented`],
//! and [`diagnose`](fn@diagnose) turns the failure into a code of [`crate::diagnosis`] and a sentence.
//! It rests on [`explain`](fn@explain), which finds every problem of a chain by itself, because the
//! verdict of `rustls` names only the first and sometimes the wrong one; what another [`Stack`] says of the same fault is in `prediction`'s table. [`Certificate`] reads
//! what both need from a certificate.

pub mod certificate;
mod certificate_request;
mod checks;
mod cipher;
mod client_authority;
mod client_certificate;
mod diagnose;
mod explain;
mod level;
mod material;
mod offer;
mod path;
mod pem;
mod pin;
mod pki;
mod policy;
mod prediction;
mod presented;
mod problem;
mod revocation;
pub mod scenario;
mod server_certificate;
mod stack;
pub mod trust;
mod verify;
mod version;
mod wider;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

pub use certificate::Certificate;
pub(crate) use certificate_request::{Shown, alert};
pub use cipher::{CipherSuite, UnknownCipherSuite};
pub use client_authority::ClientAuthority;
pub use client_certificate::{ClientCertificate, ClientCertificateError};
pub use diagnose::{Diagnosis, diagnose, diagnose_io};
pub use explain::explain;
pub use level::{CrlCheck, RequireCert, RequireSan, UnknownLevel};
pub use material::Material;
pub(crate) use offer::offer;
pub use pin::{BadPin, KeyPin};
pub use pki::MintError;
pub use policy::Policy;
pub use presented::Presented;
pub use problem::Problem;
pub use revocation::{RevocationListError, RevocationLists};
pub use scenario::{Scenario, UnknownScenario};
pub use server_certificate::{ServerCertificate, ServerCertificateError};
pub use stack::Stack;
pub use trust::{Trust, TrustError};
pub use verify::{Mode, Verifier};
pub use version::{UnknownVersion, Version};
pub(crate) use wider::Wider;

/// Certificates as PEM, marked as worthless.
#[cfg(feature = "http")]
pub(crate) fn pem<'a>(ders: impl IntoIterator<Item = &'a [u8]>) -> String {
    pem::certificates(ders)
}

/// The one provider of cryptography, passed explicitly so that a program with another one as its
/// process default is not disturbed.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
