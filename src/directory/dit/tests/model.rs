//! A tree behaves as a list of entries that is searched from end to end.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// Labels of RDNs, the lowest first; below `dc=org`.
type Path = Vec<u8>;

/// The values of `uid`, `cn`, `sn` and `member` of an entry.
type Content = (u8, Option<u8>, Option<u8>, Vec<Path>);

#[derive(Clone, Debug)]
enum Write {
    Add(Path, Content),
    Modify(Path, Content),
    Delete(Path),
    Rename(Path, Path),
    Load(Vec<(Path, Content)>),
    Snapshot,
    Restore(usize),
    IndexSn,
}

fn write() -> impl Strategy<Value = Write> {
    let path = || vec(0_u8..3, 1..4);
    let value = || proptest::option::of(0_u8..4);
    let content = move || (0_u8..6, value(), value(), vec(path(), 0..3));
    prop_oneof![
        8 => (path(), content()).prop_map(|(path, content)| Write::Add(path, content)),
        4 => (path(), content()).prop_map(|(path, content)| Write::Modify(path, content)),
        3 => path().prop_map(Write::Delete),
        3 => (path(), path()).prop_map(|(from, to)| Write::Rename(from, to)),
        1 => vec((path(), content()), 0..6).prop_map(Write::Load),
        1 => Just(Write::Snapshot),
        1 => (0_usize..4).prop_map(Write::Restore),
        1 => Just(Write::IndexSn),
    ]
}

fn name(path: &Path) -> String {
    let rdns = path.iter().map(|label| format!("ou={label},"));
    rdns.collect::<String>() + "dc=org"
}

fn made(path: &Path, (uid, cn, sn, members): &Content) -> Entry {
    let mut entry = entry(
        &name(path),
        &[("objectClass", "person"), ("uid", &uid.to_string())],
    );
    entry.set("cn", cn.iter().map(|cn| format!("Cn {cn}")));
    entry.set("sn", sn.iter().map(u8::to_string));
    let mut members: Vec<_> = members.iter().map(name).collect();
    members.sort();
    members.dedup();
    entry.set("member", members);
    entry
}

/// The entries below `dc=org` in the order in which they were added.
#[derive(Clone, Default)]
struct Model(Vec<Entry>);

impl Model {
    fn at(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|entry| entry.dn().as_str() == name)
    }

    fn has_superior(&self, path: &Path) -> bool {
        path.len() == 1 || self.at(&name(&path[1..].to_vec())).is_some()
    }

    fn can_add(&self, path: &Path) -> bool {
        self.at(&name(path)).is_none() && self.has_superior(path)
    }

    fn is_below(entry: &Entry, name: &str) -> bool {
        entry.dn().as_str().ends_with(&format!(",{name}"))
    }

    fn rename(&mut self, from: &Path, to: &Path) -> bool {
        let (old, new) = (name(from), name(to));
        let Some(at) = self.at(&old) else {
            return false;
        };
        if from == to {
            return true;
        }
        if to.ends_with(from) || !self.can_add(to) {
            return false;
        }
        let superior = (to.len() > 1).then(|| self.at(&name(&to[1..].to_vec())));
        let goes_last = superior.flatten().is_some_and(|superior| superior > at);
        let moves = |entry: &Entry| entry.dn().as_str() == old || Self::is_below(entry, &old);
        let mut moved = Vec::new();
        for entry in self.0.iter_mut().filter(|entry| moves(entry)) {
            let written = entry.dn().as_str();
            let stem = written.strip_suffix(&old).expect("it is within").to_owned();
            entry.set_dn(dn(&(stem + &new)));
            moved.push(entry.clone());
        }
        if goes_last {
            self.0.retain(|entry| !moved.contains(entry));
            self.0.extend(moved);
        }
        true
    }
}

