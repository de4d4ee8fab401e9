//! A service with an administrator, and settings for mock directories.

use std::{fs, net::SocketAddr, path::PathBuf};

use ldaplab::{
    directory::filter,
    http::{Service, ServiceConfig},
    rbac::{Config, Rbac},
    server::LdapServer,
    settings::{Id, Secret},
    wire::{Request, request::Authentication},
};
use serde_json::{Value, json};

use super::http::{Answer, Http};

pub(crate) const ADMIN: &str = "admin";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A folder that goes with its owner.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("ldaplab-rbac-{}", Id::random()));
        Self(path)
    }

    /// Everything in its files.
    pub(crate) fn content(&self) -> String {
        let files = fs::read_dir(&self.0)
            .unwrap()
            .map(|file| file.unwrap().path());
        files
            .filter(|path| path.is_file())
            .map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())
            .collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct Lab {
    pub(crate) service: Service,
    pub(crate) rbac: Rbac,
    pub(crate) http: Http,
    /// The administrator's.
    pub(crate) token: String,
    pub(crate) data: Scratch,
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn loopback() -> ServiceConfig {
    ServiceConfig::new(SocketAddr::from(([127, 0, 0, 1], 0)))
}

pub(crate) fn start(rbac: &Rbac, config: ServiceConfig) -> (Service, Http) {
    let service = Service::start(rbac.clone(), config).unwrap();
    let http = Http::secure(service.address(), service.ca_file().unwrap(), None);
    (service, http)
}

impl Lab {
    /// Stops the service; its data stay.
    pub(super) fn stop(self) -> Scratch {
        let Self {
            service,
            rbac,
            data,
            ..
        } = self;
        drop((service, rbac));
        data
    }

    pub(crate) fn new() -> Self {
        Self::with(|_| {}, |_| {})
    }

    pub(crate) fn with(
        rbac: impl FnOnce(&mut Config),
        service: impl FnOnce(&mut ServiceConfig),
    ) -> Self {
        let data = Scratch::new();
        let mut config = Config::new(&data.0);
        rbac(&mut config);
        let rbac = Rbac::open(config).unwrap();
        wait(rbac.make_administrator(ADMIN, &Secret::new(PASSWORD))).unwrap();
        let mut config = loopback();
        service(&mut config);
        let (service, http) = start(&rbac, config);
        let mut lab = Self {
            service,
            rbac,
            http,
            token: String::new(),
            data,
        };
        lab.token = lab.token_of(ADMIN, PASSWORD);
        lab
    }

    /// A service with data that are there; the administrator is not logged in.
    pub(crate) fn of(rbac: Rbac, data: Scratch) -> Self {
        let (service, http) = start(&rbac, loopback());
        Self {
            service,
            rbac,
            http,
            token: String::new(),
            data,
        }
    }

    #[track_caller]
    pub(crate) fn ask(&self, token: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let text = body.map(|body| body.to_string());
        let headers = [
            ("Content-Type", "application/json"),
            ("X-Authentication", token),
        ];
        let headers = if token.is_empty() {
            &headers[..1]
        } else {
            &headers[..]
        };
        let path = format!("/rbac-api{path}");
        self.http.send(method, &path, headers, text.as_deref())
    }

    /// As the administrator.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&self.token, "GET", path, None)
    }

    #[track_caller]
    pub(crate) fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(&self.token, "PUT", path, Some(body))
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(&self.token, "POST", path, Some(body))
    }

    #[track_caller]
    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.ask(&self.token, "DELETE", path, None)
    }

    #[track_caller]
    pub(crate) fn log_in(&self, login: &str, password: &str) -> Answer {
        let body = json!({"login": login, "password": password});
        self.ask("", "POST", "/v1/auth/token", Some(body))
    }

    /// The same by somebody who is told the reasons: the administrator.
    #[track_caller]
    pub(crate) fn log_in_told(&self, login: &str, password: &str) -> Answer {
        let body = json!({"login": login, "password": password});
        self.ask(&self.token, "POST", "/v1/auth/token", Some(body))
    }

    #[track_caller]
    pub(crate) fn token_of(&self, login: &str, password: &str) -> String {
        let answer = self.log_in(login, password).expect(200);
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// Who holds a token.
    #[track_caller]
    pub(crate) fn current(&self, token: &str) -> Answer {
        self.ask(token, "GET", "/v1/users/current", None)
    }

    /// A role with these permissions; its number.
    #[track_caller]
    pub(crate) fn role(&self, name: &str, permissions: &[(&str, &str)]) -> u64 {
        let permissions: Vec<Value> = permissions
            .iter()
            .map(|(object, action)| json!({"object_type": object, "action": action, "instance": "*"}))
            .collect();
        let role = json!({"display_name": name, "permissions": permissions});
        self.post("/v1/roles", role).expect(201).json()["id"]
            .as_u64()
            .unwrap()
    }

    /// A local user with the password of them all; its id.
    #[track_caller]
    pub(crate) fn user(&self, login: &str, roles: &[u64]) -> String {
        let user = json!({
            "login": login, "display_name": login, "email": "", "role_ids": roles, "password": PASSWORD,
        });
        id(&self.post("/v1/users", user).expect(201))
    }

    /// Imports a group with a role of its name; the role's number.
    #[track_caller]
    pub(crate) fn import(&self, group: &str) -> u64 {
        let role = self.role(group, &[]);
        let body = json!({"login": group, "role_ids": [role]});
        self.post("/v1/groups", body).expect(201);
        role
    }

    /// Logs a user in; the numbers of the roles that come through groups.
    #[track_caller]
    pub(crate) fn roles(&self, login: &str, password: &str) -> Vec<u64> {
        let token = self.token_of(login, password);
        let user = self.current(&token).expect(200).json();
        let roles = user["inherited_role_ids"].as_array().unwrap();
        roles.iter().map(|role| role.as_u64().unwrap()).collect()
    }
}

