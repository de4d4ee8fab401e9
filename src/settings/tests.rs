use serde_json::{Map, Value, json};

use super::*;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn complete() -> Map<String, Value> {
    object(json!({
        "display_name": "Corp",
        "hostname": "dc1.corp.example",
        "port": 636,
        "ssl": true,
        "login": "cn=reader,dc=corp,dc=example",
        "password": "s3cret",
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
    }))
}

fn with(changes: Value) -> Map<String, Value> {
    let mut all = complete();
    all.extend(object(changes));
    all
}

fn put(object: &Map<String, Value>) -> Result<Settings, SettingsError> {
    Document::read(object)?.settings(Merge::Put, None)
}

fn stored() -> Settings {
    put(&complete()).unwrap()
}

#[test]
fn what_is_given_is_kept_and_what_is_not_takes_its_default() {
    let settings = stored();
    assert_eq!(settings.url(), "ldaps://dc1.corp.example:636");
    assert_eq!(settings.protection(), Protection::Tls);
    assert_eq!(settings.user_base(), "ou=people,dc=corp,dc=example");
    assert_eq!(settings.group_base(), "dc=corp,dc=example");
    let (login, password) = settings.account().unwrap();
    assert_eq!(login, "cn=reader,dc=corp,dc=example");
    assert_eq!(password.reveal(), "s3cret");
    assert!(settings.validates_host() && !settings.allows_wildcards());
    assert!(!settings.nested_groups() && settings.in_chain_allowed());
    assert_eq!(settings.to_json(None)["help_link"], Value::Null);
    assert_eq!(
        settings.to_json_with_placeholder()["password"],
        KEEP_PASSWORD
    );
    assert_eq!(settings.to_json_revealing()["password"], "s3cret");
    assert!(!format!("{settings:?}").contains("s3cret"));
}

#[test]
fn every_problem_is_told_and_no_secret() {
    for (changes, expected) in [
        (
            json!({"hostnam": "x"}),
            "hostnam: there is no such key; did you mean hostname?",
        ),
        (
            json!({"pasword": "hunter2"}),
            "pasword: there is no such key; did you mean password?",
        ),
        (
            json!({"ciphersuites": ["x"]}),
            "ciphersuites: there is no such key; did you mean cipher-suites?",
        ),
        (
            json!({"port": "636"}),
            "port: it must be a whole number without quotes",
        ),
        (
            json!({"port": 0}),
            "port: a port is a number from 1 to 65535; usual are 389 and, for ssl, 636",
        ),
        (
            json!({"port": 1.5}),
            "port: it must be a whole number without quotes",
        ),
        (
            json!({"ssl": "yes"}),
            "ssl: it must be true or false without quotes",
        ),
        (json!({"ssl": null}), "ssl: it must not be null"),
        (
            json!({"password": ["hunter2"]}),
            "password: it must be a text, or null",
        ),
        (
            json!({"hostname": "ldaps://dc1:636"}),
            "hostname: it is a URL; give the host alone (\"dc1\") and set ssl",
        ),
        (
            json!({"hostname": "dc1:636"}),
            "hostname: the port does not stand in it; give it as port",
        ),
        (
            json!({"hostname": "dc 1"}),
            "hostname: it is no host name and no address",
        ),
        (json!({"base_dn": ""}), "base_dn: it is empty"),
        (
            json!({"user_lookup_attr": "sAM(x"}),
            "user_lookup_attr: it is no attribute name: letters, digits and hyphens",
        ),
        (
            json!({"start_tls": true}),
            "start_tls: ssl and start_tls exclude each other: a connection that begins with TLS cannot begin it again; set one to false",
        ),
        (
            json!({"password": ""}),
            "password: there is a login without a password, which servers take for nobody; give the password, or leave both out for an anonymous look-up",
        ),
        (
            json!({"login": null}),
            "login: there is a password without a login; give the DN of the account, or leave both out for an anonymous look-up",
        ),
        (
            json!({"help_link": "javascript:alert(1)"}),
            "help_link: it is shown as a link, and must begin with https:// or http://",
        ),
        (
            json!({"type": "novell"}),
            "type: it is activedirectory, openldap or apacheds, or null",
        ),
        (json!({"id": 2}), "id: it is the UUID that the service gave"),
        (
            json!({"ssl-protocols": ["TLSv1.1"]}),
            "ssl-protocols: \"TLSv1.1\" is no version of TLS that this client speaks; give 1.2 or 1.3",
        ),
        (
            json!({"ssl-protocols": []}),
            "ssl-protocols: the list is empty, so nothing could be used; give null for all",
        ),
        (
            json!({"ssl_protocols": ["TLSv1.2"], "cipher_suites": ["TLS_AES_128_GCM_SHA256"]}),
            "cipher-suites: none of them belongs to a version in ssl-protocols, so nothing could be negotiated",
        ),
        (
            json!({"name": "Corp"}),
            "name: it is given twice, also as another spelling of display_name",
        ),
        (
            json!({"port": 0, "ssl": 1}),
            "port: a port is a number from 1 to 65535; usual are 389 and, for ssl, 636; ssl: it must be true or false without quotes",
        ),
    ] {
        let error = put(&with(changes.clone())).unwrap_err();
        assert_eq!(error.to_string(), expected, "{changes}");
    }
}

