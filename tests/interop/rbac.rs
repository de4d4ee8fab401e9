//! The directory-service API in front of a real slapd, asked by curl.

use std::{
    env, fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    time::SystemTime,
};

use ldaplab::{
    http::{Service, ServiceConfig},
    rbac::{Config, Rbac},
    settings::Secret,
    tls::{Material, Scenario},
};
use serde_json::{Value, json};

use crate::{
    program::{curl, or_skip},
    real_server::PEOPLE,
    slapd::{ADMIN, Slapd},
};

const PASSWORD: &str = "correct horse battery";

/// Beside [`PEOPLE`]: two groups in a cycle with one that holds ada, the same with unique names, one by login name, and another ada.
const GROUPS: &str = "
dn: cn=Outer,ou=people,dc=example,dc=org
objectClass: groupOfNames
cn: Outer
member: cn=Middle,ou=people,dc=example,dc=org

dn: cn=Middle,ou=people,dc=example,dc=org
objectClass: groupOfNames
cn: Middle
member: cn=Outer,ou=people,dc=example,dc=org
member: cn=Inner,ou=people,dc=example,dc=org

dn: cn=Inner,ou=people,dc=example,dc=org
objectClass: groupOfNames
cn: Inner
member: uid=ada,ou=people,dc=example,dc=org

dn: cn=Unique outer,ou=people,dc=example,dc=org
objectClass: groupOfUniqueNames
cn: Unique outer
uniqueMember: cn=Unique inner,ou=people,dc=example,dc=org

dn: cn=Unique inner,ou=people,dc=example,dc=org
objectClass: groupOfUniqueNames
cn: Unique inner
uniqueMember: uid=ada,ou=people,dc=example,dc=org

dn: cn=Developers,ou=people,dc=example,dc=org
objectClass: posixGroup
cn: Developers
gidNumber: 5000
memberUid: ada

dn: ou=external,dc=example,dc=org
objectClass: organizationalUnit
ou: external

dn: uid=ada,ou=external,dc=example,dc=org
objectClass: inetOrgPerson
uid: ada
cn: Another Ada
sn: Ada
userPassword: s3cret
";

/// The API on a free port with data of its own, and the administrator's token.
struct Api {
    service: Option<Service>,
    folder: PathBuf,
    token: String,
}

