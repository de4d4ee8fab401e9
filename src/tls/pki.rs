//! CAs and server certificates in memory: P-256 keys, made by rcgen, dated relative to a given time.

use std::fmt;
use std::net::IpAddr;
use std::ops::Range;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType,
};
use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

/// Why a certificate could not be made.
#[non_exhaustive]
pub enum MintError {
    /// A host name cannot stand in a certificate.
    HostName {
        /// The name as given.
        name: String,
    },
    /// The time lies outside what a certificate can say (years 1950 to 9999).
    Time,
    /// The library that makes keys and certificates failed.
    Library(rcgen::Error),
}

impl fmt::Display for MintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostName { name } => write!(
                f,
                "{name:?} cannot stand in a certificate: give an ASCII host name (xn-- for others) or an address"
            ),
            Self::Time => f.write_str(
                "the time lies outside what a certificate can say: set the clock between 1960 and 9980",
            ),
            Self::Library(e) => write!(f, "the certificate could not be made: {e}"),
        }
    }
}

debug_is_display!(MintError);

impl std::error::Error for MintError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Library(e) => Some(e),
            _ => None,
        }
    }
}

impl From<rcgen::Error> for MintError {
    fn from(e: rcgen::Error) -> Self {
        Self::Library(e)
    }
}

/// A moment, and what is counted in days from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar(OffsetDateTime);

/// How long a CA is valid, in days from now.
const CA_DAYS: Range<i64> = -3_650..3_650;

impl Calendar {
    pub(super) fn new(now: SystemTime) -> Result<Self, MintError> {
        let earliest = SystemTime::UNIX_EPOCH - Duration::from_secs(10 * 365 * 86_400);
        let latest = SystemTime::UNIX_EPOCH + Duration::from_secs(8_010 * 365 * 86_400);
        if !(earliest..latest).contains(&now) {
            return Err(MintError::Time);
        }
        Ok(Self(OffsetDateTime::from(now)))
    }

    fn date(self, params: &mut CertificateParams, days: Range<i64>) {
        params.not_before = self.0 + time::Duration::days(days.start);
        params.not_after = self.0 + time::Duration::days(days.end);
    }
}

/// A CA: its certificate, and the means to issue others.
pub(super) struct Ca {
    pub(super) certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Ca {
    /// A root, signed by itself.
    pub(super) fn root(name: &str, calendar: Calendar) -> Result<Self, MintError> {
        let key = KeyPair::generate()?;
        let params = ca_params(name, calendar);
        let certificate = params.self_signed(&key)?.der().clone();
        Ok(Self {
            certificate,
            issuer: Issuer::new(params, key),
        })
    }

    /// An intermediate CA below this one.
    pub(super) fn intermediate(&self, name: &str, calendar: Calendar) -> Result<Self, MintError> {
        let key = KeyPair::generate()?;
        let params = ca_params(name, calendar);
        let certificate = params.signed_by(&key, &self.issuer)?.der().clone();
        Ok(Self {
            certificate,
            issuer: Issuer::new(params, key),
        })
    }

    /// A server's certificate, issued by this CA, for this key (PKCS#8) or a new one.
    pub(super) fn issue(&self, leaf: &Leaf, key: Option<&[u8]>) -> Result<Identity, MintError> {
        let key = key_pair(key)?;
        let certificate = leaf.params()?.signed_by(&key, &self.issuer)?;
        Ok(Identity {
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
        })
    }
}

/// What a server's certificate should say.
#[derive(Debug, Clone)]
pub(super) struct Leaf<'a> {
    pub(super) common_name: &'a str,
    pub(super) names: &'a [String],
    pub(super) calendar: Calendar,
    pub(super) days: Range<i64>,
    /// CA:TRUE, as `openssl req -x509` makes it.
    pub(super) ca: bool,
}

impl Leaf<'_> {
    /// The certificate signed by its own key, this one (PKCS#8) or a new one.
    pub(super) fn self_signed(&self, key: Option<&[u8]>) -> Result<Identity, MintError> {
        let key = key_pair(key)?;
        Ok(Identity {
            certificate: self.params()?.self_signed(&key)?.der().clone(),
            key: key.serialize_der(),
        })
    }

    fn params(&self) -> Result<CertificateParams, MintError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(self.common_name);
        params.subject_alt_names = self
            .names
            .iter()
            .map(|n| san(n))
            .collect::<Result<_, _>>()?;
        self.calendar.date(&mut params, self.days.clone());
        params.use_authority_key_identifier_extension = true;
        if self.ca {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        } else {
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        }
        Ok(params)
    }
}

fn key_pair(pkcs8: Option<&[u8]>) -> Result<KeyPair, MintError> {
    Ok(match pkcs8 {
        Some(pkcs8) => KeyPair::try_from(pkcs8)?,
        None => KeyPair::generate()?,
    })
}

/// A certificate and its private key in PKCS#8.
pub(super) struct Identity {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: Vec<u8>,
}

fn ca_params(name: &str, calendar: Calendar) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = common_name(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    calendar.date(&mut params, CA_DAYS);
    params
}

fn common_name(name: &str) -> DistinguishedName {
    let mut dn = DistinguishedName::new();
    // 64 characters are the upper bound of a common name (RFC 5280 appendix A.1).
    dn.push(
        DnType::CommonName,
        name.chars().take(64).collect::<String>(),
    );
    dn
}

pub(super) fn san(name: &str) -> Result<SanType, MintError> {
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(SanType::IpAddress(address));
    }
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"-._*".contains(&b);
    match name.to_owned().try_into() {
        Ok(text) if !name.is_empty() && name.bytes().all(legal) => Ok(SanType::DnsName(text)),
        _ => Err(MintError::HostName {
            name: name.to_owned(),
        }),
    }
}
