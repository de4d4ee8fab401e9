//! A directory of a few literal entries that answers bind and search and nothing else: for rooms that may not know the server.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use bytes::BytesMut;
use ldaplab::wire::{
    Envelope, Filter, Frame, Frames, LdapResult, Limits, Request, Response, ResultCode,
    request::{Authentication, PartialAttribute, Scope, SearchRequest},
    response::SearchEntry,
};
use tokio_util::codec::Decoder;

/// A DN with its attributes; the entry with the empty DN is the root DSE.
pub(crate) type Row = (&'static str, Vec<(&'static str, Vec<Vec<u8>>)>);

/// An entry of text values.
pub(crate) fn row(dn: &'static str, attributes: &[(&'static str, &[&str])]) -> Row {
    let bytes = |values: &[&str]| values.iter().map(|v| v.as_bytes().to_vec()).collect();
    let attributes = attributes
        .iter()
        .map(|(name, values)| (*name, bytes(values)));
    (dn, attributes.collect())
}

/// Binds succeed anonymously and with the password `s3cret`. In-chain assertions are answered from `chain`: (asserted DN, matching DNs).
pub(crate) struct Tiny {
    pub(crate) rows: Vec<Row>,
    pub(crate) chain: Vec<(&'static str, Vec<&'static str>)>,
}

impl Tiny {
    pub(crate) fn start(self) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let tiny = Arc::new(self);
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let tiny = Arc::clone(&tiny);
                thread::spawn(move || tiny.serve(stream));
            }
        });
        address
    }

    fn serve(&self, mut stream: TcpStream) {
        let limits = Limits::default();
        let (mut frames, mut inbox) = (Frames::new(limits), BytesMut::new());
        loop {
            while let Ok(Some(Frame::Message(raw))) = frames.decode(&mut inbox) {
                let envelope = Envelope::decode(raw, &limits).unwrap();
                let answers = match Request::decode(&envelope, &limits).unwrap() {
                    Request::Bind(bind) => vec![bound(&bind.authentication)],
                    Request::Search(search) => self.search(&search),
                    Request::Unbind => return,
                    other => panic!("{other:?}"),
                };
                for answer in answers {
                    if stream.write_all(&answer.encode(envelope.id, &[])).is_err() {
                        return;
                    }
                }
            }
            let mut buffer = [0; 4096];
            match stream.read(&mut buffer) {
                Ok(count @ 1..) => inbox.extend_from_slice(&buffer[..count]),
                _ => return,
            }
        }
    }

    fn search(&self, search: &SearchRequest) -> Vec<Response> {
        let base = String::from_utf8_lossy(&search.base).to_lowercase();
        let known = |row: &&Row| row.0.to_lowercase() == base;
        let Some(own) = self.rows.iter().find(known) else {
            let result = LdapResult::new(ResultCode::NO_SUCH_OBJECT).matched_dn("dc=example");
            return vec![Response::SearchDone(result)];
        };
        let found: Vec<&Row> = match search.scope {
            Scope::Base => vec![own],
            scope => self
                .rows
                .iter()
                .filter(|row| row.0.to_lowercase().ends_with(&base) && !row.0.is_empty())
                .filter(|row| scope != Scope::One || direct(row.0, &base))
                .filter(|row| self.matches(row, &search.filter))
                .collect(),
        };
        let entries = found.into_iter().map(|(dn, attributes)| {
            let attributes = attributes.iter().map(|(name, values)| PartialAttribute {
                description: (*name).into(),
                values: values.clone(),
            });
            Response::SearchEntry(SearchEntry {
                dn: dn.as_bytes().to_vec(),
                attributes: attributes.collect(),
            })
        });
        entries
            .chain([Response::SearchDone(LdapResult::success())])
            .collect()
    }

    fn matches(&self, row: &Row, filter: &Filter) -> bool {
        match filter {
            Filter::Or(parts) => parts.iter().any(|part| self.matches(row, part)),
            Filter::And(parts) => parts.iter().all(|part| self.matches(row, part)),
            Filter::Equality(name, value) => row
                .1
                .iter()
                .filter(|(own, _)| own.eq_ignore_ascii_case(name))
                .any(|(_, values)| values.iter().any(|own| own.eq_ignore_ascii_case(value))),
            Filter::Extensible(assertion) => self
                .chain
                .iter()
                .any(|(dn, groups)| dn.as_bytes() == assertion.value && groups.contains(&row.0)),
            Filter::Present(_) => true,
            other => panic!("{other:?}"),
        }
    }
}

/// Whether a DN is one level below another.
fn direct(dn: &str, base: &str) -> bool {
    dn.len() > base.len() && dn[..dn.len() - base.len()].matches(',').count() == 1
}

