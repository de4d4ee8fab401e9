//! Rules as text: `search(uid=ada) scope=sub: delay=200ms jitter=50ms, close times=2`.

use std::{borrow::Cow, fmt, ops::Range, str::FromStr};

use super::{Rule, pending::Pending};
use crate::{
    diagnosis::distance,
    harness::expect::{
        CONDITIONS, Matcher, cut,
        words::{self, Mistake, Word, words},
    },
};

/// The words of a rule that belong to no fault.
const RULE_WORDS: &[&str] = &["times", "nth", "probability", "seed", "after", "until"];

/// Most characters of a text that an error shows.
const SHOWN: usize = 160;

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
        write!(f, " probability={probability}")?;
    }
    if rule.seed != 0 || rule.probability.is_some() {
        write!(f, " seed={}", rule.seed)?;
    }
    if let Some((after, until)) = &rule.between {
        let [after, until] = [after, until].map(ToString::to_string);
        write!(f, " after={} until={}", quoted(&after), quoted(&until))?;
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
#[derive(Clone, PartialEq, Eq)]
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
        let count = |range: Range<usize>| {
            let part = self.text.get(range);
            part.map_or(0, |part| part.chars().count())
        };
        let (gap, width) = (count(0..self.at.start), count(self.at.clone()));
        // Of a long text only what is around the place.
        let skipped = if gap > SHOWN / 2 { gap - SHOWN / 4 } else { 0 };
        let flat = |c: char| if c.is_control() { ' ' } else { c };
        let mut chars = self.text.chars().skip(skipped).map(flat);
        let shown: String = chars.by_ref().take(SHOWN).collect();
        let [before, behind] =
            [skipped > 0, chars.next().is_some()].map(|cut| if cut { "…" } else { "" });
        let gap = gap - skipped + before.chars().count();
        let most = (SHOWN + 1).saturating_sub(gap);
        writeln!(f, "{}", cut(&self.why))?;
        writeln!(f, "  {before}{shown}{behind}")?;
        write!(
            f,
            "  {}{}",
            " ".repeat(gap),
            "^".repeat(width.min(most).max(1))
        )
    }
}

debug_is_display!(RuleError);

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
    let mut read = RuleWords::default();
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
        if !bare.text.is_empty() && !read.read(&mut rule, bare)? {
            match &mut pending {
                Some(fault) => fault.add(bare)?,
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
    read.finish(&mut rule)?;
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

/// The words of a rule that were read.
#[derive(Default)]
struct RuleWords<'a> {
    seen: Vec<Word<'a>>,
    after: Option<Matcher>,
    until: Option<Matcher>,
}

impl<'a> RuleWords<'a> {
    /// Reads one; `Ok(false)` for any other word.
    fn read(&mut self, rule: &mut Rule, word: Word<'a>) -> Result<bool, Mistake> {
        let (name, value) = word.pair();
        if !RULE_WORDS.contains(&name) {
            return Ok(false);
        }
        if self.seen.iter().any(|seen| seen.pair().0 == name) {
            return Err(word.wrong(format!("{name} is given twice")));
        }
        self.seen.push(word);
        let bad = |why: &str| word.mistake(name.len() + 1..word.text.len(), why);
        let matcher = || {
            let read = words(&value).and_then(|words| read_matcher(&words, value.len()));
            read.map_err(|mistake| bad(&mistake.why))
        };
        match name {
            "times" => rule.times = Some(value.parse().map_err(|_| bad("it is a number"))?),
            "nth" => {
                let nth = value.parse().ok().filter(|nth| *nth > 0);
                rule.nth = Some(nth.ok_or_else(|| bad("it is a number from 1"))?);
            }
            "seed" => rule.seed = value.parse().map_err(|_| bad("it is a number"))?,
            "after" => self.after = Some(matcher()?),
            "until" => self.until = Some(matcher()?),
            _ => {
                let probability = value.parse().ok().filter(|part| (0.0..=1.0).contains(part));
                rule.probability =
                    Some(probability.ok_or_else(|| bad("it is a number from 0 to 1"))?);
            }
        }
        Ok(true)
    }

    fn finish(self, rule: &mut Rule) -> Result<(), Mistake> {
        rule.between = match (self.after, self.until) {
            (Some(after), Some(until)) => Some((after, until)),
            (None, None) => None,
            (one, _) => {
                let (given, missing) = match one {
                    Some(_) => ("after", "until"),
                    None => ("until", "after"),
                };
                let word = self.seen.iter().find(|seen| seen.pair().0 == given);
                let why = format!("{given} goes with {missing}, such as: after=bind until=unbind");
                return Err(word.map_or_else(
                    || Mistake {
                        at: 0..0,
                        why: why.clone(),
                    },
                    |word| word.wrong(why.clone()),
                ));
            }
        };
        Ok(())
    }
}
