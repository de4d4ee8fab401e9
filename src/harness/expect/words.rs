//! Rules and matchers as text: words with their places, so that a mistake can be pointed at.

use std::{borrow::Cow, ops::Range};

/// A word and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) at: Range<usize>,
    pub(crate) why: String,
}

impl<'a> Word<'a> {
    /// `name` and `value` of `name=value`, quotes taken away; an empty value without `=`.
    pub(crate) fn pair(&self) -> (&'a str, String) {
        match self.text.split_once('=') {
            Some((name, value)) => (name, unquoted(value)),
            None => (self.text, String::new()),
        }
    }

    /// A mistake in a part of the word.
    pub(crate) fn mistake(&self, part: Range<usize>, why: impl Into<String>) -> Mistake {
        let end = part.end.min(self.text.len());
        let start = part.start.min(end);
        Mistake {
            at: self.at + start..self.at + end,
            why: why.into(),
        }
    }

    /// A mistake in the whole word.
    pub(crate) fn wrong(&self, why: impl Into<String>) -> Mistake {
        self.mistake(0..self.text.len(), why)
    }
}

/// The words of a text. Blanks part them, but not within quotes or parentheses; a colon outside of both is a word of its own.
pub(crate) fn words(text: &str) -> Result<Vec<Word<'_>>, Mistake> {
    let mut words = Vec::new();
    let (mut start, mut depth, mut quote) = (None, 0_usize, None);
    let mut escaped = false;
    let mut opened = Vec::new();
    let word = |start: usize, end: usize| Word {
        text: &text[start..end],
        at: start,
    };
    for (at, c) in text.char_indices() {
        if quote.is_some() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quote = None,
                _ => {}
            }
            continue;
        }
        let outside = depth == 0;
        if outside && (c.is_whitespace() || c == ':') {
            words.extend(start.take().map(|start| word(start, at)));
            if c == ':' {
                words.push(word(at, at + 1));
            }
            continue;
        }
        start.get_or_insert(at);
        match c {
            '"' if outside => quote = Some(at),
            '(' => {
                depth += 1;
                opened.push(at);
            }
            ')' if depth > 0 => {
                depth -= 1;
                opened.pop();
            }
            _ => {}
        }
    }
    if let Some(at) = quote {
        return Err(Mistake {
            at: at..text.len(),
            why: "the quote does not end".to_owned(),
        });
    }
    if let Some(at) = opened.first() {
        return Err(Mistake {
            at: *at..text.len(),
            why: "the parenthesis is not closed".to_owned(),
        });
    }
    words.extend(start.map(|start| word(start, text.len())));
    Ok(words)
}

/// A value that is one word.
pub(crate) fn quoted(value: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '"' | '\\' | ':' | '(' | ')');
    if !value.is_empty() && value.chars().all(plain) {
        return Cow::Borrowed(value);
    }
    // A filter is one word as it stands.
    if value.starts_with('(') && words(value).is_ok_and(|words| words.len() == 1) {
        return Cow::Borrowed(value);
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    Cow::Owned(format!("\"{escaped}\""))
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return value.to_owned();
    };
    let mut out = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            c => {
                escaped = false;
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_part_words_but_not_in_quotes_and_parentheses() {
        let text = "search(&(cn=A B)(x:1.2:=y))  base=\"dc=a b, dc=\\\"c\\\"\": delay=1s";
        let found: Vec<&str> = words(text).unwrap().iter().map(|word| word.text).collect();
        assert_eq!(
            found,
            [
                "search(&(cn=A B)(x:1.2:=y))",
                "base=\"dc=a b, dc=\\\"c\\\"\"",
                ":",
                "delay=1s"
            ]
        );
        let base = words(text).unwrap()[1];
        assert_eq!(base.pair(), ("base", "dc=a b, dc=\"c\"".to_owned()));
        assert_eq!(words("a \"b").unwrap_err().at, 2..4);
        assert_eq!(words("(a (b)").unwrap_err().at, 0..6);
    }

    #[test]
    fn what_is_quoted_is_one_word_and_read_again() {
        for value in [
            "plain",
            "",
            "a b",
            "a\"b\\",
            "x:y",
            "(cn=a b)",
            "a(b",
            "dc=a,dc=b",
            "\\",
        ] {
            let text = format!("name={}", quoted(value));
            let found = words(&text).unwrap();
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].pair().1, value, "{text}");
        }
    }
}
