//! Rules as text: `search(uid=ada) scope=sub: delay=200ms jitter=50ms, close times=2`.

use std::{borrow::Cow, fmt, ops::Range, str::FromStr};

use super::{Fault, Parameters, Rule, table};
use crate::{
    diagnosis::distance,
    server::expect::{
        CONDITIONS, Matcher,
        words::{self, Mistake, Word, words},
    },
};

/// The words of a rule that belong to no fault.
const RULE_WORDS: &[&str] = &["times", "nth", "probability", "seed"];

pub(super) fn quoted(value: &str) -> Cow<'_, str> {
    // The comma parts faults.
    match value.contains(',') && !value.starts_with('"') {
        true => Cow::Owned(format!(
            "\"{}\"",
            value.replace('\\', "\\\\").replace('"', "\\\"")
        )),
        false => words::quoted(value),
    }
}

pub(super) fn print(rule: &Rule, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}:", rule.matcher)?;
    for (at, fault) in rule.faults.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(f, "{comma} {fault}")?;
    }
    if let Some(times) = rule.times {
        write!(f, " times={times}")?;
    }
    if let Some(nth) = rule.nth {
        write!(f, " nth={nth}")?;
    }
    if let Some(probability) = rule.probability {
        write!(f, " probability={probability} seed={}", rule.seed)?;
    }
    Ok(())
}

/// A text that is no rule. Prints with the place pointed at:
///
/// ```text
/// there is no such fault; did you mean delay?
///   search(uid=ada): dealy=200ms
///                    ^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    text: String,
    at: Range<usize>,
    why: String,
}

impl RuleError {
    fn new(text: &str, mistake: Mistake) -> Self {
        Self {
            text: text.to_owned(),
            at: mistake.at,
            why: mistake.why,
        }
    }

    /// What is wrong.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// Where: octets of the text.
    pub fn at(&self) -> Range<usize> {
        self.at.clone()
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flat = |text: &str| text.replace(char::is_control, " ");
        let before = flat(self.text.get(..self.at.start).unwrap_or_default());
        let width = self
            .text
            .get(self.at.clone())
            .map_or(0, |part| part.chars().count());
        writeln!(f, "{}", self.why)?;
        writeln!(f, "  {}", flat(&self.text))?;
        let gap = " ".repeat(before.chars().count());
        write!(f, "  {gap}{}", "^".repeat(width.max(1)))
    }
}

impl std::error::Error for RuleError {}

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        read_rule(text).map_err(|mistake| RuleError::new(text, mistake))
    }
}

impl FromStr for Matcher {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let read = words(text).and_then(|words| read_matcher(&words, text.len()));
        read.map_err(|mistake| RuleError::new(text, mistake))
    }
}

fn read_rule(text: &str) -> Result<Rule, Mistake> {
    let words = words(text)?;
    let Some(colon) = words.iter().position(|word| word.text == ":") else {
        return Err(Mistake {
            at: text.len()..text.len(),
            why: "a colon and a fault are missing, such as: search(uid=ada): delay=200ms"
                .to_owned(),
        });
    };
    let matcher = read_matcher(&words[..colon], words[colon].at)?;
    let mut rule = Rule {
        matcher,
        faults: Vec::new(),
        times: None,
        nth: None,
        probability: None,
        seed: 0,
        between: None,
    };
    let mut pending: Option<Pending<'_>> = None;
    for word in &words[colon + 1..] {
        let (bare, ends) = match word.text.strip_suffix(',') {
            Some(bare) => (
                Word {
                    text: bare,
                    at: word.at,
                },
                true,
            ),
            None => (*word, false),
        };
        if !bare.text.is_empty() && !read_rule_word(&mut rule, &bare)? {
            match &mut pending {
                Some(fault) => fault.add(&bare),
                None => pending = Some(Pending::new(bare)?),
            }
        }
        if ends && let Some(fault) = pending.take() {
            rule.faults.push(fault.build()?);
        }
    }
    if let Some(fault) = pending {
        rule.faults.push(fault.build()?);
    }
    if rule.faults.is_empty() {
        return Err(Mistake {
            at: text.len()..text.len(),
            why: "a fault is missing behind the colon, such as delay=200ms".to_owned(),
        });
    }
    Ok(rule)
}