#[test]
fn a_required_key_must_be_there_and_five_may_be_absent() {
    let mut without = complete();
    for name in ["login", "password", "user_rdn", "group_rdn", "help_link"] {
        without.remove(name);
    }
    let settings = put(&without).unwrap();
    assert_eq!(settings.account(), None);
    assert_eq!(settings.user_base(), "dc=corp,dc=example");
    for name in [
        "display_name",
        "hostname",
        "port",
        "ssl",
        "connect_timeout",
        "base_dn",
        "user_lookup_attr",
        "user_email_attr",
        "user_display_name_attr",
        "group_object_class",
        "group_member_attr",
        "group_name_attr",
        "group_lookup_attr",
    ] {
        let mut without = complete();
        without.remove(name);
        let error = put(&without).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("{name}: it is required")),
            "{error}"
        );
        let null = put(&with(json!({ name: null })));
        assert_eq!(
            null.is_ok(),
            ["connect_timeout", "group_object_class"].contains(&name),
            "{name}"
        );
    }
}

#[test]
fn other_spellings_are_understood() {
    let mut spelt = complete();
    let name = spelt.remove("display_name").unwrap();
    spelt.insert("name".into(), name);
    spelt.remove("help_link");
    spelt.insert("help-link".into(), "https://help.example".into());
    let settings = put(&spelt).unwrap();
    assert_eq!(settings.display_name(), "Corp");
    assert_eq!(settings.to_json(None)["help_link"], "https://help.example");
}

#[test]
fn an_optional_key_stays_on_put_and_takes_its_default_on_update() {
    let nested = json!({"search_nested_groups": true, "ssl_hostname_validation": false});
    let stored = put(&with(nested)).unwrap();
    let document = Document::read(&complete()).unwrap();
    let kept = document.settings(Merge::Put, Some(&stored)).unwrap();
    assert!(kept.nested_groups() && !kept.validates_host());
    assert_eq!(kept.id(), stored.id());
    let reset = document.settings(Merge::Replace, Some(&stored)).unwrap();
    assert!(!reset.nested_groups() && reset.validates_host());
    // null asks for the default on both.
    let null = Document::read(&with(json!({"search_nested_groups": null}))).unwrap();
    assert!(
        !null
            .settings(Merge::Put, Some(&stored))
            .unwrap()
            .nested_groups()
    );
}

#[test]
fn the_stored_password_is_kept_only_for_the_same_server_and_checks() {
    let stored = stored();
    let keep = |changes: Value| {
        let mut all = with(changes);
        all.insert("password".into(), KEEP_PASSWORD.into());
        Document::read(&all)
            .unwrap()
            .settings(Merge::Put, Some(&stored))
    };
    let kept =
        keep(json!({"display_name": "Other", "base_dn": "dc=other", "login": "cn=x"})).unwrap();
    assert_eq!(kept.account().unwrap().1.reveal(), "s3cret");
    for (changes, changed) in [
        (json!({"hostname": "evil.example"}), "hostname"),
        (json!({"port": 6636}), "port"),
        (json!({"ssl": false}), "ssl"),
        (json!({"ssl": false, "start_tls": true}), "ssl, start_tls"),
        (
            json!({"cert_chain": include_str!("../../fixtures/tls/root.pem")}),
            "cert_chain",
        ),
        (
            json!({"ssl_hostname_validation": false}),
            "ssl_hostname_validation",
        ),
        (
            json!({"ssl_wildcard_validation": true}),
            "ssl_wildcard_validation",
        ),
    ] {
        assert_eq!(
            keep(changes).unwrap_err().to_string(),
            format!(
                "enter the password again: {changed} changed, and the stored password is sent only where it was entered for"
            )
        );
    }
    let mut nothing_stored = complete();
    nothing_stored.insert("password".into(), KEEP_PASSWORD.into());
    assert_eq!(
        put(&nothing_stored).unwrap_err().to_string(),
        "enter the password again: there is no stored one to keep"
    );
}

