//! What a server may do wrong with an answer: each mistake changes the messages, and says whether there was anything to change.

use ldaplab::wire::{
    Control, LdapResult, Request, Response, ResultCode, request::PartialAttribute,
    response::SearchEntry,
};

use super::{Messages, code, result};

/// A name, and what it does to the messages that answer a request.
pub(super) type Mistake = (&'static str, fn(&Request, &mut Messages) -> bool);

pub(super) const MISTAKES: &[Mistake] = &[
    ("takes what is to be refused", |_, messages| {
        replaced(messages, |code| ![0, 5, 6, 10].contains(&code), 0)
    }),
    ("refuses what is to be taken", |_, messages| {
        replaced(messages, |code| code == 0, 53)
    }),
    ("gives another reason", |_, messages| {
        replaced(messages, |code| ![0, 5, 6].contains(&code), 80)
    }),
    ("answers no for yes", |_, messages| {
        replaced(messages, |code| code == 6, 5)
    }),
    ("answers yes for no", |_, messages| {
        replaced(messages, |code| code == 5, 6)
    }),
    ("finds nothing", |_, messages| {
        let before = messages.len();
        messages.retain(|(response, _)| !matches!(response, Response::SearchEntry(_)));
        messages.len() != before
    }),
    ("finds one too few", |_, messages| {
        let is_entry = |own: &(Response, Vec<Control>)| matches!(own.0, Response::SearchEntry(_));
        match messages.iter().rposition(is_entry) {
            Some(at) => {
                messages.remove(at);
                true
            }
            None => false,
        }
    }),
    ("finds what does not match", |request, messages| {
        let Request::Search(search) = request else {
            return false;
        };
        let dn = match search.base.is_empty() {
            true => b"cn=other".to_vec(),
            false => [b"cn=other,", search.base.as_slice()].concat(),
        };
        let attributes = vec![
            attribute("objectClass", "person"),
            attribute("cn", "other"),
            attribute("sn", "other"),
        ];
        let entry = SearchEntry { dn, attributes };
        messages.insert(0, (Response::SearchEntry(entry), Vec::new()));
        true
    }),
    ("turns the order round", |_, messages| {
        let end = messages
            .iter()
            .take_while(|(response, _)| matches!(response, Response::SearchEntry(_)))
            .count();
        messages[..end].reverse();
        end > 1
    }),
    ("loses the attributes", |_, messages| {
        entries(messages, |entry| {
            let had = !entry.attributes.is_empty();
            entry.attributes.clear();
            had
        })
    }),
    ("loses the first attribute", |_, messages| {
        entries(messages, |entry| match entry.attributes.is_empty() {
            true => false,
            false => {
                entry.attributes.remove(0);
                true
            }
        })
    }),
    ("loses the last attribute", |_, messages| {
        entries(messages, |entry| entry.attributes.pop().is_some())
    }),
    ("loses all values but the first", |_, messages| {
        entries(messages, |entry| {
            let several = entry.attributes.iter().any(|own| own.values.len() > 1);
            entry
                .attributes
                .iter_mut()
                .for_each(|own| own.values.truncate(1));
            several
        })
    }),
    ("loses the values", |_, messages| {
        entries(messages, |entry| {
            let had = entry.attributes.iter().any(|own| !own.values.is_empty());
            entry
                .attributes
                .iter_mut()
                .for_each(|own| own.values.clear());
            had
        })
    }),
    ("writes values in another case", |_, messages| {
        entries(messages, |entry| {
            let mut changed = false;
            for value in entry.attributes.iter_mut().flat_map(|own| &mut own.values) {
                let before = value.clone();
                value.make_ascii_lowercase();
                if *value == before {
                    value.make_ascii_uppercase();
                }
                changed |= *value != before;
            }
            changed
        })
    }),
    ("brings values that nobody asked for", |_, messages| {
        entries(messages, |entry| {
            entry
                .attributes
                .iter_mut()
                .for_each(|own| own.values.push(b"other".to_vec()));
            !entry.attributes.is_empty()
        })
    }),
    ("brings attributes that nobody asked for", |_, messages| {
        entries(messages, |entry| {
            for name in [
                "cn",
                "sn",
                "objectClass",
                "createTimestamp",
                "description",
                "userPassword",
                "name",
            ] {
                if !entry
                    .attributes
                    .iter()
                    .any(|own| own.description.eq_ignore_ascii_case(name))
                {
                    entry.attributes.push(attribute(name, "other"));
                }
            }
            true
        })
    }),
    ("returns an attribute twice", |_, messages| {
        entries(messages, |entry| match entry.attributes.first().cloned() {
            Some(first) => {
                entry.attributes.push(first);
                true
            }
            None => false,
        })
    }),
    ("forgets the options of a description", |_, messages| {
        entries(messages, |entry| {
            let mut changed = false;
            for own in &mut entry.attributes {
                if let Some(at) = own.description.find(';') {
                    own.description.truncate(at);
                    changed = true;
                }
            }
            changed
        })
    }),
    ("returns an entry under another name", |_, messages| {
        entries(messages, |entry| {
            entry.dn = [b"cn=other,".as_slice(), &entry.dn].concat();
            true
        })
    }),
    ("forgets references", |_, messages| {
        let before = messages.len();
        messages.retain(|(response, _)| !matches!(response, Response::SearchReference(_)));
        messages.len() != before
    }),
    ("sends a reference too many", |request, messages| {
        if !matches!(request, Request::Search(_)) {
            return false;
        }
        let url = "ldap://other.example/dc=other".to_owned();
        messages.insert(0, (Response::SearchReference(vec![url]), Vec::new()));
        true
    }),
    (
        "writes references as they are not written",
        |_, messages| {
            let mut changed = false;
            for (response, _) in messages {
                if let Response::SearchReference(urls) = response {
                    *urls = vec!["other.example/dc=other there".to_owned()];
                    changed = true;
                }
                if let Some(result) = result(response)
                    && !result.referrals.is_empty()
                {
                    result.referrals = vec!["other.example/dc=other there".to_owned()];
                    changed = true;
                }
            }
            changed
        },
    ),
    ("forgets the scope of references", |_, messages| {
        let mut changed = false;
        for (response, _) in messages {
            if let Response::SearchReference(urls) = response {
                for url in urls {
                    let bare = url.split('?').next().unwrap_or_default().to_owned();
                    *url = bare + "??one";
                }
                changed = true;
            }
        }
        changed
    }),
    ("forgets matchedDN", |_, messages| {
        results(messages, |result| {
            let had = !result.matched_dn.is_empty();
            result.matched_dn.clear();
            had
        })
    }),
    ("names another matchedDN", |_, messages| {
        results(messages, |result| {
            result.matched_dn = b"dc=other".to_vec();
            result.code != ResultCode::SUCCESS
        })
    }),
    ("names a matchedDN with success", |_, messages| {
        results(messages, |result| {
            let good = result.code == ResultCode::SUCCESS;
            if good {
                result.matched_dn = b"dc=other".to_vec();
            }
            good
        })
    }),
    ("forgets the controls of the answer", |_, messages| {
        let had = messages.iter().any(|(_, controls)| !controls.is_empty());
        messages
            .iter_mut()
            .for_each(|(_, controls)| controls.clear());
        had
    }),
    (
        "writes the controls of the answer wrongly",
        |_, messages| {
            let mut changed = false;
            for (_, controls) in messages {
                for control in controls {
                    changed = true;
                    control.value = Some(b"\x30\x05\x0a\x01\x35\x04\x00".to_vec());
                }
            }
            changed
        },
    ),
    (
        "sends a control that nobody asked for",
        |request, messages| {
            let Some((_, controls)) = messages.last_mut() else {
                return false;
            };
            if !matches!(request, Request::Search(_)) || !controls.is_empty() {
                return false;
            }
            let value = b"\x30\x03\x0a\x01\x00".to_vec();
            controls.push(Control::new("1.2.840.113556.1.4.474", false).with_value(value));
            true
        },
    ),
    ("answers twice", |_, messages| {
        messages.extend(messages.last().cloned());
        !messages.is_empty()
    }),
    (
        "forgets the value of an extended response",
        |_, messages| extended(messages, |response| response.value.take().is_some()),
    ),
    (
        "has another value in an extended response",
        |_, messages| {
            extended(messages, |response| {
                response.value = Some(b"other".to_vec());
                true
            })
        },
    ),
    ("forgets the OID of an extended response", |_, messages| {
        extended(messages, |response| response.name.take().is_some())
    }),
    (
        "names another OID in an extended response",
        |_, messages| {
            extended(messages, |response| {
                response.name = Some("1.9.9.9".to_owned());
                true
            })
        },
    ),
    ("says nothing of the reason", |_, messages| {
        results(messages, |result| {
            let had = result.code != ResultCode::SUCCESS;
            *result = LdapResult::new(result.code);
            had
        })
    }),
    ("answers nothing", |_, messages| {
        let had = !messages.is_empty();
        messages.clear();
        had
    }),
];

fn attribute(name: &str, value: &str) -> PartialAttribute {
    PartialAttribute {
        description: name.to_owned(),
        values: vec![value.as_bytes().to_vec()],
    }
}

fn results(messages: &mut Messages, change: impl Fn(&mut LdapResult) -> bool) -> bool {
    let mut changed = false;
    for (response, _) in messages {
        if let Some(result) = result(response) {
            changed |= change(result);
        }
    }
    changed
}

fn entries(messages: &mut Messages, change: impl Fn(&mut SearchEntry) -> bool) -> bool {
    let mut changed = false;
    for (response, _) in messages {
        if let Response::SearchEntry(entry) = response {
            changed |= change(entry);
        }
    }
    changed
}

fn extended(
    messages: &mut Messages,
    change: impl Fn(&mut ldaplab::wire::response::ExtendedResponse) -> bool,
) -> bool {
    let mut changed = false;
    for (response, _) in messages {
        if let Response::Extended(own) = response {
            changed |= change(own);
        }
    }
    changed
}

/// Puts another code in the place of some.
fn replaced(messages: &mut Messages, which: impl Fn(u32) -> bool, by: u32) -> bool {
    if !code(messages).is_some_and(which) {
        return false;
    }
    results(messages, |result| {
        *result = LdapResult::new(ResultCode(by));
        true
    })
}