/// Applies a write to both; they agree on whether it is possible.
fn apply(dit: &mut Dit, model: &mut Model, write: &Write) {
    match write {
        Write::Add(path, content) => {
            let entry = made(path, content);
            let possible = model.can_add(path);
            assert_eq!(dit.insert(entry.clone()).is_ok(), possible);
            model.0.extend(possible.then_some(entry));
        }
        Write::Modify(path, content) => {
            let entry = made(path, content);
            let at = model.at(&name(path));
            assert_eq!(dit.replace(entry.clone()).is_ok(), at.is_some());
            if let Some(at) = at {
                model.0[at] = entry;
            }
        }
        Write::Delete(path) => {
            let name = name(path);
            let leaf = !model.0.iter().any(|entry| Model::is_below(entry, &name));
            let at = model.at(&name).filter(|_| leaf);
            assert_eq!(dit.remove(&dn(&name)).is_ok(), at.is_some());
            at.map(|at| model.0.remove(at));
        }
        Write::Rename(from, to) => {
            let kept = model.at(&name(from)).map(|at| model.0[at].clone());
            let mut entry = kept.unwrap_or_else(|| Entry::new(dn(&name(from))));
            entry.set_dn(dn(&name(to)));
            let renamed = dit.rename(&dn(&name(from)), entry);
            assert_eq!(renamed.is_ok(), model.rename(from, to));
        }
        Write::Load(list) => {
            let mut next = model.clone();
            let mut wrong = None;
            for (index, (path, content)) in list.iter().enumerate() {
                if !next.can_add(path) {
                    wrong = Some(index);
                    break;
                }
                next.0.push(made(path, content));
            }
            let entries = list.iter().map(|(path, content)| made(path, content));
            let refused = dit.load(entries.collect()).err();
            assert_eq!(refused.map(|error| error.index()), wrong);
            if wrong.is_none() {
                *model = next;
            }
        }
        Write::IndexSn => dit.index_on("sn"),
        Write::Snapshot | Write::Restore(_) => {}
    }
}

/// Every way of finding something agrees with looking at everything.
fn check(dit: &Dit, model: &Model) {
    let all = &model.0;
    let found = |entries: Vec<&Arc<Entry>>| -> Vec<Entry> {
        entries
            .into_iter()
            .map(|entry| entry.as_ref().clone())
            .collect()
    };
    let scan = |wanted: &dyn Fn(&Entry) -> bool| -> Vec<Entry> {
        all.iter().filter(|entry| wanted(entry)).cloned().collect()
    };
    assert_eq!(dit.len(), all.len() + 1);
    for description in ["uid", "cn", "sn"] {
        for value in ["0", "1", "2", "3", "4", "5", "cn 0", "CN  1", "cn 2"] {
            let folded = value.to_lowercase().replace("  ", " ");
            let holds = |entry: &Entry| {
                let text = entry.text(description);
                text.is_some_and(|text| text.eq_ignore_ascii_case(&folded))
            };
            let index = dit.find(description, value.as_bytes()).collect();
            assert_eq!(found(index), scan(&holds), "{description}={value}");
        }
    }
    for entry in all {
        let (dn, name) = (entry.dn(), entry.dn().as_str());
        assert_eq!(dit.get(dn).map(AsRef::as_ref), Some(entry));
        let names_it = |own: &Entry| own.values("member").any(|value| value == name.as_bytes());
        assert_eq!(
            found(dit.referrers("member", dn).collect()),
            scan(&names_it)
        );
        let below = |own: &Entry| Model::is_below(own, name);
        let directly = |own: &Entry| own.dn().parent().as_ref() == Some(dn);
        assert_eq!(found(dit.children(dn).collect()), scan(&directly));
        assert_eq!(dit.is_leaf(dn), scan(&below).is_empty());
        for filter in [
            "(uid=1)",
            "(|(uid=1)(cn=Cn 1))",
            "(&(objectClass=person)(uid=1)(sn=2))",
        ] {
            for scope in [Scope::Base, Scope::One, Scope::Sub, Scope::Children] {
                let in_scope = |own: &Entry| match scope {
                    Scope::Base => own == entry,
                    Scope::One => directly(own),
                    Scope::Sub => below(own) || own == entry,
                    _ => below(own),
                };
                let matches = |own: &Entry| {
                    let is = |description, value| own.text(description) == Some(value);
                    match filter {
                        "(uid=1)" => is("uid", "1"),
                        "(|(uid=1)(cn=Cn 1))" => is("uid", "1") || is("cn", "Cn 1"),
                        _ => is("uid", "1") && is("sn", "2"),
                    }
                };
                let candidates = dit.candidates(dn, scope, &compiled(filter));
                let candidates = candidates.map(|entry| entry.as_ref().clone());
                let kept: Vec<_> = candidates.filter(|entry| matches(entry)).collect();
                let expected = scan(&|own: &Entry| in_scope(own) && matches(own));
                assert_eq!(kept, expected, "{filter} {scope:?} {name}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_tree_is_a_list_of_entries_with_faster_ways_to_find_them(writes in vec(write(), 1..80)) {
        let mut dit = empty();
        dit.insert(entry("dc=org", &[])).expect("the suffix");
        let mut model = Model::default();
        let mut kept: Vec<(Snapshot, Model)> = Vec::new();
        for write in &writes {
            match write {
                Write::Snapshot => kept.push((dit.snapshot(), model.clone())),
                Write::Restore(at) => {
                    if let Some((snapshot, past)) = kept.get(*at) {
                        dit.restore(snapshot);
                        model = past.clone();
                    }
                }
                write => apply(&mut dit, &mut model, write),
            }
        }
        check(&dit, &model);
        for (snapshot, past) in &kept {
            check(snapshot.dit(), past);
        }
    }
}
