//! Requests that are not in the record.

use std::sync::{Arc, Mutex};

use ldaplab::{
    client::{Search, blocking::Client},
    proxy::Replay,
};

use super::{ADA, Folder, client, company, record, replay};

fn lookup(client: &mut Client, filter: &str) -> Result<usize, ldaplab::client::Error> {
    let search = Search::new("dc=example,dc=org")
        .filter_text(filter)
        .unwrap();
    Ok(client.search(&search)?.entries.len())
}

#[test]
fn a_request_that_is_not_there_is_named_with_the_nearest_that_is() {
    let folder = Folder::new();
    record(company(), &folder, |proxy| {
        let mut client = client(proxy);
        assert_eq!(lookup(&mut client, "(uid=ada)").unwrap(), 1);
        assert_eq!(lookup(&mut client, "(mail=bruno@example.org)").unwrap(), 1);
        client.compare(ADA, "sn", b"x").unwrap();
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let replay = Replay::file(folder.record())
        .unwrap()
        .tell(move |what| tell.lock().unwrap().push(what.to_owned()))
        .start()
        .unwrap();
    let mut client = client(&replay);
    let refused = lookup(&mut client, "(uid=adi)").unwrap_err();
    let result = refused.result().unwrap();
    assert_eq!(result.code.0, 53);
    assert_eq!(
        result.diagnostic,
        "not in the record: search base=\"dc=example,dc=org\" scope=sub filter=(uid=adi); the nearest there differs in filter: \
         search base=\"dc=example,dc=org\" scope=sub filter=(uid=ada)"
    );
    let refused = lookup(&mut client, "(mail=brono@example.org)").unwrap_err();
    assert!(
        refused
            .result()
            .unwrap()
            .diagnostic
            .ends_with("filter=(mail=bruno@example.org)")
    );
    let refused = client.delete(ADA).unwrap_err();
    let result = refused.result().unwrap();
    assert_eq!(
        result.diagnostic,
        format!("not in the record: delete dn=\"{ADA}\"; no delete is in it")
    );
    // What is there is answered as before.
    assert_eq!(lookup(&mut client, "(uid=ada)").unwrap(), 1);
    assert_eq!(replay.unmatched().len(), 3);
    assert_eq!(*told.lock().unwrap(), replay.unmatched());
}

#[test]
fn every_operation_has_its_own_response_and_an_empty_record_says_so() {
    let folder = Folder::new();
    record(company(), &folder, |_| ());
    let replay = replay(&folder);
    let mut client = client(&replay);
    let code = |refused: ldaplab::client::Error| refused.result().map(|result| result.code.0);
    assert_eq!(client.simple_bind(ADA, "x").map_err(code), Err(Some(53)));
    assert_eq!(
        lookup(&mut client, "(uid=ada)").map_err(code),
        Err(Some(53))
    );
    assert_eq!(client.compare(ADA, "sn", b"x").map_err(code), Err(Some(53)));
    assert_eq!(client.add(ADA, Vec::new()).map_err(code), Err(Some(53)));
    assert_eq!(client.modify(ADA, Vec::new()).map_err(code), Err(Some(53)));
    assert_eq!(client.delete(ADA).map_err(code), Err(Some(53)));
    assert_eq!(
        client.modify_dn(ADA, "uid=x", true, None).map_err(code),
        Err(Some(53))
    );
    assert_eq!(client.who_am_i().map_err(code), Err(Some(53)));
    assert_eq!(replay.unmatched_count(), 8);
    assert_eq!(
        replay.unmatched()[5],
        format!("not in the record, which is empty: delete dn=\"{ADA}\"")
    );
}