fn read_matcher(words: &[Word<'_>], end: usize) -> Result<Matcher, Mistake> {
    let Some((first, rest)) = words.split_first() else {
        return Err(Mistake {
            at: 0..end,
            why: "it begins with an operation: search, bind, any, …".to_owned(),
        });
    };
    let mut matcher = Matcher::read_operation(first)?;
    for word in rest {
        if !matcher.read_condition(word)? {
            let (name, _) = word.pair();
            let nearest = CONDITIONS.iter().min_by_key(|known| distance(known, name));
            let why = format!(
                "there is no condition {name:?}; did you mean {}?",
                nearest.copied().unwrap_or_default()
            );
            return Err(word.mistake(0..name.len(), why));
        }
    }
    Ok(matcher)
}

/// `times`, `nth`, `probability`, `seed`; `Ok(false)` for any other word.
fn read_rule_word(rule: &mut Rule, word: &Word<'_>) -> Result<bool, Mistake> {
    let (name, value) = word.pair();
    if !RULE_WORDS.contains(&name) {
        return Ok(false);
    }
    let bad = |why: &str| word.mistake(name.len() + 1..word.text.len(), why);
    match name {
        "times" => rule.times = Some(value.parse().map_err(|_| bad("it is a number"))?),
        "nth" => {
            let nth = value.parse().ok().filter(|nth| *nth > 0);
            rule.nth = Some(nth.ok_or_else(|| bad("it is a number from 1"))?);
        }
        "seed" => rule.seed = value.parse().map_err(|_| bad("it is a number"))?,
        _ => {
            let probability = value.parse().ok().filter(|part| (0.0..=1.0).contains(part));
            rule.probability = Some(probability.ok_or_else(|| bad("it is a number from 0 to 1"))?);
        }
    }
    Ok(true)
}

/// A fault whose words are being read.
struct Pending<'a> {
    kind: Word<'a>,
    name: &'a str,
    parameters: Parameters,
    words: Vec<Word<'a>>,
}

impl<'a> Pending<'a> {
    fn new(word: Word<'a>) -> Result<Self, Mistake> {
        let (name, value) = word.pair();
        let mut parameters = Parameters::new();
        if word.text.contains('=') {
            let row = table::ROWS.iter().find(|row| row.name == name);
            match row.map(|row| row.parameters.first()) {
                Some(Some(first)) => parameters = parameters.with(first, value),
                Some(None) => return Err(word.wrong(format!("{name} takes no value"))),
                // The error comes when it is built.
                None => {}
            }
        }
        Ok(Self {
            kind: word,
            name,
            parameters,
            words: Vec::new(),
        })
    }

    fn add(&mut self, word: &Word<'a>) {
        let (name, value) = word.pair();
        self.parameters = std::mem::take(&mut self.parameters).with(name, value);
        self.words.push(*word);
    }

