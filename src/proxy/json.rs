//! The JSON of a record's lines, RFC 8259: flat objects of texts, numbers and booleans.

use std::fmt::Write as _;

/// A member's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
}

/// A member of an object, and the column where its value begins, counted from 1 in characters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) value: Value,
    pub(super) column: usize,
}

/// What is wrong with a line, and at which column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) column: usize,
    pub(super) why: String,
}

/// Reads a line that is one object.
pub(super) fn read(line: &str) -> Result<Vec<Member>, Broken> {
    let mut reader = Reader { line, at: 0 };
    let members = reader.object()?;
    reader.skip();
    match reader.peek() {
        None => Ok(members),
        Some(_) => {
            Err(reader.broken("something follows the object; one object a line is expected"))
        }
    }
}

/// Appends `"name":"text"`, after a comma if one is due.
pub(super) fn text(out: &mut String, name: &str, text: &str) {
    raw(out, name, "");
    string(out, text);
}

/// Appends `"name":` and what is JSON already.
pub(super) fn raw(out: &mut String, name: &str, value: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    string(out, name);
    out.push(':');
    out.push_str(value);
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    line: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.at += 1;
        }
    }

    fn column(&self) -> usize {
        self.line[..self.at].chars().count() + 1
    }

    fn broken(&self, why: impl Into<String>) -> Broken {
        Broken {
            column: self.column(),
            why: why.into(),
        }
    }

    fn expect(&mut self, expected: char) -> Result<(), Broken> {
        self.skip();
        match self.peek() {
            Some(c) if c == expected => {
                self.at += c.len_utf8();
                Ok(())
            }
            Some(c) => Err(self.broken(format!("`{c}` stands where `{expected}` is expected"))),
            None => Err(self.broken(format!("the line ends where `{expected}` is expected"))),
        }
    }

    fn object(&mut self) -> Result<Vec<Member>, Broken> {
        let mut members: Vec<Member> = Vec::new();
        self.expect('{')?;
        self.skip();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(members);
        }
        loop {
            self.skip();
            let begin = self.broken("");
            let name = self.string()?;
            if members.iter().any(|member| member.name == name) {
                let why = format!("`{name}` is there twice");
                return Err(Broken { why, ..begin });
            }
            self.expect(':')?;
            self.skip();
            let column = self.column();
            let value = self.value()?;
            members.push(Member {
                name,
                value,
                column,
            });
            self.skip();
            match self.peek() {
                Some(',') => self.at += 1,
                _ => return self.expect('}').map(|()| members),
            }
        }
    }

    fn value(&mut self) -> Result<Value, Broken> {
        match self.peek() {
            Some('"') => self.string().map(Value::Text),
            Some('{' | '[') => {
                Err(self.broken("a record's line has no lists and no objects in it"))
            }
            None => Err(self.broken("the line ends where a value is expected")),
            Some(_) => {
                let rest = &self.line[self.at..];
                let ends = |c: char| matches!(c, ',' | '}' | ' ' | '\t' | '\r' | '\n');
                let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
                let value = match word {
                    "null" => Value::Null,
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    _ if word.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                        match word.parse::<f64>() {
                            Ok(number) if number.is_finite() => Value::Number(number),
                            _ => return Err(self.broken("this is no number")),
                        }
                    }
                    _ => return Err(self.broken("this is no text, number or boolean")),
                };
                self.at += word.len();
                Ok(value)
            }
        }
    }

    fn string(&mut self) -> Result<String, Broken> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(self.broken("the line ends inside a text")),
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escaped()?),
                Some(c) if u32::from(c) < 0x20 => {
                    return Err(self.broken("a control character stands inside a text"));
                }
                Some(c) => text.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Broken> {
        match self.next() {
            Some(c @ ('"' | '\\' | '/')) => Ok(c),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('u') => {
                let first = self.unit()?;
                let code = match first {
                    0xd800..=0xdbff if self.line[self.at..].starts_with("\\u") => {
                        self.at += 2;
                        let second = self.unit()?;
                        0x10000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff)
                    }
                    code => code,
                };
                char::from_u32(code).ok_or_else(|| self.broken("half a surrogate pair"))
            }
            _ => Err(self.broken("an escape that JSON does not know")),
        }
    }

    fn unit(&mut self) -> Result<u32, Broken> {
        let digits = self.line.get(self.at..self.at + 4);
        let unit = digits
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.broken("`\\u` needs four hexadecimal digits"))?;
        self.at += 4;
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let mut out = "{".to_owned();
        raw(&mut out, "id", "7");
        text(&mut out, "says", "a \"b\" \\ \u{1}ü");
        out.push('}');
        assert_eq!(out, "{\"id\":7,\"says\":\"a \\\"b\\\" \\\\ \\u0001ü\"}");
        let members = read(&out).unwrap();
        assert_eq!(members[0].value, Value::Number(7.0));
        assert_eq!(members[1].value, Value::Text("a \"b\" \\ \u{1}ü".into()));
        assert_eq!(members[1].column, 16);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_column() {
        for (line, column, why) in [
            ("", 1, "the line ends where `{` is expected"),
            ("[]", 1, "`[` stands where `{` is expected"),
            ("{\"a\":1", 7, "the line ends where `}` is expected"),
            (
                "{\"a\":1}x",
                8,
                "something follows the object; one object a line is expected",
            ),
            (
                "{\"a\":[1]}",
                6,
                "a record's line has no lists and no objects in it",
            ),
            ("{\"ü\":nul}", 6, "this is no text, number or boolean"),
            ("{\"a\":-}", 6, "this is no number"),
            ("{\"a\":\"\\ud800\"}", 13, "half a surrogate pair"),
            ("{\"a\":\"\\u12", 9, "`\\u` needs four hexadecimal digits"),
            ("{\"a\":1,\"a\":2}", 8, "`a` is there twice"),
        ] {
            let why = why.to_owned();
            assert_eq!(read(line), Err(Broken { column, why }), "{line}");
        }
    }
}
