//! `rbac init`.

use super::{Data, PASSWORD, administrator, api};
use crate::process::{Folder, run, run_with};

/// The status and the kind with which a log-in is answered.
fn log_in(data: &Data, login: &str, password: &str) -> (u16, Option<String>) {
    let serving = data.serve(&["--plain-http"]);
    let body = serde_json::json!({"login": login, "password": password});
    let answer = api(&serving).post("/v1/auth/token", &body);
    let kind = answer.body["kind"].as_str().map(str::to_owned);
    (answer.status, kind)
}

#[test]
fn without_a_password_one_is_made_up_and_printed() {
    let data = Data(Folder::new("rbac-made-up"));
    let ran = run(&["rbac", "init", "--data", data.path(), "--login", "ada"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let mut lines = ran.out.lines();
    let first = format!("ada is an administrator of {}", data.path());
    assert_eq!(lines.next(), Some(first.as_str()));
    let password = lines.next().unwrap().strip_prefix("password: ").unwrap();
    assert_eq!((password.len(), lines.next()), (24, None));
    assert_eq!(log_in(&data, "ada", password), (200, None));
    let refused = (401, Some("user-unauthenticated".to_owned()));
    assert_eq!(log_in(&data, "admin", password), refused);
}

#[test]
fn a_password_file_comes_before_the_environment_and_neither_is_printed() {
    let data = Data(Folder::new("rbac-password-file"));
    let secrets = Folder::new("rbac-password-file-secret");
    let file = secrets.file("password", "from the file\nnot this\n");
    let ran = run_with(
        &[
            "rbac",
            "init",
            "--data",
            data.path(),
            "--password-file",
            &file,
        ],
        &[("LDAPLAB_RBAC_PASSWORD", "from the environment")],
    );
    let said = format!("admin is an administrator of {}\n", data.path());
    assert_eq!((ran.code, ran.out, ran.err), (Some(0), said, String::new()));
    assert_eq!(log_in(&data, "admin", "from the file"), (200, None));
    assert_eq!(log_in(&data, "admin", "from the environment").0, 401);
}

#[test]
fn in_a_folder_that_exists_it_gives_the_administrator_a_new_password() {
    let data = Data::new("rbac-again");
    let serving = data.serve(&["--plain-http"]);
    let stored = administrator(&serving).put("/v1/ds", &super::settings());
    assert_eq!(stored.status, 200, "{stored:?}");
    let wrong = serde_json::json!({"login": "admin", "password": "wrong"});
    for _ in 0..10 {
        // The directory of these settings cannot be asked, and has no say in it.
        assert_eq!(api(&serving).post("/v1/auth/token", &wrong).status, 401);
    }
    let right = serde_json::json!({"login": "admin", "password": PASSWORD});
    let closed = api(&serving).post("/v1/auth/token", &right);
    assert_eq!(
        (closed.status, &closed.body["kind"]),
        (401, &"user-revoked".into())
    );
    drop(serving);
    let new = "a newer passphrase";
    let ran = run_with(
        &["rbac", "init", "--data", data.path()],
        &[("LDAPLAB_RBAC_PASSWORD", new)],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(log_in(&data, "admin", PASSWORD).0, 401);
    let serving = data.serve(&["--plain-http"]);
    let token = api(&serving).log_in("admin", new, "1h");
    let kept = api(&serving).with_token(&token).get("/v1/ds");
    assert_eq!(kept, stored, "the settings are as they were");
}

#[test]
fn what_cannot_be_a_password_or_a_name_is_refused_with_the_reason() {
    let data = Data(Folder::new("rbac-refused"));
    let short = [("LDAPLAB_RBAC_PASSWORD", "s3cret")];
    let good = [("LDAPLAB_RBAC_PASSWORD", PASSWORD)];
    let init = ["rbac", "init", "--data", data.path()];
    for (more, variables, code, said) in [
        (&[][..], &short, 1, "password: it is 8 to 1024 characters"),
        (
            &["--login", "api_user"],
            &good,
            1,
            "the user api_user exists",
        ),
        (&["--login", ""], &good, 1, "login: it is 1 to 256"),
        (
            &["--password-file", "no/such/file"],
            &good,
            2,
            "the password file no/such/file cannot be read",
        ),
    ] {
        let ran = run_with(&[&init[..], more].concat(), variables);
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{more:?}");
        assert!(
            ran.err.contains(said) && ran.err.contains("\n cure: "),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains(variables[0].1), "{}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let parent = Folder::new("rbac-rights");
    let path = parent.path().join("made").join("data");
    let ran = run(&["rbac", "init", "--data", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path) & 0o777, 0o700);
    // One that is there and empty is shut as well; of one that holds something the rights are its owner's affair.
    let set = |path: &std::path::Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let empty = parent.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    set(&empty, 0o755);
    let ran = run(&["rbac", "init", "--data", empty.to_str().unwrap()]);
    assert_eq!((ran.code, mode(&empty) & 0o777), (Some(0), 0o700));
    let full = parent.path().join("full");
    std::fs::create_dir(&full).unwrap();
    std::fs::write(full.join("other"), "").unwrap();
    set(&full, 0o755);
    let ran = run(&["rbac", "init", "--data", full.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let full = full.display();
    assert_eq!(
        ran.err,
        format!(
            "error: {full}: others than its owner may use it (its mode is 0755), and secrets are in it.\n cure: Ask whether anybody looked; then: chmod go= {full}.\n"
        )
    );
    assert_eq!(
        std::fs::read_dir(parent.path().join("full"))
            .unwrap()
            .count(),
        1
    );
    for entry in std::fs::read_dir(&path).unwrap() {
        let file = entry.unwrap().path();
        assert_eq!(mode(&file) & 0o777, 0o600, "{}", file.display());
    }
}
