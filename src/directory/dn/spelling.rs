//! How a server writes the names that it keeps: types as its schema has them, values with one kind of escapes.

use std::borrow::Cow;

use super::{Dn, Rdn, normal::is_plain};
use crate::directory::schema::Schema;

/// A server's way to write names, whatever way they were sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// slapd's: types by their first name in the schema, the pairs of an RDN in the order of their types, special characters
    /// in values as `\2C` (recorded of slapd 2.5: `cn="J, S"` comes back as `cn=J\2C S`).
    Hexadecimal,
    /// Active Directory's: types in capitals, special characters as `\,`, but `=` and `;` as `\3D` and `\3B` (recorded
    /// of Samba 4.17: `CN=Eq\3Dual`, `CN=Comma\, Carl`, `CN=\#hash`).
    Backslash,
}

impl Dn {
    /// The same name as a server keeps it. Values keep their case and spaces; a type that the schema does not have stays as
    /// it is.
    ///
    /// ```
    /// use ldaplab::directory::{Dn, dn::Spelling, schema::Schema};
    ///
    /// let typed = Dn::parse("commonName=\"J, S\" , OU=Test,DC=Example")?;
    /// let kept = typed.kept_as(Schema::standard(), Spelling::Hexadecimal);
    /// assert_eq!(kept.as_str(), "cn=J\\2C S,ou=Test,dc=Example");
    /// let typed = Dn::parse("cn=\"J, S\" , ou=Test,dc=Example")?;
    /// let kept = typed.kept_as(Schema::active_directory(), Spelling::Backslash);
    /// assert_eq!(kept.as_str(), "CN=J\\, S,OU=Test,DC=Example");
    /// # Ok::<(), ldaplab::directory::DnError>(())
    /// ```
    #[must_use]
    pub fn kept_as(&self, schema: &Schema, spelling: Spelling) -> Self {
        if self.is_root() || spelling.has(self.as_str(), schema) {
            return self.clone();
        }
        let mut written = String::with_capacity(self.as_str().len());
        for rdn in self.rdns() {
            if !written.is_empty() {
                written.push(',');
            }
            spelling.write(&rdn, schema, &mut written);
        }
        Self::joined(&[&written], &[self.normalized()])
    }
}

impl Rdn {
    /// The same RDN as a server keeps it; see [`Dn::kept_as`].
    #[must_use]
    pub fn kept_as(&self, schema: &Schema, spelling: Spelling) -> Self {
        let mut written = String::with_capacity(self.as_str().len());
        spelling.write(self, schema, &mut written);
        // A written form of what was read, so it is read again.
        Self::parse(&written).unwrap_or_else(|_| self.clone())
    }
}

impl Spelling {
    /// Whether a plain name is written so already; most are, in lists of thousands.
    pub(crate) fn has(self, text: &str, schema: &Schema) -> bool {
        is_plain(text.as_bytes())
            && text.split(',').all(|rdn| {
                let kind = rdn.split('=').next().unwrap_or_default();
                *self.kind(kind, schema) == *kind
            })
    }

    fn kind<'a>(self, written: &'a str, schema: &'a Schema) -> Cow<'a, str> {
        let name = schema
            .attribute_type(written)
            .map_or(written, |kind| kind.name());
        match self {
            Self::Backslash if name.bytes().any(|byte| byte.is_ascii_lowercase()) => {
                Cow::Owned(name.to_ascii_uppercase())
            }
            _ => Cow::Borrowed(name),
        }
    }

    fn write(self, rdn: &Rdn, schema: &Schema, out: &mut String) {
        let mut pairs: Vec<(Cow<'_, str>, &[u8])> = rdn
            .pairs()
            .map(|(kind, value)| (self.kind(kind, schema), value))
            .collect();
        if self == Self::Hexadecimal {
            pairs.sort_by(|(one, _), (other, _)| {
                one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase())
            });
        }
        for (at, (kind, value)) in pairs.iter().enumerate() {
            if at > 0 {
                out.push('+');
            }
            out.push_str(kind);
            out.push('=');
            self.value(value, out);
        }
    }

    fn value(self, value: &[u8], out: &mut String) {
        let mut at = 0;
        for chunk in value.utf8_chunks() {
            for character in chunk.valid().chars() {
                let first = at == 0;
                at += character.len_utf8();
                let edge = first || at == value.len();
                match (character, self) {
                    ('\0', _) => hexadecimal(0, out),
                    ('\n' | '\r' | ';' | '=', Self::Backslash) => hexadecimal(character as u8, out),
                    (',' | '+' | '"' | '\\' | '<' | '>', Self::Backslash) => {
                        out.push('\\');
                        out.push(character);
                    }
                    // Windows escapes it anywhere.
                    ('#', Self::Backslash) => out.push_str("\\#"),
                    (' ', Self::Backslash) if edge => out.push_str("\\ "),
                    (',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=', Self::Hexadecimal) => {
                        hexadecimal(character as u8, out);
                    }
                    ('#', Self::Hexadecimal) if first => hexadecimal(b'#', out),
                    (' ', Self::Hexadecimal) if edge => hexadecimal(b' ', out),
                    _ => out.push(character),
                }
            }
            at += chunk.invalid().len();
            for byte in chunk.invalid() {
                hexadecimal(*byte, out);
            }
        }
    }
}

fn hexadecimal(byte: u8, out: &mut String) {
    out.push_str(&format!("\\{byte:02X}"));
}