fn bound(authentication: &Authentication) -> Response {
    let result = match authentication {
        Authentication::Simple(password) if password.is_empty() || password == b"s3cret" => {
            LdapResult::success()
        }
        _ => LdapResult::new(ResultCode::INVALID_CREDENTIALS).diagnostic(
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563\0",
        ),
    };
    Response::Bind {
        result,
        sasl_credentials: None,
    }
}

/// `S-1-5-21-1-2-3-RID`
pub(crate) fn sid(rid: u8) -> Vec<u8> {
    let mut sid = b"\x01\x05\0\0\0\0\0\x05\x15\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0".to_vec();
    sid.extend([rid, 2, 0, 0]);
    sid
}

/// An AD domain: ada is in a (and so in b, c and, by a cycle, in a), and her primary group is in d.
pub(crate) fn active_directory() -> Tiny {
    let mut ada = row(
        "CN=Lovelace\\, Ada,CN=Users,DC=corp,DC=example",
        &[
            ("cn", &["Lovelace, Ada"]),
            ("sAMAccountName", &["ada"]),
            ("userPrincipalName", &["ada@corp.example"]),
            ("memberOf", &["CN=a,DC=corp,DC=example"]),
            ("primaryGroupID", &["513"]),
        ],
    );
    ada.1.push(("objectSid", vec![sid(200)]));
    let mut users = row(
        "CN=Domain Users,CN=Users,DC=corp,DC=example",
        &[("cn", &["Domain Users"])],
    );
    users.1.push(("objectSid", vec![sid(1)]));
    Tiny {
        rows: vec![
            row(
                "",
                &[
                    ("defaultNamingContext", &["DC=corp,DC=example"]),
                    (
                        "namingContexts",
                        &["CN=Configuration,DC=corp,DC=example", "DC=corp,DC=example"],
                    ),
                    (
                        "supportedCapabilities",
                        &["1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"],
                    ),
                ],
            ),
            row("DC=corp,DC=example", &[]),
            ada,
            row(
                "CN=a,DC=corp,DC=example",
                &[
                    ("cn", &["a"]),
                    (
                        "member",
                        &[
                            "CN=Lovelace\\, Ada,CN=Users,DC=corp,DC=example",
                            "CN=c,DC=corp,DC=example",
                        ],
                    ),
                    ("memberOf", &["CN=b,DC=corp,DC=example"]),
                ],
            ),
            row(
                "CN=b,DC=corp,DC=example",
                &[
                    ("cn", &["b"]),
                    ("member", &["CN=a,DC=corp,DC=example"]),
                    ("memberOf", &["CN=c,DC=corp,DC=example"]),
                ],
            ),
            row(
                "CN=c,DC=corp,DC=example",
                &[
                    ("cn", &["c"]),
                    ("member", &["CN=b,DC=corp,DC=example"]),
                    ("memberOf", &["CN=a,DC=corp,DC=example"]),
                ],
            ),
            row(
                "CN=d,DC=corp,DC=example",
                &[
                    ("cn", &["d"]),
                    ("member", &["CN=Domain Users,CN=Users,DC=corp,DC=example"]),
                ],
            ),
            users,
        ],
        chain: vec![
            (
                "CN=Lovelace\\, Ada,CN=Users,DC=corp,DC=example",
                vec![
                    "CN=a,DC=corp,DC=example",
                    "CN=b,DC=corp,DC=example",
                    "CN=c,DC=corp,DC=example",
                ],
            ),
            (
                "CN=Domain Users,CN=Users,DC=corp,DC=example",
                vec!["CN=d,DC=corp,DC=example"],
            ),
        ],
    }
}

/// A slapd: ada is in ops by DN, in hosts by uid, and ops is in all by unique name; two people are called ben.
pub(crate) fn openldap() -> Tiny {
    Tiny {
        rows: vec![
            row(
                "",
                &[
                    ("objectClass", &["top", "OpenLDAProotDSE"]),
                    ("namingContexts", &["dc=example,dc=org"]),
                ],
            ),
            row("dc=example,dc=org", &[]),
            row(
                "uid=ada,dc=example,dc=org",
                &[("uid", &["ada"]), ("cn", &["Ada"])],
            ),
            row("uid=ben,dc=example,dc=org", &[("uid", &["ben"])]),
            row("cn=ben,dc=example,dc=org", &[("cn", &["ben"])]),
            row(
                "cn=ops,dc=example,dc=org",
                &[("cn", &["ops"]), ("member", &["uid=ada,dc=example,dc=org"])],
            ),
            row(
                "cn=hosts,dc=example,dc=org",
                &[("cn", &["hosts"]), ("memberUid", &["ada"])],
            ),
            row(
                "cn=all,dc=example,dc=org",
                &[
                    ("cn", &["all"]),
                    ("uniqueMember", &["cn=ops,dc=example,dc=org"]),
                ],
            ),
        ],
        chain: Vec::new(),
    }
}
