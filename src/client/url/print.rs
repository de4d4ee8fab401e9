//! Printing a URL so that it reads as the same one again, RFC 4516 section 2.1.

use std::fmt;

use super::{Extension, LdapUrl};
use crate::wire::request::Scope;

impl fmt::Display for LdapUrl {
    /// The canonical text: lower-case scheme, the port always, nothing behind the last part that is there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.endpoint())?;
        let attributes = List(&self.attributes, |name, f| {
            write!(f, "{}", Encoded(name, ":;"))
        });
        let extensions = List(&self.extensions, print_extension);
        let parts: [&dyn fmt::Display; 5] = [
            &Encoded(&self.dn, "!$&'()*+,;=:@"),
            &attributes,
            &self.scope.map_or("", scope),
            &Encoded(self.filter.as_deref().unwrap_or_default(), "!$&'()*+,;=:@/"),
            &extensions,
        ];
        let texts = parts.map(|part| part.to_string());
        let used = texts.iter().rposition(|text| !text.is_empty());
        for (at, text) in texts.iter().enumerate().take(used.map_or(0, |at| at + 1)) {
            write!(f, "{}{text}", if at == 0 { '/' } else { '?' })?;
        }
        Ok(())
    }
}

fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::One => "one",
        Scope::Sub => "sub",
        Scope::Children => "subordinates",
        Scope::Base | Scope::Other(_) => "base",
    }
}

fn print_extension(extension: &Extension, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mark = if extension.critical { "!" } else { "" };
    write!(f, "{mark}{}", Encoded(&extension.name, ""))?;
    match &extension.value {
        Some(value) => write!(f, "={}", Encoded(value, "=:@")),
        None => Ok(()),
    }
}

/// Items with commas between them.
struct List<'a, T>(&'a [T], fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result);

impl<T> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            (self.1)(item, f)?;
        }
        Ok(())
    }
}

/// Percent-encodes what is neither unreserved (RFC 3986 section 2.3) nor among the given signs.
pub(super) struct Encoded<'a>(pub(super) &'a str, pub(super) &'static str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            let character = char::from(byte);
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || self.1.contains(character)
            {
                write!(f, "{character}")?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}
