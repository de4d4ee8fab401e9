//! Writing responses.

use super::{LdapResult, Response, tag};
use crate::wire::{
    ber::{self, write},
    control::{self, Control},
    entry::EntryWriter,
};

/// Appends a whole message.
pub(super) fn encode(out: &mut Vec<u8>, response: &Response, id: i32, controls: &[Control]) {
    if let Response::SearchEntry(entry) = response {
        let mut writer = EntryWriter::begin(out, id, &entry.dn);
        for attribute in &entry.attributes {
            writer.attribute(&attribute.description, &attribute.values);
        }
        return writer.finish(controls);
    }
    write::constructed(out, ber::tag::SEQUENCE, |out| {
        write::integer(out, ber::tag::INTEGER, i64::from(id));
        write::constructed(out, response.tag(), |out| content(out, response));
        control::encode_all(out, controls);
    });
}

fn content(out: &mut Vec<u8>, response: &Response) {
    if let Some(result) = response.result() {
        ldap_result(out, result);
    }
    match response {
        Response::Bind {
            sasl_credentials: Some(credentials),
            ..
        } => write::primitive(out, tag::SASL_CREDENTIALS, credentials),
        Response::SearchReference(urls) => {
            for url in urls {
                write::octets(out, url.as_bytes());
            }
        }
        Response::Extended(extended) => {
            let name = extended.name.as_deref().map(str::as_bytes);
            optional(out, tag::EXTENDED_NAME, name);
            optional(out, tag::EXTENDED_VALUE, extended.value.as_deref());
        }
        Response::Intermediate { name, value } => {
            let name = name.as_deref().map(str::as_bytes);
            optional(out, tag::INTERMEDIATE_NAME, name);
            optional(out, tag::INTERMEDIATE_VALUE, value.as_deref());
        }
        _ => {}
    }
}

fn optional(out: &mut Vec<u8>, tag: u8, content: Option<&[u8]>) {
    if let Some(content) = content {
        write::primitive(out, tag, content);
    }
}

/// LDAPResult, RFC 4511 section 4.1.9. An empty list of referrals is not written: it would break the ASN.1.
fn ldap_result(out: &mut Vec<u8>, result: &LdapResult) {
    write::integer(out, ber::tag::ENUMERATED, i64::from(result.code.0));
    write::octets(out, &result.matched_dn);
    write::octets(out, result.diagnostic.as_bytes());
    if !result.referrals.is_empty() {
        write::constructed(out, tag::REFERRAL, |out| {
            for url in &result.referrals {
                write::octets(out, url.as_bytes());
            }
        });
    }
}
