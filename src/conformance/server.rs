//! What a server says of itself: by it a case is run or skipped.

use super::{case::Need, names::Names, target::Target};
use crate::{
    client::{Client, Error, Search},
    directory::schema::Schema,
};

/// The root DSE and the subschema, as far as cases ask for them.
#[derive(Debug, Default)]
pub(super) struct Server {
    controls: Vec<String>,
    extensions: Vec<String>,
    features: Vec<String>,
    mechanisms: Vec<String>,
    schema: Option<Schema>,
    active_directory: bool,
    secured: bool,
    pub(super) name: String,
    pub(super) names: Names,
}

/// The capability that says Active Directory, MS-ADTS 3.1.1.3.4.3.
const ACTIVE_DIRECTORY: &str = "1.2.840.113556.1.4.800";

/// StartTLS, RFC 4511 section 4.14.
const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

impl Server {
    /// Asks the server.
    pub(super) async fn ask(target: &Target) -> Result<Self, Error> {
        let mut client = target.client().await?;
        let root = Search::entry("").attributes(["*", "+"]);
        let root = client.search(&root).await?;
        let root = root.entries.first();
        let all = |name: &str| -> Vec<String> {
            let values = root.into_iter().flat_map(|root| root.texts(name));
            values.map(str::to_owned).collect()
        };
        let first = |name: &str| all(name).into_iter().next().unwrap_or_default();
        let contexts = all("namingContexts");
        let base = target.chosen_base().map(str::to_owned);
        let base = base.or_else(|| all("defaultNamingContext").into_iter().next());
        let base = base.or_else(|| contexts.into_iter().find(|context| !context.is_empty()));
        let identity = |own: Option<&(String, String)>| own.map(|own| own.0.clone());
        let schema = first("subschemaSubentry");
        let names = Names {
            here: String::new(),
            scratch: target.scratch_place().unwrap_or_default().to_owned(),
            base: base.unwrap_or_default(),
            bind: identity(target.identity()).unwrap_or_default(),
            second: identity(target.second_identity()).unwrap_or_default(),
            schema: schema.clone(),
            told: String::new(),
        };
        let name = [first("vendorName"), first("vendorVersion")].join(" ");
        Ok(Self {
            controls: all("supportedControl"),
            extensions: all("supportedExtension"),
            features: all("supportedFeatures"),
            mechanisms: all("supportedSASLMechanisms"),
            active_directory: all("supportedCapabilities")
                .iter()
                .any(|own| own == ACTIVE_DIRECTORY),
            secured: target.is_secured(&client),
            schema: subschema(&mut client, &schema).await,
            name: match name.trim() {
                "" if all("structuralObjectClass").contains(&"OpenLDAProotDSE".to_owned()) => {
                    "OpenLDAP".to_owned()
                }
                "" => "a server without a name".to_owned(),
                name => name.to_owned(),
            },
            names,
        })
    }

    /// Why a need is not met.
    pub(super) fn lacks(&self, need: Need, target: &Target) -> Option<String> {
        let listed = |all: &[String], oid: &str, what: &str| {
            let known = all.iter().any(|own| own.eq_ignore_ascii_case(oid));
            (!known).then(|| format!("the root DSE lists no {what} {oid}"))
        };
        let missing = |is_missing: bool, what: &str| is_missing.then(|| what.to_owned());
        match need {
            Need::Scratch => missing(
                target.scratch_place().is_none() || target.identity().is_none(),
                "no place to write was given (--scratch, with --bind)",
            ),
            Need::Identity => missing(target.identity().is_none(), "nobody to bind as was given"),
            Need::Second => missing(
                target.second_identity().is_none(),
                "no second identity was given",
            ),
            Need::Tls => missing(!self.secured, "the connection is not protected by TLS"),
            Need::StartTls if self.secured => {
                Some("the connection is protected already".to_owned())
            }
            Need::StartTls => listed(&self.extensions, START_TLS, "extended operation"),
            Need::Control(oid) => listed(&self.controls, oid, "control"),
            Need::Extension(oid) => listed(&self.extensions, oid, "extended operation"),
            Need::Feature(oid) => listed(&self.features, oid, "feature"),
            Need::Mechanism(name) => listed(&self.mechanisms, name, "SASL mechanism"),
            Need::Attribute(name) => {
                let known = self
                    .schema
                    .as_ref()
                    .and_then(|own| own.attribute_type(name));
                known
                    .is_none()
                    .then(|| format!("the schema has no attribute type {name}"))
            }
            Need::Class(name) => {
                let known = self.schema.as_ref().and_then(|own| own.object_class(name));
                known
                    .is_none()
                    .then(|| format!("the schema has no object class {name}"))
            }
            Need::Subschema => missing(self.schema.is_none(), "no subschema can be read"),
            Need::NotActiveDirectory => missing(self.active_directory, "it is an Active Directory"),
            Need::ActiveDirectory => missing(!self.active_directory, "it is no Active Directory"),
        }
    }
}

/// The subschema, if it can be read.
async fn subschema(client: &mut Client, dn: &str) -> Option<Schema> {
    if dn.is_empty() {
        return None;
    }
    let search = Search::entry(dn).attributes(["attributeTypes", "objectClasses"]);
    let found = client.search(&search).await.ok()?;
    let entry = found.entries.first()?;
    let (types, classes) = (
        entry.values("attributeTypes"),
        entry.values("objectClasses"),
    );
    let schema = Schema::from_subschema(types, classes);
    Some(schema.0)
}
