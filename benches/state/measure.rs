//! What is measured of each form.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::forms::Form;
use crate::people::{entries, name, person};

/// Prints one line for each figure: what, a tab, the figure.
///
/// Writes and look-ups: the median of single operations, whose outliers are other programs'
/// turns, and for writes behind it the mean of the thread's own processor time.
pub(crate) fn all<F: Form>(size: usize) {
    let before = memory();
    let made = Instant::now();
    let people = entries(size);
    let made = made.elapsed();
    let start = Instant::now();
    let state = F::load(people);
    let load = start.elapsed();
    report("load", text(load));
    report("making the entries before", text(made));
    let used = (memory() - before) as f64 / 1_048_576.0;
    report("memory, MiB", format!("{used:.1}"));

    let turns = 20_000.min(size);
    // Scattered over all people, none twice.
    let pick = |turn: usize| (turn * 7_919 + 13) % size;
    writes(
        "add",
        turns,
        |turn| {
            let entry = person(size + turn, pick(turn));
            move |state: &F| state.add(entry)
        },
        &state,
    );
    writes(
        "modify mail",
        turns,
        |turn| {
            let mut entry = person(pick(turn), pick(turn) / 10);
            entry.set("mail", [format!("new{turn}@example.org")]);
            move |state: &F| state.modify(entry)
        },
        &state,
    );
    writes(
        "modify, not indexed",
        turns,
        |turn| {
            let mut entry = person(pick(turn), pick(turn) / 10);
            entry.set("mail", [format!("new{turn}@example.org")]);
            entry.set("displayName", ["other"]);
            move |state: &F| state.modify(entry)
        },
        &state,
    );
    writes(
        "rename",
        turns,
        |turn| {
            let mut entry = person(size + turn, pick(turn));
            let from = entry.dn().clone();
            entry.set_dn(name(size * 3 + turn));
            move |state: &F| state.rename(&from, entry)
        },
        &state,
    );
    writes(
        "delete",
        turns,
        |turn| {
            let dn = name(size * 3 + turn);
            move |state: &F| state.delete(&dn)
        },
        &state,
    );

    state.settle();
    assert_eq!(state.equality("user7"), 1);
    assert_eq!(state.referrers(&name(7)), 10);
    assert_eq!(state.walk(), size * 12 + 2);
    reads("look-up by account name", turns, |turn| {
        state.equality(&format!("user{}", pick(turn)))
    });
    reads("look-up by reference", turns, |turn| {
        state.referrers(&name(pick(turn) / 10))
    });
    reads("cursor: open, first 64", 9, |_| state.cursor());
    reads("cursor: all", 5, |_| state.walk());

    for turns in [100, 1_000] {
        restores(turns, &state);
    }
}

/// Times a snapshot, the writes after it, and the way back.
fn restores<F: Form>(turns: usize, state: &F) {
    let [mut taken, mut first, mut after, mut restored] = [const { Vec::new() }; 4];
    for round in 0..5 {
        let start = Instant::now();
        let snapshot = state.snapshot();
        taken.push(start.elapsed());
        for turn in 0..turns {
            let mut entry = person(turn, round);
            entry.set("mail", [format!("round{round}turn{turn}@example.org")]);
            let start = Instant::now();
            state.modify(entry);
            let times = if turn == 0 { &mut first } else { &mut after };
            times.push(start.elapsed());
        }
        let start = Instant::now();
        state.restore(&snapshot);
        restored.push(start.elapsed());
    }
    if turns == 100 {
        report("snapshot", text(median(&mut taken)));
        report("first write after it", text(median(&mut first)));
        report("the writes after that", text(median(&mut after)));
    }
    let what = format!("restore after {turns} writes");
    report(&what, text(median(&mut restored)));
}

/// Prepares and times writes one by one.
fn writes<F, W: FnOnce(&F)>(what: &str, turns: usize, prepare: impl Fn(usize) -> W, state: &F) {
    let prepared: Vec<W> = (0..turns).map(prepare).collect();
    let mut times = Vec::with_capacity(turns);
    let before = processor();
    for write in prepared {
        let start = Instant::now();
        write(state);
        times.push(start.elapsed());
    }
    let mean = (processor() - before) / turns as u32;
    report(
        what,
        format!("{} ({})", text(median(&mut times)), text(mean)),
    );
}

/// Times reads one by one.
pub(crate) fn reads(what: &str, turns: usize, read: impl Fn(usize) -> usize) {
    let mut times = Vec::with_capacity(turns);
    for turn in 0..turns {
        let start = Instant::now();
        black_box(read(turn));
        times.push(start.elapsed());
    }
    report(what, text(median(&mut times)));
}

pub(crate) fn report(what: &str, figure: String) {
    println!("{what}\t{figure}");
}

pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

pub(crate) fn text(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..100.0 => format!("{micros:.2} µs"),
        ..100_000.0 => format!("{:.2} ms", micros / 1e3),
        ..1e6 => format!("{:.0} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

/// Processor time of this thread so far.
fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// Bytes of this process in memory.
pub(crate) fn memory() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or(0) * 4_096
}
