//! Invented people with twelve attributes, and their organisation.

use std::sync::{Arc, LazyLock};

use ldaplab::directory::filter::{self, Compiled, Extensible, Options};
use ldaplab::directory::schema::Schema;
use ldaplab::directory::{Dit, Dn, Entry};

pub(crate) const SUFFIX: &str = "dc=example,dc=org";
const UNIT: &str = "ou=people,dc=example,dc=org";

/// The suffix, the unit of all people, and `count` people.
pub(crate) fn entries(count: usize) -> Vec<Entry> {
    let mut entries = vec![plain(SUFFIX, "domain"), plain(UNIT, "organizationalUnit")];
    entries.extend((0..count).map(|n| person(n, n / 10)));
    entries
}

fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
        let mut schema = Schema::default();
        let text = include_str!("people.schema");
        schema.extend(text).expect("the text beside this file");
        schema
    });
    &SCHEMA
}

/// A tree of these entries.
pub(crate) fn tree(entries: Vec<Entry>) -> Dit {
    let mut dit = Dit::new(Arc::new(schema().clone()));
    dit.add_suffix(dn(SUFFIX));
    dit.load(entries).expect("superiors come first");
    dit
}

pub(crate) fn compiled(filter: &str) -> Compiled {
    let filter = filter::parse(filter).expect("a literal filter");
    let undefined = &mut |_: &_| Extensible::Undefined;
    filter::compile(&filter, schema(), Options::default(), undefined)
}

pub(crate) fn plain(name: &str, class: &str) -> Entry {
    let mut entry = Entry::new(dn(name));
    entry.set("objectClass", ["top", class]);
    entry
}

pub(crate) fn dn(name: &str) -> Dn {
    Dn::parse(name).expect("a literal name")
}

pub(crate) fn name(n: usize) -> Dn {
    dn(&format!("uid=user{n},{UNIT}"))
}

/// A person, whose manager is another one.
pub(crate) fn person(n: usize, manager: usize) -> Entry {
    let mut entry = Entry::new(name(n));
    entry.set(
        "objectClass",
        ["top", "person", "organizationalPerson", "inetOrgPerson"],
    );
    entry.set("cn", [format!("Given{n} Family{n}")]);
    entry.set("sn", [format!("Family{n}")]);
    entry.set("givenName", [format!("Given{n}")]);
    entry.set("displayName", [format!("Family{n}, Given{n}")]);
    entry.set("telephoneNumber", [format!("+49 30 {n:07}")]);
    entry.set("sAMAccountName", [format!("user{n}")]);
    entry.set("userPrincipalName", [format!("user{n}@example.org")]);
    entry.set("mail", [format!("given{n}.family{n}@example.org")]);
    entry.set("manager", [name(manager).as_str()]);
    let mixed = (n as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    entry.set("objectGUID", [mixed.to_le_bytes()]);
    let mut sid = vec![
        1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 7, 7,
    ];
    sid.extend((n as u32 + 1_000).to_le_bytes());
    entry.set("objectSid", [sid]);
    entry
}