    fn build(self) -> Result<Fault, Mistake> {
        Fault::build(self.name, &self.parameters).map_err(|wrong| {
            let of_word = self.words.iter().find(|word| word.pair().0 == wrong.name);
            match of_word {
                Some(word) => word.wrong(wrong.why),
                None if wrong.name == self.name => self.kind.mistake(0..self.name.len(), wrong.why),
                None if self.kind.text.len() > self.name.len() => self
                    .kind
                    .mistake(self.name.len() + 1..self.kind.text.len(), wrong.why),
                None => self.kind.wrong(format!("{}: {}", wrong.name, wrong.why)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_printed() {
        for (text, printed) in [
            ("search(uid=ada): delay=200ms times=2", ""),
            ("any: close", ""),
            ("search( &(b=1)(A=2) ): busy", "!"),
            (
                "search(&(B=1)(a=2)) scope=one tls=yes: result=51",
                "search(&(a=2)(b=1)) scope=one tls=yes: result=busy",
            ),
            (
                "bind dn=cn=a,dc=b credential=simple : result=invalidCredentials text=\"no, never\"",
                "bind dn=cn=a,dc=b credential=simple: result=invalidCredentials text=\"no, never\"",
            ),
            (
                "bind: result data=775",
                "bind: result=invalidCredentials text=\"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 775, v4563\"",
            ),
            (
                "search: delay=1s jitter=0.5s per=entry, truncate=2 unit=entries, reset nth=3",
                "search: delay=1000ms jitter=500ms per=entry, truncate=2 unit=entries, reset nth=3",
            ),
            (
                "extended oid=1.3.6.1.4.1.1466.20037: start-tls=stripped",
                "",
            ),
            (
                "any identity=anonymous connection=2: garbage=00ff, split probability=0.25 seed=7",
                "any identity=anonymous connection=2: garbage=00ff, split=1 probability=0.25 seed=7",
            ),
            (
                "search(member:1.2.840.113556.1.4.1941:=cn=a) attributes=cn,mail control=1.2.840.113556.1.4.319: missing-done",
                "",
            ),
            (
                "search base=\"dc=a b\": oversized=70000, bandwidth=10, wrong-id=7, wrong-tag=61, duplicate, out-of-order",
                "",
            ),
            (
                "any: notice=busy text=bye, unsolicited=1.2.3, half-close, stall, black-hole",
                "",
            ),
        ] {
            match (text.parse::<Rule>(), printed) {
                (Ok(rule), "") => assert_eq!(rule.to_string(), text),
                (Ok(rule), printed) => {
                    assert_eq!(rule.to_string(), printed);
                    assert_eq!(
                        rule.to_string().parse::<Rule>().unwrap().to_string(),
                        printed
                    );
                }
                (Err(_), "!") => {}
                (Err(error), _) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn a_mistake_is_pointed_at() {
        for (text, expected) in [
            (
                "search(uid=ada): dealy=200ms",
                "there is no such fault; did you mean delay?\n  search(uid=ada): dealy=200ms\n                   ^^^^^",
            ),
            (
                "serch(uid=ada): close",
                "there is no operation \"serch\"; did you mean search?\n  serch(uid=ada): close\n  ^^^^^",
            ),
            (
                "search skope=sub: close",
                "there is no condition \"skope\"; did you mean scope?\n  search skope=sub: close\n         ^^^^^",
            ),
            (
                "search: delay=soon",
                "\"soon\" is no time such as 200ms, 1.5s or 2m\n  search: delay=soon\n                ^^^^",
            ),
            (
                "search: delay=1s jiter=2s",
                "delay has no such parameter; it takes by, jitter, per\n  search: delay=1s jiter=2s\n                   ^^^^^^^^",
            ),
            (
                "search: delay",
                "by: it is missing\n  search: delay\n          ^^^^^",
            ),
            (
                "search: close=1",
                "close takes no value\n  search: close=1\n          ^^^^^^^",
            ),
            (
                "search: close times=x",
                "it is a number\n  search: close times=x\n                      ^",
            ),
            (
                "search(uid=ada",
                "the parenthesis is not closed\n  search(uid=ada\n        ^^^^^^^^",
            ),
            (
                "search",
                "a colon and a fault are missing, such as: search(uid=ada): delay=200ms\n  search\n        ^",
            ),
            ("search base=nonsense: close", "it is no DN: "),
            ("", "a colon and a fault are missing"),
            (
                ": close",
                "it begins with an operation: search, bind, any, …",
            ),
        ] {
            let error = text.parse::<Rule>().unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
