//! A fault as text, word by word.

use super::{Fault, Parameters, table};
use crate::harness::expect::words::{Mistake, Word};

/// A fault whose words are being read.
pub(super) struct Pending<'a> {
    kind: Word<'a>,
    name: &'a str,
    parameters: Parameters,
    words: Vec<Word<'a>>,
}

impl<'a> Pending<'a> {
    pub(super) fn new(word: Word<'a>) -> Result<Self, Mistake> {
        let (name, value) = word.pair();
        let mut parameters = Parameters::new();
        if word.text.contains('=') {
            match table::find(name).map(|row| row.parameters.first()) {
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

    pub(super) fn add(&mut self, word: Word<'a>) -> Result<(), Mistake> {
        let (name, value) = word.pair();
        let own = table::find(self.name).is_some_and(|row| row.parameters.contains(&name));
        if !own && table::find(name).is_some() {
            let why = format!(
                "{name} is a fault of its own: a comma parts it from {}",
                self.name
            );
            return Err(word.mistake(0..name.len(), why));
        }
        if self.parameters.get(name).is_some() {
            return Err(word.wrong(format!("{name} is given twice")));
        }
        self.parameters = std::mem::take(&mut self.parameters).with(name, value);
        self.words.push(word);
        Ok(())
    }

    pub(super) fn build(self) -> Result<Fault, Mistake> {
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
