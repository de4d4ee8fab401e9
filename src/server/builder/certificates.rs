//! The certificates of a server: made for a scenario, or read from files.

use super::{Builder, ClientCa, StartError};
use crate::{
    dsa::naming::Naming,
    tls::{Certificate, ClientAuthority, Material, Scenario, ServerCertificate, trust},
};

impl Builder {
    pub(super) fn material(&self, naming: &Naming) -> Result<Option<Material>, StartError> {
        if !self.tls {
            return Ok(None);
        }
        let mut names = vec![naming.host.as_str()];
        names.extend(naming.domain.iter().map(|domain| domain.dns.as_str()));
        if let Some([certificate, key]) = &self.certificate {
            let read = ServerCertificate::load(certificate, key);
            let read = read.map_err(|error| StartError::one(error.to_string()))?;
            return Ok(Some(Material::given(&read, &names)));
        }
        let scenario = self.scenario.unwrap_or(Scenario::TRUSTED);
        Material::new(scenario, &names, self.clock.now())
            .map(Some)
            .map_err(|error| {
                StartError::one(format!(
                    "the server's certificate could not be made: {error}"
                ))
            })
    }

    pub(super) fn client_authority(&self) -> Result<Option<ClientAuthority>, StartError> {
        let Some((ca, demanded)) = &self.client_ca else {
            return Ok(None);
        };
        let wrong = |why: String| StartError::one(format!("the CA of client certificates: {why}"));
        let trust = match ca {
            ClientCa::Bytes(bytes) => trust::parse(bytes),
            ClientCa::File(path) => trust::load(path),
        };
        let trust = trust.map_err(|error| wrong(error.to_string()))?;
        let authority = match demanded {
            true => ClientAuthority::demanding(&trust),
            false => ClientAuthority::asking(&trust),
        };
        let authority = authority.ok_or_else(|| wrong("it holds no certificate".to_owned()))?;
        Ok(Some(authority))
    }
}

/// What is said of a chain that does not say whom to trust.
pub(super) fn rootless(material: &Material) -> Option<String> {
    let last = material
        .chain()
        .last()
        .filter(|_| material.trust().is_empty())?;
    let issuer = Certificate::parse(last).ok()?.issuer().to_owned();
    Some(format!(
        "the certificate's file ends without its root, so that this server cannot say what clients are to trust: give them the certificate of `{issuer}`, or append it to the file"
    ))
}