#[test]
fn nothing_and_all_null_disconnect() {
    for text in ["{}", r#"{"hostname": null, "name": null, "ssl": null}"#] {
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            panic!()
        };
        assert!(Document::is_disconnect(&object), "{text}");
    }
    for text in [r#"{"hostname": null, "port": 1}"#, r#"{"nonsense": null}"#] {
        let Ok(Value::Object(object)) = serde_json::from_str(text) else {
            panic!()
        };
        assert!(!Document::is_disconnect(&object), "{text}");
    }
}

#[test]
fn a_password_is_opened_only_in_its_place_and_with_its_key() {
    let key = SealingKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let other = SealingKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHiA=").unwrap();
    let sealed = key.seal("a", &Secret::new("s3cret"));
    assert!(!sealed.contains("s3cret"));
    assert_eq!(key.open("a", &sealed).unwrap().reveal(), "s3cret");
    assert_ne!(key.seal("a", &Secret::new("s3cret")), sealed);
    assert_eq!(key.open("b", &sealed), Err(SealError::NotOurs));
    assert_eq!(other.open("a", &sealed), Err(SealError::NotOurs));
    for damaged in ["", "AAAA", "%", &sealed[4..]] {
        assert_eq!(key.open("a", damaged), Err(SealError::NotOurs));
    }
    assert_eq!(SealingKey::parse("short").unwrap_err(), SealError::NoKey);
}

#[test]
fn directories_are_stored_without_a_readable_password_and_read_again() {
    let path = std::env::temp_dir().join(format!("ldaplab-settings-{}", Id::random()));
    let folder = Folder::open(&path).unwrap();
    assert!(Folder::open(&path).unwrap_err().is_in_use());
    assert!(SealingKey::of(&folder).unwrap().is_none());
    let (key, text) = SealingKey::random();
    SealingKey::keep(&folder, &text).unwrap();
    let all = Directories::default().with_first(stored()).and(
        put(&with(
            json!({"display_name": "Two", "login": null, "password": null}),
        ))
        .unwrap(),
    );
    all.save(&folder, &key).unwrap();
    assert_eq!(Directories::load(&folder, &key).unwrap(), all);
    let written = std::fs::read_to_string(path.join("directories.json")).unwrap();
    assert!(!written.contains("s3cret") && written.contains("sealed_password"));
    // The key is the same the next time, and another one opens nothing.
    assert_eq!(
        Directories::load(&folder, &SealingKey::of(&folder).unwrap().unwrap()).unwrap(),
        all
    );
    let other = SealingKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let error = Directories::load(&folder, &other).unwrap_err().to_string();
    assert!(
        error.ends_with("bring back the key, or remove the settings and enter them again"),
        "{error}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for name in ["key", "directories.json"] {
            let mode = std::fs::metadata(path.join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
    drop(folder);
    std::fs::remove_dir_all(path).unwrap();
}

#[test]
fn the_first_directory_keeps_its_id_over_a_disconnect() {
    let first = stored();
    let id = first.id().clone();
    let again = Directories::default().with_first(first).disconnected();
    assert_eq!(again.first(), None);
    let again = again.with_first(stored());
    assert_eq!(again.first().unwrap().id(), &id);
}

#[test]
fn the_schema_lists_every_key() {
    let schema = json_schema();
    assert_eq!(schema["properties"].as_object().unwrap().len(), 28);
    assert_eq!(schema["required"].as_array().unwrap().len(), 13);
    assert_eq!(
        schema["properties"]["connect_timeout"]["type"],
        json!(["integer", "null"])
    );
    assert_eq!(
        schema["properties"]["ssl_hostname_validation"]["default"],
        true
    );
}
