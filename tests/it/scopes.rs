//! Parts of one server that know nothing of each other.

use std::sync::Arc;

use ldaplab::{
    client::{Client, Options, Search},
    server::{Fault, LdapServer, User, bind, key, search},
    transcript::Operation,
    wire::{
        ResultCode,
        request::{Change, ChangeOperation, PartialAttribute},
    },
};
use tokio::sync::Semaphore;

/// Tests in all, and at the same time: each has three files open.
const TESTS: usize = 1_000;
const AT_ONCE: usize = 200;

const ADA: &str = "uid=ada,ou=people,dc=example,dc=org";

fn shared() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .root_dn("cn=admin,dc=example,dc=org")
        .root_password("secret")
        .user(User::new("ada").password("s3cret"))
        .plain_only()
        .set(key::MAX_RECORDED, 100)
        .start()
        .unwrap()
}

fn title(text: String) -> Change {
    Change {
        operation: ChangeOperation::Replace,
        modification: PartialAttribute {
            description: "title".into(),
            values: vec![text.into_bytes()],
        },
    }
}

/// One test: changes ada, meets its own fault, and keeps its own expectations.
async fn one(scope: LdapServer, number: usize) {
    let faulty = number.is_multiple_of(2);
    let _guard = faulty.then(|| {
        scope
            .inject(search().filter("(uid=ada)"), Fault::busy())
            .times(1)
    });
    scope.expect(bind().times(1));
    scope.expect(search().filter("(uid=ada)").times(1 + usize::from(faulty)));
    let mut client = Client::connect(&scope.ldap_url(), &Options::default())
        .await
        .unwrap();
    client
        .simple_bind("cn=admin,dc=example,dc=org", "secret")
        .await
        .unwrap();
    client
        .modify(ADA, vec![title(format!("number {number}"))])
        .await
        .unwrap();
    let lookup = Search::new("dc=example,dc=org")
        .filter_text("(uid=ada)")
        .unwrap();
    if faulty {
        let error = client.search(&lookup).await.unwrap_err();
        assert_eq!(error.result_code(), Some(ResultCode::BUSY));
    }
    let found = client.search(&lookup).await.unwrap();
    assert!(found.entries[0].has("title", &format!("number {number}")));
    client.unbind().await;
    assert!(scope.entry(ADA).has("title", &format!("number {number}")));
    let requests = scope.requests();
    assert_eq!(requests.of(Operation::Modify).count(), 1);
    scope.verify().unwrap();
}

#[test]
fn a_thousand_tests_share_one_server_and_none_sees_another() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    let server = Arc::new(shared());
    runtime.block_on(async {
        let free = Arc::new(Semaphore::new(AT_ONCE));
        let mut tests = tokio::task::JoinSet::new();
        for number in 0..TESTS {
            let (free, server) = (Arc::clone(&free), Arc::clone(&server));
            tests.spawn(async move {
                let _permit = free.acquire_owned().await.unwrap();
                one(server.scope().unwrap(), number).await;
            });
        }
        while let Some(done) = tests.join_next().await {
            done.unwrap();
        }
    });
    assert!(server.entry(ADA).values("title").is_empty());
    assert!(server.requests().is_empty());
}

#[test]
fn a_scope_begins_with_the_entries_of_now_and_goes_its_own_way() {
    let server = shared();
    server
        .modify(ADA, |entry| entry.set("title", ["before"]))
        .unwrap();
    let scope = server.scope().unwrap();
    server
        .modify(ADA, |entry| entry.set("title", ["behind"]))
        .unwrap();
    assert!(scope.entry(ADA).has("title", "before"));
    scope.delete(ADA).unwrap();
    assert!(server.entry(ADA).has("title", "behind"));
    // One of one, too.
    let inner = scope.scope().unwrap();
    assert!(!inner.entry(ADA).exists());
}

#[test]
fn a_scope_ends_its_connections_and_so_does_the_server_before_it() {
    use std::io::Read as _;
    let server = shared();
    let (one, other) = (server.scope().unwrap(), server.scope().unwrap());
    let connect = |scope: &LdapServer| {
        let stream = std::net::TcpStream::connect(scope.ldap_address().unwrap()).unwrap();
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(60)))
            .unwrap();
        stream
    };
    let (mut of_one, mut of_other) = (connect(&one), connect(&other));
    let ended = |stream: &mut std::net::TcpStream| match stream.read(&mut [0]) {
        Ok(octets) => octets == 0,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    };
    drop(one);
    assert!(ended(&mut of_one));
    drop(server);
    assert!(ended(&mut of_other));
    assert!(std::net::TcpStream::connect(other.ldap_address().unwrap()).is_err());
    assert!(other.scope().is_err());
}