#[track_caller]
pub(crate) fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

pub(crate) fn with(mut settings: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        settings[name] = value.clone();
    }
    settings
}

/// Settings for a mock's plain port, with its administrator for look-ups: for AD, or else slapd's groupOfNames.
pub(crate) fn settings(server: &LdapServer) -> Value {
    let ad = server.profile() == "active-directory";
    let or = |of_ad: &str, other: &str| {
        if ad {
            of_ad.to_owned()
        } else {
            other.to_owned()
        }
    };
    json!({
        "display_name": "Corp",
        "hostname": "127.0.0.1",
        "port": server.ldap_address().unwrap().port(),
        "ssl": false,
        "start_tls": false,
        "login": server.admin().dn(),
        "password": server.admin().password(),
        "connect_timeout": 10,
        "base_dn": server.base(),
        "user_rdn": null,
        "group_rdn": null,
        "user_lookup_attr": or("sAMAccountName", "uid"),
        "user_email_attr": "mail",
        "user_display_name_attr": or("displayName", "cn"),
        "group_object_class": or("group", "groupOfNames"),
        "group_member_attr": "member",
        "group_name_attr": "cn",
        "group_lookup_attr": "cn",
        "help_link": null,
    })
}

/// The same for a directory that is none: an address that accepts, or does not.
pub(crate) fn settings_at(address: SocketAddr) -> Value {
    json!({
        "display_name": "Somewhere", "hostname": "127.0.0.1", "port": address.port(), "ssl": false,
        "login": "cn=reader,dc=example,dc=org", "password": "look-up s3cret", "connect_timeout": 1,
        "base_dn": "dc=example,dc=org", "user_lookup_attr": "uid", "user_email_attr": "mail",
        "user_display_name_attr": "cn", "group_object_class": "groupOfNames", "group_member_attr": "member",
        "group_name_attr": "cn", "group_lookup_attr": "cn",
    })
}

/// An object without some of its members.
pub(crate) fn without(mut settings: Value, names: &[&str]) -> Value {
    for name in names {
        settings.as_object_mut().unwrap().remove(*name);
    }
    settings
}

/// Settings for a place where nothing listens.
pub(crate) fn nowhere() -> Value {
    settings_at(([127, 0, 0, 1], 1).into())
}

/// What a mock was asked, as `connection operation`, connections numbered as they first speak; and forgets it.
/// Without the unbinds, whose moment is the server's.
pub(crate) fn asked(server: &LdapServer) -> Vec<String> {
    let mut connections = Vec::new();
    let requests = server.requests();
    let told = requests
        .iter()
        .filter(|record| record.request != Request::Unbind);
    let all = told.map(|record| {
        if !connections.contains(&record.connection) {
            connections.push(record.connection);
        }
        let number = connections
            .iter()
            .position(|known| *known == record.connection);
        let what = match &record.request {
            Request::Bind(bind) => {
                let Authentication::Simple(_) = &bind.authentication else {
                    panic!("{record}");
                };
                let name = String::from_utf8_lossy(&bind.name);
                // Whom a refusal feigns to bind has another number each time.
                match name
                    .strip_prefix("cn=nobody-")
                    .and_then(|rest| rest.split_once(','))
                {
                    Some((_, base)) => format!("bind nobody below {base}"),
                    None => format!("bind {name}"),
                }
            }
            Request::Search(search) => format!(
                "search {} {}",
                String::from_utf8_lossy(&search.base),
                filter::print(&search.filter)
            ),
            other => format!("{other:?}"),
        };
        format!("{} {what}", number.unwrap() + 1)
    });
    let all = all.collect();
    server.forget_requests();
    all
}
