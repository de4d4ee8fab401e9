//! The root DSE, RFC 4512 section 5.1 and MS-ADTS 3.1.1.3.2: the vendor's rows, filled with what holds now.

use super::{agent::Dsa, naming::Domain, operational::timestamp_domain};
use crate::{
    directory::{dn::Dn, entry::Entry},
    vendor::Told,
};

/// The root DSE as it is now.
pub(crate) fn root_dse(dsa: &Dsa) -> Entry {
    let mut entry = Entry::new(Dn::root());
    for (attribute, told) in dsa.vendor.root_dse() {
        entry.set(attribute, told.iter().flat_map(|told| values(dsa, *told)));
    }
    entry
}

/// AD returns everything it has without being asked for operational attributes; OpenLDAP does not.
pub(crate) fn is_operational(dsa: &Dsa, attribute: &str) -> bool {
    !dsa.conduct().shows_operational && !attribute.eq_ignore_ascii_case("objectClass")
}

/// What a row tells; nothing of a domain where there is none.
fn values(dsa: &Dsa, told: Told) -> Vec<String> {
    let naming = &dsa.naming;
    let of_domain = |tell: &dyn Fn(&Domain) -> String| naming.domain.iter().map(tell).collect();
    match told {
        Told::Text(text) => vec![text.to_owned()],
        Told::Contexts => naming.contexts.iter().map(Dn::to_string).collect(),
        Told::Base => vec![naming.base.to_string()],
        Told::Subschema => vec![naming.subschema.to_string()],
        Told::Controls => dsa.vendor.controls().map(str::to_owned).collect(),
        Told::ExtendedOperations => {
            let offered = dsa.vendor.extended_operations(dsa.tls_available);
            offered.map(str::to_owned).collect()
        }
        Told::Host => vec![naming.host.clone()],
        Told::Server => of_domain(&|domain| domain.server.to_string()),
        Told::DirectoryService => of_domain(&|domain| domain.directory_service.to_string()),
        Told::Configuration => of_domain(&|domain| domain.configuration.to_string()),
        Told::Schema => of_domain(&|domain| domain.schema.to_string()),
        Told::ServiceName => of_domain(&|domain| {
            let host = naming.host.split('.').next().unwrap_or(&naming.host);
            format!("{0}:{host}$@{1}", domain.dns, domain.dns.to_uppercase())
        }),
        Told::HighestUsn => vec![dsa.ids.last_usn().to_string()],
        Told::CurrentTime => vec![timestamp_domain(dsa.clock.now())],
    }
}
