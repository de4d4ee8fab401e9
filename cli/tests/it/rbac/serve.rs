//! `rbac serve`: how it begins, what it says, how it ends.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{Data, PASSWORD, administrator, api, settings};
use crate::{
    http::Http,
    process::{Folder, Serving, run},
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
    assert_eq!(std::fs::read_dir(empty).unwrap().count(), 0);
}

#[test]
fn what_is_dangerous_is_warned_of_at_the_start() {
    let data = Data::new("rbac-warned");
    let folder = Folder::new("rbac-warned-heard");
    let file = folder.path().join("stderr");
    let said = |more: &[&str]| {
        let mut arguments = vec!["rbac", "serve", "--data", data.path()];
        arguments.extend(more);
        let serving = Serving::start_into(&arguments, &file);
        let heard = std::fs::read_to_string(&file).unwrap();
        (
            serving.field("listen").to_owned(),
            serving.field("url").to_owned(),
            heard,
        )
    };
    let here = ["--listen", "127.0.0.1:0"];
    assert_eq!(said(&here).2, "");
    let (_, _, heard) = said(&[&here[..], &["--plain-http", "--v1-returns-password"]].concat());
    assert_eq!(
        heard,
        "warning: it speaks HTTP in clear: everybody on the way can read passwords and tokens\n\
         warning: GET v1/ds shows the password of the look-up account to whoever may edit directories\n"
    );
    let (listen, url, heard) = said(&["--listen", "0.0.0.0:0"]);
    let port = listen.strip_prefix("0.0.0.0:").unwrap();
    assert_eq!(url, format!("https://127.0.0.1:{port}"));
    assert_eq!(
        heard,
        format!(
            "warning: it listens on 0.0.0.0:{port}, which other machines can reach: they can guess at passwords\n"
        )
    );
}

#[test]
fn a_log_has_a_line_of_json_for_every_request_and_no_secret() {
    let data = Data::new("rbac-log");
    let folder = Folder::new("rbac-log-file");
    let file = folder.path().join("audit.jsonl");
    for _ in 0..2 {
        let mut serving = data.serve(&["--plain-http", "--log", file.to_str().unwrap()]);
        let token = api(&serving).log_in("admin", PASSWORD, "1h");
        let client = api(&serving).with_token(&token);
        assert_eq!(client.put("/v1/ds", &settings()).status, 200);
        serving.terminate();
        assert_eq!(serving.end().0, Some(0));
        let text = std::fs::read_to_string(&file).unwrap();
        for secret in [PASSWORD, "reader's s3cret", token.as_str()] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<String> = lines
        .iter()
        .map(|line| {
            format!(
                "{} {} {} {}",
                line["who"], line["login"], line["path"], line["status"]
            )
        })
        .collect();
    let once = [
        r#"null "admin" "/rbac-api/v1/auth/token" 200"#,
        r#""admin" null "/rbac-api/v1/ds" 200"#,
    ];
    assert_eq!(told, [once, once].concat());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let ran = run(&data.arguments(&["--log", "no/such/folder/log"]));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(
        ran.err
            .starts_with("error: no/such/folder/log cannot be written: "),
        "{}",
        ran.err
    );
}

#[test]
fn verbose_tells_people_of_every_request() {
    let data = Data::new("rbac-verbose");
    let folder = Folder::new("rbac-verbose-heard");
    let file = folder.path().join("stderr");
    let mut serving = Serving::start_into(&data.arguments(&["-v"]), &file);
    let wrong = json!({"login": "admin", "password": "not the passphrase"});
    let refused = api(&serving).post("/v1/auth/token", &wrong);
    let id = refused.body["details"]["id"].as_str().unwrap().to_owned();
    serving.terminate();
    assert_eq!(serving.end().0, Some(0));
    let heard = std::fs::read_to_string(&file).unwrap();
    assert!(
        heard.contains(r#" - POST /rbac-api/v1/auth/token as "admin": 401 user-unauthenticated "the login name or the password is wrong {\"why\":\"it is not the password of the local user admin\"}" "#)
            && heard.contains(&id)
            && !heard.contains("passphrase"),
        "{heard}"
    );
}

#[cfg(unix)]
#[test]
fn a_start_that_waits_for_a_file_ends_when_it_is_told_to() {
    let data = Data::new("rbac-fifo");
    let folder = Folder::new("rbac-fifo-file");
    let fifo = folder.path().join("fifo");
    let made = std::process::Command::new("mkfifo")
        .arg(&fifo)
        .status()
        .unwrap();
    assert!(made.success());
    let fifo = fifo.to_str().unwrap();
    for arguments in [
        data.arguments(&["--trust", fifo]),
        vec!["serve", "--ldif", fifo],
        vec!["proxy", "--replay", fifo],
    ] {
        let mut child = crate::process::binary()
            .args(&arguments)
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // It has the file open, and waits for what comes: signals are caught since before.
        let writer = std::fs::OpenOptions::new().write(true).open(fifo).unwrap();
        let kill = format!("kill -TERM {}", child.id());
        let sent = std::process::Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments:?}");
        drop(writer);
    }
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
    let listen = serving.field("listen");
    assert_eq!(url.strip_prefix("https://"), Some(listen));
    let json = format!(
        r#"{{"url":"{url}","ca":"{ca}","listen":"{listen}","version":"0.1.0","pid":{pid}}}"#
    );
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
