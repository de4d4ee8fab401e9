//! The entries of a case: made before it, removed after it, whatever became of it.

use super::{case::Case, fault::Fault, names::Names, target::Target};
use crate::{
    client::{Error, Search},
    directory::{Dn, Entry, filter::build, ldif},
    wire::{
        Control, Request, ResultCode,
        request::{PartialAttribute, Scope},
    },
};

/// Makes the case's own entry and what its fixture has below.
pub(super) async fn make(target: &Target, names: &Names, case: &Case) -> Result<(), Fault> {
    let own = format!(
        "dn: {}\nobjectClass: top\nobjectClass: organizationalUnit\n\n",
        names.here
    );
    let text = own + &names.fill(case.fixture);
    let records = ldif::read(text.as_bytes());
    let records = records.map_err(|error| Fault::Trouble(format!("the fixture: {error}")))?;
    let mut client = target.client().await.map_err(Fault::trouble)?;
    for record in &records {
        let entry = Entry::from(record);
        let dn = entry.dn().as_str().to_owned();
        let attributes = entry.attributes().map(|attribute| PartialAttribute {
            description: attribute.description().to_owned(),
            values: attribute.values().map(<[u8]>::to_vec).collect(),
        });
        let added = client.add(&dn, attributes.collect()).await;
        added.map_err(|error| Fault::Trouble(format!("the fixture `{dn}`: {error}")))?;
    }
    client.unbind().await;
    Ok(())
}

/// Referral objects are removed like others (RFC 3296), by a server that knows them.
fn manage() -> Control {
    Control::new("2.16.840.1.113730.3.4.2", false)
}

/// Subentries alone are found with this one (RFC 3672), by a server that knows them.
fn subentries() -> Control {
    Control::new("1.3.6.1.4.1.4203.1.10.1", false).with_value(b"\x01\x01\xff")
}

/// Removes the case's own entry and all below it.
pub(super) async fn remove(target: &Target, names: &Names) -> Result<(), String> {
    let told = |error: Error| error.to_string();
    let mut client = target.client().await.map_err(told)?;
    let mut dns: Vec<String> = Vec::new();
    for control in [manage(), subentries()] {
        let all = Search::new(&names.here)
            .scope(Scope::Sub)
            .attributes(["1.1"])
            .control(control);
        // A server that let an entry lose its classes has it still.
        let all = all.filter(build::or([
            build::present("objectClass"),
            build::not(build::present("objectClass")),
        ]));
        match client.search(&all).await {
            Ok(found) => dns.extend(found.entries.into_iter().map(|entry| entry.dn)),
            Err(error) if error.result_code() == Some(ResultCode::NO_SUCH_OBJECT) => {}
            Err(error) => return Err(told(error)),
        }
    }
    // A server that knows no subentries shows everything twice.
    dns.sort_unstable();
    dns.dedup();
    // Subordinates first.
    dns.sort_by_cached_key(|dn| std::cmp::Reverse(Dn::parse(dn).map_or(0, |dn| dn.depth())));
    for dn in &dns {
        let request = Request::Delete(dn.as_bytes().to_vec());
        let deleted = client.request(&request, &[manage()]).await.map_err(told)?;
        if let Some(result) = deleted
            .response
            .result()
            .filter(|own| own.code != ResultCode::SUCCESS)
        {
            let error = format!("`{dn}`: {} {}", result.code, result.diagnostic);
            return Err(error);
        }
    }
    client.unbind().await;
    Ok(())
}
