//! Which form of the directory's state is fast enough, at which size, in how much memory?
//!
//! `cargo bench --bench state` compares at 1,000 and 100,000 people, `cargo bench --bench state --
//! 1000 100000 1000000` at the sizes of `docs/state.md`; `-- dit 100000` measures one form. Each form and
//! size runs in a process of its own, so that memory is its own.

#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "state/forms.rs"]
mod forms;
#[path = "state/limits.rs"]
mod limits;
#[path = "state/maps.rs"]
mod maps;
#[path = "state/measure.rs"]
mod measure;
#[path = "state/people.rs"]
mod people;

use std::process::Command;

use forms::{Guarded, Journalled, Published, Tree};
use maps::{Imbl, Std};

/// One line of a child's output: what was measured, and the figure.
type Row = (String, String);

const FORMS: [(&str, &str); 6] = [
    ("copy", "std maps, lock, copy at snapshot"),
    ("journal", "std maps, lock, undo journal"),
    ("imbl", "imbl, lock"),
    ("imbl-publish", "imbl, published at every write"),
    ("imbl-batch", "imbl, published every 64 writes"),
    ("dit", "shared B+ trees, lock (`Dit`)"),
];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    if let [flag, form, size] = &arguments[..]
        && flag == "--child"
    {
        let size = size.parse().expect("the parent passes a number");
        return child(form, size);
    }
    let mut sizes: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 100_000];
    }
    let chosen = |form: &str| {
        let mut named = arguments
            .iter()
            .filter(|a| a.parse::<usize>().is_err())
            .peekable();
        named.peek().is_none() || named.any(|name| name == form)
    };
    for size in sizes {
        println!("\n### {size} people\n");
        let forms: Vec<_> = FORMS.iter().filter(|(form, _)| chosen(form)).collect();
        let columns: Vec<Vec<Row>> = forms.iter().map(|(form, _)| measured(form, size)).collect();
        let names: Vec<_> = forms.iter().map(|(_, name)| *name).collect();
        println!("| | {} |", names.join(" | "));
        println!("|---|{}", "---:|".repeat(names.len()));
        let longest = columns.iter().max_by_key(|column| column.len());
        for (what, _) in longest.into_iter().flatten() {
            let cells = columns.iter().map(|column| {
                let row = column.iter().find(|row| row.0 == *what);
                row.map_or("", |row| row.1.as_str())
            });
            println!("| {what} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }
}

/// Measures one form in a new process.
fn measured(form: &str, size: usize) -> Vec<Row> {
    let program = std::env::current_exe().expect("a running program has a path");
    let output = Command::new(program)
        .args(["--child", form, &size.to_string()])
        .output()
        .expect("this program can be started again");
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(what, figure)| (what.to_owned(), figure.to_owned()))
        .collect()
}

fn child(form: &str, size: usize) {
    match form {
        "copy" => measure::all::<Guarded<Std>>(size),
        "journal" => measure::all::<Journalled>(size),
        "imbl" => measure::all::<Guarded<Imbl>>(size),
        "imbl-publish" => measure::all::<Published<1>>(size),
        "imbl-batch" => measure::all::<Published<64>>(size),
        "dit" => {
            measure::all::<Tree>(size);
            limits::all(size);
        }
        _ => eprintln!("unknown form `{form}`"),
    }
}