impl Api {
    /// `None` where there is no curl and none is required.
    fn start() -> Option<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        curl(&["--version"])?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ldaplab-interop-rbac-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        let rbac = Rbac::open(Config::new(&folder)).unwrap();
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(rbac.make_administrator("admin", &Secret::new(PASSWORD)))
            .unwrap();
        let config = ServiceConfig::new("127.0.0.1:0".parse().unwrap());
        let mut api = Self {
            service: Some(Service::start(rbac, config).unwrap()),
            folder,
            token: String::new(),
        };
        api.token = api.log_in("admin", PASSWORD).unwrap();
        Some(api)
    }

    fn call(&self, token: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let service = self.service.as_ref().unwrap();
        let ca = service.ca_file().unwrap().to_str().unwrap();
        let url = format!("{}/rbac-api{path}", service.url());
        let (token, body) = (format!("X-Authentication: {token}"), body.to_string());
        let mut arguments = vec!["-sS", "--max-time", "60", "--cacert", ca, "-X", method];
        arguments.extend(["-w", "\n%{http_code}", "-H", &token, &url]);
        if method != "GET" {
            arguments.extend(["-H", "Content-Type: application/json", "--data", &body]);
        }
        let ran = curl(&arguments).expect("curl is there");
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{path}");
        let (answer, status) = ran.out.rsplit_once('\n').unwrap();
        (
            status.parse().unwrap(),
            serde_json::from_str(answer).unwrap(),
        )
    }

    fn get(&self, path: &str) -> Value {
        let (status, answer) = self.call(&self.token, "GET", path, &Value::Null);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    fn put(&self, settings: &Value) {
        let (status, answer) = self.call(&self.token, "PUT", "/v1/ds", settings);
        assert_eq!(status, 200, "{answer}");
    }

    fn post(&self, path: &str, body: &Value) {
        let (status, answer) = self.call(&self.token, "POST", path, body);
        assert_eq!(status, 201, "{path}: {answer}");
    }

    /// A token, or status and kind of the refusal.
    fn log_in(&self, login: &str, password: &str) -> Result<String, (u16, String)> {
        let body = json!({"login": login, "password": password});
        let (status, answer) = self.call("", "POST", "/v1/auth/token", &body);
        let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
        match status {
            200 => Ok(text("token")),
            _ => Err((status, text("kind"))),
        }
    }

    /// The roles that a user has through groups after a login.
    fn roles(&self, login: &str, password: &str) -> Value {
        let token = self.log_in(login, password).unwrap();
        let (status, user) = self.call(&token, "GET", "/v1/users/current", &Value::Null);
        assert_eq!((status, &user["is_remote"]), (200, &json!(true)));
        user["inherited_role_ids"].clone()
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        drop(self.service.take());
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn slapd() -> Option<Slapd> {
    Slapd::start(&[PEOPLE, GROUPS].concat())
}

/// Settings for groups of names over LDAPS, without nested ones.
fn settings(slapd: &Slapd) -> Value {
    json!({
        "display_name": "slapd",
        "hostname": "127.0.0.1",
        "port": port(&slapd.ldaps_url()),
        "ssl": true,
        "cert_chain": fs::read_to_string(slapd.trust_file()).unwrap(),
        "login": ADMIN.0,
        "password": ADMIN.1,
        "connect_timeout": 10,
        "base_dn": "dc=example,dc=org",
        "user_rdn": "ou=people",
        "group_rdn": "ou=people",
        "user_lookup_attr": "uid",
        "user_email_attr": "mail",
        "user_display_name_attr": "cn",
        "group_object_class": "groupOfNames",
        "group_member_attr": "member",
        "group_name_attr": "cn",
        "group_lookup_attr": "cn",
        "search_nested_groups": false,
        "disable_ldap_matching_rule_in_chain": false,
        "start_tls": false,
    })
}

fn port(url: &str) -> u16 {
    url.rsplit(':').next().unwrap().parse().unwrap()
}

fn with(settings: &Value, changes: Value) -> Value {
    let mut settings = settings.clone();
    for (key, value) in changes.as_object().unwrap() {
        settings[key] = value.clone();
    }
    settings
}

fn start_tls(slapd: &Slapd, settings: &Value) -> Value {
    let port = port(&slapd.ldap_url());
    with(
        settings,
        json!({"port": port, "ssl": false, "start_tls": true}),
    )
}

#[test]
fn a_wrong_ca_of_a_real_slapd_is_named_and_mended_over_ldaps_and_start_tls() {
    let slapd = or_skip!(slapd());
    let api = or_skip!(Api::start());
    let stranger = Material::new(Scenario::UNKNOWN_CA, &["localhost"], SystemTime::now());
    let stranger = json!({"cert_chain": stranger.unwrap().trust_pem()});
    for settings in [settings(&slapd), start_tls(&slapd, &settings(&slapd))] {
        api.put(&with(&settings, stranger.clone()));
        let tested = api.get("/v1/ds/test");
        assert_eq!(tested["error_kind"], "secure", "{tested}");
        assert_eq!(tested["code"], "tls.unknown_ca", "{tested}");
        api.put(&settings);
        let tested = api.get("/v1/ds/test");
        assert_eq!(
            (tested.get("error"), &tested["warnings"]),
            (None, &json!([])),
            "{tested}"
        );
        let stages = tested["stages"].as_array().unwrap().iter();
        let mut root = stages.filter(|stage| stage["stage"] == "root_dse");
        assert_eq!(root.next().unwrap()["details"]["kind"], json!(["OpenLDAP"]));
        // Nothing to trust: encrypted, and a warning.
        api.put(&with(&settings, json!({"cert_chain": null})));
        let tested = api.get("/v1/ds/test");
        assert_eq!(tested.get("error"), None, "{tested}");
        assert_eq!(
            tested["warnings"],
            json!([
                "Any certificate is accepted: nothing proves that this is the server that was meant."
            ])
        );
    }
}

#[test]
fn roles_come_through_the_groups_of_a_real_slapd_flat_and_nested_of_every_class() {
    let slapd = or_skip!(slapd());
    let api = or_skip!(Api::start());
    let names = settings(&slapd);
    let unique = with(
        &names,
        json!({"group_object_class": "groupOfUniqueNames", "group_member_attr": "uniqueMember"}),
    );
    let posix = with(
        &names,
        json!({"group_object_class": "posixGroup", "group_member_attr": "memberUid"}),
    );
    for (role, group, settings) in [
        (2, "Outer", &names),
        (3, "Inner", &names),
        (4, "Unique outer", &unique),
        (5, "Unique inner", &unique),
        (6, "Developers", &posix),
    ] {
        api.put(settings);
        api.post(
            "/v1/roles",
            &json!({"display_name": group, "permissions": []}),
        );
        api.post("/v1/groups", &json!({"login": group, "role_ids": [role]}));
    }
    // slapd answers the in-chain rule with nothing, and it is allowed here: it must not be used.
    let nested = |settings: &Value| with(settings, json!({"search_nested_groups": true}));
    let any = with(&names, json!({"group_object_class": null}));
    for (settings, roles) in [
        (names.clone(), json!([3])),
        (nested(&names), json!([2, 3])),
        (nested(&start_tls(&slapd, &names)), json!([2, 3])),
        (start_tls(&slapd, &unique), json!([5])),
        (nested(&unique), json!([4, 5])),
        (posix.clone(), json!([6])),
        (nested(&posix), json!([6])),
        (nested(&any), json!([2, 3])),
    ] {
        api.put(&settings);
        assert_eq!(api.roles("ada", "s3cret"), roles, "{settings}");
    }
    // A look-up without an account.
    let stranger = json!({"login": null, "password": null});
    api.put(&with(&nested(&names), stranger));
    assert_eq!(api.roles("ada", "s3cret"), json!([2, 3]));
}

#[test]
fn who_cannot_log_in_to_a_real_slapd_is_told_apart() {
    let slapd = or_skip!(slapd());
    let api = or_skip!(Api::start());
    let all = settings(&slapd);
    api.put(&all);
    let refused = |status, kind: &str| Err((status, kind.to_owned()));
    for (login, password, outcome) in [
        ("ada", "wrong", refused(401, "user-unauthenticated")),
        ("ada", "", refused(401, "user-unauthenticated")),
        ("*", "s3cret", refused(401, "user-unauthenticated")),
        ("nobody", "s3cret", refused(401, "user-unauthenticated")),
    ] {
        assert_eq!(api.log_in(login, password), outcome, "{login}");
    }
    assert!(api.log_in("ada", "s3cret").is_ok());
    // Below the whole base there are two of the name.
    api.put(&with(&all, json!({"user_rdn": null})));
    assert_eq!(
        api.log_in("ada", "s3cret"),
        refused(422, "non-unique-lookup-attr")
    );
    api.put(&with(&all, json!({"password": "wrong"})));
    assert_eq!(api.log_in("ada", "s3cret"), refused(503, "ds-unreachable"));
    api.put(&all);
    drop(slapd);
    assert_eq!(api.log_in("ada", "s3cret"), refused(503, "ds-unreachable"));
    // Without the directory everything else goes on.
    assert!(api.log_in("admin", PASSWORD).is_ok());
    assert_eq!(api.get("/v1/ds")["display_name"], "slapd");
    api.put(&json!({}));
    assert_eq!(
        api.log_in("ada", "s3cret"),
        refused(401, "user-unauthenticated")
    );
}
