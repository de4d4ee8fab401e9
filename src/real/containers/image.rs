//! Which image a container is made of.

use std::{env, fmt};

use super::kind::Kind;

/// What a name begins with where the image is in no registry; Docker would look for it on this machine, where it is not served.
const LOCAL: &str = "localhost/";

/// A name, and a tag or digest.
#[derive(Clone)]
pub(super) struct Image {
    pub(super) name: String,
    pub(super) tag: String,
}

impl Image {
    /// That of the server's environment variable, else that of its row.
    pub(super) fn of(kind: &Kind) -> Self {
        let asked = env::var(kind.variable).ok().filter(|text| !text.is_empty());
        Self::parse(asked.as_deref().unwrap_or(kind.image))
    }

    /// Reads `NAME:TAG`, `NAME@DIGEST` or `NAME`, which means `NAME:latest`; the name may begin with a registry and its port.
    fn parse(text: &str) -> Self {
        let (name, tag) = match text.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, tag),
            _ => (text, "latest"),
        };
        Self {
            name: name.to_owned(),
            tag: tag.to_owned(),
        }
    }

    /// Whether no registry has it.
    pub(super) fn is_local(&self) -> bool {
        self.name.starts_with(LOCAL)
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn a_registry_s_port_is_no_tag() {
        for (text, name, tag) in [
            ("osixia/openldap:1.5.0", "osixia/openldap", "1.5.0"),
            ("slapd", "slapd", "latest"),
            (
                "registry.example:5000/slapd",
                "registry.example:5000/slapd",
                "latest",
            ),
            (
                "registry.example:5000/slapd:2.6",
                "registry.example:5000/slapd",
                "2.6",
            ),
            ("slapd@sha256:0123", "slapd@sha256", "0123"),
        ] {
            let image = Image::parse(text);
            assert_eq!((image.name.as_str(), image.tag.as_str()), (name, tag));
        }
    }
}
