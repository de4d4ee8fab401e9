//! `rbac serve`: how it begins, what it says, how it ends.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{Data, administrator, api, settings};
use crate::{
    http::Http,
    process::{Folder, run},
};

#[test]
fn without_init_it_says_what_to_do_and_makes_nothing() {
    let folder = Folder::new("rbac-nothing");
    let missing = folder.path().join("data");
    let missing = missing.to_str().unwrap();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let empty = empty.to_str().unwrap();
    for (data, cause) in [
        (missing, format!("error: there is no folder {missing}.\n")),
        (empty, format!("error: {empty} has no administrator.\n")),
    ] {
        let ran = run(&["rbac", "serve", "--data", data, "--listen", "127.0.0.1:0"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
        let cure = format!(" cure: Make one with: ldaplab rbac init --data {data}.\n");
        assert_eq!(ran.err, cause + &cure);
    }
    assert!(!std::path::Path::new(missing).exists());
}

#[test]
fn ready_has_its_fields_in_their_order_and_the_file_holds_the_same() {
    let data = Data::new("rbac-ready");
    let folder = Folder::new("rbac-ready-file");
    let file = folder.path().join("ready.json");
    let mut serving = data.serve(&["--ready-file", file.to_str().unwrap()]);
    let (url, ca) = (serving.field("url"), serving.field("ca"));
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    assert_eq!(ca, format!("{}/https-ca.pem", data.path()));
    let pid = &serving.ready["pid"];
    let json = format!(r#"{{"url":"{url}","ca":"{ca}","version":"0.1.0","pid":{pid}}}"#);
    assert_eq!(serving.ready_line, format!("READY {json}\n"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), json);
    assert_eq!(api(&serving).get("/v1/ds").status, 401);
    serving.terminate();
    assert_eq!(serving.end(), (Some(0), String::new()));
    assert!(!file.exists());
}

#[test]
fn the_certificate_is_kept_and_made_anew_for_another_name() {
    let data = Data::new("rbac-kept");
    let ca = |more: &[&str]| std::fs::read_to_string(data.serve(more).field("ca")).unwrap();
    let first = ca(&[]);
    assert!(first.contains("-----BEGIN CERTIFICATE-----"));
    assert_eq!(ca(&[]), first);
    assert_ne!(ca(&["--host", "rbac.corp.example"]), first);
}

#[test]
fn plain_http_is_spoken_only_when_asked_for() {
    let data = Data::new("rbac-plain");
    let serving = data.serve(&["--plain-http"]);
    assert!(serving.field("url").starts_with("http://127.0.0.1:"));
    assert!(serving.ready["ca"].is_null());
    let empty = administrator(&serving).get("/v1/ds");
    assert_eq!((empty.status, empty.body), (200, json!({})));
    drop(serving);
    let serving = data.serve(&[]);
    let clear = serving.field("url").replacen("https", "http", 1);
    assert_eq!(Http::new(&clear, None).ask("GET", "/v1/ds", None), None);
}

#[test]
fn the_password_is_in_v1_only_when_asked_for_and_never_in_v2() {
    let data = Data::new("rbac-returns");
    let serving = data.serve(&["--plain-http"]);
    let stored = administrator(&serving).put("/v1/ds", &settings());
    assert_eq!(stored.status, 200, "{stored:?}");
    let hidden = administrator(&serving).get("/v1/ds").body;
    assert_eq!(hidden["password"], "(the stored password)");
    drop(serving);
    let serving = data.serve(&["--plain-http", "--v1-returns-password"]);
    let api = administrator(&serving);
    assert_eq!(api.get("/v1/ds").body["password"], "reader's s3cret");
    for path in ["/v2/ds", "/v2/ldap"] {
        let shown = api.get(path).body;
        assert_eq!(shown[0]["hostname"], "dc1.corp.example");
        assert!(shown[0].get("password").is_none(), "{path}");
    }
}

#[test]
fn flags_that_do_not_go_together_are_a_usage_error() {
    let data = Data::new("rbac-flags");
    for more in [
        &["--no-such-flag"][..],
        &["--listen", "nowhere"],
        &["--plain-http", "--tls-cert", "x", "--tls-key", "y"],
        &["--tls-cert", "x"],
        &["--tls-key", "x"],
        &["--client-ca", "x"],
        &["--client-list", "x"],
        &["--plain-http", "--client-ca", "x", "--client-list", "y"],
        &["--host", "a", "--plain-http"],
        &["--directory-timeout", "0"],
        &["--trust", "no/such/file.pem"],
        &["--client-ca", "no/such/ca", "--client-list", "no/such/list"],
    ] {
        let ours = ["rbac", "serve", "--data", data.path()];
        let ran = run(&[&ours[..], more].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{more:?}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    for wrong in [&["rbac"][..], &["rbac", "serve"], &["rbac", "init"]] {
        assert_eq!(run(wrong).code, Some(2), "{wrong:?}");
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let data = Data::new("rbac-taken");
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let ran = run(&["rbac", "serve", "--data", data.path(), "--listen", &address]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let cause = format!("error: {address} cannot be listened on: ");
    assert!(ran.err.starts_with(&cause), "{}", ran.err);
    assert!(ran.err.contains("\n cure: "), "{}", ran.err);
}

#[test]
fn who_imports_groups_gives_no_roles_beyond_their_own() {
    let data = Data::new("rbac-powers");
    let serving = data.serve(&["--plain-http"]);
    let admin = administrator(&serving);
    assert_eq!(admin.put("/v1/ds", &settings()).status, 200);
    let role = json!({
        "display_name": "Importers",
        "permissions": [{"object_type": "user_groups", "action": "import", "instance": "*"}],
    });
    assert_eq!(admin.post("/v1/roles", &role).status, 201);
    let bob = json!({
        "login": "bob", "display_name": "Bob", "email": "", "role_ids": [2], "password": "bob's passphrase",
    });
    assert_eq!(admin.post("/v1/users", &bob).status, 201);
    let token = api(&serving).log_in("bob", "bob's passphrase", "1h");
    let bob = api(&serving).with_token(&token);
    let group =
        |login: &str, role: u32| json!({"login": login, "role_ids": [role], "validate": false});
    let refused = bob.post("/v1/groups", &group("Ops", 1));
    assert_eq!(
        (refused.status, &refused.body["kind"]),
        (403, &json!("permission-denied"))
    );
    let made = bob.post("/v1/groups", &group("Ops", 2));
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("/v1/groups/{}", made.body["id"].as_str().unwrap());
    let refused = bob.put(&path, &json!({"role_ids": [1]}));
    assert_eq!(
        (refused.status, &refused.body["kind"]),
        (403, &json!("permission-denied"))
    );
    assert_eq!(admin.put(&path, &json!({"role_ids": [1]})).status, 200);
}

#[test]
fn a_directory_that_never_answers_is_given_up_after_the_time_that_is_set() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut silence = settings();
    silence["hostname"] = "127.0.0.1".into();
    silence["port"] = silent.local_addr().unwrap().port().into();
    silence["ssl"] = false.into();
    let data = Data::new("rbac-silence");
    let serving = data.serve(&["--plain-http", "--directory-timeout", "0.3"]);
    let admin = administrator(&serving);
    assert_eq!(admin.put("/v1/ds", &silence).status, 200);
    let began = Instant::now();
    let answer = admin.post(
        "/v1/auth/token",
        &json!({"login": "ada", "password": "s3cret"}),
    );
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(
        (answer.status, &answer.body["kind"]),
        (503, &json!("ds-unreachable"))
    );
    let details = &answer.body["details"];
    assert_eq!(
        (&details["stage"], &details["code"]),
        (&json!("bind"), &json!("protocol.silent"))
    );
}
