use super::graph::Graph;
use crate::{
    clock::SplitMix64,
    directory::{Dn, Entry, Rdn},
};

/// Whose attribute names and containers the entries have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// `user` and `group` in one `OU=People` and one `OU=Groups`, with `sAMAccountName`.
    ActiveDirectory,
    /// `inetOrgPerson` and `groupOfNames` in `ou=people` and `ou=groups`, with `uid`.
    OpenLdap,
}

/// A directory below a base, made from a seed: every entry follows from its number alone.
///
/// ```
/// use ldaplab::{directory::Dn, generate::{Style, World}};
///
/// let world = World::new(Style::ActiveDirectory, Dn::parse("DC=example,DC=test").unwrap(), 1);
/// let person = world.person(42);
/// assert_eq!(person.text("sAMAccountName"), Some("u42"));
/// assert_eq!(person.text("userPassword"), Some("u42-pass"));
/// assert_eq!(person.attributes().count(), 12);
/// ```
#[derive(Debug, Clone)]
pub struct World {
    style: Style,
    seed: u64,
    people: Dn,
    groups: Dn,
    mail_domain: String,
}

impl World {
    /// A world below `base`, whose own entry is not part of it.
    pub fn new(style: Style, base: Dn, seed: u64) -> Self {
        let (people, groups) = match style {
            Style::ActiveDirectory => (Rdn::new("OU", "People"), Rdn::new("OU", "Groups")),
            Style::OpenLdap => (Rdn::new("ou", "people"), Rdn::new("ou", "groups")),
        };
        let labels: Vec<String> = base
            .rdns()
            .map(|rdn| String::from_utf8_lossy(rdn.value()).to_lowercase())
            .collect();
        Self {
            style,
            seed,
            people: base.child(&people),
            groups: base.child(&groups),
            mail_domain: labels.join("."),
        }
    }

    /// The two containers that people and groups are in.
    pub fn units(&self) -> impl Iterator<Item = Entry> + '_ {
        [&self.people, &self.groups].into_iter().map(|dn| {
            let mut entry = Entry::new(dn.clone());
            entry.set("objectClass", ["top", "organizationalUnit"]);
            entry.set("ou", dn.rdn().map(|rdn| rdn.value().to_vec()));
            entry
        })
    }

    /// The first `count` people, made as they are asked for.
    pub fn people(&self, count: usize) -> impl Iterator<Item = Entry> + '_ {
        (0..count).map(|number| self.person(number))
    }

    /// The groups of a graph; their members are this world's people and groups.
    ///
    /// A `groupOfNames` must have a member, so one that would be empty holds itself, as administrators do it.
    pub fn groups<'a>(&'a self, graph: &'a Graph) -> impl Iterator<Item = Entry> + 'a {
        (0..graph.size()).map(move |number| self.group(number, graph))
    }

    /// What a person logs in with: `uid` or `sAMAccountName`.
    pub fn login(&self, person: usize) -> String {
        format!("u{person}")
    }

    /// The password of a person.
    pub fn password(&self, person: usize) -> String {
        format!("{}-pass", self.login(person))
    }

    /// The DN of a person.
    pub fn person_dn(&self, person: usize) -> Dn {
        self.people.child(&match self.style {
            Style::ActiveDirectory => {
                let (given, surname) = self.name(person);
                Rdn::new("CN", &format!("{given} {surname} {person}"))
            }
            Style::OpenLdap => Rdn::new("uid", &self.login(person)),
        })
    }

    /// The DN of a group.
    pub fn group_dn(&self, group: usize) -> Dn {
        let attribute = if self.style == Style::ActiveDirectory {
            "CN"
        } else {
            "cn"
        };
        self.groups
            .child(&Rdn::new(attribute, &format!("group {group}")))
    }

    /// One person, with twelve attributes.
    pub fn person(&self, number: usize) -> Entry {
        let (given, surname) = self.name(number);
        let mut random = SplitMix64::for_index(self.seed ^ 1, number);
        let login = self.login(number);
        let department = random.pick(&DEPARTMENTS);
        let mut entry = Entry::new(self.person_dn(number));
        match self.style {
            Style::ActiveDirectory => {
                let full = format!("{given} {surname} {number}");
                entry.set(
                    "objectClass",
                    ["top", "person", "organizationalPerson", "user"],
                );
                entry.set("cn", [full.as_str()]);
                entry.set("displayName", [full.as_str()]);
                entry.set("sAMAccountName", [login.as_str()]);
                entry.set(
                    "userPrincipalName",
                    [format!("{login}@{}", self.mail_domain)],
                );
                entry.set("userAccountControl", ["512"]);
                entry.set("department", [department]);
            }
            Style::OpenLdap => {
                entry.set(
                    "objectClass",
                    ["top", "person", "organizationalPerson", "inetOrgPerson"],
                );
                entry.set("uid", [login.as_str()]);
                entry.set("cn", [format!("{given} {surname}")]);
                entry.set("employeeNumber", [number.to_string()]);
                entry.set("departmentNumber", [department]);
                entry.set(
                    "telephoneNumber",
                    [format!("+99 555 {:07}", random.below(10_000_000))],
                );
                entry.set("l", [random.pick(&PLACES)]);
            }
        }
        entry.set("sn", [surname]);
        entry.set("givenName", [given]);
        entry.set("title", [random.pick(&TITLES)]);
        entry.set("mail", [format!("{login}@{}", self.mail_domain)]);
        entry.set("userPassword", [self.password(number)]);
        entry
    }

    fn group(&self, number: usize, graph: &Graph) -> Entry {
        let name = format!("group {number}");
        let mut entry = Entry::new(self.group_dn(number));
        match self.style {
            Style::ActiveDirectory => {
                entry.set("objectClass", ["top", "group"]);
                entry.set("sAMAccountName", [name.as_str()]);
                // Security group, universal scope: the scope that may hold any other.
                entry.set("groupType", ["-2147483640"]);
            }
            Style::OpenLdap => entry.set("objectClass", ["top", "groupOfNames"]),
        }
        entry.set("cn", [name.as_str()]);
        let groups = graph
            .groups_in(number)
            .iter()
            .map(|group| self.group_dn(*group));
        let people = graph
            .people_in(number)
            .iter()
            .map(|person| self.person_dn(*person));
        let mut members: Vec<String> = groups
            .chain(people)
            .map(|dn| dn.as_str().to_owned())
            .collect();
        if members.is_empty() && self.style == Style::OpenLdap {
            members.push(entry.dn().as_str().to_owned());
        }
        entry.set("member", members);
        entry
    }

    /// A given name and a surname of invented syllables.
    fn name(&self, person: usize) -> (String, String) {
        let mut random = SplitMix64::for_index(self.seed, person);
        let mut word = |syllables: usize| {
            let mut word = String::new();
            for _ in 0..syllables {
                word.push_str(random.pick(&ONSETS));
                word.push_str(random.pick(&RHYMES));
            }
            word[..1].to_uppercase() + &word[1..]
        };
        (word(2), word(3))
    }
}

