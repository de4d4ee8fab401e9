//! A list of requests as Rust code that makes them again.

use std::fmt::Write as _;

use super::{Record, Requests, messages};
use crate::{
    directory::filter,
    wire::{
        Request,
        request::{Authentication, ChangeOperation, PartialAttribute, Scope},
    },
};

impl Requests {
    /// An async function that makes the same requests with [`crate::client`], connection after connection. Passwords are asked of the environment
    /// (`LDAP_PASSWORD`) unless [`Requests::with_secrets`] puts them in.
    pub fn rust_code(&self) -> String {
        let mut out = String::from(
            "async fn again(url: &str, options: &Options) -> Result<(), Error> {\n    let password = std::env::var(\"LDAP_PASSWORD\").unwrap_or_default();\n",
        );
        let mut connections: Vec<u64> = self.iter().map(|record| record.connection).collect();
        connections.sort_unstable();
        connections.dedup();
        for connection in connections {
            let _ = writeln!(
                out,
                "\n    // Connection {connection}.\n    let mut client = Client::connect(url, options).await?;"
            );
            for record in self.iter().filter(|record| record.connection == connection) {
                for line in self.statement(record).lines() {
                    let _ = writeln!(out, "    {line}");
                }
            }
        }
        out.push_str("    Ok(())\n}\n");
        out
    }

    fn statement(&self, record: &Record) -> String {
        let (request, _) = messages::request(record, self.shows_secrets());
        match &request {
            Request::Bind(bind) => match &bind.authentication {
                Authentication::Simple(password) if password.is_empty() && bind.name.is_empty() => {
                    "client.anonymous_bind().await?;".to_owned()
                }
                Authentication::Simple(password) => {
                    let password = match self.shows_secrets() {
                        true => text(password),
                        false => "&password".to_owned(),
                    };
                    format!(
                        "client.simple_bind({}, {password}).await?;",
                        text(&bind.name)
                    )
                }
                _ => "// A SASL bind, which cannot be made again.".to_owned(),
            },
            Request::Unbind => "client.unbind().await;".to_owned(),
            Request::Search(search) => {
                let scope = match search.scope {
                    Scope::Base => "Base",
                    Scope::One => "One",
                    Scope::Children => "Children",
                    _ => "Sub",
                };
                let mut out = format!(
                    "client\n    .search(\n        &Search::new({})\n            .scope(Scope::{scope})\n            .filter_text({:?})?",
                    text(&search.base),
                    filter::print(&search.filter)
                );
                if !search.attributes.is_empty() {
                    let _ = write!(out, "\n            .attributes({:?})", search.attributes);
                }
                if search.size_limit > 0 {
                    let _ = write!(out, "\n            .size_limit({})", search.size_limit);
                }
                if search.time_limit > 0 {
                    let _ = write!(out, "\n            .time_limit({})", search.time_limit);
                }
                if search.types_only {
                    out.push_str("\n            .types_only()");
                }
                for control in &record.controls {
                    let value = match &control.value {
                        Some(value) => format!("Some(vec!{value:?})"),
                        None => "None".to_owned(),
                    };
                    let _ = write!(
                        out,
                        "\n            .control(Control {{ oid: {:?}.into(), critical: {}, value: {value} }})",
                        control.oid, control.critical
                    );
                }
                out + ",\n    )\n    .await?;"
            }
            Request::Add(add) => format!(
                "client.add({}, vec![{}]).await?;",
                text(&add.dn),
                attributes(&add.attributes)
            ),
            Request::Modify(modify) => {
                let changes: Vec<String> = modify
                    .changes
                    .iter()
                    .map(|change| {
                        let operation = match change.operation {
                            ChangeOperation::Add => "Add",
                            ChangeOperation::Delete => "Delete",
                            ChangeOperation::Replace => "Replace",
                            ChangeOperation::Increment => "Increment",
                        };
                        format!(
                            "Change {{ operation: ChangeOperation::{operation}, modification: {} }}",
                            attributes(std::slice::from_ref(&change.modification))
                        )
                    })
                    .collect();
                format!(
                    "client.modify({}, vec![{}]).await?;",
                    text(&modify.dn),
                    changes.join(", ")
                )
            }
            Request::Delete(dn) => format!("client.delete({}).await?;", text(dn)),
            Request::ModifyDn(rename) => format!(
                "client.modify_dn({}, {}, {}, {}).await?;",
                text(&rename.dn),
                text(&rename.new_rdn),
                rename.delete_old_rdn,
                rename
                    .new_superior
                    .as_ref()
                    .map_or_else(|| "None".to_owned(), |dn| format!("Some({})", text(dn)))
            ),
            Request::Compare(compare) => format!(
                "client.compare({}, {:?}, {}).await?;",
                text(&compare.dn),
                compare.attribute,
                octets(&compare.value)
            ),
            Request::Abandon(id) => format!("// Abandoned request {id}."),
            Request::Extended(extended) if extended.name == crate::wire::oid::START_TLS => {
                "client.start_tls().await?;".to_owned()
            }
            Request::Extended(extended) => format!(
                "client.extended({:?}, {}).await?;",
                extended.name,
                extended.value.as_ref().map_or_else(
                    || "None".to_owned(),
                    |value| format!("Some({}.to_vec())", octets(value))
                )
            ),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}

fn octets(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}

fn attributes(all: &[PartialAttribute]) -> String {
    let one = |attribute: &PartialAttribute| {
        let values: Vec<String> = attribute
            .values
            .iter()
            .map(|value| format!("{}.to_vec()", octets(value)))
            .collect();
        format!(
            "PartialAttribute {{ description: {:?}.into(), values: vec![{}] }}",
            attribute.description,
            values.join(", ")
        )
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}
