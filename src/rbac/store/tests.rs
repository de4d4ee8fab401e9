//! The tables of tokens, which no address shows.

use std::{fs, sync::Arc};

use super::*;
use crate::rbac::User;

struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("ldaplab-store-{}", Id::random())))
    }

    fn open(&self) -> (Store, Records, Arc<Folder>) {
        let folder = Arc::new(Folder::open(&self.0).unwrap());
        let disk = Disk::default();
        let found = Found::look(&folder, &disk).unwrap();
        let (store, records) = found.open(&folder, &disk).unwrap();
        (store, records, folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn token(number: u16, user: &Id, expires: u64) -> Token {
    let mut digest = [0; 32];
    digest[..2].copy_from_slice(&number.to_be_bytes());
    Token {
        digest,
        user: user.clone(),
        expires,
        label: None,
    }
}

fn begin(store: &Store, tokens: &[Token], now: u64) {
    let sessions: Vec<Session> = tokens.iter().cloned().map(Session::Begin).collect();
    let change = Change {
        sessions: &sessions,
        now,
        ..Change::default()
    };
    store.keep(&change).unwrap();
}

fn counted(store: &Store) -> [u64; 3] {
    store.held.read(tables::tokens).unwrap()
}

#[test]
fn of_a_users_tokens_the_hundred_youngest_are_kept() {
    for (number, first) in [(99, true), (100, true), (101, false)] {
        let scratch = Scratch::new();
        let (store, ..) = scratch.open();
        let (ada, ben) = (Id::random(), Id::random());
        begin(&store, &[token(1_000, &ben, 500)], 10);
        let all: Vec<Token> = (0..number).map(|n| token(n, &ada, 500)).collect();
        begin(&store, &all, 10);
        let whose = |token: &Token| store.holder(&token.digest, 10).unwrap();
        assert_eq!(whose(&all[0]), first.then(|| ada.clone()), "{number}");
        assert_eq!(whose(&all[1]), Some(ada.clone()));
        assert_eq!(whose(&all[usize::from(number) - 1]), Some(ada.clone()));
        let left = u64::from(number.min(100)) + 1;
        assert_eq!(counted(&store), [left; 3]);
    }
}

#[test]
fn a_token_ends_at_its_time_and_is_cleared_away_a_few_at_a_time() {
    let scratch = Scratch::new();
    let (store, ..) = scratch.open();
    let users: Vec<Id> = (0..3).map(|_| Id::random()).collect();
    let all: Vec<Token> = (0..150)
        .map(|n| token(n, &users[usize::from(n) % 3], 100))
        .collect();
    begin(&store, &all, 10);
    for (now, known) in [(99, true), (100, false), (101, false)] {
        let holder = store.holder(&all[0].digest, now).unwrap();
        assert_eq!(holder.is_some(), known, "{now}");
    }
    // Nobody else's has ended at 99.
    begin(&store, &[token(200, &users[0], 500)], 99);
    assert_eq!(counted(&store), [151; 3]);
    for (number, left) in [(201, 151 + 1 - 64), (202, 88 + 1 - 64), (203, 4), (204, 5)] {
        begin(&store, &[token(number, &users[0], 500)], 100);
        assert_eq!(counted(&store), [left; 3], "{number}");
    }
}

#[test]
fn who_is_removed_leaves_no_token_behind() {
    let scratch = Scratch::new();
    let (store, before, _folder) = scratch.open();
    let mut after = before.clone();
    let all: Vec<User> = ["ada", "ben", "cy"]
        .map(|login| User::local(login, "", ""))
        .into();
    after.users.extend(all.iter().cloned());
    let tokens: Vec<Token> = (0..6)
        .map(|n| token(n, &all[usize::from(n) % 3].id, 500))
        .collect();
    let sessions: Vec<Session> = tokens.iter().cloned().map(Session::Begin).collect();
    let change = |records, sessions| Change {
        records: Some(records),
        sessions,
        ..Change::default()
    };
    store.keep(&change((&before, &after), &sessions)).unwrap();
    assert_eq!(counted(&store), [6; 3]);
    let mut fewer = after.clone();
    fewer.users.remove(2);
    fewer.users[2].display_name = "Changed".to_owned();
    store.keep(&change((&after, &fewer), &[])).unwrap();
    assert_eq!(counted(&store), [4; 3]);
    let mut more = fewer.clone();
    more.users.push(all[1].clone());
    more.next_role = 7;
    store.keep(&change((&fewer, &more), &[])).unwrap();
    drop((store, _folder));
    let (_, found, _folder) = scratch.open();
    assert_eq!(found, more);
    let names: Vec<&str> = found.users.iter().map(|user| user.login.as_str()).collect();
    assert_eq!(names, ["api_user", "ada", "cy", "ben"]);
}
