//! A throttle with a clock in the hand.

use super::*;

const NOON: u64 = 2_000_000_000;

fn guess(throttle: &mut Throttle, key: &Key, now: u64) -> Admission {
    let admission = throttle.begin(key, now);
    if admission == Admission::Begun {
        throttle.end(key, End::Failed, now);
    }
    admission
}

/// A small one: names, and sets of eight for traces.
fn small(names: usize, sets: usize) -> Throttle {
    Throttle::new(names, Traces::new(sets))
}

/// Names that nobody has, each of which fails so often.
fn flood(throttle: &mut Throttle, names: usize, failures: u32, now: u64) {
    for number in 0..names {
        let other = Key::name(&format!("y{number}"));
        for _ in 0..failures {
            throttle.fail(&other, now);
        }
    }
}

#[test]
fn the_delay_grows_from_a_minute_to_a_quarter_of_an_hour() {
    let mut throttle = Throttle::default();
    let ada = Key::name("Ada");
    for _ in 0..10 {
        assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
    }
    let mut now = NOON;
    for delay in [60, 120, 240, 480, 900, 900, 900] {
        assert_eq!(guess(&mut throttle, &ada, now), Admission::Closed(delay));
        assert_eq!(
            guess(&mut throttle, &ada, now + delay - 1),
            Admission::Closed(1)
        );
        now += delay;
        assert_eq!(guess(&mut throttle, &ada, now), Admission::Begun);
    }
    throttle.forgive(&ada, now);
    assert_eq!(guess(&mut throttle, &ada, now), Admission::Begun);
}

#[test]
fn a_day_without_a_failure_ends_the_row_and_a_second_less_does_not() {
    for (later, closed) in [(86_399, true), (86_400, false), (86_401, false)] {
        let mut throttle = Throttle::default();
        let ada = Key::name("ada");
        for _ in 0..9 {
            guess(&mut throttle, &ada, NOON);
        }
        guess(&mut throttle, &ada, NOON + later);
        let next = guess(&mut throttle, &ada, NOON + later);
        assert_eq!(next == Admission::Closed(60), closed, "{later}: {next:?}");
    }
}

#[test]
fn at_most_as_many_tries_are_open_as_failures_are_left() {
    let mut throttle = Throttle::default();
    let ada = Key::name("ada");
    for _ in 0..10 {
        assert_eq!(throttle.begin(&ada, NOON), Admission::Begun);
    }
    assert_eq!(throttle.begin(&ada, NOON), Admission::Wait);
    throttle.end(&ada, End::Failed, NOON);
    assert_eq!(throttle.begin(&ada, NOON), Admission::Wait);
    throttle.end(&ada, End::Open, NOON);
    assert_eq!(throttle.begin(&ada, NOON), Admission::Begun);
    throttle.end(&ada, End::Succeeded, NOON);
    assert_eq!(throttle.begin(&ada, NOON), Admission::Begun);
}

#[test]
fn a_flood_of_names_gives_no_guess_back() {
    let mut throttle = small(100, 1_000);
    let ada = Key::name("ada");
    for _ in 0..9 {
        assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
    }
    // Names that fail once do not take her place, and nobody else pays for them.
    for number in 0..10_000 {
        let other = Key::name(&format!("x{number}"));
        assert_eq!(guess(&mut throttle, &other, NOON), Admission::Begun);
    }
    assert!(throttle.names.len() <= 100 && throttle.names.contains_key(&ada));
    // Names that fail as often do, and her count is kept.
    flood(&mut throttle, 200, 10, NOON + 1);
    assert!(throttle.names.len() <= 100 && !throttle.names.contains_key(&ada));
    assert_eq!(guess(&mut throttle, &ada, NOON + 2), Admission::Begun);
    assert_eq!(guess(&mut throttle, &ada, NOON + 2), Admission::Closed(60));
    // She stays closed where she leaves only a trace.
    flood(&mut throttle, 400, 12, NOON + 3);
    assert!(!throttle.names.contains_key(&ada));
    assert_eq!(guess(&mut throttle, &ada, NOON + 3), Admission::Closed(59));
}

