//! Writing to people and programs. A reader that has gone away (`| head`) ends nothing.

use std::{
    fs,
    io::{self, IsTerminal, Write, stderr, stdout},
    net::SocketAddr,
    path::Path,
};

/// Writes a text to stdout, with a line end if it has none.
pub(crate) fn print(text: &str) {
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

/// Writes a file that holds a secret: nobody else may read it, and nothing that is there already is written to.
pub(crate) fn secret_file(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Writes a line to stderr.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(stderr().lock(), "{text}");
}

/// Writes a warning to stderr.
pub(crate) fn warn(text: &str) {
    complain(&format!("warning: {text}"));
}

/// Warns of every address that other machines can reach.
pub(crate) fn warn_beyond_loopback(listens: impl IntoIterator<Item = SocketAddr>, what: &str) {
    for address in listens {
        if !address.ip().is_loopback() {
            warn(&format!(
                "it listens on {address}, which other machines can reach: {what}"
            ));
        }
    }
}

/// A server's text in one line of ours: what would move the cursor, colour, or turn the writing is shown by its number.
pub(crate) fn one_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() || turns(c) {
            true => line.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            false => line.push(c),
        }
    }
    line
}

/// Rows of text: columns aligned on a terminal, parted by tabs elsewhere.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    layout(rows, stdout().is_terminal())
}

fn layout(rows: &[Vec<String>], aligned: bool) -> String {
    let shown = |row: &Vec<String>| row.iter().map(|cell| one_line(cell)).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = if aligned {
            row.iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect()
        } else {
            row.clone()
        };
        text.push_str(cells.join(if aligned { "  " } else { "\t" }).trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::layout;

    #[test]
    fn columns_are_aligned_for_people_and_parted_by_tabs_for_programs() {
        let rows = [
            vec!["a".to_owned(), "bcd".to_owned()],
            vec!["äöü".to_owned(), "e".to_owned()],
        ];
        assert_eq!(layout(&rows, true), "a    bcd\näöü  e\n");
        assert_eq!(layout(&rows, false), "a\tbcd\näöü\te\n");
    }
}
