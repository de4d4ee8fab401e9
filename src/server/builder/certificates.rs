//! The certificates of a server: made for a scenario, or read from files.

use super::{
    super::served::{Later, Served},
    Builder, ClientCa, StartError,
};
use crate::{
    dsa::naming::Naming,
    tls::{Certificate, ClientAuthority, Material, MintError, ServerCertificate, trust},
};

impl Builder {
    /// The certificate that is served, and what is to be said of it.
    pub(super) fn served(
        &self,
        naming: &Naming,
    ) -> Result<(Option<Served>, Option<String>), StartError> {
        if !self.tls {
            return Ok((None, None));
        }
        let clients = self.client_authority()?;
        let mut names = vec![naming.host.as_str()];
        names.extend(naming.domain.iter().map(|domain| domain.dns.as_str()));
        let failed = |error: MintError| {
            StartError::one(format!(
                "the server's certificate could not be made: {error}"
            ))
        };
        if let Some([certificate, key]) = &self.certificate {
            let read = ServerCertificate::load(certificate, key);
            let read = read.map_err(|error| StartError::one(error.to_string()))?;
            let material = Material::given(&read, &names);
            let warning = rootless(&material);
            return Ok((Some(Served::new(material, &self.clock, clients)), warning));
        }
        let served = match self.scenario {
            Some(scenario) => {
                let material = Material::new(scenario, &names, self.clock.now()).map_err(failed)?;
                Served::new(material, &self.clock, clients)
            }
            None => {
                let later = Later::new(&names, &self.clock).map_err(failed)?;
                Served::later(later, &self.clock, clients)
            }
        };
        Ok((Some(served), None))
    }

    fn client_authority(&self) -> Result<Option<ClientAuthority>, StartError> {
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
fn rootless(material: &Material) -> Option<String> {
    let last = material
        .chain()
        .last()
        .filter(|_| material.trust().is_empty())?;
    let issuer = Certificate::parse(last).ok()?.issuer().to_owned();
    Some(format!(
        "the certificate's file ends without its root, so that this server cannot say what clients are to trust: give them the certificate of `{issuer}`, or append it to the file"
    ))
}
