//! How alike two words are, for "did you mean …?".

/// Levenshtein's distance over the first 64 characters of what was given; case and the kind of word separator do not count.
pub(crate) fn distance(known: &str, given: &str) -> usize {
    let fold = |c: char| match c {
        '_' | ' ' => '-',
        c => c.to_ascii_lowercase(),
    };
    let given: Vec<char> = given.chars().take(64).map(fold).collect();
    let mut row: Vec<usize> = (0..=given.len()).collect();
    for (i, k) in known.chars().map(fold).enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, g) in given.iter().enumerate() {
            let replaced = corner + usize::from(k != *g);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[given.len()]
}