const ONSETS: [&str; 16] = [
    "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z",
];
const RHYMES: [&str; 16] = [
    "a", "e", "i", "o", "u", "an", "el", "in", "or", "us", "ar", "en", "il", "om", "ay", "eth",
];
const DEPARTMENTS: [&str; 5] = ["Engineering", "Operations", "Sales", "Finance", "Support"];
const TITLES: [&str; 6] = [
    "Engineer",
    "Administrator",
    "Account Manager",
    "Accountant",
    "Support Agent",
    "Manager",
];
const PLACES: [&str; 4] = ["Rivermouth", "Port Sable", "Hollow Hill", "Northgate"];

#[cfg(test)]
mod tests {
    use super::{Style, World};
    use crate::{
        directory::Dn,
        generate::{Graph, Shape},
    };

    fn world(style: Style, base: &str) -> World {
        World::new(style, Dn::parse(base).unwrap(), 7)
    }

    #[test]
    fn a_person_is_the_same_whenever_asked_for_and_has_twelve_attributes() {
        for (style, base) in [
            (Style::OpenLdap, "dc=example,dc=org"),
            (Style::ActiveDirectory, "DC=example,DC=test"),
        ] {
            let world = world(style, base);
            let tenth = world.people(11).last().unwrap();
            assert_eq!(tenth, world.person(10));
            assert_ne!(
                tenth,
                World::new(style, Dn::parse(base).unwrap(), 8).person(10)
            );
            assert!(
                world
                    .people(100)
                    .all(|person| person.attributes().count() == 12)
            );
        }
    }

    #[test]
    fn names_and_mail_follow_the_style_and_the_base() {
        let openldap = world(Style::OpenLdap, "dc=example,dc=org");
        assert_eq!(
            openldap.person_dn(3).as_str(),
            "uid=u3,ou=people,dc=example,dc=org"
        );
        assert_eq!(openldap.person(3).text("mail"), Some("u3@example.org"));
        let ad = world(Style::ActiveDirectory, "DC=corp,DC=Example,DC=test");
        assert_eq!(
            ad.person(3).text("userPrincipalName"),
            Some("u3@corp.example.test")
        );
        assert_eq!(
            ad.person(3)
                .text("cn")
                .map(|cn| format!("CN={cn},OU=People,DC=corp,DC=Example,DC=test"))
                .as_deref(),
            Some(ad.person_dn(3).as_str())
        );
    }

    #[test]
    fn groups_hold_groups_first_and_then_people() {
        let world = world(Style::OpenLdap, "dc=example,dc=org");
        let graph = Graph::new(Shape::Cycle, 2, 1, 0);
        let groups: Vec<_> = world.groups(&graph).collect();
        let members: Vec<&[u8]> = groups[0].values("member").collect();
        assert_eq!(
            members,
            [
                &b"cn=group 1,ou=groups,dc=example,dc=org"[..],
                b"uid=u0,ou=people,dc=example,dc=org"
            ]
        );
        assert_eq!(groups[1].values("member").count(), 1);
    }

    #[test]
    fn an_empty_group_of_names_holds_itself_and_an_empty_ad_group_nobody() {
        let graph = Graph::new(Shape::Wide, 2, 0, 0);
        let openldap = world(Style::OpenLdap, "dc=example,dc=org");
        assert_eq!(
            openldap.groups(&graph).last().unwrap().text("member"),
            Some("cn=group 1,ou=groups,dc=example,dc=org")
        );
        let ad = world(Style::ActiveDirectory, "DC=example,DC=test");
        assert!(
            ad.groups(&graph)
                .last()
                .unwrap()
                .attribute("member")
                .is_none()
        );
    }
}
