//! `hot_paths NAME TIMES` does one hot path so often; `hot_paths` lists those of the gate, each with how often callgrind lets it be done.

use std::{env, process::ExitCode};

use ldaplab_benches::HOT_PATHS;

/// As many paths are gated.
const GATED: usize = 10;

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]
fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, times] = &arguments[..] else {
        for path in &HOT_PATHS[..GATED] {
            println!("{} {}", path.name, path.times);
        }
        return ExitCode::SUCCESS;
    };
    let path = HOT_PATHS.iter().find(|path| path.name == name);
    let (Some(path), Ok(times)) = (path, times.parse::<u32>()) else {
        eprintln!(
            "there is no hot path {name}, or {times} is no number; without arguments the paths are listed"
        );
        return ExitCode::from(2);
    };
    let mut once = path.ready();
    for _ in 0..times {
        once();
    }
    ExitCode::SUCCESS
}