#[test]
fn a_flood_of_names_shuts_no_stranger_out_for_one_mistake() {
    // With room for the traces of the flood, and long after there is none.
    for sets in [1_000, 4] {
        let mut throttle = small(100, sets);
        flood(&mut throttle, 5_000, 10, NOON);
        for number in 0..90 {
            let stranger = Key::name(&format!("stranger {number}"));
            assert_eq!(guess(&mut throttle, &stranger, NOON), Admission::Begun);
            assert_eq!(guess(&mut throttle, &stranger, NOON), Admission::Begun);
        }
    }
    // What is under attack has two guesses again, and no more, once its trace had to make room as well.
    let mut throttle = small(100, 1);
    let ada = Key::name("ada");
    for _ in 0..10 {
        guess(&mut throttle, &ada, NOON);
    }
    flood(&mut throttle, 5_000, 12, NOON);
    assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
    assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
    assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Closed(60));
}

#[test]
fn who_was_forgiven_is_not_closed_by_a_trace() {
    let mut throttle = small(100, 1_000);
    let ada = Key::name("ada");
    for _ in 0..10 {
        guess(&mut throttle, &ada, NOON);
    }
    flood(&mut throttle, 200, 11, NOON);
    assert!(!throttle.names.contains_key(&ada));
    throttle.forgive(&ada, NOON);
    flood(&mut throttle, 400, 12, NOON);
    assert!(!throttle.names.contains_key(&ada));
    assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
    assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
}

#[test]
fn what_is_under_attack_is_to_be_stored_until_it_is_forgiven() {
    let mut throttle = small(100, 1_000);
    let ada = Key::name("ada");
    for _ in 0..4 {
        guess(&mut throttle, &ada, NOON);
    }
    assert_eq!(throttle.unstored(), []);
    guess(&mut throttle, &ada, NOON);
    let kept = |failures| Kept {
        failures,
        last: NOON,
        until: 0,
    };
    let stored = [("name ada".to_owned(), Some(kept(5)))];
    assert_eq!(throttle.unstored(), stored);
    assert_eq!(throttle.unstored(), []);
    throttle.still_unstored(&stored);
    guess(&mut throttle, &ada, NOON);
    assert_eq!(
        throttle.unstored(),
        [("name ada".to_owned(), Some(kept(6)))]
    );
    throttle.forgive(&ada, NOON);
    assert_eq!(throttle.unstored(), [("name ada".to_owned(), None)]);
    throttle.forgive(&ada, NOON);
    assert_eq!(throttle.unstored(), []);
    // What had to make room goes from there, too; and what never was there is not remembered.
    for _ in 0..5 {
        guess(&mut throttle, &ada, NOON);
    }
    assert_eq!(throttle.unstored(), stored);
    flood(&mut throttle, 1_000, 9, NOON);
    let unstored = throttle.unstored();
    assert!(
        unstored.contains(&("name ada".to_owned(), None)),
        "{unstored:?}"
    );
    assert!(unstored.len() <= 101, "{unstored:?}");
    // Another begins where it stopped.
    let mut next = small(100, 1_000);
    next.restore(
        [
            ("name ada".to_owned(), kept(9)),
            ("nonsense".to_owned(), kept(9)),
        ],
        NOON,
    );
    assert_eq!(next.names.len(), 1);
    guess(&mut next, &ada, NOON);
    assert_eq!(guess(&mut next, &ada, NOON), Admission::Closed(60));
}

#[test]
fn ten_thousand_names_are_counted_and_no_more() {
    for (names, counted, first) in [
        (9_999, 9_999, true),
        (10_000, 10_000, true),
        (10_001, 10_000, false),
    ] {
        let mut throttle = Throttle::default();
        for number in 0..names {
            throttle.fail(&Key::name(&format!("x{number}")), NOON + number);
        }
        assert_eq!(throttle.names.len(), counted, "{names}");
        assert_eq!(throttle.names.contains_key(&Key::name("x0")), first);
    }
}

#[test]
fn five_failures_leave_a_trace_and_four_do_not() {
    for (failures, left) in [(4, 10), (5, 5), (6, 4)] {
        let mut throttle = small(100, 1_000);
        let ada = Key::name("ada");
        for _ in 0..failures {
            throttle.fail(&ada, NOON);
        }
        flood(&mut throttle, 200, 7, NOON);
        assert!(!throttle.names.contains_key(&ada));
        let begun = (0..20).take_while(|_| guess(&mut throttle, &ada, NOON) == Admission::Begun);
        assert_eq!(begun.count(), left, "{failures}");
    }
}
