//! `rbac init` and `rbac serve`.

mod crash;
mod example;
mod init;
mod logins;
mod page;
mod secrets;
mod serve;
mod tls;

use serde_json::{Value, json};

use crate::{
    http::Http,
    process::{Folder, Serving, run_with},
};

/// The administrator's.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// The look-up account's, in [`settings`].
const READER_PASSWORD: &str = "reader's s3cret";

/// A data folder with the administrator `admin`.
struct Data(Folder);

impl Data {
    /// `name` is the test's own.
    fn new(name: &str) -> Self {
        let data = Self(Folder::new(name));
        let ran = run_with(
            &["rbac", "init", "--data", data.path()],
            &[("LDAPLAB_RBAC_PASSWORD", PASSWORD)],
        );
        let said = format!("admin is an administrator of {}\n", data.path());
        assert_eq!((ran.code, ran.out, ran.err), (Some(0), said, String::new()));
        data
    }

    fn path(&self) -> &str {
        self.0
            .path()
            .to_str()
            .expect("the target folder has a name")
    }

    fn serve(&self, more: &[&str]) -> Serving {
        Serving::start(&self.arguments(more))
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let ours = ["rbac", "serve", "--data", self.path()];
        let listen = ["--listen", "127.0.0.1:0"];
        [&ours[..], &listen[..], more].concat()
    }

    /// Every file with its content, in order.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<(String, Vec<u8>)> = std::fs::read_dir(self.path())
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect();
        all.sort();
        all
    }
}

/// The API of a process, with whatever CA it says.
fn api(serving: &Serving) -> Http {
    Http::new(serving.field("url"), serving.ready["ca"].as_str())
}

/// The same for the administrator.
fn administrator(serving: &Serving) -> Http {
    let api = api(serving);
    let token = api.log_in("admin", PASSWORD, "1h");
    api.with_token(&token)
}

/// Settings that need no server.
fn settings() -> Value {
    json!({
        "display_name": "Corp",
        "hostname": "dc1.corp.example",
        "port": 636,
        "ssl": true,
        "login": "cn=reader,dc=corp,dc=example",
        "password": READER_PASSWORD,
        "connect_timeout": 5,
        "base_dn": "dc=corp,dc=example",
        "user_rdn": "ou=people",
        "group_rdn": null,
        "user_lookup_attr": "sAMAccountName",
        "user_email_attr": "mail",
        "user_display_name_attr": "displayName",
        "group_object_class": "group",
        "group_member_attr": "member",
        "group_name_attr": "name",
        "group_lookup_attr": "cn",
        "help_link": "",
    })
}

/// Settings for the directory of `ldaplab serve --domain example.test --ldif corp.ldif`.
pub(crate) fn corp_settings(directory: &Serving) -> Value {
    let port = directory.field("ldaps").rsplit(':').next().unwrap();
    let mut settings = settings();
    settings["hostname"] = "localhost".into();
    settings["port"] = port.parse::<u16>().unwrap().into();
    settings["login"] = "CN=svc-app,OU=Service Accounts,OU=Corp,DC=example,DC=test".into();
    settings["password"] = "svc-app-pass".into();
    settings["base_dn"] = "DC=example,DC=test".into();
    settings["user_rdn"] = "OU=People,OU=Corp".into();
    settings["group_rdn"] = "OU=Groups,OU=Corp".into();
    settings
}
