//! Passwords as administrators write them into LDIF: `userPassword` in the schemes of RFC 3112 and OpenLDAP, and Active
//! Directory's `unicodePwd` (MS-ADTS 3.1.1.3.1.5.1).
//!
//! [`check`] compares a given password with a stored one of a [`Scheme`]; [`hash`] makes a stored one.

mod crypt;
mod des;
mod md5;
mod scheme;
#[cfg(test)]
mod tests;
mod unicode_pwd;

pub use scheme::{Scheme, UnsupportedScheme, check, hash, supported, verify};
pub use unicode_pwd::{decode as decode_unicode_pwd, encode as encode_unicode_pwd};
