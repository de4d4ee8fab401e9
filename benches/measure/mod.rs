//! What the benches share: times taken in turns, and tables.

use std::time::{Duration, Instant};

/// How much to measure. Cargo passes `--bench` for `cargo bench`; without it, as in `cargo test --benches`, or with
/// `--test`, everything runs once and small, to show that it still runs. `--large` (or `LDAPLAB_BENCH=large`) goes to sizes
/// that take minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    Quick,
    Usual,
    Large,
}

impl Effort {
    pub(crate) fn asked() -> Self {
        let given = |name: &str| std::env::args().any(|argument| argument == name);
        let large = std::env::var("LDAPLAB_BENCH").is_ok_and(|effort| effort == "large");
        match (
            given("--bench") && !given("--test"),
            large || given("--large"),
        ) {
            (false, _) => Self::Quick,
            (true, false) => Self::Usual,
            (true, true) => Self::Large,
        }
    }

    /// One of three numbers.
    pub(crate) fn pick<T>(self, quick: T, usual: T, large: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Usual => usual,
            Self::Large => large,
        }
    }
}

/// Words on the command line that are no options: only what has one of them in its name is measured.
pub(crate) fn chosen(name: &str) -> bool {
    let mut words = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

/// Something to be measured against others: does it once, and says how long that took.
pub(crate) type Contestant<'a> = Box<dyn FnMut() -> Duration + 'a>;

/// Runs contestants in turns (A B A B …), so that whatever else the machine does meets all of them, and returns the median of
/// each. Everyone has one turn first that does not count. Ends after `turns`, or after `limit` once everyone had three.
pub(crate) fn in_turns(
    turns: usize,
    limit: Duration,
    contestants: &mut [Contestant<'_>],
) -> Vec<Duration> {
    let mut times = vec![Vec::with_capacity(turns); contestants.len()];
    for contestant in contestants.iter_mut() {
        contestant();
    }
    let began = Instant::now();
    for turn in 0..turns {
        for (contestant, times) in contestants.iter_mut().zip(&mut times) {
            times.push(contestant());
        }
        if turn >= 2 && began.elapsed() > limit {
            break;
        }
    }
    times.iter_mut().map(|times| median(times)).collect()
}

pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// `1.23 µs`, `123 µs`, `1.23 ms`, `1.23 s`.
pub(crate) fn text(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    let (figure, unit) = match micros {
        ..1_000.0 => (micros, "µs"),
        ..1e6 => (micros / 1e3, "ms"),
        _ => (micros / 1e6, "s"),
    };
    let places = match figure {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{figure:.places$} {unit}")
}

/// `×1.00`; how often `of` fits into `time`.
pub(crate) fn ratio(time: Duration, of: Duration) -> String {
    format!("×{:.2}", time.as_secs_f64() / of.as_secs_f64().max(1e-9))
}

/// A number with a comma before every three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A table in Markdown whose columns line up in a terminal too.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Self {
        Self {
            rows: vec![head.map(str::to_owned).into()],
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    pub(crate) fn print(&self, title: &str) {
        let columns = self.rows[0].len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let widths = self.rows.iter().map(|row| row[column].chars().count());
                widths.max().unwrap_or(0)
            })
            .collect();
        println!("\n### {title}\n");
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).enumerate();
            let cells = cells.map(|(column, (cell, width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
            if number == 0 {
                let lines = widths.iter().enumerate().map(|(column, width)| {
                    let dashes = "-".repeat(width + 1);
                    format!("{dashes}{}", if column == 0 { "-" } else { ":" })
                });
                println!("|{}|", lines.collect::<Vec<_>>().join("|"));
            }
        }
    }
}
